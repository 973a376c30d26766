"""What the workspace reads besides the engine."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from jobtwinning.core.models import History, LongWork
from jobtwinning.intake.queries import with_name
from jobtwinning.intake.steps import INSTRUMENT
from jobtwinning.matching.masking import masks_of, names_are_masked
from jobtwinning.matching.models import Directive, Scenario
from jobtwinning.pairs.models import Seat
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Participation, Programme, RoleGrant

PROPOSAL_TASK = "matching.make_proposal"
SCENARIOS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Decision:
    """A pin, forbid or preference with the public ids of both participations."""

    public_id: str
    kind: str
    reason: str
    teacher_id: str
    non_teacher_id: str


def directives_of(programme: Programme, region: Region) -> list[Decision]:
    """The coordinator's decisions in this region, the oldest first."""
    rows = (
        Directive.objects.filter(programme=programme, teacher__region=region, non_teacher__region=region)
        .order_by("made_at", "pk")
        .values_list("public_id", "kind", "reason", "teacher__public_id", "non_teacher__public_id")
    )
    return [Decision(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class MatchPerson:
    """One participant on the workspace."""

    id: str
    person_id: str
    name: str
    given_name: str
    function: str
    organisation: str
    side: str
    is_free: bool  # takes part and holds no seat


def ready(programme: Programme, region: Region) -> QuerySet[Participation]:
    """Everybody of the region who is ready to be matched, in the order of their names or masks."""
    rows = Participation.objects.filter(programme=programme, region=region, state=Participation.State.READY)
    return rows.order_by(*([] if names_are_masked() else ["person__given_name", "person__surname"]), "pk")


SEATED = Exists(Seat.objects.filter(active=True, person=OuterRef("person")))


@dataclass(frozen=True, slots=True)
class Ready:
    """Who is ready to be matched, by participation id and without names: so many are counted, few are shown."""

    sides: dict[str, str]  # everybody, in the order of their names or masks
    free: frozenset[str]

    def free_of(self, side: str) -> list[str]:
        """Who of this side takes part and holds no seat."""
        return [one for one, own in self.sides.items() if own == side and one in self.free]


def ready_in(programme: Programme, region: Region) -> Ready:
    """Everybody of the region who is ready to be matched; one query."""
    rows = list(ready(programme, region).values_list("public_id", "side", SEATED))
    return Ready({one: side for one, side, _ in rows}, frozenset(one for one, _, seated in rows if not seated))


def people_of(programme: Programme, region: Region, only: Collection[str] | None = None) -> dict[str, MatchPerson]:
    """Who is ready to be matched in the region, by participation id; in the order of their names or masks.

    only: participation ids of those to read, everybody by default.
    """
    rows = ready(programme, region).select_related("person", "employment__organisation")
    rows = rows if only is None else rows.filter(public_id__in=only)
    free = set(rows.filter(~SEATED).values_list("pk", flat=True))
    masks = masks_of(programme, region) if names_are_masked() else {}
    return {one.public_id: match_person(one, is_free=one.pk in free, mask=masks.get(one.public_id, "")) for one in rows}


def named(programme: Programme, region: Region, text: str) -> frozenset[str]:
    """Participation ids of who is ready in the region and has every word in the name, or the letters in the mask."""
    rows = ready(programme, region)
    if names_are_masked():
        letters = text.casefold().strip()
        masks = masks_of(programme, region)
        return frozenset(one for one in rows.values_list("public_id", flat=True) if letters in masks[one].casefold())
    return frozenset(with_name(rows, text).values_list("public_id", flat=True))


def match_person(one: Participation, *, is_free: bool, mask: str = "") -> MatchPerson:
    """A participation that was read with its person and employer."""
    return MatchPerson(
        id=one.public_id,
        person_id=one.person.public_id,
        name=mask or one.person.full_name,
        given_name=mask or one.person.given_name,
        function=one.employment.function if one.employment else "",
        organisation=one.employment.organisation.name if one.employment else "",
        side=one.side,
        is_free=is_free,
    )


def latest_scenario(programme: Programme, region: Region) -> Scenario | None:
    """The newest proposal, sent or not; an older one that was never sent is passed by."""
    rows = Scenario.objects.filter(programme=programme, region=region).select_related("programme", "region")
    return rows.order_by("-made_at", "-pk").first()


def scenario_of_answers(programme: Programme, region: Region, answers_hash: str, weighing: str) -> Scenario | None:
    """The newest proposal of the same people, answers and weighing."""
    rows = Scenario.objects.filter(programme=programme, region=region, weighing=weighing)
    return rows.filter(result__answers_hash=answers_hash).order_by("-made_at", "-pk").first()


@dataclass(frozen=True, slots=True)
class StoredScenario:
    """A proposal in a list, without its pairs."""

    public_id: str
    name: str
    objective: str
    weighing: str
    state: str
    made_at: datetime
    figures: dict[str, Any]  # of its own objective


def stored_scenarios(programme: Programme, region: Region) -> list[StoredScenario]:
    """The newest proposals of a region, the newest first."""
    rows = Scenario.objects.filter(programme=programme, region=region).order_by("-made_at", "-pk")
    names = ("public_id", "name", "objective", "weighing", "state", "made_at", "result__figures")
    return [
        StoredScenario(public_id, name, objective, weighing, state, made_at, (figures or {}).get(objective) or {})
        for public_id, name, objective, weighing, state, made_at, figures in rows.values_list(*names)[:SCENARIOS_SHOWN]
    ]


def free_people_count(programme: Programme, region: Region) -> int:
    """How many people a proposal would be about, both sides together."""
    taking_part = Participation.objects.filter(programme=programme, region=region, state=Participation.State.READY)
    return taking_part.exclude(person__seats__active=True).count()


def takes_long(programme: Programme, region: Region) -> bool:
    """Whether everybody of the region together is too much to compute while a page waits."""
    return free_people_count(programme, region) >= int(settings.BACKGROUND_FROM_PEOPLE)


def waiting_for_permission_count(programme: Programme, region: Region) -> int:
    """How many people have their intake in, and are not ready: permission or motivation is missing (REC-03)."""
    return Participation.objects.filter(
        programme=programme, region=region, state=Participation.State.INTAKE_COMPLETE
    ).count()


def intakes_saved_since(scenario: Scenario) -> bool:
    """Whether anybody of the region saved answers in the intake after this proposal was made."""
    place = {"programme_id": scenario.programme_id, "region_id": scenario.region_id}
    lines = History.objects.filter(**place, verb="answers_saved", at__gt=scenario.made_at)
    return lines.filter(codes__instrument=INSTRUMENT).exists()


def coordinators_of(programme: Programme, region: Region) -> set[int]:
    """Keys of the accounts that coordinate this region of this programme now."""
    grants = RoleGrant.objects.filter(role=RoleGrant.Role.COORDINATOR, region=region, revoked_at__isnull=True)
    here = Q(programme__isnull=True) | Q(programme=programme)
    return set(grants.filter(here, account__is_active=True).values_list("account_id", flat=True))


def proposal_key(programme: Programme, region: Region) -> str:
    """One proposal at a time for a region of a programme."""
    return f"{programme.public_id}:{region.public_id}"


def proposal_works(programme: Programme, region: Region) -> QuerySet[LongWork]:
    """Proposals of this region that are, or were, made in the background."""
    return LongWork.objects.filter(task=PROPOSAL_TASK, key=proposal_key(programme, region))


def open_proposal_work(programme: Programme, region: Region) -> LongWork | None:
    """The proposal that is being made now."""
    return proposal_works(programme, region).filter(ended_at__isnull=True).first()


def decisions_by_pair(programme: Programme, region: Region) -> dict[tuple[str, str], Decision]:
    """Decisions by teacher and non-teacher."""
    return {(one.teacher_id, one.non_teacher_id): one for one in directives_of(programme, region)}


def participation_of(programme: Programme, region: Region, public_id: str, side: str) -> Participation | None:
    """Somebody of this side whom this coordinator may match here."""
    return (
        Participation.objects.select_related("person", "programme", "employment")
        .filter(
            programme=programme,
            region=region,
            public_id=public_id,
            side=side,
            state=Participation.State.READY,
        )
        .first()
    )


def person_ids_of(participation_ids: Iterable[str]) -> list[str]:
    """The public ids of the people themselves, whether they still take part or not; for the view log."""
    rows = Participation.objects.filter(public_id__in=set(participation_ids))
    return list(rows.values_list("person__public_id", flat=True))
