"""Who did not know the timetable is asked again when it is out: once, and only who still has to say it (REC-05)."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.intake.tasks import ask_timetables
from jobtwinning.intake.timetables import ask_timetable, timetables_to_mail, unknown_per_organisation
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.tests.world import answer_intake
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Participation, Programme
from tests import make

ClientOf = Callable[[str], Client]
OUT = date(2026, 9, 28)
BEFORE, ON_THE_DAY = datetime(2026, 9, 27, 7, tzinfo=UTC), datetime(2026, 9, 28, 7, tzinfo=UTC)


@pytest.fixture
def unknown(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Participation:
    """The teacher does not know the timetable yet; the school says when it is out."""
    monkeypatch.setattr(clock, "now", lambda: ON_THE_DAY)
    make.make_period(cast.teacher, "timetable", OUT)
    return answer_intake(cast.teacher, I12d=True)


def mails() -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(template="timetable_asked").order_by("pk"))


def test_on_the_day_one_mail_leads_to_the_week_grid(unknown: Participation) -> None:
    assert ask_timetables(BEFORE) == 0
    assert (ask_timetables(ON_THE_DAY), ask_timetables(ON_THE_DAY)) == (1, 0)
    (mail,) = mails()
    assert (mail.person_id, mail.subject) == (unknown.person_id, "Weet je nu wanneer je kunt?")
    assert unknown.employment is not None
    assert f"de kalender van {unknown.employment.organisation.name} is het er sinds 28 september" in mail.body_text
    assert reverse("intake:step", args=[unknown.public_id, "wanneer-je-kunt"]) in mail.body_text
    OutboxMail.objects.all().delete()  # as after its term
    assert (ask_timetables(ON_THE_DAY), mails()) == (0, [])


def test_an_english_reader_gets_it_in_english(unknown: Participation) -> None:
    Person.objects.filter(pk=unknown.person_id).update(language="en")
    ask_timetables(ON_THE_DAY)
    assert mails()[0].subject == "Do you know now when you are free?"
    assert "has been there since 28 September 2026" in mails()[0].body_text


def test_nobody_is_asked_who_answered_left_or_whose_round_is_over(unknown: Participation) -> None:
    rows, programmes = Participation.objects.filter(pk=unknown.pk), Programme.objects.filter(pk=unknown.programme_id)
    waiting = timetables_to_mail(ON_THE_DAY)
    for know, state, phase in [
        (True, "ready", "open"),
        (False, "withdrawn", "open"),
        (False, "ready", "finished"),
        (False, "ready", "archived"),
    ]:
        answer_intake(unknown, I12d=not know)
        rows.update(state=state)
        programmes.update(state=phase)
        assert timetables_to_mail(ON_THE_DAY) == []
        assert not ask_timetable(waiting[0], at=ON_THE_DAY)  # it changed after the job had looked
    rows.update(state="ready")
    programmes.update(state="open")
    assert len(timetables_to_mail(ON_THE_DAY)) == 1
    programmes.update(ends_on=date(2026, 9, 27))
    assert (timetables_to_mail(ON_THE_DAY), mails()) == ([], [])


def test_the_day_of_another_school_or_school_year_says_nothing(cast: Cast, unknown: Participation) -> None:
    assert unknown.employment is not None
    unknown.employment.organisation.periods.all().delete()
    make.make_period(cast.professional, "timetable", OUT)
    make.make_period(cast.teacher, "timetable", date(2025, 9, 1))
    make.make_period(cast.teacher, "test_weeks", OUT)
    assert ask_timetables(ON_THE_DAY) == 0


def test_without_a_day_of_the_organisation_two_weeks_before_the_start(cast: Cast, unknown: Participation) -> None:
    assert unknown.employment is not None
    unknown.employment.organisation.periods.all().delete()
    Programme.objects.update(starts_on=date(2026, 10, 12), ends_on=date(2027, 1, 15))
    assert ask_timetables(BEFORE) == 0
    assert ask_timetables(ON_THE_DAY) == 1
    assert "De ronde begint op 12 oktober 2026." in mails()[0].body_text
    make.make_period(cast.teacher, "timetable", date(2026, 10, 5))  # now the school tells it after all
    assert [ask_timetables(datetime(2026, 10, day, 7, tzinfo=UTC)) for day in (4, 5, 6)] == [0, 1, 0]
    late = make.make_participation(cast.programme)
    Participation.objects.filter(pk=late.pk).update(signed_up_at=ON_THE_DAY)
    answer_intake(late, I12d=True)  # signed up when the day had come: said so knowing it
    assert ask_timetables(datetime(2026, 10, 6, 7, tzinfo=UTC)) == 0


def test_the_start_page_and_the_intake_say_so_too(unknown: Participation, client_of: ClientOf) -> None:
    client, step = client_of("teacher"), reverse("intake:step", args=[unknown.public_id, "wanneer-je-kunt"])
    pages = [reverse("twinning:home"), reverse("intake:intake", args=[unknown.public_id])]
    for page in pages:
        text = client.get(page).content.decode()
        assert ("is er sinds 28 september" in text, step in text) == (True, True)
    text = client.get(step).content.decode()
    assert ("het rooster er sinds 28 september 2026" in text, "Vul dan de week in en kies daar nee." in text) == (
        True,
        True,
    )
    answer_intake(unknown, I12d=False, I12c={"monday.morning": "can"})
    for page in pages:
        assert "sinds 28 september" not in client.get(page).content.decode()


def test_the_coordinator_sees_how_many_still_have_to_say_it(
    cast: Cast, unknown: Participation, client_of: ClientOf
) -> None:
    elsewhere = make.make_programme(make.make_region("Elders"))
    answer_intake(make.make_participation(elsewhere), I12d=True)
    answer_intake(cast.professional, I12d=False)
    assert unknown.employment is not None
    people = Participation.objects.filter(programme=cast.programme)
    assert unknown_per_organisation(people) == {unknown.employment.organisation_id: 1}
    client = client_of("coordinator")
    text = client.get(reverse("intake:calendars", args=[cast.programme.slug])).content.decode()
    assert "Van 1 deelnemer is het rooster nog niet bekend." in text
    text = client.get(
        reverse("intake:participants", args=[cast.programme.slug]) + "?timetable=unknown"
    ).content.decode()
    assert (unknown.person.surname in text, cast.professional.person.surname in text) == (True, False)
