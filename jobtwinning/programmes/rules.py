"""The numbers of a programme: one frozen object, stored as versioned JSON, never written in a page or action."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

RULES_VERSION = 1
MODES = ("blind", "open", "speed_dates")
# What counts for who chose nothing: 0 not, 1 a little, 2 as usual, 3 much.
CRITERIA_LEVELS = (
    ("subject", 3), ("motivation", 3), ("yields", 2), ("education", 2), ("target_group", 2), ("nearness", 2),
    ("time", 2), ("function_type", 1),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProgrammeRules:
    """Defaults are the norms of the evaluation and the process model (R-2.6 … R-2.11)."""

    hours_minimum: int = 20  # per person over the whole trajectory
    hours_advice_maximum: int = 25  # "at least 20-25"
    hours_per_month_minimum: int = 7
    hours_per_month_maximum: int = 8
    meetings_minimum: int = 6
    meetings_maximum: int = 8
    meeting_hours_minimum: int = 2
    meeting_hours_maximum: int = 3
    duration_months: int = 3  # 3 to 6
    duration_months_maximum: int = 6
    answer_reminder_days: tuple[int, int] = (3, 6)  # working days after the proposal
    answer_lapse_days: int = 10
    talk_pause_days: int = 5  # the answer term stands still so long when one of the two wants to talk first
    lapse_notice_days: int = 2  # before it lapses the coordinator has it as something to do
    send_time: str = "08:30"  # when mails of a proposal leave, unless the coordinator says otherwise
    undo_minutes: int = 15  # a proposal is sent so long after it was made, at least
    send_days_maximum: int = 30
    four_eyes: bool = False  # a second coordinator of the region looks before a proposal is sent
    permission_reminder_days: int = 5  # working days after the manager was asked
    information_from: int = 5  # so many interested people of one organisation make an information meeting (REC-04)
    timetable_weeks: int = 2  # before the start, who did not know the timetable is asked again (REC-05)
    silence_watch_days: int = 10
    silence_alarm_days: int = 17
    interim_survey_months: int = 1
    score_floor: float = 0.4  # 0..1; pairs below it are not made
    small_group: int = 5  # figures about fewer people are not shown
    achieved_from: int = 3  # sufficient5: "in voldoende mate" and above (F5.2)
    cross_region: bool = False
    criteria_levels: tuple[tuple[str, int], ...] = CRITERIA_LEVELS
    objective: str = "floor"  # floor, total, quality or stable
    modes: tuple[str, ...] = ("blind",)  # MODES; how people may be brought together
    open_from: str = ""  # open matching (MAT-05) from this day on, ISO; empty = as long as people are matched
    open_until: str = ""  # and until this day, the last one
    open_to_coordinator: bool = False  # two who both say yes go to the coordinator instead of getting a proposal
    open_yes_limit: int = 5  # so many times yes somebody may have open at once
    open_yes_days: int = 21  # then a yes or maybe lapses in silence
    open_hand: int = 12  # cards dealt at once
    open_floor: int = 6  # so many people see somebody's card before others are shown more
    trial_months: int = 1  # the try-out after which both may still stop
    rolling_start: bool = False  # goes on taking people while it runs (REC-08)
    education_types: tuple[str, ...] = ()  # of the schools it is meant for (surveys: education_type); empty = all

    def is_open_on(self, day: date) -> bool:
        """Whether people look around themselves on that day, as far as the rules go."""
        begins, ends = (date.fromisoformat(each) if each else day for each in (self.open_from, self.open_until))
        return "open" in self.modes and begins <= day <= ends

    def to_json(self) -> dict[str, Any]:
        """As stored, with the version of the layout."""
        return {"version": RULES_VERSION, **asdict(self)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "ProgrammeRules":
        """Read what was stored; unknown keys and unknown versions are errors, missing keys get the default."""
        values = dict(stored)
        version = values.pop("version", RULES_VERSION)
        if version != RULES_VERSION:
            raise ValueError(f"programme rules of version {version} cannot be read by version {RULES_VERSION}")
        unknown = values.keys() - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"unknown programme rules: {', '.join(sorted(unknown))}")
        if "answer_reminder_days" in values:
            first, second = values["answer_reminder_days"]
            values["answer_reminder_days"] = (first, second)
        for name in ("modes", "education_types"):
            if name in values:
                values[name] = tuple(values[name])
        if "criteria_levels" in values:
            values["criteria_levels"] = tuple((name, level) for name, level in values["criteria_levels"])
        return cls(**values)
