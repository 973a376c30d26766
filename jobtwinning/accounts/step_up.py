"""What is sensitive asks who is there, when the last proof is older than a quarter of an hour."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from jobtwinning.accounts import kept_forms, sessions
from jobtwinning.accounts.models import Account
from jobtwinning.accounts.queries import has_second_factor

View = Callable[..., HttpResponse]


def requires_fresh_sign_in(view: View) -> View:
    """Under `login_required`: with an old proof one first gives a factor, and comes back to what one was doing.

    Mark the row in policy.toml with `step_up = true`; a test asks every marked address.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if isinstance(request.user, Account) and not sessions.is_fresh(request):
            return to_proof_page(request, request.user)
        return view(request, *arguments, **named)

    return guarded


def to_proof_page(request: HttpRequest, account: Account) -> HttpResponseRedirect:
    """To the page that asks a factor; afterwards back to this page, or to the form that was sent."""
    page = "mfa_reauthenticate" if has_second_factor(account) else "account_reauthenticate"
    return HttpResponseRedirect(f"{reverse(page)}?{urlencode({'next': way_back(request, account)})}")


def way_back(request: HttpRequest, account: Account) -> str:
    """This page, or the one that sends the form again when something was sent. Keeps the form."""
    if request.method == "POST" and kept_forms.keep(request, account):
        return reverse("account_send_again")
    return request.get_full_path()
