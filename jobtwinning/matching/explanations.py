"""Why two people are together in a proposal: kept per pair, read only for the pairs that are asked for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jobtwinning.matching.models import Explanation, Scenario
from jobtwinning.programmes.models import Participation

IdPair = tuple[str, str]
AT_ONCE = 500  # rows that are written, or read, in one go
NAMES = ("teacher__public_id", "non_teacher__public_id", "content")


def keep(scenario: Scenario, told: Mapping[IdPair, Mapping[str, Any]]) -> None:
    """Store them with their proposal."""
    people = Participation.objects.filter(programme=scenario.programme_id, region=scenario.region_id)
    keys = dict(people.values_list("public_id", "pk"))
    rows = (
        Explanation(scenario=scenario, teacher_id=keys[one], non_teacher_id=keys[other], content=content)
        for (one, other), content in told.items()
    )
    Explanation.objects.bulk_create(rows, batch_size=AT_ONCE)


def all_of(scenario: Scenario) -> Iterator[tuple[IdPair, dict[str, Any]]]:
    """Of every pair."""
    for one, other, content in scenario.explanations.values_list(*NAMES).iterator(AT_ONCE):
        yield (one, other), content


def with_why(scenario: Scenario, pairs: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """These pairs of a proposal, each with why; without those of whom somebody was erased meanwhile."""
    for first in range(0, len(pairs), AT_ONCE):
        part = pairs[first : first + AT_ONCE]
        rows = scenario.explanations.filter(teacher__public_id__in=[one["left"] for one in part])
        told = {(one, other): content for one, other, content in rows.values_list(*NAMES)}
        for one in part:
            if (why := told.get((one["left"], one["right"]))) is not None:
                yield {**one, **why}
