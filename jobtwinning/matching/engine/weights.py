"""What each person lets count: weight and direction per criterion (R-1.3, R-1.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobtwinning.matching.engine.codes import ALWAYS_ON, CRITERIA, DIRECTIONS, KEPT_BY_SURPRISE
from jobtwinning.matching.engine.problem import Person, Rules

POSITION: Mapping[str, int] = {criterion: index for index, criterion in enumerate(CRITERIA)}
ALIKE, DIFFERENT, NO_MATTER, OFFERS = range(len(DIRECTIONS))
# Weight of the first, second and every later choice in the ranked answer to "how do you want to be matched".
RANK_WEIGHTS = (3.0, 2.0, 1.0)
SURPRISE_SUBJECT_WEIGHT = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Wants:
    """Per person (row) and criterion (column). weight: adds up to 1 per person, or 0 when nothing counts.

    direction: index in DIRECTIONS. judged: False where a wish for surprise leaves the criterion to a prior.
    """

    weight: NDArray[np.float64]
    direction: NDArray[np.int8]
    judged: NDArray[np.bool_]
    must: NDArray[np.bool_]

    def arrays(self) -> tuple[NDArray[np.float64], NDArray[np.int8], NDArray[np.bool_], NDArray[np.bool_]]:
        """All four, in the order in which they are given."""
        return self.weight, self.direction, self.judged, self.must


def wants_of(people: Sequence[Person], groups: NDArray[np.intp], rules: Rules) -> Wants:
    """Weights and directions of one side; groups tells who is comparable with whom.

    Somebody who wants a surprise keeps the practical criteria and the motivation and prefers distant fields; on the
    rest the mean weight of comparable people counts, at the score a comparable pair would have.
    """
    size = (len(people), len(CRITERIA))
    weight, direction = np.zeros(size), np.full(size, ALIKE, dtype=np.int8)
    judged, must = np.ones(size, dtype=bool), np.zeros(size, dtype=bool)
    programme = np.zeros(len(CRITERIA))
    for criterion, value in rules.weights:
        programme[POSITION[criterion]] = value
    half = np.array([0.5 if criterion in ALWAYS_ON else 0.0 for criterion in CRITERIA]) * programme
    surprised = np.array([person.mode == "surprise" for person in people], dtype=bool)
    for row, person in enumerate(people):
        chosen = () if surprised[row] else person.match_types
        weight[row] = half if chosen or any(wish.importance for wish in person.wishes) else programme
        for rank, criterion in enumerate(chosen):
            weight[row, POSITION[criterion]] = RANK_WEIGHTS[min(rank, len(RANK_WEIGHTS) - 1)]
    kept = np.array([criterion in KEPT_BY_SURPRISE for criterion in CRITERIA])
    _surprise(weight, direction, judged, surprised, groups, programme, kept)
    for row, person in enumerate(people):
        for wish in person.wishes:
            column = POSITION[wish.criterion]
            direction[row, column] = DIRECTIONS.index(wish.direction)
            weight[row, column] = 0 if wish.direction == "no_matter" else wish.importance
            judged[row, column] = True
            must[row, column] = wish.must
    total = weight.sum(axis=1, keepdims=True)
    return Wants(np.divide(weight, total, out=np.zeros_like(weight), where=total > 0), direction, judged, must)


def _surprise(
    weight: NDArray[np.float64],
    direction: NDArray[np.int8],
    judged: NDArray[np.bool_],
    surprised: NDArray[np.bool_],
    groups: NDArray[np.intp],
    programme: NDArray[np.float64],
    kept: NDArray[np.bool_],
) -> None:
    """Fill in the rows of those who want a surprise."""
    for group in np.unique(groups[surprised]):
        rows = surprised & (groups == group)
        comparable = ~surprised & (groups == group)
        if not comparable.any():
            comparable = ~surprised
        typical = weight[comparable].mean(axis=0) if comparable.any() else programme
        weight[rows] = np.where(kept, programme, typical)
        judged[rows] = kept
    weight[surprised, POSITION["subject"]] = SURPRISE_SUBJECT_WEIGHT
    direction[surprised, POSITION["subject"]] = DIFFERENT
