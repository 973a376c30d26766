"""Hand in a list of colleagues, confirm it, stop it; and what somebody on it says.

The registrar's link and that of a colleague are signed and not stored, as with interest: they go on working in every
mail and die with the rows. Nobody on a list is mailed before its registrar opened the own mail; whether somebody takes
part already changes nothing of this, so that nobody can find out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from jobtwinning.core import clock, history
from jobtwinning.core.errors import DomainError
from jobtwinning.intake.colleagues import letters
from jobtwinning.intake.models import ColleagueList, NamedColleague
from jobtwinning.mail.models import OutboxMail
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Programme

LISTS = signing.Signer(salt="colleague list", sep="~")
COLLEAGUES = signing.Signer(salt="named colleague", sep="~")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who is named."""

    name: str
    email: str  # in lower case
    side: str


@dataclass(frozen=True, slots=True)
class NewList:
    """What HR or a school leader fills in."""

    registrar_name: str
    registrar_email: str
    organisation: str
    region: Region
    language: str
    colleagues: Sequence[Colleague]
    channel: str = ""


# --- Links ------------------------------------------------------------------------------------------


def key_of(programme: Programme, email: str) -> str:
    """What this address is called in links and keys of this programme; it tells nobody the address."""
    return salted_hmac("named colleague", f"{programme.public_id}:{email}", algorithm="sha256").hexdigest()[:32]


def list_of_link(value: str) -> ColleagueList | None:
    """The list behind its registrar's link; None for a link we did not make and for a list that is gone."""
    lists = ColleagueList.objects.select_related("programme", "region")
    return lists.filter(public_id=_unsigned(LISTS, value)).first()


def named_by_link(value: str) -> NamedColleague | None:
    """Somebody who was named, by the newest list that was confirmed; None once they answered or all lists are gone."""
    rows = NamedColleague.objects.select_related("colleague_list__programme", "colleague_list__region")
    found = rows.filter(link_key=_unsigned(COLLEAGUES, value), colleague_list__confirmed_at__isnull=False)
    return found.order_by("-colleague_list__confirmed_at", "-pk").first()


def _unsigned(signer: signing.Signer, value: str) -> str:
    try:
        return signer.unsign(value)
    except signing.BadSignature:
        return ""


# --- The registrar ----------------------------------------------------------------------------------


def hand_in_list(programme: Programme, new: NewList, *, at: datetime) -> ColleagueList:
    """Keep the list and ask the registrar by mail to confirm it; the same list once more is that list, and at most one
    mail a day. DomainError when nobody can sign up."""
    address = new.registrar_email.strip().lower()
    with transaction.atomic():
        _check_open(Programme.objects.select_for_update().get(pk=programme.pk))  # two windows give one list
        keys = {key_of(programme, each.email): each for each in new.colleagues}
        found = _same_list(programme, address, new.organisation, set(keys))
        if found is None:
            found = ColleagueList.objects.create(
                programme=programme,
                region=new.region,
                registrar_name=new.registrar_name,
                registrar_email=address,
                organisation=new.organisation,
                channel=new.channel,
                language=new.language,
                named=len(keys),
                asked_at=at,
            )
            NamedColleague.objects.bulk_create(
                NamedColleague(colleague_list=found, name=each.name, email=each.email, side=each.side, link_key=key)
                for key, each in keys.items()
            )
            _tell("hand_in_colleagues", found, at=at, named=len(keys))
        letters.queue_confirm_mail(found, LISTS.sign(found.public_id), day=clock.today().isoformat())
    return found


def _check_open(programme: Programme) -> None:
    if not programme.takes_people_on(clock.today()):
        raise DomainError("closed", _("Aanmelden voor deze ronde kan nu niet."))


def _same_list(programme: Programme, address: str, organisation: str, keys: set[str]) -> ColleagueList | None:
    """A list of this registrar with exactly these colleagues, none of whom answered yet."""
    mine = ColleagueList.objects.filter(programme=programme, registrar_email=address, organisation=organisation)
    for each in mine.prefetch_related("colleagues").order_by("pk"):
        if {row.link_key for row in each.colleagues.all()} == keys:
            return each
    return None


def confirm_list(handed_in: ColleagueList, *, at: datetime) -> None:
    """The registrar's address is right: everybody on the list gets one mail, whoever named them before included.

    A second time changes nothing. DomainError when nobody can sign up any more.
    """
    with transaction.atomic():
        waiting = ColleagueList.objects.filter(pk=handed_in.pk, confirmed_at__isnull=True)
        if not waiting.exists():
            return
        _check_open(handed_in.programme)
        if waiting.update(confirmed_at=at) != 1:
            return
        for each in handed_in.colleagues.order_by("pk"):
            letters.queue_named_mail(handed_in, each, COLLEAGUES.sign(each.link_key))
        _tell("confirm_colleagues", handed_in, at=at, named=handed_in.named)


def stop_list(handed_in: ColleagueList, *, at: datetime) -> None:
    """The list goes, with everybody on it who did not answer."""
    with transaction.atomic():
        if ColleagueList.objects.filter(pk=handed_in.pk).delete()[0]:
            _tell("stop_colleagues", handed_in, at=at)


# --- Who is named -----------------------------------------------------------------------------------


def answer_for(named: NamedColleague, *, said_yes: bool, at: datetime) -> bool:
    """They said yes or no: their name and address go from every list of the programme at once; False when gone before.

    Part of signing up after a yes. What stays is one more in a number, and in the outbox the key of the mail that
    they had, so that another list does not mail them again.
    """
    with transaction.atomic():
        rows = NamedColleague.objects.select_for_update().filter(
            link_key=named.link_key, colleague_list__confirmed_at__isnull=False
        )
        lists = [row.colleague_list_id for row in rows]
        if not lists:
            return False
        NamedColleague.objects.filter(link_key=named.link_key, colleague_list__in=lists).delete()
        number = "said_yes" if said_yes else "said_no"
        ColleagueList.objects.filter(pk__in=lists).update(**{number: F(number) + 1})
        mails = OutboxMail.objects.filter(unique_key=letters.named_key(named), state=OutboxMail.State.SENT)
        mails.update(address="")
        _tell("colleague_answered", named.colleague_list, at=at)
    return True


def _tell(verb: str, handed_in: ColleagueList, *, at: datetime, **codes: int) -> None:
    place = {"programme_id": handed_in.programme_id, "region_id": handed_in.region_id}
    history.record(verb, handed_in, by=None, at=at, codes=codes, **place)
