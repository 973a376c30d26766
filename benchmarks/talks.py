"""Rounds of short talks: all rounds at once beside round after round, and a repair while they run."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks import cohorts
from benchmarks.engine_parts import Edges, talks_chosen, talks_in_rounds, worth_meeting
from benchmarks.instances import dense_random
from benchmarks.report import Figure, seconds, times
from benchmarks.sizes import Sizes
from benchmarks.timing import median_seconds, timed
from jobtwinning.matching.engine import Evidence, Problem, plan_rounds, repair_rounds
from jobtwinning.matching.engine.arrays import Integers, Positions


def figures(sizes: Sizes) -> Iterator[Figure]:
    """Choosing and placing the talks, where all may meet and where not; from people to rounds; and a repair."""
    size, rounds = sizes.talks
    people = cohorts.one_region(size)
    allowed = worth_meeting(people)
    free = dense_random(size, 1)
    for name, (edges, worth) in (("all may meet", (free, free.score)), ("one region", allowed)):
        own = median_seconds(
            lambda: None,
            lambda _, edges=edges, worth=worth: _at_once(edges, worth, rounds, size),  # type: ignore[misc]  # the loop's
            sizes.runs,
        )
        chosen = _at_once(edges, worth, rounds, size)
        taken, naive = timed(lambda edges=edges, worth=worth: one_by_one(edges, worth, rounds))  # type: ignore[misc]
        total, other = int(worth[chosen].sum()), int(worth[naive].sum())
        yield Figure(
            f"{size:,} a side in {rounds} rounds, {name}, {len(edges):,} pairs that may meet",
            "≤ .1 s",
            f"{seconds(own)}, {len(chosen):,} talks",
            f"{seconds(taken)} (round after round, scipy, dense; {len(chosen) - len(naive):,} fewer,"
            f" total {(total - other) / total:.2%} less)",
            times(own / taken),
        )
    whole, plan = timed(lambda: plan_rounds(replace(people), rounds, size))
    yield Figure(
        f"people to rounds, {size:,} a side in {rounds} rounds", "–", f"{seconds(whole)}, {len(plan.meetings):,} talks"
    )
    yield _repair(sizes.repaired, rounds)


def _at_once(edges: Edges, worth: Integers, rounds: int, tables: int) -> Positions:
    chosen = talks_chosen(edges, worth, rounds, tables)
    talks_in_rounds(edges, chosen, rounds, tables)
    return chosen


def one_by_one(edges: Edges, worth: Integers, rounds: int) -> Positions:
    """The plain way: per round the pairs that are most and best among those that did not meet yet."""
    # Meeting outweighs any worth.
    meeting = int(worth.max()) * min(edges.lefts, edges.rights) + 1
    matrix = np.zeros((edges.lefts, edges.rights))
    matrix[edges.left, edges.right] = worth + meeting
    place = np.full(matrix.shape, -1)
    place[edges.left, edges.right] = np.arange(len(edges))
    met: list[Positions] = []
    for _ in range(rounds):
        rows, columns = linear_sum_assignment(matrix, maximize=True)
        real = matrix[rows, columns] > 0
        met.append(place[rows[real], columns[real]])
        matrix[rows[real], columns[real]] = 0.0
    return np.concatenate(met)


def _repair(size: int, rounds: int) -> Figure:
    """Two people come late and three do not come at all, in the fourth round or as far as there is one."""
    everybody = replace(cohorts.one_region(size), evidence=Evidence())
    at = min(4, rounds)
    early: Problem = replace(everybody, left=everybody.left[2:])
    first = plan_rounds(early, rounds, size)
    absent = [everybody.left[5].id, everybody.right[0].id, everybody.right[1].id]
    plan_rounds(everybody, 1, 1)
    taken, repair = timed(lambda: repair_rounds(everybody, first, at, absent))
    again, new = timed(lambda: plan_rounds(everybody, rounds, size))
    were = {(one.round, one.left, one.right) for one in first.meetings if one.round >= at}
    same = were & {(one.round, one.left, one.right) for one in new.meetings}
    return Figure(
        f"repair from round {at} on, {2 * size:,} people, 2 late and 3 absent",
        "≤ 1 s",
        f"{seconds(taken)}, {len(repair.kept):,} of {len(were):,} talks as they were",
        f"{seconds(again)} (planned anew, {len(same):,} as they were)",
        times(taken / again),
    )
