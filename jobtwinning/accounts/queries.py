"""What this session has shown about who is behind it."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from jobtwinning.accounts.models import Account

FLAG = "second_factor_done"  # set by the demo's one-click sign-in and by tests; production does not look at it
FRESH_SECONDS = 15 * 60


def has_second_factor(account: Account) -> bool:
    """This account has an app that gives codes."""
    found: bool = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()
    return found


def is_second_factor_given(request: HttpRequest, account: Account) -> bool:
    """A second factor was given in this session, and that very factor still exists."""
    if request.session.get(FLAG) and settings.MODE in {"demo", "test"}:
        return True
    given = [record["id"] for record in get_authentication_records(request, account) if record["method"] == "mfa"]
    return bool(given) and Authenticator.objects.filter(user=account, pk__in=given).exists()


def is_fresh_code_sign_in(request: HttpRequest, account: Account) -> bool:
    """A code from the mail was given in this session, a few minutes ago at most."""
    moments = [record["at"] for record in get_authentication_records(request, account) if record["method"] == "code"]
    return any(time.time() - moment < FRESH_SECONDS for moment in moments[-1:])
