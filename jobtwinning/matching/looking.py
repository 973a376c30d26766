"""What the engine says of one person and some others, before anybody proposed anything (MAT-05)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jobtwinning.matching import engine
from jobtwinning.matching.adapter import read_few
from jobtwinning.matching.stored import explained
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Participation, Programme, Side


@dataclass(frozen=True, slots=True)
class Look:
    """May the two at all, how well (score 0..1, of the less content of the two), and why (see `Pair.reasons`)."""

    allowed: bool
    score: float
    explained: dict[str, Any]


def look_at_others(participation: Participation, other_keys: Collection[int]) -> dict[str, Look]:
    """By public id of the other's participation; who is not ready any more is absent.

    What people said about each other is left out: nothing that somebody sees may depend on it.
    """
    keys = {participation.pk, *other_keys}
    given = read_few(participation.programme, participation.region, keys)
    own = participation.public_id
    if own not in given.persons:
        return {}
    teaches = participation.side == Side.TEACHER
    found = {}
    for other in given.problem.right if teaches else given.problem.left:
        pair = (own, other.id) if teaches else (other.id, own)
        told = engine.explain_pair(given.problem, *pair, forbids=given.forbids)
        found[other.id] = Look(told.allowed, told.score, explained(given, told))
    return found


@dataclass(frozen=True, slots=True)
class Chosen:
    """Two who both said yes and are proposed to each other; primary keys of participations."""

    teacher: int
    non_teacher: int
    kind: str
    band: str
    reasons: dict[str, Any]


def best_pairs(
    programme: Programme, region: Region, mutual: Collection[tuple[int, int]], *, at: datetime
) -> list[Chosen]:
    """Of these pairs (teacher, non-teacher) as many as possible at once, then the best: nobody is in two of them."""
    keys = {key for pair in mutual for key in pair}
    given = read_few(programme, region, keys, said_by=at)
    ids = dict(Participation.objects.filter(pk__in=keys).values_list("public_id", "pk"))
    wanted = set(mutual)
    apart = tuple(
        (left.id, right.id)
        for left in given.problem.left
        for right in given.problem.right
        if (ids[left.id], ids[right.id]) not in wanted
    )
    forbids = tuple(sorted({*apart, *given.forbids}))
    plan = engine.propose(given.problem, objective="floor", forbids=forbids)
    return [
        Chosen(
            ids[pair.left],
            ids[pair.right],
            pair.kind,
            pair.band,
            explained(given, engine.explain_pair(given.problem, pair.left, pair.right)),
        )
        for pair in plan.pairs
    ]
