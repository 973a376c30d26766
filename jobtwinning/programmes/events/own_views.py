"""The pages of who is invited: on the own page and by the link in the mail, and checking in with a telephone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.models import Account
from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm
from jobtwinning.programmes import permissions
from jobtwinning.programmes.events import answering, queries
from jobtwinning.programmes.events.forms import AnswerForm, DecisionForm
from jobtwinning.programmes.events.links import RELATED, invitation_of_link, link_value
from jobtwinning.programmes.events.words import DECISION_NAMES, title_of
from jobtwinning.programmes.models import Event, EventInvitation, Participation
from jobtwinning.programmes.permissions import find, refuse_archived
from jobtwinning.programmes.viewer import viewer_of
from jobtwinning.programmes.views import posted

GONE = 410
KNOWN = "event_invitation"  # in the browser's session: whose link was opened here, to check in without signing in


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_event(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whether I come; afterwards whether I join."""
    viewer = viewer_of(request)
    invitations = EventInvitation.objects.select_related(*RELATED)
    invitation = find(invitations, viewer, permissions.is_own_invitation, public_id=public_id)
    return _invitation(request, invitation, viewer.account, reverse("programmes:own_event", args=[public_id]))


@require_http_methods(["GET", "HEAD", "POST"])
def event_link(request: HttpRequest, value: str) -> HttpResponse:
    """The same behind the link in the mail, without signing in; looking changes nothing."""
    invitation = invitation_of_link(value)
    if invitation is None or invitation.participation.state == Participation.State.WITHDRAWN:
        return render(request, "programmes/events/link_gone.html", status=GONE)
    request.session[KNOWN] = invitation.public_id
    return _invitation(request, invitation, None, reverse("programmes:event_link", args=[value]))


def _invitation(request: HttpRequest, invitation: EventInvitation, by: Account | None, url: str) -> HttpResponse:
    """The event, what somebody said, and the buttons to say otherwise."""
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    if request.method == "POST":
        refuse_archived(invitation)
    event, at = invitation.event, clock.now()
    can_decide = event.has_decisions and not event.is_cancelled and event.starts_at <= at
    form = DecisionForm(posted(request)) if can_decide else AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_save(request, invitation, form, by, url))
        except DomainError as refused:
            form.add_error(None, str(refused.message))
    invitation.refresh_from_db(fields=["answer", "place_number", "waiting_since", "decision", "attended_at"])
    context = {
        "invitation": invitation,
        "event": event,
        "title": title_of(event),
        "state": queries.state_of(invitation, at=at),
        "turn": queries.turn_of(invitation),
        "region": invitation.participation.region,
        "can_answer": not event.is_cancelled and event.starts_at > at,
        "can_decide": can_decide,
        "is_over": event.ends_at <= at,
        "decisions": DECISION_NAMES.items(),
        "decision": DECISION_NAMES.get(invitation.decision),  # type: ignore[call-overload]  # a code or nothing
        "form": form,
        "next_step": reverse("intake:intake", args=[invitation.participation.public_id]),
    }
    return render(request, "programmes/events/invitation.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, invitation: EventInvitation, form: KeyedForm, by: Account | None, url: str) -> str:
    """Answer or decide, once; where it leads: who joins goes on to the intake."""
    decision, at = form.cleaned_data.get("decision"), clock.now()
    goes_on = decision == EventInvitation.Decision.JOINS and not invitation.participation.has_intake
    target = reverse("intake:intake", args=[invitation.participation.public_id]) if goes_on else url
    with transaction.atomic():
        if form_keys.claim(request, target):
            if decision:
                answering.decide(invitation, decision, by=by, at=at)
            else:
                comes = form.cleaned_data["answer"] == "yes"
                answering.answer_invitation(invitation, comes=comes, by=by, at=at)
    return target


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, code: str) -> HttpResponse:
    """Behind the code on the screen: one button says that I am here; for who signed in or opened the link of a mail."""
    events = Event.objects.select_related("programme", "organisation")
    event = events.filter(check_in_code=code).first() if "\x00" not in code else None
    if event is None:
        raise Http404
    if request.method == "POST":
        refuse_archived(event)
    invitation, at = _known_here(request, event), clock.now()
    form = KeyedForm(posted(request))
    if request.method == "POST" and invitation is None:
        form.add_error(None, _("We weten nog niet wie je bent. Open de link in je uitnodiging, of log in."))
    elif request.method == "POST" and invitation is not None and form.is_valid():
        try:
            by = request.user if isinstance(request.user, Account) else None
            answering.check_in(invitation, by=by, at=at)
            messages.success(request, _("Je bent ingecheckt. Fijn dat je er bent."))
            return redirect("programmes:check_in", code)
        except DomainError as refused:
            form.add_error(None, str(refused.message))
    context = {
        "event": event,
        "title": title_of(event),
        "invitation": invitation,
        "doors_open": answering.doors_are_open(event, at=at),
        "own_link": reverse("programmes:event_link", args=[link_value(invitation)]) if invitation else "",
        "form": form,
    }
    return render(request, "programmes/events/check_in.html", context, status=422 if form.errors else 200)


def _known_here(request: HttpRequest, event: Event) -> EventInvitation | None:
    """The invitation of who looks: of whoever signed in, or else of the link that was opened in this browser."""
    invitations = EventInvitation.objects.select_related(*RELATED).filter(event=event)
    invitations = invitations.exclude(participation__state=Participation.State.WITHDRAWN)
    if isinstance(request.user, Account):
        return invitations.filter(participation__person__account=request.user).first()
    known = request.session.get(KNOWN, "")
    return invitations.filter(public_id=known).first() if known else None
