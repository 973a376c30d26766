"""The recruiting list: who is there and who is missing, per region, side and field; each person fills one place."""

import html
import re
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from conftest import Cast
from jobtwinning.intake.tests.test_employers import PROMISES
from jobtwinning.matching import adapter, engine, recruiting
from jobtwinning.matching.tests.world import make_many, make_professional, make_teacher, programme_with
from jobtwinning.people import fields as field_list
from jobtwinning.people.models import Region
from jobtwinning.programmes import actions
from jobtwinning.programmes.models import Participation, Programme, Side
from tests import make

ClientOf = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def page(client: Client, programme: Programme, language: str = "nl") -> str:
    with translation.override(language):
        url = reverse("matching:recruiting", args=[programme.slug])
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(html.unescape(answer.content.decode()).split())


def only(programme: Programme, region: Region) -> recruiting.Balance:
    (found,) = recruiting.balances(programme, [region])
    return found


def test_counts_places_and_not_wishes_per_field(cast: Cast, client_of: ClientOf) -> None:
    """Four physics teachers all suit the one engineer: three engineers are missing, for three people."""
    for name in ("Aad", "Bea", "Cor", "Dia"):
        make_teacher(cast.programme, name)
    make_professional(cast.programme)
    found = only(cast.programme, cast.region)
    assert (dict(found.free), found.pairs) == ({"teacher": 4, "non_teacher": 1}, 1)
    (call,) = found.calls
    assert (call.side, call.missing, call.seekers) == ("non_teacher", 3, 4)
    assert field_list.field("energie").group == call.group or call.present == 0
    text = page(client_of("coordinator"), cast.programme)
    assert f"Nog 3 niet-docenten nodig in {cast.region.name}: " in text
    assert "Docenten voor wie dit past: 4, van wie 3 zonder partner." in text
    assert "iedereen vult hooguit één plek" in text


def test_the_other_side_is_missing_too_and_a_surprise_takes_any_field(cast: Cast, client_of: ClientOf) -> None:
    make_professional(cast.programme, "Wil", I10="surprise")
    make_professional(cast.programme, "Vic")
    calls = {(call.side, call.group): call.missing for call in only(cast.programme, cast.region).calls}
    assert calls[("teacher", recruiting.ANY)] == 1
    assert sum(calls.values()) == 2
    assert f"Nog 1 docent nodig in {cast.region.name}: elk vak is goed" in page(
        client_of("coordinator"), cast.programme
    )


def test_who_is_under_way_is_told_and_not_counted(cast: Cast, client_of: ClientOf) -> None:
    make.make_participation(cast.programme, state="signed_up")
    make.make_participation(cast.programme, state="intake_complete", side=Side.NON_TEACHER)
    make.make_participation(cast.programme, state="withdrawn")
    found = only(cast.programme, cast.region)
    assert dict(found.under_way) == {"teacher": 1, "non_teacher": 1}
    assert (dict(found.free), found.calls) == ({"teacher": 0, "non_teacher": 0}, ())
    assert "Er is nog niemand klaar voor het matchen." in page(client_of("coordinator"), cast.programme)


def test_nobody_and_everybody_placed_say_so(cast: Cast, client_of: ClientOf) -> None:
    assert "Hier heeft zich nog niemand aangemeld" in page(client_of("coordinator"), cast.programme)
    make_teacher(cast.programme)
    make_professional(cast.programme)
    text = page(client_of("coordinator"), cast.programme)
    assert "Iedereen die vrij is, kan nu in een koppel." in text
    assert "nodig in" not in text


def test_a_programme_that_is_over_seeks_nobody(cast: Cast, client_of: ClientOf) -> None:
    make_teacher(cast.programme)
    Programme.objects.filter(pk=cast.programme.pk).update(state=Programme.State.FINISHED)
    text = page(client_of("coordinator"), cast.programme)
    assert "Er wordt niemand meer gezocht." in text
    assert "nodig in" not in text


def test_only_the_own_regions_are_counted_and_two_regions_stand_apart(cast: Cast, client_of: ClientOf) -> None:
    other = make.make_region("Heuveland")
    cast.programme.regions.add(other)
    make_teacher(cast.programme, region=other)
    text = page(client_of("coordinator"), cast.programme)
    assert "Heuveland" not in text
    assert "nodig in" not in text
    account = cast.accounts["coordinator"]
    assert account is not None
    make.make_grant(account, "coordinator", region=other)
    make_teacher(cast.programme)
    text = page(client_of("coordinator"), cast.programme)
    assert "Nog 1 niet-docent nodig in Heuveland: " in text
    assert f"Nog 1 niet-docent nodig in {cast.region.name}: " in text


# --- What is shared -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
def test_shared_text_has_no_person_no_promise_and_the_link_of_a_channel(
    cast: Cast, client_of: ClientOf, language: str
) -> None:
    make_teacher(cast.programme, "Hassan")
    school = make.make_organisation("Lyceum Het Baken")
    make_teacher(cast.programme, organisation=school)
    make_professional(cast.programme, "Vera", I10="surprise", organisation=school)
    channel = actions.make_channel(cast.programme, cast.region, kind="link", label="Nieuwsbrief", by=None)
    text = page(client_of("coordinator"), cast.programme, language)
    shared = re.findall(r"<textarea[^>]*>(.*?)</textarea>", text)
    assert len(shared) >= 2
    for each in shared:
        assert f"/p/{channel.code}/" in each
        assert not PROMISES.search(each)
        assert "niet-docent" not in each
        for name in ("Hassan", "Vera", "Docent", "Buiten", cast.region.contact_name, "@"):
            assert name not in each
    assert any("soms vervalt een overleg" in each for each in shared)
    assert any("Job Twinning is looking for" in each for each in shared)
    assert 'lang="en"' in text


def test_without_a_channel_the_shared_link_is_that_of_the_programme(cast: Cast, client_of: ClientOf) -> None:
    make_teacher(cast.programme)
    actions.make_employer_channel(cast.programme, cast.region, make.make_organisation(), by=None)
    text = page(client_of("coordinator"), cast.programme)
    assert "/p/" not in "".join(re.findall(r"<textarea[^>]*>(.*?)</textarea>", text))
    assert reverse("site:programme", args=[cast.programme.slug]) in text
    assert reverse("programmes:channel_new", args=[cast.programme.slug]) in text


# --- The count itself -----------------------------------------------------------------------------


def slow_balance(programme: Programme, region: Region) -> tuple[Counter[tuple[str, str]], dict[str, int]]:
    """Missing by side and group, and alone by side: every pair asked apart, every set of people in their turn tried."""
    given = adapter.read_input(programme, region)
    problem = given.problem
    may = {
        (left.id, right.id)
        for left in problem.left
        for right in problem.right
        if (told := engine.explain_pair(problem, left.id, right.id)).allowed and told.score >= problem.rules.floor
    }
    missing: Counter[tuple[str, str]] = Counter()
    alone = {}
    sides = (("non_teacher", problem.left, lambda a, b: (a, b)), ("teacher", problem.right, lambda a, b: (b, a)))
    for wanted, people, pair in sides:
        others = [one.id for one in (problem.right if wanted == "non_teacher" else problem.left)]
        placed: dict[str, str] = {}
        left_over = []
        for one in sorted(people, key=lambda one: (-one.waiting_days, one.id)):
            if not seat(one.id, others, may, pair, placed, set()):
                left_over.append(one)
        alone[wanted] = len(left_over)
        missing.update((wanted, slow_group(one, wanted)) for one in left_over)
    return missing, alone


def seat(one: str, others: list[str], may: set[tuple[str, str]], pair: Callable[[str, str], tuple[str, str]],
         placed: dict[str, str], seen: set[str]) -> bool:  # fmt: skip
    for other in others:
        if pair(one, other) in may and other not in seen:
            seen.add(other)
            if other not in placed or seat(placed[other], others, may, pair, placed, seen):
                placed[other] = one
                return True
    return False


def slow_group(person: engine.Person, wanted: str) -> str:
    """The group of the nearest field of the wanted side, looked up field by field."""
    weighed = [wish for wish in person.wishes if wish.importance > 0]
    if person.mode == "surprise" or (
        weighed and not [wish for wish in weighed if wish.criterion == "subject" and wish.direction == "alike"]
    ):
        return ""
    kind = "school_subject" if wanted == "teacher" else "professional_field"
    best, group = 0.0, ""
    for field in sorted((each for each in field_list.fields() if each.kind == kind), key=lambda each: each.group):
        for own in person.fields:
            link = engine.field_links().get((own, field.id))
            near = 1.0 if own == field.id else link.strength if link else 0.0
            if near > best:
                best, group = near, field.group
    return group


@pytest.mark.parametrize("seed", range(6))
def test_list_agrees_with_a_slow_count_on_random_cohorts(seed: int) -> None:
    chance = Random(seed)
    region = make.make_region()
    programme = make.make_programme(region)
    make_many(programme, chance.randint(0, 9), chance.randint(0, 9), seed)
    found = only(programme, region)
    missing, alone = slow_balance(programme, region)
    assert Counter({(call.side, call.group): call.missing for call in found.calls}) == missing
    assert {"teacher": found.alone["non_teacher"], "non_teacher": found.alone["teacher"]} == alone
    for side, other in (("teacher", "non_teacher"), ("non_teacher", "teacher")):
        assert sum(call.missing for call in found.calls if call.side == side) == alone[side]
        assert found.free[other] - found.pairs == alone[side]
    present = sum(each.teachers for each in found.present), sum(each.non_teachers for each in found.present)
    assert present == (found.free["teacher"], found.free["non_teacher"])


@pytest.mark.parametrize(("teachers", "others"), [(70, 50), pytest.param(550, 450, marks=pytest.mark.night)])
def test_as_many_queries_for_a_thousand_people_as_for_ten(teachers: int, others: int) -> None:
    """By day for 120 people."""
    counts = []
    for size in ((6, 4), (teachers, others)):
        programme, region = programme_with(*size)
        with CaptureQueriesContext(connection) as queries:
            found = only(programme, region)
        counts.append(len(queries))
        assert sum(found.free.values()) == sum(size)
    assert counts[0] == counts[1]


def test_seated_and_other_programmes_are_left_out(cast: Cast) -> None:
    make_teacher(make.make_programme(cast.region))
    free = Participation.objects.filter(programme=cast.programme, state="ready").count()
    assert free == 2  # the pair of the cast
    assert dict(only(cast.programme, cast.region).free) == {"teacher": 0, "non_teacher": 0}
