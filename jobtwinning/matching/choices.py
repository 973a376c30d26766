"""Two people to choose: from two lists, or where those would be too long from whom a name finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jobtwinning.matching import queries
from jobtwinning.matching.queries import MatchPerson, Ready
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Programme, Side

LISTED = 300  # people of one side in a list; with more a name is asked first
FOUND = 50  # of whom a name finds


@dataclass(frozen=True, slots=True)
class Place:
    """A region from which people may be chosen."""

    region: Region
    ready: Ready
    told: str = ""  # behind the employer, for who is of another region


def are_many(places: Sequence[Place]) -> bool:
    """Too many for a list of each side."""
    return any(sum(len(place.ready.free_of(side)) for place in places) > LISTED for side in Side)


def listed(ready: Ready) -> list[str]:
    """Participation ids of whom the lists hold: who is free, unless one side has nobody or too many."""
    sides = [ready.free_of(side) for side in Side]
    return [] if not all(sides) or max(map(len, sides)) > LISTED else [one for side in sides for one in side]


def found(
    programme: Programme, place: Place, names: Mapping[str, str], chosen: Mapping[str, str]
) -> dict[str, MatchPerson]:
    """Per side who was chosen and the first of whom the name finds, of who is free in this region."""
    ids: list[str] = []
    for side in Side:
        free, name = place.ready.free_of(side), names.get(side, "")
        hits = queries.named(programme, place.region, name) if name else ()
        ids += [one for one in free if one in hits][:FOUND]
        ids += [one for one in free if one == chosen.get(side)]
    return read(programme, place, ids)


def read(programme: Programme, place: Place, ids: Sequence[str]) -> dict[str, MatchPerson]:
    """These people, in the order of their names."""
    people = queries.people_of(programme, place.region, ids) if ids else {}
    return {key: replace(one, organisation=_where(one, place)) for key, one in people.items()} if place.told else people


def _where(one: MatchPerson, place: Place) -> str:
    return ", ".join(filter(None, [one.organisation, place.told]))


def of_side(people: Mapping[str, MatchPerson], side: str) -> list[MatchPerson]:
    """Who is free of one side."""
    return [one for one in people.values() if one.side == side and one.is_free]
