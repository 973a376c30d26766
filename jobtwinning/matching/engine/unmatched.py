"""Why one person has no candidates, and the smallest change that would give some."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from jobtwinning.matching.engine.candidates import edges_between
from jobtwinning.matching.engine.codes import REFUSALS, RESOLUTION
from jobtwinning.matching.engine.explain import explain_pair
from jobtwinning.matching.engine.problem import InvalidInput, Problem
from jobtwinning.matching.engine.result import Param, Refusal, Relaxation, UnmatchedExplanation
from jobtwinning.matching.engine.rules import codes_of, refusal_mask
from jobtwinning.matching.engine.scores import block_scores
from jobtwinning.matching.engine.table import table_of

# Refusals that nobody can lift by asking for less.
FIXED = frozenset(
    {"same_organisation", "know_each_other", "veto", "ended_pair", "already_paired", "confidentiality", "forbidden"}
)


def explain_unmatched(
    problem: Problem, person_id: str, *, forbids: Sequence[tuple[str, str]] = ()
) -> UnmatchedExplanation:
    """How many of the other side are refused for which reason, and the easiest changes that give candidates.

    Works for anybody, also for who has a partner. Raises ValueError for an unknown id.
    """
    table = table_of(problem)
    on_left = person_id in table.left.row_of
    if not on_left and person_id not in table.right.row_of:
        raise InvalidInput([f"person: {person_id!r} is not in the problem"])
    place = np.array([(table.left if on_left else table.right).row_of[person_id]])
    others = np.arange(len(table.right if on_left else table.left))
    rows, columns = (place, others) if on_left else (others, place)
    mask = np.ravel(refusal_mask(table, rows, columns) | block_scores(table, rows, columns).must)
    names = [person.id for person in (table.right if on_left else table.left).people]
    pairs = [(person_id, name) if on_left else (name, person_id) for name in names]
    codes = [
        codes_of(int(bits)) + (("forbidden",) if pair in forbids else ())
        for bits, pair in zip(mask.tolist(), pairs, strict=True)
    ]
    counts = Counter(code for found in codes for code in found)
    scores = _scores(problem, person_id, on_left, {name for name, found in zip(names, codes, strict=True) if not found})
    floor = problem.rules.floor
    # One change cannot lift two kinds of refusal, so only people refused for one reason need a closer look.
    refused = [
        explain_pair(problem, *pair).refusals
        for pair, found in zip(pairs, codes, strict=True)
        if len(found) == 1 and found[0] not in FIXED
    ]
    return UnmatchedExplanation(
        person=person_id,
        side="left" if on_left else "right",
        others=len(names),
        allowed=len(scores),
        above_floor=sum(score >= floor for score in scores),
        refusals=tuple((code, counts[code]) for code in REFUSALS if counts[code]),
        relaxations=_relaxations(problem, person_id, refused, scores),
    )


def _scores(problem: Problem, person_id: str, on_left: bool, allowed: set[str]) -> list[float]:
    """Scores with everybody who is allowed."""
    table = table_of(problem)
    own, others = (table.left, table.right) if on_left else (table.right, table.left)
    me, all_others = np.array([own.row_of[person_id]]), np.arange(len(others))
    edges = edges_between(table, me, all_others) if on_left else edges_between(table, all_others, me)
    found = edges.right if on_left else edges.left
    return [
        score / RESOLUTION
        for other, score in zip(found.tolist(), edges.score.tolist(), strict=True)
        if others.people[other].id in allowed
    ]


def _relaxations(
    problem: Problem, person_id: str, refused: Sequence[tuple[Refusal, ...]], scores: Sequence[float]
) -> tuple[Relaxation, ...]:
    """One for each kind of change that on its own gives at least one candidate more; easiest first."""
    found: list[Relaxation] = []
    others_must: Counter[str] = Counter()
    own_must: Counter[str] = Counter()
    own_unknown: Counter[str] = Counter()
    for refusals in refused:
        if len({(one.code, one.person, one.params) for one in refusals}) == 1:
            only = refusals[0]
            if only.code == "must_unknown":
                own_unknown[str(dict(only.params)["criterion"])] += 1
            elif only.code == "must_not_met":
                (own_must if only.person == person_id else others_must)[str(dict(only.params)["criterion"])] += 1
    found += [Relaxation("ask_for_answer", (("criterion", name),), count) for name, count in _ordered(own_unknown)]
    found += _lowered("fewer_day_parts", "too_few_day_parts", refused)
    found += _lowered("fewer_weeks", "too_few_weeks", refused)
    found += _travel(person_id, refused)
    found += [Relaxation("drop_must", (("criterion", name),), count) for name, count in _ordered(own_must)]
    found += [Relaxation("drop_must_of_others", (("criterion", name),), count) for name, count in _ordered(others_must)]
    below = [score for score in scores if score < problem.rules.floor]
    if below:
        floor = math.floor(max(below) * 100) / 100
        found.append(Relaxation("lower_floor", (("floor", floor),), sum(score >= floor for score in below)))
    elsewhere = sum(_codes(one) == {"other_region"} for one in refused)
    if elsewhere:
        found.append(Relaxation("cross_region", (), elsewhere))
    return tuple(found)


def _codes(refusals: Sequence[Refusal]) -> set[str]:
    return {one.code for one in refusals}


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _lowered(name: str, code: str, refused: Sequence[tuple[Refusal, ...]]) -> list[Relaxation]:
    """The highest minimum that still lets somebody in."""
    shared = [_number(dict(one[0].params)["shared"]) for one in refused if _codes(one) == {code}]
    if not shared:
        return []
    return [Relaxation(name, (("needed", int(max(shared))),), shared.count(max(shared)))]


def _travel(person_id: str, refused: Sequence[tuple[Refusal, ...]]) -> list[Relaxation]:
    """The fewest extra minutes: of this person, and of the others where only their limit is in the way."""
    wider: dict[str, list[float]] = {"travel_longer": [], "others_travel_longer": []}
    for one in refused:
        if _codes(one) == {"too_far"} and len(one) == 1:
            params = dict(one[0].params)
            extra = _number(params["minutes"]) - _number(params["limit"])
            wider["travel_longer" if one[0].person == person_id else "others_travel_longer"].append(max(extra, 1))
    return [
        Relaxation(name, (("extra_minutes", int(min(extra))),), extra.count(min(extra)))
        for name, extra in wider.items()
        if extra
    ]


def _number(value: Param) -> float:
    assert isinstance(value, (int, float))
    return value
