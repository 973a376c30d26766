"""What counts for who chose nothing, in four words, and below which score no pair is made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from jobtwinning.pairs.sentences import criterion_name
from jobtwinning.programmes.rules import CRITERIA_LEVELS, ProgrammeRules

CRITERIA = tuple(name for name, _level in CRITERIA_LEVELS)
WEIGHTS = (0.0, 0.5, 1.0, 2.0)  # of the four levels, as the engine counts
FLOORS = (0, 30, 40, 60)  # hundredths that have a word
CODE = re.compile(rf"([0-3]{{{len(CRITERIA)}}})-(\d{{1,3}})")


@dataclass(frozen=True)
class Weighing:
    """Levels 0 to 3 in the order of CRITERIA, and the floor in hundredths of a score."""

    levels: tuple[int, ...]
    floor: int

    @classmethod
    def of_rules(cls, rules: ProgrammeRules) -> "Weighing":
        """What the programme says."""
        known = dict(rules.criteria_levels)
        return cls(tuple(known.get(name, 0) for name in CRITERIA), round(rules.score_floor * 100))

    @classmethod
    def from_code(cls, code: str) -> "Weighing | None":
        """As stored with a scenario; None for anything else."""
        found = CODE.fullmatch(code)
        if found is None or int(found[2]) > 100 or not found[1].strip("0"):
            return None
        return cls(tuple(map(int, found[1])), int(found[2]))

    @cached_property
    def code(self) -> str:
        """Short enough to go along with a form and a task: 33222221-40."""
        return f"{''.join(map(str, self.levels))}-{self.floor}"

    @property
    def by_criterion(self) -> dict[str, int]:
        return dict(zip(CRITERIA, self.levels, strict=True))

    @property
    def weights(self) -> tuple[tuple[str, float], ...]:
        """As the engine counts; what does not count is left out."""
        return tuple((name, WEIGHTS[level]) for name, level in self.by_criterion.items() if level)

    @property
    def score_floor(self) -> float:
        """0..1."""
        return self.floor / 100


def level_words() -> tuple[str, ...]:
    """The four words, the least first."""
    return _("telt niet"), _("een beetje"), _("gewoon"), _("veel")


def floor_word(floor: int) -> str:
    """A floor in words; a number only where the programme chose its own."""
    words: Mapping[int, str] = {
        0: _("Geen grens: iedereen een partner als het kan"),
        30: _("Laag: alleen de zwakste koppels vallen af"),
        40: _("Gewoon: koppels die weinig passen vallen af"),
        60: _("Hoog: alleen koppels zonder twijfel"),
    }
    return words.get(floor) or _("Zoals in de instellingen: %(n)s van 100") % {"n": floor}


def differences(one: Weighing, other: Weighing) -> list[str]:
    """What the second lets count otherwise than the first, in words."""
    words = level_words()
    found = [
        _("%(criterion)s: %(now)s in plaats van %(before)s")
        % {"criterion": criterion_name(name), "now": words[now], "before": words[before]}
        for name, before, now in zip(CRITERIA, one.levels, other.levels, strict=True)
        if before != now
    ]
    if one.floor != other.floor:
        found.append(_("Ondergrens: %(word)s") % {"word": floor_word(other.floor)})
    return found
