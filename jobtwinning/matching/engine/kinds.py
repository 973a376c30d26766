"""People who answered alike: what one criterion says of one pair of them it says of all, so it is worked out once."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np

from jobtwinning.matching.engine.arrays import Positions
from jobtwinning.matching.engine.codes import CRITERIA
from jobtwinning.matching.engine.problem import Person
from jobtwinning.matching.engine.table import SideTable, Table, effective_fields, yield_counts


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """Per person the number of the kind, and per kind the row of somebody of that kind."""

    left: Positions
    right: Positions
    left_example: Positions
    right_example: Positions


# What somebody's score on a criterion rests on. Nearness and time are not here: there hardly two people are the same.
ANSWERS: dict[str, Callable[[Person], Hashable]] = {
    "subject": effective_fields,
    "education": lambda person: (person.education_field, person.education_level),
    "age": lambda person: person.age,
    "company_type": lambda person: person.organisation_kind,
    "education_type": lambda person: person.education_kind,
    "function_type": lambda person: person.function_level,
    "motivation": lambda person: (person.goals, person.wants_to_help, person.text),
    "target_group": lambda person: person.target_groups,
    "yields": lambda person: (yield_counts(person), person.hours_per_month, person.months),
    "organisation": lambda person: person.organisation,
    "personal": lambda person: None,
}


def kinds_of(table: Table, criterion: str) -> Kinds | None:
    """The kinds of both sides on one criterion; None where people hardly ever answer alike."""
    if criterion not in ANSWERS:
        return None
    known = table.problem._memo.get(f"kinds_{criterion}")
    if not isinstance(known, Kinds):
        left, left_example = _kinds(table.left, criterion)
        right, right_example = _kinds(table.right, criterion)
        known = table.problem._memo[f"kinds_{criterion}"] = Kinds(left, right, left_example, right_example)
    return known


def _kinds(side: SideTable, criterion: str) -> tuple[Positions, Positions]:
    """Same answer, same group (that is what a missing answer rests on) and the same wish."""
    position, answer = CRITERIA.index(criterion), ANSWERS[criterion]
    numbers: dict[Hashable, int] = {}
    answers = np.array([numbers.setdefault(answer(person), len(numbers)) for person in side.people], dtype=np.int64)
    sought: dict[Hashable, int] = {(): 0}
    named = np.zeros(len(side), dtype=np.int64)
    for row, person in enumerate(side.people):
        for wish in person.wishes:
            if wish.criterion == criterion:
                named[row] = sought.setdefault(wish.values, len(sought))
    wants = side.wants
    key = answers * len(sought) + named
    for part in (side.group, wants.direction[:, position], wants.judged[:, position]):
        key = key * (int(part.max(initial=0)) + 1) + part
    _, example, kind = np.unique(key, return_index=True, return_inverse=True)
    return kind.astype(np.intp), example
