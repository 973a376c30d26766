"""How far somebody's intake is, part by part, and who helped (REC-05)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches

from jobtwinning.core.models import History
from jobtwinning.intake.queries import known_answers
from jobtwinning.intake.steps import INSTRUMENT, STEPS, IntakeStep, counted_in, groups_answered, minutes
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Participation
from jobtwinning.surveys.queries import finished_parts, median_seconds

MEASURED_AGAIN = 600  # seconds
KNOWN_AT_SIGN_UP = ("I2", "I8", "I20")


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of the intake. state: todo, begun or done. minutes: the median of enough people, or else an estimate."""

    step: IntakeStep
    state: str
    answered: int
    asked: int
    minutes: int
    is_measured: bool


def part_lines(known: Mapping[str, object], finished: Collection[str]) -> list[PartLine]:
    """Every part with how far it is and how long it takes."""
    measured = caches["parts"].get_or_set("intake-medians", lambda: median_seconds(INSTRUMENT), MEASURED_AGAIN) or {}
    return [_part_line(step, known, step.code in finished, measured.get(step.code)) for step in STEPS]


def _part_line(step: IntakeStep, known: Mapping[str, object], is_finished: bool, median: float | None) -> PartLine:
    groups = counted_in(step)
    answered = groups_answered([code for code in step.items if code in known], groups)
    begun = any(code in known for code in step.items if code not in KNOWN_AT_SIGN_UP)
    return PartLine(
        step=step,
        state="done" if is_finished or answered == len(groups) else "begun" if begun else "todo",
        answered=answered,
        asked=len(groups),
        minutes=minutes(median if median is not None else step.estimate_seconds(known)),
        is_measured=median is not None,
    )


def intake_parts(participation: Participation) -> list[PartLine]:
    """The parts of somebody's intake."""
    return part_lines(known_answers(participation), finished_parts(participation, INSTRUMENT))


@dataclass(frozen=True, slots=True)
class Helped:
    """Somebody else filled in answers; name as one knows them."""

    name: str
    at: datetime


def helped_by(participation: Participation) -> list[Helped]:
    """Who else filled in answers of this intake, the newest first, each once."""
    own = participation.person.account_id
    lines = History.objects.filter(
        subject_type="participation", subject_id=participation.public_id, verb="answers_saved", actor_id__isnull=False
    )
    last: dict[int, datetime] = {}
    for actor, at in lines.exclude(actor_id=own).order_by("-at").values_list("actor_id", "at"):
        last.setdefault(actor or 0, at)
    names = {row.account_id: row.full_name for row in Person.objects.filter(account__in=last)} if last else {}
    fallback = participation.region.contact_name
    return [Helped(names.get(actor) or fallback, at) for actor, at in last.items()]
