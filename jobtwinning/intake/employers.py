"""Honest information for employers (REC-06): sent to somebody at an organisation, and read or not."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jobtwinning.accounts import tokens
from jobtwinning.accounts.models import Account, Token
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.intake.honest import USUAL_TRAVEL_MINUTES, Shown, employer_hours, employer_lines
from jobtwinning.intake.models import EmployerLetter
from jobtwinning.mail.outbox import About, Options, Recipient, queue_mail
from jobtwinning.people.models import Organisation, Region
from jobtwinning.programmes.context import programme_name
from jobtwinning.programmes.models import Participation, Programme

PURPOSE = Token.Purpose.EMPLOYER_LETTER
LINK_LIFE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody at an organisation, and the language they read."""

    name: str
    email: str
    language: str


def send_employer_letter(
    programme: Programme, region: Region, organisation: Organisation, to: Contact, *, by: Account | None, at: datetime
) -> EmployerLetter:
    """Mail the information with a link to say that it was read."""
    with transaction.atomic(), translation.override(to.language):
        shown = employer_lines(programme, employer_hours(programme.rules, USUAL_TRAVEL_MINUTES))
        letter = _letter(programme, region, organisation, to, shown, by=by, at=at)
        about = tokens.About(PURPOSE, letter.public_id, letter.contact_email, programme.pk)
        raw = tokens.make_token(about, lifetime=LINK_LIFE, at=at)
        context = {
            "subject": _("Wat Job Twinning van %(name)s vraagt") % {"name": organisation.name},
            "contact_name": to.name,
            "organisation": organisation.name,
            "programme": programme_name(programme),
            "lines": shown.lines,
            "button_text": _("Lees het, en laat weten dat je het weet"),
            "button_url": settings.SITE_URL + reverse("account_link", args=[raw]),
            "signature": _signature(region),
        }
        queue_mail(
            "employer_letter",
            Recipient(letter.contact_email, to.language),
            unique_key=f"employer-letter:{letter.public_id}:{uuid.uuid4()}",
            context=context,
            about=About(programme.pk, region.pk, region.contact_email),
            options=Options(holds_secret=True),
        )
        _tell("send_employer_letter", letter, by=by, at=at)
    return letter


def note_handed_letter(
    programme: Programme, region: Region, organisation: Organisation, to: Contact, *,
    is_read: bool, by: Account | None, at: datetime,
) -> EmployerLetter:  # fmt: skip
    """The coordinator gave somebody the information, on paper or in an own mail; and heard that it was read, or not."""
    with transaction.atomic(), translation.override(to.language):
        shown = employer_lines(programme, employer_hours(programme.rules, USUAL_TRAVEL_MINUTES))
        letter = _letter(programme, region, organisation, to, shown, by=by, at=at)
        _tell("hand_employer_letter", letter, by=by, at=at)
        if is_read:
            note_letter_read(letter, by=by, at=at)
    return letter


def note_letter_read(letter: EmployerLetter, *, by: Account | None, at: datetime) -> None:
    """The coordinator heard that somebody knows; once, and what was clicked stands."""
    with transaction.atomic():
        if EmployerLetter.objects.filter(pk=letter.pk, acknowledged_at__isnull=True).update(acknowledged_at=at):
            _tell("note_employer_letter_read", letter, by=by, at=at)


def _letter(
    programme: Programme, region: Region, organisation: Organisation, to: Contact, shown: Shown, *,
    by: Account | None, at: datetime,
) -> EmployerLetter:  # fmt: skip
    return EmployerLetter.objects.create(
        programme=programme,
        region=region,
        organisation=organisation,
        contact_name=to.name,
        contact_email=to.email.strip().lower(),
        language=to.language,
        text_version=shown.version,
        text_hash=shown.digest,
        sent_at=at,
        sent_by_id=by.pk if by else None,
    )


def _signature(region: Region) -> list[str]:
    if not region.contact_name:
        return ["Job Twinning"]
    role = _("%(name)s, coördinator regio %(region)s") % {"name": region.contact_name, "region": region.name}
    return [role, *([region.contact_phone] if region.contact_phone else [])]


def acknowledge_letter(letter: EmployerLetter, *, token: Token, at: datetime) -> None:
    """Somebody at the organisation says that they know; once."""
    with transaction.atomic():
        if token.subject_id != letter.public_id or not tokens.use_token(token, at=at):
            raise DomainError("link_gone", _("Deze link werkt niet meer. Vraag een nieuwe."))
        EmployerLetter.objects.filter(pk=letter.pk, acknowledged_at__isnull=True).update(acknowledged_at=at)
        _tell("acknowledge_employer_letter", letter, by=None, at=at)


def _tell(verb: str, letter: EmployerLetter, *, by: Account | None, at: datetime) -> None:
    history.record(verb, letter, by=by, at=at, programme_id=letter.programme_id, region_id=letter.region_id)


# --- Reading ------------------------------------------------------------------------------------------


def opened_letter(digest: str, *, at: datetime) -> tuple[Token, EmployerLetter] | None:
    """The letter behind a link, used or not, as long as it is not too old."""
    token = tokens.known_token(digest, PURPOSE, at=at) if digest else None
    if token is None:
        return None
    letters = EmployerLetter.objects.select_related("programme", "region", "organisation")
    letter = letters.filter(public_id=token.subject_id, contact_email=token.address).first()
    return (token, letter) if letter is not None else None


def letters_sent(programme: Programme, region_ids: set[int]) -> QuerySet[EmployerLetter]:
    """Who received it in these regions, the newest first."""
    rows = EmployerLetter.objects.filter(programme=programme, region__in=region_ids)
    return rows.select_related("organisation", "region").order_by("-sent_at", "-pk")


def employers_in(programme: Programme, region_ids: set[int]) -> QuerySet[Organisation]:
    """Organisations of whoever takes part in these regions, and those of a channel there, by name."""
    taking_part = Participation.objects.filter(programme=programme, region__in=region_ids)
    keys = taking_part.exclude(state=Participation.State.WITHDRAWN).values("employment__organisation")
    channels = programme.channels.filter(region__in=region_ids).values("organisation")
    return Organisation.objects.filter(Q(pk__in=keys) | Q(pk__in=channels)).order_by("name", "pk")
