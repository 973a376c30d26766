"""Which way of matching makes people happiest, when their true liking differs from their answers?

`python -m benchmarks.taste` prints tables in markdown; the people are in hidden_taste, the ways in taste_methods.
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from typing import Final

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import maximum_bipartite_matching

from benchmarks.hidden_taste import USUAL, Taste, World, make_world
from benchmarks.report import markdown
from benchmarks.taste_methods import WAYS, Chosen
from jobtwinning.matching.engine.arrays import Floats

UNHAPPY_BELOW: Final = 0.3
# How much answers tell, from nothing to everything.
STEPS: Final[dict[str, Taste]] = {
    "0 %": Taste(information=0),
    "25 %": Taste(information=0.25),
    "50 %": Taste(information=0.5),
    "75 %": Taste(information=0.75),
    "100 %": Taste(information=1),
    "100 %, weights as stated": Taste(information=1, drift=0),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a set of pairs is truly worth. NaN where no pair was made.

    weaker: mean over the pairs of the liking of the less happy side, 0..1. worst: the liking of the least happy
    person. unhappy: part of the pairs with a side below UNHAPPY_BELOW. blocking: allowed pairs that both would truly
    rather have than what they got (nobody is worst). coverage: pairs as a part of the most there could be. per_place:
    weaker, with 0 for every pair that could have been made and was not.
    """

    weaker: float
    worst: float
    unhappy: float
    blocking: float
    coverage: float
    per_place: float


def outcome(world: World, chosen: Chosen) -> Outcome:
    """What these pairs are truly worth."""
    left, right = chosen
    weaker = np.minimum(world.left_liking[chosen], world.right_liking[chosen])
    own_left, own_right = (np.full(len(world.allowed), -1.0), np.full(world.allowed.shape[1], -1.0))
    own_left[left], own_right[right] = world.left_liking[chosen], world.right_liking[chosen]
    rather = (world.left_liking > own_left[:, None]) & (world.right_liking > own_right) & world.allowed
    possible = int((maximum_bipartite_matching(sparse.csr_matrix(world.allowed)) >= 0).sum())
    made = len(left) > 0
    return Outcome(
        weaker=float(weaker.mean()) if made else np.nan,
        worst=float(weaker.min()) if made else np.nan,
        unhappy=float((weaker < UNHAPPY_BELOW).mean()) if made else np.nan,
        blocking=float(rather.sum()),
        coverage=len(left) / possible if possible else 1.0,
        per_place=float(weaker.sum()) / possible if possible else np.nan,
    )


def simulate(size: int, cohorts: int, taste: Taste = USUAL, ways: Iterable[str] = WAYS) -> dict[str, Floats]:
    """Per way of matching a row per cohort with the figures of Outcome, in their order; the cohorts are the same."""
    found: dict[str, list[tuple[float, ...]]] = {name: [] for name in ways}
    for seed in range(cohorts):
        world = make_world(size, seed, taste)
        for name, rows in found.items():
            rows.append(astuple(outcome(world, WAYS[name](world, seed))))
    return {name: np.array(rows) for name, rows in found.items()}


def error_of_mean(values: Floats) -> float:
    """Standard error of the mean of the cohorts, those without a pair left out."""
    known = values[~np.isnan(values)]
    return float(known.std(ddof=1) / np.sqrt(len(known))) if len(known) > 1 else np.nan


def outcomes_table(results: dict[str, Floats]) -> str:
    """One row per way: every figure as mean ± standard error, and where 80 % of the cohorts lie."""
    heads = (
        "way of matching",
        "weaker side's liking",
        "10–90 % of the cohorts",
        "worst person",
        f"pairs with a side below {UNHAPPY_BELOW}",
        "blocking pairs",
        "coverage",
        "weaker side's liking, 0 for a place left empty",
    )
    return markdown(heads, [_outcome_row(name, rows) for name, rows in results.items()])


def _outcome_row(name: str, rows: Floats) -> list[str]:
    if np.isnan(rows[:, 0]).all():
        return [name, *["no pair"] * 4, f"{rows[:, 3].mean():.1f}", "0 %", "0"]
    low, high = np.nanpercentile(rows[:, 0], (10, 90))
    return [
        name,
        _mean(rows[:, 0]),
        f"{low:.2f}–{high:.2f}",
        _mean(rows[:, 1]),
        _mean(100 * rows[:, 2], 1, " %"),
        _mean(rows[:, 3], 1),
        _mean(100 * rows[:, 4], 1, " %"),
        _mean(rows[:, 5]),
    ]


def _mean(values: Floats, digits: int = 3, unit: str = "") -> str:
    return f"{np.nanmean(values):.{digits}f} ± {error_of_mean(values):.{digits}f}{unit}"


def information_tables(size: int, cohorts: int) -> tuple[str, str]:
    """The weaker side's liking and the worst person, by how much answers tell."""
    columns = [simulate(size, cohorts, taste) for taste in STEPS.values()]
    heads = ("way of matching", *STEPS)
    weaker, worst = (
        markdown(heads, [[name, *(_mean(column[name][:, figure]) for column in columns)] for name in WAYS])
        for figure in (0, 1)
    )
    return weaker, worst


def report(groups: Sequence[tuple[int, int]] = ((20, 200), (100, 50))) -> Iterable[str]:
    """The tables in words; groups: people a side, and how many cohorts of that size."""
    for size, cohorts in groups:
        yield (
            f"{cohorts} cohorts of {size} + {size} people; answers tell {USUAL.information:.0%} of the true liking,"
            f" true weights differ for {USUAL.drift:.0%} from the stated ones. Mean ± standard error."
        )
        yield outcomes_table(simulate(size, cohorts))
    size, cohorts = groups[0]
    weaker, worst = information_tables(size, cohorts)
    yield (
        f"The weaker side's liking by how much answers tell, {cohorts} cohorts of {size} + {size}. Where they tell"
        " nothing all ways are equal but for chance, at one third (only reading minds helps)."
    )
    yield weaker
    yield (
        "The worst person by how much answers tell, the same cohorts. A way that makes fewer pairs runs a smaller"
        " risk of a bad one."
    )
    yield worst


def main() -> None:
    """Print everything at the usual sizes."""
    for part in report():
        print(part, end="\n\n", flush=True)


if __name__ == "__main__":
    main()
