"""Request id and access line, headers, maintenance, no copies of signed-in pages, refusals as messages."""

import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from jobtwinning.core.error_pages import unavailable
from jobtwinning.core.errors import DomainError
from jobtwinning.core.logs import log_access, request_id

GetResponse = Callable[[HttpRequest], HttpResponse]
SESSION_KEY = re.compile(r"[a-z0-9]{32}")  # as Django makes them


class RequestIdMiddleware:
    """Give every request an id and one line in the log.

    The id goes back in a header so that somebody can quote it; one that comes in is not looked at.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.log_id = secrets.token_hex(6)  # type: ignore[attr-defined]  # Django logs after we are done
        token = request_id.set(given)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = given
            log_access(request, response, time.perf_counter() - started)
            return response
        finally:
            request_id.reset(token)


class BrowserHeadersMiddleware:
    """What Django has no setting for, and a nonce for every answer.

    The three that SecurityMiddleware also sets are for answers that it never finishes: a host that is not ours.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        str(request.csp_nonce)  # type: ignore[attr-defined]  # of django-csp: asked for once, it stands in the policy
        response = self.get_response(request)
        for name, value in settings.BROWSER_HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class MaintenanceMiddleware:
    """While the file VAR_DIR/maintenance exists, every page but `healthz` says that we will be back soon."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != "/healthz" and Path(settings.VAR_DIR, "maintenance").exists():
            return unavailable(request, retry_after_seconds=900)
        return self.get_response(request)


class SessionCookieMiddleware:
    """A session cookie that we cannot have given is none: quoted, it may hold NUL, on which PostgreSQL stumbles."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if not SESSION_KEY.fullmatch(key):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.get_response(request)


class NoStoreMiddleware:
    """A page for somebody who is signed in is never kept by a browser or proxy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


class DomainErrorMiddleware:
    """Turn a refusal that no form caught into a message on the page the reader came from."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        back = request.headers.get("Referer", "")
        safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
        if request.method == "POST" and safe:
            messages.error(request, str(error.message))
            return HttpResponseRedirect(back)
        return render(request, "core/refused.html", {"message": error.message}, status=409)
