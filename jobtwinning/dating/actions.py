"""What people do around an evening of short talks. No line of history says what anybody answered.

Whoever changes an evening holds it first, so that two who do so at once come one after the other.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.dating import queries
from jobtwinning.dating.models import Evening, Guest, Talk, rounds_before, whole_evening, without
from jobtwinning.matching.models import Said
from jobtwinning.matching.rounds import Hall, Placed, talks_from
from jobtwinning.programmes.events.answering import DOORS_OPEN
from jobtwinning.programmes.events.places import free_place, hold_event
from jobtwinning.programmes.models import Event, EventInvitation, Participation, Side
from jobtwinning.programmes.permissions import refuse_archived


@dataclass(frozen=True, slots=True)
class Rounds:
    """What a coordinator decides about the rounds."""

    rounds: int
    minutes: int
    change_minutes: int
    tables: int
    rest_after: int = 0
    rest_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """Of the talks still to come: as they were, in another round or at another table, dropped, new."""

    kept: int
    moved: int
    dropped: int
    added: int


def hold(evening: Evening) -> Evening:
    """The evening as it is now; until the transaction ends nobody else changes it."""
    rows = Evening.objects.select_for_update(of=("self",)).select_related("event__programme", "event__region")
    return rows.get(pk=evening.pk)


def refuse_closed(evening: Evening) -> None:
    """DomainError when the event does not take place or its results were told."""
    refuse_archived(evening)
    if evening.event.is_cancelled:
        raise DomainError("cancelled", _("Deze bijeenkomst gaat niet door."))
    if evening.told_at:
        raise DomainError("told", _("De uitslag is al verteld. Er verandert niets meer aan deze avond."))


def tell_history(verb: str, evening: Evening, *, by: Account | None, at: datetime, **codes: str | int) -> None:
    """One line about the evening."""
    event = evening.event
    history.record(verb, evening, by=by, at=at, programme_id=event.programme_id, region_id=event.region_id, codes=codes)


# --- Before ---------------------------------------------------------------------------------------------------


@transaction.atomic
def set_rounds(event: Event, rounds: Rounds, *, version: int, by: Account | None, at: datetime) -> Evening:
    """How many rounds of how many minutes at how many tables; may change while it runs, for what is to come.

    version: what the writer saw, 0 when there was nothing. DomainError when it moved on, or below the rounds that were.
    """
    refuse_archived(event)
    hold_event(event)
    evening = queries.evening_of(event)
    if evening is None:
        evening = Evening.objects.create(event=event, made_at=at, **asdict(rounds))
    else:
        refuse_closed(evening)
        if rounds.rounds < evening.round_now:
            raise DomainError("rounds_were", _("Zoveel rondes zijn er al geweest."), field="rounds")
        changed = Evening.objects.filter(pk=evening.pk, version=version).update(
            version=F("version") + 1, **asdict(rounds)
        )
        if changed != 1:
            raise DomainError("changed_meanwhile", _("Iemand anders heeft dit net aangepast. Kijk opnieuw."))
        evening.talks.filter(round__gt=rounds.rounds).delete()
        evening.refresh_from_db()
    tell_history("set_rounds", evening, by=by, at=at, rounds=rounds.rounds, tables=rounds.tables)
    return evening


@transaction.atomic
def make_schedule(evening: Evening, *, by: Account | None, at: datetime) -> Changes:
    """Who meets whom from the next round on, among who is there; what was, stays, and of the rest as much as can be.

    Before the first round everybody who said that they come is a guest. DomainError with what to do when nobody can
    meet anybody.
    """
    held = hold(evening)
    refuse_closed(held)
    if not held.round_now:
        _take_guests(held)
    guests = queries.taking_part(held)
    _refuse_one_side(held, guests)
    _settle_missed(held)
    changes = _replace_talks(held, guests)
    if not held.round_now and not held.talks.exists():
        raise DomainError("nobody_may", _("Van wie er komt, mag niemand met elkaar. Kijk bij het matchen waarom."))
    planned_for = queries.digest_of(held, guests)
    if held.planned_for == planned_for and not (changes.moved or changes.dropped or changes.added):
        return changes
    Evening.objects.filter(pk=held.pk).update(planned_at=at, planned_for=planned_for, version=F("version") + 1)
    tell_history("plan_rounds", held, by=by, at=at, moved=changes.moved, added=changes.added)
    return changes


def _take_guests(evening: Evening) -> None:
    """Whoever said they come is a guest, whoever does not come any more is none."""
    coming = queries.without_a_seat(queries.coming_to(evening.event))
    keys = {one.pk for one in coming}
    evening.guests.filter(walked_in=False).exclude(participation__in=keys).delete()
    known = set(evening.guests.values_list("participation", flat=True))
    Guest.objects.bulk_create([Guest(evening=evening, participation=one) for one in coming if one.pk not in known])


def _refuse_one_side(evening: Evening, guests: Sequence[Guest]) -> None:
    numbers = range(evening.round_now + 1, evening.rounds + 1)
    sides = {one.participation.side for one in guests if any(one.is_there(number) for number in numbers)}
    if not evening.round_now and len(sides) < 2:
        missing = Side.NON_TEACHER if Side.TEACHER in sides else Side.TEACHER
        texts = {
            Side.TEACHER: _("Er komt nog geen docent. Nodig er eerst een paar uit."),
            Side.NON_TEACHER: _("Er komt nog niemand van buiten het onderwijs. Nodig er eerst een paar uit."),
        }
        raise DomainError("one_side", texts[missing] if sides else _("Er komt nog niemand. Nodig eerst mensen uit."))


def _settle_missed(evening: Evening) -> None:
    """Of rounds that began: a talk took place if both were there, and unless the two spoke in another round."""
    away = {one.participation_id: set(one.away) for one in evening.guests.all()}
    began = list(evening.talks.filter(round__lte=evening.round_now).order_by("round"))
    spoke = {(one.teacher_id, one.non_teacher_id) for one in began if not one.missed}
    for talk in began:
        both = talk.teacher_id, talk.non_teacher_id
        missed = any(talk.round in away.get(key, ()) for key in both)
        if missed and not talk.missed:
            Talk.objects.filter(pk=talk.pk).update(missed=True)
        elif talk.missed and not missed and both not in spoke:
            evening.talks.filter(round__gt=evening.round_now, teacher=both[0], non_teacher=both[1]).delete()
            Talk.objects.filter(pk=talk.pk).update(missed=False)
            spoke.add(both)


def _replace_talks(evening: Evening, guests: Sequence[Guest]) -> Changes:
    first = evening.round_now + 1
    coming = evening.talks.filter(round__gte=first)
    values = ("round", "table", "teacher", "non_teacher")
    old = {Placed(*row) for row in coming.values_list(*values)}
    past = [Placed(*row) for row in evening.talks.filter(round__lt=first, missed=False).values_list(*values)]
    away = {one.participation_id: frozenset(one.away) for one in guests}
    new: set[Placed] = set()
    if first <= evening.rounds:
        event = evening.event
        new = set(
            talks_from(
                event.programme,
                event.region,
                away,
                Hall(evening.rounds, evening.tables),
                first=first,
                before=[*past, *sorted(old)],
                apart=queries.met_before(evening, list(away)),
            )
        )
    for one in old - new:
        coming.filter(round=one.round, table=one.table).delete()
    Talk.objects.bulk_create(
        [
            Talk(
                evening=evening,
                round=one.round,
                table=one.table,
                teacher_id=one.teacher,
                non_teacher_id=one.non_teacher,
            )
            for one in sorted(new - old)
        ]
    )
    were, are = ({one[2:] for one in rows} for rows in (old, new))
    stayed = {one[2:] for one in old & new}
    return Changes(len(stayed), len((were & are) - stayed), len(were - are), len(are - were))


@transaction.atomic
def show(evening: Evening, *, by: Account, at: datetime) -> None:
    """From now on everybody sees on their own page whom they meet; twice is once."""
    held = hold(evening)
    refuse_closed(held)
    if held.planned_at is None:
        raise DomainError("no_schedule", _("Er is nog geen schema."))
    if Evening.objects.filter(pk=held.pk, shown_at=None).update(shown_at=at, version=F("version") + 1):
        tell_history("show_rounds", held, by=by, at=at)


# --- While it runs ----------------------------------------------------------------------------------------------


@transaction.atomic
def begin_round(evening: Evening, number: int, *, by: Account, at: datetime) -> Changes | None:
    """Ring the bell for this round. When others are there than it was made for, the schedule is repaired first: what
    changed, else None. DomainError when it is not the next round, or too early."""
    held = hold(evening)
    refuse_closed(held)
    if number != held.next_round:
        raise DomainError("not_next", _("Deze ronde is al begonnen. Kijk welke ronde nu bezig is."))
    if not can_begin(held, at):
        raise DomainError("too_early", _("Beginnen kan vanaf een uur voor het begin van de bijeenkomst."))
    if held.planned_at is None:
        raise DomainError("no_schedule", _("Er is nog geen schema."))
    changes = None
    if is_stale(held):
        changes = make_schedule(held, by=by, at=at)
        held.refresh_from_db(fields=["version"])
    Evening.objects.filter(pk=held.pk).update(
        round_now=number, round_began_at=at, shown_at=held.shown_at or at, version=F("version") + 1
    )
    held.refresh_from_db()
    Evening.objects.filter(pk=held.pk).update(planned_for=queries.digest_of(held, queries.taking_part(held)))
    tell_history("begin_round", held, by=by, at=at, round=number)
    return changes


def can_begin(evening: Evening, at: datetime) -> bool:
    """From an hour before the event."""
    return evening.event.starts_at - DOORS_OPEN <= at


def is_stale(evening: Evening) -> bool:
    """Whether others are there now than the schedule of the rounds to come was made for."""
    if evening.planned_at is None or evening.next_round is None or evening.told_at:
        return False
    return queries.digest_of(evening, queries.taking_part(evening)) != evening.planned_for


HERE, LATE, LEFT, ABSENT, BACK = "here", "late", "left", "absent", "back"


@transaction.atomic
def note(
    evening: Evening, guests: Collection[Guest], what: str, *, from_round: int, by: Account, at: datetime
) -> Changes | None:
    """These people are there all evening, come late (from that round on), left, do not come, or are back; the rounds
    that have not begun are repaired at once. Whoever comes late misses no talk about which somebody
    answered: it was there. What changed; None when nothing did or there was no schedule yet."""
    held = hold(evening)
    refuse_closed(held)
    now, changed = held.round_now, 0
    answered = queries.rounds_answered(held)
    for guest in held.guests.filter(pk__in=[one.pk for one in guests]):
        away = {
            HERE: [],
            LATE: [each for each in rounds_before(from_round) if each not in answered.get(guest.participation_id, ())],
            ABSENT: whole_evening(),
            LEFT: [*without(guest.away, after=now), *(each for each in whole_evening() if each > now)],
            BACK: without(guest.away, after=now),
        }[what]
        changed += away != guest.away
        Guest.objects.filter(pk=guest.pk).update(away=away)
    if changed:
        Evening.objects.filter(pk=held.pk).update(version=F("version") + 1)  # phones look again
        tell_history("note_guests", held, by=by, at=at, what=what, people=changed)
    return make_schedule(held, by=by, at=at) if changed and held.planned_at else None


@transaction.atomic
def walk_in(evening: Evening, participation: Participation, *, by: Account, at: datetime) -> Changes | None:
    """Somebody without an invitation, or who had said no, takes part from the next round on and is invited by now."""
    event = hold_event(evening.event)
    held = hold(evening)
    refuse_closed(held)
    if not queries.may_walk_in(held.event, held).filter(pk=participation.pk).exists():
        raise DomainError(
            "may_not", _("Deze deelnemer kan niet meedoen: al in het schema, niet klaar of al in een koppel.")
        )
    if not can_begin(held, at):
        raise DomainError("too_early", _("Binnenlopen kan vanaf een uur voor het begin. Nodig deze deelnemer uit."))
    had = EventInvitation.objects.filter(event=event, participation=participation).first()
    here = {"answer": EventInvitation.Answer.YES, "answered_at": at, "attended_at": at, "waiting_since": None}
    here["place_number"] = (had and had.place_number) or free_place(event)
    EventInvitation.objects.update_or_create(
        event=event, participation=participation, defaults=here, create_defaults={"invited_at": at, **here}
    )
    Guest.objects.create(
        evening=held, participation=participation, away=rounds_before(held.round_now + 1), walked_in=True
    )
    tell_history("walk_in", held, by=by, at=at)
    return make_schedule(held, by=by, at=at) if held.planned_at else None


@transaction.atomic
def say(talk: Talk, by: Participation, answer: str, *, at: datetime) -> None:
    """Yes, maybe or no about whom one spoke, until the results are told. The same whatever the other said: nothing of
    that is read."""
    held = hold(talk.evening)
    refuse_closed(held)
    if not held.is_over(talk.round, at):
        raise DomainError("not_over", _("Dit gesprek is nog bezig. Antwoord als de ronde voorbij is."))
    about = talk.non_teacher if by.pk == talk.teacher_id else talk.teacher
    Said.objects.update_or_create(
        by=by, about=about, source=Said.Source.OPEN, defaults={"answer": answer, "said_at": at}
    )
