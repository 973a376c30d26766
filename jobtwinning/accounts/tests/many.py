"""The site with real limits and the database's cache, as in production, for hundreds of tries at the same moment.

`LIMITER=none` takes the lock away, `GUARDS=none` lets links and codes be used without looking whether they were: what
the controls run against. `LIMITS=wide` is for what must hold without any limit.
"""

import os
import time
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
from django.core.cache import cache  # noqa: E402 — idem

from jobtwinning.accounts import tokens  # noqa: E402 — idem
from jobtwinning.accounts.models import Token  # noqa: E402 — idem

SLOW = 0.02  # seconds between looking and writing, so that the control does not depend on luck

if os.environ.get("LIMITER") == "none":

    @contextmanager
    def no_lock(counter: str) -> Iterator[bool]:
        yield True

    ratelimit.cache_lock = no_lock

if os.environ.get("GUARDS") == "none":

    def use_without_looking(token: Token, *, at: datetime) -> bool:
        Token.objects.filter(pk=token.pk).update(used_at=at)
        return True

    def look_then_mark(self: TOTP, code: str) -> bool:
        key = self._get_used_cache_key(code)
        is_new = cache.get(key) is None
        time.sleep(SLOW)
        cache.set(key, "y", timeout=30)
        return is_new

    tokens.use_token = use_without_looking
    TOTP._mark_code_used = look_then_mark

__all__ = ["application"]
