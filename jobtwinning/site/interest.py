"""Pages for who is not ready to sign up: leave an address, confirm it, take it away (REC-02)."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.actions import take_sign_up_turn
from jobtwinning.accounts.adapter import TOO_OFTEN
from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.programmes import interest as actions
from jobtwinning.site.forms import SIDES, InterestForm
from jobtwinning.site.queries import open_regions


@require_http_methods(["GET", "HEAD", "POST"])
def interest(request: HttpRequest) -> HttpResponse:
    """Leave an address; known or not, the answer is the same and so is the mail."""
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    wanted = request.GET
    initial = {"region": wanted.get("regio", ""), "channel": wanted.get("via", "")[:40]}
    initial["side"] = wanted.get("kant", "") if wanted.get("kant") in dict(SIDES) else ""
    form = InterestForm(request.POST if request.method == "POST" else None, regions=open_regions(), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _ask(request, form)
        except DomainError as refused:
            form.add_error(None, str(refused.message))
    return render(request, "site/interest.html", {"form": form}, status=422 if form.errors else 200)


def _ask(request: HttpRequest, form: InterestForm) -> HttpResponse:
    values = form.cleaned_data
    take_sign_up_turn(request)
    if not ratelimit.consume(request, action="request_login_code", key=values["email"].lower()):
        raise DomainError("too_often", TOO_OFTEN)
    target = reverse("site:interest_asked")
    with transaction.atomic():
        if form_keys.claim(request, target):
            actions.ask_interest(
                values["email"],
                form.region_of(),
                side=values["side"],
                channel=values["channel"],
                language=(get_language() or "nl")[:2],
                at=clock.now(),
            )
    return redirect(target)


@require_http_methods(["GET", "HEAD"])
def interest_asked(request: HttpRequest) -> HttpResponse:
    return render(request, "site/interest_asked.html")


@require_http_methods(["GET", "HEAD", "POST"])
def interest_link(request: HttpRequest, value: str) -> HttpResponse:
    """The page behind the link in every mail: one button says yes, one takes the address away; looking does nothing."""
    found = actions.interest_of_link(value)
    if found is None:
        return render(request, "site/interest_gone.html", status=410)
    if request.method == "POST" and "stop" in request.POST:
        actions.stop_interest(found, at=clock.now())
        return render(request, "site/interest_gone.html", {"just_now": True})
    if request.method == "POST":
        actions.confirm_interest(found, at=clock.now())
        messages.success(request, _("Bedankt. Je hoort van ons zodra je je kunt aanmelden."))
        return redirect("site:interest_link", value=value)
    context: dict[str, Any] = {"interest": found}
    return render(request, "site/interest_link.html", context)
