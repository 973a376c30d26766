"""Pages on which a programme is made and changed (REC-08)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock
from jobtwinning.core.forms import KeyedForm
from jobtwinning.people.models import Region
from jobtwinning.programmes import actions, permissions
from jobtwinning.programmes.context import programme_name
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.programme_forms import ProgrammeForm, SettingsForm, StartForm
from jobtwinning.programmes.viewer import Viewer, viewer_of
from jobtwinning.programmes.views import answer_form, posted

COPIES = 6  # earlier programmes to choose from, the newest first


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def programme_new(request: HttpRequest) -> HttpResponse:
    """In three steps: what to begin with, the form filled in that way, a summary to say yes to."""
    viewer = viewer_of(request)
    if not permissions.may_create_programme(viewer):
        raise Http404
    regions, earlier = own_regions(viewer), own_programmes(viewer)
    is_admin = permissions.may_administer(viewer)
    target = reverse("programmes:administration" if is_admin else "programmes:overview")
    start = None
    if request.method != "POST":
        named = [(programme, programme_name(programme)) for programme in earlier.prefetch_related("regions")[:COPIES]]
        chooser = StartForm(request.GET or None, earlier=named, today=clock.today(), initial={"start": "autumn"})
        if not chooser.is_valid():
            return render(request, "programmes/programme_start.html", {"form": chooser, "cancel_url": target})
        start = chooser.chosen()
    form = ProgrammeForm(posted(request), regions=regions, earlier=earlier, start=start)
    if request.method == "POST" and "confirm" not in request.POST and "back" not in request.POST and form.is_valid():
        return render(request, "programmes/programme_summary.html", {"form": form})
    if "back" in request.POST:
        return render(request, "programmes/programme_new.html", {"form": form, "cancel_url": target})

    def save(form: KeyedForm) -> None:
        if isinstance(form, ProgrammeForm):
            actions.create_programme(form.new_programme(), by=viewer.account)

    return answer_form(request, form, save, "programmes/programme_new.html", target)


def own_regions(viewer: Viewer) -> QuerySet[Region]:
    """Regions a new programme may be in."""
    regions = Region.objects.select_related("organiser").order_by("name")
    if permissions.may_administer(viewer):
        return regions
    return regions.filter(pk__in=permissions.whole_region_ids(viewer))


def own_programmes(viewer: Viewer) -> QuerySet[Programme]:
    """Programmes that may be copied, the newest first: those of the own regions."""
    programmes = Programme.objects.filter(is_standing=False).select_related("organiser").order_by("-starts_on", "slug")
    if permissions.may_administer(viewer):
        return programmes
    return programmes.filter(regions__in=permissions.whole_region_ids(viewer)).distinct()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what may change; what is fixed says why."""
    viewer = viewer_of(request)
    programmes = Programme.objects.prefetch_related("regions")
    programme = find(programmes, viewer, permissions.may_change_state, slug=slug)
    fixed = actions.fixed_parts(programme)
    form = SettingsForm(posted(request), programme=programme, fixed=fixed)

    def save(form: KeyedForm) -> None:
        if isinstance(form, SettingsForm):
            actions.update_programme(programme, form.changes(), version=form.current_version, by=viewer.account)
            messages.success(request, _("De ronde is aangepast."))

    target = reverse("programmes:settings", args=[slug])
    return answer_form(request, form, save, "programmes/settings.html", target, programme=programme)
