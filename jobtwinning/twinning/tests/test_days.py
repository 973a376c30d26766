"""Planning a meeting with the calendars of both organisations: what is said of a day, and which days come first."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.matching.tests.world import answer_intake
from jobtwinning.people.models import OrganisationPeriod
from jobtwinning.programmes.models import Participation, Side
from jobtwinning.twinning.days import PairPeriod, PairWeeks, notes_on, periods_of, suggested_days
from jobtwinning.twinning.models import Meeting
from tests import make

ClientOf = Callable[[str], Client]
SCHOOL, WORK = Side.TEACHER.value, Side.NON_TEACHER.value
NO_WEEKS = PairWeeks(frozenset(), frozenset())
FIRST, LAST = date(2026, 11, 2), date(2026, 12, 15)  # Monday; no school holiday in between


@pytest.fixture(autouse=True)
def in_september(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: make.NOW)


def period(participation: Participation, kind: str, first: date, days: int = 1) -> OrganisationPeriod:
    assert participation.employment is not None
    return OrganisationPeriod.objects.create(
        organisation=participation.employment.organisation,
        kind=kind,
        first_day=first,
        last_day=first + timedelta(days=days - 1),
    )


def suggested(
    *periods: PairPeriod, weeks: PairWeeks = NO_WEEKS, planned: tuple[date, ...] = ()
) -> list[tuple[date, str]]:
    found = suggested_days(FIRST, LAST, "middle", periods, weeks, planned)
    return [(each.day, each.loose.kind if each.loose else "") for each in found]


def test_both_calendars_are_read_and_no_other(cast: Cast) -> None:
    period(cast.teacher, "test_weeks", date(2026, 11, 9), 5)
    period(cast.professional, "peak", date(2026, 12, 1), 10)
    period(cast.teacher, "timetable", date(2026, 9, 1))
    other = make.make_pair(make.make_participation(cast.programme), make.make_participation(cast.programme, side=WORK))
    teacher = other.seats.get(side=SCHOOL).participation
    assert teacher is not None
    period(teacher, "closed", date(2026, 11, 9), 5)
    assert periods_of(cast.pair) == [
        PairPeriod(SCHOOL, "test_weeks", date(2026, 11, 9), date(2026, 11, 13)),
        PairPeriod(WORK, "peak", date(2026, 12, 1), date(2026, 12, 10)),
    ]
    assert [each.text for each in periods_of(cast.pair)] == [
        "op school: toetsweek, 9 tot en met 13 november",
        "op het werk: drukke tijd, 1 tot en met 10 december",
    ]


@pytest.mark.parametrize(
    ("side", "kind", "place", "advice"),
    [
        (SCHOOL, "test_weeks", "work", " Het rooster is dan vaak ruimer: een goed moment om op het werk te kijken."),
        (SCHOOL, "project_weeks", "", " Het rooster is dan vaak ruimer: een goed moment om op het werk te kijken."),
        (SCHOOL, "study_days", "school", " Er zijn dan misschien geen gewone lessen om te bekijken."),
        (WORK, "study_days", "school", ""),
        (SCHOOL, "closed", "school", " Spreek dan ergens anders af."),
        (WORK, "closed", "work", " Spreek dan ergens anders af."),
        (WORK, "closed", "school", " Vraag even of het uitkomt."),
        (SCHOOL, "peak", "work", " Vraag even of het uitkomt."),
    ],
)
def test_what_is_said_of_a_day_depends_on_where(cast: Cast, side: str, kind: str, place: str, advice: str) -> None:
    day = date(2026, 11, 9)
    (note,) = notes_on(day, place, cast.pair, [PairPeriod(side, kind, day, day)])
    assert note.partition(", 9 november.")[2] == advice
    assert notes_on(day + timedelta(days=1), place, cast.pair, [PairPeriod(side, kind, day, day)]) == []


def test_a_holiday_and_a_day_outside_the_period_are_named(cast: Cast) -> None:
    assert notes_on(date(2026, 12, 25), "", cast.pair, ()) == [
        "Dit valt buiten jullie periode.",
        "Dit valt in de kerstvakantie. Is de school dan open?",
    ]
    assert notes_on(date(2027, 3, 26), "", cast.pair, ())[1] == "Dit is een feestdag."


def test_days_on_which_the_timetable_matters_less_come_first() -> None:
    tests = PairPeriod(SCHOOL, "test_weeks", date(2026, 11, 16), date(2026, 11, 27))
    study = PairPeriod(SCHOOL, "study_days", date(2026, 11, 5), date(2026, 11, 5))
    assert suggested(tests, study) == [
        (date(2026, 11, 5), "study_days"),
        (date(2026, 11, 16), "test_weeks"),
        (date(2026, 11, 23), "test_weeks"),
    ]
    planned = (date(2026, 9, 17), date(2026, 11, 24))  # on Tuesdays, lately; that week has its meeting
    assert suggested(tests, study, planned=planned) == [
        (date(2026, 11, 5), "study_days"),
        (date(2026, 11, 10), ""),
        (date(2026, 11, 17), "test_weeks"),
        (date(2026, 12, 1), ""),
    ]


def test_a_closed_or_busy_day_of_either_is_never_suggested() -> None:
    tests = PairPeriod(SCHOOL, "test_weeks", date(2026, 11, 16), date(2026, 11, 27))
    closed = PairPeriod(WORK, "closed", date(2026, 11, 16), date(2026, 11, 18))
    peak = PairPeriod(WORK, "peak", date(2026, 11, 23), date(2026, 12, 15))
    assert suggested(tests, closed, peak) == [(date(2026, 11, 19), "test_weeks")]
    assert suggested(PairPeriod(WORK, "test_weeks", FIRST, LAST)) == []  # not of the teacher's school
    weeks = PairWeeks(busy=frozenset({"2026-W47"}), closed=frozenset({"2026-W48"}))
    assert suggested(tests, weeks=weeks) == [(date(2026, 11, 16), "test_weeks")]  # ticked as busy with the calendar
    usual = (date(2026, 10, 20),)
    assert [day for day, _kind in suggested(weeks=weeks, planned=usual)] == [
        date(2026, 11, 3),
        date(2026, 11, 10),
        date(2026, 12, 1),
        date(2026, 12, 8),
    ]


def test_the_page_suggests_tells_and_refuses_nothing(cast: Cast, client_of: ClientOf) -> None:
    period(cast.teacher, "test_weeks", date(2026, 11, 9), 5)
    period(cast.professional, "closed", date(2026, 11, 9), 1)
    answer_intake(cast.professional, I12b=["2026-W50"])
    client, url = client_of("professional"), reverse("twinning:meeting_new", args=[cast.pair.public_id])
    text = client.get(url).content.decode()
    assert "?day=2026-11-10&amp;place=work" in text
    assert "op school: toetsweek, 9 tot en met 13 november" in text
    assert "We letten op vakanties en op de kalenders van jullie organisaties." in text
    assert "W50" not in text
    page = client.get(url + "?day=2026-11-09&place=work")
    form, told = page.context["form"], "Op het werk: dicht, 9 november. Spreek dan ergens anders af."
    assert (form["day"].value(), form["place"].value()) == (date(2026, 11, 9), "work")
    assert told in page.content.decode()
    sent = {"day": "2026-11-09", "start": "15:00", "end": "17:00", "place": "work", "where": "", "what": ""}
    wrong = client.post(url, {**sent, "end": "14:00"})
    assert (wrong.status_code, told in wrong.content.decode()) == (422, True)
    assert client.post(url, sent).status_code == 302
    assert told in client.get(reverse("twinning:pair", args=[cast.pair.public_id])).content.decode()
    moving = client.get(reverse("twinning:meeting", args=[Meeting.objects.get().public_id]))
    assert told in moving.content.decode()


@pytest.mark.parametrize("chosen", ["", "?day=", "?day=morgen&place=x", "?day=0001-01-01", "?day=%00", "?place=work"])
def test_a_day_that_is_none_says_what_we_look_at(cast: Cast, client_of: ClientOf, chosen: str) -> None:
    period(cast.teacher, "test_weeks", date(2026, 11, 9), 5)
    url = reverse("twinning:meeting_day", args=[cast.pair.public_id])
    expected = "buiten jullie periode" if "0001" in chosen else "We letten op vakanties"
    assert expected in client_of("teacher").get(url + chosen).content.decode()
    text = client_of("teacher").get(url + "?day=2026-11-10&place=school").content.decode()
    assert text.strip() == (
        "Op school: toetsweek, 9 tot en met 13 november. Er zijn dan misschien geen gewone lessen om te bekijken."
    )


def test_the_meeting_page_asks_as_often_for_thirty_periods_as_for_one(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: Any
) -> None:
    client, url = client_of("teacher"), reverse("twinning:meeting_new", args=[cast.pair.public_id])
    period(cast.teacher, "test_weeks", date(2026, 11, 9))
    client.get(url)
    with django_assert_num_queries(10):
        client.get(url)
    for number in range(30):
        period(cast.professional, "peak", date(2026, 10, 1) + timedelta(days=number))
        make.make_meeting(cast.pair, starts_at=make.NOW + timedelta(days=number))
    with django_assert_num_queries(10):
        client.get(url)
