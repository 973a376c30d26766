"""What the pages of a permission read; a manager's page knows nothing but the fixed list."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from jobtwinning.accounts.models import Token
from jobtwinning.intake.managers.actions import PURPOSE, State
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.mail.holds import is_held
from jobtwinning.programmes.calendar import working_days_between
from jobtwinning.programmes.models import Participation, Programme, Side

WITHDRAWN = Participation.State.WITHDRAWN


def with_people() -> QuerySet[ManagerPermission]:
    """Permissions with what every page about them needs."""
    return ManagerPermission.objects.select_related(
        "participation__person", "participation__programme", "participation__region",
        "participation__employment__organisation",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """A link as it was opened. `works`: it can still do what it is for."""

    token: Token
    permission: ManagerPermission
    is_revoked: bool
    is_expired: bool

    @property
    def works(self) -> bool:
        return not self.is_dead and self.token.used_at is None

    @property
    def is_dead(self) -> bool:
        return self.is_revoked or self.is_expired


def opened_link(digest: str, *, at: datetime) -> OpenedLink | None:
    """The link with this digest, dead or alive, and what it is about; None when it is about nobody (any more)."""
    token = Token.objects.filter(digest=digest, purpose=PURPOSE).first() if digest else None
    if token is None:
        return None
    permission = with_people().filter(public_id=token.subject_id, manager_email=token.address).first()
    if permission is None or permission.participation.state == WITHDRAWN:
        return None
    return OpenedLink(token, permission, token.revoked_at is not None, token.expires_at <= at)


def also_yours(permission: ManagerPermission) -> list[ManagerPermission]:
    """Other people of this programme who named the same address, as far as it matters now; by name."""
    rows = with_people().filter(
        manager_email=permission.manager_email,
        participation__programme=permission.participation.programme_id,
        state__in=[State.ASKED, State.QUESTION, State.GIVEN, State.REFUSED],
    )
    others = rows.exclude(participation__state=WITHDRAWN).exclude(pk=permission.pk)
    return list(others.order_by("participation__person__given_name", "pk"))


def open_token(permission: ManagerPermission, *, at: datetime) -> Token | None:
    """The link that was mailed about this one and still works."""
    links = Token.objects.filter(purpose=PURPOSE, subject_id=permission.public_id, address=permission.manager_email)
    return links.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at).first()


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """What a manager may know of a partner: name, function, organisation."""

    name: str
    function: str
    organisation: str
    is_teacher: bool


def partner_of(participation: Participation) -> PartnerLine | None:
    """The partner, once both said yes."""
    own = participation.seats.filter(active=True, pair__accepted_at__isnull=False).first()
    if own is None:
        return None
    seats = own.pair.seats.exclude(pk=own.pk).select_related("person", "participation__employment__organisation")
    seat = seats.first()
    if seat is None or seat.person is None:
        return None
    employment = seat.participation.employment if seat.participation else None
    return PartnerLine(
        name=seat.person.full_name,
        function=employment.function if employment else "",
        organisation=employment.organisation.name if employment else "",
        is_teacher=seat.side == Side.TEACHER,
    )


def newest_in_state(participation: Participation, state: str) -> ManagerPermission | None:
    """The last one of this participation that ended so."""
    return ManagerPermission.objects.filter(participation=participation, state=state).order_by("-pk").first()


def managers_to_remind(at: datetime) -> list[ManagerPermission]:
    """Who was asked so many working days ago, holidays left out, heard nothing since and has not answered."""
    waiting = with_people().filter(state=State.ASKED, reminded_at__isnull=True)
    waiting = waiting.exclude(participation__state=WITHDRAWN)
    waiting = waiting.exclude(is_held("participation__programme_id", "participation__person_id"))
    waiting = waiting.exclude(participation__programme__state=Programme.State.FINISHED)
    return [row for row in waiting.order_by("sent_at", "pk") if _waited_long(row, at)]


def _waited_long(permission: ManagerPermission, at: datetime) -> bool:
    participation = permission.participation
    days = working_days_between(permission.sent_at.date(), at.date(), participation.region.school_holidays)  # type: ignore[arg-type]  # one of the three parts of the country
    return days >= participation.programme.rules.permission_reminder_days
