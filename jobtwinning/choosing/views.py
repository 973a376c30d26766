"""Looking around: the own card, the cards of others, and what one said."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.choosing import actions, queries
from jobtwinning.choosing.faces import faces_of
from jobtwinning.choosing.forms import USUAL, FilterForm, JoinForm, SayForm
from jobtwinning.choosing.models import Card
from jobtwinning.choosing.moments import next_telling, opens_on, state_of
from jobtwinning.choosing.permissions import may_look_around
from jobtwinning.choosing.telling import to_coordinator
from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.intake.profile import Audience, choices_of
from jobtwinning.programmes.models import Participation
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.viewer import viewer_of

WRONG = 422


def find_own(request: HttpRequest, public_id: str) -> Participation:
    rows = Participation.objects.select_related("person", "programme", "region", "employment__organisation")
    return find(rows, viewer_of(request), may_look_around, public_id=public_id)


def do(request: HttpRequest, url: str, act: Callable[[], object]) -> HttpResponse:
    """Once per showing of the form; what the programme refuses is told on the next page."""
    try:
        with transaction.atomic():
            if form_keys.claim(request, url):
                act()
    except DomainError as refused:
        messages.error(request, str(refused.message))
    return redirect(url)


# --- The own card ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def start(request: HttpRequest, public_id: str) -> HttpResponse:
    """How it works, what stands on the own card, and how others see it."""
    participation = find_own(request, public_id)
    deck_url, at = reverse("choosing:deck", args=[public_id]), clock.now()
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    account = viewer_of(request).account
    if "leave" in request.POST:
        url = reverse("choosing:start", args=[public_id])
        return do(request, url, lambda: actions.leave(participation, by=account, at=at))
    card = queries.card_of(participation)
    form = JoinForm(request.POST if request.method == "POST" else None, initial=_initial(participation, card))
    if form.is_valid():
        values = form.cleaned_data
        return do(
            request,
            deck_url,
            lambda: actions.join(
                participation,
                values["shown"],
                is_coarse=values["is_coarse"],
                has_keys=values["has_keys"],
                by=account,
                at=at,
            ),
        )
    context = {
        **shared(participation, card),
        "form": form,
        "face": faces_of([card])[card.pk] if card else None,
        "rules": participation.programme.rules,
        "form_key": form_keys.new_key(),
    }
    return render(request, "choosing/start.html", context, status=WRONG if form.errors else 200)


def _initial(participation: Participation, card: Card | None) -> dict[str, Any]:
    chosen = [code for code, audience in choices_of(participation).items() if audience == Audience.BROWSERS]
    return {
        "shown": chosen or list(USUAL),
        "is_coarse": card.is_coarse if card else False,
        "has_keys": card.has_keys if card else True,
    }


def shared(participation: Participation, card: Card | None) -> dict[str, Any]:
    """What every page of this app says."""
    at = clock.now()
    return {
        "participation": participation,
        "card": card,
        "state": state_of(participation, at),
        "next_at": next_telling(participation.programme, at),
        "opens_on": opens_on(participation.programme),
        "decides": to_coordinator(participation.programme),
    }


# --- The cards ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def deck(request: HttpRequest, public_id: str) -> HttpResponse:
    """One card at a time; new cards, the card before, and an answer to this one are buttons of the same page."""
    participation = find_own(request, public_id)
    card = queries.card_of(participation)
    url, at = reverse("choosing:deck", args=[public_id]), clock.now()
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    if card is None:
        return redirect("choosing:start", public_id)
    if request.method == "POST":
        acts: dict[str, Callable[[], object]] = {
            "deal": lambda: tell_dealt(request, actions.deal(card, at=at)),
            "undo": lambda: actions.undo(card, at=at),
        }
        about = request.POST.get("card", "").replace("\x00", "")[:12]
        act = acts.get(request.POST.get("do", "")) or answering(request, card, about)
        return do(request, url, act) if act else redirect(url)
    context = {
        **shared(participation, card),
        "page": queries.top_card(card),
        "can_undo": queries.can_undo(card),
        "form_key": form_keys.new_key(),
    }
    return render(request, "choosing/deck.html", context)


def tell_dealt(request: HttpRequest, number: int) -> None:
    """Only when there was nothing to deal."""
    if not number:
        messages.info(request, _("Er zijn nu geen nieuwe kaarten. Kijk over een paar dagen nog eens."))


def answering(request: HttpRequest, card: Card, about: str) -> Callable[[], object] | None:
    """What the button under a card asks for; None when it is no such button or no card of theirs."""
    form = SayForm(request.POST)
    other = Card.objects.select_related("participation").filter(public_id=about).first()
    if not form.is_valid() or other is None or not is_of_other_side(card, other):
        messages.error(request, _("Deze kaart is er niet meer. Hier is de volgende."))
        return None
    answer, at = form.cleaned_data["do"], clock.now()
    if answer == "back":
        return lambda: actions.take_back(card, other, at=at)
    if not queries.may_answer(card, other):
        messages.error(request, _("Deze kaart is er niet meer. Hier is de volgende."))
        return None
    return lambda: actions.say(card, other, answer, at=at)


def is_of_other_side(card: Card, other: Card) -> bool:
    """In the same region of the same round."""
    one, two = card.participation, other.participation
    return (one.programme_id, one.region_id) == (two.programme_id, two.region_id) and one.side != two.side


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def card(request: HttpRequest, public_id: str, card_id: str) -> HttpResponse:
    """One card from the list, or one that was answered before."""
    participation = find_own(request, public_id)
    own = queries.card_of(participation)
    if own is None or "\x00" in card_id:
        raise Http404
    url = reverse("choosing:said", args=[public_id])
    if request.method == "POST":
        if (before := form_keys.answered_before(request)) is not None:
            return redirect(before)
        found = Card.objects.select_related("participation").filter(public_id=card_id).first()
        if found is None or not is_of_other_side(own, found):
            raise Http404
        act = answering(request, own, card_id)
        return do(request, url, act) if act else redirect(url)
    page = queries.listed_card(own, card_id)
    if page is None:
        raise Http404
    context = {**shared(participation, own), "page": page, "form_key": form_keys.new_key()}
    return render(request, "choosing/card.html", context)


@require_http_methods(["GET", "HEAD"])
@login_required
def cards(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everybody of the other side who can be looked at, whoever was seen least first."""
    participation = find_own(request, public_id)
    own = queries.card_of(participation)
    if own is None:
        return redirect("choosing:start", public_id)
    form = FilterForm(request.GET, fields=queries.fields_shown(own), language=get_language() or "nl")
    values = form.cleaned_data if form.is_valid() else {}
    filters = queries.ListFilters(values.get("vak", ""), int(values.get("reistijd") or 0))
    found = queries.filtered(queries.others(own), filters).select_related(*queries.RELATED)
    page = Paginator(found.order_by("shown", "lot", "pk"), queries.LIST_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        **shared(participation, own),
        "form": form,
        "page": page,
        "lines": queries.list_lines(own, list(page.object_list), filters),
        "query": query.urlencode(),
        "is_filtered": bool(filters.field or filters.minutes),
    }
    return render(request, "choosing/list.html", context)


@require_http_methods(["GET", "HEAD"])
@login_required
def said(request: HttpRequest, public_id: str) -> HttpResponse:
    """What one said, to change it or take it back."""
    participation = find_own(request, public_id)
    own = queries.card_of(participation)
    if own is None:
        return redirect("choosing:start", public_id)
    context = {
        **shared(participation, own),
        "answers": queries.answers_given(own, clock.now()),
        "rules": participation.programme.rules,
        "form_key": form_keys.new_key(),
    }
    return render(request, "choosing/said.html", context)
