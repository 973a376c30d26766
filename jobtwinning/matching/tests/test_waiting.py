"""The waiting list: who, since when, from which earlier programme, why, and with whom it could be now."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.matching import actions, adapter
from jobtwinning.matching.tests.world import answer_intake, make_many, make_professional, make_teacher
from jobtwinning.matching.waiting import sign_ups, waiting_since
from jobtwinning.pairs.actions import decline_pair, propose_pair
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.programmes.models import Participation
from tests import make

ClientOf = Callable[[str], Client]
DAY = timedelta(days=1)


def url_of(cast: Cast) -> str:
    return reverse("matching:waiting", args=[cast.programme.slug, cast.region.slug])


def page_of(cast: Cast, client_of: ClientOf) -> str:
    response = client_of("coordinator").get(url_of(cast))
    assert response.status_code == 200
    return str(response.content.decode())


def signed_up(participation: Participation, days_ago: int) -> Participation:
    Participation.objects.filter(pk=participation.pk).update(signed_up_at=clock.now() - days_ago * DAY)
    participation.refresh_from_db()
    return participation


def test_waiting_counts_from_the_first_sign_up_in_the_region(cast: Cast, client_of: ClientOf) -> None:
    """Also when that was for an earlier programme; another region, or a time somebody withdrew, does not count."""
    earlier = make.make_programme(cast.region)
    earlier.name_nl = "Voorjaar van toen"
    earlier.save()
    hassan = signed_up(make_teacher(cast.programme, "Hassan"), 10)
    imke = signed_up(make_teacher(cast.programme, "Imke"), 20)
    before = make.make_participation(earlier, person=hassan.person)
    signed_up(before, 200)
    gone = make.make_participation(earlier, person=imke.person, state="withdrawn")
    signed_up(gone, 300)
    elsewhere = make.make_region("Elders", slug="elders")
    signed_up(make.make_participation(make.make_programme(elsewhere), person=imke.person), 400)
    since = waiting_since(cast.region, [hassan.person_id, imke.person_id])
    assert {key: (clock.now() - at).days for key, at in since.items()} == {hassan.person_id: 200, imke.person_id: 20}
    page = page_of(cast, client_of)
    assert "200 dagen" in page
    assert "al bij Voorjaar van toen" in page
    assert page.index("Hassan") < page.index("Imke")


def test_after_a_trajectory_waiting_begins_again_at_its_end(cast: Cast) -> None:
    end = clock.now() - 5 * DAY
    Pair.objects.filter(pk=cast.pair.pk).update(state=Pair.State.FINISHED, ended_at=end)
    Seat.objects.filter(pair=cast.pair).update(active=False)
    signed_up(cast.teacher, 100)
    assert waiting_since(cast.region, [cast.teacher.person_id]) == {cast.teacher.person_id: end}
    again = signed_up(make.make_participation(make.make_programme(cast.region), person=cast.teacher.person), 2)
    assert [one.at for one in sign_ups(cast.region, [cast.teacher.person_id])[cast.teacher.person_id]] == [
        again.signed_up_at
    ]


def test_who_waits_longest_is_placed_when_somebody_must_stay_alone(cast: Cast) -> None:
    """Two equal teachers, one professional: the carried-over days decide, whoever is first in the list."""
    earlier = make.make_programme(cast.region)
    teachers = [signed_up(make_teacher(cast.programme, name), 10) for name in ("Aad", "Bea", "Cor")]
    make_professional(cast.programme)
    for first in teachers:
        before = signed_up(make.make_participation(earlier, person=first.person), 90)
        (pair,) = actions.make_proposal(cast.programme, cast.region, by=None, at=clock.now()).pairs
        assert pair["left"] == first.public_id
        before.delete()


def test_after_a_no_the_best_free_partner_is_there_at_once_and_nobody_is_disturbed(
    cast: Cast, client_of: ClientOf
) -> None:
    teacher, other = make_teacher(cast.programme, "Bram"), make_professional(cast.programme, "Vera")
    spare = make_professional(cast.programme, "Wout")
    scenario = actions.make_proposal(cast.programme, cast.region, by=None, at=clock.now())
    stored = {one["person"]: one["partner"] for one in scenario.result["second_best"]}
    assert set(stored) == {teacher.public_id}
    assert stored[teacher.public_id] in (other.public_id, spare.public_id)
    pair = propose_pair(teacher, other, by=None, at=clock.now())
    assert "nu niemand" in page_of(cast, client_of)  # Wout waits, and nobody is free for him
    decline_pair(pair, person=teacher.person, by=None, at=clock.now())
    page = page_of(cast, client_of)
    assert "Met wie nu vrij is, kan er 1 koppel bij" in page
    assert "Het voorstel ging niet door." in page
    row = page[page.index("Bram Docent") :]
    assert row.index("Wout Buiten") < row.index("</tr>")  # not Vera: she was the partner
    before = list(Pair.objects.filter(pk=cast.pair.pk).values())
    actions.make_proposal(cast.programme, cast.region, by=None, at=clock.now())
    assert list(Pair.objects.filter(pk=cast.pair.pk).values()) == before


def test_the_reasons_and_what_would_help_stand_with_each(cast: Cast, client_of: ClientOf) -> None:
    make_teacher(cast.programme, "Hassan")
    assert "Er is nog geen voorstel gemaakt." in page_of(cast, client_of)
    actions.make_proposal(cast.programme, cast.region, by=None, at=clock.now())
    assert "Er zijn te weinig mensen van buiten het onderwijs." in page_of(cast, client_of)
    make_teacher(cast.programme, "Imke")
    assert "Kwam erbij na het laatste voorstel." in page_of(cast, client_of)


def test_nobody_waits_when_all_have_a_partner(cast: Cast, client_of: ClientOf) -> None:
    assert "Niemand wacht" in page_of(cast, client_of)


def test_a_pin_that_a_rule_refuses_by_now_does_not_break_the_list(cast: Cast, client_of: ClientOf) -> None:
    teacher, other = make_teacher(cast.programme), make_professional(cast.programme)
    by = cast.accounts["coordinator"]
    assert by is not None
    actions.pin(teacher, other, by=by, at=clock.now())
    answer_intake(teacher, I18b=[other.public_id])
    assert page_of(cast, client_of)


@pytest.mark.parametrize("many", [2, 12])
def test_the_list_asks_as_many_queries_for_few_and_for_many(
    cast: Cast, client_of: ClientOf, django_assert_max_num_queries: Any, many: int
) -> None:
    make_many(cast.programme, many, many - 1)
    actions.make_proposal(cast.programme, cast.region, by=None, at=clock.now())
    client = client_of("coordinator")
    with django_assert_max_num_queries(32):
        assert client.get(url_of(cast)).status_code == 200


def test_the_plan_of_who_is_free_leaves_out_who_sits(cast: Cast) -> None:
    make_teacher(cast.programme)
    given = adapter.read_input(cast.programme, cast.region)
    assert adapter.best_free(given, "floor") == {}
    assert cast.teacher.public_id not in given.persons
