"""The site with real limits and the database's cache, as in production, for hundreds of tries at the same moment.

What the controls run against: `LIMITER=none` takes the lock away; `GUARDS=none` lets links and codes be used without
looking whether they were, and somebody sign up without looking whether we know the address. `LIMITS=none` is for what
must hold without any limit; `SESSIONS=stay` for a link whose own guard is to be seen, not that other browsers are
signed out; `EVEN=none` leaves out what is only done so that no answer is faster, and asking a code takes ten ms more
for a known address.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

settings.CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"},
}
settings.ACCOUNT_RATE_LIMITS = {"sign_up": "20/10m/ip,500/h/key"} if os.environ.get("LIMITS") != "none" else False
settings.PASSWORD_HASHERS = ["jobtwinning.accounts.tests.many_world.SlowEnough"]

from jobtwinning.config.wsgi import application  # noqa: E402 — after the settings

# isort: split
from allauth.core.internal import ratelimit  # noqa: E402 — after the apps are ready
from allauth.mfa.totp.internal.auth import TOTP  # noqa: E402 — idem

from jobtwinning.accounts import actions, tokens  # noqa: E402 — idem
from jobtwinning.accounts.models import Account, Token  # noqa: E402 — idem
from jobtwinning.intake import actions as intake_actions  # noqa: E402 — idem
from jobtwinning.programmes.models import Participation, Programme  # noqa: E402 — idem

if os.environ.get("LIMITER") == "none":

    @contextmanager
    def no_lock(counter: str) -> Iterator[bool]:
        yield True

    ratelimit.cache_lock = no_lock

if os.environ.get("GUARDS") == "none":

    def use_without_looking(token: Token, *, at: datetime) -> bool:
        Token.objects.filter(pk=token.pk).update(used_at=at)
        return True

    def say_new(self: TOTP, code: str) -> bool:
        return True

    def always_somebody_new(programme: Programme, wish: intake_actions.SignUp, *, at: datetime) -> Participation:
        account = Account.objects.create_user(wish.email.strip().lower())
        person = intake_actions.new_person(wish, account)
        return intake_actions.take_part(person, programme, wish, by=account, at=at, invite=True)

    tokens.use_token = use_without_looking
    TOTP._mark_code_used = say_new
    intake_actions.sign_up = always_somebody_new

if os.environ.get("SESSIONS") == "stay":
    actions.drop_sessions = lambda account, **keep: 0

if os.environ.get("EVEN") == "none":
    real_begin, real_check = actions.begin_code_sign_in, Account.check_password

    def later_for_known(request: HttpRequest, account: Account | None, email: str) -> None:
        time.sleep(0.01 if account else 0)
        real_begin(request, account, email)

    def fast_when_none(account: Account, raw_password: str) -> bool:
        return account.has_usable_password() and real_check(account, raw_password)

    actions.begin_code_sign_in = later_for_known
    Account.check_password = fast_when_none  # type: ignore[assignment]  # as it would be without the care
    intake_actions.rehearse_sign_up = lambda *about, **named: None

__all__ = ["application"]
