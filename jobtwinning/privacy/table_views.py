"""The tables of the platform, to look at: every change goes through an action, so there is nothing to change here."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.step_up import requires_fresh_sign_in
from jobtwinning.core import viewlog
from jobtwinning.privacy import tables
from jobtwinning.programmes import permissions
from jobtwinning.programmes.viewer import Viewer, viewer_of

ROWS_PER_PAGE = 50


def admin_of(request: HttpRequest) -> Viewer:
    """The platform admin who looks; 404 for everybody else."""
    viewer = viewer_of(request)
    if not permissions.may_administer(viewer):
        raise Http404
    return viewer


@require_http_methods(["GET", "HEAD"])
@login_required
@requires_fresh_sign_in
def index(request: HttpRequest) -> HttpResponse:
    """Which tables there are, and how many rows they have."""
    admin_of(request)
    lines = [(table, table.model._default_manager.count()) for table in tables.shown_tables()]
    return render(request, "privacy/tables.html", {"lines": lines})


@require_http_methods(["GET", "HEAD"])
@login_required
@requires_fresh_sign_in
def table(request: HttpRequest, table: str) -> HttpResponse:
    """One table, newest rows first. Whom the rows are about is written to the view log before."""
    viewer = admin_of(request)
    shown = next((each for each in tables.shown_tables() if each.key == table), None)
    if shown is None:
        raise Http404
    rows = shown.model._default_manager.order_by("-pk")
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    viewlog.record_view(
        account_id=viewer.account.pk,
        person_ids=tables.people_in(shown, list(page)),
        page="tables:table",
        data_class="contact",
    )
    context = {"table": shown, "page": page, "lines": tables.lines_of(shown, list(page))}
    return render(request, "privacy/table.html", context)
