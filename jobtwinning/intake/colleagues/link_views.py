"""The page for somebody who was named: by whom, what it is, yes with the form of signing up, or no."""

from dataclasses import replace

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.actions import start_code_sign_in, take_sign_up_turn
from jobtwinning.accounts.models import Account
from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.intake import pending
from jobtwinning.intake.actions import join, sign_up
from jobtwinning.intake.colleagues import actions
from jobtwinning.intake.forms import SignUpForm
from jobtwinning.intake.funnel import NAMED
from jobtwinning.intake.models import NamedColleague
from jobtwinning.intake.queries import sign_up_state

GONE = 410


@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request: HttpRequest, value: str) -> HttpResponse:
    """Looking does nothing. Yes signs up with what stands in the form; no takes the name and the address away."""
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    named = actions.named_by_link(value)
    if named is None:
        return render(request, "intake/colleague_gone.html", status=GONE)
    if request.method == "POST" and "no" in request.POST:
        actions.answer_for(named, said_yes=False, at=clock.now())
        return render(request, "intake/colleague_gone.html", {"just_now": True})
    programme = named.colleague_list.programme
    form = SignUpForm(
        request.POST if request.method == "POST" else None,
        programme=programme,
        side=named.side,
        own_email=named.email,
        initial=_known(named),
    )
    state = sign_up_state(programme, named.side)
    if form.is_bound and state == "open" and form.is_valid():
        try:
            return _say_yes(request, named, form)
        except DomainError as refused:
            form.add_error(None, str(refused.message))
    context = {"named": named, "list": named.colleague_list, "programme": programme, "form": form, "state": state}
    status = 422 if form.is_bound and state == "open" else 409 if form.is_bound else 200
    return render(request, "intake/colleague.html", context, status=status)


def _known(named: NamedColleague) -> dict[str, str]:
    """What the registrar filled in, to start from; the first word is taken for the given name."""
    given_name, _space, surname = named.name.partition(" ")
    handed_in = named.colleague_list
    known = {"given_name": given_name[:80], "surname": surname.strip()[:100], "organisation": handed_in.organisation}
    return {**known, "region": handed_in.region.slug}


def _say_yes(request: HttpRequest, named: NamedColleague, form: SignUpForm) -> HttpResponse:
    """As with signing up: who has the address goes on by the code in a mail, known or not."""
    handed_in = named.colleague_list
    programme, at = handed_in.programme, clock.now()
    wish = form.sign_up(language=(get_language() or "nl")[:2])
    wish = replace(wish, channel=handed_in.channel or NAMED)
    arrive = reverse("intake:arrive", args=[programme.slug])
    account = request.user if isinstance(request.user, Account) and request.user.email == named.email else None
    target = arrive if account else f"{reverse('account_confirm_login_code')}?{urlencode({'next': arrive})}"
    if account is None:
        take_sign_up_turn(request)
    with transaction.atomic():
        if not form_keys.claim(request, target):
            return redirect(target)
        if account is not None:
            join(programme, wish, account=account, at=at)
        else:
            sign_up(programme, wish, at=at)
        actions.answer_for(named, said_yes=True, at=at)
    if account is not None:
        return redirect(target)
    pending.keep(request, programme, wish)
    return start_code_sign_in(request, wish.email, next_url=arrive)
