"""Beginning with one's own partner (REC-09): who asks, who answers, what nobody learns, and what is gone."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.accounts.models import Account
from jobtwinning.core import clock
from jobtwinning.core.errors import DomainError
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs.models import OwnStart, Pair, Seat
from jobtwinning.pairs.own import actions
from jobtwinning.pairs.own.actions import Answered, Half
from jobtwinning.pairs.own.adopting import adopt_pair
from jobtwinning.pairs.own.links import own_link, partner_link
from jobtwinning.pairs.queries import person_in
from jobtwinning.pairs.tasks import lapse_own_starts
from jobtwinning.people.models import Organisation, Person, Region
from jobtwinning.people.places import find_places
from jobtwinning.people.regions import exact_places, region_of_place
from jobtwinning.privacy import actions as privacy
from jobtwinning.programmes.actions import change_state, make_channel
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.programmes.standing import standing_programme
from tests import make

pytestmark = pytest.mark.django_db
OWN, PARTNER = "fenna@voorbeeld.example", "joris@voorbeeld.example"


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: make.NOW)


def filled(cast: Cast, **changed: str) -> dict[str, str]:
    """The form as somebody sends it."""
    own = {"side": "teacher", "given_name": "Fenna", "surname": "Brand", "email": OWN, "organisation": "Het Baken"}
    other = {"partner_side": "non_teacher", "partner_given_name": "Joris", "partner_surname": "Kuiper"}
    other |= {"partner_email": PARTNER, "partner_organisation": "Brugwater"}
    return {**own, **other, "place": "Rotterdam", "region": cast.region.slug, **changed}


def ask(cast: Cast, **changed: str) -> None:
    answer = Client().post(reverse("pairs:own_start"), filled(cast, **changed))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("pairs:own_asked"))


def link_of(template: str, address: str) -> str:
    """The address behind the button of the newest mail of this kind to them."""
    mail = OutboxMail.objects.filter(template=template, address=address).latest("pk")
    return str(re.findall(r"https?://\S+?(/samen-beginnen/\S+)", mail.body_text)[0])


def confirm(address: str = OWN) -> None:
    assert Client().post(link_of("own_start_confirm", address), {"confirm": "1"}).status_code == 302


def templates() -> list[str]:
    return list(OutboxMail.objects.order_by("pk").values_list("template", flat=True))


def everything() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in (Account, Person, Participation, Pair, Seat)}


# --- From asking to beginning -------------------------------------------------------------------------


def test_two_yeses_begin_a_pair_without_trial_or_proposal(cast: Cast) -> None:
    ask(cast)
    confirm()
    answer = Client().post(link_of("own_start_asked", PARTNER), {"yes": "1"})
    assert answer.headers["Location"] == reverse("pairs:own_begun")
    pair = Pair.objects.get(kind=Pair.Kind.OWN)
    assert (pair.state, pair.starts_on, pair.planned_end_on) == ("definite", date(2026, 9, 15), date(2026, 12, 15))
    assert {seat.side: person_in(seat).email for seat in pair.seats.all()} == {"teacher": OWN, "non_teacher": PARTNER}
    assert all(seat.answer == Seat.Answer.ACCEPTED and seat.active for seat in pair.seats.all())
    assert templates() == ["own_start_confirm", "own_start_asked", "pair_confirmed", "pair_confirmed"]
    assert OwnStart.objects.count() == 0


def test_nothing_is_kept_but_the_question_until_both_said_yes(cast: Cast) -> None:
    before = everything()
    ask(cast)
    confirm()
    assert everything() == before
    assert OwnStart.objects.count() == 1


def test_the_partner_is_not_mailed_before_the_own_address_is_confirmed(cast: Cast) -> None:
    ask(cast)
    assert templates() == ["own_start_confirm"]
    start = OwnStart.objects.get()
    assert Client().get(reverse("pairs:own_answer", args=[partner_link(start)])).status_code == 410


def test_looking_at_either_link_changes_nothing(cast: Cast) -> None:
    start = make.make_own_start(cast.region, confirmed=True)
    for name, value in (("pairs:own_confirm", own_link(start)), ("pairs:own_answer", partner_link(start))):
        assert Client().get(reverse(name, args=[value])).status_code == 200
    assert (OwnStart.objects.count(), templates()) == (1, [])


def test_one_link_does_not_open_the_other(cast: Cast) -> None:
    start = make.make_own_start(cast.region, confirmed=True)
    assert Client().get(reverse("pairs:own_answer", args=[own_link(start)])).status_code == 410
    assert Client().get(reverse("pairs:own_confirm", args=[partner_link(start)])).status_code == 410


def test_a_no_is_told_kindly_and_everything_typed_is_gone(cast: Cast) -> None:
    ask(cast)
    confirm()
    Client().post(link_of("own_start_asked", PARTNER), {"no": "1"})
    assert (OwnStart.objects.count(), Pair.objects.filter(kind="own").count()) == (0, 0)
    mail = OutboxMail.objects.get(template="own_start_no")
    assert mail.address == OWN
    assert "zegt niets over jou" in mail.body_text


def test_who_asked_takes_it_back_and_the_link_of_the_partner_is_dead(cast: Cast) -> None:
    start = make.make_own_start(cast.region, confirmed=True)
    Client().post(reverse("pairs:own_confirm", args=[own_link(start)]), {"stop": "1"})
    assert Client().get(reverse("pairs:own_answer", args=[partner_link(start)])).status_code == 410
    assert templates() == []


@pytest.mark.parametrize(("confirmed", "mails"), [(True, ["own_start_lapsed"]), (False, [])])
def test_without_an_answer_it_lapses_after_fourteen_days(cast: Cast, confirmed: bool, mails: list[str]) -> None:
    make.make_own_start(cast.region, confirmed=confirmed)
    assert lapse_own_starts(make.NOW + timedelta(days=14, seconds=-1)) == 0
    assert lapse_own_starts(make.NOW + timedelta(days=14)) == 1
    assert (OwnStart.objects.count(), templates()) == (0, mails)


# --- Twice, and by both -------------------------------------------------------------------------------


def test_each_naming_the_other_gives_one_pair(cast: Cast) -> None:
    ask(cast)
    turned = {"side": "non_teacher", "email": PARTNER, "partner_side": "teacher", "partner_email": OWN}
    ask(cast, **turned)
    confirm()
    answer = Client().post(link_of("own_start_confirm", PARTNER), {"confirm": "1"})
    assert answer.headers["Location"] == reverse("pairs:own_begun")
    assert (Pair.objects.filter(kind="own").count(), OwnStart.objects.count()) == (1, 0)


def test_asked_twice_is_one_question_and_one_mail_a_day(cast: Cast) -> None:
    ask(cast)
    ask(cast, email=OWN.upper())
    assert (OwnStart.objects.count(), templates()) == (1, ["own_start_confirm"])


def test_one_partner_is_asked_at_a_time(cast: Cast) -> None:
    make.make_own_start(cast.region, email=OWN, confirmed=True)
    second = make.make_own_start(cast.region, email=OWN)
    answer = Client().post(reverse("pairs:own_confirm", args=[own_link(second)]), {"confirm": "1"})
    assert answer.status_code == 409
    assert "Je hebt al iemand gevraagd" in answer.content.decode()
    assert templates() == []


# --- What a stranger learns ---------------------------------------------------------------------------


def test_typing_addresses_of_people_who_take_part_looks_like_any_other(cast: Cast) -> None:
    taken = cast.teacher.person.email
    pages = []
    for own, partner in ((OWN, PARTNER), (OWN, taken), (taken, PARTNER)):
        before = everything()
        answer = Client().post(reverse("pairs:own_start"), filled(cast, email=own, partner_email=partner), follow=True)
        pages.append((answer.redirect_chain, re.sub(r"nonce=\S+|csrf\S+", "", answer.content.decode())))
        assert everything() == before
    assert pages[0] == pages[1] == pages[2]


def test_a_partner_in_a_pair_is_told_so_behind_the_own_link_and_nobody_else_is(cast: Cast) -> None:
    ask(cast, partner_email=cast.professional.person.email)
    confirm()
    waiting = Client().get(link_of("own_start_confirm", OWN)).content.decode()
    assert "We wachten op je partner" in waiting
    answer = Client().post(link_of("own_start_asked", cast.professional.person.email), {"yes": "1"})
    assert answer.status_code == 409
    assert "Je hebt al een koppel of een voorstel" in answer.content.decode()
    assert Pair.objects.filter(kind="own").count() == 0


def test_who_asks_while_in_a_pair_is_told_so_behind_the_own_link(cast: Cast) -> None:
    ask(cast, email=cast.teacher.person.email)
    answer = Client().post(link_of("own_start_confirm", cast.teacher.person.email), {"confirm": "1"})
    assert answer.status_code == 409
    assert "own_start_asked" not in templates()


def test_who_asked_and_got_a_pair_meanwhile_hears_it_and_the_partner_no_more_than_needed(cast: Cast) -> None:
    start = make.make_own_start(cast.region, email=cast.teacher.person.email, confirmed=True)
    answer = Client().post(reverse("pairs:own_answer", args=[partner_link(start)]), {"yes": "1"})
    assert answer.headers["Location"] == reverse("pairs:own_not_now")
    assert (templates(), OwnStart.objects.count()) == (["own_start_not_free"], 0)


def test_somebody_we_know_keeps_the_name_we_have(cast: Cast) -> None:
    known = make.make_person("Femke", "Berg", account=make.make_account(OWN))
    ask(cast)
    confirm()
    Client().post(link_of("own_start_asked", PARTNER), {"yes": "1"})
    assert Person.objects.get(account__email=OWN) == known
    assert Person.objects.get(pk=known.pk).full_name == "Femke Berg"


def test_somebody_erased_meanwhile_leaves_no_question(cast: Cast, settings: object, tmp_path: object) -> None:
    settings.VAR_DIR = tmp_path  # type: ignore[attr-defined]  # the fixture
    known = make.make_person("Femke", "Berg", account=make.make_account(PARTNER))
    start = make.make_own_start(cast.region, partner_email=PARTNER, confirmed=True)
    privacy.erase_person(known, by=None, at=make.NOW)
    assert OwnStart.objects.count() == 0
    assert Client().post(reverse("pairs:own_answer", args=[partner_link(start)]), {"yes": "1"}).status_code == 410


# --- What is refused beside its field -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"partner_email": OWN.upper()}, "partner_email", "hetzelfde adres"),
        ({"partner_side": "teacher"}, "partner_side", "één docent en één iemand"),
        ({"place": "Nergenshuizen"}, "place", "Deze plaats kennen we niet"),
        ({"place": "Aalst"}, "place", "Er zijn meer plaatsen die zo heten"),
        ({"region": ""}, "region", "We weten niet bij welke regio"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_what_was_typed_stays(
    cast: Cast, changed: dict[str, str], field: str, words: str
) -> None:
    answer = Client().post(reverse("pairs:own_start"), filled(cast, **changed))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert words in answer.content.decode()
    assert 'value="Brand"' in answer.content.decode()
    assert OwnStart.objects.count() == 0


@pytest.mark.parametrize("same", [{"email": PARTNER}, {"side": "non_teacher"}])
def test_the_action_refuses_what_is_no_pair_too(cast: Cast, same: dict[str, str]) -> None:
    own = {"side": "teacher", "given_name": "F", "surname": "B", "email": OWN, "organisation": "x", **same}
    partner = Half("non_teacher", "J", "K", PARTNER, "y")
    with pytest.raises(DomainError):
        actions.ask_own_start(Half(**own), partner, cast.region, language="nl", at=make.NOW)


def test_the_region_is_that_of_the_place(cast: Cast) -> None:
    rotterdam = make.make_region("Rotterdam")
    make.make_programme(rotterdam)
    ask(cast, place="Schiedam", region="")
    assert OwnStart.objects.get().region == rotterdam


def test_a_region_may_be_a_province_or_lie_around_its_organiser() -> None:
    gelderland, around = make.make_region("Gelderland"), make.make_region("Maasmond")
    Organisation.objects.filter(region=around).update(place_id=str(find_places("Rotterdam")[0].id))
    regions = Region.objects.select_related("organiser")
    found = [region_of_place(exact_places(name)[0], regions) for name in ("Arnhem", "Delft", "Maastricht")]
    assert found == [gelderland, around, None]


# --- The standing programme ---------------------------------------------------------------------------


def test_the_standing_programme_is_one_per_region_and_year_and_no_round(cast: Cast) -> None:
    made = standing_programme(cast.region, at=make.NOW)
    assert standing_programme(cast.region, at=make.NOW + timedelta(days=30)) == made
    assert standing_programme(cast.region, at=make.NOW + timedelta(days=365)) != made
    assert made.name_nl not in Client().get(reverse("site:home")).content.decode()
    for name in ("site:programme", "intake:sign_up"):
        assert Client().get(reverse(name, args=[made.slug])).status_code == 404
    assert made.slug not in Client().get(reverse("site:sitemap")).content.decode()


def test_nothing_of_a_round_can_be_done_with_it(cast: Cast) -> None:
    made = standing_programme(cast.region, at=make.NOW)
    with pytest.raises(DomainError):
        change_state(made, Programme.State.MATCHING, by=None)
    with pytest.raises(DomainError):
        make_channel(made, cast.region, kind="poster", label="x", by=None)


def test_closed_by_the_coordinator_nobody_begins_in_it(cast: Cast) -> None:
    change_state(standing_programme(cast.region, at=make.NOW), Programme.State.FINISHED, by=None)
    start = make.make_own_start(cast.region, confirmed=True)
    answer = Client().post(reverse("pairs:own_answer", args=[partner_link(start)]), {"yes": "1"})
    assert (answer.status_code, OwnStart.objects.count()) == (409, 1)
    assert "Zelf beginnen kan nu niet in jouw regio" in answer.content.decode()


# --- Adopting -----------------------------------------------------------------------------------------


@pytest.fixture
def running(cast: Cast) -> Programme:
    Programme.objects.filter(pk=cast.programme.pk).update(state=Programme.State.RUNNING)
    cast.programme.refresh_from_db()
    return cast.programme


def programmes_of(pair: Pair) -> set[int]:
    """Of everything that belongs to a pair and its two people."""
    people = Participation.objects.filter(seats__pair=pair)
    keys = people.values_list("response_link__response_key__programme", flat=True)
    return {Pair.objects.get(pk=pair.pk).programme_id, *people.values_list("programme", flat=True), *keys}


def test_an_adopted_pair_moves_with_everything_and_keeps_its_dates(cast: Cast, running: Programme) -> None:
    pair = make.make_own_pair(cast.region)
    goal, meeting = make.make_goal(pair), make.make_meeting(pair)
    adopt_pair(pair, running, by=cast.accounts["coordinator"], at=make.NOW)
    assert programmes_of(pair) == {running.pk}
    assert pair.starts_on == date(2026, 9, 15)
    assert (goal.pair.programme_id, meeting.pair.programme_id) == (pair.goals.get().pair.programme_id,) * 2
    assert templates() == ["own_pair_adopted"] * 2


def archive(cast: Cast) -> None:
    Programme.objects.filter(pk=cast.programme.pk).update(state=Programme.State.ARCHIVED)


def finish(cast: Cast) -> None:
    Programme.objects.filter(pk=cast.programme.pk).update(state=Programme.State.FINISHED)


def reopen(cast: Cast) -> None:
    Programme.objects.filter(pk=cast.programme.pk).update(state=Programme.State.OPEN)


def elsewhere(cast: Cast) -> None:
    cast.programme.regions.set([make.make_region("Elders")])


def signed_up(cast: Cast) -> None:
    make.make_participation(cast.programme, person=Person.objects.get(given_name="Fenna"))


def was_in_another(cast: Cast) -> None:
    one = Participation.objects.get(person__given_name="Fenna")
    other = make.make_participation(one.programme, side="non_teacher")
    make.make_pair(one, other, state=Pair.State.ENDED)


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        (archive, "archived"),
        (finish, "over"),
        (reopen, "not_running"),
        (elsewhere, "not_running"),
        (signed_up, "there_already"),
        (was_in_another, "earlier_pair"),
    ],
)
def test_adopting_is_refused_clearly_and_moves_nothing(
    cast: Cast, running: Programme, happens: Callable[[Cast], None], code: str
) -> None:
    pair = make.make_own_pair(cast.region)
    happens(cast)
    with pytest.raises(DomainError) as refused:
        adopt_pair(pair, running, by=None, at=make.NOW)
    assert refused.value.code == code
    assert running.pk not in programmes_of(pair)
    assert templates() == []


def test_a_pair_is_adopted_once_and_only_while_it_runs(cast: Cast, running: Programme) -> None:
    pair, over = make.make_own_pair(cast.region), make.make_own_pair(cast.region, state=Pair.State.ENDED)
    adopt_pair(pair, running, by=None, at=make.NOW)
    for each in (pair, over):
        with pytest.raises(DomainError):
            adopt_pair(each, running, by=None, at=make.NOW)
    assert len(templates()) == 2


def test_answers_are_the_same_for_a_mirrored_question_that_was_confirmed(cast: Cast) -> None:
    make.make_own_start(cast.region, email=PARTNER, partner_email=OWN, confirmed=True)
    second = make.make_own_start(cast.region, email=OWN, partner_email=PARTNER)
    assert actions.confirm_own_start(second, at=make.NOW) == Answered.BEGUN
