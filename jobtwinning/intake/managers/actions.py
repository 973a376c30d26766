"""Ask, give, refuse, question, pass on and withdraw a permission: what participants and managers do."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jobtwinning.accounts import tokens
from jobtwinning.accounts.models import Account, Token
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.intake.honest import manager_lines
from jobtwinning.intake.managers import letters
from jobtwinning.intake.models import HOLDS, OPEN, ManagerPermission
from jobtwinning.intake.readiness import lock_participation, settle_readiness
from jobtwinning.programmes.models import Participation

State, How = ManagerPermission.State, ManagerPermission.How
PURPOSE = Token.Purpose.MANAGER_PERMISSION
LINK_LIFE = timedelta(days=30)
MOST_PASSED_ON = 5  # further than this nobody passes a link on: the coordinator calls


@dataclass(frozen=True, slots=True)
class Manager:
    """Whom to ask."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a manager says: State.GIVEN, REFUSED or QUESTION, and what goes with it."""

    state: str
    hours_maximum: int | None = None
    question: str = ""
    counts_as_development: bool | None = None
    hopes: str = ""


def link_gone() -> DomainError:
    return DomainError("link_gone", _("Deze link werkt niet meer. Vraag een nieuwe."))


# --- The participant --------------------------------------------------------------------------------


def ask_permission(
    participation: Participation, manager: Manager, *, by: Account | None, at: datetime
) -> ManagerPermission:
    """Mail the manager a link; whoever was asked before has none any more.

    DomainError when a permission was given already, or the address is the participant's own.
    """
    with transaction.atomic():
        row = lock_participation(participation)
        refuse_withdrawn(row)
        _refuse_own_address(row, manager)
        current = current_permission(row)
        if current is not None and current.state == State.GIVEN:
            raise DomainError("given", _("De toestemming is al gegeven. Wil je iets anders? Vraag het je coördinator."))
        replace_permission(row, current, by=by, at=at)
        permission = new_question(row, manager, at=at)
        tell("ask_permission", permission, row, by=by, at=at)
        send_link(permission, row, letters.ASKED, at=at)
        settle_readiness(participation, by=by, at=at)
    return permission


def give_own_permission(
    participation: Participation, *, hours_maximum: int | None, by: Account | None, at: datetime
) -> ManagerPermission:
    """Of somebody who decides about their own time: self-employed, owner or director."""
    with transaction.atomic():
        row = lock_participation(participation)
        refuse_withdrawn(row)
        current = current_permission(row)
        if current is not None and current.state == State.GIVEN:
            return current
        replace_permission(row, current, by=by, at=at)
        permission = ManagerPermission.objects.create(
            participation=row,
            state=State.GIVEN,
            how=How.OWN,
            hours_maximum=hours_maximum,
            asked_at=at,
            sent_at=at,
            decided_at=at,
            **what_was_shown(row),
        )
        tell("give_permission", permission, row, by=by, at=at)
        settle_readiness(participation, by=by, at=at)
    return permission


def resend_link(permission: ManagerPermission, *, by: Account | None, at: datetime, kind: str = "again") -> None:
    """A fresh link to the same manager; the old one is dead. Also for who wants to look back or changed their mind."""
    with transaction.atomic():
        row = lock_participation(permission.participation)
        refuse_withdrawn(row)
        fresh = ManagerPermission.objects.filter(pk=permission.pk, state__in=HOLDS).exclude(manager_email="").first()
        if fresh is None:
            raise link_gone()
        tell("resend_link", fresh, row, by=by, at=at)
        send_link(fresh, row, kind, at=at)


# --- The manager, by link ---------------------------------------------------------------------------


def decide_permission(permission: ManagerPermission, decision: Decision, *, token: Token | None, at: datetime) -> None:
    """Yes, no, or a question first; uses the link up. Of two answers at once the first stands."""
    with transaction.atomic():
        row = lock_participation(permission.participation)
        _use(permission, row, token, at=at)
        changed = ManagerPermission.objects.filter(pk=permission.pk, state__in=OPEN).update(
            state=decision.state,
            hours_maximum=decision.hours_maximum,
            question=decision.question or F("question"),
            answer="" if decision.question else F("answer"),
            counts_as_development=decision.counts_as_development,
            hopes=decision.hopes,
            decided_at=None if decision.state == State.QUESTION else at,
            version=F("version") + 1,
            **what_was_shown(row),
        )
        if not changed:
            raise link_gone()
        permission.refresh_from_db()
        verbs = {State.GIVEN: "give_permission", State.REFUSED: "refuse_permission", State.QUESTION: "ask_question"}
        tell(verbs[State(decision.state)], permission, row, by=None, at=at)
        settle_readiness(row, by=None, at=at)
        letters.tell_of_decision(permission, row)


def pass_on(permission: ManagerPermission, to: Manager, *, token: Token | None, at: datetime) -> ManagerPermission:
    """ "Dit is niet aan mij": a colleague gets a fresh link, the old one ends."""
    with transaction.atomic():
        row = lock_participation(permission.participation)
        _refuse_own_address(row, to)
        if to.email.casefold() == permission.manager_email.casefold():
            raise DomainError("same_address", _("Dit is je eigen adres. Noem een collega."), field="email")
        if row.permissions.filter(state=State.PASSED_ON).count() >= MOST_PASSED_ON:
            raise DomainError(
                "passed_on_too_often", _("Deze vraag is al vaak doorgegeven. Mail de coördinator, dan belt die even.")
            )
        _use(permission, row, token, at=at)
        if not _move(permission, OPEN, State.PASSED_ON):
            raise link_gone()
        tell("pass_on_permission", permission, row, by=None, at=at)
        colleague = new_question(row, to, at=at)
        send_link(colleague, row, letters.PASSED_ON, at=at)
    return colleague


def withdraw_given(permission: ManagerPermission, *, token: Token | None, at: datetime) -> None:
    """The manager takes the permission back, by a fresh link."""
    with transaction.atomic():
        row = lock_participation(permission.participation)
        _use(permission, row, token, at=at)
        end_permission(permission, row, by=None, at=at)


# --- What these share -------------------------------------------------------------------------------


def end_permission(
    permission: ManagerPermission, participation: Participation, *, by: Account | None, at: datetime
) -> None:
    """A permission that was given, or asked, no longer is; inside a transaction that holds the participation."""
    if not _move(permission, HOLDS, State.WITHDRAWN):
        raise DomainError("not_given", _("Deze toestemming was al veranderd. Kijk wat er nu staat."))
    kill_links([permission.public_id], at=at)
    tell("withdraw_permission", permission, participation, by=by, at=at)
    settle_readiness(participation, by=by, at=at)
    permission.refresh_from_db()
    letters.tell_of_decision(permission, participation)


def close_permissions(participation: Participation, *, at: datetime) -> None:
    """Somebody leaves: nobody need answer any more, no link about them works, and who gave hours has them back; not
    after a pair or a round that came to its end."""
    rows = ManagerPermission.objects.filter(participation=participation)
    if not participation.programme.is_over and not participation.seats.filter(pair__state="finished").exists():
        for given in rows.filter(state=State.GIVEN).exclude(manager_email=""):
            letters.tell_of_leaving(given, participation)
    kill_links(list(rows.values_list("public_id", flat=True)), at=at)
    rows.filter(state__in=OPEN).update(state=State.WITHDRAWN, version=F("version") + 1)


def current_permission(participation: Participation) -> ManagerPermission | None:
    """The one that waits or holds."""
    return ManagerPermission.objects.filter(participation=participation, state__in=HOLDS).first()


def replace_permission(
    participation: Participation, current: ManagerPermission | None, *, by: Account | None, at: datetime
) -> None:
    """Whoever was asked is not asked any more."""
    if current is not None and _move(current, HOLDS, State.REPLACED):
        kill_links([current.public_id], at=at)
        tell("replace_permission", current, participation, by=by, at=at)


def new_question(participation: Participation, manager: Manager, *, at: datetime) -> ManagerPermission:
    """A row that waits for this manager."""
    permission = unsaved_question(participation, manager, at=at)
    permission.save(force_insert=True)
    return permission


def unsaved_question(participation: Participation, manager: Manager, *, at: datetime) -> ManagerPermission:
    """The same before it is asked, to show what would go out."""
    return ManagerPermission(
        participation=participation,
        manager_name=manager.name,
        manager_email=manager.email.strip().lower(),
        language=participation.person.language,
        asked_at=at,
        sent_at=at,
    )


def send_link(permission: ManagerPermission, participation: Participation, kind: str, *, at: datetime) -> None:
    """A new link and the mail with it; mails with an older one that still wait do not leave."""
    about = tokens.About(PURPOSE, permission.public_id, permission.manager_email, participation.programme_id)
    letters.cancel_links([permission.public_id], at=at)
    raw = tokens.make_token(about, lifetime=LINK_LIFE, at=at)
    ManagerPermission.objects.filter(pk=permission.pk).update(sent_at=at)
    letters.mail_link(permission, participation, raw, kind, until=at + LINK_LIFE)


def kill_links(public_ids: list[str], *, at: datetime) -> None:
    """Used ones too: what was decided with them is not shown any more."""
    Token.objects.filter(purpose=PURPOSE, subject_id__in=public_ids, revoked_at__isnull=True).update(revoked_at=at)
    letters.cancel_links(public_ids, at=at)


def what_was_shown(participation: Participation) -> dict[str, str]:
    """The version, hash and language of the words that stood on the page."""
    shown = manager_lines(participation)
    return {
        "text_version": shown.version,
        "text_hash": shown.digest,
        "language": (get_language() or "nl")[:2],
    }


def tell(
    verb: str, permission: ManagerPermission, participation: Participation, *, by: Account | None, at: datetime
) -> None:
    """One line of history: codes only, no names and no words of anybody."""
    told_line(verb, permission, participation, by=by, at=at).save(force_insert=True)


def told_line(
    verb: str, permission: ManagerPermission, participation: Participation, *, by: Account | None, at: datetime
) -> History:
    """The line, not yet stored."""
    return history.line(
        verb,
        permission,
        by=by,
        at=at,
        programme_id=participation.programme_id,
        region_id=participation.region_id,
        codes={"how": permission.how, "hours_maximum": permission.hours_maximum},
    )


def refuse_withdrawn(participation: Participation) -> None:
    if participation.state == Participation.State.WITHDRAWN:
        raise DomainError("withdrawn", _("Deze deelnemer heeft zich uitgeschreven."))


def _refuse_own_address(participation: Participation, manager: Manager) -> None:
    """A participant is not their own manager by link; who decides alone says so."""
    person = participation.person
    own = {person.email.casefold(), person.account.email.casefold() if person.account else ""}
    if manager.email.strip().casefold() in own:
        raise DomainError(
            "own_address",
            _("Dit is het adres van de deelnemer zelf. Vul het adres van de leidinggevende in."),
            field="email",
        )


def _use(permission: ManagerPermission, participation: Participation, token: Token | None, *, at: datetime) -> None:
    """Use the link of exactly this permission up, or refuse."""
    is_right = token is not None and token.purpose == PURPOSE and token.subject_id == permission.public_id
    if participation.state == Participation.State.WITHDRAWN or not is_right or token is None:
        raise link_gone()
    if not tokens.use_token(token, at=at):
        raise link_gone()


def _move(permission: ManagerPermission, old: tuple[str, ...], new: str) -> bool:
    """From one of these states to another, if it still is in one of them."""
    moved = ManagerPermission.objects.filter(pk=permission.pk, state__in=old).update(
        state=new, version=F("version") + 1
    )
    if moved:
        permission.state = new
    return bool(moved)
