"""What the pages of a list share: finding it, where it stands, and how a refusal is told."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jobtwinning.core import form_keys, viewlog
from jobtwinning.core.errors import DomainError, FileRefusedError
from jobtwinning.moving import actions, queries, starting
from jobtwinning.moving.models import Move
from jobtwinning.moving.permissions import may_steer_move
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.viewer import viewer_of

SHOWN_FAULTS = 200
State = Move.State


def find_move(request: HttpRequest, slug: str, public_id: str) -> Move:
    """The list of this address; 404 when it is not theirs to steer."""
    moves = Move.objects.filter(programme__slug=slug).select_related("programme", "made_by")
    return find(moves.prefetch_related("programme__regions"), viewer_of(request), may_steer_move, public_id=public_id)


def url_of(name: str, move: Move) -> str:
    """One of the pages of this list."""
    return reverse(f"moving:{name}", args=[move.programme.slug, move.public_id])


def elsewhere_of(move: Move, here: str) -> str | None:
    """Where a list stands by now, when that is not this page."""
    pages = {State.READING: ("columns", "trial"), State.TAKEN: ("start",), State.STARTED: ("start",)}
    work = queries.work_of(move)
    if work is not None and work.ended_at is None:
        return None if here == "progress" else url_of("progress", move)
    if move.state == State.THROWN:
        return reverse("moving:lists", args=[move.programme.slug])
    names = pages.get(State(move.state), ("progress",))
    return None if here in names else url_of(names[0], move)


def redirect_elsewhere(request: HttpRequest, move: Move, here: str) -> HttpResponse | None:
    """To where the list stands by now; whoever pressed a button reads why nothing came of it."""
    url = elsewhere_of(move, here)
    if url is None:
        return None
    if request.method == "POST":
        is_over = move.state not in (State.READING, State.TAKEN)
        messages.error(request, str((starting.over() if is_over else actions.moved_on()).message))
    return redirect(url)


def refusal_of(refused: FileRefusedError) -> dict[str, Any]:
    """For a template: why the whole list is refused, and the first SHOWN_FAULTS of what is wrong."""
    faults = refused.rows
    return {
        "refusal": refused.message,
        "faults": faults[:SHOWN_FAULTS],
        "more_faults": max(0, len(faults) - SHOWN_FAULTS),
    }


def log_view(request: HttpRequest, page: str, person_ids: Sequence[str]) -> None:
    """Who looked at whom."""
    viewlog.record_view(
        account_id=viewer_of(request).account.pk, person_ids=person_ids, page=page, data_class="contact"
    )


def back_to_lists(request: HttpRequest, move: Move, refused: DomainError) -> HttpResponse:
    """The file is gone, or somebody was earlier: to the lists, with the reason."""
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    messages.error(request, str(refused.message))
    return redirect("moving:lists", slug=move.programme.slug)
