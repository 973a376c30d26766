"""The trial, the pause card and the exit card: pages of the two partners, and of their coordinator."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.pairs import life
from jobtwinning.pairs.models import ExitNote, Pair
from jobtwinning.pairs.queries import halves
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.viewer import viewer_of
from jobtwinning.surveys import catalogue
from jobtwinning.surveys.forms import AnswersForm
from jobtwinning.surveys.queries import answers_of
from jobtwinning.surveys.selection import short_items
from jobtwinning.twinning import queries
from jobtwinning.twinning.clicking import answer_click
from jobtwinning.twinning.leaving import leave_pair, take_pause
from jobtwinning.twinning.life_forms import EXIT_CARD, CallForm, CardForm, EndForm, ExitNoteForm, PauseForm, TrialForm
from jobtwinning.twinning.permissions import may_close_pair, may_look_back, may_open_pair, pairs_with_seats
from jobtwinning.twinning.views import answer, bound, do, person_of, zone_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def trial(request: HttpRequest, public_id: str) -> HttpResponse:
    """After the trial: go on, talk first, or the exit card."""
    viewer = viewer_of(request)
    row = find(pairs_with_seats(), viewer, may_open_pair, public_id=public_id)
    back = reverse("twinning:pair", args=[row.public_id])
    if request.method != "POST" and (row.state != Pair.State.TRIAL or row.trial_asked_on is None):
        return redirect(back)
    seat = next(seat for seat in row.seats.all() if seat.person_id == person_of(viewer).pk)
    form = TrialForm(bound(request), initial={"answer": seat.trial_answer})

    def save(at: datetime) -> None:
        life.answer_trial(row, form.cleaned_data["answer"], person=person_of(viewer), by=viewer.account, at=at)

    if form.is_valid() and form.cleaned_data["answer"] == EXIT_CARD:
        return redirect("twinning:exit", public_id=row.public_id)
    until = life.answer_until(row) if row.trial_asked_on else None
    after = reverse("twinning:click", args=[row.public_id]) if queries.goes_with_trial(row, seat, clock.now()) else back
    return answer(request, row, form, save, "twinning/trial.html", {"until": until}, after=after)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def click(request: HttpRequest, public_id: str) -> HttpResponse:
    """After the first talk: two questions about the click, and a tick that the coordinator may call (MAT-07)."""
    viewer = viewer_of(request)
    row = find(pairs_with_seats(), viewer, may_open_pair, public_id=public_id)
    back = reverse("twinning:pair", args=[row.public_id])
    if not queries.may_answer_click(row, clock.now()):
        return redirect(back)
    person = person_of(viewer)
    seat = next(seat for seat in row.seats.all() if seat.person_id == person.pk)
    response = queries.click_response(seat)
    questions = catalogue.instrument(queries.STARTING_MATCH, response.instrument_version if response else None)
    call = CallForm(bound(request))
    form = AnswersForm(
        bound(request),
        instrument=questions,
        codes=short_items(questions),
        known=answers_of(response),
        current_version=response.version if response else 1,
    )

    def save(at: datetime) -> None:
        answer_click(
            row,
            form.answers,
            items=form.codes,
            person=person,
            may_call=call.is_valid() and call.cleaned_data["call"],
            version=form.current_version,
            by=viewer.account,
            at=at,
        )
        messages.success(request, _("Dank je wel. We hebben het bewaard."))

    language = get_language() or "nl"
    context = {
        "call": call,
        "is_called": seat.call_asked_at is not None,
        "is_answered": response is not None,
        "title": questions.title(language),
        "intro": questions.intro(language),
    }
    return answer(request, row, form, save, "twinning/click.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def exit_card(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop, without a reason; at most three clicks from the page of the pair (MAT-08)."""
    viewer = viewer_of(request)
    row = find(pairs_with_seats(), viewer, may_open_pair, public_id=public_id)
    form = CardForm(bound(request))

    def save(at: datetime) -> None:
        leave_pair(row, person=person_of(viewer), by=viewer.account, at=at)

    url = reverse("twinning:stopped", args=[row.public_id])
    if request.method != "POST" and row.is_over:
        return redirect("twinning:pair", public_id=row.public_id)
    return answer(request, row, form, save, "twinning/exit.html", {}, after=url)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def stopped(request: HttpRequest, public_id: str) -> HttpResponse:
    """Afterwards, all of it optional: why, how many hours, and may we ask five questions at the end?"""
    viewer = viewer_of(request)
    row = find(pairs_with_seats(), viewer, may_look_back, public_id=public_id)
    note = ExitNote.objects.filter(seat__pair=row, seat__person=person_of(viewer)).first()
    form = ExitNoteForm.of(note, bound(request))

    def save(at: datetime) -> None:
        life.write_exit_note(row, form.told(), person=person_of(viewer), by=viewer.account, at=at)
        messages.success(request, _("Dank je wel. We hebben het bewaard."))

    url = reverse("twinning:home")
    return answer(request, row, form, save, "twinning/stopped.html", {"is_saved": note is not None}, after=url)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pause(request: HttpRequest, public_id: str) -> HttpResponse:
    """Two taps: until when, and go."""
    viewer = viewer_of(request)
    row = find(pairs_with_seats(), viewer, may_open_pair, public_id=public_id)
    back = reverse("twinning:pair", args=[row.public_id])
    if request.method != "POST" and (row.is_over or row.state == Pair.State.PAUSED):
        return redirect(back)
    form = PauseForm(bound(request), today=clock.today(zone_of(row)))

    def save(at: datetime) -> None:
        take_pause(row, form.cleaned_data["until"], person=person_of(viewer), by=viewer.account, at=at)

    return answer(request, row, form, save, "twinning/pause.html", {})


@require_http_methods(["POST"])
@login_required
def resume(request: HttpRequest, public_id: str) -> HttpResponse:
    """Go on before the pause is over; either of them may."""
    if (url := form_keys.answered_before(request)) is not None:
        return redirect(url)
    viewer = viewer_of(request)
    row = find(pairs_with_seats(), viewer, may_open_pair, public_id=public_id)

    def go_on(at: datetime) -> None:
        life.resume_pair(row, by=viewer.account, at=at, person=person_of(viewer))

    return do(request, row, go_on)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """The coordinator ends a pair, with a reason from the list."""
    viewer = viewer_of(request)
    row = find(pairs_with_seats(), viewer, may_close_pair, public_id=public_id)
    teacher, non_teacher = halves(row)
    viewlog.record_view(
        account_id=viewer.account.pk,
        person_ids=[one.person_id for one in (teacher, non_teacher) if one.person_id],
        page="twinning:end",
        data_class="profile",
    )
    form = EndForm(bound(request))

    def save(at: datetime) -> None:
        leave_pair(row, reason=form.cleaned_data["reason"], by=viewer.account, at=at)
        messages.success(request, _("Het koppel is gestopt. Beiden krijgen bericht en zijn weer vrij."))

    url = reverse("pairs:pairs", args=[row.programme.slug])
    context = {"teacher": teacher, "non_teacher": non_teacher}
    return answer(request, row, form, save, "twinning/end.html", context, after=url)


@require_http_methods(["POST"])
@login_required
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """The coordinator spoke with them: they go on."""
    if (url := form_keys.answered_before(request)) is not None:
        return redirect(url)
    viewer = viewer_of(request)
    row = find(pairs_with_seats(), viewer, may_close_pair, public_id=public_id)
    url = reverse("pairs:pairs", args=[row.programme.slug])
    with transaction.atomic():
        if form_keys.claim(request, url):
            life.confirm_pair(row, by=viewer.account, at=clock.now())
    messages.success(request, _("Het koppel gaat verder."))
    return redirect(url)
