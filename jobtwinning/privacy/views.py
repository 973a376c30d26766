"""Erase: the person themselves, and the coordinator when somebody asks for it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.step_up import requires_fresh_sign_in
from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm
from jobtwinning.people.models import Person
from jobtwinning.privacy import actions, queries
from jobtwinning.privacy.forms import ErasureForm, OwnErasureForm
from jobtwinning.privacy.models import Erasure
from jobtwinning.privacy.permissions import is_oneself, may_erase
from jobtwinning.programmes.models import Participation
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.viewer import Viewer, viewer_of


def posted(request: HttpRequest) -> Any:
    """What was sent, also when it was nothing; None when the form is only shown."""
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@requires_fresh_sign_in
def erase_own(request: HttpRequest, public_id: str) -> HttpResponse:
    """What goes, what stays; with the tick everything goes and the login with it."""
    viewer = viewer_of(request)
    try:
        person = find(Person.objects.select_related("account"), viewer, is_oneself, public_id=public_id)
    except Http404:
        if request.method == "POST" and is_own_erased(viewer, public_id):
            return leave(request)  # sent twice: the first sending did it
        raise
    form = OwnErasureForm(posted(request))
    if form.is_valid():
        try:
            actions.erase_person(person, by=viewer.account, at=clock.now(), reason=Erasure.Reason.OWN)
            return leave(request)
        except DomainError as error:
            form.add_error(None, str(error.message))
    pair = queries.open_pair(person, known_at=clock.now())
    context = {"form": form, "pair": pair, "held": queries.is_held(person, clock.now())}
    return render(request, "privacy/erase_own.html", context, status=422 if form.errors else 200)


def is_own_erased(viewer: Viewer, public_id: str) -> bool:
    """Whether this person was erased, asked by who has no person any more, or had it a moment ago."""
    is_own = viewer.person is None or viewer.person.public_id == public_id
    return is_own and "\x00" not in public_id and Erasure.objects.filter(person_id=public_id).exists()


def leave(request: HttpRequest) -> HttpResponse:
    """Nobody is signed in any more."""
    logout(request)
    return redirect("privacy:erased")


@require_http_methods(["GET", "HEAD"])
def erased(request: HttpRequest) -> HttpResponse:
    """It is done; says nothing about anybody, so everybody may read it."""
    return render(request, "privacy/erased.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@requires_fresh_sign_in
@form_keys.answers_again
def erase(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The coordinator erases somebody who asked for it."""
    viewer = viewer_of(request)
    participations = Participation.objects.filter(programme__slug=slug).select_related(
        "person__account", "programme", "region"
    )
    participation = find(participations, viewer, may_erase, even_archived=True, public_id=public_id)
    person = participation.person
    viewlog.record_view(
        account_id=viewer.account.pk, person_ids=[person.public_id], page="privacy:erase", data_class="contact"
    )
    form = ErasureForm(posted(request))
    if form.is_valid():
        url = reverse("intake:participants", args=[slug])
        try:
            erase_once(request, viewer, participation, form, url)
            messages.success(request, _("De gegevens zijn gewist."))
            return redirect(url)
        except DomainError as error:
            form.add_error(None, str(error.message))
    context = {
        "form": form,
        "participation": participation,
        "pair": queries.open_pair(person),
        "held": queries.is_held(person, clock.now()),
    }
    return render(request, "privacy/erase.html", context, status=422 if form.errors else 200)


def erase_once(request: HttpRequest, viewer: Viewer, participation: Participation, form: KeyedForm, url: str) -> None:
    """A coordinator erases only whom no other region or programme knows; for others the person or an admin does it."""
    programme = participation.programme
    if queries.takes_part_elsewhere(participation.person, programme, viewer.coordinated_region_ids(programme)):
        raise DomainError(
            "elsewhere",
            _("Deze persoon kun je hier niet wissen. Dat kan de persoon zelf doen, of een beheerder van het platform."),
        )
    with transaction.atomic():
        if form_keys.claim(request, url):
            actions.erase_person(
                participation.person, by=viewer.account, at=clock.now(), reason=form.cleaned_data["reason"]
            )
