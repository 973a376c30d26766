"""What the report page shows, and which of its states it is in."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jobtwinning.core import clock
from jobtwinning.programmes.models import Programme
from jobtwinning.reports import documents, figures, findings, wording
from jobtwinning.reports.tables import Report


def context(programme: Programme, report: Report) -> dict[str, Any]:
    """Everything the template prints."""
    rules = programme.rules
    return {
        "programme": programme,
        "name": documents.name_of(programme),
        "report": report,
        **_response(report),
        "counted_at": timezone.localtime(clock.now()),
        "is_blank": not report.is_answered and not report.pairs,
        "threshold": rules.small_group,
        "hours_minimum": rules.hours_minimum,
        "findings": findings.findings(report),
        **_match_chapter(report),
        **_yields_chapter(report),
        **_hours_chapter(report),
        "continuation_finding": findings.continuation_finding(report),
        "continuation_table": figures.table_view(report.table("T6.1")),
        "pairs": [
            tuple(wording.unknown(name) for name in (pair.region, pair.school, pair.company)) for pair in report.pairs
        ],
        "responses": figures.response_lines(report),
    }


def _response(report: Report) -> dict[str, int]:
    """How many of the people in pairs sent in the final survey, for the first line."""
    respondents, seats = figures.final_respondents(report), 2 * len(report.pairs)
    if not respondents or respondents > seats:
        return {}
    return {"respondents": respondents, "seats": seats, "response": round(100 * respondents / seats)}


def _match_chapter(report: Report) -> dict[str, Any]:
    extents = figures.extent_figures(report)
    return {
        "match_finding": findings.match_finding(report),
        "extents": extents,
        "extent_legend": figures.extent_legend(extents),
        "extent_tables": [figures.table_view(report.table(code)) for code in ("F5.1", "M7", "N1", "N6")],
    }


def _yields_chapter(report: Report) -> dict[str, Any]:
    is_achieved_known = figures.is_achieved_known(report)
    return {
        "yields_finding": findings.yields_finding(report),
        "yield_groups": figures.yield_groups(report),
        "yields_caption": figures.yields_caption(report),
        "only_expected": not is_achieved_known,
        "yields_title": (
            _("Wie verwachtte deze opbrengst, en wie haalde hem in voldoende mate? (procent)")
            if is_achieved_known
            else _("Wie verwachtte deze opbrengst? (procent)")
        ),
        "yield_tables": [figures.table_view(report.table(code)) for code in ("T3.3", "F5.2")],
        "intended_figures": [
            figures.intended_figure(report.table("F5.3"), "school"),
            figures.intended_figure(report.table("F5.4"), "work"),
        ],
        "teachers": wording.column("teacher"),
        "non_teachers": wording.column("non_teacher"),
    }


def _hours_chapter(report: Report) -> dict[str, Any]:
    return {
        "hours_finding": findings.hours_finding(report),
        "hours_rows": figures.hours_rows(report),
        "hours_table": figures.table_view(report.table("F5.5")),
        "hours_tables": [figures.table_view(report.table("F5.5"))],
        "log_table": figures.table_view(report.table("LOG")),
    }
