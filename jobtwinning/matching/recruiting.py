"""Whom to recruit: per region, side and field who is there and who is missing, each person counted for one place.

Missing is what the largest set of possible pairs leaves alone (engine.shortfall), not the sum of what everybody would
like: who can be placed with somebody who is there asks for nobody new.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.db.models import Count

from jobtwinning.matching import adapter, engine
from jobtwinning.people import fields as field_list
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Channel, Participation, Programme, Side

ANY = ""  # no group of fields in particular
KIND = {Side.TEACHER.value: "school_subject", Side.NON_TEACHER.value: "professional_field"}
OTHER = {Side.TEACHER.value: Side.NON_TEACHER.value, Side.NON_TEACHER.value: Side.TEACHER.value}
UNDER_WAY = (Participation.State.SIGNED_UP, Participation.State.INTAKE_COMPLETE)


@dataclass(frozen=True, slots=True)
class Call:
    """So many people of one side and group of fields are missing.

    seekers: people of the other side whom this group suits best; missing: those of them who stay alone; present: free
    people of this side and group.
    """

    side: str
    group: str
    missing: int
    seekers: int
    present: int


@dataclass(frozen=True, slots=True)
class Present:
    """Free people of one group of fields, per side."""

    group: str
    teachers: int
    non_teachers: int


@dataclass(frozen=True, slots=True)
class Balance:
    """One region: who is free, how many pairs there can be at most, who is under way, and the calls, largest first."""

    region: Region
    free: Mapping[str, int]  # by side
    pairs: int
    alone: Mapping[str, int]  # by side: how many of the free the largest set of pairs leaves alone
    under_way: Mapping[str, int]  # by side: signed up, not ready for matching yet
    calls: tuple[Call, ...]
    present: tuple[Present, ...]

    @property
    def is_empty(self) -> bool:
        return not any(self.free.values()) and not any(self.under_way.values())


def balances(programme: Programme, regions: Iterable[Region]) -> list[Balance]:
    """In the order of the regions; as many queries for many people as for few."""
    regions = list(regions)
    coming = _under_way(programme, [region.pk for region in regions])
    return [_balance(programme, region, coming) for region in regions]


def _under_way(programme: Programme, region_ids: Collection[int]) -> dict[tuple[int, str], int]:
    rows = Participation.objects.filter(programme=programme, region__in=region_ids, state__in=UNDER_WAY)
    counted = rows.order_by().values_list("region", "side").annotate(number=Count("pk"))
    return {(region, side): number for region, side, number in counted}


def _balance(programme: Programme, region: Region, coming: Mapping[tuple[int, str], int]) -> Balance:
    given = adapter.read_input(programme, region)
    people = {Side.TEACHER.value: given.problem.left, Side.NON_TEACHER.value: given.problem.right}
    found = engine.shortfall(given.problem, pins=given.possible_pins, forbids=given.forbids)
    alone = {Side.TEACHER.value: found.left_alone, Side.NON_TEACHER.value: found.right_alone}
    subject_counts = dict(given.problem.rules.weights).get("subject", 0) > 0
    there = {side: Counter(own_group(one, side) for one in ones) for side, ones in people.items()}
    sought = {side: sought_groups(ones, side, subject_counts=subject_counts) for side, ones in people.items()}
    calls = [call for side in people for call in _calls(OTHER[side], sought[side], alone[side], there[OTHER[side]])]
    return Balance(
        region=region,
        free={side: len(ones) for side, ones in people.items()},
        pairs=found.pairs,
        alone={side: len(ones) for side, ones in alone.items()},
        under_way={side: coming.get((region.pk, side), 0) for side in people},
        calls=tuple(sorted(calls, key=lambda call: (-call.missing, call.side, call.group))),
        present=_present(there),
    )


def _calls(side: str, sought: Mapping[str, str], alone: Collection[str], there: Mapping[str, int]) -> Iterable[Call]:
    """For this side, of what the other side seeks."""
    missing, seekers = Counter(sought[one] for one in alone), Counter(sought.values())
    everybody = sum(there.values())
    for group, number in missing.items():
        yield Call(side, group, number, seekers[group], there.get(group, 0) if group else everybody)


def _present(there: Mapping[str, Mapping[str, int]]) -> tuple[Present, ...]:
    groups = sorted({group for counts in there.values() for group in counts})
    return tuple(
        Present(group, there[Side.TEACHER.value].get(group, 0), there[Side.NON_TEACHER.value].get(group, 0))
        for group in groups
    )


# --- Fields -------------------------------------------------------------------------------------


def own_group(person: engine.Person, side: str) -> str:
    """The group of the first field somebody named that is one of this side."""
    return next((group for one in person.fields if (group := _group(one, KIND[side]))), ANY)


def sought_groups(people: Iterable[engine.Person], side: str, *, subject_counts: bool) -> dict[str, str]:
    """By person the group of fields of the other side that lies nearest to their own; ANY where the field does not
    count for them, or nothing is known to lie near."""
    kind = KIND[OTHER[side]]
    return {
        one.id: nearest_group(one.fields, kind) if wants_near_field(one, subject_counts=subject_counts) else ANY
        for one in people
    }


def wants_near_field(person: engine.Person, *, subject_counts: bool) -> bool:
    """A field near their own counts: they said so, or chose nothing and the programme says so."""
    if person.mode == "surprise":
        return False
    weighed = [wish for wish in person.wishes if wish.importance]
    if not weighed:
        return subject_counts
    return any(wish.criterion == "subject" and wish.direction == "alike" for wish in weighed)


@cache
def nearest_group(field_ids: tuple[str, ...], kind: str) -> str:
    """The group of the field of this kind with the strongest link to one of these; of equals the first by name."""
    links = engine.field_links()
    near = [
        (-link.strength, group)
        for (first, second), link in links.items()
        if first in field_ids and link.strength > 0 and (group := _group(second, kind))
    ]
    same = [(-1.0, group) for one in field_ids if (group := _group(one, kind))]
    return min([*near, *same], default=(0.0, ANY))[1]


def _group(field_id: str, kind: str) -> str:
    try:
        found = field_list.field(field_id)
    except KeyError:
        return ANY
    return found.group if found.kind == kind else ANY


# --- What is shared -----------------------------------------------------------------------------


def call_channels(programme: Programme, region_ids: Collection[int]) -> dict[int, Channel]:
    """By region the newest channel that is a link, of no organisation in particular; one query."""
    rows = programme.channels.filter(region__in=region_ids, kind=Channel.Kind.LINK, organisation__isnull=True)
    return {one.region_id: one for one in rows.order_by("made_at", "pk")}
