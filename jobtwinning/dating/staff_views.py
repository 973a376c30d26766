"""The coordinator's pages of an evening of short talks: planning, leading, who is there, paper."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from jobtwinning.choosing.telling import to_coordinator
from jobtwinning.choosing.views import do
from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.forms import KeyedForm
from jobtwinning.dating import actions, queries, telling
from jobtwinning.dating.forms import NoteForm, RoundsForm, WalkInForm
from jobtwinning.dating.models import Evening, Guest
from jobtwinning.dating.permissions import may_lead
from jobtwinning.programmes.events.staff_views import event_of
from jobtwinning.programmes.events.words import title_of
from jobtwinning.programmes.models import Event, Participation, Side
from jobtwinning.programmes.viewer import Viewer, viewer_of
from jobtwinning.programmes.views import answer_form, posted

WRONG = 422


def found(request: HttpRequest, slug: str, public_id: str) -> tuple[Viewer, Event, Evening | None]:
    """The event and its rounds, for whoever leads it."""
    viewer = viewer_of(request)
    event = event_of(viewer, slug, public_id, may_lead)
    return viewer, event, queries.evening_of(event)


def log_people(viewer: Viewer, guests: Sequence[Guest | Participation], page: str) -> None:
    shown = (one.participation if isinstance(one, Guest) else one for one in guests)
    people = sorted({one.person.public_id for one in shown})
    viewlog.record_view(account_id=viewer.account.pk, person_ids=people, page=page, data_class="contact")


def tell_changes(request: HttpRequest, changes: actions.Changes | None) -> None:
    """What happened to the talks that were still to come."""
    if changes is None:
        return
    if not (changes.kept or changes.moved or changes.dropped):
        text = ngettext("Het schema is er: %(n)s gesprek.", "Het schema is er: %(n)s gesprekken.", changes.added)
        messages.success(request, text % {"n": changes.added})
    else:
        text = _(
            "Het schema klopt weer. Van de gesprekken die nog komen: %(kept)s gebleven, %(moved)s verplaatst, "
            "%(dropped)s vervallen, %(added)s erbij."
        )
        told = {name: getattr(changes, name) for name in ("kept", "moved", "dropped", "added")}
        messages.success(request, text % told)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def evening(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The whole evening on one page, with the one button that comes next."""
    viewer, event, row = found(request, slug, public_id)
    url = reverse("dating:evening", args=[slug, public_id])
    if request.method == "POST":
        if (before := form_keys.answered_before(request)) is not None:
            return redirect(before)
        act = _act(request, viewer, row)
        return do(request, url, act) if act else redirect(url)
    at = clock.now()
    context: dict[str, Any] = {"programme": event.programme, "event": event, "evening": row, "title": title_of(event)}
    if row is not None:
        context |= _context(viewer, event, row, at)
    return render(request, "dating/evening.html", context)


def _context(viewer: Viewer, event: Event, row: Evening, at: Any) -> dict[str, Any]:
    takes = queries.taking_part(row)
    rounds = queries.round_rows(row, takes, at) if row.planned_at else []
    both = queries.both_for_coordinator(row, at, besides=viewer.person)
    shown = queries.people_shown(takes, rounds) if rounds else []
    log_people(viewer, [*shown, *(each for one in both for each in (one.teacher, one.non_teacher))], "dating:evening")
    coming = queries.without_a_seat(queries.coming_to(event)) if not row.round_now else []
    return {
        "rounds": rounds,
        "now": next((one for one in rounds if one.number == row.round_now), None),
        "alone": queries.alone(takes, rounds) if rounds else [],
        "often_pausing": queries.often_pausing(takes, rounds) if rounds else [],
        "teachers": sum(one.side == Side.TEACHER for one in coming),
        "others": sum(one.side == Side.NON_TEACHER for one in coming),
        "talks": sum(one.talks for one in rounds),
        "fewer": queries.fewer_rounds(row, takes, rounds),
        "is_stale": _is_stale(row, coming),
        "ballots": queries.ballots_of(row, at),
        "round_over": row.is_over(row.round_now, at),
        "ends_at": row.ends_at,
        "too_long": row.ends_at > event.ends_at and not row.round_now,
        "can_begin": actions.can_begin(row, at),
        "answers_until": telling.answers_until(row),
        "decides": to_coordinator(event.programme),
        "both": both,
        "elsewhere": event.invitations.exclude(participation__region=event.region_id).count(),
        "at": at,
        "form_key": form_keys.new_key(),
    }


def _is_stale(row: Evening, coming: Sequence[Any]) -> bool:
    """Others are there than it was made for; before the first round also whoever said yes or no since."""
    if row.planned_at and not row.round_now:
        walked = dict(row.guests.values_list("participation", "walked_in"))
        now = {one.pk for one in coming}
        if now - walked.keys() or {key for key, alone in walked.items() if not alone} - now:
            return True
    return actions.is_stale(row)


def _act(request: HttpRequest, viewer: Viewer, row: Evening | None) -> Callable[[], object] | None:
    """What the button asks for; None when there is no such button."""
    if row is None:
        return None
    at, by = clock.now(), viewer.account
    number = request.POST.get("round", "")
    acts: dict[str, Callable[[], object]] = {
        "plan": lambda: tell_changes(request, actions.make_schedule(row, by=by, at=at)),
        "show": lambda: actions.show(row, by=by, at=at),
        "begin": lambda: tell_changes(request, actions.begin_round(row, _number(number), by=by, at=at)),
        "tell": lambda: telling.tell_results(row, by=by, at=at),
    }
    return acts.get(request.POST.get("do", ""))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rounds(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """How many rounds, how long, at how many tables."""
    viewer, event, row = found(request, slug, public_id)
    names = ("rounds", "minutes", "change_minutes", "tables", "rest_after", "rest_minutes")
    first = {name: getattr(row, name) for name in names} if row else queries.suggestion(event)
    form = RoundsForm(posted(request), initial=first, current_version=row.version if row else 0)

    def save(form: KeyedForm) -> None:
        if isinstance(form, RoundsForm):
            version = form.current_version
            actions.set_rounds(event, form.values(), version=version, by=viewer.account, at=clock.now())

    target = reverse("dating:evening", args=[slug, public_id])
    context = {"programme": event.programme, "event": event, "evening": row, "title": title_of(event)}
    return answer_form(request, form, save, "dating/rounds.html", target, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def people(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Who is there, who comes late, who left, who walked in; each change repairs the rounds to come."""
    viewer, event, row = found(request, slug, public_id)
    if row is None:
        raise Http404
    url = reverse("dating:people", args=[slug, public_id])
    if request.method == "POST" and (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    guests = row.guests.exclude(participation__state="withdrawn").select_related(*queries.WITH_PEOPLE)
    guests = guests.order_by("participation__person__given_name", "participation__person__surname", "pk")
    inside = queries.checked_in(event)
    walks_in = "who" in request.POST
    data = posted(request)
    noting = NoteForm(None if walks_in else data, evening=row, guests=guests)
    walking = WalkInForm(data if walks_in else None, people=queries.may_walk_in(event, row))
    form, at, by = (walking if walks_in else noting), clock.now(), viewer.account
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            if walks_in:
                changes = actions.walk_in(row, given["who"], by=by, at=at)
            else:
                changes = actions.note(
                    row, list(given["people"]), given["what"], from_round=given.get("from_round") or 0, by=by, at=at
                )
            tell_changes(request, changes)

        return do(request, url, act)
    rows = list(guests)
    ticked = set(request.POST.getlist("people")) if data else _not_inside(request, rows, inside)
    log_people(viewer, [*rows, *walking.fields["who"].queryset], "dating:people")  # type: ignore[attr-defined]  # a ModelChoiceField
    context = {
        "programme": event.programme,
        "event": event,
        "evening": row,
        "title": title_of(event),
        "guests": [(one, one.public_id in ticked, one.participation_id in inside, row.where(one)) for one in rows],
        "some_outside": any(one.participation_id not in inside for one in rows) and bool(inside),
        "form": form,
        "noting": noting,
        "walking": walking,
        "next_round": row.next_round,
    }
    return render(request, "dating/people.html", context, status=WRONG if form.errors else 200)


def _not_inside(request: HttpRequest, guests: Sequence[Guest], inside: set[int]) -> set[str]:
    """Who did not scan the code at the door, ticked beforehand when asked so."""
    if "buiten" not in request.GET:
        return set()
    return {one.public_id for one in guests if one.participation_id not in inside}


@require_http_methods(["GET", "HEAD"])
@login_required
def printed(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The tables per round, to hang up, and a slip for everybody, to take along."""
    viewer, event, row = found(request, slug, public_id)
    if row is None or row.planned_at is None:
        raise Http404
    guests = queries.taking_part(row)
    rows = queries.round_rows(row, guests, clock.now())
    log_people(viewer, queries.people_shown(guests, rows), "dating:print")
    context = {
        "programme": event.programme,
        "event": event,
        "evening": row,
        "title": title_of(event),
        "rounds": rows,
        "slips": queries.slips(row, guests, rows),
    }
    return render(request, "dating/print.html", context)
