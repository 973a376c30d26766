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

    programme: Programme
    at: datetime


def sign_ups(region: Region, person_keys: Iterable[int]) -> dict[int, list[Signed]]:
    """When these people signed up here, since their last trajectory, the first one first; two queries."""
    keys = set(person_keys)
    ended = _trajectory_ends(keys)
    rows = (
        Participation.objects.filter(person__in=keys, region=region)
        .exclude(state=Participation.State.WITHDRAWN)
        .select_related("programme")
        .order_by("signed_up_at", "pk")
    )
    found: dict[int, list[Signed]] = {key: [] for key in keys}
    for row in rows:
        found[row.person_id].append(Signed(row.programme, row.signed_up_at))
    for key, end in ended.items():
        later = [one for one in found[key] if one.at > end]
        found[key] = later or [Signed(one.programme, end) for one in found[key][-1:]]
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


def waiting_rows(
    free: Iterable[MatchPerson],
    signed: Mapping[str, list[Signed]],
    programme: Programme,
    scenario: Scenario | None,
    over: Mapping[str, str],
    best: Mapping[str, tuple[MatchPerson, str]],
    at: datetime,
) -> list[WaitingRow]:
    """Who waits, the longest first. `over`: how the last proposal of somebody ended; `best`: by participation id."""
    found = []
    for person in free:
        rows = signed.get(person.id)
        if not rows:
            continue
        why, help_text = _why(person, scenario, over.get(person.id, ""))
        partner, band = best.get(person.id, (None, ""))
        found.append(
            WaitingRow(
                person=person,
                line=_line(person),
                since=rows[0].at,
                days=max(0, (at - rows[0].at).days),
                earlier=rows[0].programme if rows[0].programme.pk != programme.pk else None,
                why=why,
                help=help_text,
                best=partner,
                best_band=band,
            )
        )
    return sorted(found, key=lambda row: (row.since, row.person.name))


def _line(person: MatchPerson) -> PersonLine:
    side = "school" if person.side == Side.TEACHER else "work"
    return PersonLine(person.name, side, person.function, person.organisation)


def _why(person: MatchPerson, scenario: Scenario | None, over: str) -> tuple[str, str]:
    """In one sentence, and what would help."""
    if over:
        return {
            Pair.State.WITHDRAWN: _("Het voorstel is ingetrokken."),
            Pair.State.DECLINED: _("Het voorstel ging niet door."),
            Pair.State.LAPSED: _("Het voorstel is verlopen."),
        }.get(Pair.State(over), _("Het koppel is gestopt.")), ""
    if scenario is None:
        return _("Er is nog geen voorstel gemaakt."), ""
    stored: dict[str, Any] | None = next((one for one in scenario.unmatched if one["person"] == person.id), None)
    if stored is not None:
        is_teacher = person.side == Side.TEACHER
        return texts.why_alone(stored, is_teacher), texts.what_would_help(stored, person.given_name, is_teacher)
    if any(person.id in (one["left"], one["right"]) for one in scenario.pairs):
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
    last = sent.order_by("-committed_at", "-pk").values_list("result", flat=True).first() or {}
    return {one["person"]: (one["partner"], one["band"]) for one in last.get("second_best", ())}
