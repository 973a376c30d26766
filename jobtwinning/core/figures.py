"""Geometry of the drawings: arches, stones, weeks and charts.

Everything here is pure and returns text that goes straight into an SVG attribute, always with a decimal point,
whatever the language of the page. Templates print it; they do not calculate.
A side is "school", "work" or "both".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import asin, cos, radians, sin


def number(value: float) -> str:
    """Return a number as SVG wants it: a decimal point, at most two decimals, no trailing zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(value: float) -> str:
    """Return a number with a per cent sign, for an SVG attribute."""
    return f"{number(value)}%"


def scale(domain: tuple[float, float], output: tuple[float, float]) -> Callable[[float], float]:
    """Return the straight line from `domain` to `output`; values outside the domain stop at its ends."""
    low, high = domain
    start, end = output
    if high == low:
        raise ValueError("The domain of a scale needs two different ends.")

    def place(value: float) -> float:
        share = (min(max(value, low), high) - low) / (high - low)
        return start + share * (end - start)

    return place


# ---------------------------------------------------------------------------------------------------------- the arch


@dataclass(frozen=True)
class Arch:
    """Two legs that grow to the keystone, 0 to 100 each: left is school, right is work.

    `band` is the word inside; `want` draws a tick on both legs (0 to 100), for example "on schedule".
    """

    left: float
    right: float
    label: str
    band: str = ""
    want: float | None = None
    keystone_from: float = 80

    @property
    def left_dash(self) -> str:
        """The painted part of the left leg."""
        return f"{number(scale((0, 100), (0, 100))(self.left))} 200"

    @property
    def right_dash(self) -> str:
        """The painted part of the right leg, as dark outline."""
        return f"{number(scale((0, 100), (0, 100))(self.right))} 200"

    @property
    def right_fill_dash(self) -> str:
        """The yellow part of the right leg, inside its outline."""
        return f"{number(max(scale((0, 100), (0, 100))(self.right) - 1.4, 0))} 200"

    @property
    def has_left(self) -> bool:
        """Whether there is anything to paint on the left."""
        return self.left > 0

    @property
    def has_right(self) -> bool:
        """Whether there is anything to paint on the right."""
        return self.right > 0

    @property
    def has_keystone(self) -> bool:
        """Whether both legs reach the keystone."""
        return min(self.left, self.right) >= self.keystone_from

    @property
    def ticks(self) -> tuple[str, ...]:
        """Two short lines across the legs at `want`."""
        if self.want is None:
            return ()
        angle = radians(scale((0, 100), (0, 88))(self.want))
        left = [(50 - r * cos(angle), 54 - r * sin(angle)) for r in (53, 46.5)]
        right = [(100 - x, y) for x, y in left]
        return tuple(
            f"M{number(a[0])} {number(a[1])}L{number(b[0])} {number(b[1])}"
            for a, b in ((left[0], left[1]), (right[0], right[1]))
        )


# -------------------------------------------------------------------------------------------------------- the stones

STONE_CLASSES = {
    "school": "f-school",
    "work": "f-work",
    "both": "f-bridge",
    "next-school": "f-next-school",
    "next-work": "f-next-work",
    "next-both": "f-next-both",
    "plan": "f-plan",
    "good": "f-bridge",
    "talk": "f-talk",
    "look": "f-look",
}
TEXT_CLASSES = {"school": "on-school", "work": "on-work", "both": "on-bridge", "good": "on-bridge"}


@dataclass(frozen=True)
class Stone:
    """One stone of the ring, ready to print."""

    path: str
    css: str
    text: str = ""
    text_css: str = ""
    x: str = "0"
    y: str = "0"


def ring_segment(
    *, centre: tuple[float, float], inner: float, outer: float, start: float, end: float, gap: float
) -> str:
    """Return the path of one stone between two angles in degrees, 0 at the left foot and 180 at the right one."""
    cx, cy = centre

    def point(radius: float, degrees: float, side: int) -> str:
        angle = radians(degrees) + side * asin(gap / 2 / radius)
        return f"{number(cx - radius * cos(angle))} {number(cy - radius * sin(angle))}"

    return (
        f"M{point(outer, start, 1)}A{number(outer)} {number(outer)} 0 0 1 {point(outer, end, -1)}"
        f"L{point(inner, end, -1)}A{number(inner)} {number(inner)} 0 0 0 {point(inner, start, 1)}Z"
    )


def ring(
    states: Sequence[str],
    *,
    texts: Sequence[str] = (),
    outer: Sequence[float] | float = 279,
    inner: float = 192,
    centre: tuple[float, float] = (280, 278),
    gap: float = 5,
) -> list[Stone]:
    """Return the stones of a half ring from left to right; `outer` may be one radius per stone."""
    step = 180 / len(states) if states else 0
    stones = []
    for index, state in enumerate(states):
        radius = outer if isinstance(outer, int | float) else outer[index]
        middle = radians((index + 0.5) * step)
        reach = (inner + radius) / 2
        stones.append(
            Stone(
                path=ring_segment(
                    centre=centre, inner=inner, outer=radius, start=index * step, end=(index + 1) * step, gap=gap
                ),
                css=STONE_CLASSES[state],
                text=texts[index] if index < len(texts) else "",
                text_css=TEXT_CLASSES.get(state, ""),
                x=number(centre[0] - reach * cos(middle)),
                y=number(centre[1] - reach * sin(middle) + 5),
            )
        )
    return stones


@dataclass(frozen=True)
class Stones:
    """The arch of meetings: one stone is one meeting, built from both feet.

    `states`, from left to right: "school", "work", "both", "next-school", "next-work", "next-both" or "plan".
    `texts` are short words on the stones ("13 okt"); `big` and `caption` stand under the arch.
    """

    states: Sequence[str]
    label: str
    texts: Sequence[str] = ()
    big: str = ""
    caption: str = ""

    @cached_property
    def stones(self) -> list[Stone]:
        """The stones of the ring."""
        return ring(self.states, texts=self.texts)


def meeting_states(school: Sequence[str], work: Sequence[str], count: int) -> list[str]:
    """Return `count` stone states: school from the left foot, work from the right foot, plans between.

    `school` and `work` hold "held" or "next" in order of date; the rest is planned later.
    """
    if len(school) + len(work) > count:
        raise ValueError("There are more meetings than stones.")
    left = ["school" if state == "held" else "next-school" for state in school]
    right = ["work" if state == "held" else "next-work" for state in work]
    return [*left, *["plan"] * (count - len(left) - len(right)), *reversed(right)]


@dataclass(frozen=True)
class Signers:
    """Four stones, four signatures; names in the stones. `states` as in `Stones`, "plan" is not signed yet."""

    states: Sequence[str]
    names: Sequence[str]
    label: str

    @cached_property
    def stones(self) -> list[Stone]:
        """The stones of the small ring."""
        return ring(self.states, texts=self.names, outer=148, inner=82, centre=(150, 150))


@dataclass(frozen=True)
class Rose:
    """The self-scan: stones of five lengths. `levels` are 1 to 5, `bands` are "good", "talk" or "look"."""

    levels: Sequence[int]
    bands: Sequence[str]
    texts: Sequence[str]
    label: str

    @cached_property
    def stones(self) -> list[Stone]:
        """The stones; a longer stone is a better fit."""
        return ring(
            self.bands,
            texts=self.texts,
            outer=[90 + 31 * level for level in self.levels],
            inner=90,
            centre=(250, 256),
            gap=3,
        )

    @property
    def rings(self) -> list[str]:
        """The five guide lines behind the stones."""
        return [
            f"M{number(250 - r)} 256A{number(r)} {number(r)} 0 0 1 {number(250 + r)} 256" for r in range(121, 246, 31)
        ]


# --------------------------------------------------------------------------------------------------- weeks and hours


@dataclass(frozen=True)
class PaceLabel:
    """One word under the weeks."""

    x: str
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Pace:
    """Hours are the road deck, weeks are the arches that carry it.

    `week` weeks have passed of `weeks`; `free_weeks` are week numbers of holidays. `here`, `first` and `last` are words
    under the drawing ("nu", "week 1", "week 13").
    """

    school_hours: float
    work_hours: float
    target_hours: float
    week: int
    weeks: int
    label: str
    free_weeks: Sequence[int] = ()
    here: str = ""
    first: str = ""
    last: str = ""

    @property
    def school_width(self) -> str:
        """Length of the upper road."""
        return number(scale((0, self.target_hours), (0, 390))(self.school_hours))

    @property
    def work_width(self) -> str:
        """Length of the lower road, inside its outline."""
        return number(max(scale((0, self.target_hours), (0, 390))(self.work_hours) - 1, 0))

    @property
    def today(self) -> str:
        """Where the line of today stands."""
        return number(scale((0, self.weeks), (0, 390))(self.week))

    @cached_property
    def arches(self) -> list[tuple[str, str]]:
        """Path and class of each week."""
        width = 390 / self.weeks
        drawn = []
        for index in range(self.weeks):
            css = "w free" if index + 1 in self.free_weeks else "w past" if index < self.week else "w"
            drawn.append((week_arch(index * width, width), css))
        return drawn

    @property
    def labels(self) -> list[PaceLabel]:
        """The words under the weeks; an end that would touch "now" is left out."""
        today = scale((0, self.weeks), (0, 390))(self.week)
        words = [PaceLabel(self.today, self.here)] if self.here else []
        if self.first and today > 90:
            words.append(PaceLabel("0", self.first, "start"))
        if self.last and today < 300:
            words.append(PaceLabel("390", self.last, "end"))
        return words


def week_arch(left: float, width: float) -> str:
    """Return the path of one pier-and-arch of the viaduct, 36 high."""
    a, b = left + 0.5, left + width - 0.5
    pier = 3.5
    radius = (width - 1 - 2 * pier) / 2
    top = number(15 + radius)
    return (
        f"M{number(a)} 0H{number(b)}V36H{number(b - pier)}V{top}"
        f"A{number(radius)} {number(radius)} 0 0 0 {number(a + pier)} {top}V36H{number(a)}Z"
    )


@dataclass(frozen=True)
class Meter:
    """A thin bar; `share` is 0 to 1. `side` colours it, empty is green."""

    share: float
    side: str = ""

    @property
    def width(self) -> str:
        """Width of the painted part."""
        return percent(scale((0, 1), (0, 100))(self.share))
