"""Which region a place belongs to: the one of which the middle is nearest, or that has the name of its province."""

from collections.abc import Iterable

from jobtwinning.people.models import Region
from jobtwinning.people.places import Place, distance_km, find_places, place

FARTHEST_KM = 40.0  # further from its middle a place belongs to no region, as far as we can tell


def exact_places(text: str) -> list[Place]:
    """The places that somebody may mean with this text: by label, else by name; more than one when names are double."""
    wanted = text.strip().casefold()
    found = find_places(text)
    labelled = [each for each in found if each.label.casefold() == wanted]
    return labelled or [
        each for each in found if wanted in {each.name.casefold(), *(also.casefold() for also in each.also)}
    ]


def region_of_place(where: Place, regions: Iterable[Region]) -> Region | None:
    """The region this place belongs to; None when none is near. The regions come with their organiser."""
    every = list(regions)
    near = [(distance_km(where, middle), each.pk, each) for each in every if (middle := middle_of(each)) is not None]
    nearest = min(near, default=None)
    if nearest is not None and nearest[0] <= FARTHEST_KM:
        return nearest[2]
    return next((each for each in every if each.name.casefold() == where.province.casefold()), None)


def middle_of(region: Region) -> Place | None:
    """Where its organiser is, else the place that has its name; None when neither is known."""
    known = region.organiser.place_id if region.organiser else ""
    if known.isdigit():
        try:
            return place(int(known))
        except KeyError:
            pass
    named = exact_places(region.name)
    return named[0] if len(named) == 1 else None
