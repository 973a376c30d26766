"""The evaluation report as a page and as files; the same figures under the same rule."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.permissions import find, may_read_report
from jobtwinning.programmes.viewer import viewer_of
from jobtwinning.reports import documents, pages
from jobtwinning.reports.queries import report_of


def readable(request: HttpRequest, slug: str) -> Programme:
    """The programme, for its coordinators and researchers; 404 for others."""
    programmes = Programme.objects.prefetch_related("regions")
    return find(programmes, viewer_of(request), may_read_report, slug=slug)


@require_http_methods(["GET", "HEAD"])
@login_required
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The page; it holds no name of a person, so nothing goes into the view log."""
    programme = readable(request, slug)
    return render(request, "reports/report.html", pages.context(programme, report_of(programme)))


@require_http_methods(["GET", "HEAD"])
@login_required
def report_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as the command prints."""
    programme = readable(request, slug)
    options = {"ensure_ascii": False, "indent": 2}
    return JsonResponse(documents.as_json(programme, report_of(programme)), json_dumps_params=options)


@require_http_methods(["GET", "HEAD"])
@login_required
def report_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """One long table; with a byte order mark, so that a spreadsheet reads it as UTF-8."""
    programme = readable(request, slug)
    response = HttpResponse(f"\ufeff{documents.as_csv(report_of(programme))}", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{programme.slug}.csv"'
    return response
