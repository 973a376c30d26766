"""The site with real limits and the database's cache, as in production, for hundreds of tries at the same moment.

`LIMITER=none` takes the lock away, `GUARDS=none` lets links and codes be used without looking whether they were: what
the controls run against. `LIMITS=wide` is for what must hold without any limit.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings

settings.CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"},
}
settings.ACCOUNT_RATE_LIMITS = {"sign_up": "20/10m/ip,500/h/key"}
if os.environ.get("LIMITS") == "wide":
    settings.ACCOUNT_RATE_LIMITS |= {"login_failed": "99999/m/ip"}

from jobtwinning.config.wsgi import application  # noqa: E402 — after the settings

# isort: split
from allauth.core.internal import ratelimit  # noqa: E402 — after the apps are ready
from allauth.mfa.totp.internal.auth import TOTP  # noqa: E402 — idem

from jobtwinning.accounts import tokens  # noqa: E402 — idem
from jobtwinning.accounts.models import Token  # noqa: E402 — idem

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

    tokens.use_token = use_without_looking
    TOTP._mark_code_used = say_new

__all__ = ["application"]
