"""Where somebody is signed in: one row per browser, its limits, and what it proved.

The row is the session: `end_…` in actions.py deletes it, and the browser's next request is nobody's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from jobtwinning.accounts.models import Account, AccountSession
from jobtwinning.accounts.queries import FLAG, has_second_factor
from jobtwinning.core import clock

# Asked on every page: to write it takes Django three times as long as the database takes to answer.
OWN = "SELECT * FROM accounts_accountsession WHERE account_id = %s AND public_id = %s"
KEY = "account_session"  # in the browser's session: the public id of the row
NOTED_EVERY = timedelta(seconds=60)  # so often at most a sign of life is written
FRESH = timedelta(minutes=15)  # so long a proof counts for what is sensitive


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts without a sign of life, and at most."""

    idle: timedelta
    absolute: timedelta


STAFF = Limits(idle=timedelta(hours=1), absolute=timedelta(hours=10))
PARTICIPANT = Limits(idle=timedelta(hours=12), absolute=timedelta(days=14))

Browser, System = AccountSession.Browser, AccountSession.System
BROWSERS = (
    ("Firefox/", Browser.FIREFOX),
    ("FxiOS/", Browser.FIREFOX),
    ("Edg", Browser.EDGE),
    ("Chrome/", Browser.CHROME),
    ("CriOS/", Browser.CHROME),
    ("Safari/", Browser.SAFARI),
)  # in this order: Edge also says Chrome, Chrome also says Safari
SYSTEMS = (
    ("iPhone", System.IOS),
    ("iPad", System.IOS),
    ("Android", System.ANDROID),
    ("Windows", System.WINDOWS),
    ("Mac OS", System.MAC),
    ("Linux", System.LINUX),
)


def device_of(user_agent: str) -> tuple[str, str]:
    """Browser and system in one word each; the rest of what a browser tells about itself is not kept."""
    browser = next((word for mark, word in BROWSERS if mark in user_agent), Browser.OTHER)
    system = next((word for mark, word in SYSTEMS if mark in user_agent), System.OTHER)
    return browser, system


def begin(sender: object, request: HttpRequest, user: Account, **named: Any) -> None:
    """Somebody signed in, by whatever way (Django's signal): a new row, and an earlier one of this browser goes."""
    forget(request)
    browser, system = device_of(request.META.get("HTTP_USER_AGENT", ""))
    now = clock.now()
    row = AccountSession.objects.create(
        account=user, browser=browser, system=system, started_at=now, last_seen_at=now, proved_at=now
    )
    request.session[KEY] = row.public_id


def end(sender: object, request: HttpRequest, user: Account | None, **named: Any) -> None:
    """Somebody signed out (Django's signal)."""
    forget(request)


def forget(request: HttpRequest) -> None:
    """The row of this browser goes; the browser's own session is the caller's."""
    AccountSession.objects.filter(public_id=request.session.get(KEY, "")).delete()
    request._account_session = None  # type: ignore[attr-defined]  # one read per request


def session_of(request: HttpRequest) -> AccountSession | None:
    """The row of this browser, None when it was ended; read once per request."""
    known: AccountSession | None = getattr(request, "_account_session", None)
    if known is None and isinstance(request.user, Account):
        rows = AccountSession.objects.raw(OWN, [request.user.pk, request.session.get(KEY, "")])
        known = next(iter(rows), None)
        request._account_session = known  # type: ignore[attr-defined]  # idem
    return known


def is_over(session: AccountSession, limits: Limits, at: datetime) -> bool:
    """Too long without a sign of life, or too long altogether."""
    return at - session.last_seen_at >= limits.idle or at - session.started_at >= limits.absolute


def limits_of(request: HttpRequest) -> Limits:
    """The limits of whoever is signed in; a floor above, which knows roles, sets them (programmes/middleware.py)."""
    limits: Limits = getattr(request, "session_limits", PARTICIPANT)
    return limits


def note_seen(session: AccountSession, at: datetime) -> None:
    """A sign of life, written once a minute: so a session may end up to a minute early, never late."""
    if at - session.last_seen_at >= NOTED_EVERY:
        AccountSession.objects.filter(pk=session.pk).update(last_seen_at=at)


def prove(
    sender: object, request: HttpRequest, method: str, user: Account, *, reauthenticated: bool = False, **named: Any
) -> None:
    """A factor was given again in this session (allauth's signal): what is sensitive opens, under a new session key.

    Whoever has an app with codes proves nothing with less.
    """
    if not reauthenticated or (method != "mfa" and has_second_factor(user)):
        return
    session = session_of(request)
    if session is not None:
        session.proved_at = clock.now()
        session.save(update_fields=["proved_at"])
        request.session.cycle_key()


def is_fresh(request: HttpRequest) -> bool:
    """A factor was given here a few minutes ago; the demo's one-click sign-in always counts."""
    if settings.DEMO and request.session.get(FLAG):
        return True
    session = session_of(request)
    return session is not None and clock.now() - session.proved_at < FRESH


@contextmanager
def committed_with_session(request: HttpRequest) -> Iterator[None]:
    """One transaction that always has something to keep: that a rehearsal has nothing to commit would save time."""
    with transaction.atomic():
        yield
        request.session.save()
