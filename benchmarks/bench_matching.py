"""The figures of the matching, each with its goal and beside a peer in the same run, as one markdown table."""

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Final

from benchmarks import at_scale, edge_files, national, optimality, scoring, shapes, talks, taste, whole_runs
from benchmarks.report import Figure, core_share, figure_row, machine, table_head
from benchmarks.sizes import FULL, Sizes

# A new measurement is a module with a function `figures`, added here.
SECTIONS: Final[tuple[Callable[[Sizes], Iterator[Figure]], ...]] = (
    national.figures,
    optimality.figures,
    whole_runs.figures,
    scoring.figures,
    shapes.figures,
    edge_files.figures,
    at_scale.figures,
    talks.figures,
)


NOTES: Final = (
    "The peer in `people to plan` is the way of an open tool for mentoring, in our own words: one side's score, pair by"
    " pair in plain Python, a forbidden pair as a score of 0, the package munkres. Which pairs are allowed it gets for"
    f" nothing. It is left out above {whole_runs.PEER_UP_TO:,} people a side, where it would take more than a minute."
    " `Regions mix`: people may meet across regions, within their travel limits. `One region`: all regions laid on top"
    " of one another, so that most pairs are allowed. A gap counts pairs, millionths of the total score and of the"
    " lowest score, and blocking pairs."
)


def main(sizes: Sizes = FULL) -> None:
    """Print the machine, the table row by row, and the simulation of hidden taste."""
    started = perf_counter()
    print(f"## Matching\n\n{machine()}\n\n{table_head()}")
    for section in SECTIONS:
        for figure in section(sizes):
            print(figure_row(figure), flush=True)
    print(f"\n{NOTES}\n\n{core_share(started)}\n\n## Hidden taste\n")
    for part in taste.report(sizes.taste):
        print(part, end="\n\n", flush=True)


if __name__ == "__main__":
    main()
