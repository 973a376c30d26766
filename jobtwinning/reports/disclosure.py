"""What may be printed about a small group. Pure functions over counts; every figure of the report goes through here.

The rule, with k the threshold of the programme (ProgrammeRules.small_group):
- about fewer than k people nothing is printed;
- a count below k prints as "<k"; a count that leaves fewer than k people over is not printed either, because the
  reader subtracts;
- a total over both groups is printed only where both groups are, so that it never tells more than they do;
- a mark that would leave fewer than THREE possible counts is replaced by "not shown".

The rule looks only at what is printed anyway and at the count itself: knowing the rule does not help to undo it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

OPTIONS_LEFT = 3  # a reader must be left with at least this many possible counts


class Reason(StrEnum):
    """Why a figure is not printed."""

    NO_ANSWERS = "no_answers"  # released before, but nobody's answer is known: "niet bekend"
    FEW_ANSWERS = "few_answers"  # fewer than k people answered: "te weinig antwoorden"
    REVEALS_OTHERS = "reveals_others"  # printing it would reveal fewer than k people elsewhere


@dataclass(frozen=True, slots=True)
class Shown:
    """A count of n people, printed."""

    count: int
    n: int

    @property
    def percentage(self) -> int | None:
        """Whole per cent; None of nobody."""
        return percentage(self.count, self.n) if self.n else None


@dataclass(frozen=True, slots=True)
class Below:
    """Fewer than `limit` people, perhaps nobody: prints as "<5"."""

    limit: int


@dataclass(frozen=True, slots=True)
class Hidden:
    """Not printed, with the reason in its place."""

    reason: Reason


Result = Shown | Below | Hidden
Tree = int | tuple["Tree", "Tree"]  # a fixed way to halve a list of counts; a leaf is a place in the list


@dataclass(frozen=True, slots=True)
class Rule:
    """The threshold, and whether the figures were published before (the 2015 pilot), so that all of them print."""

    small_group: int
    released_before: bool = False


def percentage(count: int, n: int) -> int:
    """100 x count / n in whole per cent, rounded half up: 5/9 is 56, 1/8 is 13. In integers, so that .5 is exact."""
    return (200 * count + n) // (2 * n)


def few_answers(n: int, rule: Rule) -> bool:
    """Whether nothing may be said about a group of n people."""
    return n == 0 if rule.released_before else n < rule.small_group


def group_size(n: int, rule: Rule) -> int | None:
    """N as printed beside a figure; None when the group is too small to tell it."""
    return n if rule.released_before or n >= rule.small_group else None


def nothing(rule: Rule) -> Hidden:
    """What stands for a figure about too few people."""
    return Hidden(Reason.NO_ANSWERS if rule.released_before else Reason.FEW_ANSWERS)


def cell(count: int, n: int, rule: Rule, *, low: int = 0, high: int | None = None) -> Result:
    """One count out of n people, of which the reader already knows that it lies in low..high.

    Shown only when it lies at least k from both ends: then each part of the people that can be reckoned from it has
    at least k people in it.
    """
    top = n if high is None else high
    if few_answers(n, rule):
        return nothing(rule)
    if rule.released_before or _is_shown(count, low, top, rule):
        return Shown(count, n)
    if count >= rule.small_group or _is_telling(low, top, rule):
        return Hidden(Reason.REVEALS_OTHERS)
    return Below(rule.small_group)


def _is_telling(low: int, high: int, rule: Rule) -> bool:
    """Whether "<k" or "not shown" would leave fewer than OPTIONS_LEFT counts; then both print the same."""
    possible = [value for value in range(low, high + 1) if not _is_shown(value, low, high, rule)]
    small = sum(value < rule.small_group for value in possible)
    return 0 < small < OPTIONS_LEFT or 0 < len(possible) - small < OPTIONS_LEFT


def _is_shown(count: int, low: int, high: int, rule: Rule) -> bool:
    return low + rule.small_group <= count <= high - rule.small_group


def split(counts: Sequence[int], tree: Tree, rule: Rule) -> tuple[Result, ...]:
    """The parts of a whole whose size is printed, such as yes, maybe and no; each part in the place of its count.

    The tree halves the whole, then each half: ((0, 1), 2) asks first for 0 and 1 together. A half that may not be
    printed is not divided further. The tree is fixed per table, never chosen by looking at the counts.
    """
    n = sum(counts)
    if few_answers(n, rule):
        return tuple(nothing(rule) for _ in counts)
    if rule.released_before:
        return tuple(Shown(count, n) for count in counts)
    results: dict[int, Result] = {}
    _divide(counts, tree, rule, n, results)
    return tuple(results[place] for place in range(len(counts)))


def halves(counts: Sequence[int], tree: Tree, rule: Rule) -> tuple[Result, Result]:
    """The two parts that `split` makes first, each as one figure; they tell no more than the split does."""
    if isinstance(tree, int):
        raise ValueError("a single count has no halves")
    n, first = sum(counts), sum(counts[place] for place in leaves(tree[0]))
    if few_answers(n, rule):
        return nothing(rule), nothing(rule)
    result = cell(first, n, rule)
    return result, complement(result, n, rule)


def _divide(counts: Sequence[int], tree: Tree, rule: Rule, n: int, results: dict[int, Result]) -> None:
    if isinstance(tree, int):
        results[tree] = Shown(counts[tree], n)
        return
    first, second = tree
    size_first, size_second = (sum(counts[place] for place in leaves(half)) for half in tree)
    result = cell(size_first, size_first + size_second, rule)
    if isinstance(result, Shown):
        _divide(counts, first, rule, n, results)
        _divide(counts, second, rule, n, results)
        return
    other = complement(result, size_first + size_second, rule)
    results.update(dict.fromkeys(leaves(first), _within(result)))
    results.update(dict.fromkeys(leaves(second), _within(other)))


def is_most(result: Result, n: int, rule: Rule) -> bool:
    """Whether the reader can tell that a figure of n people is more than half of them.

    "Not shown" says so too, in groups that are large enough for "<k": the figure is then within k of everybody.
    """
    if isinstance(result, Shown):
        return 2 * result.count > result.n
    return result == Hidden(Reason.REVEALS_OTHERS) and not few_answers(n, rule) and not _is_telling(0, n, rule)


def complement(result: Result, n: int, rule: Rule) -> Result:
    """What the rest of the n people prints as; it says nothing that `result` did not say already."""
    if isinstance(result, Shown):
        return Shown(n - result.count, n)
    return Below(rule.small_group) if is_most(result, n, rule) else Hidden(Reason.REVEALS_OTHERS)


def _within(result: Result) -> Result:
    """A part of a half that is not printed: below the threshold when the half is."""
    return result if isinstance(result, Below) else Hidden(Reason.REVEALS_OTHERS)


def leaves(tree: Tree) -> tuple[int, ...]:
    """The places in a tree, from left to right."""
    return (tree,) if isinstance(tree, int) else leaves(tree[0]) + leaves(tree[1])


def chain(places: Sequence[int]) -> Tree:
    """The tree that takes off one place after the other: 0, then 1, then the rest."""
    return places[0] if len(places) == 1 else (places[0], chain(places[1:]))


def total(parts: Sequence[Result]) -> Result:
    """The sum over groups of different people: shown only where every group is."""
    shown = [part for part in parts if isinstance(part, Shown)]
    if len(shown) == len(parts):
        return Shown(sum(part.count for part in shown), sum(part.n for part in shown))
    reasons = {part.reason for part in parts if isinstance(part, Hidden)}
    return Hidden(next((reason for reason in Reason if reason in reasons), Reason.REVEALS_OTHERS))


def together(first: Result, second: Result, both: int, rule: Rule) -> Result:
    """How many people are in both of two printed counts of the same n people (intended and achieved, F5.3).

    The two margins already bound it; see `cell`. Hidden when one of the two is.
    """
    if not isinstance(first, Shown) or not isinstance(second, Shown):
        return nothing(rule) if nothing(rule) in (first, second) else Hidden(Reason.REVEALS_OTHERS)
    low = max(0, first.count + second.count - second.n)
    result = cell(both, second.n, rule, low=low, high=min(first.count, second.count))
    return Shown(both, first.count) if isinstance(result, Shown) else result


def still_there(before: Result, count: int, n: int, missing: int, rule: Rule) -> Result:
    """How many of the people in a count printed earlier are among the n who answered later; `missing` did not.

    The difference tells what the people who left had answered, so it counts as a figure about them.
    """
    if few_answers(n, rule):
        return nothing(rule)
    if rule.released_before:
        return Shown(count, n)
    if not isinstance(before, Shown):
        return before if isinstance(before, Below) else Hidden(Reason.REVEALS_OTHERS)
    left = cell(before.count - count, missing, rule)
    if missing and not isinstance(left, Shown):
        return Hidden(Reason.REVEALS_OTHERS)
    return cell(count, n, rule)
