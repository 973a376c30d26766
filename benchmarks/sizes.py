"""How large every measurement is: as it is printed, and tiny, so that a test can run all of it in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """People a side unless said otherwise. runs: how often a time is measured; the median counts.

    talks: people a side and rounds.
    """

    runs: int
    checked: tuple[int, ...]
    whole: tuple[int, ...]
    national: int
    country: int
    one_region: int
    shapes: int
    shuffled: int
    file_people: int
    file_partners: int
    talks: tuple[int, int]
    repaired: int
    taste: tuple[tuple[int, int], ...]


FULL = Sizes(
    runs=5,
    checked=(200, 1000),
    whole=(500, 1000),
    national=10_000,
    country=100_000,
    one_region=2000,
    shapes=1000,
    shuffled=500,
    file_people=10_000,
    file_partners=100,
    talks=(500, 12),
    repaired=50,
    taste=((20, 200), (100, 50)),
)
TINY = Sizes(
    runs=1,
    checked=(12,),
    whole=(15,),
    national=60,
    country=80,
    one_region=20,
    shapes=12,
    shuffled=20,
    file_people=30,
    file_partners=5,
    talks=(12, 4),
    repaired=10,
    taste=((8, 3), (10, 2)),
)
