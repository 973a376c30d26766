"""What the public pages show of programmes. Counts only, no persons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Channel, Participation, Programme, Side


class SignUp(StrEnum):
    """Whether somebody can sign up now, and if not, how far the programme is."""

    OPEN = "open"
    CLOSED = "closed"  # the date has passed, the matching is about to begin
    MATCHING = "matching"
    RUNNING = "running"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Places:
    """Places of one side; `left` is None when there is no limit."""

    total: int | None
    taken: int

    @property
    def left(self) -> int | None:
        return None if self.total is None else max(self.total - self.taken, 0)

    @property
    def is_full(self) -> bool:
        return self.left == 0

    @property
    def taken_share(self) -> float:
        """0..1; 0 when there is no limit."""
        return min(self.taken / self.total, 1.0) if self.total else 0.0


@dataclass(frozen=True, slots=True)
class PublicProgramme:
    """A programme as everybody may see it."""

    programme: Programme
    regions: Sequence[Region]
    sign_up: SignUp
    teacher: Places
    non_teacher: Places

    @property
    def is_open(self) -> bool:
        return self.sign_up == SignUp.OPEN

    @property
    def weeks(self) -> int:
        """Whole weeks from the first to the last day."""
        return round(((self.programme.ends_on - self.programme.starts_on).days + 1) / 7)


def open_programmes(today: date) -> list[PublicProgramme]:
    """Programmes one can sign up for today, the first to close first; two queries."""
    taking = (Programme.State.OPEN, Programme.State.MATCHING, Programme.State.RUNNING)  # the last with a rolling start
    rows = (
        _with_counts()
        .filter(state__in=taking, ends_on__gte=today, is_standing=False)
        .order_by("sign_up_until", "starts_on", "pk")
    )
    shown = [_public(row, today, {side: getattr(row, f"{side}s") for side in Side.values}) for row in rows]
    return [each for each in shown if each.is_open]


def visible_programmes() -> QuerySet[Programme]:
    """Rounds that are not a draft any more."""
    rows = Programme.objects.select_related("organiser").prefetch_related("regions")
    return rows.filter(is_standing=False).exclude(state=Programme.State.DRAFT)


def public_programme(programme: Programme, today: date) -> PublicProgramme:
    """One of them as everybody may see it; one query."""
    taken = _taking_part().filter(programme=programme).values_list("side").annotate(number=Count("pk"))
    return _public(programme, today, dict(taken))


def regions_of(programme: Programme) -> list[Region]:
    """By name."""
    return sorted(programme.regions.all(), key=lambda region: region.name)


def _public(programme: Programme, today: date, taken: Mapping[str, int]) -> PublicProgramme:
    """taken: places by side, as far as there are any."""
    return PublicProgramme(
        programme=programme,
        regions=regions_of(programme),
        sign_up=_sign_up(programme, today),
        teacher=Places(programme.places_per_side, taken.get(Side.TEACHER, 0)),
        non_teacher=Places(programme.places_per_side, taken.get(Side.NON_TEACHER, 0)),
    )


def regions_with_contact() -> list[Region]:
    """Regions whose programmes are public, for "who do I ask"; one query."""
    shown = Q(programmes__state__in=[state for state in Programme.State if state != Programme.State.DRAFT])
    return list(Region.objects.filter(shown).exclude(contact_email="").distinct().order_by("name"))


def public_channel(code: str) -> Channel | None:
    """The channel with this code, when everybody may see its programme; one query."""
    channels = Channel.objects.select_related("programme").exclude(programme__state=Programme.State.DRAFT)
    return channels.filter(code=code.lower()).first()


def open_regions() -> QuerySet[Region]:
    """Regions in which something is or was to do, to hear about."""
    return Region.objects.exclude(programmes=None).distinct().order_by("name")


def _with_counts() -> QuerySet[Programme]:
    """Counted apart per programme: joined to everybody who takes part, the rows of all people would be sorted."""
    taking_part = _taking_part().filter(programme=OuterRef("pk"))
    numbers = taking_part.values("programme").annotate(number=Count("pk")).values("number")
    counts = {f"{side}s": Coalesce(Subquery(numbers.filter(side=side)), 0) for side in Side.values}
    return Programme.objects.prefetch_related("regions").annotate(**counts)


def _taking_part() -> QuerySet[Participation]:
    return Participation.objects.exclude(state=Participation.State.WITHDRAWN).order_by()


def _sign_up(programme: Programme, today: date) -> SignUp:
    if programme.takes_people_on(today):
        return SignUp.OPEN
    if programme.state == Programme.State.OPEN:
        return SignUp.CLOSED
    return SignUp.FINISHED if programme.is_archived else SignUp(programme.state)
