"""What a value must be: a fault in words for one value, and a quick yes for a whole column of them."""

import re
import reprlib
from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, Protocol

WEEK: Final = re.compile(r"\d{4}-W(0[1-9]|[1-4]\d|5[0-3])", re.ASCII)
LONGEST_SHOWN: Final = 80
TWICE: Final = "names something twice"


class Check(Protocol):
    """One rule for one field."""

    def fault(self, value: object) -> str | None:
        """What is wrong with the value, to be read after the name of the field; None when it is sound."""

    def sound(self, values: Collection[object]) -> bool:
        """True only when no value has a fault. False may also mean: look at them one by one.

        Raises TypeError for values that cannot be told apart by their hash.
        """


def all_sound(check: Check, values: Collection[object]) -> bool:
    """As `check.sound`, for values of any kind."""
    try:
        return check.sound(values)
    except TypeError:
        return False


_printer = reprlib.Repr()
_printer.maxstring = _printer.maxother = _printer.maxlong = LONGEST_SHOWN


def shown(value: object) -> str:
    """The value as it stands in a message; something long or deep is shortened."""
    try:
        return _printer.repr(value)
    except ValueError:
        return "a number of thousands of digits"


def listed(values: Collection[str]) -> str:
    """The values in alphabetical order, in quotes."""
    return ", ".join(repr(value) for value in sorted(values))


def encodable(text: str) -> bool:
    """Whether the text can be written to a file: half a character (a lone surrogate) cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _types(one: type, optional: bool) -> set[type]:
    return {one, type(None)} if optional else {one}


@dataclass(frozen=True)
class Text:
    """A text; empty only where that is said."""

    optional: bool = False
    may_be_empty: bool = False

    def fault(self, value: object) -> str | None:
        """See `Check`."""
        if value is None and self.optional:
            return None
        if not isinstance(value, str) or not (value or self.may_be_empty):
            return f"must be a text{'' if self.may_be_empty else ' that is not empty'}, not {shown(value)}"
        return None if encodable(value) else f"holds half a character, so it cannot be written: {shown(value)}"

    def sound(self, values: Collection[object]) -> bool:
        """See `Check`."""
        if not set(map(type, values)) <= _types(str, self.optional):
            return False
        texts: set[Any] = set(values)
        texts.discard(None)
        return (self.may_be_empty or "" not in texts) and encodable("".join(texts))


@dataclass(frozen=True)
class OneOf:
    """One of a closed list of codes."""

    codes: Collection[str]
    optional: bool = False

    def fault(self, value: object) -> str | None:
        """See `Check`."""
        if (value is None and self.optional) or (isinstance(value, str) and value in self.codes):
            return None
        return f"must be one of {listed(self.codes)}, not {shown(value)}"

    def sound(self, values: Collection[object]) -> bool:
        """See `Check`."""
        return set(map(type, values)) <= _types(str, self.optional) and not any(map(self.fault, set(values)))


@dataclass(frozen=True)
class Number:
    """A number from low to high. True and False are not numbers, and neither are NaN and infinity."""

    low: float
    high: float
    optional: bool = False
    whole: bool = False

    def fault(self, value: object) -> str | None:
        """See `Check`."""
        if value is None and self.optional:
            return None
        kinds = int if self.whole else (int, float)
        if isinstance(value, kinds) and not isinstance(value, bool) and self.low <= value <= self.high:
            return None
        wanted = f"must be a {'whole ' if self.whole else ''}number from {self.low:g} to {self.high:g}"
        return f"{wanted}, not {shown(value)}"

    def sound(self, values: Collection[object]) -> bool:
        """See `Check`."""
        kinds = _types(int, self.optional) | (set() if self.whole else {float})
        if not set(map(type, values)) <= kinds:
            return False
        numbers: set[Any] = set(values)
        numbers.discard(None)
        return all(self.low <= number <= self.high for number in numbers)


@dataclass(frozen=True)
class Truth:
    """True or false."""

    def fault(self, value: object) -> str | None:
        """See `Check`."""
        return None if isinstance(value, bool) else f"must be true or false, not {shown(value)}"

    def sound(self, values: Collection[object]) -> bool:
        """See `Check`."""
        return set(map(type, values)) <= {bool}


@dataclass(frozen=True)
class Week:
    """An ISO week such as 2027-W05."""

    def fault(self, value: object) -> str | None:
        """See `Check`."""
        if isinstance(value, str) and WEEK.fullmatch(value):
            return None
        return f"must hold ISO weeks such as '2027-W05', not {shown(value)}"

    def sound(self, values: Collection[object]) -> bool:
        """See `Check`."""
        return not any(map(self.fault, set(values)))


@dataclass(frozen=True)
class Pair:
    """Two values, such as a day part and whether somebody can; `sound` is only for pairs of texts."""

    first: Check
    second: Check

    def fault(self, value: object) -> str | None:
        """See `Check`."""
        if not isinstance(value, tuple) or len(value) != 2:
            return f"must hold pairs, not {shown(value)}"
        return self.first.fault(value[0]) or self.second.fault(value[1])

    def sound(self, values: Collection[object]) -> bool:
        """See `Check`."""
        return not any(map(self.fault, set(values)))


@dataclass(frozen=True)
class Many:
    """A tuple without repeats. keyed: of pairs, no two of which start alike. `sound` is only for (pairs of) texts."""

    each: Check
    optional: bool = False
    keyed: bool = False

    def fault(self, value: object) -> str | None:
        """See `Check`."""
        if value is None and self.optional:
            return None
        if not isinstance(value, tuple):
            return f"must be a list (in Python a tuple), not {shown(value)}"
        faults = [fault for fault in map(self.each.fault, value) if fault]
        if not faults and self._repeats(value):
            return TWICE
        return "; ".join(faults) or None

    def sound(self, values: Collection[object]) -> bool:
        """See `Check`."""
        if not set(map(type, values)) <= _types(tuple, self.optional):
            return False
        given = [value for value in dict.fromkeys(values) if isinstance(value, tuple) and value]
        if not self.each.sound(set(chain.from_iterable(given))):
            return False
        return not any(map(self._repeats, given))

    def _repeats(self, value: tuple[Any, ...]) -> bool:
        return len(dict(value) if self.keyed else set(value)) < len(value)


@dataclass(frozen=True)
class ListOfWishes:
    """A tuple; what is in it is looked at apart."""

    def fault(self, value: object) -> str | None:
        """See `Check`."""
        return None if isinstance(value, tuple) else f"must be a list (in Python a tuple), not {shown(value)}"

    def sound(self, values: Collection[object]) -> bool:
        """See `Check`."""
        return set(map(type, values)) <= {tuple}
