"""Pages for whoever names colleagues: the list, the confirmation behind a mail, and afterwards numbers (REC-02)."""

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
from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.intake.colleagues import actions
from jobtwinning.intake.colleagues.forms import ColleaguesForm
from jobtwinning.intake.colleagues.queries import answers_of
from jobtwinning.intake.sign_up import programme_of
from jobtwinning.programmes.models import Programme

GONE = 410


@require_http_methods(["GET", "HEAD", "POST"])
def colleagues(request: HttpRequest, slug: str) -> HttpResponse:
    """Up to thirty colleagues at once; whoever they are, the answer is the same."""
    programme = programme_of(request, slug)
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    is_open = programme.takes_people_on(clock.today())
    channel = request.GET.get("via", "").replace("\x00", "")[:40]
    posted = request.POST if request.method == "POST" else None
    form = ColleaguesForm(posted, programme=programme, initial={"channel": channel})
    if form.is_bound and is_open and form.is_valid():
        try:
            return _hand_in(request, programme, form)
        except DomainError as refused:
            form.add_error(None, str(refused.message))
    status = 422 if form.is_bound and is_open else 409 if form.is_bound else 200
    context = {"programme": programme, "form": form, "is_open": is_open}
    return render(request, "intake/colleagues.html", context, status=status)


def _hand_in(request: HttpRequest, programme: Programme, form: ColleaguesForm) -> HttpResponse:
    new = form.new_list(language=(get_language() or "nl")[:2])
    take_sign_up_turn(request)
    if not ratelimit.consume(request, action="colleagues", key=new.registrar_email.strip().lower()):
        raise DomainError("too_often", _("Dit adres gaf vandaag al genoeg lijsten door. Probeer het morgen weer."))
    target = reverse("intake:colleagues_asked")
    with transaction.atomic():
        if form_keys.claim(request, target):
            actions.hand_in_list(programme, new, at=clock.now())
    return redirect(target)


@require_http_methods(["GET", "HEAD"])
def colleagues_asked(request: HttpRequest) -> HttpResponse:
    return render(request, "intake/colleagues_asked.html")


@require_http_methods(["GET", "HEAD", "POST"])
def colleague_list(request: HttpRequest, value: str) -> HttpResponse:
    """Behind the registrar's link: confirm or throw away; looking does nothing. Afterwards only numbers."""
    handed_in = actions.list_of_link(value)
    if handed_in is None:
        return render(request, "intake/colleagues_gone.html", status=GONE)
    if request.method == "POST" and "stop" in request.POST:
        actions.stop_list(handed_in, at=clock.now())
        return render(request, "intake/colleagues_gone.html", {"just_now": True})
    if request.method == "POST":
        actions.confirm_list(handed_in, at=clock.now())
        messages.success(request, _("Bedankt. We mailen je collega’s."))
        return redirect("intake:colleague_list", value=value)
    context: dict[str, Any] = {"list": handed_in, "programme": handed_in.programme, "answers": answers_of(handed_in)}
    return render(request, "intake/colleague_list.html", context)
