"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, override

NAMES = {"nl": "Nederlands", "en": "English"}


def site_context(request: HttpRequest) -> dict[str, Any]:
    """The other language's address of this page, whether this is the demo, and what lets a script run."""
    other = "en" if get_language() == "nl" else "nl"
    return {
        "other_language": other,
        "other_language_name": NAMES[other],
        "other_language_url": address_in(other, request),
        "demo": settings.DEMO,
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }


def address_in(language: str, request: HttpRequest) -> str:
    """This page's address in a language; its own address when it is no page of ours. Django's `translate_url` would
    look through all addresses once more for what the request knows."""
    match = request.resolver_match
    if match is None:
        return request.get_full_path()
    with override(language):
        try:
            path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        except NoReverseMatch:
            return request.get_full_path()
    _own, mark, query = request.get_full_path().partition("?")
    return path + mark + query
