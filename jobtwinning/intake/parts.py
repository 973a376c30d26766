"""The intake in parts: the participant's own pages, and the same pages for a coordinator who fills in for somebody."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.components import Step
from jobtwinning.core.errors import DomainError
from jobtwinning.intake import actions, progress, queries, steps
from jobtwinning.intake.readback import Reading, read_back_wishes
from jobtwinning.intake.readiness import confirm_motivation, readiness_of
from jobtwinning.intake.year import Year, year_of
from jobtwinning.programmes.models import Participation, Side
from jobtwinning.programmes.permissions import find, is_own_participation, may_see_participation
from jobtwinning.programmes.viewer import viewer_of
from jobtwinning.surveys.actions import Showing, Typed
from jobtwinning.surveys.forms import AnswersForm, Kept
from jobtwinning.surveys.goal_words import suggested_goals
from jobtwinning.surveys.models import Response
from jobtwinning.surveys.queries import drafts_of, response_of
from jobtwinning.surveys.wording import read_back

RELATED = ("person", "programme", "region", "employment__organisation")


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose intake is open, and who fills it in."""

    participation: Participation
    is_own: bool

    @property
    def parts(self) -> tuple[steps.IntakeStep, ...]:
        """The parts that may be filled in here: consent is nobody else's to give."""
        return steps.STEPS if self.is_own else steps.SHARED_STEPS

    def items(self, step: steps.IntakeStep) -> tuple[str, ...]:
        return step.items if self.is_own else step.shared_items

    def url(self, step: steps.IntakeStep | None = None) -> str:
        """Of a part, or of the list of parts."""
        names = {"public_id": self.participation.public_id}
        if not self.is_own:
            names["slug"] = self.participation.programme.slug
        if step is None:
            return reverse("intake:intake" if self.is_own else "intake:help", kwargs=names)
        return reverse("intake:step" if self.is_own else "intake:help_step", kwargs={**names, "step": step.slug})

    @property
    def after_last(self) -> str:
        """Where the last part leads."""
        return reverse("intake:check", args=[self.participation.public_id]) if self.is_own else self.url()


def _own(request: HttpRequest, public_id: str) -> Participation:
    participations = Participation.objects.select_related(*RELATED)
    return find(participations, viewer_of(request), is_own_participation, public_id=public_id)


def _helped(request: HttpRequest, slug: str, public_id: str) -> Participation:
    """Somebody of the own region who did not withdraw."""
    participations = Participation.objects.filter(programme__slug=slug).select_related(*RELATED)
    takes_part = participations.exclude(state=Participation.State.WITHDRAWN)
    return find(takes_part, viewer_of(request), may_see_participation, public_id=public_id)


def _note_seen(request: HttpRequest, desk: Desk, page: str) -> None:
    """A coordinator is about to see the answers of somebody."""
    if not desk.is_own:
        viewlog.record_view(
            account_id=viewer_of(request).account.pk,
            person_ids=[desk.participation.person.public_id],
            page=page,
            data_class="answers",
        )


# --- The list of parts ------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD"])
@login_required
def intake(request: HttpRequest, public_id: str) -> HttpResponse:
    """The parts, how far each is and how long it takes; in any order."""
    return _parts_page(request, Desk(_own(request, public_id), is_own=True))


@require_http_methods(["GET", "HEAD"])
@login_required
def help_somebody(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The same for a coordinator who fills in for somebody."""
    return _parts_page(request, Desk(_helped(request, slug, public_id), is_own=False))


def _parts_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    participation = desk.participation
    lines = [line for line in progress.intake_parts(participation) if line.step in desk.parts]
    todo = [line for line in lines if line.state != "done"]
    context = {
        "participation": participation,
        "programme": participation.programme,
        "is_own": desk.is_own,
        "lines": [(line, desk.url(line.step)) for line in lines],
        "done": len(lines) - len(todo),
        "next_url": desk.url(todo[0].step) if todo else desk.after_last,
        "minutes_left": sum(line.minutes for line in todo),
        "has_estimate": any(not line.is_measured for line in todo),
        "until": closing_date(participation),
        "helped": progress.helped_by(participation) if desk.is_own else (),
        "saved": "opgeslagen" in request.GET,
        "is_complete": participation.has_intake,
        "form_key": form_keys.new_key(),
    }
    _note_seen(request, desk, "intake:help")
    return render(request, "intake/parts.html", context)


def closing_date(participation: Participation) -> date | None:
    """Until when the parts may wait; None in a round that goes on taking people, or when the day is past."""
    day = participation.programme.sign_up_until or participation.programme.matched_by
    return day if day is not None and day >= clock.today() else None


@require_http_methods(["POST"])
@login_required
def mail_link(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mail oneself the address, to go on elsewhere."""
    desk = Desk(_own(request, public_id), is_own=True)
    return _mail_link(request, desk, desk.url())


@require_http_methods(["POST"])
@login_required
def help_mail(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Mail somebody the address of their intake."""
    desk = Desk(_helped(request, slug, public_id), is_own=False)
    return _mail_link(request, desk, reverse("intake:participant", args=[slug, public_id]))


def _mail_link(request: HttpRequest, desk: Desk, url: str) -> HttpResponse:
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    with transaction.atomic():
        if form_keys.claim(request, url):
            by, at = viewer_of(request).account, clock.now()
            email = actions.mail_intake_link(desk.participation, by=by, at=at)
            if email:
                messages.success(request, _("De link is onderweg naar %(email)s.") % {"email": email})
            else:
                messages.error(request, _("We hebben geen mailadres van deze deelnemer."))
    return redirect(url)


# --- One part ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def step(request: HttpRequest, public_id: str, step: str) -> HttpResponse:
    """One part; saving leads to the next."""
    return _step_page(request, Desk(_own(request, public_id), is_own=True), step)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def help_step(request: HttpRequest, slug: str, public_id: str, step: str) -> HttpResponse:
    """One part, filled in for somebody."""
    return _step_page(request, Desk(_helped(request, slug, public_id), is_own=False), step)


def _step_page(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    here = steps.step_by_slug(slug)
    if here is None or here not in desk.parts:
        raise Http404
    is_typing = request.method == "POST" and bool(request.htmx)  # type: ignore[attr-defined]  # set by its middleware
    if request.method == "POST" and not is_typing and (url := form_keys.answered_before(request)) is not None:
        return redirect(url)
    response = response_of(desk.participation, steps.INSTRUMENT)
    known = queries.known_of(desk.participation, response)
    year = year_of(desk.participation) if here is steps.TIME else None
    form = _answers_form(request, desk, here, response, known, year)
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
        "reading": _reading(form) if here is steps.MATCHING else None,
        **_progress(desk, here),
    }
    _note_seen(request, desk, "intake:help_step")
    return render(request, "intake/step.html", context, status=422 if form.is_bound else 200)


def _answers_form(
    request: HttpRequest,
    desk: Desk,
    here: steps.IntakeStep,
    response: Response | None,
    known: dict[str, object],
    year: Year | None,
) -> AnswersForm:
    """The questions of one part, with what was sent or else what is known or typed before."""
    is_sent = request.method == "POST"
    return AnswersForm(
        request.POST if is_sent else None,
        instrument=steps.questions(),
        codes=desk.items(here),
        known=known,
        weeks=year.weeks if year else (),
        names=_names(desk.participation, here),
        kept=Kept(
            drafts={} if is_sent else drafts_of(response),
            offered={} if is_sent else _offered(here, known, year),
            last_form=response.last_form if response else "",
        ),
        current_version=response.version if response else 1,
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
    participation = _own(request, public_id)
    response = response_of(participation, steps.INSTRUMENT)
    known = queries.known_of(participation, response)
    form = _answers_form(request, Desk(participation, is_own=True), steps.MATCHING, response, known, None)
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


def _progress(desk: Desk, here: steps.IntakeStep | None) -> dict[str, Any]:
    """The parts with where somebody is; the check is the last."""
    shown = desk.parts
    place = shown.index(here) if here else len(shown)
    listed = [
        Step(
            str(each.title),
            "done" if number < place else "now" if number == place else "later",
            desk.url(each) if number != place else "",
        )
        for number, each in enumerate(shown)
    ]
    last = [Step(_check_title(), "later" if here else "now", desk.after_last if here else "")] if desk.is_own else []
    following = shown[place + 1] if here and place + 1 < len(shown) else None
    return {
        "steps": [*listed, *last],
        "number": place + 1,
        "total": len(listed) + len(last),
        "back_url": desk.url(shown[place - 1] if place else None),
        "next_title": following.title if following else _check_title() if desk.is_own else "",
    }


def _check_title() -> str:
    return _("Controleren")


# --- The end ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything read back; the button completes the intake."""
    participation = _own(request, public_id)
    refusal = ""
    if request.method == "POST":
        try:
            actions.finish_intake(participation, by=viewer_of(request).account, at=clock.now())
            if "motivation" in request.POST:
                confirm_motivation(participation, by=viewer_of(request).account, at=clock.now())
            return redirect("intake:done", public_id=public_id)
        except DomainError as refused:
            refusal = str(refused.message)
    known = queries.known_answers(participation)
    questions = steps.questions()
    language = get_language() or "nl"
    context = {
        "participation": participation,
        "sections": [(each, read_back(questions, each.items, known)) for each in steps.STEPS],
        "missing": [questions.item(code).label(language) for code in steps.IMPORTANT if code not in known],
        "refusal": refusal,
        "is_complete": participation.has_intake,
        **_progress(Desk(participation, is_own=True), None),
    }
    return render(request, "intake/check.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "HEAD"])
@login_required
def done(request: HttpRequest, public_id: str) -> HttpResponse:
    """What happens next, with the dates of the programme."""
    participation = _own(request, public_id)
    if not participation.has_intake:
        return redirect("intake:intake", public_id=public_id)
    context = {
        "participation": participation,
        "programme": participation.programme,
        "rules": participation.programme.rules,
        "readiness": readiness_of(participation),
    }
    return render(request, "intake/done.html", context)
