"""The coordinator's pages for moving in: send a list, choose its columns, try it, take it over, start."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from jobtwinning.accounts.step_up import requires_fresh_sign_in
from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.errors import DomainError, FileRefusedError
from jobtwinning.core.forms import KeyedForm
from jobtwinning.core.models import LongWork
from jobtwinning.core.progress import progress_of
from jobtwinning.intake.imports import Change
from jobtwinning.intake.permissions import may_import
from jobtwinning.moving import actions, columns, files, queries, starting
from jobtwinning.moving.forms import ColumnsForm, ReadForm, StartForm, TakeForm, UploadForm
from jobtwinning.moving.lists import Lines, ambiguous_places
from jobtwinning.moving.models import Move
from jobtwinning.moving.permissions import may_steer_move
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.viewer import viewer_of

PER_PAGE = 50
SHOWN_FAULTS = 200
State = Move.State
STEPS = {
    "read": gettext_lazy("We lezen het bestand."),
    "bring": gettext_lazy("We zetten iedereen op zijn plek."),
    "letters": gettext_lazy("We maken de mails."),
    "release": gettext_lazy("We geven de mails vrij."),
}


def _move(request: HttpRequest, slug: str, public_id: str) -> Move:
    moves = Move.objects.filter(programme__slug=slug).select_related("programme", "made_by")
    return find(moves.prefetch_related("programme__regions"), viewer_of(request), may_steer_move, public_id=public_id)


def _url(name: str, move: Move) -> str:
    return reverse(f"moving:{name}", args=[move.programme.slug, move.public_id])


def _elsewhere(move: Move, here: str) -> str | None:
    """Where a list stands by now, when that is not this page."""
    pages = {State.READING: ("columns", "trial"), State.TAKEN: ("start",), State.STARTED: ("start",)}
    work = queries.work_of(move)
    if work is not None and work.ended_at is None:
        return None if here == "progress" else _url("progress", move)
    if move.state == State.THROWN:
        return reverse("moving:lists", args=[move.programme.slug])
    names = pages.get(State(move.state), ("progress",))
    return None if here in names else _url(names[0], move)


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
                refusal = _refusal(refused)
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
        url = _url("columns", move)
        if not form_keys.claim(request, url):
            transaction.set_rollback(True)
            url = form_keys.answered_before(request) or url
    return url


def _refusal(refused: FileRefusedError) -> dict[str, Any]:
    faults = refused.rows
    return {
        "refusal": refused.message,
        "faults": faults[:SHOWN_FAULTS],
        "more_faults": max(0, len(faults) - SHOWN_FAULTS),
    }


# --- The columns --------------------------------------------------------------------------------------


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
    move = _move(request, slug, public_id)
    if (before := form_keys.answered_before(request)) is not None and request.method == "POST":
        return redirect(before)
    if (url := _elsewhere(move, "columns")) is not None:
        return redirect(url)
    refusal: dict[str, Any] = {}
    try:
        book = queries.book_of(move, clock.now())
        form = _columns_form(request, move, book, bound=request.method == "POST")
        if form.is_bound and form.is_valid():
            return redirect(_choose(request, move, book, form))
    except FileRefusedError as refused:
        refusal = _refusal(refused)
    except DomainError as refused:
        return _back(request, move, refused)
    return _columns_page(request, move, book, form, _read_form(request, move, book, bound=False), **refusal)


def _choose(request: HttpRequest, move: Move, book: queries.Book, form: ColumnsForm) -> str:
    """Keep the columns and try the list; or ask about places of which there are more."""
    by, at = viewer_of(request).account, clock.now()
    with transaction.atomic():
        actions.choose_columns(move, form.chosen(), version=form.current_version, at=at)
        asks = _asks_places(request, move, book)
        if not asks:
            actions.try_move(move, by=by, at=at)
        url = _url("columns" if asks else "trial", move)
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
    move = _move(request, slug, public_id)
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    url = _url("columns", move)
    if (elsewhere := _elsewhere(move, "columns")) is not None:
        return redirect(elsewhere)
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
            return _back(request, move, refused)
        move.refresh_from_db()
        form.add_error("header_row", str(refused.message))
    return _columns_page(request, move, book, _columns_form(request, move, book, bound=False), form)


def _columns_page(
    request: HttpRequest, move: Move, book: queries.Book, form: ColumnsForm, read_form: ReadForm, **refusal: Any
) -> HttpResponse:
    _log(request, "moving:read" if read_form.is_bound else "moving:columns", files.people_in(book.stored))
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


def _log(request: HttpRequest, page: str, person_ids: Sequence[str]) -> None:
    viewlog.record_view(
        account_id=viewer_of(request).account.pk, person_ids=person_ids, page=page, data_class="contact"
    )


def _back(request: HttpRequest, move: Move, refused: DomainError) -> HttpResponse:
    """The file is gone, or somebody was earlier: to the lists, with the reason."""
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    messages.error(request, str(refused.message))
    return redirect("moving:lists", slug=move.programme.slug)


# --- Trying and taking over ---------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@requires_fresh_sign_in
def trial(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Step 2: what every row would do; and taking it over."""
    move = _move(request, slug, public_id)
    if (before := form_keys.answered_before(request)) is not None and request.method == "POST":
        return redirect(before)
    if (url := _elsewhere(move, "trial")) is not None:
        return redirect(url)
    found = queries.trial_of(move)
    if found is None:
        return redirect(_url("columns", move))
    form = TakeForm(*((request.POST,) if request.method == "POST" else ()), move=move, refused=found.refused)
    try:
        if form.is_bound and form.is_valid() and found.comes_in:
            return redirect(_take(request, move, form))
        stored = queries.stored_of(move, clock.now())
    except DomainError as refused:
        return _back(request, move, refused)
    _log(request, "moving:trial", found.people)
    order = {"refused": 0, "changed": 1, "added": 2, "unchanged": 3}
    rows = sorted(found.rows, key=lambda row: (order[row.outcome], row.number))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": move.programme,
        "move": move,
        "trial": found,
        "form": form,
        "stored": stored,
        "page": page,
        "rows": [(row, [change_sentence(each, move.kind) for each in row.changes]) for row in page],
        "remove_form": KeyedForm(),
    }
    return render(request, "moving/trial.html", context, status=422 if form.is_bound else 200)


def _take(request: HttpRequest, move: Move, form: TakeForm) -> str:
    url = _url("progress", move)
    with transaction.atomic():
        if form_keys.claim(request, url):
            actions.ask_taking(
                move,
                told_how=form.cleaned_data.get("permission_how", ""),
                told_note=form.cleaned_data.get("permission_note", ""),
                leave_out=form.cleaned_data.get("leave_out", False),
                version=form.current_version,
                by=viewer_of(request).account,
                at=clock.now(),
            )
    return url


def change_sentence(change: Change, kind: str) -> str:
    """What a row changes, in words: "Functie: docent → teamleider"."""
    words = {
        "permission": _("Toestemming van de leidinggevende komt erbij"),
        "intake": _("Intake is klaar"),
        "goals": _("Leerdoel komt erbij: %(new)s"),
        "hours": _("Uren tot nu toe: %(old)s → %(new)s"),
    }
    if (sentence := words.get(change.column)) is not None:
        return sentence % {"old": change.old, "new": change.new}
    codes = {**columns.codes_of(Move.Kind.PEOPLE), **columns.codes_of(kind)}
    label = ", ".join(str(codes.get(part, part)) for part in change.column.split(" "))
    if not change.old and not change.new:
        return _("Antwoorden: %(columns)s") % {"columns": label}
    sides = {"teacher": _("docent"), "non_teacher": _("niet-docent"), "": _("niets")}
    told = {"label": label, "old": sides.get(change.old, change.old), "new": sides.get(change.new, change.new)}
    return _("%(label)s: %(old)s → %(new)s") % told


@require_http_methods(["GET", "HEAD"])
@login_required
def progress(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """How far taking over or starting is."""
    move = _move(request, slug, public_id)
    work = queries.work_of(move)
    if work is None or work.state == LongWork.Outcome.DONE:
        there = _elsewhere(move, "progress") or _url("columns", move)
        return HttpResponseClientRedirect(there) if request.htmx else redirect(there)  # type: ignore[attr-defined]  # by its middleware
    is_failed = work.state == LongWork.Outcome.FAILED
    message = _("Het is niet gelukt. Er is niets half gedaan. Probeer het nog eens.") if is_failed else ""
    shown = progress_of(work, {code: str(text) for code, text in STEPS.items()}, poll_url=request.path, message=message)
    if request.htmx:  # type: ignore[attr-defined]  # by its middleware
        if not shown.is_busy:
            return HttpResponseClientRefresh()
        is_new_step = request.GET.get("stap") != str(shown.number)
        return render(request, "core/components/progress_bar.html", {"progress": shown, "oob": is_new_step})
    back = _url("trial" if move.state == State.READING else "start", move)
    return render(
        request, "moving/progress.html", {"programme": move.programme, "move": move, "progress": shown, "back": back}
    )


# --- Start --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def start(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Step 3: what Start sends to how many; and pressing it."""
    move = _move(request, slug, public_id)
    if (before := form_keys.answered_before(request)) is not None and request.method == "POST":
        return redirect(before)
    if (url := _elsewhere(move, "start")) is not None:
        return redirect(url)
    unasked = queries.unasked_managers(move).count()
    data = (request.POST,) if request.method == "POST" else ()
    form = StartForm(*data, move=move, unasked=unasked)
    if form.is_bound and form.is_valid():
        try:
            return redirect(_start(request, move, form))
        except DomainError as refused:
            return _back(request, move, refused)
    context = {
        "programme": move.programme,
        "move": move,
        "form": form,
        "letters": queries.letters_of(move, invite=False, ask_managers=False),
        "newcomers": queries.newcomers(move).count(),
        "unasked": unasked,
        "people": len(queries.people_in(move)),
        "pairs": queries.moved_pairs(move).count(),
        "remove_form": KeyedForm(),
    }
    return render(request, "moving/start.html", context, status=422 if form.is_bound else 200)


def _start(request: HttpRequest, move: Move, form: StartForm) -> str:
    url = _url("progress", move)
    with transaction.atomic():
        if form_keys.claim(request, url):
            starting.ask_start(
                move,
                invite=form.cleaned_data.get("invite", False),
                ask_managers=form.cleaned_data.get("ask_managers", False),
                version=form.current_version,
                by=viewer_of(request).account,
                at=clock.now(),
            )
    return url


@require_http_methods(["POST"])
@login_required
def remove(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Throw away what was read in, all at once; until Start."""
    move = _move(request, slug, public_id)
    url = reverse("moving:lists", args=[slug])
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    try:
        with transaction.atomic():
            if form_keys.claim(request, url):
                stays = starting.throw_away(move, version=move.version, by=viewer_of(request).account, at=clock.now())
                messages.success(request, _thrown_sentence(stays))
    except DomainError as refused:
        return _back(request, move, refused)
    return redirect(url)


def _thrown_sentence(stays: int) -> str:
    if not stays:
        return _("Weggegooid. Er is niets van deze lijst gebleven.")
    return ngettext(
        "Weggegooid. %(count)s deelnemer heeft zelf al ingelogd en blijft.",
        "Weggegooid. %(count)s deelnemers hebben zelf al ingelogd en blijven.",
        stays,
    ) % {"count": stays}
