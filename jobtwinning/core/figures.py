"""Geometry of the drawings: arches, stones, weeks and charts.

Everything here is pure and returns text that goes straight into an SVG attribute, always with a decimal point,
whatever the language of the page. Templates print it; they do not calculate.
A side is "school", "work" or "both".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
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


# ------------------------------------------------------------------------------------------------- the whole picture


@dataclass(frozen=True)
class MirroredBar:
    """One pair in the whole picture."""

    x: str
    work_x: str
    width: str
    work_width: str
    school_y: str
    school_height: str
    work_height: str


@dataclass(frozen=True)
class WholePicture:
    """Mirrored bars, one per pair: up is how well it fits the teacher, down the partner. Scores are 0 to 1."""

    pairs: Sequence[tuple[float, float]]
    label: str

    @cached_property
    def bars(self) -> list[MirroredBar]:
        """The bars from the weakest pair to the strongest."""
        pitch = 286 / max(len(self.pairs), 12)
        width = pitch * 0.82
        height = scale((0, 1), (0, 62))
        bars = []
        for index, (school, work) in enumerate(sorted(self.pairs, key=min)):
            x = index * pitch
            bars.append(
                MirroredBar(
                    x=number(x),
                    work_x=number(x + min(0.5, width / 4)),
                    width=number(width),
                    work_width=number(max(width - 1, width / 2)),
                    school_y=number(64 - height(school)),
                    school_height=number(height(school)),
                    work_height=number(height(work)),
                )
            )
        return bars

    @property
    def is_dense(self) -> bool:
        """Whether bars are so narrow that an outline would fill them."""
        return len(self.pairs) > 60


# ------------------------------------------------------------------------------------------------------------ charts


@dataclass(frozen=True)
class Segment:
    """One part of a stacked bar."""

    x: str
    width: str
    css: str
    y: str
    height: str
    text: str
    text_x: str
    text_y: str
    text_css: str


@dataclass(frozen=True)
class LikertBar:
    """Answers of one group to one question; `shares` in per cent, the most positive first, None when hidden."""

    group: str
    side: str
    shares: Sequence[float] | None
    scale_labels: Sequence[str]
    note: str = ""
    count: int | None = None

    @property
    def label(self) -> str:
        """The bar as a sentence."""
        if self.shares is None:
            return f"{self.group}: {self.note}"
        parts = [f"{word} {number(share)}%" for word, share in zip(self.scale_labels, self.shares, strict=True)]
        return f"{self.group}: {', '.join(parts)}"

    @cached_property
    def segments(self) -> list[Segment]:
        """The low grey parts first, then the tall coloured top two, so that their outline lies on top."""
        letter = "w" if self.side == "work" else "s"
        names = [f"{letter}5", f"{letter}4", "3", "2", "1"]
        segments = []
        left = 0.0
        for name, share in zip(names, self.shares or (), strict=False):
            tall = name[0] in "sw"
            if share > 0:
                segments.append(
                    Segment(
                        x=percent(left),
                        width=percent(share),
                        css=f"k-{name}",
                        y="1" if tall else "10",
                        height="28" if tall else "19",
                        text=number(round(share)) if share >= 8 else "",
                        text_x=percent(left + share / 2),
                        text_y="20" if tall else "24.5",
                        text_css=f"on-{name}",
                    )
                )
            left += share
        return sorted(segments, key=lambda part: part.y == "1")

    @property
    def cells(self) -> list[str]:
        """The numbers of the table behind the figure."""
        return [number(round(share)) for share in self.shares or ()]


@dataclass(frozen=True)
class LikertQuestion:
    """One question with its bars: teachers first, then people from outside."""

    text: str
    bars: Sequence[LikertBar]


@dataclass(frozen=True)
class LikertFigure:
    """A list of questions on one "to what extent" scale of five answers."""

    questions: Sequence[LikertQuestion]
    scale_labels: Sequence[str]
    caption: str = ""
    name: str = ""

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Class number and word of each answer, the most positive first."""
        return list(zip(["5", "4", "3", "2", "1"], self.scale_labels, strict=True))


@dataclass(frozen=True)
class Mark:
    """Expected and achieved share of one group, in per cent; None is not shown because the group is too small."""

    expected: float | None
    achieved: float | None
    expected_text: str = ""
    achieved_text: str = ""

    @property
    def is_drawn(self) -> bool:
        """Whether both ends are known."""
        return self.expected is not None and self.achieved is not None

    @property
    def has_expected(self) -> bool:
        """Whether the hollow mark has a place."""
        return self.expected is not None

    @property
    def expected_x(self) -> str:
        """Place of the hollow mark; the ends of the line leave room for the mark itself."""
        return percent(scale((0, 100), (3, 97))(self.expected or 0))

    @property
    def achieved_x(self) -> str:
        """Place of the solid mark."""
        return percent(scale((0, 100), (3, 97))(self.achieved or 0))

    @property
    def expected_number(self) -> str:
        """The number beside the figure, or the text that replaces it (such as "<5")."""
        return self.expected_text or ("" if self.expected is None else number(round(self.expected)))

    @property
    def achieved_number(self) -> str:
        """The number beside the figure, or the text that replaces it."""
        return self.achieved_text or ("" if self.achieved is None else number(round(self.achieved)))


@dataclass(frozen=True)
class Yield:
    """One row: a yield as expected and as achieved by both groups."""

    text: str
    school: Mark
    work: Mark


@dataclass(frozen=True)
class YieldGroup:
    """Yields of one height of the fruit; `level` is "low", "middle" or "high"."""

    name: str
    level: str
    rows: Sequence[Yield]


@dataclass(frozen=True)
class HoursBand:
    """People per band of hours; None means: fewer than the threshold, so not shown."""

    name: str
    school: int | None
    work: int | None


@dataclass(frozen=True)
class Dot:
    """One person in the figure of hours."""

    x: str
    dx: str
    y: str


@dataclass(frozen=True)
class HoursColumn:
    """One band of hours, drawn."""

    name: str
    x: str
    school: list[Dot]
    work: list[Dot]
    school_text: str
    work_text: str


@dataclass(frozen=True)
class HoursFigure:
    """One mark per person in the bands the survey asked for; `enough_from` is the first band that meets the minimum."""

    bands: Sequence[HoursBand]
    label: str
    school_name: str
    work_name: str
    enough_from: int
    enough_text: str
    caption: str = ""
    hidden_text: str = "<5"
    per_row: int = 5
    row_height: float = field(default=8, repr=False)

    @property
    def _rows(self) -> int:
        """Rows that the fullest band needs."""
        most = max([count or 0 for band in self.bands for count in (band.school, band.work)], default=0)
        return max(-(-most // self.per_row), 3)

    @property
    def school_floor(self) -> float:
        """Height of the ground line of the teachers."""
        return 62 + self._rows * self.row_height

    @property
    def work_floor(self) -> float:
        """Height of the ground line of the people from outside."""
        return self.school_floor + 46 + self._rows * self.row_height

    @property
    def lines(self) -> dict[str, str]:
        """Heights of lines and words, as text."""
        return {
            "school": number(self.school_floor),
            "work": number(self.work_floor),
            "school_name": "40",
            "work_name": number(self.school_floor + 24),
            "names": number(self.work_floor + 20),
            "height": number(self.work_floor + 28),
            "mark_x": percent(100 * self.enough_from / len(self.bands)),
        }

    @cached_property
    def columns(self) -> list[HoursColumn]:
        """The bands from left to right."""
        width = 100 / len(self.bands)
        return [
            HoursColumn(
                name=band.name,
                x=percent(width * (index + 0.5)),
                school=self._dots(band.school, width * (index + 0.5), self.school_floor),
                work=self._dots(band.work, width * (index + 0.5), self.work_floor),
                school_text=self._text(band.school),
                work_text=self._text(band.work),
            )
            for index, band in enumerate(self.bands)
        ]

    def _dots(self, count: int | None, centre: float, floor: float) -> list[Dot]:
        return [
            Dot(
                x=percent(centre),
                dx=number((place % self.per_row - (self.per_row - 1) / 2) * self.row_height),
                y=number(floor - 6 - place // self.per_row * self.row_height),
            )
            for place in range(count or 0)
        ]

    def _text(self, count: int | None) -> str:
        return self.hidden_text if count is None else str(count)
