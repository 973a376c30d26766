"""The site without holding the event while a place is given: what the control of a race runs against."""

import time
from datetime import datetime

from jobtwinning.config.wsgi import application
from jobtwinning.programmes.events import answering, own_views
from jobtwinning.programmes.events.places import free_place
from jobtwinning.programmes.models import EventInvitation


def answer_without_holding(invitation: EventInvitation, *, comes: bool, by: object, at: datetime) -> None:
    """Look for a place and take it, with a moment between."""
    number = FOUND.pop(invitation.pk, None)
    EventInvitation.objects.filter(pk=invitation.pk).update(answer="yes", answered_at=at, place_number=number)


FOUND: dict[int, int | None] = {}
save = own_views._save


def look_first(request, invitation, form, by, url):  # type: ignore[no-untyped-def]  # stands in for a view's own step
    FOUND[invitation.pk] = free_place(invitation.event)
    time.sleep(0.3)
    return save(request, invitation, form, by, url)


answering.answer_invitation = answer_without_holding
own_views._save = look_first

__all__ = ["application"]
