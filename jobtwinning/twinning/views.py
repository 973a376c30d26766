"""The pages of a participant: what is open, and the page of the pair."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys
from jobtwinning.core.errors import DomainError
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import RoleGrant
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.viewer import Viewer, viewer_of
from jobtwinning.twinning import actions, days, drawings, letters, queries
from jobtwinning.twinning.forms import (
    KINDS,
    DayForm,
    GoalForm,
    HoursForm,
    MeetingForm,
    NewGoalForm,
    QuickHoursForm,
    spent_as,
)
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting
from jobtwinning.twinning.permissions import (
    may_change_goal,
    may_change_hours,
    may_change_meeting,
    may_close_pair,
    may_open_pair,
    pairs_with_seats,
)

STAFF = (RoleGrant.Role.COORDINATOR, RoleGrant.Role.RESEARCHER)


# --- Where somebody starts ----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD"])
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """After signing in: everyone to the page of their own work."""
    viewer = viewer_of(request)
    if any(viewer.has_role(role) for role in STAFF):
        return redirect("programmes:overview")
    if viewer.account.is_platform_admin:
        return redirect("programmes:administration")
    if viewer.is_contact and viewer.person is None:
        return redirect("intake:contact")
    return redirect("twinning:home")


@require_http_methods(["GET", "HEAD"])
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What is open for me first, then where I take part."""
    person = viewer_of(request).person
    return render(request, "twinning/home.html", {"page": queries.home_page(person), "person": person})


# --- The page of the pair -----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD"])
@login_required
def pair(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    row = find(pairs_with_seats(), viewer, may_open_pair, public_id=public_id)
    page = queries.pair_page(row, person_of(viewer), at=clock.now())
    context = {
        "page": page,
        "stones": drawings.stones_of(page),
        "arch_left": drawings.foot(page.teacher),
        "arch_right": drawings.foot(page.non_teacher),
        "pace": drawings.pace_of(page),
        "goal_groups": drawings.goal_groups(page),
        "schedule": page.weeks.schedule(page.rules.hours_minimum) if page.weeks else None,
        "kinds": KINDS,
        "quick_form": QuickHoursForm(initial={"on": clock.today(zone_of(row))}),
        "form_key": form_keys.new_key(),
    }
    return render(request, "twinning/pair.html", context)


# --- Goals --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def goal_new(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    row = find(pairs_with_seats(), viewer, may_open_pair, public_id=public_id)
    form = NewGoalForm(bound(request), initial={"owner": "own"})

    def save(at: datetime) -> None:
        owner = person_of(viewer) if form.cleaned_data["owner"] == "own" else None
        actions.add_goal(row, text=form.cleaned_data["text"], owner=owner, by=viewer.account, at=at)

    return answer(request, row, form, save, "twinning/goal.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@form_keys.answers_again
def goal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change or remove a goal."""
    viewer = viewer_of(request)
    row = find(of_pair(Goal.objects.all()), viewer, may_change_goal, public_id=public_id)
    form = GoalForm.of(row, None if "remove" in request.POST else bound(request))

    def save(at: datetime) -> None:
        version = form.cleaned_data["version"] or row.version
        actions.change_goal(row, text=form.cleaned_data["text"], version=version, by=viewer.account, at=at)

    def remove(at: datetime) -> None:
        actions.remove_goal(row, by=viewer.account, at=at)

    if "remove" in request.POST:
        return do(request, row.pair, remove)
    return answer(request, row.pair, form, save, "twinning/goal.html", {"goal": row})


# --- Meetings -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def meeting_new(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    row = find(pairs_with_seats(), viewer, may_open_pair, public_id=public_id)
    form = MeetingForm(bound(request), initial=suggested(request), zone=zone_of(row))

    def save(at: datetime) -> None:
        actions.plan_meeting(row, form.plan(), person=viewer.person, by=viewer.account, at=at)

    return answer(request, row, form, save, "twinning/meeting.html", beside_meeting(row, form))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@form_keys.answers_again
def meeting(request: HttpRequest, public_id: str) -> HttpResponse:
    """Move or cancel a meeting."""
    viewer = viewer_of(request)
    row = find(of_pair(Meeting.objects.all()), viewer, may_change_meeting, public_id=public_id)
    if row.cancelled_at is not None:
        return was_cancelled(request, row)
    form = MeetingForm.of(row, None if "cancel" in request.POST else bound(request))
    form.initial.update(suggested(request))

    def save(at: datetime) -> None:
        version = form.cleaned_data["version"] or row.version
        actions.move_meeting(row, form.plan(), version=version, by=viewer.account, at=at)

    def cancel(at: datetime) -> None:
        actions.cancel_meeting(row, by=viewer.account, at=at)

    if "cancel" in request.POST:
        return do(request, row.pair, cancel)
    context = {"meeting": row, **beside_meeting(row.pair, form, moving=row)}
    return answer(request, row.pair, form, save, "twinning/meeting.html", context)


@require_http_methods(["GET", "HEAD"])
@login_required
def meeting_day(request: HttpRequest, public_id: str) -> HttpResponse:
    """What to know about a day, while somebody chooses one."""
    row = find(pairs_with_seats(), viewer_of(request), may_open_pair, public_id=public_id)
    day, place = DayForm(request.GET).chosen()
    note = day_note(row, days.periods_of(row) if day else (), day, place)
    return render(request, "twinning/_day.html", {"note": note})


def was_cancelled(request: HttpRequest, row: Meeting) -> HttpResponse:
    """The partner, or the own other window, was first."""
    messages.info(request, _("Deze ontmoeting is al afgezegd."))
    return redirect("twinning:pair", row.pair.public_id)


def suggested(request: HttpRequest) -> dict[str, Any]:
    """The day and the place of a suggestion that was followed."""
    day, place = DayForm(request.GET).chosen()
    return {name: value for name, value in (("day", day), ("place", place)) if value}


def beside_meeting(row: Pair, form: MeetingForm, *, moving: Meeting | None = None) -> dict[str, Any]:
    """The norms, days to begin with and both calendars; the form says what to know about the day that is chosen."""
    periods = days.periods_of(row)
    form.tell(partial(day_note, row, periods), reverse("twinning:meeting_day", args=[row.public_id]))
    planning = days.planning_of(row, periods, today=clock.today(zone_of(row)), moving=moving)
    return {"rules": row.programme.rules, "planning": planning}


def day_note(row: Pair, periods: Sequence[days.PairPeriod], day: date | None, place: str) -> str:
    """In one breath what to know about a day; what we look at, when there is nothing."""
    notes = days.notes_on(day, place, row, periods) if day else []
    return " ".join(notes) or _("We letten op vakanties en op de kalenders van jullie organisaties.")


@require_http_methods(["GET", "HEAD"])
@login_required
def meeting_ics(request: HttpRequest, public_id: str) -> HttpResponse:
    """The meeting as a calendar file."""
    viewer = viewer_of(request)
    row = find(of_pair(Meeting.objects.all()), viewer, may_change_meeting, public_id=public_id)
    if row.cancelled_at is not None:
        return was_cancelled(request, row)
    text = letters.meeting_text(row, reader=person_of(viewer), method="REQUEST", stamp=clock.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8; method=REQUEST")
    response["Content-Disposition"] = f'attachment; filename="job-twinning-{row.on:%Y-%m-%d}.ics"'
    return response


# --- Hours --------------------------------------------------------------------------------------------


@require_http_methods(["POST"])
@login_required
def meeting_hours(request: HttpRequest, public_id: str) -> HttpResponse:
    """One tap: the hours of a held meeting are right. Without whose time it was, the whole form is shown."""
    if (url := form_keys.answered_before(request)) is not None:
        return redirect(url)
    viewer = viewer_of(request)
    row = find(of_pair(Meeting.objects.all()), viewer, may_change_meeting, public_id=public_id)
    if row.cancelled_at is not None:
        return was_cancelled(request, row)
    kind = request.POST.get("kind")
    if kind not in dict(KINDS):
        return redirect(reverse("twinning:hours_new", args=[row.pair.public_id]) + f"?ontmoeting={row.public_id}")

    def log(at: datetime) -> None:
        spent = spent_as(str(kind), {"hours": row.hours, "on": row.on, "what": row.what or _("Ontmoeting")})
        actions.log_hours(row.pair, spent, person=person_of(viewer), meeting=row, by=viewer.account, at=at)

    return do(request, row.pair, log)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hours_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hours of one day; from the page of the pair in short form, or of one meeting."""
    viewer = viewer_of(request)
    row = find(pairs_with_seats(), viewer, may_open_pair, public_id=public_id)
    about = held_meeting(row, request.GET.get("ontmoeting", ""))
    form: HoursForm | QuickHoursForm
    if "kind" in request.POST:
        form = QuickHoursForm(request.POST)
    else:
        form = HoursForm(bound(request), initial=hours_initial(row, about))

    def save(at: datetime) -> None:
        actions.log_hours(row, form.spent(), person=person_of(viewer), meeting=about, by=viewer.account, at=at)

    return answer(request, row, form, save, "twinning/hours.html", {"meeting": about})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@form_keys.answers_again
def hours(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct or remove a line of hours."""
    viewer = viewer_of(request)
    row = find(of_pair(HoursEntry.objects.select_related("person")), viewer, may_change_hours, public_id=public_id)
    form = HoursForm.of(row, None if "remove" in request.POST else bound(request))

    def save(at: datetime) -> None:
        version = form.cleaned_data["version"] or row.version
        actions.change_hours(row, form.spent(), version=version, by=viewer.account, at=at)

    def remove(at: datetime) -> None:
        actions.remove_hours(row, by=viewer.account, at=at)

    if "remove" in request.POST:
        return do(request, row.pair, remove)
    return answer(request, row.pair, form, save, "twinning/hours.html", {"entry": row})


# --- Closing ------------------------------------------------------------------------------------------


@require_http_methods(["POST"])
@login_required
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """The coordinator closes a pair; both get the nameting."""
    if (url := form_keys.answered_before(request)) is not None:
        return redirect(url)
    viewer = viewer_of(request)
    row = find(pairs_with_seats(), viewer, may_close_pair, public_id=public_id)
    url = reverse("pairs:pairs", args=[row.programme.slug])
    with transaction.atomic():
        if form_keys.claim(request, url):
            actions.close_pair(row, by=viewer.account, at=clock.now())
    messages.success(request, _("Het koppel is afgerond. Beiden hebben de uitnodiging voor de nameting gekregen."))
    return redirect(url)


# --- Shared -------------------------------------------------------------------------------------------


def bound(request: HttpRequest) -> Any:
    """What was posted, or None so that the form shows itself empty."""
    return request.POST if request.method == "POST" else None


def person_of(viewer: Viewer) -> Person:
    """The person behind a viewer who passed a permission that asks for one."""
    if viewer.person is None:
        raise Http404
    return viewer.person


def zone_of(row: Pair) -> ZoneInfo:
    return ZoneInfo(row.programme.time_zone)


def of_pair(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Rows of a pair with what the permissions and letters ask for."""
    return queryset.select_related("pair__programme", "pair__region").prefetch_related("pair__seats__person")


def held_meeting(row: Pair, public_id: str) -> Meeting | None:
    """The meeting of this pair that the hours are about, if the address names one."""
    if not public_id.isalnum():
        return None
    return Meeting.objects.filter(
        pair=row, public_id=public_id, cancelled_at__isnull=True, ends_at__lte=clock.now()
    ).first()


def hours_initial(row: Pair, about: Meeting | None) -> dict[str, Any]:
    if about is None:
        return {"on": clock.today(zone_of(row))}
    return {"on": about.on, "work_hours": about.hours, "what": about.what}


def do(request: HttpRequest, row: Pair, act: Callable[[datetime], None]) -> HttpResponse:
    """Do something once and go back to the page of the pair; a refusal becomes a message there."""
    url = reverse("twinning:pair", args=[row.public_id])
    try:
        with transaction.atomic():
            if form_keys.claim(request, url):
                act(clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(url)


def answer(
    request: HttpRequest,
    row: Pair,
    form: Form,
    save: Callable[[datetime], None],
    template: str,
    context: dict[str, Any],
    *,
    after: str = "",
) -> HttpResponse:
    """Show the form, or save it once and go on (after: where to, else the pair); on a refusal what was typed stays."""
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    url = reverse("twinning:pair", args=[row.public_id])
    if form.is_valid():
        try:
            with transaction.atomic():
                if form_keys.claim(request, after or url):
                    save(clock.now())
            return redirect(after or url)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, "pair": row, "back_url": url, **context}, status=status)
