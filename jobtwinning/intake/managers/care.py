"""What a coordinator does about a permission: write down what was told, answer, send again, withdraw, remind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import clock, history
from jobtwinning.core.errors import DomainError
from jobtwinning.intake.managers import letters
from jobtwinning.intake.managers.actions import (
    State,
    current_permission,
    end_permission,
    refuse_withdrawn,
    replace_permission,
    send_link,
    tell,
    told_line,
    what_was_shown,
)
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.intake.readiness import line_about, lock_participation, note_motivation, settle_readiness
from jobtwinning.programmes.models import Participation

BATCH = 500


@dataclass(frozen=True, slots=True)
class Told:
    """A permission that came without a link: how it is known, and since when."""

    how: str  # ManagerPermission.How.PAPER or SPOKEN
    note: str
    on: date | None = None  # None = today
    manager_name: str = ""
    manager_email: str = ""
    hours_maximum: int | None = None
    is_motivated: bool = False  # the participant said so too


def record_told_permission(
    participation: Participation, told: Told, *, by: Account | None, at: datetime
) -> ManagerPermission:
    """A signature on paper or a spoken yes, marked as such; a link that was out is dead."""
    with transaction.atomic():
        row = lock_participation(participation)
        refuse_withdrawn(row)
        replace_permission(row, current_permission(row), by=by, at=at)
        permission = _given(row, told, what_was_shown(row), by=by, at=at)
        permission.save(force_insert=True)
        tell("record_permission", permission, row, by=by, at=at)
        if told.is_motivated:
            note_motivation(row, by=by, at=at)
        settle_readiness(participation, by=by, at=at)
    return permission


def _given(
    participation: Participation, told: Told, shown: Mapping[str, str], *, by: Account | None, at: datetime
) -> ManagerPermission:
    """The row, not yet stored."""
    return ManagerPermission(
        participation=participation,
        manager_name=told.manager_name,
        manager_email=told.manager_email,
        state=State.GIVEN,
        how=told.how,
        hours_maximum=told.hours_maximum,
        note=told.note,
        asked_at=at,
        sent_at=at,
        decided_at=_moment(told.on, at),
        recorded_by_id=by.pk if by else None,
        **shown,
    )


def give_permissions(newcomers: Sequence[Participation], told: Told, *, by: Account | None, at: datetime) -> None:
    """Idem for many who arrived a moment ago with their intake; with their enthusiasm they are ready."""
    rows = [_given(one, told, what_was_shown(one), by=by, at=at) for one in newcomers]
    ManagerPermission.objects.bulk_create(rows, batch_size=BATCH)
    lines = [told_line("record_permission", row, row.participation, by=by, at=at) for row in rows]
    if told.is_motivated:
        for start in range(0, len(newcomers), BATCH):
            keys = [one.pk for one in newcomers[start : start + BATCH]]
            Participation.objects.filter(pk__in=keys).update(
                motivation_confirmed_at=at, state=Participation.State.READY, version=F("version") + 2
            )
        for one in newcomers:
            one.motivation_confirmed_at, one.state = at, Participation.State.READY
            lines += [line_about(one, verb, by=by, at=at) for verb in ("confirm_motivation", "became_ready")]
    history.record_all(lines)


def _moment(on: date | None, at: datetime) -> datetime:
    """Noon of that day; now when it is today."""
    if on is None or on >= at.astimezone(clock.AMSTERDAM).date():
        return at
    return datetime.combine(on, time(12), clock.AMSTERDAM)


def answer_question(permission: ManagerPermission, answer: str, *, by: Account | None, at: datetime) -> None:
    """Mail the answer to the manager with a fresh link; they can decide now."""
    with transaction.atomic():
        row = lock_participation(permission.participation)
        refuse_withdrawn(row)
        changed = ManagerPermission.objects.filter(pk=permission.pk, state=State.QUESTION).update(
            state=State.ASKED, answer=answer, version=F("version") + 1
        )
        if not changed:
            raise DomainError("no_question", _("Deze vraag wacht niet meer op antwoord. Kijk wat er nu staat."))
        permission.refresh_from_db()
        tell("answer_question", permission, row, by=by, at=at)
        send_link(permission, row, letters.ANSWERED, at=at)


def withdraw_permission(permission: ManagerPermission, *, by: Account | None, at: datetime) -> None:
    """The manager told the coordinator that it does not go on, or the question is taken back."""
    with transaction.atomic():
        end_permission(permission, lock_participation(permission.participation), by=by, at=at)


def remind_manager(permission: ManagerPermission, *, by: Account | None, at: datetime) -> bool:
    """Once, with a fresh link; False when it was done, or nobody need be reminded any more."""
    with transaction.atomic():
        row = lock_participation(permission.participation)
        waiting = ManagerPermission.objects.filter(pk=permission.pk, state=State.ASKED, reminded_at__isnull=True)
        if row.state == Participation.State.WITHDRAWN or not waiting.update(reminded_at=at):
            return False
        tell("remind_manager", permission, row, by=by, at=at)
        send_link(permission, row, letters.REMINDED, at=at)
    return True
