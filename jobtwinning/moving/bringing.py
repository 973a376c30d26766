"""Take the rows of a list over: people by the import of people, then pairs with what they did so far. Callers hold one
transaction, which a dry run undoes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Sum
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core.errors import DomainError, FileRefusedError, RowFault
from jobtwinning.core.spreadsheets import refuse_file
from jobtwinning.intake.corrections import Change
from jobtwinning.intake.imports import Imported, Tell, import_participants, silent
from jobtwinning.intake.managers.care import Told, record_told_permission
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.mail.holds import held_people, hold_people
from jobtwinning.moving.lists import Half, Lines, PairRow, Read, table_of
from jobtwinning.moving.models import Move, Moved
from jobtwinning.moving.words import moment_of
from jobtwinning.pairs.arriving import correct_start, take_running_pair
from jobtwinning.pairs.models import RUNNING, Pair, Seat
from jobtwinning.pairs.queries import today_for
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Participation
from jobtwinning.twinning.actions import (
    HOURS_IN_A_DAY,
    MeetingPlan,
    Spent,
    add_goal,
    log_hours,
    plan_meeting,
    remove_hours,
)
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting

MEETING = timedelta(hours=1)


@dataclass
class Brought:
    """What the rows did: by row an outcome and what changed; and whom and what the list is about."""

    outcomes: dict[int, str] = field(default_factory=dict)
    changes: dict[int, tuple[Change, ...]] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)
    organisation_ids: set[int] = field(default_factory=set)


def bring(
    move: Move,
    lines: Lines,
    read: Read,
    without: Collection[int],
    *,
    told: Told | None,
    by: Account | None,
    at: datetime,
    tell: Tell = silent,
) -> Brought:
    """Every row but those `without`. FileRefusedError when one of them cannot come in. tell: hears how far it is."""
    if move.kind == Move.Kind.PEOPLE:
        return _bring_people(move, lines, read, without, told=told, by=by, at=at, tell=tell)
    rows = [row for row in read.pairs if row.number not in without]
    return _bring_pairs(move, lines, rows, by=by, at=at, tell=tell)


def _bring_people(
    move: Move,
    lines: Lines,
    read: Read,
    without: Collection[int],
    *,
    told: Told | None,
    by: Account | None,
    at: datetime,
    tell: Tell,
) -> Brought:
    table = table_of([row for row in read.people if row.number not in without])
    try:
        done = import_participants(
            move.programme,
            table,
            by=by,
            at=at,
            region_ids=move.region_ids,
            told=told,
            completes=read.completes,
            tell=tell,
        )
    except FileRefusedError as refused:
        raise FileRefusedError(refused.message, [lines.renamed(fault) for fault in refused.rows]) from None
    brought = Brought(dict(done.outcomes), dict(done.changes), organisation_ids=set(done.new_organisations))
    for number, one in done.participations.items():
        if done.outcomes[number] != "unchanged":
            is_new = done.outcomes[number] == "added"
            brought.moved.append(Moved(move=move, participation=one, is_new=is_new, before=_before(done, number, one)))
    newcomers = [one.participation.person_id for one in brought.moved if one.is_new and one.participation]
    hold_people(move.programme_id, newcomers, move.public_id, at=at)
    return brought


def _before(done: Imported, number: int, one: Participation) -> dict[str, object]:
    """What stood there before; of who is new here, whether we knew the person already."""
    if done.outcomes[number] == "added":
        return {} if one.person_id in done.new_people else {"known": True}
    return dict(done.before.get(number, {}))


# --- Pairs ------------------------------------------------------------------------------------------


def _bring_pairs(
    move: Move, lines: Lines, rows: Sequence[PairRow], *, by: Account | None, at: datetime, tell: Tell
) -> Brought:
    people: list[Imported] = []
    faults: list[RowFault] = []
    for halves in ([row.teacher for row in rows], [row.non_teacher for row in rows]):
        table = table_of([half.person for half in halves])
        letters = {half.person.number: half.letter for half in halves}
        try:
            people.append(
                import_participants(move.programme, table, by=by, at=at, region_ids=move.region_ids)
                if halves
                else Imported({})
            )
        except FileRefusedError as refused:
            faults += [lines.renamed(fault, letters.get(fault.row, "a")) for fault in refused.rows]
    refuse_file(faults)
    brought = Brought(organisation_ids={pk for each in people for pk in each.new_organisations})
    for done, row in enumerate(rows):
        tell(done / len(rows))
        try:
            with transaction.atomic():
                _bring_pair(move, row, people, brought, by=by, at=at)
        except DomainError as refused:
            column = lines.heading(refused.field) if refused.field else ""
            faults.append(RowFault(row.number, column, str(refused.message)))
    refuse_file(faults)
    return brought


def _bring_pair(
    move: Move, row: PairRow, people: Sequence[Imported], brought: Brought, *, by: Account | None, at: datetime
) -> None:
    teacher, non_teacher = (each.participations[row.number] for each in people)
    for each, one in zip(people, (teacher, non_teacher), strict=True):
        if each.outcomes[row.number] != "unchanged":
            is_new = each.outcomes[row.number] == "added"
            before = _before(each, row.number, one)
            brought.moved.append(Moved(move=move, participation=one, is_new=is_new, before=before))
    changes = [change for each in people for change in each.changes.get(row.number, ())]
    pair = _pair_of(teacher, non_teacher)
    is_new = pair is None
    if pair is None:
        people_ids = [teacher.person_id, non_teacher.person_id]
        pair = take_running_pair(teacher, non_teacher, row.starts_on, by=by, at=at)
        hold_people(move.programme_id, people_ids, move.public_id, at=at)
        moved = Moved(move=move, pair=pair)
        brought.moved.append(moved)
    elif not held_people(pair.programme_id, [teacher.person_id]):  # it goes its own way since Start
        brought.outcomes[row.number] = "changed" if changes else "unchanged"
        brought.changes[row.number] = tuple(changes)
        return
    changes += _furnish(move, pair, row, (teacher, non_teacher), brought, by=by, at=at)
    brought.outcomes[row.number] = "added" if is_new else "changed" if changes else "unchanged"
    if not is_new and changes:
        brought.changes[row.number] = tuple(changes)


def _pair_of(teacher: Participation, non_teacher: Participation) -> Pair | None:
    """The pair that these two are already."""
    pairs = Pair.objects.filter(state__in=RUNNING, seats__participation=teacher)
    return pairs.filter(seats__participation=non_teacher).select_related("programme", "region").first()


def _furnish(
    move: Move,
    pair: Pair,
    row: PairRow,
    both: tuple[Participation, Participation],
    brought: Brought,
    *,
    by: Account | None,
    at: datetime,
) -> list[Change]:
    """What the pair has so far: hours, goals, permission, the next meeting. Only what is not there yet."""
    changes = []
    had = pair.starts_on
    if correct_start(pair, row.starts_on, by=by, at=at):
        changes.append(Change("starts_on", _shown(had), _shown(row.starts_on)))
    for half, one in zip((row.teacher, row.non_teacher), both, strict=True):
        changes += _goals(pair, half.goals, one.person, by=by, at=at)
        changes += _hours(pair, half, one.person, by=by, at=at)
        changes += _permission(move, half, one, brought, by=by, at=at)
    changes += _goals(pair, row.goals, None, by=by, at=at)
    return changes + _next_meeting(pair, row, by=by, at=at)


def _shown(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _goals(pair: Pair, goals: Sequence[str], owner: Person | None, *, by: Account | None, at: datetime) -> list[Change]:
    known = set(Goal.objects.filter(pair=pair, owner=owner).values_list("text", flat=True)) if goals else set()
    new = [goal for goal in goals if goal not in known]
    for goal in new:
        add_goal(pair, text=goal, owner=owner, by=by, at=at)
    return [Change("goals", "", goal) for goal in new]


def _hours(pair: Pair, half: Half, person: Person, *, by: Account | None, at: datetime) -> list[Change]:
    """An opening entry, over as many days as it needs: a day has 24 hours."""
    entries = HoursEntry.objects.filter(pair=pair, person=person)
    known = entries.aggregate(total=Sum(F("work_hours") + F("private_hours")))["total"] or Decimal(0)
    if half.hours is None or known == half.hours:
        return []
    for entry in entries:
        remove_hours(entry, by=by, at=at)
    with translation.override(person.language):
        what = _("Uren tot nu toe")
    left, day, today = half.hours, row_day(pair), today_for(pair, at)
    while left > 0:
        if day > today:
            message = _("Zo veel uren passen niet sinds de begindatum.")
            raise DomainError("hours_before_start", message, field=f"{half.letter}_hours")
        some = min(left, Decimal(HOURS_IN_A_DAY))
        log_hours(pair, Spent(day, some, Decimal(0), what), person=person, by=by, at=at)
        left, day = left - some, day + timedelta(days=1)
    return [Change("hours", str(known), str(half.hours))]


def row_day(pair: Pair) -> date:
    """The first day of a pair that has one."""
    if pair.starts_on is None:
        raise ValueError("a pair that came along has a first day")
    return pair.starts_on


def _permission(
    move: Move, half: Half, one: Participation, brought: Brought, *, by: Account | None, at: datetime
) -> list[Change]:
    """What the manager said; who said nothing yet is kept until Start."""
    if one.permissions.filter(state=ManagerPermission.State.GIVEN).exists():
        return []
    if half.has_permission:
        told = Told(
            how=half.how,
            note=_("Stond in de lijst waarmee we verhuisden."),
            manager_name=half.manager_name,
            manager_email=half.manager_email,
        )
        record_told_permission(one, told, by=by, at=at)
        return [Change("permission")]
    row = next((each for each in brought.moved if each.participation == one), None)
    if row is not None:
        row.manager_name, row.manager_email = half.manager_name, half.manager_email
    return []


def _next_meeting(pair: Pair, row: PairRow, *, by: Account | None, at: datetime) -> list[Change]:
    if row.next_on is None:
        return []
    starts_at = moment_of(row.next_on, row.next_at).replace(tzinfo=ZoneInfo(pair.programme.time_zone))
    if Meeting.objects.filter(pair=pair, starts_at=starts_at, cancelled_at__isnull=True).exists():
        return []
    what = "" if row.next_at else _("Spreek de tijd nog af")
    plan = MeetingPlan(starts_at, starts_at + MEETING, Meeting.Place.ELSEWHERE, where=row.next_where, what=what)
    try:
        plan_meeting(pair, plan, person=None, by=by, at=at)
    except DomainError as refused:
        raise DomainError(refused.code, refused.message, field="next_on") from None
    return [Change("next_on", "", _shown(row.next_on))]


def seated_elsewhere(participation: Participation, pair_ids: Collection[int]) -> bool:
    """Whether somebody has, or had, a seat in a pair that did not come with this list."""
    return Seat.objects.filter(participation=participation).exclude(pair__in=pair_ids).exists()
