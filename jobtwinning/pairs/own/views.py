"""Pages on which two people begin by themselves: the form, the two links, and what comes of it (REC-09)."""

from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.actions import take_sign_up_turn
from jobtwinning.accounts.adapter import TOO_OFTEN
from jobtwinning.accounts.models import Account
from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.pairs.models import OwnStart
from jobtwinning.pairs.own import actions
from jobtwinning.pairs.own.actions import ANSWER_DAYS, Answered
from jobtwinning.pairs.own.forms import OwnStartForm
from jobtwinning.pairs.own.links import OWN, PARTNER, start_of_link
from jobtwinning.people.models import Region
from jobtwinning.surveys.datalists import place_options


@require_http_methods(["GET", "HEAD", "POST"])
def own_start(request: HttpRequest) -> HttpResponse:
    """Fill in both; whoever the two are, the answer is the same."""
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    regions = Region.objects.exclude(programmes=None).distinct().select_related("organiser").order_by("name")
    email = request.user.email if isinstance(request.user, Account) else ""
    form = OwnStartForm(request.POST if request.method == "POST" else None, regions=regions, initial={"email": email})
    if request.method == "POST" and form.is_valid():
        try:
            return _ask(request, form)
        except DomainError as refused:
            form.add_error(refused.field, str(refused.message))
    context = {"form": form, "places": place_options(), "days": ANSWER_DAYS}
    return render(request, "pairs/own_start.html", context, status=422 if form.errors else 200)


def _ask(request: HttpRequest, form: OwnStartForm) -> HttpResponse:
    own, partner = form.own(), form.partner()
    take_sign_up_turn(request)
    if not ratelimit.consume(request, action="request_login_code", key=own.email.lower()):
        raise DomainError("too_often", TOO_OFTEN)
    target = reverse("pairs:own_asked")
    with transaction.atomic():
        if form_keys.claim(request, target):
            language = (get_language() or "nl")[:2]
            actions.ask_own_start(own, partner, form.cleaned_data["region"], language=language, at=clock.now())
    return redirect(target)


@require_http_methods(["GET", "HEAD"])
def own_asked(request: HttpRequest) -> HttpResponse:
    return render(request, "pairs/own_asked.html", {"days": ANSWER_DAYS})


@require_http_methods(["GET", "HEAD"])
def own_begun(request: HttpRequest) -> HttpResponse:
    """Both said yes; the page of the pair is behind signing in."""
    return render(request, "pairs/own_begun.html")


@require_http_methods(["GET", "HEAD"])
def own_gone(request: HttpRequest) -> HttpResponse:
    """What was typed is gone; whoever took it back or said no reads it here."""
    return render(request, "pairs/own_gone.html", {"just_now": True})


@require_http_methods(["GET", "HEAD"])
def own_not_now(request: HttpRequest) -> HttpResponse:
    """The partner said yes, but who asked is not free any more; they get a mail about it."""
    return render(request, "pairs/own_not_now.html")


@require_http_methods(["GET", "HEAD", "POST"])
def own_confirm(request: HttpRequest, value: str) -> HttpResponse:
    """Behind the link of who filled it in: does it all hold? Looking does nothing."""

    def act(start: OwnStart) -> str:
        if "stop" in request.POST:
            actions.stop_own_start(start, at=clock.now())
            return reverse("pairs:own_gone")
        come = actions.confirm_own_start(start, at=clock.now())
        return reverse("pairs:own_confirm", args=[value]) if come == Answered.ASKED else PAGES[come]()

    return _link_page(request, start_of_link(value, OWN), act, "pairs/own_confirm.html")


@require_http_methods(["GET", "HEAD", "POST"])
def own_answer(request: HttpRequest, value: str) -> HttpResponse:
    """Behind the link of the partner: yes or no. Looking does nothing."""

    def act(start: OwnStart) -> str:
        if "no" in request.POST:
            actions.decline_own_start(start, at=clock.now())
            return reverse("pairs:own_gone")
        return PAGES[actions.accept_own_start(start, at=clock.now())]()

    return _link_page(request, start_of_link(value, PARTNER), act, "pairs/own_answer.html")


PAGES: dict[Answered, Callable[[], str]] = {
    Answered.BEGUN: lambda: reverse("pairs:own_begun"),
    Answered.NOT_FREE: lambda: reverse("pairs:own_not_now"),
}


def _link_page(
    request: HttpRequest, start: OwnStart | None, act: Callable[[OwnStart], str], template: str
) -> HttpResponse:
    """One question, two buttons; sent again it goes where it went, and a refusal stands on the page."""
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    if start is None:
        return render(request, "pairs/own_gone.html", status=410)
    context: dict[str, Any] = {"start": start, "days": ANSWER_DAYS, "form_key": form_keys.new_key()}
    if request.method == "POST":
        try:
            return redirect(_once(request, start, act))
        except DomainError as refused:
            context["refused"] = str(refused.message)
    return render(request, template, context, status=409 if "refused" in context else 200)


def _once(request: HttpRequest, start: OwnStart, act: Callable[[OwnStart], str]) -> str:
    """Where it leads; the same form at the same moment leads where the other one did."""
    try:
        with transaction.atomic():
            target = act(start)
            if not form_keys.claim(request, target):
                transaction.set_rollback(True)
    except DomainError:
        if (before := form_keys.answered_before(request)) is None:
            raise
        return before
    return target
