"""The calendars of schools and employers, for the coordinator (AGR-06)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.intake import actions
from jobtwinning.intake.agenda import agenda_of
from jobtwinning.intake.forms import PeriodForm
from jobtwinning.intake.permissions import may_change_period
from jobtwinning.intake.queries import employers_of
from jobtwinning.people.models import OrganisationPeriod
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.permissions import find, may_coordinate
from jobtwinning.programmes.viewer import viewer_of

KEPT = ("organisation", "kind")  # for the next period, which is often of the same one


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def calendars(request: HttpRequest, slug: str) -> HttpResponse:
    """The weeks of the round with the periods per employer of the own regions, and one more."""
    viewer = viewer_of(request)
    programme = find(Programme.objects.prefetch_related("regions"), viewer, may_coordinate, slug=slug)
    if request.method == "POST" and (url := form_keys.answered_before(request)) is not None:
        return redirect(url)
    region_ids = viewer.coordinated_region_ids(programme)
    form = PeriodForm(
        request.POST if request.method == "POST" else None,
        employers=employers_of(programme, region_ids),
        initial={name: request.GET.get(name, "") for name in KEPT},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_add(request, programme, form))
        except DomainError as refused:
            form.add_error(refused.field, str(refused.message))
    context = {"programme": programme, "form": form, "agenda": agenda_of(programme, region_ids)}
    return render(request, "intake/calendars.html", context, status=422 if form.is_bound else 200)


def _add(request: HttpRequest, programme: Programme, form: PeriodForm) -> str:
    kept = {name: form[name].value() for name in KEPT}
    url = reverse("intake:calendars", args=[programme.slug]) + f"?{urlencode(kept)}#erbij"
    with transaction.atomic():
        if form_keys.claim(request, url):
            actions.add_period(**form.period(), programme=programme, by=viewer_of(request).account, at=clock.now())
            messages.success(request, _("De periode staat in de kalender."))
    return url


@require_http_methods(["POST"])
@login_required
@form_keys.answers_again
def period_remove(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Take a period out of a calendar."""
    viewer = viewer_of(request)
    programme = find(Programme.objects.prefetch_related("regions"), viewer, may_coordinate, slug=slug)
    period = find(OrganisationPeriod.objects.all(), viewer, may_change_period, public_id=public_id)
    url = reverse("intake:calendars", args=[slug])
    with transaction.atomic():
        if form_keys.claim(request, url):
            actions.remove_period(period, programme=programme, by=viewer.account, at=clock.now())
            messages.success(request, _("De periode is uit de kalender."))
    return redirect(url)
