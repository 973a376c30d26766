"""Staff sign in with a second factor (TOTP); without one they get no further than setting it up."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from jobtwinning.accounts.models import Account
from jobtwinning.accounts.queries import has_second_factor, is_second_factor_given
from jobtwinning.programmes.viewer import viewer_of

# Pages on the way to a second factor, and the way out.
OPEN = {
    "healthz",
    "account_login",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_reauthenticate",
    "account_logout",
    "account_inactive",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
}


class SecondFactorMiddleware:
    """Grants are read on every request, so a new or revoked right counts from the next page on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """After the address is resolved, before the page runs."""
        account = request.user
        match = request.resolver_match
        if not isinstance(account, Account) or (match is not None and match.view_name in OPEN):
            return None
        if not viewer_of(request).needs_second_factor or is_second_factor_given(request, account):
            return None
        return to_factor_page(request, account)


def to_factor_page(request: HttpRequest, account: Account) -> HttpResponse:
    """Give the factor, or set it up first; then back to the page, unless something was being sent."""
    page = "mfa_reauthenticate" if has_second_factor(account) else "mfa_activate_totp"
    query = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    return HttpResponseRedirect(reverse(page) + query)
