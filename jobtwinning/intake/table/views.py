"""The table itself: a page of rows, the same as a file, and somebody's views."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.errors import DomainError
from jobtwinning.core.file_kinds import BY_CODE
from jobtwinning.core.forms import KeyedForm
from jobtwinning.intake.models import SavedView
from jobtwinning.intake.permissions import may_change_view
from jobtwinning.intake.table import actions, files, queries
from jobtwinning.intake.table.choice import read_choice
from jobtwinning.intake.table.drawing import head_html, headings_of, rows_html
from jobtwinning.intake.table.forms import ViewForm
from jobtwinning.intake.table.queries import Header, table_at
from jobtwinning.intake.table.tables import TABLES, Table
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.permissions import find, may_coordinate, refuse_archived
from jobtwinning.programmes.viewer import Viewer, programme_at, viewer_of

ANY_ID = "anyrowatall0"  # as long as an id


@dataclass(frozen=True, slots=True)
class Place:
    """Whose table this is, and what stands around its rows."""

    viewer: Viewer
    programme: Programme
    table: Table
    header: Header

    @property
    def url(self) -> str:
        return reverse("intake:table", args=[self.programme.slug, self.table.slug])

    @property
    def row_prefix(self) -> str:
        """What comes before the id of a row in the address of its form; asked once, not per cell."""
        return reverse("intake:table_row", args=[self.programme.slug, self.table.slug, "x"]).removesuffix("x/")

    @property
    def row_page(self) -> tuple[str, str]:
        """What comes before and after the id of a row in the address of its page."""
        before, _id, after = self.table.row_page(self.programme, ANY_ID).partition(ANY_ID)
        return before, after


def place_of(request: HttpRequest, slug: str, kind: str) -> Place:
    """404 for whoever coordinates nothing here; DomainError when a programme in the archive would change."""
    viewer, programme = viewer_of(request), programme_at(request, slug)
    if programme is None or not may_coordinate(viewer, programme):
        raise Http404
    if viewer.is_changing:
        refuse_archived(programme)
    table = table_at(kind)
    return Place(viewer, programme, table, queries.header_of(table, programme, viewer))


def once(request: HttpRequest, place: Place, form: KeyedForm, url: str, act: Callable[..., object], done: str) -> str:
    """Do to the table what a form asks, once, and say so; the address to go to, also when it was done before."""
    with transaction.atomic():
        if form_keys.claim(request, url):
            given = {name: value for name, value in form.cleaned_data.items() if name != "form_key"}
            act(place.table, place.programme, **given, by=place.viewer.account, at=clock.now())
            messages.success(request, done)
    return url


# --- The page -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD"])
@login_required
def table(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Fifty rows, as chosen."""
    place = place_of(request, slug, kind)
    choice = read_choice(request.META.get("QUERY_STRING", ""), place.header.columns)
    found = queries.lines_of(place.table, place.programme, place.viewer, choice, page_number(request))
    viewlog.record_view(
        account_id=place.viewer.account.pk,
        person_ids=[each for line in found.lines for each in line.person_ids],
        page="intake:table",
        data_class="contact",
    )
    asked, shown, headings = choice.query(), {each.code for each in choice.columns}, headings_of(choice)
    context = {
        "place": place,
        "programme": place.programme,
        "choice": choice,
        "found": found,
        "count": place.table.counted(found.total),
        "headings": headings,
        "head": head_html(headings),
        "rows": rows_html(
            found.lines,
            choice.columns,
            row_page=place.row_page,
            row_form="" if place.programme.is_archived else place.row_prefix,
            query=asked,
        ),
        "optional": [(each.code, str(each.label), each.code in shown) for each in place.header.columns[1:]],
        "query": asked,
        "next_query": f"{asked}&" if asked else "",
        "form": ViewForm(columns=place.header.columns, initial={"query": asked}),
        "views": [(view, view.query == asked, form_keys.new_key()) for view in place.header.views],
        "list_url": place.table.list_page(place.programme),
        "other_tables": [each for each in TABLES.values() if each is not place.table],
        "may_edit": not place.programme.is_archived,
    }
    return render(request, "intake/table.html", context)


def page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


# --- As a file ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD"])
@login_required
def table_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Exactly what is on the screen, all pages of it: an .xlsx, or a .csv."""
    place = place_of(request, slug, kind)
    choice = read_choice(request.META.get("QUERY_STRING", ""), place.header.columns)
    lines = list(queries.every_line(place.table, place.programme, place.viewer, choice))
    viewlog.record_view(
        account_id=place.viewer.account.pk,
        person_ids=[each for line in lines for each in line.person_ids],
        page="intake:table_file",
        data_class="contact",
    )
    name = f"{place.programme.slug}-{place.table.slug}-{clock.today().isoformat()}"
    if request.GET.get("als") == "csv":
        content = files.as_csv(choice.columns, lines).encode("utf-8-sig")
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
        name += ".csv"
    else:
        content = files.as_workbook(place.table, place.programme, choice.columns, lines)
        response = HttpResponse(content, content_type=BY_CODE["xlsx"].content_type)
        name += ".xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


# --- Views ----------------------------------------------------------------------------------------


@require_http_methods(["POST"])
@login_required
def view_save(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Keep what is on the screen under a name."""
    place = place_of(request, slug, kind)
    if (url := form_keys.answered_before(request)) is not None:
        return redirect(url)
    form = ViewForm(request.POST, columns=place.header.columns)
    if form.is_valid():
        try:
            url = f"{place.url}?{form.cleaned_data['query']}"
            return redirect(once(request, place, form, url, actions.save_view, _("De weergave is bewaard.")))
        except DomainError as refused:
            form.add_error("name", str(refused.message))
    back_url = f"{place.url}?{form['query'].value() or ''}"
    context = {"place": place, "programme": place.programme, "form": form, "back_url": back_url}
    return render(request, "intake/table_view.html", context, status=422)


@require_http_methods(["POST"])
@login_required
@form_keys.answers_again
def view_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Throw away an own view; the rows stay."""
    views = SavedView.objects.select_related("programme")
    view = find(views, viewer_of(request), may_change_view, public_id=public_id)
    kind = next((each.slug for each in TABLES.values() if each.code == view.table), "")
    url = reverse("intake:table", args=[view.programme.slug, kind])
    with transaction.atomic():
        if form_keys.claim(request, url):
            view.delete()
            messages.success(request, _("De weergave is weg. De rijen staan er nog."))
    return redirect(url)
