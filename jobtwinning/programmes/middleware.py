"""Sessions end in time, sooner for staff. Staff sign in with a second factor (TOTP); without one they get no further
than setting it up."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from jobtwinning.accounts import kept_forms, sessions
from jobtwinning.accounts.models import Account
from jobtwinning.accounts.queries import has_second_factor, is_second_factor_given
from jobtwinning.core import clock
from jobtwinning.programmes.viewer import forget_viewer, viewer_of

# Pages on the way to a second factor, and the way out.
OPEN = {
    "healthz",
    "account_login",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_reauthenticate",
    "account_reauthenticate_code",
    "account_logout",
    "account_inactive",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
}


class SessionLimitMiddleware:
    """A session that was ended elsewhere, or lasted too long, is nobody's any more. Roles are read on every request,
    so that a new role brings its shorter limits at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """After the check against forgery, so that only one's own form is kept."""
        account = request.user
        if not isinstance(account, Account):
            return None
        session, now = sessions.session_of(request), clock.now()
        limits = sessions.STAFF if viewer_of(request).needs_second_factor else sessions.PARTICIPANT
        if session is not None and not sessions.is_over(session, limits, now):
            request.session_limits = limits  # type: ignore[attr-defined]  # the page about sessions shows by them
            sessions.note_seen(session, now)
            if request.method == "POST" and not is_open(request):
                kept_forms.forget(request)
            return None
        return sign_out(request, account, too_long=session is not None)


def sign_out(request: HttpRequest, account: Account, *, too_long: bool) -> HttpResponse | None:
    """Tell why; the page itself asks to sign in when it must. What was being sent waits until then."""
    logout(request)
    forget_viewer(request)
    if too_long:
        messages.info(request, _("Je was te lang weg. Log opnieuw in, dan ga je verder waar je was."))
    else:
        messages.info(request, _("Je bent hier uitgelogd. Log opnieuw in, dan ga je verder waar je was."))
    if request.method != "POST" or is_open(request):
        return None
    kept = kept_forms.keep(request, account)
    next_url = reverse("account_send_again") if kept else resolve_url(settings.LOGIN_REDIRECT_URL)
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': next_url})}")


def is_open(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name in OPEN


class SecondFactorMiddleware:
    """Grants are read on every request, so a new or revoked right counts from the next page on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """After the address is resolved, before the page runs."""
        account = request.user
        if not isinstance(account, Account) or is_open(request):
            return None
        if not viewer_of(request).needs_second_factor or is_second_factor_given(request, account):
            return None
        return to_factor_page(request, account)


def to_factor_page(request: HttpRequest, account: Account) -> HttpResponse:
    """Give the factor, or set it up first; then back to the page, unless something was being sent."""
    page = "mfa_reauthenticate" if has_second_factor(account) else "mfa_activate_totp"
    query = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    return HttpResponseRedirect(reverse(page) + query)
