"""Send a list, and say what each of its columns is."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.step_up import requires_fresh_sign_in
from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError, FileRefusedError
from jobtwinning.core.forms import KeyedForm
from jobtwinning.intake.permissions import may_import
from jobtwinning.moving import actions, columns, files, queries
from jobtwinning.moving.forms import ColumnsForm, ReadForm, UploadForm
from jobtwinning.moving.lists import Lines, ambiguous_places
from jobtwinning.moving.models import Move
from jobtwinning.moving.pages import back_to_lists, find_move, log_view, redirect_elsewhere, refusal_of, url_of
from jobtwinning.moving.permissions import may_steer_move
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.viewer import viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@requires_fresh_sign_in
def lists(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a list, and what became of earlier ones."""
    programmes = Programme.objects.prefetch_related("regions")
    programme = find(programmes, viewer_of(request), may_import, slug=slug)
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    refusal: dict[str, Any] = {}
    if request.method == "POST":
        if (before := form_keys.answered_before(request)) is not None:
            return redirect(before)
        if form.is_valid():
            try:
                return redirect(_begin(request, programme, form))
            except FileRefusedError as refused:
                refusal = refusal_of(refused)
            except DomainError as refused:
                form.add_error("file", str(refused.message))
    viewer = viewer_of(request)
    moves = [move for move in queries.moves_of(programme, clock.now()) if may_steer_move(viewer, move)]
    context = {"programme": programme, "form": form, "moves": moves, **refusal}
    return render(request, "moving/lists.html", context, status=422 if form.is_bound else 200)


def _begin(request: HttpRequest, programme: Programme, form: UploadForm) -> str:
    viewer = viewer_of(request)
    with transaction.atomic():
        move = actions.begin_move(
            programme,
            form.upload(),
            region_ids=viewer.coordinated_region_ids(programme),
            by=viewer.account,
            at=clock.now(),
        )
        url = url_of("columns", move)
        if not form_keys.claim(request, url):
            transaction.set_rollback(True)
            url = form_keys.answered_before(request) or url
    return url


def _columns_form(request: HttpRequest, move: Move, book: queries.Book, *, bound: bool) -> ColumnsForm:
    regions = [each for each in move.programme.regions.all() if each.pk in move.region_ids]
    lines = Lines.of(move, book.sheet(move.sheet).lines)
    return ColumnsForm(
        *((request.POST,) if bound else ()),
        move=move,
        headings=lines.headings,
        lines=lines.lines[: columns.SAMPLE],
        regions=sorted(regions, key=lambda each: each.name),
        ambiguous=ambiguous_places(lines),
    )


def _read_form(request: HttpRequest, move: Move, book: queries.Book, *, bound: bool) -> ReadForm:
    initial = {"kind": move.kind, "sheet": str(min(move.sheet, len(book.sheets) - 1)), "header_row": move.header_row}
    data = (request.POST,) if bound else ()
    return ReadForm(*data, sheets=book.sheets, current_version=move.version, initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choose(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Step 1: what each column is."""
    move = find_move(request, slug, public_id)
    if (before := form_keys.answered_before(request)) is not None and request.method == "POST":
        return redirect(before)
    if (elsewhere := redirect_elsewhere(request, move, "columns")) is not None:
        return elsewhere
    refusal: dict[str, Any] = {}
    try:
        book = queries.book_of(move, clock.now())
        form = _columns_form(request, move, book, bound=request.method == "POST")
        if form.is_bound and form.is_valid():
            return redirect(_choose(request, move, book, form))
    except FileRefusedError as refused:
        refusal = refusal_of(refused)
    except DomainError as refused:
        return back_to_lists(request, move, refused)
    return _columns_page(request, move, book, form, _read_form(request, move, book, bound=False), **refusal)


def _choose(request: HttpRequest, move: Move, book: queries.Book, form: ColumnsForm) -> str:
    """Keep the columns and try the list; or ask about places of which there are more."""
    by, at = viewer_of(request).account, clock.now()
    with transaction.atomic():
        actions.choose_columns(move, form.chosen(), version=form.current_version, at=at)
        asks = _asks_places(request, move, book)
        if not asks:
            actions.try_move(move, by=by, at=at)
        url = url_of("columns" if asks else "trial", move)
        if not form_keys.claim(request, url):
            transaction.set_rollback(True)
    return url


def _asks_places(request: HttpRequest, move: Move, book: queries.Book) -> bool:
    """Names of places that turned out to be more than one, now that their column is known."""
    lines = Lines.of(move, book.sheet(move.sheet).lines)
    return any(f"place_{number}" not in request.POST for number, _name in enumerate(ambiguous_places(lines)))


@require_http_methods(["POST"])
@login_required
def read_again(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Another sheet, another row with names, or another kind of list."""
    move = find_move(request, slug, public_id)
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    url = url_of("columns", move)
    if (elsewhere := redirect_elsewhere(request, move, "columns")) is not None:
        return elsewhere
    try:
        book = queries.book_of(move, clock.now())
        form = _read_form(request, move, book, bound=True)
        if form.is_valid():
            values = form.cleaned_data
            with transaction.atomic():
                actions.reread(
                    move,
                    kind=values["kind"],
                    sheet=values["sheet"],
                    header_row=values["header_row"],
                    version=form.current_version,
                    at=clock.now(),
                )
                if not form_keys.claim(request, url):
                    transaction.set_rollback(True)
            return redirect(url)
    except DomainError as refused:
        if refused.field != "header_row":
            return back_to_lists(request, move, refused)
        move.refresh_from_db()
        form.add_error("header_row", str(refused.message))
    return _columns_page(request, move, book, _columns_form(request, move, book, bound=False), form)


def _columns_page(
    request: HttpRequest, move: Move, book: queries.Book, form: ColumnsForm, read_form: ReadForm, **refusal: Any
) -> HttpResponse:
    log_view(request, "moving:read" if read_form.is_bound else "moving:columns", files.people_in(book.stored))
    context = {
        **refusal,
        "programme": move.programme,
        "move": move,
        "stored": book.stored,
        "form": form,
        "read_form": read_form,
        "remove_form": KeyedForm(),
    }
    status = 422 if form.is_bound or read_form.is_bound else 200
    return render(request, "moving/columns.html", context, status=status)
