"""Dutch places: search by name, distance, travel time and school holiday region (places from GeoNames, CC BY 4.0)."""

from __future__ import annotations

import csv
import math
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

SchoolRegion = Literal["north", "middle", "south"]
TravelMode = Literal["car", "public_transport", "bicycle", "walking"]

EARTH_RADIUS_KM = 6371.0088
# Roads are about 1.3 times as long as the straight line.
DETOUR_FACTOR = 1.3
# Door to door averages in km/h, chosen by us: parking, waiting and changing are inside.
SPEED_KM_PER_HOUR: dict[TravelMode, float] = {
    "car": 50.0,
    "public_transport": 30.0,
    "bicycle": 16.0,
    "walking": 5.0,
}
# Places are points, so two addresses in one place are never nearer than this.
MINIMUM_TRAVEL_MINUTES = 5

PROVINCE_SCHOOL_REGION: dict[str, SchoolRegion] = {
    "Groningen": "north",
    "Friesland": "north",
    "Drenthe": "north",
    "Overijssel": "north",
    "Flevoland": "north",
    "Noord-Holland": "north",
    "Utrecht": "middle",
    "Zuid-Holland": "middle",
    "Gelderland": "middle",
    "Noord-Brabant": "south",
    "Limburg": "south",
    "Zeeland": "south",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A town, village or large district; the label tells places with the same name apart."""

    id: int
    name: str
    province: str
    latitude: float
    longitude: float
    label: str
    population: int | None
    also: tuple[str, ...]
    school_region: SchoolRegion


@cache
def places() -> tuple[Place, ...]:
    """All places, by name."""
    with (Path(__file__).parent / "data" / "places.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    names = [row["name"] for row in rows]
    doubles = {name for name in names if names.count(name) > 1}
    return tuple(_place(row, is_double=row["name"] in doubles) for row in rows)


def _place(row: dict[str, str], *, is_double: bool) -> Place:
    where = f"{row['province']}, bij {row['near']}" if row["near"] else row["province"]
    return Place(
        id=int(row["id"]),
        name=row["name"],
        province=row["province"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        label=f"{row['name']} ({where})" if is_double else row["name"],
        population=int(row["population"]) if row["population"] else None,
        also=tuple(row["also"].split("|")) if row["also"] else (),
        school_region=cast(SchoolRegion, row["school_region"]),
    )


@cache
def _by_id() -> dict[int, Place]:
    return {each.id: each for each in places()}


def place(place_id: int) -> Place:
    """The place with this GeoNames id; KeyError when it is not in the list."""
    return _by_id()[place_id]


@cache
def _search_texts() -> tuple[tuple[Place, tuple[str, ...]], ...]:
    """Per place the folded texts to search, largest place first."""
    by_size = sorted(places(), key=lambda each: (-(each.population or 0), each.label))
    return tuple((each, tuple(_fold(text) for text in (each.name, each.label, *each.also))) for each in by_size)


def _fold(text: str) -> str:
    """Lower case without accents; hyphens, apostrophes and brackets count as spaces."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in plain.casefold()).split())


def find_places(text: str, limit: int = 20) -> tuple[Place, ...]:
    """Places for a search text: the exact name, then names that start with it, then names that contain it.

    Accents, case and punctuation do not count; within each class the largest place comes first.
    """
    wanted = _fold(text)
    if not wanted:
        return ()
    ranked = [(_match_class(wanted, texts), found) for found, texts in _search_texts()]
    hits = sorted((hit for hit in ranked if hit[0] < 3), key=lambda hit: hit[0])
    return tuple(found for _, found in hits[:limit])


def _match_class(wanted: str, texts: tuple[str, ...]) -> int:
    if wanted in texts:
        return 0
    if any(text.startswith(wanted) for text in texts):
        return 1
    return 2 if any(wanted in text for text in texts) else 3


def distance_km(a: Place, b: Place) -> float:
    """Great-circle distance (haversine)."""
    return _great_circle_km(a.latitude, a.longitude, b.latitude, b.longitude)


def _great_circle_km(latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float) -> float:
    phi_a, phi_b = math.radians(latitude_a), math.radians(latitude_b)
    half_north = (phi_b - phi_a) / 2
    half_east = math.radians(longitude_b - longitude_a) / 2
    root = math.sin(half_north) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_east) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, root)))


def travel_minutes(a: Place, b: Place, mode: TravelMode) -> int:
    """About how long the trip takes, rounded up: great-circle distance x 1.3 / speed of the mode."""
    hours = distance_km(a, b) * DETOUR_FACTOR / SPEED_KM_PER_HOUR[mode]
    return max(MINIMUM_TRAVEL_MINUTES, math.ceil(hours * 60))


def nearest_place(latitude: float, longitude: float) -> Place:
    """The listed place closest to a point, for an address whose place is not in the list."""
    return min(places(), key=lambda each: _great_circle_km(latitude, longitude, each.latitude, each.longitude))


def school_region(where: Place | str) -> SchoolRegion:
    """School holiday region of a place, or of a province by name. A rule of thumb: the school itself decides.

    A few municipalities differ from their province, and Gelderland is split; the place list knows those.
    """
    return where.school_region if isinstance(where, Place) else PROVINCE_SCHOOL_REGION[where]
