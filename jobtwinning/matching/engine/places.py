"""Who could meet whom at all, before anything is scored: the same region, and within reach."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from jobtwinning.matching.engine.arrays import Floats, Positions
from jobtwinning.matching.engine.rules import EARTH_RADIUS_KM
from jobtwinning.matching.engine.table import UNKNOWN, Table

# Left people to a place at most, so that places can be shared out and hold people who live together.
PEOPLE = 2_048
# From this many right people on it pays to look who lives within reach.
LOOK_AROUND_FROM = 4_096


class Place(NamedTuple):
    """Left people, and the right people whom they may be able to meet."""

    rows: Positions
    columns: Positions


def meeting_places(table: Table) -> Iterator[Place]:
    """Every left person in one place; outside its place every pair is refused for region or distance."""
    for rows, columns in _by_region(table):
        if len(columns) < LOOK_AROUND_FROM:
            yield from (Place(rows[at : at + PEOPLE], columns) for at in range(0, len(rows), PEOPLE))
        else:
            yield from _by_distance(table, rows, columns)


def _by_region(table: Table) -> Iterator[Place]:
    """Where regions mix, and for people whose region is not known, everybody."""
    everybody = np.arange(len(table.right))
    if table.problem.rules.cross_region or not len(table.left):
        yield Place(np.arange(len(table.left)), everybody)
        return
    regions = table.left.region
    for rows in np.split(np.arange(len(regions)), np.flatnonzero(np.diff(regions)) + 1):
        region = regions[rows[0]]
        reachable = (table.right.region == region) | (table.right.region == UNKNOWN) | (region == UNKNOWN)
        yield Place(rows, everybody[reachable])


def _by_distance(table: Table, rows: Positions, columns: Positions) -> Iterator[Place]:
    """Left people who live together, with the right people who are within the reach of both."""
    bound = table.left.place_known[rows] & ~np.isnan(table.left.limit_km[rows])
    for at in range(0, int((~bound).sum()), PEOPLE):
        yield Place(rows[~bound][at : at + PEOPLE], columns)
    right = table.right
    theirs = np.where(np.isnan(right.limit_km[columns]), np.inf, right.limit_km[columns])
    for people in _neighbours(table, rows[bound]):
        centre = table.left.place[people].mean(axis=0)
        radius = _road_km(table, table.left.place[people], centre).max()
        away = _road_km(table, right.place[columns], centre) - radius
        far = away > np.minimum(theirs, table.left.limit_km[people].max()) + 1e-6
        yield Place(people, columns[~far])


def _neighbours(table: Table, rows: Positions) -> Iterator[Positions]:
    """Groups of people who live together: halved along the longest side until they are small enough."""
    if len(rows) <= PEOPLE:
        if len(rows):
            yield rows
        return
    place = table.left.place[rows]
    along = int(np.ptp(place, axis=0).argmax())
    order = np.argsort(place[:, along], kind="stable")
    middle = len(rows) // 2
    yield from _neighbours(table, np.sort(rows[order[:middle]]))
    yield from _neighbours(table, np.sort(rows[order[middle:]]))


def _road_km(table: Table, places: Floats, centre: Floats) -> Floats:
    """Road distance to a point that need not lie on the surface: never more than the true one."""
    chord = np.sqrt(((places - centre) ** 2).sum(axis=1))
    return np.asarray(chord * EARTH_RADIUS_KM * table.problem.rules.detour)
