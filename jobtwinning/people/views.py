"""One's own address: ask for another, and confirm it from there."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts import sessions, tokens
from jobtwinning.accounts.actions import ask_email_change
from jobtwinning.accounts.adapter import TOO_OFTEN
from jobtwinning.accounts.models import Account, Token
from jobtwinning.accounts.session_views import LINK
from jobtwinning.accounts.step_up import requires_fresh_sign_in
from jobtwinning.accounts.views import account_of
from jobtwinning.core import clock, form_keys
from jobtwinning.people import actions
from jobtwinning.people.forms import EmailForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@requires_fresh_sign_in
def change_email(request: HttpRequest) -> HttpResponse:
    """Ask for another address; a link goes to it."""
    account = account_of(request)
    form = EmailForm(request.POST if request.method == "POST" else None, account=account)
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if ratelimit.consume(request, action="request_login_code", key=email):
            ask_once(request, account, email)
            return redirect("account_change_email")
        form.add_error("email", str(TOO_OFTEN))
    context = {"form": form, "email": account.email}
    return render(request, "people/change_email.html", context, status=422 if form.errors else 200)


def ask_once(request: HttpRequest, account: Account, email: str) -> None:
    """One mail for one showing of the form."""
    with sessions.committed_with_session(request):
        if form_keys.claim(request, reverse("account_change_email")):
            ask_email_change(account, email, by=account, at=clock.now())
    text = _("Is dit adres nog vrij? Dan ligt er nu een mail met een link. Open die link, dan is het klaar.")
    messages.success(request, text)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def confirm_email(request: HttpRequest) -> HttpResponse:
    """The page behind the link: the button changes the address, looking does not."""
    account, now = account_of(request), clock.now()
    token = tokens.find_token(request.session.get(LINK, ""), Token.Purpose.CHANGE_EMAIL, at=now)
    if token is None or token.subject_id != account.public_id:
        return render(request, "people/link_gone.html", status=410)
    if request.method != "POST":
        return render(request, "people/confirm_email.html", {"email": token.address, "old": account.email})
    actions.change_email(token, account=account, by=account, at=now, keep=sessions.session_of(request))
    del request.session[LINK]
    update_session_auth_hash(request, account)  # a new session key
    messages.success(request, _("Je logt voortaan in met je nieuwe adres. Andere browsers zijn uitgelogd."))
    return redirect("account_sessions")
