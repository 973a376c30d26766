"""The site with real limits and the database's cache, as in production, for hundreds of tries at the same moment.

`LIMITER=none` takes the lock away, `TOKENS=loose` and `CODES=loose` look before they write: what the controls run
against.
"""

import os
import time
from contextlib import contextmanager
from typing import Any

from django.conf import settings

settings.CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"},
}
settings.ACCOUNT_RATE_LIMITS = {"sign_up": "20/10m/ip,500/h/key"}

from allauth.core.internal import ratelimit  # noqa: E402 — after the settings
from allauth.mfa.totp.internal.auth import TOTP  # noqa: E402 — idem

from jobtwinning.accounts import tokens  # noqa: E402 — idem
from jobtwinning.config.wsgi import application  # noqa: E402 — idem

SLOW = 0.02  # seconds between looking and writing, so that the controls do not depend on luck

if os.environ.get("LIMITER") == "none":

    @contextmanager
    def no_lock(counter: str) -> Any:
        yield True

    ratelimit.cache_lock = no_lock

if os.environ.get("TOKENS") == "loose":

    def look_then_write(token: Any, *, at: Any) -> bool:
        is_open = tokens.open_tokens(at).filter(pk=token.pk).exists()
        time.sleep(SLOW)
        type(token).objects.filter(pk=token.pk).update(used_at=at)
        return is_open

    tokens.use_token = look_then_write

if os.environ.get("CODES") == "loose":
    from django.core.cache import cache

    def look_then_mark(self: Any, code: str) -> bool:
        key = self._get_used_cache_key(code)
        is_new = cache.get(key) is None
        time.sleep(SLOW)
        cache.set(key, "y", timeout=30)
        return is_new

    TOTP._mark_code_used = look_then_mark

__all__ = ["application"]
