"""The coordinator's page about recruiting: how far people came, which channel works, links and posters (REC-02)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from jobtwinning.core import figures
from jobtwinning.core.spreadsheets import csv_text
from jobtwinning.intake.funnel import ELSEWHERE, IMPORTED, NAMED, SIDES, Counts, Funnel, Step, channels_of, funnel_of
from jobtwinning.intake.papers import papers_of
from jobtwinning.programmes.channel_forms import CHANNEL_NAMES
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.permissions import find, may_coordinate
from jobtwinning.programmes.posters import short_link
from jobtwinning.programmes.viewer import viewer_of

STEP_NAMES: dict[Step, Promise] = {
    Step.INTEREST: gettext_lazy("Belangstelling"),
    Step.SIGNED_UP: gettext_lazy("Aangemeld"),
    Step.INTAKE: gettext_lazy("Intake compleet"),
    Step.PERMISSION: pgettext_lazy("van de leidinggevende", "Toestemming"),
    Step.READY: gettext_lazy("Klaar voor matching"),
}
CSV_COLUMNS = ("group", "name", "step", "teachers", "non_teachers", "unknown", "total")


@dataclass(frozen=True, slots=True)
class Bar:
    """One step in the picture: both sides from the middle outward, with how many were left behind before it."""

    name: str
    teachers: int
    others: int
    unknown: int
    lost: int
    school: figures.Meter
    work: figures.Meter


def _funnel(request: HttpRequest, slug: str) -> tuple[Programme, set[int], Funnel]:
    """The programme and its funnel over the regions of this coordinator."""
    programmes = Programme.objects.prefetch_related("regions")
    programme = find(programmes, viewer_of(request), may_coordinate, slug=slug)
    region_ids = viewer_of(request).coordinated_region_ids(programme)
    return programme, region_ids, funnel_of(programme, region_ids)


@require_http_methods(["GET", "HEAD"])
@login_required
def recruitment(request: HttpRequest, slug: str) -> HttpResponse:
    """Picture, tables, and the channels with their links; it names nobody, so nothing goes into the view log."""
    programme, region_ids, funnel = _funnel(request, slug)
    channels = [
        {
            "channel": each,
            "kind": CHANNEL_NAMES[each.kind],
            "link": short_link(each),
            "papers": papers_of(programme, each),
        }
        for each in channels_of(programme, region_ids)
    ]
    context = {
        "programme": programme,
        "bars": list(bars(funnel)),
        "is_empty": not funnel.whole.numbers,
        "step_names": [STEP_NAMES[step] for step in funnel.steps],
        "tables": [
            (_("Per kanaal"), _("Kanaal"), rows(funnel.steps, funnel.by_channel)),
            (_("Per organisatie"), _("Organisatie"), rows(funnel.steps, funnel.by_organisation)),
        ],
        "channels": channels,
    }
    return render(request, "intake/recruitment.html", context)


@require_http_methods(["GET", "HEAD"])
@login_required
def recruitment_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same numbers, per side; with a byte order mark, so that a spreadsheet reads it as UTF-8."""
    programme, _regions, funnel = _funnel(request, slug)
    text = csv_text(CSV_COLUMNS, csv_lines(funnel))
    response = HttpResponse(f"\ufeff{text}", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{programme.slug}-werving.csv"'
    return response


def bars(funnel: Funnel) -> Iterator[Bar]:
    """The whole funnel from top to bottom, to one scale."""
    widest = max((funnel.whole.of(step, side) for step in funnel.steps for side in SIDES), default=0) or 1
    before = None
    for step in funnel.steps:
        teachers, others = (funnel.whole.of(step, side) for side in SIDES)
        total = funnel.whole.of(step)
        yield Bar(
            name=str(STEP_NAMES[step]),
            teachers=teachers,
            others=others,
            unknown=total - teachers - others,
            lost=0 if before is None else before - total,
            school=figures.Meter(teachers / widest, "school"),
            work=figures.Meter(others / widest, "work"),
        )
        before = total


def rows(steps: Sequence[Step], groups: list[tuple[str, Counts]]) -> list[dict[str, Any]]:
    """A line per group: per step the total, and both sides apart. In words here, since there may be thousands."""
    both, names = _("%(teachers)s en %(others)s"), {step: str(STEP_NAMES[step]) for step in steps}

    def cell(counts: Counts, step: Step) -> dict[str, str]:
        teachers, others = (counts.of(step, side) for side in SIDES)
        apart = both % {"teachers": teachers, "others": others}
        return {"name": names[step], "total": str(counts.of(step)), "apart": apart}

    return [{"name": group_name(name), "cells": [cell(counts, step) for step in steps]} for name, counts in groups]


def group_name(name: str) -> str:
    """A channel or organisation in words."""
    if name == IMPORTED:
        return _("ingelezen bestand")
    if name == ELSEWHERE:
        return _("kanaal van een andere ronde")
    if name == NAMED:
        return _("genoemd door HR of schoolleiding")
    return name or _("onbekend")


def csv_lines(funnel: Funnel) -> Iterator[tuple[object, ...]]:
    """One line per group and step."""
    whole = [("whole", "", funnel.whole)]
    channels = [("channel", group_name(name), counts) for name, counts in funnel.by_channel]
    organisations = [("organisation", group_name(name), counts) for name, counts in funnel.by_organisation]
    for group, name, counts in (*whole, *channels, *organisations):
        for step in funnel.steps:
            sides = [counts.of(step, side) for side in SIDES]
            total = counts.of(step)
            yield group, name, step.value, *sides, total - sum(sides), total
