"""The proposal as its two people see it, and the coordinator's list of pairs."""

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
from jobtwinning.pairs import actions, pages, queries
from jobtwinning.pairs.forms import AnswerForm
from jobtwinning.pairs.life_words import life_table
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.permissions import may_answer, may_steer
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.permissions import find, may_coordinate
from jobtwinning.programmes.viewer import Viewer, viewer_of

PAIRS_PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """The proposal to one of its two people: who, why, what fits less, yes or no."""
    viewer = viewer_of(request)
    pair = find(queries.with_people(Pair.objects.all()), viewer, may_answer, public_id=public_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST":
        if (before := form_keys.answered_before(request)) is not None:
            return redirect(before)
        if form.is_valid():
            return save_answer(request, viewer, pair, form.cleaned_data["answer"])
    person: Person = viewer.person  # type: ignore[assignment]  # may_answer saw a person
    context = {"proposal": pages.proposal_page(pair, person), "form": form}
    return render(request, "pairs/answer.html", context, status=422 if request.method == "POST" else 200)


def save_answer(request: HttpRequest, viewer: Viewer, pair: Pair, given: str) -> HttpResponse:
    """Accept or decline; who comes too late reads what happened instead."""
    url = reverse("pairs:answer", args=[pair.public_id])
    act = actions.accept_pair if given == "accept" else actions.decline_pair
    person: Person = viewer.person  # type: ignore[assignment]  # may_answer saw a person
    try:
        with transaction.atomic():
            if form_keys.claim(request, url):
                act(pair, person=person, by=viewer.account, at=clock.now())
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect(url)


@require_http_methods(["GET", "HEAD"])
@login_required
def pairs(request: HttpRequest, slug: str) -> HttpResponse:
    """The pairs of the coordinator's own regions: state, who, where, dates, waiting for whom."""
    viewer = viewer_of(request)
    programme = find(Programme.objects.all(), viewer, may_coordinate, slug=slug)
    lines = queries.coordinator_pairs(programme, viewer.coordinated_region_ids(programme))
    page = Paginator(lines, PAIRS_PER_PAGE).get_page(request.GET.get("page"))
    viewlog.record_view(
        account_id=viewer.account.pk,
        person_ids=[one.person_id for line in page for one in (line.teacher, line.non_teacher) if one.person_id],
        page="pairs:pairs",
        data_class="profile",
    )
    context = {
        "programme": programme,
        "page": page,
        "counts": pages.counts(lines),
        "life": life_table(),
        "form_key": form_keys.new_key(),
        "query": request.GET.urlencode(),
    }
    return render(request, "pairs/pairs.html", context)


@require_http_methods(["POST"])
@login_required
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a proposal back while it waits for an answer."""
    viewer = viewer_of(request)
    pair = find(Pair.objects.select_related("programme", "region"), viewer, may_steer, public_id=public_id)
    url = reverse("pairs:pairs", args=[pair.programme.slug])
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    try:
        with transaction.atomic():
            if form_keys.claim(request, url):
                actions.withdraw_pair(pair, by=viewer.account, at=clock.now())
        messages.success(request, _("Het voorstel is ingetrokken. Beiden krijgen bericht en zijn weer vrij."))
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect(url)
