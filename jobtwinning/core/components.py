"""Widgets with a shape of their own, the small rows that components print, and the sheet that shows them all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from jobtwinning.core import figures

# ----------------------------------------------------------------------------------------------------------- widgets


class _Hints:
    """Gives each choice a hint of its own, by value."""

    hints: Mapping[str, Any]

    def add_hint(self, option: dict[str, Any]) -> dict[str, Any]:
        """Return the option with the hint that belongs to its value."""
        option["hint"] = self.hints.get(str(option["value"]), "")
        return option


class ChoiceCards(_Hints, forms.RadioSelect):
    """One choice out of a few, as large cards; `hints` explains each value."""

    presentation = "cards"

    def __init__(self, *args: Any, hints: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.hints = hints or {}
        super().__init__(*args, **kwargs)

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return one option with its hint."""
        return self.add_hint(super().create_option(*args, **kwargs))


class CheckCards(_Hints, forms.CheckboxSelectMultiple):
    """Several choices, as large cards; `hints` explains each value."""

    presentation = "cards"

    def __init__(self, *args: Any, hints: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.hints = hints or {}
        super().__init__(*args, **kwargs)

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return one option with its hint."""
        return self.add_hint(super().create_option(*args, **kwargs))


class RadioChips(forms.RadioSelect):
    """One choice out of many short words."""

    presentation = "chips"


class CheckChips(forms.CheckboxSelectMultiple):
    """Several choices out of many short words."""

    presentation = "chips"


class Levels(forms.RadioSelect):
    """Nought to three stones on a criterion; four choices, nought first."""

    presentation = "levels"


class DateInput(forms.DateInput):
    """A day, with the picker of the browser."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A time of day, with the picker of the browser."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


# -------------------------------------------------------------------------------------------------------------- rows


@dataclass(frozen=True)
class NavItem:
    """One entry of the menu."""

    url: str
    label: str
    current: str = ""  # "page", or "true" for a page below it


@dataclass(frozen=True)
class Progress:
    """How far something long is; `state` is "waiting", "running", "done", "failed" or "stopped"."""

    state: str
    message: str  # what is being done or how it ended, one or two sentences
    percent: int = 0
    number: int = 0  # step number of total; 0 = no steps to tell of
    total: int = 0
    time_left: str = ""
    poll_url: str = ""  # asked for news every two seconds; answers with progress_bar.html

    @property
    def is_busy(self) -> bool:
        """There is more to come."""
        return self.state in ("waiting", "running")


@dataclass(frozen=True)
class PersonLine:
    """A person in a list; `side` is "school", "work" or "both"."""

    name: str
    side: str
    line1: str = ""
    line2: str = ""
    url: str = ""


@dataclass(frozen=True)
class Reason:
    """A plus or minus point of a match."""

    text: str
    is_plus: bool = True


@dataclass(frozen=True)
class MatchRow:
    """One proposed pair in the matching workspace."""

    school: PersonLine
    work: PersonLine
    arch: figures.Arch
    reasons: Sequence[Reason]
    pin_url: str
    forbid_url: str
    kind: str = ""
    is_pinned: bool = False
    is_forbidden: bool = False
    why_title: str = ""
    why_url: str = ""
    criteria: "Sequence[Criterion]" = ()


@dataclass(frozen=True)
class Criterion:
    """One line of the explanation of a match, in both directions."""

    name: str
    school: figures.Meter | None  # None: this side does not count it
    work: figures.Meter | None
    school_text: str
    work_text: str
    seen: str


@dataclass(frozen=True)
class PhaseItem:
    """One thing to do in a phase."""

    text: str
    done: bool = False


@dataclass(frozen=True)
class Phase:
    """One phase of the roadmap; `state` is "done", "now" or "later", `share` how far along it is."""

    title: str
    when: str
    state: str = "later"
    share: figures.Meter | None = None
    items: Sequence[PhaseItem] = ()


@dataclass(frozen=True)
class Step:
    """One step of a task; `state` is "done", "now" or "later"."""

    label: str
    state: str = "later"
    url: str = ""


@dataclass(frozen=True)
class Goal:
    """A goal with its fruit; `level` is "low", "middle" or "high"."""

    title: str
    level: str
    level_text: str
    advice: str
    owner: str = ""
    badge_kind: str = ""
    badge_text: str = ""
    smaller_url: str = ""


@dataclass(frozen=True)
class QuickValue:
    """A chip that fills in a field."""

    value: str
    text: str
