"""The intake: what participants fill in themselves."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys
from jobtwinning.core.components import Step
from jobtwinning.core.errors import DomainError
from jobtwinning.intake import actions, steps
from jobtwinning.intake.queries import known_answers, week_choices
from jobtwinning.intake.readback import Reading, read_back_wishes
from jobtwinning.intake.readiness import confirm_motivation, readiness_of
from jobtwinning.programmes.models import Participation
from jobtwinning.programmes.permissions import find, is_own_participation
from jobtwinning.programmes.viewer import viewer_of
from jobtwinning.surveys.forms import AnswersForm
from jobtwinning.surveys.queries import response_of
from jobtwinning.surveys.wording import read_back


def _own(request: HttpRequest, public_id: str) -> Participation:
    participations = Participation.objects.select_related("person", "programme", "region", "employment")
    return find(participations, viewer_of(request), is_own_participation, public_id=public_id)


@require_http_methods(["GET", "HEAD"])
@login_required
def intake(request: HttpRequest, public_id: str) -> HttpResponse:
    """To where somebody left off: the first page without an answer, or the check."""
    participation = _own(request, public_id)
    known = known_answers(participation)
    todo = [step for step in steps.STEPS if not set(step.items) & (set(known) - {"I2"})]
    if participation.has_intake or not todo:
        return redirect("intake:check", public_id=public_id)
    return redirect("intake:step", public_id=public_id, step=todo[0].slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def step(request: HttpRequest, public_id: str, step: str) -> HttpResponse:
    """One page of the intake; saving leads to the next."""
    participation = _own(request, public_id)
    here = steps.step_by_slug(step)
    if here is None:
        raise Http404
    if request.method == "POST" and (url := form_keys.answered_before(request)) is not None:
        return redirect(url)
    form = _answers_form(request, participation, here)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_save_step(request, participation, here, form))
        except DomainError as refused:
            form.add_error(None, str(refused.message))
    context = {
        "participation": participation,
        "here": here,
        "form": form,
        "saved": "opgeslagen" in request.GET,
        "reading": _reading(form) if here is steps.MATCHING else None,
        **_progress(participation, here),
    }
    return render(request, "intake/step.html", context, status=422 if form.is_bound else 200)


def _answers_form(request: HttpRequest, participation: Participation, here: steps.IntakeStep) -> AnswersForm:
    """The questions of one page, with what was sent or else what is known."""
    response = response_of(participation, steps.INSTRUMENT)
    return AnswersForm(
        request.POST if request.method == "POST" else None,
        instrument=steps.questions(),
        codes=here.items,
        known=known_answers(participation),
        weeks=week_choices(participation) if here.code == "time" else (),
        current_version=response.version if response else 1,
    )


def _reading(form: AnswersForm) -> Reading:
    """The wishes of a page read back: those that were sent, as far as they are answers, or else those that are kept."""
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
    form = _answers_form(request, _own(request, public_id), steps.MATCHING)
    return render(request, "intake/reading.html", {"reading": _reading(form)})


def _save_step(request: HttpRequest, participation: Participation, here: steps.IntakeStep, form: AnswersForm) -> str:
    """Store one page; the address to go to."""
    following = steps.step_after(here)
    names = {"public_id": participation.public_id}
    if "later" in request.POST:
        url = reverse("intake:step", kwargs={**names, "step": here.slug}) + "?opgeslagen=1"
    elif following:
        url = reverse("intake:step", kwargs={**names, "step": following.slug})
    else:
        url = reverse("intake:check", kwargs=names)
    with transaction.atomic():
        if form_keys.claim(request, url):
            actions.save_intake(
                participation,
                form.answers,
                items=form.codes,
                by=viewer_of(request).account,
                at=clock.now(),
                version=form.current_version,
            )
    return url


def _progress(participation: Participation, here: steps.IntakeStep | None) -> dict[str, Any]:
    """The steps with where somebody is; the check is the last."""
    place = steps.STEPS.index(here) if here else len(steps.STEPS)
    listed = [
        Step(
            str(each.title),
            "done" if number < place else "now" if number == place else "later",
            reverse("intake:step", args=[participation.public_id, each.slug]) if number != place else "",
        )
        for number, each in enumerate(steps.STEPS)
    ]
    check_url = reverse("intake:check", args=[participation.public_id]) if here else ""
    before = steps.step_before(here) if here else steps.STEPS[-1]
    back = reverse("intake:step", args=[participation.public_id, before.slug]) if before else ""
    following = steps.step_after(here) if here else None
    return {
        "steps": [*listed, Step(_check_title(), "later" if here else "now", check_url)],
        "number": place + 1,
        "total": len(steps.STEPS) + 1,
        "back_url": back,
        "next_title": following.title if following else _check_title(),
    }


def _check_title() -> str:
    return _("Controleren")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything read back; the button completes the intake."""
    participation = _own(request, public_id)
    if request.method == "POST":
        actions.complete_intake(participation, by=viewer_of(request).account, at=clock.now())
        if "motivation" in request.POST:
            confirm_motivation(participation, by=viewer_of(request).account, at=clock.now())
        return redirect("intake:done", public_id=public_id)
    known = known_answers(participation)
    questions = steps.questions()
    language = get_language() or "nl"
    context = {
        "participation": participation,
        "sections": [(each, read_back(questions, each.items, known)) for each in steps.STEPS],
        "missing": [questions.item(code).label(language) for code in steps.IMPORTANT if code not in known],
        "is_complete": participation.has_intake,
        **_progress(participation, None),
    }
    return render(request, "intake/check.html", context)


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
