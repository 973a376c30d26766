"""The pages of the short intake: which questions stand together, and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jobtwinning.surveys.catalogue import Instrument, instrument

INSTRUMENT = "intake"
# Asked with the short form because the wishes of I9 are judged by them (T4.1.4); the name of the employer is known.
WORK = ("I8b", "I8c", "I8e")
# Needs an answer that the short form does not ask (I17), or a consent that is not kept yet.
LEFT_OUT = ("I1", "I9.age", "I9.age.direction", "I9.age.must", "I19b")
# Without these a coordinator can hardly find somebody; still nobody is obliged.
IMPORTANT = ("I4", "I5", "I7", "I10", "I11a", "I13")


@dataclass(frozen=True, slots=True)
class IntakeStep:
    """One page; groups are the groups and items of the catalogue on it."""

    code: str
    slug_nl: str
    slug_en: str
    title: str | Promise
    heading: str | Promise
    groups: tuple[str, ...]

    @property
    def slug(self) -> str:
        """Its name in the address, in the active language."""
        return self.slug_en if get_language() == "en" else self.slug_nl

    @property
    def items(self) -> tuple[str, ...]:
        """Codes of the items on this page."""
        return tuple(code for code in questions().expand(self.groups) if code not in LEFT_OUT)


MATCHING = IntakeStep("matching", "matchen", "matching", _("Matchen"), _("Wat voor partner zoek je?"), ("I10", "I9"))
STEPS: tuple[IntakeStep, ...] = (
    IntakeStep(
        "work", "je-werk", "your-work", _("Je werk"), _("Wat doe je, en waar?"), ("I2", "I7", *WORK, "I3", "I13")
    ),
    IntakeStep(
        "goals", "wat-je-wilt-leren", "your-goals", _("Wat je wilt leren"), _("Wat wil je leren?"), ("I4", "I5", "I6")
    ),
    MATCHING,
    IntakeStep("time", "wanneer-je-kunt", "your-time", _("Wanneer je kunt"), _("Wanneer kun je?"), ("I11", "I12")),
    IntakeStep("consent", "toestemming", "consent", _("Toestemming"), _("Mogen we je antwoorden gebruiken?"), ("I19",)),
)


def questions() -> Instrument:
    """The intake as it is asked now."""
    return instrument(INSTRUMENT)


def step_by_slug(slug: str) -> IntakeStep | None:
    """The page with this name in the address, in either language."""
    return next((step for step in STEPS if slug in (step.slug_nl, step.slug_en)), None)


def asked_items() -> tuple[str, ...]:
    """Codes of every item of the short intake, in the order of the pages."""
    return tuple(code for step in STEPS for code in step.items)


def step_after(step: IntakeStep) -> IntakeStep | None:
    """The next page; None after the last."""
    return _neighbour(step, 1)


def step_before(step: IntakeStep) -> IntakeStep | None:
    """The page before; None at the first."""
    return _neighbour(step, -1)


def _neighbour(step: IntakeStep, distance: int) -> IntakeStep | None:
    place = STEPS.index(step) + distance
    return STEPS[place] if 0 <= place < len(STEPS) else None


def groups_answered(items: Sequence[str]) -> int:
    """How many of the questions (groups of items) have an answer."""
    return len({questions().item(code).group for code in items} & set(counted_groups()))


def counted_groups() -> tuple[str, ...]:
    """The questions that count for completeness: those with an answer of their own, whatever the rest says."""
    return ("I2", "I3", "I4", "I5", "I6", "I7", "I10", "I11", "I12", "I13", "I19")
