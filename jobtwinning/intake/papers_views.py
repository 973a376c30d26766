"""The coordinator's page of papers per organisation, and the document itself (REC-06)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys
from jobtwinning.core.documents import pdf
from jobtwinning.intake import employers
from jobtwinning.intake.employer_forms import PapersForm
from jobtwinning.intake.papers import information, organisation_rows
from jobtwinning.people.models import Region
from jobtwinning.programmes.actions import make_employer_channel
from jobtwinning.programmes.models import Channel, Programme
from jobtwinning.programmes.permissions import find, may_coordinate, may_see_channel
from jobtwinning.programmes.viewer import viewer_of

PER_PAGE = 50


@require_http_methods(["GET", "HEAD"])
@login_required
def employer_pdf(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The information for the organisation of this channel, in the language of the page."""
    channels = Channel.objects.filter(programme__slug=slug, organisation__isnull=False)
    related = channels.select_related("programme", "region", "organisation")
    channel = find(related, viewer_of(request), may_see_channel, code=code)
    response = HttpResponse(pdf("employer", information(channel, clock.today())), content_type="application/pdf")
    name = f"werkgever-{channel.programme.slug}-{channel.code}-{get_language()}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def papers(request: HttpRequest, slug: str) -> HttpResponse:
    """Every organisation of the own regions with its papers, and a form to make them for one more."""
    viewer = viewer_of(request)
    programme = find(Programme.objects.prefetch_related("regions"), viewer, may_coordinate, slug=slug)
    region_ids = viewer.coordinated_region_ids(programme)
    regions = Region.objects.filter(pk__in=region_ids).order_by("name")
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    form = PapersForm(
        request.POST if request.method == "POST" else None,
        organisations=employers.employers_in(programme, region_ids),
        regions=regions,
    )
    if form.is_bound and form.is_valid():
        return _make(request, programme, form)
    rows = organisation_rows(programme, list(regions))
    context = {
        "programme": programme,
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "several_regions": len(region_ids) > 1,
    }
    return render(request, "intake/papers.html", context, status=422 if form.is_bound else 200)


def _make(request: HttpRequest, programme: Programme, form: PapersForm) -> HttpResponse:
    page = request.GET.get("page", "")
    url = reverse("intake:papers", args=[programme.slug]) + (
        f"?page={page}" if page.isdecimal() and page.isascii() else ""
    )
    with transaction.atomic():
        if form_keys.claim(request, url):
            by = viewer_of(request).account
            channel = make_employer_channel(programme, form.chosen_region(), form.who(), by=by, at=clock.now())
            messages.success(request, _("De papieren voor %(name)s staan klaar.") % {"name": channel.label})
    return redirect(url)
