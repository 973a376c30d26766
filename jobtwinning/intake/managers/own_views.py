"""The participant's page about permission: name the manager, see what they will see, send the link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm
from jobtwinning.intake.honest import permission_answers
from jobtwinning.intake.managers import actions, letters
from jobtwinning.intake.managers.forms import ManagerForm, OwnForm
from jobtwinning.intake.managers.limits import take_turn
from jobtwinning.intake.managers.link_views import answer_forms, letter_context
from jobtwinning.intake.managers.queries import newest_in_state
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.intake.queries import known_answers
from jobtwinning.intake.readiness import Readiness, confirm_motivation, readiness_of
from jobtwinning.programmes.models import Participation
from jobtwinning.programmes.permissions import find, is_own_participation
from jobtwinning.programmes.viewer import viewer_of

WRONG = 422


def _own(request: HttpRequest, public_id: str) -> Participation:
    participations = Participation.objects.select_related(
        "person__account", "programme", "region", "employment__organisation"
    )
    return find(participations, viewer_of(request), is_own_participation, public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def permission(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where it stands; the form leads to what the manager will see, and only then to sending."""
    participation = _own(request, public_id)
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    readiness = readiness_of(participation)
    is_sent = request.method == "POST"
    known = {} if is_sent else _known_manager(participation, readiness)
    form = ManagerForm(request.POST if is_sent else None, initial=known)
    if form.is_bound and form.is_valid():
        if "send" not in request.POST:
            return _preview(request, participation, form)
        try:
            return _send(request, participation, form)
        except DomainError as refused:
            form.add_error(refused.field, str(refused.message))
    context = {
        "participation": participation,
        "readiness": readiness,
        "permission": readiness.permission,
        "answers": permission_answers(participation.programme),
        "passed_on_by": newest_in_state(participation, ManagerPermission.State.PASSED_ON),
        "form": form,
        "resend_form": KeyedForm(),
    }
    return render(request, "intake/permission.html", context, status=WRONG if form.is_bound else 200)


def _known_manager(participation: Participation, readiness: Readiness) -> dict[str, object]:
    """Whoever is asked now, to correct a name or an address; before anybody was asked, whom the intake names (I14)."""
    found = readiness.permission
    if found is None:
        answers = known_answers(participation)
        return {"name": answers.get("I14b", ""), "email": answers.get("I14c", "")}
    return {"name": found.manager_name, "email": found.manager_email} if found.is_open else {}


def _preview(request: HttpRequest, participation: Participation, form: ManagerForm) -> HttpResponse:
    """The mail and the page as the manager gets them, in the manager's language; nothing is stored and nothing leaves.

    Who else named the same manager stands on that page too, but is not for the participant.
    """
    manager, until = form.manager(), clock.now() + actions.LINK_LIFE
    shown = actions.unsaved_question(participation, manager, at=clock.now())
    with translation.override(shown.language):
        context = {"until": until, "is_preview": True, "forms": answer_forms(shown), **letter_context(shown)}
        page = render_to_string("intake/permission_shown.html", context, request)
    context = {
        "participation": participation,
        "form": form,
        "language": shown.language,
        "mail": letters.shown_mail(shown, participation, until=until),
        "page": page,
    }
    return render(request, "intake/permission_preview.html", context)


def _send(request: HttpRequest, participation: Participation, form: ManagerForm) -> HttpResponse:
    url = reverse("intake:permission", args=[participation.public_id])
    take_turn(request, participation)
    with transaction.atomic():
        if form_keys.claim(request, url):
            manager = form.manager()
            actions.ask_permission(participation, manager, by=viewer_of(request).account, at=clock.now())
            messages.success(request, _("De link is onderweg naar %(name)s.") % {"name": manager.name})
    return redirect(url)


@require_http_methods(["POST"])
@login_required
def resend(request: HttpRequest, public_id: str) -> HttpResponse:
    """A fresh link to whoever is asked now."""
    participation = _own(request, public_id)
    url = reverse("intake:permission", args=[public_id])
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    try:
        current = actions.current_permission(participation)
        if current is None or not current.is_open:
            raise DomainError("not_asked", _("Er wacht nu niemand op een link."))
        take_turn(request, participation)
        with transaction.atomic():
            if form_keys.claim(request, url):
                actions.resend_link(current, by=viewer_of(request).account, at=clock.now())
                messages.success(request, _("Er is een nieuwe link onderweg. De vorige werkt niet meer."))
    except DomainError as refused:
        messages.error(request, str(refused.message))
    return redirect(url)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who decides about their own time reads the same text and agrees."""
    participation = _own(request, public_id)
    url = reverse("intake:permission", args=[public_id])
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    form = OwnForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            if form_keys.claim(request, url):
                limit = form.cleaned_data["hours_maximum"]
                actions.give_own_permission(
                    participation, hours_maximum=limit, by=viewer_of(request).account, at=clock.now()
                )
        return redirect(url)
    shown = ManagerPermission(participation=participation)
    context = {"form": form, **letter_context(shown)}
    return render(request, "intake/permission_own.html", context, status=WRONG if form.is_bound else 200)


@require_http_methods(["POST"])
@login_required
def motivation(request: HttpRequest, public_id: str) -> HttpResponse:
    """Enthusiastic and curious: said after the intake was complete."""
    participation = _own(request, public_id)
    if "motivation" in request.POST:
        confirm_motivation(participation, by=viewer_of(request).account, at=clock.now())
    return redirect("intake:permission", public_id=public_id)
