"""One part of the intake: shown, kept while somebody types, saved."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.intake import actions, queries, steps
from jobtwinning.intake.desk import Desk, helped_desk, note_seen, own_desk, progress_of
from jobtwinning.intake.readback import Reading, read_back_wishes
from jobtwinning.intake.year import Year, year_of
from jobtwinning.programmes.models import Participation, Side
from jobtwinning.programmes.viewer import viewer_of
from jobtwinning.surveys.actions import Showing, Typed
from jobtwinning.surveys.forms import AnswersForm, Kept
from jobtwinning.surveys.goal_words import suggested_goals
from jobtwinning.surveys.queries import written_by


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def step(request: HttpRequest, public_id: str, step: str) -> HttpResponse:
    """One part; saving leads to the next."""
    return _step_page(request, own_desk(request, public_id), step)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def help_step(request: HttpRequest, slug: str, public_id: str, step: str) -> HttpResponse:
    """One part, filled in for somebody."""
    return _step_page(request, helped_desk(request, slug, public_id), step)


def _step_page(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    here = steps.step_by_slug(slug)
    if here is None or here not in desk.parts:
        raise Http404
    is_typing = request.method == "POST" and bool(request.htmx)  # type: ignore[attr-defined]  # set by its middleware
    if request.method == "POST" and not is_typing and (url := form_keys.answered_before(request)) is not None:
        return redirect(url)
    year = year_of(desk.participation) if here is steps.TIME else None
    form = _answers_form(request, desk, here, year)
    if is_typing:
        return _save_while_typing(request, desk, here, form)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_save_step(request, desk, here, form))
        except DomainError as refused:
            form.add_error(None, str(refused.message))
    context = {
        "participation": desk.participation,
        "is_own": desk.is_own,
        "here": here,
        "form": form,
        "year": year,
        "is_timetable_unknown": year is not None and form.known.get(steps.UNKNOWN_TIMETABLE) is True,
        "reading": _reading(form) if here is steps.MATCHING else None,
        **progress_of(desk, here),
    }
    note_seen(request, desk, "intake:help_step")
    return render(request, "intake/step.html", context, status=422 if form.is_bound else 200)


def _answers_form(request: HttpRequest, desk: Desk, here: steps.IntakeStep, year: Year | None) -> AnswersForm:
    """The questions of one part, with what was sent or else what is known or typed before."""
    is_sent = request.method == "POST"
    questions, codes = steps.questions(), desk.items(here)
    written = written_by(desk.participation, steps.INSTRUMENT)
    known = queries.known_of(desk.participation, written, [questions.item(code) for code in codes])
    return AnswersForm(
        request.POST if is_sent else None,
        instrument=questions,
        codes=codes,
        known=known,
        weeks=year.weeks if year else (),
        names=_names(desk.participation, here),
        kept=Kept(
            drafts={} if is_sent else written.drafts,
            offered={} if is_sent else _offered(here, known, year),
            last_form=written.last_form,
        ),
        current_version=written.version,
    )


def _names(participation: Participation, here: steps.IntakeStep) -> list[str]:
    """Employers to choose from: of the own side, or of the other one to look into."""
    if here not in (steps.WORK, steps.GOALS):
        return []
    other = Side.NON_TEACHER if participation.side == Side.TEACHER else Side.TEACHER
    return queries.employer_names(participation.programme, participation.side if here is steps.WORK else other)


def _offered(here: steps.IntakeStep, known: dict[str, object], year: Year | None) -> dict[str, object]:
    """Answers to start from where none was given: weeks of the calendars, kinds of goals of what was written."""
    if year is not None and not {"I12a", "I12b"} & set(known):
        return {"I12a": list(year.busy), "I12b": list(year.closed)}
    if here is steps.MATCHING:
        texts = [str(known.get("I4", "")), *cast("list[str]", known.get("I5", []))]
        is_teacher = known["I1"] == Side.TEACHER
        goals = suggested_goals(texts, "teacher" if is_teacher else "non_teacher")
        return {"I24" if is_teacher else "I24b": goals}
    return {}


def _reading(form: AnswersForm) -> Reading:
    """The wishes of a part read back: those that were sent, as far as they are answers, or else those that are kept."""
    answers = dict(form.known)
    if form.is_bound:
        form.full_clean()
        answers = {code: value for code, value in answers.items() if code not in form.codes} | dict(form.answers)
    return read_back_wishes(form.instrument, answers)


@require_http_methods(["POST"])
def read_wishes(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the form now says, read back while somebody answers; stores nothing."""
    if not request.user.is_authenticated:
        raise Http404
    desk = own_desk(request, public_id)
    form = _answers_form(request, desk, steps.MATCHING, None)
    return render(request, "intake/reading.html", {"reading": _reading(form)})


def _showing(request: HttpRequest, desk: Desk, here: steps.IntakeStep, form: AnswersForm) -> Showing:
    """Time that a coordinator takes is counted apart."""
    part = here.code if desk.is_own else f"help_{here.code}"
    return Showing(form_keys.posted_key(request), part, form.opened_at)


def _save_step(request: HttpRequest, desk: Desk, here: steps.IntakeStep, form: AnswersForm) -> str:
    """Store one part; the address to go to."""
    following = steps.step_after(here)
    if "later" in request.POST:
        url = desk.url() + "?opgeslagen=1"
    elif following and following in desk.parts:
        url = desk.url(following)
    else:
        url = desk.after_last
    with transaction.atomic():
        if form_keys.claim(request, url):
            actions.save_intake(
                desk.participation,
                form.answers,
                items=form.codes,
                by=viewer_of(request).account,
                at=clock.now(),
                version=form.current_version,
                showing=_showing(request, desk, here, form),
            )
    return url


def _save_while_typing(request: HttpRequest, desk: Desk, here: steps.IntakeStep, form: AnswersForm) -> HttpResponse:
    """Keep the part as it stands and say so; what is wrong is told when the part is sent, not while somebody types."""
    form.is_valid()
    at, state = clock.now(), "saved"
    try:
        if form.is_stale:
            raise DomainError("stale", "")
        with transaction.atomic():
            actions.save_intake_draft(
                desk.participation,
                Typed(form.answers, form.unfinished),
                items=form.codes,
                by=viewer_of(request).account,
                at=at,
                version=form.current_version,
                showing=_showing(request, desk, here, form),
            )
            if form_keys.answered_before(request) is not None:  # the button was quicker, and knew more
                transaction.set_rollback(True)
    except DomainError:
        state = "stale"
    return render(request, "core/components/saved.html", {"state": state, "saved_at": at})
