"""What the invited do, and what a coordinator notes about them: answer, come, decide."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.programmes.events import letters
from jobtwinning.programmes.events.actions import refuse_closed
from jobtwinning.programmes.events.places import fill_places, hold_event, take_place
from jobtwinning.programmes.models import Event, EventInvitation, Participation
from jobtwinning.programmes.permissions import refuse_archived

Answer, Decision = EventInvitation.Answer, EventInvitation.Decision
DOORS_OPEN = timedelta(hours=1)  # before the start one can check in
DOORS_CLOSE = timedelta(hours=3)  # after the end


def answer_invitation(invitation: EventInvitation, *, comes: bool, by: Account | None, at: datetime) -> None:
    """Yes or no, until it begins. Yes gives a place or a turn on the waiting list; no gives the place to who waits."""
    refuse_archived(invitation.event)
    with transaction.atomic():
        event = hold_event(invitation.event)
        refuse_closed(event, at=at)
        refuse_withdrawn(invitation)
        wanted = Answer.YES if comes else Answer.NO
        if not EventInvitation.objects.filter(pk=invitation.pk).exclude(answer=wanted).exists():
            return
        if comes:
            take_place(invitation, event, at=at)
        else:
            give_up_place(invitation, at=at)
        invitation.refresh_from_db()
        codes = {"answer": wanted.value, "place": invitation.place_number}
        tell("answer_event", invitation, by=by, at=at, **codes)
        fill_places(event, at=at)


def give_up_place(invitation: EventInvitation, *, at: datetime) -> None:
    EventInvitation.objects.filter(pk=invitation.pk).update(
        answer=Answer.NO, answered_at=at, place_number=None, waiting_since=None
    )


def leave_events(participation: Participation, *, at: datetime) -> None:
    """Somebody takes part in nothing here any more: what is to come goes on without them."""
    coming = EventInvitation.objects.filter(participation=participation, event__starts_at__gt=at)
    for invitation in coming.select_related("event").order_by("event"):
        event = hold_event(invitation.event)
        invitation.delete()
        fill_places(event, at=at)


# --- On the day -------------------------------------------------------------------------------------


def doors_are_open(event: Event, *, at: datetime) -> bool:
    """One can check in: from an hour before until three hours after."""
    return not event.is_cancelled and event.starts_at - DOORS_OPEN <= at <= event.ends_at + DOORS_CLOSE


def check_in(invitation: EventInvitation, *, by: Account | None, at: datetime) -> None:
    """Somebody is there and says so by the code on the screen; more often is once."""
    refuse_archived(invitation.event)
    if not doors_are_open(invitation.event, at=at):
        raise DomainError("doors_closed", _("Inchecken kan vanaf een uur voor het begin."))
    note_attendance(invitation, was_there=True, by=by, at=at)


def note_attendance(invitation: EventInvitation, *, was_there: bool, by: Account | None, at: datetime) -> None:
    """Somebody was there, or was not after all; the same twice is once. Not of an event that is yet to come."""
    event = invitation.event
    refuse_archived(event)
    refuse_withdrawn(invitation)
    if event.is_cancelled:
        raise DomainError("cancelled", _("Deze bijeenkomst gaat niet door."))
    if event.starts_at - DOORS_OPEN > at:
        raise DomainError("not_begun", _("Deze bijeenkomst is nog niet geweest."))
    with transaction.atomic():
        rows = EventInvitation.objects.filter(pk=invitation.pk, attended_at__isnull=was_there)
        if rows.update(attended_at=at if was_there else None):
            tell("attend_event" if was_there else "miss_event", invitation, by=by, at=at)


def decide(invitation: EventInvitation, decision: str, *, by: Account | None, at: datetime) -> None:
    """Joins, does not, or thinks about it; may change. Who joins gets a mail that leads on to the intake."""
    event = invitation.event
    refuse_archived(event)
    refuse_withdrawn(invitation)
    if not event.has_decisions or event.is_cancelled:
        raise DomainError("no_decision", _("Bij deze bijeenkomst hoort geen keuze."))
    if event.starts_at > at:
        raise DomainError("not_begun", _("Deze bijeenkomst is nog niet geweest."))
    with transaction.atomic():
        rows = EventInvitation.objects.filter(pk=invitation.pk).exclude(decision=decision)
        if rows.update(decision=decision, decided_at=at):
            tell("decide_after_event", invitation, by=by, at=at, decision=str(decision))
            if decision == Decision.JOINS and not invitation.participation.has_intake:
                letters.mail_invitation(invitation, letters.JOINS, at=at)


def refuse_withdrawn(invitation: EventInvitation) -> None:
    state = Participation.objects.filter(pk=invitation.participation_id).values_list("state", flat=True).first()
    if state in (None, Participation.State.WITHDRAWN):
        raise DomainError("withdrawn", _("Deze deelnemer heeft zich uitgeschreven."))


def tell(
    verb: str, invitation: EventInvitation, *, by: Account | None, at: datetime, **codes: str | int | None
) -> None:
    """One line of history about one invitation."""
    participation = invitation.participation
    history.record(
        verb, invitation, by=by, at=at, programme_id=participation.programme_id, region_id=participation.region_id,
        codes=codes,
    )  # fmt: skip


# --- What time does ---------------------------------------------------------------------------------


def remind(invitation: EventInvitation, *, at: datetime) -> bool:
    """The day before, once, to who has a place; whether somebody was reminded."""
    with transaction.atomic():
        rows = EventInvitation.objects.filter(
            pk=invitation.pk, reminded_at__isnull=True, place_number__isnull=False, event__cancelled_at__isnull=True
        )
        if not rows.update(reminded_at=at):
            return False
        return letters.mail_invitation(invitation, letters.REMINDED, at=at)


def settle_places(event: Event, *, at: datetime) -> int:
    """Places of people who were erased go to who waits; how many moved up."""
    with transaction.atomic():
        return fill_places(hold_event(event), at=at)
