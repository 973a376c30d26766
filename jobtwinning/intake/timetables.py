"""Rooster nog niet bekend: who did not know when they can is asked again when it is out (REC-05, AGR-06)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Prefetch, QuerySet
from django.urls import reverse

from jobtwinning.core import clock
from jobtwinning.core.models import History
from jobtwinning.intake.letters import queue_timetable_mail
from jobtwinning.intake.queries import of_unknown_timetable
from jobtwinning.intake.readiness import lock_participation, record_about
from jobtwinning.intake.steps import TIME
from jobtwinning.intake.year import timetable_day
from jobtwinning.mail.holds import is_held
from jobtwinning.people.models import OrganisationPeriod
from jobtwinning.programmes.models import Participation

ASKED = "timetable_asked"  # in the history


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who said that the timetable was not known, and why we ask now."""

    participation: Participation
    since: date
    is_told: bool  # the organisation told the day; otherwise the programme is about to start

    @property
    def reason(self) -> str:
        """As the history and the outbox call it."""
        return "organisation" if self.is_told else "programme"

    @property
    def url(self) -> str:
        """Where they answer it."""
        return reverse("intake:step", args=[self.participation.public_id, TIME.slug])


def asked_again(participations: QuerySet[Participation], *, today: date) -> list[Asked]:
    """Those of them of whom we ask it again today; two queries."""
    days = OrganisationPeriod.objects.filter(kind=OrganisationPeriod.Kind.TIMETABLE)
    rows = (
        of_unknown_timetable(participations)
        .filter(programme__ends_on__gte=today)
        .select_related("person", "programme", "region", "employment__organisation")
        .prefetch_related(Prefetch("employment__organisation__periods", days, to_attr="timetable_days"))
        .order_by("pk")
    )
    return [asked for row in rows if (asked := _asked(row, today)) is not None]


def _asked(participation: Participation, today: date) -> Asked | None:
    """From the day that the organisation told for this round; without one some weeks before the start (ProgrammeRules),
    which those who sign up later have heard already."""
    programme, employment = participation.programme, participation.employment
    periods = getattr(employment.organisation, "timetable_days", []) if employment else []
    told = timetable_day(periods, programme, today)
    if told is not None:
        return Asked(participation, told, is_told=True) if told <= today else None
    day = programme.starts_on - timedelta(weeks=programme.rules.timetable_weeks)
    signed_up = participation.signed_up_at.astimezone(clock.AMSTERDAM).date()
    return Asked(participation, day, is_told=False) if signed_up < day <= today else None


def asked_of(participation: Participation, *, today: date) -> Asked | None:
    """What we ask this one again, if anything."""
    return next(iter(asked_again(Participation.objects.filter(pk=participation.pk), today=today)), None)


def unknown_per_organisation(participations: QuerySet[Participation]) -> dict[int | None, int]:
    """How many of them still have to say when they can, by organisation; one query."""
    rows = of_unknown_timetable(participations).order_by().values_list("employment__organisation")
    return dict(rows.annotate(number=Count("pk")))


# --- The mail -----------------------------------------------------------------------------------------


def timetables_to_mail(at: datetime) -> list[Asked]:
    """Whom to write to: once for the day their organisation told, once before a start without such a day."""
    today = at.astimezone(clock.AMSTERDAM).date()
    told = Participation.objects.exclude(person__email="").exclude(is_held("programme_id", "person_id"))
    rows = asked_again(told, today=today)
    before = _asked_before([row.participation.public_id for row in rows])
    return [
        row
        for row in rows
        if (row.participation.public_id, row.reason) not in before
        and (row.is_told or today <= row.participation.programme.starts_on)
    ]


def _asked_before(public_ids: Collection[str]) -> set[tuple[str, str]]:
    lines = History.objects.filter(subject_type="participation", subject_id__in=public_ids, verb=ASKED)
    return {(subject, codes["reason"]) for subject, codes in lines.values_list("subject_id", "codes")}


def ask_timetable(asked: Asked, *, at: datetime) -> bool:
    """One mail with a link to that part of the intake; False when they answered, left or heard it meanwhile."""
    with transaction.atomic():
        row = lock_participation(asked.participation)
        if not of_unknown_timetable(Participation.objects.filter(pk=row.pk)).exists():
            return False
        if (row.public_id, asked.reason) in _asked_before([row.public_id]):
            return False
        employment = asked.participation.employment
        queue_timetable_mail(row, asked.since, employment.organisation.name if employment and asked.is_told else "")
        record_about(row, ASKED, by=None, at=at, reason=asked.reason)
    return True
