"""Dutch places in programme regions, to make up cohorts that live somewhere (places from GeoNames, CC BY 4.0)."""

import csv
import math
import random
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Place:
    """A town. latitude, longitude: degrees; thousands: inhabitants, in thousands."""

    name: str
    latitude: float
    longitude: float
    thousands: int


@dataclass(frozen=True, slots=True)
class Region:
    """Towns that run one programme together."""

    name: str
    places: tuple[Place, ...]

    @property
    def weight(self) -> float:
        """How many people take part, relative to other regions: the root of the inhabitants.

        Ten times the people do not make ten times the participants where one team of coordinators does the work.
        """
        return math.sqrt(sum(place.thousands for place in self.places))

    @property
    def centre(self) -> tuple[float, float]:
        """Mean latitude and longitude of its places, in degrees."""
        latitude, longitude = (
            sum(place.latitude for place in self.places),
            sum(place.longitude for place in self.places),
        )
        return latitude / len(self.places), longitude / len(self.places)


@cache
def regions() -> tuple[Region, ...]:
    """All regions of data/places.csv, in the order of the file."""
    text = files("jobtwinning.matching.engine").joinpath("data/places.csv").read_text(encoding="utf-8")
    found = []
    for name, rows in groupby(csv.DictReader(text.splitlines()), key=lambda row: row["region"]):
        places = tuple(
            Place(row["place"], float(row["latitude"]), float(row["longitude"]), int(row["thousands"])) for row in rows
        )
        found.append(Region(name, places))
    return tuple(found)


def neighbouring_regions(chance: random.Random, count: int) -> tuple[Region, ...]:
    """One drawn region with the regions nearest to it, count in all (or every region there is)."""
    first = chance.choices(regions(), weights=[region.weight for region in regions()])[0]
    return tuple(sorted(regions(), key=lambda region: (_apart(first, region), region.name))[:count])


def _apart(first: Region, second: Region) -> float:
    """Squared distance of the centres in degrees of latitude; at 52 degrees one of longitude is .62 of that."""
    north, east = first.centre[0] - second.centre[0], 0.62 * (first.centre[1] - second.centre[1])
    return north * north + east * east
