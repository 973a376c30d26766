"""The proposal as its two people see it, and the coordinator's list of pairs."""

from collections.abc import Callable
from functools import partial

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
from jobtwinning.pairs import actions, click, pages, queries
from jobtwinning.pairs.forms import AnswerForm, CalledForm, SpokenForm
from jobtwinning.pairs.life_words import life_table
from jobtwinning.pairs.models import Pair, Seat, told
from jobtwinning.pairs.permissions import may_answer, may_steer
from jobtwinning.pairs.todo import how_many, todo_of
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
    pair = find(queries.with_people(Pair.objects.filter(told(clock.now()))), viewer, may_answer, public_id=public_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST":
        if (before := form_keys.answered_before(request)) is not None:
            return redirect(before)
        if form.is_valid():
            return save_answer(request, viewer, pair, form.cleaned_data)
    person: Person = viewer.person  # type: ignore[assignment]  # may_answer saw a person
    context = {"proposal": pages.proposal_page(pair, person), "form": form}
    return render(request, "pairs/answer.html", context, status=422 if request.method == "POST" else 200)


def save_answer(request: HttpRequest, viewer: Viewer, pair: Pair, given: dict[str, str]) -> HttpResponse:
    """Accept, talk first or decline; who comes too late reads what happened instead."""
    url = reverse("pairs:answer", args=[pair.public_id])
    acts: dict[str, Callable[..., Pair]] = {
        "accept": actions.accept_pair,
        "talk": actions.ask_talk,
        "decline": partial(actions.decline_pair, reason=given["reason"], reason_text=given["reason_text"]),
    }
    person: Person = viewer.person  # type: ignore[assignment]  # may_answer saw a person
    try:
        with transaction.atomic():
            if form_keys.claim(request, url):
                acts[given["answer"]](pair, person=person, by=viewer.account, at=clock.now())
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect(url)


@require_http_methods(["GET", "HEAD"])
@login_required
def pairs(request: HttpRequest, slug: str) -> HttpResponse:
    """The pairs of the coordinator's own regions: state, who, where, dates, waiting for whom."""
    viewer = viewer_of(request)
    programme = find(Programme.objects.all(), viewer, may_coordinate, slug=slug)
    guided = guided_pairs(viewer, programme)
    asked = [pair for pair in guided if pair.public_id == request.GET.get("koppel")]  # from its row in the table
    page = Paginator(asked or guided, PAIRS_PER_PAGE).get_page(request.GET.get("page"))
    lines = queries.lines_of(page)
    viewlog.record_view(
        account_id=viewer.account.pk,
        person_ids=[one.person_id for line in lines for one in (line.teacher, line.non_teacher) if one.person_id],
        page="pairs:pairs",
        data_class="profile",
    )
    context = {
        "programme": programme,
        "page": page,
        "lines": lines,
        "counts": pages.counts(guided),
        "todo": how_many(guided, clock.now()),
        "life": life_table(),
        "is_one": bool(asked),
        "is_own_left_out": queries.has_pair(viewer.person, programme) if viewer.person else False,
        "form_key": form_keys.new_key(),
        "now": clock.now(),
        "query": request.GET.urlencode(),
    }
    return render(request, "pairs/pairs.html", context)


def guided_pairs(viewer: Viewer, programme: Programme) -> list[Pair]:
    """The pairs of the coordinator's own regions, without the own pair."""
    return queries.coordinator_pairs(programme, viewer.coordinated_region_ids(programme), besides=viewer.person)


@require_http_methods(["GET", "HEAD"])
@login_required
def todo(request: HttpRequest, slug: str) -> HttpResponse:
    """What to do about proposals: who wants to talk first, which one lapses soon, why somebody said no."""
    viewer = viewer_of(request)
    programme = find(Programme.objects.all(), viewer, may_coordinate, slug=slug)
    found = todo_of(guided_pairs(viewer, programme), clock.now())
    viewlog.record_view(
        account_id=viewer.account.pk,
        person_ids=[one.person_id for one in found.people if one.person_id],
        page="pairs:todo",
        data_class="contact",
    )
    return render(request, "pairs/todo.html", {"programme": programme, "todo": found, "form_key": form_keys.new_key()})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def spoken(request: HttpRequest, public_id: str) -> HttpResponse:
    """A coordinator writes down that somebody said yes; marked as such."""
    viewer = viewer_of(request)
    pair = find(queries.with_people(Pair.objects.filter(told(clock.now()))), viewer, may_steer, public_id=public_id)
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    line = queries.PairLine(pair, *queries.halves(pair))
    both = (line.teacher, line.non_teacher)
    viewlog.record_view(
        account_id=viewer.account.pk,
        person_ids=[one.person_id for one in both if one.person_id],
        page="pairs:spoken",
        data_class="profile",
    )
    waiting = [(one.side, one.full_name) for one in both if one.answer == Seat.Answer.OPEN and one.person_id]
    can_note = bool(waiting) and pair.state == Pair.State.PROPOSED
    form = SpokenForm(request.POST if request.method == "POST" else None, waiting=waiting if can_note else [])
    if form.is_valid():
        person = queries.person_in(queries.seat_of(pair, form.cleaned_data["side"]))
        return save_spoken(request, viewer, pair, person)
    context = {"form": form, "line": line, "can_note": can_note}
    return render(request, "pairs/spoken.html", context, status=422 if form.errors else 200)


def save_spoken(request: HttpRequest, viewer: Viewer, pair: Pair, person: Person) -> HttpResponse:
    """Once; who answered meanwhile keeps the own answer."""
    url = reverse("pairs:pairs", args=[pair.programme.slug])
    try:
        with transaction.atomic():
            if form_keys.claim(request, url):
                actions.accept_pair(pair, person=person, by=viewer.account, at=clock.now(), spoken=True)
        messages.success(request, _("Het ja van %(name)s staat erin.") % {"name": person.given_name})
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect(url)


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
                withdrawn = actions.withdraw_pair(pair, by=viewer.account, at=clock.now())
                messages.success(request, words_of_withdrawing(withdrawn))
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect(url)


def words_of_withdrawing(pair: Pair) -> str:
    """Whether the two hear of it, or never knew."""
    if pair.is_told(clock.now()):
        return _("Het voorstel is ingetrokken. Beiden krijgen bericht en zijn weer vrij.")
    return _("Het voorstel is teruggehaald. Niemand wist er nog van, en beiden zijn weer vrij.")


@require_http_methods(["POST"])
@login_required
def called(request: HttpRequest, public_id: str) -> HttpResponse:
    """The coordinator called somebody who ticked that they may."""
    viewer = viewer_of(request)
    pair = find(Pair.objects.select_related("programme", "region"), viewer, may_steer, public_id=public_id)
    url = reverse("pairs:todo", args=[pair.programme.slug])
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    form = CalledForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Kies wie je gebeld hebt."))
        return redirect(url)
    try:
        with transaction.atomic():
            if form_keys.claim(request, url):
                click.note_call(pair, form.cleaned_data["side"], by=viewer.account, at=clock.now())
        messages.success(request, _("Afgevinkt."))
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect(url)
