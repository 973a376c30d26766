"""What search engines and other sites read: robots, the list of pages, what a page is about."""

import json
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, translate_url
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from jobtwinning.programmes.context import programme_name
from jobtwinning.programmes.models import Programme
from jobtwinning.site import queries

PAGES = (
    "site:home",
    "site:interest",
    "site:contact",
    "site:how_we_match",
    "site:privacy",
    "site:accessibility",
    "site:source",
)
LANGUAGES = ("nl", "en")
# In JSON inside HTML; each stands for itself in JSON too.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@require_http_methods(["GET", "HEAD"])
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read the public pages; pages behind sign-in only lead to signing in."""
    closed = [reverse(name) for name in ("twinning:home", "programmes:overview", "programmes:administration")]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('site:sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_http_methods(["GET", "HEAD"])
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page in both languages, each with its other language; two queries."""
    paths = [reverse(name) for name in PAGES]
    hidden = (Programme.State.DRAFT, Programme.State.ARCHIVED)
    slugs = (
        Programme.objects.filter(is_standing=False)
        .exclude(state__in=hidden)
        .order_by("-starts_on", "slug")
        .values_list("slug", flat=True)
    )
    paths += [reverse("site:programme", args=[slug]) for slug in slugs]
    body = "".join(_entries(paths))
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        f"{body}</urlset>\n"
    )
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


def _entries(paths: list[str]) -> Iterator[str]:
    for path in paths:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(url)}"/>'
            for language, url in addresses(path).items()
        )
        yield from (f"<url><loc>{escape(addresses(path)[each])}</loc>{links}</url>\n" for each in LANGUAGES)


def addresses(path: str) -> dict[str, str]:
    """The whole address of a page in each language."""
    return {language: settings.SITE_URL + translate_url(path, language) for language in LANGUAGES}


def about_page(request: HttpRequest) -> dict[str, Any]:
    """For the head of a public page: its own address without what came along in it, and both languages."""
    found = addresses(request.path)
    return {"canonical": found[(get_language() or "nl")[:2]], "alternates": found, "default_url": found["nl"]}


def event(shown: queries.PublicProgramme, request: HttpRequest) -> SafeString:
    """The programme as schema.org reads it: only what stands on the page too."""
    programme = shown.programme
    content = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": f"Job Twinning: {programme_name(programme)}",
        "startDate": programme.starts_on.isoformat(),
        "endDate": programme.ends_on.isoformat(),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "inLanguage": "nl",
        "url": about_page(request)["canonical"],
        "organizer": {"@type": "Organization", "name": programme.organiser.name},
        "location": [{"@type": "Place", "name": region.name, "address": region.name} for region in shown.regions],
    }
    return mark_safe(json.dumps(content, ensure_ascii=False).translate(ESCAPES))  # noqa: S308  # escaped just here
