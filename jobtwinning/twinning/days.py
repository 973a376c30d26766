"""The days of a pair: what to know about one, also from the calendars of both organisations, and which to begin with
(AGR-06)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jobtwinning.intake.year import period_name
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import OrganisationPeriod
from jobtwinning.people.places import SchoolRegion
from jobtwinning.programmes.calendar import is_public_holiday, is_working_day, iso_week
from jobtwinning.programmes.models import Side
from jobtwinning.surveys.models import Answer
from jobtwinning.twinning.models import Meeting
from jobtwinning.twinning.plan import check_day

Kind = OrganisationPeriod.Kind
Place = Meeting.Place
LOOSE = (
    Kind.STUDY_DAYS,
    Kind.TEST_WEEKS,
    Kind.PROJECT_WEEKS,
)  # the timetable of a teacher matters less (process model)
SUGGESTED = 4


@dataclass(frozen=True, slots=True)
class PairPeriod:
    """A period of one of the two organisations, both days inclusive; no more of it than its partner may know."""

    side: str
    kind: str
    first_day: date
    last_day: date

    def holds(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    @property
    def is_school(self) -> bool:
        return self.side == Side.TEACHER

    @property
    def is_loose(self) -> bool:
        """Lessons at the school of the teacher are fewer or other than usual."""
        return self.is_school and self.kind in LOOSE

    @property
    def text(self) -> str:
        """Where and what, with its days: "op school: toetsweek, 9 tot en met 20 november"."""
        where = _("op school: %(what)s") if self.is_school else _("op het werk: %(what)s")
        return f"{where % {'what': period_name(self.kind)}}, {self.days}"

    @property
    def days(self) -> str:
        first, last = self.first_day, self.last_day
        if first == last:
            return date_format(first, "j F")
        from_day = date_format(first, "j" if (first.year, first.month) == (last.year, last.month) else "j F")
        return _("%(first)s tot en met %(last)s") % {"first": from_day, "last": date_format(last, "j F")}


def periods_of(pair: Pair) -> list[PairPeriod]:
    """What both organisations told of themselves, by first day; one query."""
    rows = (
        OrganisationPeriod.objects.filter(organisation__employments__participation__seats__pair=pair)
        .exclude(kind=Kind.TIMETABLE)
        .order_by("first_day", "last_day", "pk")
        .values_list("organisation__employments__participation__seats__side", "kind", "first_day", "last_day")
        .distinct()
    )
    return [PairPeriod(*row) for row in rows]


def school_region(pair: Pair) -> SchoolRegion:
    """Whose school holidays count for this pair."""
    return cast(SchoolRegion, pair.region.school_holidays)


def notes_on(day: date, place: str, pair: Pair, periods: Iterable[PairPeriod]) -> list[str]:
    """What to know about a day; advice, never a block. place: Meeting.Place, or "" when it is not chosen."""
    seen = check_day(day, pair.starts_on, pair.planned_end_on, school_region(pair))
    notes = [_("Dit valt buiten jullie periode.")] if seen.outside_period else []
    if seen.holiday:
        name = seen.holiday.label(get_language() or "nl").lower()
        notes.append(_("Dit valt in de %(name)s. Is de school dan open?") % {"name": name})
    elif is_public_holiday(day):
        notes.append(_("Dit is een feestdag."))
    return notes + told_about(day, place, periods)


def told_about(day: date, place: str, periods: Iterable[PairPeriod]) -> list[str]:
    """What the calendars say about a day, each with what to do."""
    return [
        f"{_capital(each.text)}. {advice}".strip()
        for each in periods
        if each.holds(day)
        for advice in [_advice(each, place)]
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _advice(period: PairPeriod, place: str) -> str:
    if period.kind == Kind.CLOSED:
        here = place == (Place.SCHOOL if period.is_school else Place.WORK)
        return _("Spreek dan ergens anders af.") if here else _("Vraag even of het uitkomt.")
    if period.kind == Kind.PEAK:
        return _("Vraag even of het uitkomt.")
    if not period.is_loose:
        return ""
    if place == Place.SCHOOL:
        return _("Er zijn dan misschien geen gewone lessen om te bekijken.")
    return _("Het rooster is dan vaak ruimer: een goed moment om op het werk te kijken.")


# --- Days to begin with -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A day to begin with, and why: the period at school that makes it a good one, if there is one."""

    day: date
    loose: PairPeriod | None

    @property
    def place(self) -> str:
        """Where it suits best."""
        return Place.WORK if self.loose else ""


@dataclass(frozen=True, slots=True)
class PairWeeks:
    """The ISO weeks in which one of the two is busy or cannot, as both said in their intake; never shown."""

    busy: frozenset[str]
    closed: frozenset[str]


def weeks_of(pair: Pair) -> PairWeeks:
    """One query."""
    rows = Answer.objects.filter(
        response__response_key__link__participation__seats__pair=pair,
        response__instrument="intake",
        item__in=("I12a", "I12b"),
    )
    weeks: dict[str, set[str]] = {"I12a": set(), "I12b": set()}
    for item, value in rows.values_list("item", "value"):
        weeks[item].update(value or ())
    return PairWeeks(frozenset(weeks["I12a"]), frozenset(weeks["I12b"]))


def suggested_days(
    first: date,
    last: date,
    region: SchoolRegion,
    periods: Sequence[PairPeriod],
    weeks: PairWeeks,
    planned: Collection[date],
) -> list[Suggestion]:
    """At most one day a week, in weeks without a meeting: days on which the timetable matters less first, then ordinary
    ones on the weekday of the last meeting. Never a holiday, a day on which one of both organisations is closed or
    busy, or a week in which one of the two cannot. A week that is busy for one: only when the timetable is loose.
    """
    taken = {iso_week(day) for day in planned}
    usual = max(planned, default=None)
    best: dict[str, tuple[tuple[bool, bool, date], Suggestion]] = {}
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        week, here = iso_week(day), [each for each in periods if each.holds(day)]
        loose = next((each for each in here if each.is_loose), None)
        if week in taken or week in weeks.closed or not is_working_day(day, region):
            continue
        if any(each.kind in (Kind.CLOSED, Kind.PEAK) for each in here) or (week in weeks.busy and loose is None):
            continue
        if loose is None and (usual is None or day.weekday() != usual.weekday()):
            continue
        rank = (loose is None, usual is None or day.weekday() != usual.weekday(), day)
        if week not in best or rank < best[week][0]:
            best[week] = (rank, Suggestion(day, loose))
    ranked = sorted(best.values(), key=lambda each: (each[0][0], each[0][2]))[:SUGGESTED]
    return sorted((each for _rank, each in ranked), key=lambda each: each.day)


# --- The page on which a meeting is planned -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Planning:
    """Beside the form: days to begin with, and what both calendars still hold until the end of the pair."""

    suggestions: Sequence[Suggestion]
    periods: Sequence[PairPeriod]


def planning_of(pair: Pair, periods: Sequence[PairPeriod], *, today: date, moving: Meeting | None = None) -> Planning:
    """From tomorrow to the end of the pair; two queries. moving: a meeting that is about to get another day."""
    first, last = max(today + timedelta(days=1), pair.starts_on or today), pair.planned_end_on
    if last is None:
        return Planning((), ())
    meetings = Meeting.objects.filter(pair=pair, cancelled_at__isnull=True).order_by("starts_at", "pk")
    planned = [each.on for each in meetings if moving is None or each.pk != moving.pk]
    return Planning(
        suggestions=suggested_days(first, last, school_region(pair), periods, weeks_of(pair), planned),
        periods=[each for each in periods if each.last_day >= first and each.first_day <= last],
    )
