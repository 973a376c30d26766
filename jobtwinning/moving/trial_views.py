"""Try a list, take it over, and follow how far it is."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from jobtwinning.accounts.step_up import requires_fresh_sign_in
from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm
from jobtwinning.core.models import LongWork
from jobtwinning.core.progress import progress_of
from jobtwinning.intake.corrections import Change
from jobtwinning.moving import actions, columns, queries
from jobtwinning.moving.forms import TakeForm
from jobtwinning.moving.models import Move
from jobtwinning.moving.pages import back_to_lists, elsewhere_of, find_move, log_view, redirect_elsewhere, url_of
from jobtwinning.programmes.viewer import viewer_of

PER_PAGE = 50
State = Move.State
STEPS = {
    "read": gettext_lazy("We lezen het bestand."),
    "bring": gettext_lazy("We zetten iedereen op zijn plek."),
    "letters": gettext_lazy("We maken de mails."),
    "release": gettext_lazy("We geven de mails vrij."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@requires_fresh_sign_in
def trial(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Step 2: what every row would do; and taking it over."""
    move = find_move(request, slug, public_id)
    if (before := form_keys.answered_before(request)) is not None and request.method == "POST":
        return redirect(before)
    if (elsewhere := redirect_elsewhere(request, move, "trial")) is not None:
        return elsewhere
    found = queries.trial_of(move)
    if found is None:
        return redirect(url_of("columns", move))
    form = TakeForm(*((request.POST,) if request.method == "POST" else ()), move=move, refused=found.refused)
    try:
        if form.is_bound and form.is_valid() and found.comes_in:
            return redirect(_take(request, move, form))
        stored = queries.stored_of(move, clock.now())
    except DomainError as refused:
        return back_to_lists(request, move, refused)
    log_view(request, "moving:trial", found.people)
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
    url = url_of("progress", move)
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
    move = find_move(request, slug, public_id)
    work = queries.work_of(move)
    if work is None or work.state == LongWork.Outcome.DONE:
        there = elsewhere_of(move, "progress") or url_of("columns", move)
        return HttpResponseClientRedirect(there) if request.htmx else redirect(there)  # type: ignore[attr-defined]  # by its middleware
    is_failed = work.state == LongWork.Outcome.FAILED
    message = _("Het is niet gelukt. Er is niets half gedaan. Probeer het nog eens.") if is_failed else ""
    shown = progress_of(work, {code: str(text) for code, text in STEPS.items()}, poll_url=request.path, message=message)
    if request.htmx:  # type: ignore[attr-defined]  # by its middleware
        if not shown.is_busy:
            return HttpResponseClientRefresh()
        is_new_step = request.GET.get("stap") != str(shown.number)
        return render(request, "core/components/progress_bar.html", {"progress": shown, "oob": is_new_step})
    back = url_of("trial" if move.state == State.READING else "start", move)
    return render(
        request, "moving/progress.html", {"programme": move.programme, "move": move, "progress": shown, "back": back}
    )
