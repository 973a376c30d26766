"""Begin with one's own partner: asked, confirmed, answered, lapsed (REC-09).

Whoever types two addresses learns nothing about either: every check about somebody waits until that person has shown,
by a link in their own mail, that the address is theirs.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from jobtwinning.accounts.actions import get_or_create_account
from jobtwinning.accounts.models import Account
from jobtwinning.core import clock, history
from jobtwinning.core.errors import DomainError
from jobtwinning.intake.actions import SignUp, new_person, person_of_address, take_part
from jobtwinning.pairs.actions import record, start_pair
from jobtwinning.pairs.models import OwnStart, Pair, Seat
from jobtwinning.pairs.own import letters
from jobtwinning.people.models import Person, Region
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.programmes.standing import standing_programme

ANSWER_DAYS = 14


@dataclass(frozen=True, slots=True)
class Half:
    """One of the two as they were typed."""

    side: str
    given_name: str
    surname: str
    email: str
    organisation: str


class Answered(StrEnum):
    """What came of a yes."""

    ASKED = "asked"  # the partner is asked now
    BEGUN = "begun"
    NOT_FREE = "not_free"  # who asked has a pair by now


def ask_own_start(own: Half, partner: Half, region: Region, *, language: str, at: datetime) -> None:
    """Keep the two until both said yes, and ask by mail whether the own address is right; once a day at most."""
    addresses = {"email": own.email.strip().lower(), "partner_email": partner.email.strip().lower()}
    refuse_not_a_pair(own, partner)
    with transaction.atomic():
        start, made = OwnStart.objects.get_or_create(
            **addresses,
            defaults={
                "region": region,
                "side": own.side,
                "given_name": own.given_name,
                "surname": own.surname,
                "organisation": own.organisation,
                "partner_given_name": partner.given_name,
                "partner_surname": partner.surname,
                "partner_organisation": partner.organisation,
                "language": language,
                "asked_at": at,
            },
        )
        if made:
            _record("ask_own_start", start, at)
        letters.ask_own_address(start, key=clock.today().isoformat())


def refuse_not_a_pair(own: Half, partner: Half) -> None:
    """A pair is one teacher and one non-teacher (R-1.1), of two addresses; every refusal names the field."""
    if own.email.strip().lower() == partner.email.strip().lower():
        message = _("Dit is hetzelfde adres als dat van jou. Vul het adres van je partner in.")
        raise DomainError("same_address", message, field="partner_email")
    if own.side == partner.side:
        message = _("Een koppel is één docent en één iemand van buiten het onderwijs.")
        raise DomainError("same_side", message, field="partner_side")


def confirm_own_start(start: OwnStart, *, at: datetime) -> Answered:
    """Who filled it in says that the address is theirs: the partner is asked, or both said yes already.

    A second time changes nothing. DomainError when they have a pair or a proposal, or asked somebody else.
    """
    with transaction.atomic():
        start, mirrored = _held(start)
        if start.confirmed_at is not None:
            return Answered.ASKED
        _refuse_seated(start.email)
        try:
            with transaction.atomic():
                OwnStart.objects.filter(pk=start.pk).update(confirmed_at=at)
        except IntegrityError as error:
            message = _("Je hebt al iemand gevraagd. Wacht op het antwoord, of haal die vraag eerst weg.")
            raise DomainError("asked_another", message) from error
        start.confirmed_at = at
        _record("confirm_own_start", start, at)
        if mirrored is not None and mirrored.confirmed_at is not None:
            return _begin_if_free(start, mirrored, at=at)
        letters.ask_partner(start)
        return Answered.ASKED


def accept_own_start(start: OwnStart, *, at: datetime) -> Answered:
    """The partner says yes: the pair begins. DomainError when the partner has a pair or a proposal."""
    with transaction.atomic():
        start, mirrored = _held(start)
        _refuse_seated(start.partner_email)
        return _begin_if_free(start, mirrored, at=at)


def decline_own_start(start: OwnStart, *, at: datetime) -> None:
    """The partner says no: who asked hears it kindly, what was typed is gone."""
    with transaction.atomic():
        if _drop(start):
            _record("decline_own_start", start, at)
            letters.tell_no(start)


def stop_own_start(start: OwnStart, *, at: datetime) -> None:
    """Who filled it in takes it back; what was typed is gone."""
    with transaction.atomic():
        if _drop(start):
            _record("stop_own_start", start, at)


def lapse_own_starts(at: datetime) -> int:
    """Questions of fourteen days ago are gone; who confirmed the own address hears it. How many."""
    lapsed = 0
    for start in OwnStart.objects.filter(asked_at__lte=at - timedelta(days=ANSWER_DAYS)).select_related("region"):
        with transaction.atomic():
            if not _drop(start):
                continue
            _record("lapse_own_start", start, at)
            if start.confirmed_at is not None:
                letters.tell_lapsed(start)
            lapsed += 1
    return lapsed


# --- Both said yes ----------------------------------------------------------------------------------


def _begin_if_free(start: OwnStart, mirrored: OwnStart | None, *, at: datetime) -> Answered:
    """Both said yes; whether who asked is still free is told to them alone."""
    if _is_seated(start.email):
        _drop(start)
        letters.tell_not_free(start)
        return Answered.NOT_FREE
    _begin(start, at=at)
    for each in (start, mirrored):
        if each is not None:
            _drop(each)
    return Answered.BEGUN


def _begin(start: OwnStart, *, at: datetime) -> Pair:
    """The pair, with both of its people in the standing programme of the region."""
    programme = standing_programme(start.region, at=at)
    own = Half(start.side, start.given_name, start.surname, start.email, start.organisation)
    partner = Half(
        other_side(start.side),
        start.partner_given_name,
        start.partner_surname,
        start.partner_email,
        start.partner_organisation,
    )
    halves = sorted((own, partner), key=lambda half: half.email)  # everybody locks in the same order: no deadlock
    both = [_taking_part(half, programme, start, at=at) for half in halves]
    if both[0].person_id == both[1].person_id:
        raise DomainError("same_person", _("Deze twee adressen zijn van één iemand."))
    pair = Pair.objects.create(programme=programme, region=start.region, kind=Pair.Kind.OWN, proposed_at=at)
    seats = [
        Seat(
            pair=pair, participation=one, person_id=one.person_id, side=one.side, answer=Seat.Answer.ACCEPTED,
            answered_at=at,
        )
        for one in both
    ]  # fmt: skip
    try:
        with transaction.atomic():
            Seat.objects.bulk_create(sorted(seats, key=lambda seat: seat.person_id or 0))
    except IntegrityError as error:  # one of them was paired a moment ago
        raise DomainError("not_free", _("Dit lukte net niet. Probeer het zo nog eens.")) from error
    record("begin_own_pair", pair, None, at)
    start_pair(pair, at)
    return pair


def _taking_part(half: Half, programme: Programme, start: OwnStart, *, at: datetime) -> Participation:
    """Somebody we know by this address or somebody new, as taking part in the standing programme."""
    account, _made = get_or_create_account(half.email, language=start.language)
    Account.objects.select_for_update().get(pk=account.pk)
    wish = SignUp(
        half.side, half.given_name, half.surname, half.email, half.organisation, "", start.region,
        language=start.language,
    )  # fmt: skip
    person = Person.objects.filter(account=account).first() or person_of_address(account) or new_person(wish, account)
    participation = take_part(person, programme, wish, by=account, at=at, invite=False)
    if participation.state == Participation.State.WITHDRAWN or participation.side != half.side:
        raise DomainError("took_part", _("Dit kan nu niet in deze regio. Vraag het de coördinator."))
    return participation


def other_side(side: str) -> str:
    """The side of the partner (R-1.1)."""
    return Side.NON_TEACHER if side == Side.TEACHER else Side.TEACHER


# --- Who is free ------------------------------------------------------------------------------------


def _refuse_seated(address: str) -> None:
    if _is_seated(address):
        message = _("Je hebt al een koppel of een voorstel, en een mens heeft er één. Rond dat eerst af.")
        raise DomainError("seated", message)


def _is_seated(address: str) -> bool:
    """Whether whoever has this address holds a seat now."""
    by_person = Seat.objects.filter(person__email__iexact=address, active=True)
    return by_person.exists() or Seat.objects.filter(person__account__email=address, active=True).exists()


# --- The row ----------------------------------------------------------------------------------------


def _held(start: OwnStart) -> tuple[OwnStart, OwnStart | None]:
    """The question and the same one the other way round, locked in one order until the end of the transaction."""
    addresses = (start.email, start.partner_email)
    rows = OwnStart.objects.select_for_update(of=("self",)).filter(email__in=addresses, partner_email__in=addresses)
    found = {row.pk: row for row in rows.select_related("region").order_by("pk")}
    if start.pk not in found:
        raise DomainError("gone", _("Deze vraag is er niet meer."))
    own = found.pop(start.pk)
    return own, next(iter(found.values()), None)


def _drop(start: OwnStart) -> bool:
    """Delete the row; whether it was still there."""
    return OwnStart.objects.filter(pk=start.pk).delete()[0] == 1


def _record(verb: str, start: OwnStart, at: datetime) -> None:
    history.record(verb, start, by=None, at=at, region_id=start.region_id)
