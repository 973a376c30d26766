"""Proposals that were kept: listed, opened, named, compared, made again; what counts; names or letters."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.errors import DomainError
from jobtwinning.matching import adapter, comparing, kept, masking, pages, queries
from jobtwinning.matching.forms import CompareForm, MaskForm, NameForm, WeighingForm
from jobtwinning.matching.models import Scenario
from jobtwinning.matching.permissions import may_read_scenario
from jobtwinning.matching.views import find_place, show_workspace, start_proposal
from jobtwinning.matching.weighing import Weighing
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.viewer import Viewer, viewer_of


def find_scenario(viewer: Viewer, slug: str, region_slug: str, public_id: str) -> Scenario:
    """The stored proposal of the address, only for a coordinator of its region."""
    rows = Scenario.objects.select_related("programme", "region")
    return find(rows, viewer, may_read_scenario, public_id=public_id, programme__slug=slug, region__slug=region_slug)


@require_http_methods(["GET", "HEAD"])
@login_required
def scenarios(request: HttpRequest, slug: str, region_slug: str) -> HttpResponse:
    """Every proposal of the region with its figures, the newest first."""
    programme, region = find_place(viewer_of(request), slug, region_slug)
    stored = queries.stored_scenarios(programme, region)
    page = Paginator(stored, 10).get_page(request.GET.get("page"))
    own = Weighing.of_rules(programme.rules)
    lines = [(one, comparing.title_of(one), comparing.figure_lines(one.figures)[:4], one.weighing) for one in page]
    context = {
        "programme": programme,
        "region": region,
        "page": page,
        "lines": [
            {"scenario": one, "title": title, "figures": figures, "is_otherwise": code not in ("", own.code)}
            for one, title, figures, code in lines
        ],
        "count": len(stored),
    }
    return render(request, "matching/scenarios.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def scenario(request: HttpRequest, slug: str, region_slug: str, public_id: str) -> HttpResponse:
    """An earlier proposal, as the workspace shows the newest; POST names it."""
    viewer = viewer_of(request)
    found = find_scenario(viewer, slug, region_slug, public_id)
    if request.method == "POST":
        return name(request, viewer, found)
    form = NameForm(current_version=found.version, initial={"name": found.name})
    return show_workspace(request, viewer, found.programme, found.region, found, "matching:scenario", name_form=form)


def name(request: HttpRequest, viewer: Viewer, found: Scenario) -> HttpResponse:
    """Name it, or show the page with what is wrong."""
    place = (found.programme.slug, found.region.slug)
    url = reverse("matching:scenario", args=[*place, found.public_id])
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    form = NameForm(request.POST, current_version=found.version)
    if form.is_valid():
        try:
            with transaction.atomic():
                if form_keys.claim(request, url):
                    words = form.cleaned_data["name"]
                    kept.name_scenario(found, words, version=found.version, by=viewer.account, at=clock.now())
                    messages.success(request, _("De naam is bewaard."))
            return redirect(url)
        except DomainError as error:
            form.add_error("name", str(error.message))
    return show_workspace(
        request, viewer, found.programme, found.region, found, "matching:scenario", name_form=form, status=422
    )


@require_http_methods(["GET", "HEAD"])
@login_required
def compare(request: HttpRequest, slug: str, region_slug: str) -> HttpResponse:
    """Two proposals beside each other; without a choice the newest two."""
    viewer = viewer_of(request)
    programme, region = find_place(viewer, slug, region_slug)
    stored = queries.stored_scenarios(programme, region)
    asked = request.GET if {"a", "b"} & request.GET.keys() else None
    newest = {"a": stored[1].public_id, "b": stored[0].public_id} if len(stored) > 1 else {}
    form = CompareForm(asked or newest or None, scenarios=[(one.public_id, comparing.title_of(one)) for one in stored])
    context: dict[str, Any] = {"programme": programme, "region": region, "form": form, "count": len(stored)}
    if newest and form.is_valid():
        ready = queries.ready_in(programme, region)
        rows = Scenario.objects.select_related("programme", "region").filter(programme=programme, region=region)
        chosen = {one.public_id: one for one in rows.filter(public_id__in=form.cleaned_data.values())}
        a, b = (chosen[form.cleaned_data[letter]] for letter in ("a", "b"))
        comparison = comparing.compare(a, b, ready, partial(queries.people_of, programme, region))
        viewlog.record_view(
            account_id=viewer.account.pk, person_ids=comparison.shown, page="matching:compare", data_class="profile"
        )
        context |= {"comparison": comparison, **pages.other_weighing(programme, b)}
    return render(request, "matching/compare.html", context, status=422 if form.errors else 200)


@require_http_methods(["POST"])
@login_required
def replay(request: HttpRequest, slug: str, region_slug: str, public_id: str) -> HttpResponse:
    """Make it once more from what was stored, and tell whether it is the same. Nothing changes."""
    found = find_scenario(viewer_of(request), slug, region_slug, public_id)
    given = adapter.read_again(found)
    if given is None:
        messages.info(request, _("Dit is niet meer na te rekenen: iemand van toen doet niet meer mee."))
    elif given.hash != found.input_hash:
        messages.info(
            request,
            _("Sinds dit voorstel veranderden antwoorden in de intake. Een nieuw voorstel kan dus anders zijn."),
        )
    elif adapter.same_again(given, found):
        messages.success(request, _("Nagerekend: dezelfde gegevens geven precies dezelfde koppels."))
    else:
        messages.warning(
            request,
            _(
                "Nagerekend: met dezelfde gegevens komen er nu andere koppels uit. "
                "Toen rekende versie %(then)s, nu %(now)s."
            )
            % {"then": found.engine_version, "now": adapter.ENGINE_VERSION},
        )
    return redirect("matching:scenario", slug, region_slug, public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def weights(request: HttpRequest, slug: str, region_slug: str) -> HttpResponse:
    """What counts for who chose nothing; POST makes a proposal with another choice, to look at before it is kept."""
    viewer = viewer_of(request)
    programme, region = find_place(viewer, slug, region_slug)
    current = Weighing.of_rules(programme.rules)
    form = WeighingForm(request.POST if request.method == "POST" else None, current=current)
    if request.method == "POST":
        if (before := form_keys.answered_before(request)) is not None:
            return redirect(before)
        if form.is_valid():
            return start_proposal(
                request,
                viewer,
                (programme, region),
                weighing=form.weighing(),
                then=reverse("matching:compare", args=[slug, region_slug]),
            )
    context = {"programme": programme, "region": region, "form": form, "regions": programme.regions.count()}
    return render(request, "matching/weights.html", context, status=422 if form.errors else 200)


@require_http_methods(["POST"])
@login_required
def keep_weights(request: HttpRequest, slug: str, region_slug: str, public_id: str) -> HttpResponse:
    """Let the programme count as this proposal does."""
    viewer = viewer_of(request)
    found = find_scenario(viewer, slug, region_slug, public_id)
    url = reverse("matching:workspace", args=[slug, region_slug])
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    try:
        with transaction.atomic():
            if form_keys.claim(request, url):
                kept.keep_weighing(found, by=viewer.account, at=clock.now())
                messages.success(request, _("Bewaard. Zo telt het nu in elk volgend voorstel van deze ronde."))
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect(url)


@require_http_methods(["POST"])
@login_required
def mask(request: HttpRequest, slug: str, region_slug: str) -> HttpResponse:
    """Letters and numbers instead of names, or names again, until signing out."""
    find_place(viewer_of(request), slug, region_slug)
    form = MaskForm(request.POST)
    if form.is_valid():
        request.session[masking.SESSION_KEY] = form.cleaned_data["masked"] == "1"
    return redirect("matching:workspace", slug, region_slug)
