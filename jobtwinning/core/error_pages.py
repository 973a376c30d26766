"""Pages for when something is wrong with us: they need no database, no session and nothing of the request.

Both languages stand on the page, the reader's first.
"""

import sys

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

READ_ONLY = "25006"  # what PostgreSQL answers to a writer while it is a copy of another


def error_page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """The page in the language of the address."""
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    other = "en" if language == "nl" else "nl"
    with translation.override(language):
        return HttpResponse(render_to_string(template, {"languages": [language, other]}), status=status)


def unavailable(request: HttpRequest, *, retry_after_seconds: int) -> HttpResponse:
    """We are away for a moment; programs read when to come back in `Retry-After`."""
    answer = error_page(request, "503.html", 503)
    answer["Retry-After"] = str(retry_after_seconds)
    answer["Cache-Control"] = "no-store"
    return answer


def is_database_away(error: BaseException | None) -> bool:
    """It does not answer, is locked, full or read-only: our house stands, it will pass."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return isinstance(error, Error) and getattr(error.__cause__, "sqlstate", None) == READ_ONLY


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault; Django calls it while it handles the error."""
    if is_database_away(sys.exc_info()[1]):
        return unavailable(request, retry_after_seconds=60)
    return error_page(request, "500.html", 500)
