"""Contact persons: a coordinator invites somebody at an organisation, by a link in a mail, to see its numbers (REC-02).

The link is signed and not stored; it dies when the role is taken back. After thirty days without a yes the row goes.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jobtwinning.accounts.actions import get_or_create_account
from jobtwinning.accounts.models import Account
from jobtwinning.core import clock, history
from jobtwinning.core.errors import DomainError
from jobtwinning.mail.outbox import About, Options, Recipient, queue_mail
from jobtwinning.people.models import Organisation, Region
from jobtwinning.programmes.context import programme_name
from jobtwinning.programmes.models import ContactPerson, Programme
from jobtwinning.programmes.permissions import refuse_archived
from jobtwinning.programmes.viewer import Viewer

SIGNER = signing.Signer(salt="contact person", sep="~")


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is asked, and the language they read."""

    name: str
    email: str
    language: str


def link_value(contact: ContactPerson) -> str:
    """What stands in the link of this invitation and nobody else can make."""
    return SIGNER.sign(contact.public_id)


def contact_of_link(value: str) -> ContactPerson | None:
    """Whose invitation it is; None for a link we did not make and for a role that was taken back."""
    try:
        public_id = SIGNER.unsign(value)
    except signing.BadSignature:
        return None
    rows = ContactPerson.objects.select_related("programme", "region", "organisation", "account")
    return rows.filter(public_id=public_id, revoked_at__isnull=True).first()


def invite_contact(
    programme: Programme, region: Region, organisation: Organisation, to: Invited, *, by: Account | None, at: datetime
) -> ContactPerson:
    """Ask somebody to be contact person; the same address twice is one role, and at most one mail a day."""
    refuse_archived(programme)
    if not programme.regions.filter(pk=region.pk).exists():
        raise DomainError("region_not_in_programme", _("Deze regio doet niet mee aan deze ronde."), field="region")
    with transaction.atomic():
        contact, made = ContactPerson.objects.get_or_create(
            programme=programme,
            region=region,
            organisation=organisation,
            email=to.email.strip().lower(),
            revoked_at=None,
            defaults={"name": to.name, "language": to.language, "invited_at": at},
        )
        if made:
            _tell("invite_contact", contact, by=by, at=at)
        if contact.accepted_at is None:
            _queue(contact)
    return contact


def _queue(contact: ContactPerson) -> None:
    programme, region = contact.programme, contact.region
    with translation.override(contact.language):
        context = {
            "name": contact.name,
            "organisation": contact.organisation.name,
            "programme": programme_name(programme),
            "preview": _("Je ziet alleen aantallen, van niemand iets persoonlijks."),
            "button_url": settings.SITE_URL + reverse("intake:contact_invited", args=[link_value(contact)]),
            "button_text": _("Bekijk de uitnodiging"),
            "signature": [region.contact_name or "Job Twinning"],
        }
    queue_mail(
        "contact_invited",
        Recipient(contact.email, contact.language),
        unique_key=f"contact-invited:{contact.public_id}:{clock.today().isoformat()}",
        context=context,
        about=About(programme.pk, region.pk, region.contact_email),
        options=Options(holds_secret=True),
    )


def accept_contact(contact: ContactPerson, *, at: datetime) -> Account:
    """The owner of the address said yes, and signs in by code from now on; a second time changes nothing."""
    refuse_archived(contact.programme)
    with transaction.atomic():
        account, _made = get_or_create_account(contact.email, language=contact.language)
        open_rows = ContactPerson.objects.filter(pk=contact.pk, accepted_at__isnull=True, revoked_at__isnull=True)
        if open_rows.update(account=account, accepted_at=at) == 1:
            _tell("accept_contact", contact, by=account, at=at)
    return account


def revoke_contact(contact: ContactPerson, *, by: Account | None, at: datetime) -> None:
    """Take the role back, or the invitation; it ends with the next page the person opens."""
    with transaction.atomic():
        if ContactPerson.objects.filter(pk=contact.pk, revoked_at__isnull=True).update(revoked_at=at) == 1:
            _tell("revoke_contact", contact, by=by, at=at)


def _tell(verb: str, contact: ContactPerson, *, by: Account | None, at: datetime) -> None:
    history.record(verb, contact, by=by, at=at, programme_id=contact.programme_id, region_id=contact.region_id)


# --- Reading ------------------------------------------------------------------------------------------


def roles_of(account: Account) -> QuerySet[ContactPerson]:
    """What somebody is contact person of now, by programme and organisation."""
    rows = ContactPerson.objects.filter(account=account, revoked_at__isnull=True)
    return rows.select_related("programme", "region", "organisation").order_by(
        "-programme__starts_on", "organisation__name", "pk"
    )


def contacts_in(programme: Programme, region_ids: set[int]) -> QuerySet[ContactPerson]:
    """Whoever was asked or said yes in these regions, by organisation."""
    rows = ContactPerson.objects.filter(programme=programme, region__in=region_ids, revoked_at__isnull=True)
    return rows.select_related("organisation", "region").order_by("organisation__name", "name", "pk")


def may_revoke_contact(viewer: Viewer, contact: ContactPerson) -> bool:
    """A coordinator of that region in that programme."""
    return viewer.coordinates(contact.programme, contact.region)
