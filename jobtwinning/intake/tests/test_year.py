"""The weeks of a round: holidays, the calendar of the own organisation, and who may fill that (AGR-06)."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.core.models import History
from jobtwinning.intake.year import year_of
from jobtwinning.people.models import OrganisationPeriod
from jobtwinning.programmes.models import Participation, Programme
from tests import make

ClientOf = Callable[[str], Client]


@pytest.fixture
def autumn(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Participation:
    """The teacher, at the start of a round from September to January."""
    monkeypatch.setattr(clock, "now", lambda: make.NOW)
    Programme.objects.update(starts_on=date(2026, 9, 14), ends_on=date(2027, 1, 15))
    return read(cast.teacher)


def read(participation: Participation) -> Participation:
    related = ("programme", "region", "person", "employment__organisation")
    return Participation.objects.select_related(*related).get(pk=participation.pk)


def period(participation: Participation, kind: str, first: date, last: date) -> OrganisationPeriod:
    assert participation.employment is not None
    return OrganisationPeriod.objects.create(
        organisation=participation.employment.organisation, kind=kind, first_day=first, last_day=last
    )


def test_school_holidays_are_offered_as_closed_to_a_teacher_only(cast: Cast, autumn: Participation) -> None:
    year = year_of(autumn)
    assert (year.weeks[0].week, year.weeks[-1].week, len(year.weeks)) == ("2026-W38", "2027-W02", 18)
    assert "2026-W52" in year.closed
    assert {each.note for each in year.weeks if each.week in year.closed} == {"Herfstvakantie", "Kerstvakantie"}
    assert (year.has_december, year.has_own_calendar, year.busy) == (True, False, ())
    assert year_of(read(cast.professional)).closed == ()


def test_the_calendar_of_the_school_is_offered(cast: Cast, autumn: Participation) -> None:
    period(autumn, "test_weeks", date(2026, 11, 9), date(2026, 11, 20))
    period(autumn, "study_days", date(2026, 10, 6), date(2026, 10, 6))
    period(autumn, "closed", date(2026, 9, 21), date(2026, 9, 25))
    period(autumn, "timetable", date(2026, 9, 1), date(2026, 9, 1))
    year = year_of(autumn)
    assert year.busy == ("2026-W46", "2026-W47")
    assert "2026-W39" in year.closed
    notes = {each.week: each.note for each in year.weeks}
    assert (notes["2026-W46"], notes["2026-W41"], notes["2026-W39"]) == ("toetsweek", "studiedag", "dicht")
    assert (year.has_own_calendar, year.timetable_from) == (True, date(2026, 9, 1))
    assert year_of(read(cast.professional)).busy == ()


def test_offered_weeks_stand_ticked_until_somebody_says_otherwise(autumn: Participation, client_of: ClientOf) -> None:
    period(autumn, "peak", date(2026, 11, 9), date(2026, 11, 13))
    client, address = client_of("teacher"), reverse("intake:step", args=[autumn.public_id, "wanneer-je-kunt"])
    page = client.get(address)
    form = page.context["form"]
    assert form["I12a"].value() == ["2026-W46"]
    text = page.content.decode()
    assert ("de kalender van je organisatie" in text, "Let op december" in text) == (True, True)
    hidden = {name: form[name].value() for name in ("form_key", "version", "opened")}
    client.post(address, {**hidden, "I12b": ["2026-W52"]})
    again = client.get(address)
    assert (again.context["form"]["I12a"].value(), again.context["form"]["I12b"].value()) == (None, ["2026-W52"])
    assert "kruisten we vast aan" not in again.content.decode()


def test_a_coordinator_fills_the_calendar_of_an_employer_of_the_region(cast: Cast, client_of: ClientOf) -> None:
    client, address = client_of("coordinator"), reverse("intake:calendars", args=[cast.programme.slug])
    assert cast.teacher.employment is not None
    employer = cast.teacher.employment.organisation
    sent = {"organisation": employer.public_id, "kind": "test_weeks", "first_day": "2026-11-09"}
    for _twice in range(2):
        assert client.post(address, {**sent, "last_day": "2026-11-13"}).status_code == 302
    row = OrganisationPeriod.objects.get()
    assert (row.first_day, row.last_day) == (date(2026, 11, 9), date(2026, 11, 13))
    wrong = client.post(address, {**sent, "last_day": "2026-11-01"})
    assert (wrong.status_code, "ligt voor de eerste" in wrong.content.decode()) == (422, True)
    page = client.get(address + f"?organisation={employer.public_id}&kind=peak")
    text = page.content.decode()
    assert (employer.name in text, "9 november 2026 tot en met 13 november 2026" in text) == (True, True)
    assert "<b>Toetsweek</b>" in text
    assert [page.context["form"][name].value() for name in ("organisation", "kind")] == [employer.public_id, "peak"]
    (((_period, _name, key),),) = [each.periods for each in page.context["agenda"].lines if each.periods]
    for _twice in range(2):
        gone = client.post(
            reverse("intake:period_remove", args=[cast.programme.slug, row.public_id]), {"form_key": key}
        )
        assert gone.status_code == 302
    assert not OrganisationPeriod.objects.exists()
    assert list(History.objects.order_by("pk").values_list("verb", flat=True)) == ["add_period", "remove_period"]


@pytest.mark.parametrize(
    ("first", "last", "field", "told"),
    [
        ("2026-11-09", "2026-11-08", "last_day", "ligt voor de eerste"),
        ("2062-11-09", "", "first_day", "Klopt het jaar?"),
        ("0026-11-09", "2026-11-13", "first_day", "Klopt het jaar?"),
        ("2026-11-09", "2062-11-13", "last_day", "Klopt het jaar?"),
        ("2026-02-30", "", "first_day", "geldige datum"),
        ("", "", "first_day", "verplicht"),
    ],
)
def test_a_wrong_day_is_told_beside_it_and_nothing_typed_is_lost(
    cast: Cast, client_of: ClientOf, first: str, last: str, field: str, told: str
) -> None:
    client, address = client_of("coordinator"), reverse("intake:calendars", args=[cast.programme.slug])
    assert cast.teacher.employment is not None
    employer = cast.teacher.employment.organisation
    sent = {"organisation": employer.public_id, "kind": "peak", "first_day": first, "last_day": last}
    for _twice in range(2):
        page = client.post(address, sent)
        form = page.context["form"]
        assert (page.status_code, told in " ".join(form.errors[field])) == (422, True)
        assert {name: form[name].value() for name in sent} == sent
    assert not OrganisationPeriod.objects.exists()


def test_the_agenda_names_every_week_for_the_eye_and_the_ear(
    cast: Cast, autumn: Participation, client_of: ClientOf
) -> None:
    period(autumn, "test_weeks", date(2026, 11, 9), date(2026, 11, 20))
    period(autumn, "closed", date(2026, 11, 20), date(2026, 11, 27))
    period(autumn, "timetable", date(2026, 9, 1), date(2026, 9, 1))
    page = client_of("coordinator").get(reverse("intake:calendars", args=[cast.programme.slug]))
    agenda = page.context["agenda"]
    assert [name for name, _length in agenda.months] == [
        "september",
        "oktober",
        "november",
        "december",
        "jan",
    ]
    assert sum(length for _name, length in agenda.months) == len(agenda.weeks) == 18
    line = next(each for each in agenda.lines if each.timetable_from)
    cells = {week.number: cell for week, cell in zip(agenda.weeks, line.cells, strict=True)}
    assert [(cells[number].letters, cells[number].text, cells[number].tone) for number in (45, 46, 47, 48)] == [
        ("", "", ""),
        ("T", "toetsweek", "free"),
        ("T×", "toetsweek, dicht", "closed"),
        ("×", "dicht", "closed"),
    ]
    ((part, holidays),) = agenda.holidays
    assert (part, next(cell.text for cell in holidays if cell.text)) == ("midden", "Herfstvakantie")


def test_without_anybody_there_is_no_calendar_to_fill(cast: Cast, client_of: ClientOf) -> None:
    Participation.objects.update(state="withdrawn")
    text = client_of("coordinator").get(reverse("intake:calendars", args=[cast.programme.slug])).content.decode()
    assert ("Nog geen organisaties" in text, 'name="first_day"' in text) == (True, False)


def test_an_employer_of_another_region_is_not_there(cast: Cast, client_of: ClientOf) -> None:
    elsewhere = make.make_organisation("Elders")
    client, address = client_of("coordinator"), reverse("intake:calendars", args=[cast.programme.slug])
    sent = {"organisation": elsewhere.public_id, "kind": "peak", "first_day": "2026-11-09"}
    assert client.post(address, sent).status_code == 422
    assert "Elders" not in client.get(address).content.decode()
    row = OrganisationPeriod.objects.create(
        organisation=elsewhere, kind="peak", first_day=date(2026, 1, 5), last_day=date(2026, 1, 5)
    )
    gone = client.post(reverse("intake:period_remove", args=[cast.programme.slug, row.public_id]))
    assert (gone.status_code, OrganisationPeriod.objects.count()) == (404, 1)
