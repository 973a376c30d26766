"""Who waits for a partner, since when and why: the waiting list of a region (MAT-09).

Waiting counts from the first sign-up in this region, earlier programmes included. Who had a trajectory begins again at
its end. Who waits longest goes first when somebody must stay alone.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max
from django.utils.translation import gettext as _

from jobtwinning.core.components import PersonLine
from jobtwinning.matching import texts
from jobtwinning.matching.models import Scenario
from jobtwinning.matching.queries import MatchPerson
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Participation, Programme, Side


@dataclass(frozen=True, slots=True)
class Signed:
    """One time somebody signed up in the region."""

    programme_id: int
    at: datetime


def sign_ups(region: Region, person_keys: Iterable[int]) -> dict[int, list[Signed]]:
    """When these people signed up here, since their last trajectory, the first one first; two queries."""
    keys = set(person_keys)
    ended = _trajectory_ends(keys)
    rows = (
        Participation.objects.filter(person__in=keys, region=region)
        .exclude(state=Participation.State.WITHDRAWN)
        .order_by("signed_up_at", "pk")
        .values_list("person_id", "programme_id", "signed_up_at")
    )
    found: dict[int, list[Signed]] = {key: [] for key in keys}
    for person, programme, at in rows:
        found[person].append(Signed(programme, at))
    for key, end in ended.items():
        later = [one for one in found[key] if one.at > end]
        found[key] = later or [Signed(one.programme_id, end) for one in found[key][-1:]]
    return found


def waiting_since(region: Region, person_keys: Iterable[int]) -> dict[int, datetime]:
    """Since when each of these people waits."""
    return {key: rows[0].at for key, rows in sign_ups(region, person_keys).items() if rows}


def _trajectory_ends(keys: Collection[int]) -> dict[int, datetime]:
    """When somebody last ended a trajectory that had begun, in whatever programme."""
    seats = Seat.objects.filter(person__in=keys, active=False, pair__accepted_at__isnull=False)
    rows = seats.values("person_id").annotate(end=Max("pair__ended_at"))
    return {row["person_id"]: row["end"] for row in rows if row["end"] is not None}


# --- The page -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One person on the list."""

    person: MatchPerson
    line: PersonLine
    since: datetime
    days: int
    earlier: Programme | None  # the programme they first signed up in, when it was another one
    why: str
    help: str
    best: MatchPerson | None  # the best free partner now
    best_band: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the newest proposal said of everybody, so that nobody has to be looked up in it."""

    is_made: bool
    alone: Mapping[str, Mapping[str, Any]]
    paired: frozenset[str]


def told_by(scenario: Scenario | None) -> Told:
    if scenario is None:
        return Told(False, {}, frozenset())
    paired = frozenset(one[side] for one in scenario.pairs for side in ("left", "right"))
    return Told(True, {one["person"]: one for one in scenario.unmatched}, paired)


def longest_first(free: Iterable[str], signed: Mapping[str, list[Signed]]) -> list[str]:
    """Who waits, by participation id; who began at the same moment stays in the order given."""
    return sorted((one for one in free if signed.get(one)), key=lambda one: signed[one][0].at)


def waiting_rows(
    people: Collection[MatchPerson],
    signed: Mapping[str, list[Signed]],
    programme: Programme,
    told: Told,
    over: Mapping[str, str],
    best: Mapping[str, tuple[MatchPerson, str]],
    at: datetime,
) -> list[WaitingRow]:
    """These people of the list. `over`: how the last proposal of somebody ended; `best`: by participation id."""
    first = {one.id: signed[one.id][0] for one in people}
    earlier = Programme.objects.in_bulk({one.programme_id for one in first.values()} - {programme.pk})
    found = []
    for person in people:
        since = first[person.id]
        why, help_text = _why(person, told, over.get(person.id, ""))
        partner, band = best.get(person.id, (None, ""))
        found.append(
            WaitingRow(
                person=person,
                line=_line(person),
                since=since.at,
                days=max(0, (at - since.at).days),
                earlier=earlier.get(since.programme_id),
                why=why,
                help=help_text,
                best=partner,
                best_band=band,
            )
        )
    return found


def _line(person: MatchPerson) -> PersonLine:
    side = "school" if person.side == Side.TEACHER else "work"
    return PersonLine(person.name, side, person.function, person.organisation)


def _why(person: MatchPerson, told: Told, over: str) -> tuple[str, str]:
    """In one sentence, and what would help."""
    if over:
        return {
            Pair.State.WITHDRAWN: _("Het voorstel is ingetrokken."),
            Pair.State.DECLINED: _("Het voorstel ging niet door."),
            Pair.State.LAPSED: _("Het voorstel is verlopen."),
        }.get(Pair.State(over), _("Het koppel is gestopt.")), ""
    if not told.is_made:
        return _("Er is nog geen voorstel gemaakt."), ""
    if (stored := told.alone.get(person.id)) is not None:
        is_teacher = person.side == Side.TEACHER
        return texts.why_alone(stored, is_teacher), texts.what_would_help(stored, person.given_name, is_teacher)
    if person.id in told.paired:
        return _("Staat in een voorstel dat nog niet verstuurd is."), ""
    return _("Kwam erbij na het laatste voorstel."), ""


def last_ends(participation_keys: Iterable[str]) -> dict[str, str]:
    """How the last pair of these participations ended, as far as they heard of it; not for who never had one."""
    seats = Seat.objects.filter(participation__public_id__in=list(participation_keys), active=False)
    rows = seats.filter(pair__ended_at__gte=F("pair__proposed_at")).order_by("pair__ended_at")
    return dict(rows.values_list("participation__public_id", "pair__state"))


def stored_second_bests(programme: Programme, region: Region) -> dict[str, tuple[str, str]]:
    """Out of the last proposal that was sent: whom each could have next, and how well it fits."""
    sent = Scenario.objects.filter(programme=programme, region=region, state=Scenario.State.COMMITTED)
    last = sent.order_by("-committed_at", "-pk").values_list("result__second_best", flat=True).first() or ()
    return {one["person"]: (one["partner"], one["band"]) for one in last}
