"""The parts of the intake from the list to the end: the participant's own pages, and the same for a coordinator."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.intake import actions, progress, queries, steps
from jobtwinning.intake.desk import Desk, helped_desk, note_seen, own_desk, progress_of
from jobtwinning.intake.honest import participant_answers
from jobtwinning.intake.readback import read_sections
from jobtwinning.intake.readiness import confirm_motivation, readiness_of
from jobtwinning.intake.timetables import asked_of
from jobtwinning.programmes.models import Participation
from jobtwinning.programmes.viewer import viewer_of
from jobtwinning.surveys.queries import finished_parts


@require_http_methods(["GET", "HEAD"])
@login_required
def intake(request: HttpRequest, public_id: str) -> HttpResponse:
    """The parts, how far each is and how long it takes; in any order."""
    return _parts_page(request, own_desk(request, public_id))


@require_http_methods(["GET", "HEAD"])
@login_required
def help_somebody(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The same for a coordinator who fills in for somebody."""
    return _parts_page(request, helped_desk(request, slug, public_id))


def _parts_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    participation = desk.participation
    known = queries.known_answers(participation)
    parts = progress.part_lines(known, finished_parts(participation, steps.INSTRUMENT))
    lines = [line for line in parts if line.step in desk.parts]
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
        "readiness": readiness_of(participation) if desk.is_own else None,
        "answers": participant_answers(participation.programme, participation.region) if desk.is_own else (),
        "asked": asked_of(participation, today=clock.today()) if known.get(steps.UNKNOWN_TIMETABLE) is True else None,
        "time_url": desk.url(steps.TIME),
        "form_key": form_keys.new_key(),
    }
    note_seen(request, desk, "intake:help")
    return render(request, "intake/parts.html", context)


def closing_date(participation: Participation) -> date | None:
    """Until when the parts may wait; None in a round that goes on taking people, or when the day is past."""
    day = participation.programme.sign_up_until or participation.programme.matched_by
    return day if day is not None and day >= clock.today() else None


@require_http_methods(["POST"])
@login_required
def mail_link(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mail oneself the address, to go on elsewhere."""
    desk = own_desk(request, public_id)
    return _mail_link(request, desk, desk.url())


@require_http_methods(["POST"])
@login_required
def help_mail(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Mail somebody the address of their intake."""
    desk = helped_desk(request, slug, public_id)
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


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything read back; the button completes the intake."""
    desk = own_desk(request, public_id)
    participation = desk.participation
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
        "sections": read_sections(known),
        "missing": [
            (questions.item(code).label(language), desk.url(steps.step_of(code)))
            for code in steps.IMPORTANT
            if code not in known
        ],
        "refusal": refusal,
        "is_complete": participation.has_intake,
        **progress_of(desk, None),
    }
    return render(request, "intake/check.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "HEAD"])
@login_required
def done(request: HttpRequest, public_id: str) -> HttpResponse:
    """What happens next, with the dates of the programme."""
    participation = own_desk(request, public_id).participation
    if not participation.has_intake:
        return redirect("intake:intake", public_id=public_id)
    context = {
        "participation": participation,
        "programme": participation.programme,
        "rules": participation.programme.rules,
        "readiness": readiness_of(participation),
    }
    return render(request, "intake/done.html", context)
