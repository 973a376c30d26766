"""Geometry of the charts: pairs as mirrored bars, answers, marks, yields and hours.

Pure, and text for SVG attributes, as in figures.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from statistics import fmean as mean

from jobtwinning.core.figures import number, percent, scale

MOST_BARS = 300  # of the whole picture

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
    """Mirrored bars, one per pair: up is how well it fits the teacher, down the partner. Scores are 0 to 1.

    Where bars would be too thin to see, one is the mean of some pairs on end.
    """

    pairs: Sequence[tuple[float, float]]
    label: str

    @property
    def per_bar(self) -> int:
        """How many pairs one bar stands for."""
        return max(1, ceil(len(self.pairs) / MOST_BARS))

    @cached_property
    def drawn(self) -> list[tuple[float, float]]:
        """Both heights of every bar, from the weakest pair to the strongest."""
        ranked = sorted(self.pairs, key=min)
        parts = [ranked[first : first + self.per_bar] for first in range(0, len(ranked), self.per_bar)]
        return [(mean(school for school, _ in part), mean(work for _, work in part)) for part in parts]

    @cached_property
    def bars(self) -> list[MirroredBar]:
        """The bars from the weakest pair to the strongest."""
        pitch = 286 / max(len(self.drawn), 12)
        width = pitch * 0.82
        height = scale((0, 1), (0, 62))
        bars = []
        for index, (school, work) in enumerate(self.drawn):
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
