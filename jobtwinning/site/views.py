"""The public pages: what Job Twinning is, which programmes there are, and what the platform does with data."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, figures
from jobtwinning.programmes.context import programme_name, region_names
from jobtwinning.programmes.rules import ProgrammeRules
from jobtwinning.site import queries
from jobtwinning.site.month import month_of
from jobtwinning.site.texts import introduction

HERO = ("school", "school", "school", "both", "work", "work", "work")


@require_http_methods(["GET", "HEAD"])
def home(request: HttpRequest) -> HttpResponse:
    programmes, rules = queries.open_programmes(clock.today()), ProgrammeRules()
    context = {
        "programmes": programmes,
        "regions": queries.regions_with_contact(),
        "rules": rules,
        "month": month_of(rules.hours_per_month_maximum),
        "hero": hero_stones(),
        "doors": programmes[0] if len(programmes) == 1 else None,
    }
    return render(request, "site/home.html", context)


@require_http_methods(["GET", "HEAD"])
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    row = queries.public_programmes().filter(slug=slug).first()
    if row is None:
        raise Http404
    shown = queries.public_programme(row, clock.today())
    context = {
        "shown": shown,
        "introduction": introduction(row, get_language() or "nl"),
        "rules": row.rules,
        "month": month_of(row.rules.hours_per_month_maximum),
        "hero": hero_stones(),
        "school_meter": figures.Meter(shown.teacher.taken_share, "school"),
        "work_meter": figures.Meter(shown.non_teacher.taken_share, "work"),
    }
    context["programme_name"], context["region_name"] = programme_name(row), region_names(shown.regions)
    if not request.user.is_authenticated:
        context["nav_items"] = parts_of_page(shown)
    return render(request, "site/programme.html", context)


def parts_of_page(shown: queries.PublicProgramme) -> list[dict[str, str]]:
    """The menu of a visitor: the parts of the page itself."""
    join = _("Doe mee") if shown.is_open else _("Deze ronde")
    parts = [("zo", _("Zo werkt het")), ("oplevert", _("Wat het oplevert")), ("ronde", join), ("vragen", _("Vragen"))]
    return [{"url": f"#{part}", "label": label} for part, label in parts]


@require_http_methods(["GET", "HEAD"])
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "site/privacy.html", {"regions": queries.regions_with_contact()})


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
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read the public pages; pages behind sign-in only lead to signing in."""
    closed = [reverse(name) for name in ("twinning:home", "programmes:overview", "programmes:administration")]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_http_methods(["GET", "HEAD"])
def favicon(request: HttpRequest) -> HttpResponse:
    """The arch, for browsers that ask for a favicon by themselves."""
    path = finders.find("core/img/logo.svg")
    if not isinstance(path, str):
        raise Http404
    response = HttpResponse(Path(path).read_bytes(), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return response


def hero_stones() -> list[figures.Stone]:
    """The great arch: three stones of school, three of work, one that closes it."""
    return figures.ring(HERO, outer=570, inner=424, centre=(580, 576), gap=7)
