"""The one door through which the benchmarks look inside the engine: what is not public is imported here."""

from collections.abc import Iterator

import numpy as np

from jobtwinning.matching.engine import Person, Problem, propose
from jobtwinning.matching.engine.arrays import Floats, Integers, Positions, Truths
from jobtwinning.matching.engine.assign import Aim, choose_pairs
from jobtwinning.matching.engine.candidates import candidates_of
from jobtwinning.matching.engine.codes import CRITERIA, Objective, Side
from jobtwinning.matching.engine.dates import Room, choose_dates
from jobtwinning.matching.engine.edges import Edges, most_pairs
from jobtwinning.matching.engine.propose import candidates_for
from jobtwinning.matching.engine.rounds import INFORMATION, People
from jobtwinning.matching.engine.scores import SIDES, harmonic, whole
from jobtwinning.matching.engine.similarity import similarity
from jobtwinning.matching.engine.stable import blocking_pairs
from jobtwinning.matching.engine.table import table_of
from jobtwinning.matching.engine.timetable import Dates, rounds_of
from jobtwinning.matching.engine.weights import DIFFERENT

__all__ = [
    "Edges",
    "allowed_edges",
    "blocking_pairs",
    "choose",
    "edges_between",
    "likeness",
    "most_pairs",
    "ordered_people",
    "prepared",
    "proposed_rows",
    "scored",
    "stated_wants",
    "talks_chosen",
    "talks_in_rounds",
    "worth_meeting",
]
QUALITY_THRESHOLD = 0.6


def edges_between(
    left: Positions, right: Positions, left_score: Floats, right_score: Floats, shape: tuple[int, ...]
) -> Edges:
    """Allowed pairs in the order of left, then right, among shape people; scores 0..1, harmonic for the pair."""
    score = whole(harmonic(left_score, right_score))
    return Edges(left, right, whole(left_score), whole(right_score), score, shape[0], shape[1])


def choose(edges: Edges, objective: Objective) -> Positions:
    """Positions of the pairs the engine chooses when nobody is pinned and everybody waited as long."""
    nobody = np.zeros(0, dtype=np.intp)
    left, right = (np.zeros(size, dtype=np.int64) for size in (edges.lefts, edges.rights))
    return choose_pairs(edges, Aim(objective, 0.0, QUALITY_THRESHOLD), nobody, left, right)


def prepared(problem: Problem) -> Problem:
    """The same problem with its arrays made, but nothing scored."""
    table_of(problem)
    return problem


def scored(problem: Problem) -> Edges:
    """All allowed pairs of a prepared problem, scored anew."""
    return candidates_of(table_of(problem), best=None).edges


def allowed_edges(problem: Problem) -> Edges:
    """The pairs of a problem that take part, scored once: all allowed ones, unless the problem is very large."""
    return candidates_for(problem).edges


def ordered_people(problem: Problem) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """Left and right people in the engine's own order."""
    table = table_of(problem)
    return table.left.people, table.right.people


def proposed_rows(problem: Problem, objective: Objective, seed: int) -> tuple[Positions, Positions]:
    """Left and right rows, in the engine's own order of the people, of the pairs it proposes."""
    table = table_of(problem)
    pairs = propose(problem, objective=objective, seed=seed).pairs
    left = np.array([table.left.row_of[pair.left] for pair in pairs], dtype=np.intp)
    return left, np.array([table.right.row_of[pair.right] for pair in pairs], dtype=np.intp)


def likeness(problem: Problem) -> Iterator[tuple[str, Side, Floats, Truths]]:
    """Per criterion and side how alike all left (rows) and right people (columns) are, and where that is known.

    The rows and columns are in the engine's own order of the people.
    """
    table = table_of(problem)
    rows, columns = np.arange(len(table.left)), np.arange(len(table.right))
    for criterion in CRITERIA:
        for side in SIDES:
            judged = similarity(table, criterion, rows, columns, side)
            yield criterion, side, judged.value, judged.known


def stated_wants(problem: Problem, side: Side) -> tuple[Floats, Truths]:
    """Per person (row) and criterion (column) the weight, 1 in all, and whether "different" is what is wanted."""
    table = table_of(problem)
    wants = table.left.wants if side == "left" else table.right.wants
    return wants.weight, wants.direction == DIFFERENT


def worth_meeting(problem: Problem) -> tuple[Edges, Integers]:
    """The pairs that may meet in rounds of short talks, and what each is worth: whole numbers."""
    people = People(problem, (), INFORMATION, 0)
    return people.edges, people.worth


def talks_chosen(edges: Edges, worth: Integers, rounds: int, tables: int) -> Positions:
    """Positions of the pairs that meet over all rounds together."""
    nobody = [np.zeros(size, dtype=np.int64) for size in (edges.lefts, edges.rights)]
    return choose_dates(edges, worth, Room(rounds, tables, *nobody))


def talks_in_rounds(edges: Edges, chosen: Positions, rounds: int, tables: int) -> Positions:
    """Per chosen pair its round, from 0."""
    return rounds_of(Dates(edges.left[chosen], edges.right[chosen]), rounds, tables)
