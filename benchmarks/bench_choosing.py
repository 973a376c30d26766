"""Open matching: how evenly 300 people see each other, the fair way beside the best fit first."""

from benchmarks.choosing import FAIR, HAND, HANDS, UNFAIR, Crowd, Seen, browse

PEOPLE, SEEDS = 300, (1, 2, 3)


def main() -> None:
    """Print the table."""
    print(f"{PEOPLE} browsers, {HANDS} hands of {HAND} cards each, mean of {len(SEEDS)} crowds\n")
    print("| way of dealing | least seen | median | most seen | seen by too few | fits (0..1) |")
    print("|---|---|---|---|---|---|")
    crowds = [Crowd.of(PEOPLE, seed=seed) for seed in SEEDS]
    for name, deal in (("fair", FAIR), ("best fit first", UNFAIR)):
        print(row(name, [browse(crowd, deal) for crowd in crowds]))
    print()


def row(name: str, found: list[Seen]) -> str:
    """One line: extremes over all crowds, the rest as a mean."""
    every = sorted(number for one in found for number in one.shown)
    too_few = sum(number < found[0].floor for number in every) / len(every)
    fits = sum(one.fits for one in found) / len(found)
    return f"| {name} | {every[0]} | {every[len(every) // 2]} | {every[-1]} | {too_few:.0%} | {fits:.2f} |"


if __name__ == "__main__":
    main()
