"""The pages of somebody who takes part: whom they meet now and next, and what they say about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.dating import actions, phone, queries, telling
from jobtwinning.dating.forms import ANSWERS, BallotForm
from jobtwinning.dating.models import Talk
from jobtwinning.dating.permissions import is_invited, is_own_talk
from jobtwinning.programmes.events.words import title_of
from jobtwinning.programmes.models import Event, Side
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.viewer import viewer_of
from jobtwinning.programmes.views import posted

WRONG = 422
RELATED = ("evening__event__programme", "evening__event__region", "teacher__person", "non_teacher__person")


@require_http_methods(["GET", "HEAD"])
@login_required
def own(request: HttpRequest, public_id: str) -> HttpResponse:
    """Before it is shown only when and where; then whom, at which table, what comes next, and what to answer."""
    viewer, at = viewer_of(request), clock.now()
    events = Event.objects.select_related("programme", "region", "organisation")
    event = find(events, viewer, is_invited, public_id=public_id)
    evening = queries.evening_of(event)
    guest = phone.own_guest(evening, viewer.person) if evening else None
    context: dict[str, Any] = {"event": event, "title": title_of(event), "evening": evening, "guest": guest, "at": at}
    if evening and guest and evening.shown_at and not event.is_cancelled:
        context |= {
            "page": phone.own_evening(evening, guest, at),
            "answers_until": telling.answers_until(evening),
            "answers": ANSWERS,
            "form_key": form_keys.new_key(),
        }
    return render(request, "dating/own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ballot(request: HttpRequest, public_id: str) -> HttpResponse:
    """What somebody says about one talk; the buttons stand on their own page too."""
    viewer, at = viewer_of(request), clock.now()
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    talk = find(Talk.objects.select_related(*RELATED), viewer, is_own_talk, public_id=public_id)
    is_teacher = viewer.person is not None and talk.teacher.person_id == viewer.person.pk
    mine, other = (talk.teacher, talk.non_teacher) if is_teacher else (talk.non_teacher, talk.teacher)
    url = reverse("dating:own", args=[talk.evening.event.public_id])
    form = BallotForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                if form_keys.claim(request, url):
                    actions.say(talk, mine, form.cleaned_data["answer"], at=at)
        except DomainError as refused:
            messages.error(request, str(refused.message))
        return redirect(f"{url}#antwoorden")
    context = {
        "talk": talk,
        "event": talk.evening.event,
        "name": other.person.given_name,
        "side": "work" if other.side == Side.NON_TEACHER else "school",
        "own_url": url,
        "is_over": talk.evening.is_over(talk.round, at) and not talk.evening.told_at,
        "answers": ANSWERS,
        "form": form,
    }
    return render(request, "dating/ballot.html", context, status=WRONG if form.errors else 200)
