"""The figures that come with every plan."""

import numpy as np

from jobtwinning.matching.engine.arrays import Positions
from jobtwinning.matching.engine.assign import usable
from jobtwinning.matching.engine.codes import RESOLUTION, Band, PairKind, Side
from jobtwinning.matching.engine.edges import Edges, most_pairs
from jobtwinning.matching.engine.problem import Person
from jobtwinning.matching.engine.result import Figures, HonouredWishes
from jobtwinning.matching.engine.scores import aligned_scores
from jobtwinning.matching.engine.stable import blocking_pairs
from jobtwinning.matching.engine.table import SideTable, Table

STRONG_FROM = 0.80
DOUBT_BELOW = 0.60
SUBJECT_FROM = 0.5
HONOURED_FROM = 0.5


def band_of(left_score: float, right_score: float) -> Band:
    """strong: both from .80; doubt: the weaker below .60; otherwise good."""
    weaker = min(left_score, right_score)
    return "strong" if weaker >= STRONG_FROM else "doubt" if weaker < DOUBT_BELOW else "good"


def kind_of(affinity: float, left: Person, right: Person) -> PairKind:
    """subject: the fields touch (0.5 or more); otherwise surprise when one of them asked for it, else motivation."""
    if affinity >= SUBJECT_FROM:
        return "subject"
    return "surprise" if "surprise" in (left.mode, right.mode) else "motivation"


def affinities(table: Table, left: Positions, right: Positions) -> list[float]:
    """Nearness of the fields of each pair (left[i], right[i])."""
    best = table.left.field_reach[left[:, None], table.right.field_ids[right]]
    return [float(value) for value in best.max(axis=1)] if len(left) else []


def stated_wishes(person: Person) -> dict[str, bool]:
    """The criteria a person asked for, with whether it is a must; what does not matter is left out."""
    asked = {} if person.mode == "surprise" else dict.fromkeys(person.match_types, False)
    for wish in person.wishes:
        asked.pop(wish.criterion, None)
        if wish.must or (wish.importance and wish.direction != "no_matter"):
            asked[wish.criterion] = wish.must
    return asked


def honoured_wishes(table: Table, left: Positions, right: Positions) -> tuple[HonouredWishes, ...]:
    """Per person in a pair who asked for something, how much of it the pair honours; by id."""
    found = []
    sides: tuple[tuple[Side, SideTable, Positions], ...] = (("left", table.left, left), ("right", table.right, right))
    for side, own, rows in sides:
        asked = {at: wishes for at, row in enumerate(rows.tolist()) if (wishes := stated_wishes(own.people[row]))}
        honoured, unknown = dict.fromkeys(asked, 0), dict.fromkeys(asked, 0)
        for criterion in sorted({criterion for wishes in asked.values() for criterion in wishes}):
            at = np.array([at for at, wishes in asked.items() if criterion in wishes])
            value, known = aligned_scores(table, criterion, side, left[at], right[at])
            for place in at[known & (value >= HONOURED_FROM)].tolist():
                honoured[place] += 1
            for place in at[~known].tolist():
                unknown[place] += 1
        found += [HonouredWishes(own.people[rows[at]].id, honoured[at], len(asked[at]), unknown[at]) for at in asked]
    return tuple(sorted(found, key=lambda one: one.person))


def figures_of(
    edges: Edges,
    chosen: Positions,
    pinned: Positions,
    *,
    free_left: int,
    free_right: int,
    lowest_made: int,
    possible_gain: float | None,
    honoured: tuple[HonouredWishes, ...],
    preferred: int,
    seconds: float,
) -> Figures:
    """Figures of a set of pairs. free_left, free_right: people who could be placed; edges: all allowed pairs."""
    count = len(chosen)
    possible = len(pinned) + most_pairs(edges.only(usable(edges, pinned)))
    score, left, right = (part[chosen] / RESOLUTION for part in (edges.score, edges.left_score, edges.right_score))
    weaker = np.minimum(left, right)
    in_play = edges.score >= lowest_made
    in_play[chosen] = True
    renumbered = np.cumsum(in_play) - 1

    def rounded(value: float) -> float | None:
        return round(float(value), 6) if count else None

    return Figures(
        pairs=count,
        unmatched_left=free_left - count,
        unmatched_right=free_right - count,
        unavoidable_unmatched=free_left + free_right - 2 * possible,
        total=int(edges.score[chosen].sum()) / RESOLUTION,
        mean=rounded(score.mean()) if count else None,
        lowest=rounded(score.min()) if count else None,
        mean_weaker=rounded(weaker.mean()) if count else None,
        p10_weaker=rounded(np.percentile(weaker, 10)) if count else None,
        mean_left=rounded(left.mean()) if count else None,
        mean_right=rounded(right.mean()) if count else None,
        gap=rounded(left.mean() - right.mean()) if count else None,
        blocking_pairs=blocking_pairs(edges.only(in_play), renumbered[chosen]),
        possible_gain=possible_gain,
        honoured_wishes=honoured,
        preferred=preferred,
        seconds=seconds,
    )
