"""How far people came, from interest to ready, per channel, organisation and side (REC-02). Counts only, no persons."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q

from jobtwinning.intake.models import ManagerPermission
from jobtwinning.intake.queries import visible_participations
from jobtwinning.programmes.models import Channel, Interest, Participation, Programme, Side


class Step(StrEnum):
    """The steps on the way, in order."""

    INTEREST = "interest"
    SIGNED_UP = "signed_up"
    INTAKE = "intake"
    PERMISSION = "permission"
    READY = "ready"


State = Participation.State
# Per step who among those who signed up came so far.
REACHED: Mapping[Step, Q] = {
    Step.SIGNED_UP: Q(pk__isnull=False),
    Step.INTAKE: Q(intake_completed_at__isnull=False),
    # Whom the coordinator let in without a permission is past it too.
    Step.PERMISSION: Q(state=State.READY)
    | Q(Exists(ManagerPermission.objects.filter(participation=OuterRef("pk"), state=ManagerPermission.State.GIVEN))),
    Step.READY: Q(state=State.READY),
}
STEPS: tuple[Step, ...] = (Step.INTEREST, *REACHED)
# Channel, employer (None = not asked), side, the steps behind them, and how many people are alike in all these.
Alike = tuple[str, str | None, str, list[Step], int]
IMPORTED = "import"  # the channel of whoever came with a file
ELSEWHERE = "elsewhere"  # of another round or region: interest belongs to a region, however it came
NAMED = "colleagues"  # of whoever HR or a school leader named, when they came by no channel themselves


@dataclass(slots=True)
class Counts:
    """How many came to each step, by step and side; a side may be unknown with interest only."""

    numbers: Counter[tuple[Step, str]] = field(default_factory=Counter)

    def of(self, step: Step, side: str | None = None) -> int:
        """On one side, or on both and unknown together."""
        return sum(n for (at, which), n in self.numbers.items() if at == step and side in (None, which))


@dataclass(frozen=True, slots=True)
class Funnel:
    """The whole, and the same by channel (label, "" = none) and by organisation, the largest first."""

    steps: tuple[Step, ...]
    whole: Counts
    by_channel: list[tuple[str, Counts]]
    by_organisation: list[tuple[str, Counts]]


def funnel_of(programme: Programme, region_ids: Collection[int]) -> Funnel:
    """Four queries. Who withdrew is left out; interest counts who confirmed an address, and whoever signed up."""
    labels = dict(programme.channels.filter(region_id__in=region_ids).values_list("code", "label"))
    alike = [*_signed_up(programme, region_ids), *_interested(region_ids)]
    came_by = {channel for channel, *_others in alike} - labels.keys()
    labels |= dict.fromkeys(Channel.objects.filter(code__in=came_by).values_list("code", flat=True), ELSEWHERE)
    whole, channels, organisations = Counts(), dict[str, Counts](), dict[str, Counts]()
    for channel, organisation, side, steps, number in alike:
        place = channels.setdefault(labels.get(channel, channel), Counts())
        employer = organisations.setdefault(organisation, Counts()) if organisation is not None else None
        for counts in (whole, place, employer):
            if counts is not None:
                counts.numbers.update({(step, side): number for step in steps})
    for label in labels.values():
        channels.setdefault(label, Counts())  # a channel that brought nobody is worth knowing
    return Funnel(STEPS, whole, _largest_first(channels), _largest_first(organisations))


def _signed_up(programme: Programme, region_ids: Collection[int]) -> Iterable[Alike]:
    """Of those who take part and did not withdraw."""
    came = {step.value: ExpressionWrapper(condition, BooleanField()) for step, condition in REACHED.items()}
    rows = (
        visible_participations(programme, region_ids)
        .exclude(state=Participation.State.WITHDRAWN)
        .annotate(**{f"came_{name}": condition for name, condition in came.items()})
        .values_list("channel", "employment__organisation__name", "side", *(f"came_{step}" for step in REACHED))
        .order_by()
        .annotate(number=Count("pk"))
    )
    for channel, organisation, side, *reached, number in rows:
        steps = [step for step, yes in zip(REACHED, reached, strict=True) if yes]
        yield channel, organisation or "", side, [Step.INTEREST, *steps], number


def _interested(region_ids: Collection[int]) -> Iterable[Alike]:
    """Confirmed addresses of these regions; where they work nobody asked."""
    rows = Interest.objects.filter(region_id__in=region_ids, confirmed_at__isnull=False)
    for channel, side, number in rows.values_list("channel", "side").order_by().annotate(number=Count("pk")):
        yield channel, None, side, [Step.INTEREST], number


def _largest_first(groups: Mapping[str, Counts]) -> list[tuple[str, Counts]]:
    return sorted(groups.items(), key=lambda group: (-group[1].of(Step.INTEREST), group[0]))


def channels_of(programme: Programme, region_ids: Collection[int]) -> list[Channel]:
    """The channels of these regions, the newest first; one query."""
    channels = programme.channels.filter(region_id__in=region_ids).select_related("region", "organisation")
    return list(channels.order_by("-made_at", "-pk"))


SIDES = (Side.TEACHER.value, Side.NON_TEACHER.value)
