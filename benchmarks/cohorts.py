"""Made-up people as problems, always freshly made: the engine keeps what it worked out with the problem."""

from dataclasses import replace
from functools import cache

from jobtwinning.matching.engine import Person, Problem
from jobtwinning.matching.engine.dutch_places import regions
from jobtwinning.matching.engine.generate import generate_cohort
from jobtwinning.matching.engine.people import problem_from_json

SEED = 1


@cache
def _cohort(size: int) -> Problem:
    return problem_from_json(generate_cohort(size, size, SEED))


def with_regions(size: int) -> Problem:
    """People of as many regions as their number asks, who stay in their own region."""
    return replace(_cohort(size))


def one_region(size: int) -> Problem:
    """The same people with all their regions laid on top of one another: the worst case for the work to be done."""
    return _one_region(size, _cohort(size).left[0].region or "")


def _one_region(size: int, name: str) -> Problem:
    cohort, centres = _cohort(size), {region.name: region.centre for region in regions()}

    def moved(people: tuple[Person, ...]) -> tuple[Person, ...]:
        found = []
        for person in people:
            old, new = centres[person.region or name], centres[name]
            latitude = (person.latitude or old[0]) + new[0] - old[0]
            longitude = (person.longitude or old[1]) + new[1] - old[1]
            found.append(replace(person, region=name, latitude=latitude, longitude=longitude))
        return tuple(found)

    return replace(cohort, left=moved(cohort.left), right=moved(cohort.right))


def mixing_regions(size: int) -> Problem:
    """The same people in their regions, where the programme lets regions mix; travel limits remain."""
    cohort = _cohort(size)
    return replace(cohort, rules=replace(cohort.rules, cross_region=True))


def pairs_to_look_at(problem: Problem) -> int:
    """How many pairs the regions leave to be looked at."""
    if problem.rules.cross_region:
        return len(problem.left) * len(problem.right)
    there: dict[str | None, int] = {}
    for person in problem.right:
        there[person.region] = there.get(person.region, 0) + 1
    return sum(there.get(person.region, 0) for person in problem.left)
