"""Matching again: at most as many earlier pairs are undone as is allowed."""

from dataclasses import replace

import pytest

from jobtwinning.matching.engine import Evidence, InvalidInput, Problem, explain_pair, propose, rematch
from jobtwinning.matching.engine.tests.cohorts import make_cohort, make_professional, make_teacher

IdPair = tuple[str, str]


def pairs_of(problem: Problem) -> list[IdPair]:
    return [(pair.left, pair.right) for pair in propose(problem).pairs]


def before_and_after(seed: int) -> tuple[list[IdPair], Problem]:
    """A plan, and the problem after some people left and others came."""
    whole = replace(make_cohort(40, 36, seed, cross_region=True, min_shared_day_parts=4), evidence=Evidence())
    first = replace(whole, left=whole.left[:34], right=whole.right[:30])
    return pairs_of(first), replace(whole, left=whole.left[3:], right=whole.right[2:])


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("changes", [0, 1, 3, 40])
def test_rematch_undoes_at_most_the_changes_that_are_allowed(seed: int, changes: int) -> None:
    earlier, problem = before_and_after(seed)
    found = rematch(problem, earlier, changes)
    assert len(found.undone) <= changes
    assert sorted((*found.kept, *found.undone, *found.gone)) == sorted(earlier)
    pairs = [(pair.left, pair.right) for pair in found.proposal.pairs]
    assert set(found.kept) <= set(pairs)
    people = [person for pair in pairs for person in pair]
    assert len(people) == len(set(people))
    assert all(explain_pair(problem, *pair).allowed for pair in pairs)


@pytest.mark.parametrize("seed", range(8))
def test_rematch_more_changes_never_cost_a_pair(seed: int) -> None:
    earlier, problem = before_and_after(seed)
    counts = [len(rematch(problem, earlier, changes).proposal.pairs) for changes in range(6)]
    assert counts == sorted(counts)
    assert len(rematch(problem, earlier, 40).proposal.pairs) == len(propose(problem).pairs)


def test_rematch_changes_are_used_where_they_help() -> None:
    """The control: without any change fewer pairs are possible in some cohort, and a lower total in some."""
    more = higher = 0
    for seed in range(8):
        earlier, problem = before_and_after(seed)
        none, some = rematch(problem, earlier, 0).proposal.figures, rematch(problem, earlier, 3).proposal.figures
        more += some.pairs > none.pairs
        higher += some.pairs == none.pairs and some.total > none.total
    assert more > 0
    assert higher > 0


def test_rematch_nothing_allowed_matches_only_the_free() -> None:
    teachers = tuple(make_teacher(name, organisation=f"school-{name}") for name in ("anna", "bram", "cem"))
    others = tuple(make_professional(name, organisation=f"firm-{name}") for name in ("piet", "rosa", "sven"))
    found = rematch(Problem(teachers, others), [("anna", "rosa")])
    assert found.kept == (("anna", "rosa"),)
    assert len(found.proposal.pairs) == 3
    assert found.undone == found.gone == ()


def test_rematch_pairs_that_cannot_be_any_more_are_told_apart() -> None:
    teachers = make_teacher("anna"), make_teacher("bram", knows=("rosa",))
    others = make_professional("piet"), make_professional("rosa"), make_professional("sven")
    problem = Problem(teachers, others)
    found = rematch(problem, [("anna", "left"), ("bram", "rosa")])
    assert found.gone == (("anna", "left"), ("bram", "rosa"))
    pinned = rematch(problem, [("anna", "piet")], pins=[("anna", "sven")])
    assert pinned.gone == (("anna", "piet"),)
    assert rematch(problem, [("anna", "piet")], pins=[("anna", "piet")]).kept == (("anna", "piet"),)


def test_rematch_wrong_input_is_named() -> None:
    problem = make_cohort(3, 3, 1)
    with pytest.raises(InvalidInput) as error:
        rematch(problem, [("T00001", "P00001"), ("T00001", "P00002")], -1)
    assert len(error.value.faults) == 2
