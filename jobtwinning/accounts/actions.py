"""Make accounts, send codes, set passwords."""

from datetime import datetime

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from jobtwinning.accounts.adapter import TOO_OFTEN, is_own_path, queue_change_mail, rehearse_code_mail
from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError


def get_or_create_account(email: str, *, language: str) -> tuple[Account, bool]:
    """The account of this address, made when there was none; True when it is new. It signs in by code."""
    with transaction.atomic():
        return Account.objects.get_or_create(
            email=email.strip().lower(), defaults={"language": language, "password": make_password(None)}
        )


def begin_code_sign_in(request: HttpRequest, account: Account | None, email: str) -> None:
    """Send a code and remember in the session for whom; an address of nobody looks and lasts the same."""
    LoginCodeVerificationProcess.initiate(request=request, user=account, email=email)
    if account is None:
        rehearse_code_mail(email)


def start_code_sign_in(request: HttpRequest, email: str, *, next_url: str = "") -> HttpResponseRedirect:
    """Send a code to the address and go to the page that asks for it; afterwards the person lands on `next_url`.

    For the end of a sign-up; this one takes a request because signing in is about the browser's session. Without
    `next_url` the `next` of the request is kept. Whoever asks too often comes on the sign-in page, with the reason.
    """
    email = email.strip().lower()
    next_url = next_url or request.POST.get("next") or request.GET.get("next") or ""
    page = "account_confirm_login_code"
    if ratelimit.consume(request, action="request_login_code", key=email):
        begin_code_sign_in(request, Account.objects.filter(email=email, is_active=True).first(), email)
    else:
        messages.error(request, str(TOO_OFTEN))
        page = "account_login"
    query = f"?{urlencode({'next': next_url})}" if is_own_path(next_url) else ""
    return HttpResponseRedirect(reverse(page) + query)


def take_sign_up_turn(request: HttpRequest) -> None:
    """Refuse a sign-up when too many came from this client's address, or from all together: each sends a mail."""
    if not ratelimit.consume(request, action="sign_up", key="everybody"):
        raise DomainError(
            "too_often", _("Er komen nu te veel aanmeldingen tegelijk. Probeer het over een uur opnieuw.")
        )


def make_platform_admin(email: str, *, by: Account | None, at: datetime) -> Account:
    """Give the account of this address, made when there was none, the rights over the whole platform."""
    with transaction.atomic():
        account, _made = get_or_create_account(email, language="nl")
        if Account.objects.filter(pk=account.pk, is_platform_admin=False).update(is_platform_admin=True):
            history.record("make_platform_admin", account, by=by, at=at)
        account.refresh_from_db()
    return account


def set_password(account: Account, password: str, *, by: Account | None, at: datetime) -> None:
    """A new password; other sessions end, and the owner gets a mail."""
    with transaction.atomic():
        account.set_password(password)
        account.save(update_fields=["password"])
        history.record("set_password", account, by=by, at=at)
        queue_change_mail(account.email, "password")
