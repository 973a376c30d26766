"""The waiting list of a region, as its coordinator sees it."""

from collections.abc import Collection
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, viewlog
from jobtwinning.matching import adapter, queries, waiting
from jobtwinning.matching.forms import ProposalForm
from jobtwinning.matching.views import find_place
from jobtwinning.pairs.pages import band_word
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.programmes.viewer import viewer_of

ROWS_PER_PAGE = 50


@require_http_methods(["GET", "HEAD"])
@login_required
def waiting_list(request: HttpRequest, slug: str, region_slug: str) -> HttpResponse:
    """Who has no partner, how long, since when, why, and with whom it could be now (MAT-09)."""
    viewer = viewer_of(request)
    programme, region = find_place(viewer, slug, region_slug)
    ready = queries.ready_in(programme, region)
    best = best_partners(programme, region, ready)
    signed = signed_by_participation(region, ready.free)
    order = waiting.longest_first((one for one in ready.sides if one in ready.free), signed)
    page: Page[Any] = Paginator(order, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    shown = {*page.object_list, *(best[one][0] for one in page if one in best)}
    people = queries.people_of(programme, region, shown)
    page.object_list = waiting.waiting_rows(
        [people[one] for one in page if one in people],
        signed,
        programme,
        waiting.told_by(queries.latest_scenario(programme, region)),
        waiting.last_ends(page.object_list),
        {one: (people[other], band_word(band)) for one, (other, band) in best.items() if other in people},
        clock.now(),
    )
    named = {row.person.person_id for row in page} | {row.best.person_id for row in page if row.best}
    viewlog.record_view(
        account_id=viewer.account.pk, person_ids=sorted(named), page="matching:waiting", data_class="profile"
    )
    context = {
        "programme": programme,
        "region": region,
        "page": page,
        "possible": len(best) // 2,
        "proposal_form": ProposalForm(),
        "query": "",
    }
    return render(request, "matching/waiting.html", context)


def best_partners(programme: Programme, region: Region, ready: queries.Ready) -> dict[str, tuple[str, str]]:
    """The best free partner of everybody: worked out now for a small region, else as stored with the last proposal."""
    if len(ready.sides) < settings.BACKGROUND_FROM_PEOPLE:
        given = adapter.read_input(programme, region)
        try:
            found = adapter.best_free(given, cast(Any, programme.rules.objective))
        except ValueError:  # a pin that a rule refuses by now; a new proposal names it
            found = {}
    else:
        found = waiting.stored_second_bests(programme, region)
    return {one: (other, band) for one, (other, band) in found.items() if ready.free >= {one, other}}


def signed_by_participation(region: Region, free: Collection[str]) -> dict[str, list[waiting.Signed]]:
    """Sign-ups by the id the pages know."""
    keys = dict(Participation.objects.filter(public_id__in=free).values_list("public_id", "person_id"))
    signed = waiting.sign_ups(region, keys.values())
    return {public_id: signed[person] for public_id, person in keys.items()}
