"""The coordinator's pages about events: planning, inviting, the code on the screen, who came and who joins."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from jobtwinning.core import clock, form_keys, viewlog
from jobtwinning.core.documents import qr_svg
from jobtwinning.core.errors import DomainError
from jobtwinning.core.forms import KeyedForm
from jobtwinning.people.models import Organisation, Region
from jobtwinning.programmes import permissions
from jobtwinning.programmes.events import actions, answering, queries
from jobtwinning.programmes.events.forms import (
    ATTENDANCE,
    EventForm,
    InviteForm,
    PersonForm,
    first_values,
    values_of,
)
from jobtwinning.programmes.events.words import DECISION_NAMES, title_of
from jobtwinning.programmes.models import Event, EventInvitation, Participation, Programme
from jobtwinning.programmes.permissions import find
from jobtwinning.programmes.viewer import Viewer, viewer_of
from jobtwinning.programmes.views import answer_form, posted

PEOPLE_PER_PAGE = 100


def programme_of(viewer: Viewer, slug: str) -> Programme:
    programmes = Programme.objects.prefetch_related("regions")
    return find(programmes, viewer, permissions.may_coordinate, slug=slug)


def event_of(
    viewer: Viewer, slug: str, public_id: str, may: Callable[[Viewer, Event], bool] = permissions.may_see_event
) -> Event:
    events = Event.objects.filter(programme__slug=slug).select_related("programme", "region", "organisation")
    return find(events.prefetch_related("shared_with", "programme__regions"), viewer, may, public_id=public_id)


def own_region_ids(viewer: Viewer, event: Event) -> set[int]:
    """The regions of the event whose people this viewer may see."""
    return viewer.coordinated_region_ids(event.programme) & actions.region_ids(event)


def log_people(viewer: Viewer, people: list[str], page: str) -> None:
    viewlog.record_view(account_id=viewer.account.pk, person_ids=people, page=page, data_class="contact")


@require_http_methods(["GET", "HEAD"])
@login_required
def events(request: HttpRequest, slug: str) -> HttpResponse:
    """Every event of the own regions, and for which organisation one could be planned."""
    viewer = viewer_of(request)
    programme = programme_of(viewer, slug)
    context = {
        "programme": programme,
        "rows": queries.event_rows(programme, viewer),
        "prompts": queries.prompts(viewer, [programme]),
        "now": clock.now(),
    }
    return render(request, "programmes/events/events.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def event_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan an event; for an organisation that waits for one the form is filled in."""
    viewer = viewer_of(request)
    programme = programme_of(viewer, slug)
    own = viewer.coordinated_region_ids(programme)
    regions = [one for one in programme.regions.all() if one.pk in own]
    prompt = _prompt(request, viewer, programme)
    first = first_values(prompt, clock.today(), (prompt.region if prompt else regions[0]).school_holidays)  # type: ignore[arg-type]  # one of three
    form = EventForm(
        posted(request),
        zone=_zone(programme),
        regions=regions,
        all_regions=programme.regions.order_by("name"),
        organisations=_organisations(programme, own),
        initial=first,
    )
    made: list[Event] = []

    def save(form: KeyedForm) -> None:
        if isinstance(form, EventForm):
            event = actions.plan_event(programme, form.region_of(), form.plan(), by=viewer.account, at=clock.now())
            made.append(event)

    back = reverse("programmes:events", args=[slug])
    answer = answer_form(
        request, form, save, "programmes/events/event_form.html", back, programme=programme, prompt=prompt
    )
    return redirect("programmes:event", slug, made[0].public_id) if made else answer


def _prompt(request: HttpRequest, viewer: Viewer, programme: Programme) -> queries.Prompt | None:
    """The organisation in the address, when it waits for a meeting."""
    named = (request.GET.get("organisatie", ""), request.GET.get("regio", ""))
    found = queries.prompts(viewer, [programme]) if all(named) else []
    return next((each for each in found if (each.organisation.public_id, each.region.slug) == named), None)


def _organisations(programme: Programme, own: set[int]) -> QuerySet[Organisation]:
    """Where people of the own regions work."""
    people = programme.participations.filter(region__in=own).exclude(state=Participation.State.WITHDRAWN)
    return Organisation.objects.filter(pk__in=people.values("employment__organisation")).order_by("name")


def _zone(programme: Programme) -> Any:
    return Event(programme=programme).zone


@require_http_methods(["GET", "HEAD"])
@login_required
def event(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Numbers of every region, names of the own ones; once it begins: who came and who joins."""
    viewer = viewer_of(request)
    row = event_of(viewer, slug, public_id)
    own, at = own_region_ids(viewer, row), clock.now()
    page = Paginator(queries.invited_of(row, own), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    log_people(viewer, [each.participation.person.public_id for each in page], "programmes:event")
    numbers = queries.numbers_of(row)
    context = {
        "programme": row.programme,
        "event": row,
        "title": title_of(row),
        "numbers": numbers,
        "coming": sum(each.coming for each in numbers),
        "page": page,
        "own_regions": own,
        "may_change": permissions.may_change_event(viewer, row),
        "is_open": not row.is_cancelled and row.starts_at > at and not row.programme.is_archived,
        "doors_open": answering.doors_are_open(row, at=at),
        "can_note": not row.is_cancelled and row.starts_at - answering.DOORS_OPEN <= at,
        "can_decide": row.has_decisions and not row.is_cancelled and row.starts_at <= at,
        "decisions": DECISION_NAMES.items(),
        "form_key": form_keys.new_key(),
    }
    return render(request, "programmes/events/event.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def event_edit(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Change or move; whoever is invited hears of another moment or place."""
    viewer = viewer_of(request)
    row = event_of(viewer, slug, public_id, permissions.may_change_event)
    organisations = _organisations(row.programme, {row.region_id}) | Organisation.objects.filter(
        pk=row.organisation_id or 0
    )
    form = EventForm(
        posted(request),
        zone=row.zone,
        regions=[row.region],
        all_regions=row.programme.regions.order_by("name"),
        organisations=organisations.distinct(),
        initial=values_of(row),
        current_version=row.version,
    )

    def save(form: KeyedForm) -> None:
        if isinstance(form, EventForm):
            actions.change_event(row, form.plan(), version=form.current_version, by=viewer.account, at=clock.now())
            messages.success(request, _("De bijeenkomst is aangepast."))

    target = reverse("programmes:event", args=[slug, public_id])
    context = {"programme": row.programme, "event": row, "invited": row.invitations.count()}
    return answer_form(request, form, save, "programmes/events/event_form.html", target, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def event_invite(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Who will be invited, by name and number; the button invites exactly these."""
    viewer = viewer_of(request)
    row = event_of(viewer, slug, public_id)
    own = own_region_ids(viewer, row)
    whom = _whom(request, row)
    people = queries.audience(row, own, whom)
    form = InviteForm(posted(request), initial={"whom": whom, "people": len(people)})

    def save(form: KeyedForm) -> None:
        if form.cleaned_data["people"] != len(people):
            text = _("Het zijn er intussen %(number)s. Kijk wie dat zijn en verstuur opnieuw.") % {
                "number": len(people)
            }
            raise DomainError("others_meanwhile", text)
        invited = actions.invite_people(row, people, by=viewer.account, at=clock.now())
        told = ngettext("%(n)s mens is uitgenodigd.", "%(n)s mensen zijn uitgenodigd.", invited)
        messages.success(request, told % {"n": invited})

    target = reverse("programmes:event", args=[slug, public_id])
    context = {"programme": row.programme, "event": row, "title": title_of(row), "people": people, "whom": whom}
    context["regions"] = [one for one in _regions(row) if one.pk in own]
    answer = answer_form(request, form, save, "programmes/events/event_invite.html", target, **context)
    if answer.status_code in (200, 422):
        log_people(viewer, [one.person.public_id for one in people], "programmes:event_invite")
    return answer


def _whom(request: HttpRequest, event: Event) -> str:
    """The people of the organisation, or all of the region; the first when the event is for one organisation."""
    asked = request.POST.get("whom", "") if request.method == "POST" else request.GET.get("wie", "")
    if event.organisation_id is None or not event.has_decisions:
        return queries.REGION
    return asked if asked in (queries.ORGANISATION, queries.REGION) else queries.ORGANISATION


def _regions(event: Event) -> list[Region]:
    return [event.region, *event.shared_with.all()]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def event_cancel(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """It does not take place; the page says who will hear so."""
    viewer = viewer_of(request)
    row = event_of(viewer, slug, public_id, permissions.may_change_event)

    def save(form: KeyedForm) -> None:
        actions.cancel_event(row, by=viewer.account, at=clock.now())
        messages.success(request, _("De bijeenkomst gaat niet door. Iedereen die is uitgenodigd krijgt een mail."))

    target = reverse("programmes:event", args=[slug, public_id])
    numbers = queries.numbers_of(row)
    context = {
        "programme": row.programme,
        "event": row,
        "title": title_of(row),
        "invited": sum(each.invited for each in numbers),
        "coming": sum(each.coming for each in numbers),
    }
    return answer_form(
        request, KeyedForm(posted(request)), save, "programmes/events/event_cancel.html", target, **context
    )


@require_http_methods(["GET", "HEAD"])
@login_required
def event_code(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The code that people scan at the door, large, to show on a screen."""
    row = event_of(viewer_of(request), slug, public_id)
    link = request.build_absolute_uri(reverse("programmes:check_in", args=[row.check_in_code]))
    context = {"programme": row.programme, "event": row, "title": title_of(row), "qr": qr_svg(link), "link": link}
    return render(request, "programmes/events/event_code.html", context)


@require_http_methods(["POST"])
@login_required
def event_person(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Somebody was there, or was not, and what they decided; noted by the coordinator of their region."""
    viewer = viewer_of(request)
    invitations = EventInvitation.objects.filter(event__programme__slug=slug).select_related(
        "event__programme", "participation__person", "participation__programme", "participation__region"
    )
    row = find(invitations, viewer, permissions.may_note_invited, public_id=public_id)
    target = reverse("programmes:event", args=[slug, row.event.public_id])
    if (before := form_keys.answered_before(request)) is not None:
        return redirect(before)
    form = PersonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Kies wat je wilt noteren."))
        return redirect(target)
    note, at = form.cleaned_data["note"], clock.now()
    try:
        with transaction.atomic():
            if form_keys.claim(request, target):
                if note in ATTENDANCE:
                    answering.note_attendance(row, was_there=ATTENDANCE[note], by=viewer.account, at=at)
                else:
                    answering.decide(row, note, by=viewer.account, at=at)
    except DomainError as refused:
        messages.error(request, str(refused.message))
    return redirect(f"{target}#{row.public_id}")
