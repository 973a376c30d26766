"""What a coordinator sees of pairs that began by themselves, and adopting one (REC-09)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.errors import DomainError
from jobtwinning.pairs import queries
from jobtwinning.pairs.models import RUNNING, Pair
from jobtwinning.pairs.own.adopting import adopt_pair, rounds_to_adopt_into
from jobtwinning.pairs.own.forms import AdoptForm
from jobtwinning.pairs.own.permissions import may_adopt
from jobtwinning.pairs.own.queries import own_pairs as pairs_of_regions
from jobtwinning.programmes.permissions import find, region_ids_now, whole_region_ids
from jobtwinning.programmes.viewer import viewer_of

PAIRS_PER_PAGE = 50


@require_http_methods(["GET", "HEAD"])
@login_required
def own_pairs(request: HttpRequest) -> HttpResponse:
    """The pairs of the coordinator's own regions that began by themselves and are in no round yet."""
    viewer = viewer_of(request)
    regions = region_ids_now(viewer)
    if not regions:
        raise Http404
    lines = pairs_of_regions(regions, besides=viewer.person)
    page = Paginator(lines, PAIRS_PER_PAGE).get_page(request.GET.get("page"))
    viewlog.record_view(
        account_id=viewer.account.pk,
        person_ids=[one.person_id for line in page for one in line.both if one.person_id],
        page="pairs:own_pairs",
        data_class="profile",
    )
    context = {
        "page": page,
        "query": request.GET.urlencode(),
        "running": sum(line.is_running for line in lines),
        "guided": whole_region_ids(viewer),
    }
    return render(request, "pairs/own_pairs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_adopt(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose the round that takes the pair in; what stays and what changes stands beside it."""
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    viewer = viewer_of(request)
    pair = find(queries.with_people(Pair.objects.all()), viewer, may_adopt, public_id=public_id)
    line = queries.PairLine(pair, *queries.halves(pair))
    viewlog.record_view(
        account_id=viewer.account.pk,
        person_ids=[one.person_id for one in line.both if one.person_id],
        page="pairs:own_adopt",
        data_class="profile",
    )
    rounds = rounds_to_adopt_into(pair.region, viewer)
    form = AdoptForm(request.POST if request.method == "POST" else None, rounds=rounds)
    target = reverse("pairs:own_pairs")
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                if form_keys.claim(request, target):
                    adopt_pair(pair, form.cleaned_data["programme"], by=viewer.account, at=clock.now())
            messages.success(request, _("Het koppel is opgenomen in de ronde. Beiden krijgen een mail."))
            return redirect(target)
        except DomainError as refused:
            if (before := form_keys.answered_before(request)) is not None:
                return redirect(before)
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
    context = {"form": form, "line": line, "has_rounds": rounds.exists(), "is_running": pair.state in RUNNING}
    return render(request, "pairs/own_adopt.html", context, status=422 if form.errors else 200)
