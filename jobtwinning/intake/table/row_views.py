"""One row of a table to edit, cell by cell in place or all of it on a page; and the columns that coordinators add."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import push_url

from jobtwinning.core import clock, form_keys, history, viewlog
from jobtwinning.core.errors import DomainError
from jobtwinning.intake.models import TableColumn
from jobtwinning.intake.table import actions, queries
from jobtwinning.intake.table.choice import read_choice
from jobtwinning.intake.table.columns import Column
from jobtwinning.intake.table.drawing import shortened
from jobtwinning.intake.table.forms import ColumnForm, RowForm
from jobtwinning.intake.table.marks import mark
from jobtwinning.intake.table.queries import Line
from jobtwinning.intake.table.views import Place, once, page_number, place_of

CELL = "cel"  # in the address: the column of one cell


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def table_row(request: HttpRequest, slug: str, kind: str, public_id: str) -> HttpResponse:
    """Edit one cell or the whole row. In place the answer is the inside of the cell, otherwise a page."""
    place = place_of(request, slug, kind)
    if place.programme.is_archived:
        raise Http404
    columns = edited_columns(request, place)
    line = line_of(place, public_id)
    if request.method == "POST" and (url := form_keys.answered_before(request)) is not None:
        return cell_answer(request, place, line, columns) if in_place(request) else redirect(url)
    viewlog.record_view(
        account_id=place.viewer.account.pk,
        person_ids=line.person_ids,
        page="intake:table_row",
        data_class="contact",
    )
    if "terug" in request.GET and in_place(request):
        return cell_answer(request, place, line, columns)
    if request.method != "POST":
        return form_answer(request, place, line, RowForm(columns=columns, plain=line.plain))
    with transaction.atomic():
        list(
            place.table.rows(place.viewer, place.programme).filter(public_id=public_id).select_for_update(of=("self",))
        )
        line = line_of(place, public_id)
        form = RowForm(request.POST, columns=columns, plain=line.plain)
        is_valid = form.is_valid()
        if is_valid and form_keys.claim(request, back_url(request, place)):
            save_row(place, line, form.cells())
    if not is_valid:
        return form_answer(request, place, line, form)
    if in_place(request):
        return cell_answer(request, place, line_of(place, public_id), columns)
    messages.success(request, _("Bewaard."))
    return redirect(back_url(request, place))


def save_row(place: Place, line: Line, cells: dict[str, str]) -> None:
    """Write what differs, and that somebody did."""
    changed = {code: value for code, value in cells.items() if value != line.plain[code]}
    if not changed:
        return
    seen = {line.public_id: {code: mark(line.plain[code]) for code in changed}}
    actions.edit_cells(place.table, place.programme, {line.public_id: changed}, seen, by=place.viewer)
    row = place.table.rows(place.viewer, place.programme).get(public_id=line.public_id)
    history.record(
        "edit_row",
        row,
        by=place.viewer.account,
        at=clock.now(),
        programme_id=place.programme.pk,
        region_id=row.region_id,
        codes={"columns": ",".join(sorted(changed))},
    )


def line_of(place: Place, public_id: str) -> Line:
    """The row with every column; 404 when it is not in the viewer's regions."""
    if "\x00" in public_id:
        raise Http404
    lines = queries.lines_now(place.table, place.programme, place.viewer, place.header.columns, [public_id])
    if public_id not in lines:
        raise Http404
    return lines[public_id]


def edited_columns(request: HttpRequest, place: Place) -> list[Column]:
    """The one that is asked, or every editable one."""
    editable = [each for each in place.header.columns if each.is_editable]
    return [each for each in editable if each.code == request.GET.get(CELL)] or editable


def in_place(request: HttpRequest) -> bool:
    """Asked for by the table itself, for one of its cells."""
    return bool(request.htmx) and CELL in request.GET  # type: ignore[attr-defined]  # by its middleware


def back_query(request: HttpRequest, place: Place) -> str:
    """How the table was looked at before the row was opened."""
    query = read_choice(request.META.get("QUERY_STRING", ""), place.header.columns).query()
    page = f"page={page_number(request)}" if page_number(request) > 1 else ""
    return "&".join(each for each in (query, page) if each)


def back_url(request: HttpRequest, place: Place) -> str:
    query = back_query(request, place)
    return f"{place.url}?{query}" if query else place.url


def form_answer(request: HttpRequest, place: Place, line: Line, form: RowForm) -> HttpResponse:
    """The form, in the cell or on a page of its own. In the cell a refusal is a 200: what is new must be shown."""
    context = {
        "place": place,
        "programme": place.programme,
        "form": form,
        "name": place.table.name_of(line.plain),
        "row_url": place.table.row_page(place.programme, line.public_id),
        "back_url": back_url(request, place),
        "field": form[form.codes[0]],
        "action": request.get_full_path(),
        "cancel_url": f"{request.get_full_path()}&terug=1",
    }
    if in_place(request):
        form.fields[form.codes[0]].widget.attrs |= {"autofocus": True, "class": "input"}
        return stay(render(request, "intake/table_cell_form.html", context))
    return render(request, "intake/table_row.html", context, status=422 if form.is_bound else 200)


def cell_answer(request: HttpRequest, place: Place, line: Line, columns: Sequence[Column]) -> HttpResponse:
    """The cell as it stands in the table, with the focus on it."""
    column = columns[0]
    query = back_query(request, place)
    context = {
        "column": column,
        "text": shortened(column.shown(line.plain[column.code])),
        "row": line,
        "next_query": f"&{query}" if query else "",
        "row_prefix": place.row_prefix,
        "with_focus": True,
    }
    return stay(render(request, "intake/table_cell.html", context))


def stay(answer: HttpResponse) -> HttpResponse:
    """The address stays that of the table: a boosted link changes it whatever `hx-push-url` says."""
    return push_url(answer, False)


# --- Own columns ----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def table_columns(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The columns that coordinators of this programme added, and one more."""
    place = place_of(request, slug, kind)
    if request.method == "POST" and (url := form_keys.answered_before(request)) is not None:
        return redirect(url)
    form = ColumnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(
                once(request, place, form, request.path, actions.add_column, _("De kolom staat in de tabel."))
            )
        except DomainError as refused:
            form.add_error(refused.field, str(refused.message))
    own = queries.own_rows(place.table, place.programme)
    context = {
        "place": place,
        "programme": place.programme,
        "form": form,
        "own": [(row, form_keys.new_key()) for row in own],
        "may_edit": not place.programme.is_archived,
    }
    return render(request, "intake/table_columns.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["POST"])
@login_required
@form_keys.answers_again
def table_column_remove(request: HttpRequest, slug: str, kind: str, public_id: str) -> HttpResponse:
    """Take an own column away, with everything in it."""
    place = place_of(request, slug, kind)
    url = reverse("intake:table_columns", args=[slug, kind])
    with transaction.atomic():
        columns = TableColumn.objects.select_for_update().filter(programme=place.programme, table=place.table.code)
        row = columns.filter(public_id=public_id.replace("\x00", "")).first()
        if row is None:
            raise Http404
        if form_keys.claim(request, url):
            actions.remove_column(place.table, row, by=place.viewer.account, at=clock.now())
            messages.success(request, _("De kolom is weg, met alles wat erin stond."))
    return redirect(url)
