"""The parts of the intake: which questions stand together, in which order, and how long they take."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jobtwinning.surveys.catalogue import instrument
from jobtwinning.surveys.questionnaires import Instrument, Item, is_asked

INSTRUMENT = "intake"
# The side is that of the participation, the manager has a page of their own (I14), quotes are not kept yet (I19b).
LEFT_OUT = ("I1", "I14", "I14b", "I14c", "I19b")
# Rooster nog niet bekend: the parts of the week do not count, and we ask again later.
UNKNOWN_TIMETABLE = "I12d"
# Age is nobody else's to give or to see.
OWN_ONLY = ("I17",)
# Without these a coordinator can hardly find somebody; still nobody is obliged.
IMPORTANT = ("I4", "I5", "I7", "I10", "I11a", "I13")
# Somebody who wants to be surprised still says why and one goal; otherwise nothing is left to match on.
SURPRISE_NEEDS = ("I4", "I5")
# Seconds that a question takes to read and answer, for parts that too few people did to measure: so long it took who
# reads 180 to 270 words a minute and types 120 to 210 characters.
SECONDS = {"long_text": 75, "text_list": 75, "week_grid": 75, "iso_weeks": 50, "multi_choice": 20, "field_select": 20}
SECONDS_OTHERWISE = 12


@dataclass(frozen=True, slots=True)
class IntakeStep:
    """One part; groups are the groups and items of the catalogue in it."""

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
        """Codes of the items in this part."""
        return tuple(code for code in questions().expand(self.groups) if code not in LEFT_OUT)

    @property
    def shared_items(self) -> tuple[str, ...]:
        """Those that a coordinator reads, and may fill in on behalf of somebody."""
        return tuple(code for code in self.items if code not in OWN_ONLY)

    def asked(self, known: Mapping[str, object]) -> list[Item]:
        """The questions that are asked, given what is known."""
        items = (questions().item(code) for code in self.items)
        return [item for item in items if is_asked(item, known)]

    def estimate_seconds(self, known: Mapping[str, object]) -> int:
        """About how long it takes, by the kinds of questions that are asked."""
        return sum(SECONDS.get(item.type, SECONDS_OTHERWISE) for item in self.asked(known))


def minutes(seconds: float) -> int:
    """Whole minutes, upwards: it may never take longer than said."""
    return max(1, ceil(seconds / 60))


WORK = IntakeStep(
    "work", "je-werk", "your-work", _("Je werk"), _("Wat doe je, en waar?"), ("I2", "I8", "I7", "I22", "I13")
)
GOALS = IntakeStep(
    "goals",
    "wat-je-wilt-leren",
    "your-goals",
    _("Wat je wilt leren"),
    _("Wat wil je leren?"),
    ("I4", "I5", "I6", "I23", "I21"),
)
MATCHING = IntakeStep(
    "matching", "matchen", "matching", _("Matchen"), _("Wat voor partner zoek je?"), ("I10", "I9", "I24")
)
TIME = IntakeStep("time", "wanneer-je-kunt", "your-time", _("Wanneer je kunt"), _("Wanneer kun je?"), ("I11", "I12"))
ABOUT = IntakeStep(
    "about", "over-jou", "about-you", _("Over jou"), _("Wat moeten we nog weten?"), ("I3", "I18", "I20", "I17")
)
VISITS = IntakeStep(
    "visits", "meekijken", "looking-along", _("Meekijken"), _("Kan je partner met je meekijken?"), ("I15", "I16")
)
CONSENT = IntakeStep(
    "consent", "onderzoek", "research", _("Onderzoek"), _("Mogen we je antwoorden gebruiken?"), ("I19",)
)
STEPS: tuple[IntakeStep, ...] = (WORK, GOALS, MATCHING, TIME, ABOUT, VISITS, CONSENT)
SHARED_STEPS = tuple(step for step in STEPS if step is not CONSENT)  # those a coordinator may help with


def questions() -> Instrument:
    """The intake as it is asked now."""
    return instrument(INSTRUMENT)


def step_by_slug(slug: str) -> IntakeStep | None:
    """The page with this name in the address, in either language."""
    return next((step for step in STEPS if slug in (step.slug_nl, step.slug_en)), None)


def asked_items() -> tuple[str, ...]:
    """Codes of every item of the short intake, in the order of the pages."""
    return tuple(code for step in STEPS for code in step.items)


def step_of(code: str) -> IntakeStep:
    """The page that asks this item; StopIteration when none does."""
    return next(step for step in STEPS if code in step.items)


def step_after(step: IntakeStep) -> IntakeStep | None:
    """The next page; None after the last."""
    return _neighbour(step, 1)


def step_before(step: IntakeStep) -> IntakeStep | None:
    """The page before; None at the first."""
    return _neighbour(step, -1)


def _neighbour(step: IntakeStep, distance: int) -> IntakeStep | None:
    place = STEPS.index(step) + distance
    return STEPS[place] if 0 <= place < len(STEPS) else None


def groups_answered(items: Sequence[str], groups: Collection[str] | None = None) -> int:
    """How many of the questions (groups of items) have an answer."""
    counted = set(counted_groups() if groups is None else groups)
    return len({questions().item(code).group for code in items} & counted)


def counted_in(step: IntakeStep) -> tuple[str, ...]:
    """The questions of a part that count for completeness."""
    groups = {questions().item(code).group for code in step.items}
    return tuple(group for group in counted_groups() if group in groups)


def still_needed(known: Mapping[str, object]) -> tuple[str, ...]:
    """Questions without which the intake cannot be completed: only who wants a surprise has any."""
    if known.get("I10") != "surprise":
        return ()
    return tuple(code for code in SURPRISE_NEEDS if not known.get(code))


def counted_groups() -> tuple[str, ...]:
    """The questions that count for completeness: those with an answer of their own, whatever the rest says."""
    return ("I2", "I3", "I4", "I5", "I6", "I7", "I8", "I10", "I11", "I12", "I13", "I15", "I16", "I18", "I19")
