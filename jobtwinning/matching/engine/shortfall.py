"""Who stays alone even in the largest set of pairs: how many people a side lacks, each place counted once."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jobtwinning.matching.engine.assign import Aim
from jobtwinning.matching.engine.edges import Edges
from jobtwinning.matching.engine.graph import Graph
from jobtwinning.matching.engine.problem import Person, Problem
from jobtwinning.matching.engine.propose import candidates_for
from jobtwinning.matching.engine.table import table_of

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The most pairs there can be, and by side the ids of whom they leave alone, the longest waiting first.

    Each side's list is that of its own longest waiting; one set of pairs leaves exactly both lists alone.
    """

    pairs: int
    left_alone: tuple[str, ...]
    right_alone: tuple[str, ...]


def shortfall(
    problem: Problem, *, pins: Sequence[tuple[str, str]] = (), forbids: Sequence[tuple[str, str]] = ()
) -> Shortfall:
    """Pairs that no rule, must or forbid refuses and that reach the floor; a pinned pair stays, whatever its score.

    Who waited longest comes first; among equals the first id. Raises ValueError naming every pin that is refused.
    """
    table = table_of(problem)
    aim = Aim("total", problem.rules.floor)
    graph = Graph(table, candidates_for(problem), pins, forbids, aim)
    edges, pinned = graph.edges, graph.pinned
    taken_left, taken_right = (set(side[pinned].tolist()) for side in (edges.left, edges.right))
    edges = edges.only(edges.score >= aim.lowest_made)
    lefts = [row for row in _in_turn(table.left.people) if row not in taken_left]
    rights = [row for row in _in_turn(table.right.people) if row not in taken_right]
    of_left, of_right = _neighbours(edges, taken_left, taken_right)
    left_alone, right_alone = alone(lefts, of_left), alone(rights, of_right)
    return Shortfall(
        pairs=len(table.left.people) - len(left_alone),
        left_alone=tuple(table.left.people[row].id for row in left_alone),
        right_alone=tuple(table.right.people[row].id for row in right_alone),
    )


def _in_turn(people: Sequence[Person]) -> list[int]:
    return sorted(range(len(people)), key=lambda row: (-people[row].waiting_days, people[row].id))


def _neighbours(edges: Edges, taken_left: set[int], taken_right: set[int]) -> tuple[list[list[int]], list[list[int]]]:
    """Whom each could have, per row of either side; nobody who is taken."""
    of_left: list[list[int]] = [[] for _ in range(edges.lefts)]
    of_right: list[list[int]] = [[] for _ in range(edges.rights)]
    free = ~np.isin(edges.left, list(taken_left)) & ~np.isin(edges.right, list(taken_right))
    for left, right in zip(edges.left[free].tolist(), edges.right[free].tolist(), strict=True):
        of_left[left].append(right)
        of_right[right].append(left)
    return of_left, of_right


def alone(turn: Sequence[int], choices: Sequence[Sequence[int]]) -> list[int]:
    """Who of these gets no place when each in turn gets one if everybody before can keep one too.

    turn: people in their order; choices: by person the places they could have. The places given are as many as there
    can be at all (a person with a place never loses it again, whoever comes later).
    """
    holder: dict[int, int] = {}
    place_of: dict[int, int] = {}
    closed: set[int] = set()  # places from which no free one can be reached any more
    left_over = []
    for person in turn:
        before: dict[int, int] = {}  # by place, who asks for it
        waiting, free = deque([person]), NOBODY
        while waiting and free == NOBODY:
            asking = waiting.popleft()
            for place in choices[asking]:
                if place in closed or place in before:
                    continue
                before[place] = asking
                if place not in holder:
                    free = place
                    break
                waiting.append(holder[place])
        if free == NOBODY:
            closed.update(before)
            left_over.append(person)
            continue
        _shift(person, free, before, holder, place_of)
    return left_over


def _shift(person: int, place: int, before: dict[int, int], holder: dict[int, int], place_of: dict[int, int]) -> None:
    """Everybody on the way to the free place moves up one; the newcomer gets the first."""
    while True:
        asking = before[place]
        vacated = place_of.get(asking, NOBODY)
        holder[place], place_of[asking] = asking, place
        if asking == person:
            return
        place = vacated
