"""What the pages about events read."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from jobtwinning.people.models import Organisation, Person, Region
from jobtwinning.programmes.events.words import title_of
from jobtwinning.programmes.models import Event, EventInvitation, Participation, Programme
from jobtwinning.programmes.viewer import Viewer

State, Answer = Participation.State, EventInvitation.Answer
ORGANISATION, REGION = "organisation", "region"  # whom to invite


# --- Who may be invited -----------------------------------------------------------------------------


def interested_in(programme: Programme, region_ids: Collection[int]) -> QuerySet[Participation]:
    """People who signed up and did not fill in their intake yet: an information meeting is for them."""
    return programme.participations.filter(region__in=region_ids, state=State.SIGNED_UP)


def not_yet_informed(people: QuerySet[Participation]) -> QuerySet[Participation]:
    """Whoever is in no information meeting that is held or was."""
    meetings = EventInvitation.objects.filter(
        participation=OuterRef("pk"), event__kind=Event.Kind.INFORMATION, event__cancelled_at__isnull=True
    )
    return people.filter(~Exists(meetings))


def audience(event: Event, region_ids: Collection[int], whom: str) -> list[Participation]:
    """Whom an invitation would reach now: not invited yet, of these regions, fit for this kind of event; by name.

    Information: the interested, of the organisation of the event or of the whole region. Speed dates: who is ready and
    has no partner. All others: who is in a pair.
    """
    if event.kind == Event.Kind.INFORMATION:
        people = interested_in(event.programme, region_ids)
        if whom == ORGANISATION:
            people = people.filter(employment__organisation=event.organisation_id)
    else:
        in_pair = Participation.objects.filter(pk=OuterRef("pk"), seats__active=True)
        takes_part = event.programme.participations.filter(region__in=region_ids).exclude(state=State.WITHDRAWN)
        is_free = event.kind == Event.Kind.SPEED_DATES
        people = (
            takes_part.filter(~Exists(in_pair), state=State.READY) if is_free else takes_part.filter(Exists(in_pair))
        )
    invited = EventInvitation.objects.filter(event=event, participation=OuterRef("pk"))
    found = people.filter(~Exists(invited)).select_related("person", "programme", "region", "employment__organisation")
    return list(found.order_by("person__given_name", "person__surname", "pk"))


# --- The prompt -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prompt:
    """An organisation of which enough people wait for an information meeting."""

    programme: Programme
    region: Region
    organisation: Organisation
    people: int


def prompts(viewer: Viewer, programmes: Iterable[Programme]) -> list[Prompt]:
    """Organisations to plan an information meeting for in the viewer's own regions, the most people first; at most
    three queries."""
    own = {each.pk: each for each in programmes if not each.is_over}
    regions_of = {pk: viewer.coordinated_region_ids(each) for pk, each in own.items()}
    people = Participation.objects.filter(programme__in=own, state=State.SIGNED_UP, employment__isnull=False)
    grouped = not_yet_informed(people).order_by().values_list("programme", "region", "employment__organisation")
    rows = [
        row
        for row in grouped.annotate(number=Count("pk"))
        if row[1] in regions_of[row[0]] and row[3] >= own[row[0]].rules.information_from
    ]
    regions = Region.objects.in_bulk({row[1] for row in rows}) if rows else {}
    organisations = Organisation.objects.in_bulk({row[2] for row in rows}) if rows else {}
    found = [Prompt(own[one], regions[two], organisations[three], number) for one, two, three, number in rows]
    return sorted(found, key=lambda each: (-each.people, each.organisation.name, each.region.name))


# --- The list ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event on the list."""

    event: Event
    title: str
    invited: int
    coming: int
    waiting: int


def event_rows(programme: Programme, viewer: Viewer) -> list[EventRow]:
    """The events a coordinator may see, the newest first; two queries."""
    own = viewer.coordinated_region_ids(programme)
    events = (
        programme.events.filter(Q(region__in=own) | Q(shared_with__in=own))
        .select_related("programme", "region", "organisation")
        .distinct()
        .order_by("-starts_at", "pk")
    )
    counted = EventInvitation.objects.filter(event__programme=programme).order_by().values("event")
    numbers = {
        row["event"]: row
        for row in counted.annotate(
            invited=Count("pk"),
            coming=Count("pk", filter=Q(place_number__isnull=False)),
            waiting=Count("pk", filter=Q(waiting_since__isnull=False)),
        )
    }
    none = {"invited": 0, "coming": 0, "waiting": 0}
    return [
        EventRow(
            event, title_of(event), *(numbers.get(event.pk, none)[name] for name in ("invited", "coming", "waiting"))
        )
        for event in events
    ]


# --- The page of one event --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RegionNumbers:
    """How many people of one region; no names."""

    region: Region
    invited: int
    coming: int
    waiting: int
    declined: int
    attended: int
    joins: int

    @property
    def open(self) -> int:
        return self.invited - self.coming - self.waiting - self.declined


def numbers_of(event: Event) -> list[RegionNumbers]:
    """By region of the event; two queries."""
    counts: Counter[tuple[int, str]] = Counter()
    rows = event.invitations.values_list(
        "participation__region", "answer", "place_number", "waiting_since", "attended_at", "decision"
    )
    for region, answer, place, waiting, attended, decision in rows:
        counts[region, "invited"] += 1
        counts[region, "coming"] += place is not None
        counts[region, "waiting"] += waiting is not None
        counts[region, "declined"] += answer == Answer.NO
        counts[region, "attended"] += attended is not None
        counts[region, "joins"] += decision == EventInvitation.Decision.JOINS
    names = ("invited", "coming", "waiting", "declined", "attended", "joins")
    regions = [event.region, *event.shared_with.order_by("name")]
    return [RegionNumbers(one, *(counts[one.pk, name] for name in names)) for one in regions]


def invited_of(event: Event, region_ids: Collection[int]) -> QuerySet[EventInvitation]:
    """The invited of these regions: who has a place by number, who waits by turn, then the others by name."""
    return (
        event.invitations.filter(participation__region__in=region_ids)
        .select_related("participation__person", "participation__region", "participation__employment__organisation")
        .alias(
            has_place=Q(place_number__isnull=False),
            is_waiting=Q(waiting_since__isnull=False),
            is_no=Q(answer=Answer.NO),
        )
        .order_by(
            "-has_place",
            "place_number",
            "-is_waiting",
            "waiting_since",
            "is_no",
            "participation__person__given_name",
            "participation__person__surname",
            "pk",
        )
    )


def turn_of(invitation: EventInvitation) -> int | None:
    """How many wait until this one's turn, oneself included; None for who does not wait."""
    since = invitation.waiting_since
    if since is None:
        return None
    before = Q(waiting_since__lt=since) | Q(waiting_since=since, pk__lte=invitation.pk)
    return EventInvitation.objects.filter(before, event=invitation.event_id).count()


# --- Of a participant -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """One event on somebody's own page. state: "open", "coming", "waiting", "no", "cancelled" or "choose"."""

    invitation: EventInvitation
    event: Event
    title: str
    state: str

    @property
    def is_asked(self) -> bool:
        """Something waits for an answer."""
        return self.state in ("open", "choose")


def own_events(person: Person | None, *, at: datetime) -> list[OwnEvent]:
    """What somebody is invited for and is still to come, and what they have not decided about; one query."""
    if person is None:
        return []
    invitations = (
        EventInvitation.objects.filter(participation__person=person)
        .exclude(participation__state=State.WITHDRAWN)
        .exclude(event__programme__state=Programme.State.ARCHIVED)
        .filter(
            Q(event__ends_at__gt=at)
            | Q(event__kind=Event.Kind.INFORMATION, attended_at__isnull=False, decision="", event__cancelled_at=None)
        )
        .select_related("event__programme", "event__organisation", "participation")
        .order_by("event__starts_at", "pk")
    )
    return [OwnEvent(each, each.event, title_of(each.event), state_of(each, at=at)) for each in invitations]


def state_of(invitation: EventInvitation, *, at: datetime) -> str:
    """Where somebody is with an event, in one word."""
    event = invitation.event
    if event.is_cancelled:
        return "cancelled"
    if event.has_decisions and event.starts_at <= at and not invitation.decision and invitation.answer != Answer.NO:
        return "choose"
    if invitation.place_number is not None:
        return "coming"
    if invitation.waiting_since is not None:
        return "waiting"
    return "no" if invitation.answer == Answer.NO else "open"


def suggested_text(organisation: Organisation | None) -> str:
    """The words with which the form of an information meeting begins."""
    if organisation is None:
        return _("We vertellen wat Job Twinning is en hoeveel tijd het vraagt. Daarna beslis je of je meedoet.")
    return _(
        "We vertellen bij %(organisation)s wat Job Twinning is en hoeveel tijd het vraagt. Daarna beslis je of je "
        "meedoet."
    ) % {"organisation": organisation.name}
