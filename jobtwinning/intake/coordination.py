"""The coordinator's pages: who signed up, and what they answered."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm
from jobtwinning.intake import actions, queries
from jobtwinning.intake.forms import FilterForm
from jobtwinning.intake.permissions import may_steer_participation
from jobtwinning.intake.progress import intake_parts
from jobtwinning.intake.readback import read_sections
from jobtwinning.intake.readiness import readiness_of
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.programmes.permissions import find, may_coordinate, may_see_participation
from jobtwinning.programmes.viewer import viewer_of

PER_PAGE = 50


def _programme(request: HttpRequest, slug: str) -> Programme:
    programmes = Programme.objects.prefetch_related("regions")
    return find(programmes, viewer_of(request), may_coordinate, slug=slug)


@require_http_methods(["GET", "HEAD"])
@login_required
def participants(request: HttpRequest, slug: str) -> HttpResponse:
    """Both sides, by surname, of the regions this coordinator was given."""
    programme = _programme(request, slug)
    viewer = viewer_of(request)
    region_ids = viewer.coordinated_region_ids(programme)
    regions = sorted((each for each in programme.regions.all() if each.pk in region_ids), key=lambda each: each.name)
    form = FilterForm(request.GET or None, regions=regions)
    filters = form.filters() if form.is_bound else queries.Filters()
    found = queries.filtered_participations(programme, region_ids, filters)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = queries.participant_rows(list(page))
    viewlog.record_view(
        account_id=viewer.account.pk,
        person_ids=[row.participation.person.public_id for row in rows],
        page="intake:participants",
        data_class="profile",
    )
    context = {
        "programme": programme,
        "page": page,
        "rows": rows,
        "form": form,
        "several_regions": len(regions) > 1,
        "is_filtered": filters != queries.Filters(),
    }
    return render(request, "intake/participants.html", context)


def _participation(request: HttpRequest, slug: str, public_id: str) -> Participation:
    participations = Participation.objects.filter(programme__slug=slug).select_related(
        "person", "programme", "region", "employment__organisation"
    )
    return find(participations, viewer_of(request), may_see_participation, public_id=public_id)


@require_http_methods(["GET", "HEAD"])
@login_required
def participant(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One participant with the whole intake, goals and motivation included."""
    participation = _participation(request, slug, public_id)
    known = queries.known_answers(participation)
    viewlog.record_view(
        account_id=viewer_of(request).account.pk,
        person_ids=[participation.person.public_id],
        page="intake:participant",
        data_class="answers",
    )
    context = {
        "participation": participation,
        "sections": read_sections(known, shared=True),
        "parts": intake_parts(participation),
        "flags": queries.flags_of(known),
        "form_key": form_keys.new_key(),
        "may_withdraw": participation.state != Participation.State.WITHDRAWN,
        "readiness": readiness_of(participation),
        "key_form": KeyedForm(),
    }
    return render(request, "intake/participant.html", context)


@require_http_methods(["POST"])
@login_required
def withdraw(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Take somebody out of the programme."""
    participations = Participation.objects.filter(programme__slug=slug).select_related("programme", "region")
    participation = find(participations, viewer_of(request), may_steer_participation, public_id=public_id)
    try:
        actions.withdraw_participation(participation, by=viewer_of(request).account, at=clock.now())
    except DomainError as refused:
        messages.error(request, str(refused.message))
    return redirect("intake:participant", slug=slug, public_id=public_id)
