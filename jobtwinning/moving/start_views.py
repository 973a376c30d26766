"""Press Start on what came in, or throw it all away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm
from jobtwinning.moving import queries, starting
from jobtwinning.moving.forms import StartForm
from jobtwinning.moving.models import Move
from jobtwinning.moving.pages import back_to_lists, find_move, redirect_elsewhere, url_of
from jobtwinning.programmes.viewer import viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def start(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Step 3: what Start sends to how many; and pressing it."""
    move = find_move(request, slug, public_id)
    if (before := form_keys.answered_before(request)) is not None and request.method == "POST":
        return redirect(before)
    if (elsewhere := redirect_elsewhere(request, move, "start")) is not None:
        return elsewhere
    unasked = queries.unasked_managers(move).count()
    data = (request.POST,) if request.method == "POST" else ()
    form = StartForm(*data, move=move, unasked=unasked)
    if form.is_bound and form.is_valid():
        try:
            return redirect(_start(request, move, form))
        except DomainError as refused:
            return back_to_lists(request, move, refused)
    context = {
        "programme": move.programme,
        "move": move,
        "form": form,
        "letters": queries.letters_of(move, invite=False, ask_managers=False),
        "newcomers": queries.newcomers(move).count(),
        "unasked": unasked,
        "people": len(queries.people_in(move)),
        "pairs": queries.moved_pairs(move).count(),
        "remove_form": KeyedForm(),
    }
    return render(request, "moving/start.html", context, status=422 if form.is_bound else 200)


def _start(request: HttpRequest, move: Move, form: StartForm) -> str:
    url = url_of("progress", move)
    with transaction.atomic():
        if form_keys.claim(request, url):
            starting.ask_start(
                move,
                invite=form.cleaned_data.get("invite", False),
                ask_managers=form.cleaned_data.get("ask_managers", False),
                version=form.current_version,
                by=viewer_of(request).account,
                at=clock.now(),
            )
    return url


@require_http_methods(["POST"])
@login_required
def remove(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Throw away what was read in, all at once; until Start."""
    move = find_move(request, slug, public_id)
    url = reverse("moving:lists", args=[slug])
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    try:
        with transaction.atomic():
            if form_keys.claim(request, url):
                stays = starting.throw_away(move, version=move.version, by=viewer_of(request).account, at=clock.now())
                messages.success(request, _thrown_sentence(stays))
    except DomainError as refused:
        return back_to_lists(request, move, refused)
    return redirect(url)


def _thrown_sentence(stays: int) -> str:
    if not stays:
        return _("Weggegooid. Er is niets van deze lijst gebleven.")
    return ngettext(
        "Weggegooid. %(count)s deelnemer heeft zelf al ingelogd en blijft.",
        "Weggegooid. %(count)s deelnemers hebben zelf al ingelogd en blijven.",
        stays,
    ) % {"count": stays}
