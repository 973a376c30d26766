"""The drawings on the page of a pair, with the sentence that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from jobtwinning.core import figures
from jobtwinning.core.components import PersonLine
from jobtwinning.twinning.models import Goal, Meeting
from jobtwinning.twinning.queries import MeetingLine, PairPage, Partner

SIDES = {Meeting.Place.SCHOOL: "school", Meeting.Place.WORK: "work", Meeting.Place.ELSEWHERE: "both"}
ROOM_FOR_WORDS = 8  # stones; on more of them a date does not fit


def stones_of(page: PairPage) -> figures.Stones:
    """One stone per meeting: at school from the left foot, at work from the right one, plans between."""
    count = max(page.rules.meetings_minimum, len(page.meetings))
    stones = _in_order(page, count)
    label = ngettext(
        "%(held)s van %(count)s ontmoeting geweest.", "%(held)s van %(count)s ontmoetingen geweest.", count
    ) % {"held": page.held, "count": count}
    if page.next_meeting:
        label += " " + _("De volgende is op %(day)s.") % {"day": date_format(page.next_meeting.meeting.on, "l j F")}
    return figures.Stones(
        states=[state for state, _text in stones],
        texts=[text for _state, text in stones] if count <= ROOM_FOR_WORDS else (),
        label=label,
        big=_("%(held)s van %(count)s") % {"held": page.held, "count": count},
        caption=_("ontmoetingen"),
    )


def _in_order(page: PairPage, count: int) -> list[tuple[str, str]]:
    """State and word of every stone, from left to right."""
    feet: dict[str, list[tuple[str, str]]] = {"school": [], "work": [], "both": []}
    later = [("plan", _day(line.meeting.starts_at, line)) for line in page.later]
    for line in page.meetings:
        side = SIDES[Meeting.Place(line.meeting.place)]
        if line.is_held:
            feet[side].append((side, ""))
        elif line is page.next_meeting:
            feet[side].append((f"next-{side}", _day(line.meeting.starts_at, line)))
    empty = [("plan", "")] * (count - len(page.meetings))
    return [*feet["school"], *feet["both"], *later, *empty, *reversed(feet["work"])]


def _day(starts_at: datetime, line: MeetingLine) -> str:
    day = date_format(starts_at.astimezone(line.meeting.zone).date(), "j M")
    return day.lower() if get_language() == "nl" else day


def pace_of(page: PairPage) -> figures.Pace | None:
    """Hours of both against the weeks; None when the pair has no dates."""
    weeks = page.weeks
    if weeks is None:
        return None
    target = page.rules.hours_minimum
    label = _(
        "Week %(now)s van %(weeks)s. Jij %(mine)s van %(target)s uur, %(partner)s %(theirs)s van %(target)s uur. "
        "Op schema is %(schedule)s uur."
    ) % {
        "now": weeks.now,
        "weeks": weeks.count,
        "mine": hours_text(page.me.hours.total),
        "theirs": hours_text(page.partner.hours.total),
        "partner": page.partner.name,
        "target": target,
        "schedule": hours_text(weeks.schedule(target)),
    }
    return figures.Pace(
        school_hours=float(page.teacher.hours.total),
        work_hours=float(page.non_teacher.hours.total),
        target_hours=target,
        week=weeks.now,
        weeks=weeks.count,
        free_weeks=weeks.free,
        label=label,
        here=_("nu"),
        first=_("week 1"),
        last=_("week %(number)s") % {"number": weeks.count},
    )


def hours_text(hours: Decimal) -> str:
    """Hours as one reads them: 9, 8,5."""
    return number_format(hours.normalize() if hours % 1 else hours.to_integral_value(), use_l10n=True)


@dataclass(frozen=True, slots=True)
class GoalGroup:
    """Goals of one owner, with the heading above them."""

    title: str
    is_mine: bool
    goals: Sequence[Goal]


def goal_groups(page: PairPage) -> list[GoalGroup]:
    """Joint goals, mine, my partner's; only what I may change is mine."""

    def owned_by(owner: int | None) -> list[Goal]:
        return [goal for goal in page.goals if goal.owner_id == owner]

    return [
        GoalGroup(_("Samen"), True, owned_by(None)),
        GoalGroup(_("Van jou"), True, owned_by(page.me.person.pk)),
        *([] if page.partner.is_gone else [_partners_goals(page, owned_by(page.partner.person.pk))]),
    ]


def _partners_goals(page: PairPage, goals: Sequence[Goal]) -> GoalGroup:
    return GoalGroup(_("Van %(name)s") % {"name": page.partner.name}, False, goals)


def foot(partner: Partner) -> PersonLine:
    """What stands under one foot of the arch."""
    return PersonLine(partner.name, partner.side, partner.function, partner.organisation)
