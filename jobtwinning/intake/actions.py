"""Sign up, fill in the intake, complete it, withdraw."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from jobtwinning.accounts.actions import get_or_create_account
from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.intake import letters
from jobtwinning.intake.managers.actions import close_permissions
from jobtwinning.intake.queries import sign_up_state
from jobtwinning.intake.readiness import settle_readiness
from jobtwinning.intake.steps import INSTRUMENT
from jobtwinning.people.models import Employment, Organisation, Person, Region
from jobtwinning.programmes.interest import drop_served
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.surveys.actions import Saved, open_response, save_answers, submit_response
from jobtwinning.surveys.queries import response_of

State = Participation.State
TRANSITIONS: dict[str, tuple[str, ...]] = {
    State.SIGNED_UP: (State.INTAKE_COMPLETE, State.WITHDRAWN),
    State.INTAKE_COMPLETE: (State.READY, State.WITHDRAWN),  # readiness.settle_readiness goes to and fro
    State.READY: (State.INTAKE_COMPLETE, State.WITHDRAWN),
    State.WITHDRAWN: (),
}


@dataclass(frozen=True, slots=True)
class SignUp:
    """What somebody fills in to take part."""

    side: str
    given_name: str
    surname: str
    email: str
    organisation: str
    function: str
    region: Region
    channel: str = ""
    language: str = "nl"


def sign_up(programme: Programme, wish: SignUp, *, at: datetime) -> Participation | None:
    """Take part as somebody new (REC-02): person, login, employment and participation, and a mail with the intake link.

    None when the address is known already: nothing is stored then, since whoever typed it need not be its owner.
    They `join` once they have signed in. DomainError when the programme takes nobody (on this side).
    """
    with transaction.atomic():
        check_open(programme, wish.side)
        made = _take_somebody_new(programme, wish, at=at)
        if made is None:
            rehearse_sign_up(programme, wish, at=at)
        return made


def _take_somebody_new(programme: Programme, wish: SignUp, *, at: datetime) -> Participation | None:
    """The work of signing up; None when the address is known. A person without a login gets one."""
    address = wish.email.strip().lower()
    if Account.objects.filter(email=address).exists():
        return None
    known = Person.objects.filter(email__iexact=address).first()
    account, made = get_or_create_account(address, language=wish.language)
    if known is not None and known.account_id is None:
        Person.objects.filter(pk=known.pk, account__isnull=True).update(account=account)
    if known is not None or not made:
        return None
    person = new_person(wish, account)
    return take_part(person, programme, wish, by=account, at=at, invite=True)


def rehearse_sign_up(programme: Programme, wish: SignUp, *, at: datetime) -> None:
    """The same work for an address that nobody has, undone at once: the time the page takes tells nothing."""
    with transaction.atomic():
        _take_somebody_new(programme, replace(wish, email=f"{uuid.uuid4()}@nobody.invalid"), at=at)
        transaction.set_rollback(True)


def join(programme: Programme, wish: SignUp, *, account: Account, at: datetime) -> Participation:
    """Take part as whoever is signed in; the name we have stays. Joining twice gives the same participation."""
    with transaction.atomic():
        person = Person.objects.filter(account=account).first() or _person_of_address(account)
        found = Participation.objects.filter(person=person, programme=programme).first() if person else None
        if found is not None:
            _refuse_withdrawn(found)
            return found
        check_open(programme, wish.side)
        if person is None:
            person = new_person(wish, account)
        return take_part(person, programme, wish, by=account, at=at, invite=True)


def _refuse_withdrawn(participation: Participation) -> None:
    if participation.state == State.WITHDRAWN:
        raise DomainError(
            "withdrawn", _("Je hebt je uitgeschreven. Vraag je coördinator om je weer mee te laten doen.")
        )


def _person_of_address(account: Account) -> Person | None:
    """A person we know by this address who had no login yet."""
    Person.objects.filter(email__iexact=account.email, account__isnull=True).update(account=account)
    return Person.objects.filter(account=account).first()


def check_open(programme: Programme, side: str) -> None:
    """DomainError unless the programme takes people on this side now; locked, so that a place is given once."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    state = sign_up_state(programme, side)
    if state == "full":
        raise DomainError("full", _("Voor jouw kant is deze ronde vol. Laat je adres achter bij de coördinator."))
    if state != "open":
        raise DomainError("closed", _("Aanmelden voor deze ronde kan nu niet."))


def new_person(wish: SignUp, account: Account | None) -> Person:
    """Somebody we did not know."""
    return Person.objects.create(
        account=account,
        given_name=wish.given_name,
        surname=wish.surname,
        email=wish.email.strip().lower(),
        language=wish.language,
    )


def take_part(
    person: Person, programme: Programme, wish: SignUp, *, by: Account | None, at: datetime, invite: bool
) -> Participation:
    """The participation with its employment; one line of history, and with `invite` one mail."""
    employment = employment_of(person, wish)
    try:
        with transaction.atomic():
            participation = Participation.objects.create(
                person=person,
                programme=programme,
                region=wish.region,
                side=wish.side,
                employment=employment,
                channel=wish.channel,
                signed_up_at=at,
            )
    except IntegrityError:  # somebody else just did the same
        return Participation.objects.get(person=person, programme=programme)
    record("signed_up", participation, by=by, at=at, codes={"side": wish.side, "channel": wish.channel})
    drop_served(person.email, wish.region)
    if invite:
        letters.queue_sign_up_mail(participation)
    return participation


def employment_of(person: Person, wish: SignUp) -> Employment:
    """This work of this person, made when it is new."""
    organisation = organisation_named(wish.organisation, wish.side)
    found = person.employments.filter(organisation=organisation, function=wish.function).order_by("pk").first()
    return found or Employment.objects.create(person=person, organisation=organisation, function=wish.function)


def organisation_named(name: str, side: str) -> Organisation:
    """The school of this name for a teacher, the other employer for anybody else; made when it is new."""
    name = " ".join(name.split())
    is_school = Q(kind=Organisation.Kind.SCHOOL)
    wanted = is_school if side == Side.TEACHER else ~is_school
    listed = Organisation.objects.filter(wanted, name__iexact=name).order_by("pk")
    kind = Organisation.Kind.SCHOOL if side == Side.TEACHER else Organisation.Kind.COMPANY
    try:
        with transaction.atomic():
            return listed.first() or Organisation.objects.create(name=name, kind=kind)
    except IntegrityError:  # somebody else just did
        return listed.get()


def record(
    verb: str,
    participation: Participation,
    *,
    by: Account | None,
    at: datetime,
    codes: Mapping[str, str | int | bool | None] | None = None,
) -> None:
    """One line of history about a participation."""
    history.record(
        verb,
        participation,
        by=by,
        at=at,
        programme_id=participation.programme_id,
        region_id=participation.region_id,
        codes=codes,
    )


def save_intake(
    participation: Participation,
    values: Mapping[str, object],
    *,
    items: Collection[str],
    by: Account | None,
    at: datetime,
    version: int | None = None,
    source: str = "page",
) -> Saved:
    """Store the answers of one page (or one row of a file); the side is the one of the participation."""
    with transaction.atomic():
        response = open_response(participation, INSTRUMENT, at=at, source=source)
        with_side = {**values, "I1": participation.side}
        return save_answers(response, with_side, items=[*items, "I1"], by=by, at=at, version=version)


def complete_intake(participation: Participation, *, by: Account | None, at: datetime) -> bool:
    """The intake is done; False when it was done before. Whether the person can be matched, the rest tells too."""
    with transaction.atomic():
        changed = Participation.objects.filter(pk=participation.pk, state=State.SIGNED_UP).update(
            state=State.INTAKE_COMPLETE, intake_completed_at=at, version=F("version") + 1
        )
        response = response_of(participation, INSTRUMENT) or open_response(participation, INSTRUMENT, at=at)
        submit_response(response, by=by, at=at)
        if changed != 1:
            return False
        record("intake_completed", participation, by=by, at=at)
        settle_readiness(participation, by=by, at=at)
    participation.intake_completed_at = at
    return True


def withdraw_participation(participation: Participation, *, by: Account | None, at: datetime) -> None:
    """Take somebody out of a programme; not while they hold a seat in a pair."""
    with transaction.atomic():
        if participation.seats.filter(active=True).exists():
            raise DomainError("has_pair", _("Deze deelnemer zit in een koppel. Beëindig eerst het koppel."))
        changed = (
            Participation.objects.filter(pk=participation.pk)
            .exclude(state=State.WITHDRAWN)
            .update(state=State.WITHDRAWN, version=F("version") + 1)
        )
        if changed == 1:
            record("withdrawn", participation, by=by, at=at)
            close_permissions(participation, at=at)
    participation.state = State.WITHDRAWN
