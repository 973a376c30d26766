"""The honest information for employers: public, by link with the organisation's name, and the coordinator's list."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts.session_views import LINK
from jobtwinning.core import clock, form_keys
from jobtwinning.intake import employers
from jobtwinning.intake.employer_forms import EmployerLetterForm, TravelForm
from jobtwinning.intake.honest import USUAL_TRAVEL_MINUTES, employer_hours, employer_lines, range_words
from jobtwinning.intake.models import EmployerLetter
from jobtwinning.intake.permissions import may_see_letter
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.permissions import find, may_coordinate
from jobtwinning.programmes.viewer import viewer_of

PER_PAGE = 50


def _information(request: HttpRequest, programme: Programme) -> dict[str, Any]:
    """The lines and the sum, for the travel time that was filled in."""
    travel_form = TravelForm(request.GET if "reis" in request.GET else None, initial={"reis": USUAL_TRAVEL_MINUTES})
    is_asked = travel_form.is_bound and travel_form.is_valid()
    hours = employer_hours(programme.rules, travel_form.cleaned_data["reis"] if is_asked else USUAL_TRAVEL_MINUTES)
    return {
        "programme": programme,
        "lines": employer_lines(programme, hours).lines,
        "travel_form": travel_form,
        "hours": hours,
        "own": range_words(hours.own),
        "travel": range_words(hours.travel),
        "hosting": range_words(hours.hosting),
        "total": range_words(hours.total),
        "regions": list(programme.regions.all()),
    }


@require_http_methods(["GET", "HEAD"])
def employer(request: HttpRequest, slug: str) -> HttpResponse:
    """For whoever wants to know what it asks of an employer; prints on one page."""
    programme = Programme.objects.prefetch_related("regions").filter(slug=slug).first()
    if programme is None or programme.state == Programme.State.DRAFT:
        raise Http404
    return render(request, "intake/employer.html", _information(request, programme))


@require_http_methods(["GET", "HEAD", "POST"])
def employer_letter(request: HttpRequest) -> HttpResponse:
    """The same, for one organisation, behind the link in a mail; the button says that it was read."""
    opened = employers.opened_letter(request.session.get(LINK, ""), at=clock.now())
    if opened is None:
        return render(request, "intake/manager_gone.html", status=410)
    token, letter = opened
    if request.method == "POST":
        if letter.acknowledged_at is None:
            employers.acknowledge_letter(letter, token=token, at=clock.now())
        return redirect("intake:employer_letter")
    context = {"letter": letter, "organisation": letter.organisation, **_information(request, letter.programme)}
    return render(request, "intake/employer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sent_letters(request: HttpRequest, slug: str) -> HttpResponse:
    """Who received it and said so, and a form to send it to one more."""
    viewer = viewer_of(request)
    programme = find(Programme.objects.prefetch_related("regions"), viewer, may_coordinate, slug=slug)
    region_ids = viewer.coordinated_region_ids(programme)
    regions = Region.objects.filter(pk__in=region_ids).order_by("name")
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    form = EmployerLetterForm(
        request.POST if request.method == "POST" else None,
        organisations=employers.employers_in(programme, region_ids),
        regions=regions,
        initial={"organisation": request.GET.get("organisatie", ""), "region": request.GET.get("regio", "")},
    )
    if form.is_bound and form.is_valid():
        return _send(request, programme, form)
    letters = employers.letters_sent(programme, region_ids)
    context = {
        "programme": programme,
        "form": form,
        "page": Paginator(letters, PER_PAGE).get_page(request.GET.get("page")),
        "several_regions": len(region_ids) > 1,
    }
    return render(request, "intake/employers.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["POST"])
@login_required
def letter_read(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The coordinator heard that somebody knows what it asks."""
    viewer = viewer_of(request)
    letters = EmployerLetter.objects.filter(programme__slug=slug).select_related("programme", "region")
    letter = find(letters, viewer, may_see_letter, public_id=public_id)
    employers.note_letter_read(letter, by=viewer.account, at=clock.now())
    return redirect("intake:employers", slug)


def _send(request: HttpRequest, programme: Programme, form: EmployerLetterForm) -> HttpResponse:
    url = reverse("intake:employers", args=[programme.slug])
    with transaction.atomic():
        if form_keys.claim(request, url):
            about = (programme, form.chosen_region(), form.cleaned_data["organisation"], form.contact())
            by, at = viewer_of(request).account, clock.now()
            if form.is_handed:
                employers.note_handed_letter(*about, is_read=form.cleaned_data["is_read"], by=by, at=at)
                told = _("Opgeschreven dat %(name)s de informatie heeft.")
            else:
                employers.send_employer_letter(*about, by=by, at=at)
                told = _("De informatie is onderweg naar %(name)s.")
            messages.success(request, told % {"name": form.cleaned_data["name"]})
    return redirect(url)
