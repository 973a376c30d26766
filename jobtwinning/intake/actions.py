"""Sign up, fill in the intake, complete it, withdraw."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jobtwinning.accounts.actions import get_or_create_account
from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.intake import letters
from jobtwinning.intake.managers.actions import close_permissions
from jobtwinning.intake.profile import choices_of
from jobtwinning.intake.queries import known_answers, sign_up_state
from jobtwinning.intake.readiness import record_about, settle_readiness
from jobtwinning.intake.steps import INSTRUMENT, still_needed
from jobtwinning.people.models import Employment, Organisation, OrganisationPeriod, Person, Region
from jobtwinning.programmes.events.answering import leave_events
from jobtwinning.programmes.interest import drop_served
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.surveys.actions import (
    Saved,
    Showing,
    Typed,
    open_response,
    raise_version,
    save_answers,
    save_draft,
    submit_response,
)
from jobtwinning.surveys.models import ShownField
from jobtwinning.surveys.queries import response_of

State = Participation.State
CALENDAR_REACH = timedelta(days=366)  # a period further from the round than this is a slip of the keyboard
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
    phone: str = ""


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
        Account.objects.select_for_update().get(pk=account.pk)  # sent twice at once, one makes the person
        person = Person.objects.filter(account=account).first() or person_of_address(account)
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


def person_of_address(account: Account) -> Person | None:
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
        phone=wish.phone,
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
    record_about(participation, "signed_up", by=by, at=at, side=wish.side, channel=wish.channel)
    drop_served(person.email, wish.region)
    if invite:
        letters.queue_sign_up_mail(participation, is_awaited=True)
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


def save_intake(
    participation: Participation,
    values: Mapping[str, object],
    *,
    items: Collection[str],
    by: Account | None,
    at: datetime,
    version: int | None = None,
    source: str = "page",
    showing: Showing | None = None,
) -> Saved:
    """Store the answers of one part (or one row of a file); the side is the one of the participation."""
    with transaction.atomic():
        response = open_response(participation, INSTRUMENT, at=at, source=source)
        raise_version(response)
        with_side = {**values, "I1": participation.side}
        saved = save_answers(response, with_side, items=[*items, "I1"], by=by, at=at, version=version, showing=showing)
        if source == "page":
            _follow(participation, values, items, by=by, at=at)
        return saved


def save_intake_draft(
    participation: Participation,
    typed: Typed,
    *,
    items: Collection[str],
    by: Account | None,
    at: datetime,
    version: int,
    showing: Showing,
) -> None:
    """Keep a part while somebody types (REC-05)."""
    with transaction.atomic():
        response = open_response(participation, INSTRUMENT, at=at)
        raise_version(response)
        with_side = Typed({**typed.answers, "I1": participation.side}, typed.unfinished)
        save_draft(response, with_side, items=[*items, "I1"], by=by, at=at, version=version, showing=showing)


def _follow(
    participation: Participation,
    values: Mapping[str, object],
    items: Collection[str],
    *,
    by: Account | None,
    at: datetime,
) -> None:
    """The telephone number and the work of the person are what the intake says."""
    person, employment = participation.person, participation.employment
    phone = str(values.get("I20") or "")
    if "I20" in items and phone != person.phone:
        Person.objects.filter(pk=person.pk).update(phone=phone, version=F("version") + 1)
        person.phone = phone
    if employment is None or not {"I2", "I8"} & set(items):
        return
    function = str(values.get("I2") or employment.function)
    organisation = str(values.get("I8") or employment.organisation.name)
    if organisation.casefold() != employment.organisation.name.casefold():
        found = organisation_named(organisation, participation.side)
        employment, _made = Employment.objects.get_or_create(person=person, organisation=found, function=function)
        Participation.objects.filter(pk=participation.pk).update(employment=employment, version=F("version") + 1)
        participation.employment = employment
        record_about(participation, "corrected", by=by, at=at, columns="organisation")
    elif function != employment.function:
        Employment.objects.filter(pk=employment.pk).update(function=function)
        employment.function = function


def finish_intake(participation: Participation, *, by: Account | None, at: datetime) -> bool:
    """Complete it oneself; who wants a surprise first says why and one goal."""
    if still_needed(known_answers(participation)):
        raise DomainError(
            "surprise_needs_goal",
            _("Je wilt verrast worden. Vertel dan nog waarom je meedoet, en één doel: daar zoeken we op."),
        )
    return complete_intake(participation, by=by, at=at)


def choose_audiences(
    participation: Participation, chosen: Mapping[str, str], *, by: Account | None, at: datetime, version: int
) -> bool:
    """Who may see which field of the profile (MAT-01); False when nothing is different."""
    before = choices_of(participation)
    changed = sorted(code for code, audience in chosen.items() if before[code] != audience)
    if not changed:
        return False
    with transaction.atomic():
        mine = Participation.objects.filter(pk=participation.pk, version=version)
        if mine.update(version=F("version") + 1) != 1:
            raise DomainError(
                "stale", _("Dit is intussen ergens anders aangepast. Kijk wat er nu staat en bewaar opnieuw.")
            )
        ShownField.objects.bulk_create(
            [ShownField(participation=participation, field=code, audience=chosen[code]) for code in changed],
            update_conflicts=True,
            unique_fields=["participation", "field"],
            update_fields=["audience"],
        )
        record_about(participation, "profile_shown", by=by, at=at, fields=" ".join(changed))
    return True


def mail_intake_link(participation: Participation, *, by: Account, at: datetime) -> str:
    """A mail with the address of the intake, to go on elsewhere; one an hour. To whom; empty without address."""
    is_own = by.pk == participation.person.account_id
    with transaction.atomic():
        if letters.queue_link_mail(participation, at=at, is_own=is_own):
            record_about(participation, "intake_link_mailed", by=by, at=at)
    return participation.person.email


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
        record_about(participation, "intake_completed", by=by, at=at)
        settle_readiness(participation, by=by, at=at)
    participation.intake_completed_at = at
    return True


def withdraw_participation(participation: Participation, *, by: Account | None, at: datetime) -> None:
    """Take somebody out of a programme; not while they hold a seat in a pair."""
    with transaction.atomic():
        Participation.objects.select_for_update().filter(pk=participation.pk).first()  # no proposal comes in between
        if participation.seats.filter(active=True).exists():
            raise DomainError("has_pair", _("Deze deelnemer zit in een koppel. Beëindig eerst het koppel."))
        changed = (
            Participation.objects.filter(pk=participation.pk)
            .exclude(state=State.WITHDRAWN)
            .update(state=State.WITHDRAWN, version=F("version") + 1)
        )
        if changed == 1:
            record_about(participation, "withdrawn", by=by, at=at)
            close_permissions(participation, at=at)
            leave_events(participation, at=at)
    participation.state = State.WITHDRAWN


def add_period(
    organisation: Organisation,
    kind: str,
    first_day: date,
    last_day: date,
    *,
    programme: Programme,
    by: Account,
    at: datetime,
) -> OrganisationPeriod:
    """Put a period in the calendar of a school or employer (AGR-06); the same one twice is one."""
    if last_day < first_day:
        raise DomainError("ends_before_start", _("De laatste dag ligt voor de eerste."), field="last_day")
    earliest, latest = programme.starts_on - CALENDAR_REACH, programme.ends_on + CALENDAR_REACH
    for field, day in (("first_day", first_day), ("last_day", last_day)):
        if not earliest <= day <= latest:
            told = {"first": date_format(earliest, "j F Y"), "last": date_format(latest, "j F Y")}
            message = _("Klopt het jaar? Kies een dag tussen %(first)s en %(last)s.") % told
            raise DomainError("far_from_round", message, field=field)
    with transaction.atomic():
        period, made = OrganisationPeriod.objects.get_or_create(
            organisation=organisation, kind=kind, first_day=first_day, last_day=last_day
        )
        if made:
            history.record("add_period", period, by=by, at=at, programme_id=programme.pk, codes={"kind": kind})
    return period


def remove_period(period: OrganisationPeriod, *, programme: Programme, by: Account, at: datetime) -> None:
    """Take a period out of the calendar; doing it twice is doing it once."""
    with transaction.atomic():
        gone, _rows = OrganisationPeriod.objects.filter(pk=period.pk).delete()
        if gone:
            history.record(
                "remove_period", period, by=by, at=at, programme_id=programme.pk, codes={"kind": period.kind}
            )
