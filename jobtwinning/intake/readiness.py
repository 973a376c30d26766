"""Klaar voor matching (REC-03): the intake, enthusiasm and the manager's permission, or a coordinator's word."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.intake.models import HOLDS, ManagerPermission, ReadinessOverride
from jobtwinning.programmes.models import Participation

State = Participation.State


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is in and what is not; `permission` is the one that waits or holds, else the newest."""

    has_intake: bool
    is_motivated: bool
    permission: ManagerPermission | None
    override: ReadinessOverride | None

    @property
    def has_permission(self) -> bool:
        return self.permission is not None and self.permission.state == ManagerPermission.State.GIVEN

    @property
    def is_complete(self) -> bool:
        """Nothing is missing, without anybody's decision."""
        return self.has_intake and self.is_motivated and self.has_permission

    @property
    def is_ready(self) -> bool:
        return self.has_intake and (self.is_complete or self.override is not None)


def readiness_of(participation: Participation) -> Readiness:
    """As it stands in the database now; two queries."""
    return Readiness(
        has_intake=participation.has_intake,
        is_motivated=participation.motivation_confirmed_at is not None,
        permission=shown_permission(participation),
        override=ReadinessOverride.objects.filter(participation=participation).first(),
    )


def shown_permission(participation: Participation) -> ManagerPermission | None:
    """The permission that waits or holds; without one the newest."""
    rows = list(ManagerPermission.objects.filter(participation=participation).order_by("asked_at", "pk"))
    return next((row for row in rows if row.state in HOLDS), rows[-1] if rows else None)


def permissions_by_participation(keys: Collection[int]) -> dict[int, ManagerPermission]:
    """Idem for many, in one query."""
    found: dict[int, ManagerPermission] = {}
    for row in ManagerPermission.objects.filter(participation__in=keys).order_by("asked_at", "pk"):
        before = found.get(row.participation_id)
        if before is None or before.state not in HOLDS:
            found[row.participation_id] = row
    return found


def lock_participation(participation: Participation) -> Participation:
    """The row as it is now, for this transaction alone: whoever changes what readiness rests on takes it first."""
    found = Participation.objects.select_for_update(of=("self",)).select_related("person", "programme", "region")
    return found.get(pk=participation.pk)


def settle_readiness(participation: Participation, *, by: Account | None, at: datetime) -> None:
    """Make the state follow what is in; every action that changes one of the parts calls it last."""
    row = lock_participation(participation)
    is_ready = readiness_of(row).is_ready
    old, new = (State.INTAKE_COMPLETE, State.READY) if is_ready else (State.READY, State.INTAKE_COMPLETE)
    changed = Participation.objects.filter(pk=row.pk, state=old).update(state=new, version=F("version") + 1)
    if changed:
        record_about(row, "became_ready" if is_ready else "not_ready_any_more", by=by, at=at)
        row.state = new
    participation.state, participation.motivation_confirmed_at = row.state, row.motivation_confirmed_at


def record_about(
    participation: Participation, verb: str, *, by: Account | None, at: datetime, **codes: str | int | bool | None
) -> None:
    """One line of history about a participation."""
    line_about(participation, verb, by=by, at=at, **codes).save(force_insert=True)


def line_about(
    participation: Participation, verb: str, *, by: Account | None, at: datetime, **codes: str | int | bool | None
) -> History:
    """The line, not yet stored."""
    return history.line(
        verb,
        participation,
        by=by,
        at=at,
        programme_id=participation.programme_id,
        region_id=participation.region_id,
        codes=codes,
    )


def confirm_motivation(participation: Participation, *, by: Account | None, at: datetime) -> bool:
    """Enthusiastic and curious (R-0.1), in the participant's own words; False when it was said before."""
    with transaction.atomic():
        row = lock_participation(participation)
        if row.state == State.WITHDRAWN or not note_motivation(row, by=by, at=at):
            return False
        settle_readiness(participation, by=by, at=at)
    return True


def note_motivation(participation: Participation, *, by: Account | None, at: datetime) -> bool:
    """Idem, inside an action that holds the participation and settles afterwards."""
    unsaid = Participation.objects.filter(pk=participation.pk, motivation_confirmed_at__isnull=True)
    if not unsaid.update(motivation_confirmed_at=at, version=F("version") + 1):
        return False
    record_about(participation, "confirm_motivation", by=by, at=at)
    return True


def override_readiness(participation: Participation, reason: str, *, by: Account | None, at: datetime) -> None:
    """The coordinator lets somebody be matched although something is missing; the newest reason stands."""
    with transaction.atomic():
        row = lock_participation(participation)
        if row.state == State.WITHDRAWN:
            raise DomainError("withdrawn", _("Deze deelnemer heeft zich uitgeschreven."))
        if not row.has_intake:
            raise DomainError("no_intake", _("De intake is nog niet af. Zonder intake valt er niets te matchen."))
        values = {"reason": reason, "made_at": at, "made_by_id": by.pk if by else None}
        ReadinessOverride.objects.update_or_create(participation=row, defaults=values)
        record_about(row, "override_readiness", by=by, at=at)
        settle_readiness(participation, by=by, at=at)


def take_back_override(participation: Participation, *, by: Account | None, at: datetime) -> None:
    """From now on what is missing counts again."""
    with transaction.atomic():
        row = lock_participation(participation)
        if ReadinessOverride.objects.filter(participation=row).delete()[0]:
            record_about(row, "take_back_override", by=by, at=at)
            settle_readiness(participation, by=by, at=at)
