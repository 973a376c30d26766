"""A month as blocks of one hour, in proportion to what a programme asks."""

from dataclasses import dataclass
from functools import cache

BLOCK, PITCH, WEEK = 24, 28, 100  # units of the drawing
PER_ROW = 3


@dataclass(frozen=True, slots=True)
class Block:
    """One hour: where it stands and whose world it is in."""

    x: int
    y: int
    css: str


@dataclass(frozen=True, slots=True)
class Month:
    """Hours at school, at work, and spent together on preparing and looking back."""

    school: int
    work: int
    together: int

    @property
    def blocks(self) -> list[Block]:
        """A visit in the first and third week, together in the second and fourth."""
        first_half = -(-self.together // 2)
        weeks = [
            (self.school, "f-school"),
            (first_half, "f-bridge"),
            (self.work, "f-work"),
            (self.together - first_half, "f-bridge"),
        ]
        return [block for number, (hours, css) in enumerate(weeks) for block in _week(number, hours, css)]


@cache
def month_of(hours: int) -> Month:
    """A quarter of the hours for preparing and looking back, the rest at school and at work."""
    together = round(hours / 4)
    school = -(-(hours - together) // 2)
    return Month(school=school, work=hours - together - school, together=together)


def _week(number: int, hours: int, css: str) -> list[Block]:
    top = 17 if hours <= PER_ROW else 3
    return [
        Block(number * WEEK + 8 + index % PER_ROW * PITCH, top + index // PER_ROW * PITCH, css)
        for index in range(hours)
    ]
