"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

NAMES = {"nl": "Nederlands", "en": "English"}


def site_context(request: HttpRequest) -> dict[str, Any]:
    """The other language's address of this page, whether this is the demo, and what lets a script run."""
    other = "en" if get_language() == "nl" else "nl"
    return {
        "other_language": other,
        "other_language_name": NAMES[other],
        "other_language_url": translate_url(request.get_full_path(), other),
        "demo": settings.DEMO,
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }
