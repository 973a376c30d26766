"""The link in every mail about an event: no account, signed and not stored.

It has to go on working in each mail until the event begins, since somebody may change their mind; it dies with the
invitation. Opening it changes nothing, a button does.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from jobtwinning.programmes.models import EventInvitation

SIGNER = signing.Signer(salt="event-invitation", sep="~")
RELATED = (
    "event__programme", "event__region", "event__organisation", "participation__person", "participation__programme",
    "participation__region",
)  # fmt: skip


def link_value(invitation: EventInvitation) -> str:
    """What stands in the link of this invitation and nobody else can make."""
    return SIGNER.sign(invitation.public_id)


def link_of(invitation: EventInvitation) -> str:
    """The whole address, in the language that is active."""
    return f"{settings.SITE_URL}{reverse('programmes:event_link', args=[link_value(invitation)])}"


def invitation_of_link(value: str) -> EventInvitation | None:
    """Whose link it is; None for one we did not make and for an invitation that is gone."""
    try:
        public_id = SIGNER.unsign(value)
    except signing.BadSignature:
        return None
    return EventInvitation.objects.select_related(*RELATED).filter(public_id=public_id).first()
