"""Every form that changes something may be sent twice; the second sending gets the first answer."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from jobtwinning.core import clock
from jobtwinning.core.models import FormKey

FIELD = "form_key"


def new_key() -> str:
    """A key for one showing of one form."""
    return secrets.token_urlsafe(18)


def posted_key(request: HttpRequest) -> str:
    """The key as sent, at most as long as ours and without NUL, which PostgreSQL refuses to look for."""
    return request.POST.get(FIELD, "").replace("\x00", "")[:40]


def answered_before(request: HttpRequest) -> str | None:
    """The address the first sending of this form led to, or None when it was not sent before."""
    key = posted_key(request)
    row = FormKey.objects.filter(key=key, account_id=request.user.pk).first() if key else None
    return row.result_url if row else None


def claim(request: HttpRequest, result_url: str) -> bool:
    """Take the key inside the transaction of the action. False: somebody else just did, undo and answer as they did.

    A form without a key (a hand-made request) is let through: the action's own constraints still hold.
    """
    key = posted_key(request)
    if not key:
        return True
    try:
        with transaction.atomic():
            FormKey.objects.create(
                key=key, account_id=request.user.pk, used_at=clock.now(), result_url=result_url[:300]
            )
    except IntegrityError:
        return False
    return True


def answers_again(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Around a view whose form may take away what it is about: sent again, it finds nothing and goes where it went."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *arguments, **named)
        except Http404:
            if (before := answered_before(request)) is None:
                raise
            return redirect(before)

    return guarded
