"""The public pages: what Job Twinning is, which programmes there are, and what the platform does with data."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, figures, history
from jobtwinning.matching.engine import ENGINE_VERSION, Rules
from jobtwinning.pairs.sentences import criterion_name
from jobtwinning.programmes.context import programme_name, region_names
from jobtwinning.programmes.rules import ProgrammeRules
from jobtwinning.site import queries
from jobtwinning.site.month import month_of
from jobtwinning.site.pages import HomePage, ProgrammePage

CODE = re.compile(r"[-a-zA-Z0-9_]+")
HERO = ("school", "school", "school", "both", "work", "work", "work")


@require_http_methods(["GET", "HEAD"])
def home(request: HttpRequest) -> HttpResponse:
    rules, today = ProgrammeRules(), clock.today()
    context = {
        "page": HomePage(today),
        "rules": rules,
        "month": month_of(rules.hours_per_month_maximum),
        "hero": hero_stones(),
        **kept_under(today),
    }
    return render(request, "site/home.html", context)


@require_http_methods(["GET", "HEAD"])
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    row = queries.visible_programmes().filter(slug=slug).first()
    if row is None:
        raise Http404
    today = clock.today()
    regions = queries.regions_of(row)
    context = {
        "programme": row,
        "page": ProgrammePage(row, today, request),
        "rules": row.rules,
        "month": month_of(row.rules.hours_per_month_maximum),
        "hero": hero_stones(),
        "via": via(request),
        "programme_name": programme_name(row),
        "region_name": region_names(regions),
        **kept_under(today),
    }
    if not request.user.is_authenticated:
        context["nav_items"] = parts_of_page(is_open=row.takes_people_on(today))
    return render(request, "site/programme.html", context)


def kept_under(today: date) -> dict[str, Any]:
    """A page that was made is shown again until somebody does something, the day ends, or a minute is over."""
    return {"newest": history.newest(), "today": today}


def via(request: HttpRequest) -> str:
    """The channel by which somebody came, to go along to signing up; "" when it is nothing we could have made."""
    code = request.GET.get("via", "")[:40]
    return code if CODE.fullmatch(code) else ""


@require_http_methods(["GET", "HEAD"])
def channel(request: HttpRequest, code: str) -> HttpResponse:
    """The short address of a poster or link; looking counts nothing, only who signs up does."""
    found = queries.public_channel(code)
    if found is None:
        raise Http404
    return redirect(f"{reverse('site:programme', args=[found.programme.slug])}?{urlencode({'via': found.code})}")


def parts_of_page(*, is_open: bool) -> list[dict[str, str]]:
    """The menu of a visitor: the parts of the page itself."""
    join = _("Doe mee") if is_open else _("Deze ronde")
    parts = [("zo", _("Zo werkt het")), ("oplevert", _("Wat het oplevert")), ("ronde", join), ("vragen", _("Vragen"))]
    return [{"url": f"#{part}", "label": label} for part, label in parts]


@require_http_methods(["GET", "HEAD"])
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "site/privacy.html", {"regions": queries.regions_with_contact()})


@require_http_methods(["GET", "HEAD"])
def how_we_match(request: HttpRequest) -> HttpResponse:
    """The algorithm card: what the engine does and does not do, and who decides."""
    context = {
        "weights": [(criterion_name(code), weight) for code, weight in Rules().weights],
        "engine_version": ENGINE_VERSION,
        "regions": queries.regions_with_contact(),
    }
    return render(request, "site/how_we_match.html", context)


@require_http_methods(["GET", "HEAD"])
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "site/accessibility.html", {"regions": queries.regions_with_contact()})


@require_http_methods(["GET", "HEAD"])
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "site/contact.html", {"regions": queries.regions_with_contact()})


@require_http_methods(["GET", "HEAD"])
def source(request: HttpRequest) -> HttpResponse:
    return render(request, "site/source.html")


@require_http_methods(["GET", "HEAD"])
def favicon(request: HttpRequest) -> HttpResponse:
    """The arch, for browsers that ask for a favicon by themselves."""
    path = finders.find("core/img/logo.svg")
    if not isinstance(path, str):
        raise Http404
    response = HttpResponse(Path(path).read_bytes(), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@cache
def hero_stones() -> list[figures.Stone]:
    """The great arch: three stones of school, three of work, one that closes it."""
    return figures.ring(HERO, outer=570, inner=424, centre=(580, 576), gap=7)
