"""Who may do what with an evening of short talks."""

from jobtwinning.dating.models import Evening, Talk
from jobtwinning.programmes.models import Event, EventInvitation, Participation
from jobtwinning.programmes.permissions import is_own_participation, may_change_event
from jobtwinning.programmes.viewer import Viewer

TAKES_PART = (Participation.State.READY, Participation.State.INTAKE_COMPLETE, Participation.State.SIGNED_UP)


def may_lead(viewer: Viewer, event: Event) -> bool:
    """A coordinator of the region of an event that is meant for short talks."""
    return event.kind == Event.Kind.SPEED_DATES and may_change_event(viewer, event)


def is_invited(viewer: Viewer, event: Event) -> bool:
    """Whoever is invited for such an event or walked in, as long as they have not withdrawn."""
    if viewer.person is None or event.kind != Event.Kind.SPEED_DATES:
        return False
    own = Participation.objects.filter(person=viewer.person, programme=event.programme, state__in=TAKES_PART)
    invited = EventInvitation.objects.filter(event=event, participation__in=own)
    return invited.exists() or Evening.objects.filter(event=event, guests__participation__in=own).exists()


def is_own_talk(viewer: Viewer, talk: Talk) -> bool:
    """One of the two of a talk that began, took place and of which neither withdrew."""
    both = talk.teacher, talk.non_teacher
    happened = not talk.missed and talk.round <= talk.evening.round_now and not talk.evening.event.is_cancelled
    stayed = all(one.state != Participation.State.WITHDRAWN for one in both)
    return happened and stayed and any(is_own_participation(viewer, one) for one in both)
