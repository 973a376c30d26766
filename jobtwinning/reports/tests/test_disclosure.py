"""The small-group rule, with an attacker who knows the rule and tries every group that would print the same."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtwinning.reports import disclosure
from jobtwinning.reports.disclosure import Below, Hidden, Reason, Result, Rule, Shown, Tree
from jobtwinning.reports.tables import BANDS_TREE, CONTINUATION_TREE, EXTENT_TREE

pytestmark = pytest.mark.one_database

RULE = Rule(5)
OPEN = Rule(5, released_before=True)
Print = Callable[[int, int], Result]
Groups = list[list[tuple[int, ...]]]


@pytest.mark.parametrize(
    ("count", "n", "expected"), [(5, 9, 56), (4, 9, 44), (1, 9, 11), (6, 9, 67), (1, 8, 13), (9, 17, 53), (16, 19, 84)]
)
def test_percentage_of_a_stated_case_rounds_half_up(count: int, n: int, expected: int) -> None:
    assert disclosure.percentage(count, n) == expected


@pytest.mark.parametrize(
    ("count", "n", "expected"),
    [
        (0, 4, Hidden(Reason.FEW_ANSWERS)),
        (4, 4, Hidden(Reason.FEW_ANSWERS)),
        (3, 6, Hidden(Reason.REVEALS_OTHERS)),  # six of six would otherwise stand out
        (4, 9, Below(5)),
        (0, 9, Below(5)),
        (5, 9, Hidden(Reason.REVEALS_OTHERS)),  # 9 - 5 = 4
        (5, 10, Shown(5, 10)),
        (6, 10, Hidden(Reason.REVEALS_OTHERS)),
        (15, 20, Shown(15, 20)),
        (16, 20, Hidden(Reason.REVEALS_OTHERS)),
    ],
)
def test_cell_of_a_small_group_prints_no_count_of_fewer_than_five(count: int, n: int, expected: Result) -> None:
    assert disclosure.cell(count, n, RULE) == expected


def test_cell_of_a_programme_released_before_prints_in_full() -> None:
    assert disclosure.cell(1, 3, OPEN) == Shown(1, 3)
    assert disclosure.cell(0, 0, OPEN) == Hidden(Reason.NO_ANSWERS)
    assert disclosure.split([1, 0, 2], CONTINUATION_TREE, OPEN) == (Shown(1, 3), Shown(0, 3), Shown(2, 3))


def test_total_with_a_group_that_is_not_printed_is_not_printed() -> None:
    assert disclosure.total([Shown(6, 12), Shown(7, 13)]) == Shown(13, 25)
    assert disclosure.total([Shown(6, 12), Below(5)]) == Hidden(Reason.REVEALS_OTHERS)
    assert disclosure.total([Shown(6, 12), Hidden(Reason.FEW_ANSWERS)]) == Hidden(Reason.FEW_ANSWERS)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(2, 10))
def test_cell_shown_leaves_at_least_k_people_on_both_sides(count: int, more: int, k: int) -> None:
    result = disclosure.cell(count, count + more, Rule(k))
    assert isinstance(result, Shown) == (count >= k and more >= k)
    if isinstance(result, Below):
        assert count < k
    if isinstance(result, Shown):
        assert (result.count, result.n) == (count, count + more)


@given(st.lists(st.integers(0, 30), min_size=5, max_size=5), st.integers(2, 8))
def test_split_never_prints_a_part_of_one_to_k(counts: list[int], k: int) -> None:
    for count, result in zip(counts, disclosure.split(counts, EXTENT_TREE, Rule(k)), strict=True):
        if isinstance(result, Shown):
            assert result.count == count >= k
        if isinstance(result, Below):
            assert count < k


@given(st.integers(0, 60), st.integers(0, 60), st.integers(2, 10))
def test_is_most_says_only_what_is_true_of_every_count_that_prints_the_same(count: int, more: int, k: int) -> None:
    n = count + more
    if disclosure.is_most(disclosure.cell(count, n, Rule(k)), n, Rule(k)):
        assert 2 * count > n


# -------------------------------------------------------------------------------------------------------- the attacker


def preimages(worlds: Iterable[tuple[int, ...]], show: Callable[[tuple[int, ...]], object]) -> Groups:
    """All worlds, in groups that print the same: what a reader who knows the rule cannot tell apart."""
    found: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for world in worlds:
        found[show(world)].append(world)
    return list(found.values())


def solved(groups: Groups, options: int = 2) -> list[tuple[int, ...]]:
    """Worlds in which a part of 1 to 4 people has fewer than `options` possible sizes left."""
    return [
        group[0]
        for group in groups
        if any(
            len(sizes := {world[place] for world in group}) < options and sizes & {1, 2, 3, 4} for place in parts(group)
        )
    ]


def parts(group: list[tuple[int, ...]]) -> range:
    return range(len(group[0]))


def compositions(n: int, length: int) -> Iterator[tuple[int, ...]]:
    if length == 1:
        yield (n,)
        return
    for first in range(n + 1):
        for rest in compositions(n - first, length - 1):
            yield (first, *rest)


def test_attacker_on_one_count_keeps_three_options() -> None:
    def printed(world: tuple[int, ...]) -> object:
        return disclosure.group_size(sum(world), RULE), disclosure.cell(world[0], sum(world), RULE)

    assert solved(preimages((world for n in range(31) for world in compositions(n, 2)), printed), options=3) == []


@pytest.mark.parametrize(
    ("tree", "length", "most"), [(CONTINUATION_TREE, 3, 26), (EXTENT_TREE, 5, 22), (BANDS_TREE, 8, 11)]
)
def test_attacker_on_all_parts_of_a_whole_keeps_three_options(tree: Tree, length: int, most: int) -> None:
    def printed(world: tuple[int, ...]) -> object:
        both = disclosure.halves(world, tree, RULE), disclosure.split(world, tree, RULE)
        return disclosure.group_size(sum(world), RULE), both

    worlds = (world for n in range(most + 1) for world in compositions(n, length))
    assert solved(preimages(worlds, printed), options=3) == []


def two_groups(
    n_teachers: int, n_others: int, show: Print, show_total: Callable[[Result, Result, int], object]
) -> Groups:
    def printed(world: tuple[int, ...]) -> object:
        teachers, others = show(world[0], n_teachers), show(world[2], n_others)
        return teachers, others, show_total(teachers, others, world[0] + world[2])

    worlds = ((a, n_teachers - a, b, n_others - b) for a in range(n_teachers + 1) for b in range(n_others + 1))
    return preimages(worlds, printed)


def by_rule(count: int, n: int) -> Result:
    return disclosure.cell(count, n, RULE)


def without_rule(count: int, n: int) -> Result:
    return Shown(count, n)


def without_secondary_rule(count: int, n: int) -> Result:
    return Below(5) if count < 5 else Shown(count, n)


def rule_total(teachers: Result, others: Result, count: int) -> Result:
    return disclosure.total([teachers, others])


def plain_total(teachers: Result, others: Result, count: int) -> int:
    return count


@pytest.mark.parametrize(("n_teachers", "n_others"), list(product((5, 6, 7, 8, 9, 10, 11, 14, 19), repeat=2)))
def test_attacker_with_both_groups_and_totals_solves_no_cell(n_teachers: int, n_others: int) -> None:
    groups = two_groups(n_teachers, n_others, by_rule, rule_total)
    assert solved(groups, options=3) == []


@pytest.mark.parametrize(
    ("show", "show_total"),
    [(without_rule, rule_total), (without_secondary_rule, rule_total), (by_rule, plain_total)],
    ids=["no rule", "no secondary rule", "plain totals"],
)
def test_attacker_succeeds_when_a_part_of_the_rule_is_off(
    show: Print, show_total: Callable[[Result, Result, int], object]
) -> None:
    groups = two_groups(12, 11, show, show_total)
    assert solved(groups) != []


# ---------------------------------------------------------------- expected, achieved, and both (T3.3, F5.2, F5.3)


def world_of_yields(n_answered: int, n_missing: int) -> Iterator[tuple[int, ...]]:
    """Ticked and achieved, ticked only, achieved only, neither; of those who left: ticked, not ticked."""
    for there in compositions(n_answered, 4):
        for gone in range(n_missing + 1):
            yield (*there, gone, n_missing - gone)


def printed_yields(world: tuple[int, ...], rule: Rule, *, guarded: bool = True) -> tuple[Result, ...]:
    both, ticked_only, achieved_only, neither, gone, gone_unticked = world
    answered, missing = both + ticked_only + achieved_only + neither, gone + gone_unticked
    expected = disclosure.cell(both + ticked_only + gone, answered + missing, rule)
    achieved = disclosure.cell(both + achieved_only, answered, rule)
    if not guarded:
        return expected, achieved, Shown(both + ticked_only, answered), Shown(both, answered)
    intended = disclosure.still_there(expected, both + ticked_only, answered, missing, rule)
    return expected, achieved, intended, disclosure.together(intended, achieved, both, rule)


@pytest.mark.parametrize(("n_answered", "n_missing"), [(8, 0), (10, 1), (13, 0), (20, 0), (16, 3), (21, 0), (15, 11)])
def test_attacker_with_expected_and_achieved_pins_nobody(n_answered: int, n_missing: int) -> None:
    groups = preimages(world_of_yields(n_answered, n_missing), lambda world: printed_yields(world, RULE))
    assert solved(groups) == []


def test_attacker_with_unguarded_differences_pins_somebody() -> None:
    groups = preimages(world_of_yields(16, 3), lambda world: printed_yields(world, RULE, guarded=False))
    assert solved(groups) != []


def test_intended_and_achieved_of_a_large_group_is_printed() -> None:
    """The rule leaves something: the control of the attacker above."""
    assert printed_yields((8, 6, 7, 9, 0, 0), RULE) == (Shown(14, 30), Shown(15, 30), Shown(14, 30), Shown(8, 14))
    assert printed_yields((8, 6, 7, 9, 1, 1), RULE)[2:] == (Hidden(Reason.REVEALS_OTHERS),) * 2
    assert printed_yields((2, 1, 3, 4, 1, 0), OPEN) == (Shown(4, 11), Shown(5, 10), Shown(3, 10), Shown(2, 3))
