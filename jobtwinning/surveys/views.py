"""The respondent's pages: fill in and read back."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.viewer import viewer_of
from jobtwinning.surveys import catalogue
from jobtwinning.surveys.actions import save_answers, submit_response
from jobtwinning.surveys.forms import AnswersForm
from jobtwinning.surveys.models import Response
from jobtwinning.surveys.permissions import is_own_response
from jobtwinning.surveys.queries import answers_of
from jobtwinning.surveys.questionnaires import Instrument
from jobtwinning.surveys.selection import short_items
from jobtwinning.surveys.wording import read_back


def _own_response(request: HttpRequest, public_id: str) -> Response:
    """Of the viewer; the intake has pages of its own."""
    responses = Response.objects.exclude(instrument="intake").select_related("response_key__programme")
    return find(responses, viewer_of(request), is_own_response, public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def respond(request: HttpRequest, public_id: str) -> HttpResponse:
    """Fill in, save for later, hand in, and correct as long as the programme runs."""
    response = _own_response(request, public_id)
    if request.method != "POST" and response.response_key.programme.state == Programme.State.FINISHED:
        return redirect("surveys:answers", public_id=public_id)
    if request.method == "POST" and (url := form_keys.answered_before(request)) is not None:
        return redirect(url)
    questions = catalogue.instrument(response.instrument, response.instrument_version)
    form = AnswersForm(
        request.POST if request.method == "POST" else None,
        instrument=questions,
        codes=short_items(questions),
        known=answers_of(response),
        complete="submit" in request.POST,
        current_version=response.version,
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_save(request, response, form))
        except DomainError as refused:
            form.add_error(refused.field, str(refused.message))
    context = {"response": response, "form": form, "saved": "opgeslagen" in request.GET, **_words(questions)}
    return render(request, "surveys/respond.html", context, status=422 if form.is_bound else 200)


def _save(request: HttpRequest, response: Response, form: AnswersForm) -> str:
    """Store what the form holds; the address to go to."""
    hands_in = "submit" in request.POST
    url = reverse("surveys:answers" if hands_in else "surveys:respond", args=[response.public_id])
    by, at = viewer_of(request).account, clock.now()
    with transaction.atomic():
        if not form_keys.claim(request, url):
            return url
        save_answers(
            response, form.answers, by=by, at=at, complete=hands_in, items=form.codes, version=form.current_version
        )
        if hands_in:
            submit_response(response, by=by, at=at)
    return url if hands_in else f"{url}?opgeslagen=1"


@require_http_methods(["GET", "HEAD"])
@login_required
def answers(request: HttpRequest, public_id: str) -> HttpResponse:
    """Thank you, and the respondent's own answers read back."""
    response = _own_response(request, public_id)
    questions = catalogue.instrument(response.instrument, response.instrument_version)
    context = {
        **_words(questions),
        "response": response,
        "lines": read_back(questions, short_items(questions), answers_of(response)),
        "may_change": response.response_key.programme.state != Programme.State.FINISHED,
    }
    return render(request, "surveys/answers.html", context)


def _words(questions: Instrument) -> dict[str, str]:
    """Title and introduction of the instrument in the active language."""
    language = get_language() or "nl"
    return {"title": questions.title(language), "intro": questions.intro(language)}
