"""What the pages of an evening of short talks read."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from jobtwinning.choosing.queries import mutual
from jobtwinning.dating.models import Evening, Guest, Talk
from jobtwinning.matching.models import Said
from jobtwinning.pairs.models import Seat
from jobtwinning.pairs.queries import former_partners, seated_person_keys
from jobtwinning.people.models import Person
from jobtwinning.programmes.events.answering import DOORS_OPEN
from jobtwinning.programmes.models import Event, EventInvitation, Participation, Side

BALLOTS = (Said.Source.OPEN, Said.Source.TALK)
READY = Participation.State.READY
WITH_PEOPLE = ("participation__person", "participation__employment__organisation")


def evening_of(event: Event) -> Evening | None:
    """The rounds of an event; None as long as nobody said how many."""
    return Evening.objects.select_related("event__programme", "event__region").filter(event=event).first()


# --- Who takes part -----------------------------------------------------------------------------------------------


def coming_to(event: Event) -> QuerySet[Participation]:
    """Whoever said that they come, is ready and is of the region of the event."""
    return event.programme.participations.filter(
        event_invitations__event=event,
        event_invitations__place_number__isnull=False,
        region=event.region_id,
        state=READY,
    )


def without_a_seat(people: Iterable[Participation]) -> list[Participation]:
    """Of these people whoever has no proposal and no pair."""
    rows = list(people)
    seated = seated_person_keys(one.person_id for one in rows)
    return [one for one in rows if one.person_id not in seated]


def may_walk_in(event: Event, evening: Evening) -> QuerySet[Participation]:
    """Who is ready, of the region and free and not among the guests yet; by name."""
    seat = Seat.objects.filter(person=OuterRef("person"), active=True)
    here = Guest.objects.filter(evening=evening, participation=OuterRef("pk"))
    rows = event.programme.participations.filter(~Exists(seat), ~Exists(here), region=event.region_id, state=READY)
    return rows.select_related("person").order_by("person__given_name", "person__surname", "pk")


def taking_part(evening: Evening) -> list[Guest]:
    """The guests who can still be given a talk: ready, without a proposal or a pair."""
    guests = list(evening.guests.select_related(*WITH_PEOPLE).order_by("pk"))
    seated = seated_person_keys(one.participation.person_id for one in guests)
    return [one for one in guests if one.participation.state == READY and one.participation.person_id not in seated]


def digest_of(evening: Evening, guests: Iterable[Guest]) -> str:
    """Changes when somebody comes, goes, is there in other rounds from the next one on or met another of them on
    another evening, and with the rounds."""
    first = evening.round_now + 1
    rounds = range(first, evening.rounds + 1)
    there = sorted((one.participation_id, [each for each in rounds if one.is_there(each)]) for one in guests)
    coming = [row for row in there if row[1]]
    content = [evening.rounds, evening.tables, first, coming, met_before(evening, [key for key, _rounds in coming])]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def sides_of(guests: Iterable[Guest], number: int = 1) -> dict[str, int]:
    """How many there are on each side in a round."""
    there = Counter(one.participation.side for one in guests if one.is_there(number))
    return {side.value: there[side] for side in (Side.TEACHER, Side.NON_TEACHER)}


def met_before(evening: Evening, keys: Collection[int]) -> list[tuple[int, int]]:
    """Teacher and non-teacher of these people who spoke on another evening of the programme."""
    talks = Talk.objects.filter(evening__event__programme=evening.event.programme_id, missed=False)
    talks = talks.filter(round__lte=F("evening__round_now"), teacher__in=keys, non_teacher__in=keys)
    talks = talks.exclude(evening=evening).order_by("teacher", "non_teacher")
    return list(talks.values_list("teacher", "non_teacher"))


# --- How people are called ----------------------------------------------------------------------------------------


def names_of(people: Iterable[Person]) -> dict[int, str]:
    """By person: the given name, with the surname where two people of the evening have the same."""
    rows = {one.pk: one for one in people}
    often = Counter(one.given_name.casefold() for one in rows.values())
    return {key: one.full_name if often[one.given_name.casefold()] > 1 else one.given_name for key, one in rows.items()}


# --- The coordinator's page ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """A table in a round; names as people are called that evening."""

    table: int
    teacher: Participation
    non_teacher: Participation
    missed: bool
    teacher_name: str
    other_name: str


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round: who sits where and who pauses."""

    number: int
    begins_at: datetime
    state: str  # over, now, next or later
    places: Sequence[Place]
    pausing: Sequence[str]

    @property
    def talks(self) -> int:
        """How many there are without those that were missed."""
        return sum(not one.missed for one in self.places)


def round_rows(evening: Evening, guests: Sequence[Guest], at: datetime) -> list[RoundRow]:
    """All rounds with their tables; one query."""
    talks: dict[int, list[Talk]] = {}
    related = [
        f"{side}__{name}" for side in ("teacher", "non_teacher") for name in ("person", "employment__organisation")
    ]
    for talk in evening.talks.select_related(*related).order_by("round", "table"):
        talks.setdefault(talk.round, []).append(talk)
    every = (one for found in talks.values() for talk in found for one in (talk.teacher, talk.non_teacher))
    names = names_of([*(one.person for one in every), *(one.participation.person for one in guests)])
    rows = []
    for number in range(1, evening.rounds + 1):
        own = talks.get(number, [])
        busy = {key for one in own if not one.missed for key in (one.teacher_id, one.non_teacher_id)}
        places = [
            Place(
                one.table,
                one.teacher,
                one.non_teacher,
                one.missed,
                names[one.teacher.person_id],
                names[one.non_teacher.person_id],
            )
            for one in own
        ]
        pauses = [one for one in guests if one.is_there(number) and one.participation_id not in busy]
        pausing = [names[one.participation.person_id] for one in pauses]
        rows.append(RoundRow(number, evening.begins_at(number), state_of(evening, number, at), places, pausing))
    return rows


def fewer_rounds(evening: Evening, guests: Sequence[Guest], rows: Sequence[RoundRow]) -> int | None:
    """Before the first round: with how many rounds the same talks fit at full tables, when that is fewer than there
    are; None when it is not."""
    full = min(*sides_of(guests).values(), evening.tables)
    if evening.round_now or not rows or not full:
        return None
    needed = max(1, -(-sum(row.talks for row in rows) // full))
    return needed if needed < evening.rounds else None


def state_of(evening: Evening, number: int, at: datetime) -> str:
    """over, now, next or later."""
    if number <= evening.round_now:
        return "now" if number == evening.round_now and not evening.is_over(number, at) else "over"
    return "next" if number == evening.round_now + 1 else "later"


def people_shown(guests: Sequence[Guest], rows: Sequence[RoundRow]) -> list[Participation]:
    """Whoever stands in the schedule, at a table or with a pause."""
    found = {one.participation_id: one.participation for one in guests}
    for row in rows:
        for place in row.places:
            found |= {one.pk: one for one in (place.teacher, place.non_teacher)}
    return list(found.values())


def alone(guests: Sequence[Guest], rows: Sequence[RoundRow]) -> list[Guest]:
    """Who is there and speaks nobody all evening."""
    met = {one.pk for row in rows for place in row.places for one in (place.teacher, place.non_teacher)}
    rounds = [row.number for row in rows]
    there = [one for one in guests if any(one.is_there(number) for number in rounds)]
    return [one for one in there if one.participation_id not in met]


def often_pausing(guests: Sequence[Guest], rows: Sequence[RoundRow]) -> list[tuple[str, int]]:
    """Of those who are there all evening and speak somebody: who pauses at least twice more often than somebody else
    of the own side, and how often."""
    nobody = {one.pk for one in alone(guests, rows)}
    busy = {
        (row.number, one.pk)
        for row in rows
        for place in row.places
        if not place.missed
        for one in (place.teacher, place.non_teacher)
    }
    names = names_of(one.participation.person for one in guests)
    by_side: dict[str, list[tuple[str, int]]] = {}
    for guest in guests:
        if guest.pk not in nobody and all(guest.is_there(row.number) for row in rows):
            pauses = sum((row.number, guest.participation_id) not in busy for row in rows)
            by_side.setdefault(guest.participation.side, []).append((names[guest.participation.person_id], pauses))
    found = []
    for own in by_side.values():
        fewest = min(pauses for _name, pauses in own)
        found += [(name, pauses) for name, pauses in own if pauses >= fewest + 2]
    return sorted(found, key=lambda one: (-one[1], one[0].casefold()))


@dataclass(frozen=True, slots=True)
class Ballots:
    """How many answers are in; never which, nor whose."""

    given: int
    asked: int

    @property
    def all_in(self) -> bool:
        return self.given == self.asked


def ballots_of(evening: Evening, at: datetime) -> Ballots:
    """Of the talks that are over; two queries."""
    asked = {way for talk in talks_done(evening, at) for way in (talk, talk[::-1])}
    keys = {key for way in asked for key in way}
    sources = BALLOTS if evening.told_at else [Said.Source.OPEN]  # what was told before is of an earlier evening
    said = Said.objects.filter(source__in=sources, by__in=keys, about__in=keys)
    return Ballots(len(asked & set(said.values_list("by", "about"))), len(asked))


def talks_done(evening: Evening, at: datetime) -> list[tuple[int, int]]:
    """Teacher and non-teacher who spoke and both still take part."""
    last = evening.round_now if evening.is_over(evening.round_now, at) else evening.round_now - 1
    gone = Participation.State.WITHDRAWN
    talks = evening.talks.filter(missed=False, round__lte=max(last, 0))
    talks = talks.exclude(Q(teacher__state=gone) | Q(non_teacher__state=gone))
    return list(talks.values_list("teacher", "non_teacher"))


def rounds_answered(evening: Evening) -> dict[int, set[int]]:
    """By participation (primary key) the rounds in which they spoke for certain: one of the two answered about it since
    the doors opened."""
    since = evening.event.starts_at - DOORS_OPEN
    said = Said.objects.filter(source__in=BALLOTS, said_at__gte=since)
    answered = set(said.values_list("by", "about"))
    rounds: dict[int, set[int]] = {}
    for number, one, other in evening.talks.values_list("round", "teacher", "non_teacher"):
        if {(one, other), (other, one)} & answered:
            for key in (one, other):
                rounds.setdefault(key, set()).add(number)
    return rounds


def both_yes(evening: Evening, at: datetime) -> list[tuple[int, int]]:
    """Teacher and non-teacher who spoke here, said yes to each other, and are free; former partners left out."""
    talks = evening.talks.filter(missed=False, round__lte=evening.round_now)
    spoke = set(talks.values_list("teacher", "non_teacher"))
    event = evening.event
    found = mutual(event.programme, [event.region_id], until=at, at=at, source=Said.Source.TALK)
    former = former_partners(event.programme)
    persons = dict(
        Participation.objects.filter(pk__in={key for pair in found for key in pair}).values_list("pk", "person_id")
    )
    return [pair for pair in found if pair in spoke and (persons[pair[0]], persons[pair[1]]) not in former]


@dataclass(frozen=True, slots=True)
class Both:
    """Two who said yes to each other, for the coordinator who decides."""

    teacher: Participation
    non_teacher: Participation


def both_for_coordinator(evening: Evening, at: datetime, *, besides: Person | None) -> list[Both]:
    """Once the results are told: who is still free; without those in which the coordinator is one of the two."""
    pairs = both_yes(evening, at) if evening.told_at else []
    people = Participation.objects.select_related("person").in_bulk({key for pair in pairs for key in pair})
    own = besides.pk if besides else None
    rows = [Both(people[one], people[other]) for one, other in pairs]
    return [row for row in rows if own not in (row.teacher.person_id, row.non_teacher.person_id)]


# --- Printed ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slip:
    """What one person takes along on paper: per round the table and with whom; None = pause."""

    name: str
    side: str
    lines: Sequence[tuple[int, datetime, int | None, str]]


def slips(evening: Evening, guests: Sequence[Guest], rows: Sequence[RoundRow]) -> list[Slip]:
    """By name, of everybody who takes part; from what `round_rows` read."""
    names = names_of(one.participation.person for one in guests)
    where: dict[tuple[int, int], tuple[int, str]] = {}
    for row in rows:
        for place in row.places:
            if not place.missed:
                where[row.number, place.teacher.pk] = place.table, place.other_name
                where[row.number, place.non_teacher.pk] = place.table, place.teacher_name
    found = []
    for guest in guests:
        key = guest.participation_id
        lines = [
            (row.number, row.begins_at, *(where.get((row.number, key), (None, ""))))
            for row in rows
            if guest.is_there(row.number)
        ]
        if lines:
            found.append(Slip(names[guest.participation.person_id], guest.participation.side, lines))
    return sorted(found, key=lambda one: one.name.casefold())


# --- Beforehand ---------------------------------------------------------------------------------------------------

TALK_MINUTES, CHANGE_MINUTES, FIRST_MINUTES = 7, 2, 15  # a welcome and a goodbye take a quarter of an hour
USUAL_ROUNDS = 8


def suggestion(event: Event) -> dict[str, int]:
    """What the form of the rounds begins with: what fits in the evening for who comes now."""
    people = Counter(coming_to(event).values_list("side", flat=True))
    fewest, most = (min(people.values()), max(people.values())) if len(people) > 1 else (USUAL_ROUNDS, 10)
    room = (event.ends_at - event.starts_at - timedelta(minutes=FIRST_MINUTES)) // timedelta(
        minutes=TALK_MINUTES + CHANGE_MINUTES
    )
    return {
        "rounds": max(1, min(USUAL_ROUNDS, room, most)),
        "minutes": TALK_MINUTES,
        "change_minutes": CHANGE_MINUTES,
        "tables": max(1, fewest),
        "rest_after": 0,
        "rest_minutes": 0,
    }


def checked_in(event: Event) -> set[int]:
    """Participations (primary keys) of who scanned the code at the door or was noted as being there."""
    rows = EventInvitation.objects.filter(event=event, attended_at__isnull=False)
    return set(rows.values_list("participation", flat=True))
