"""What can happen to a pair. The database decides who wins; the loser is told why in plain words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.mail.holds import held_people
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.outbox import cancel_mails
from jobtwinning.pairs import letters, manager_letters
from jobtwinning.pairs.models import RUNNING, TRANSITIONS, Pair, Seat
from jobtwinning.pairs.queries import answer_until, reminder_number, today_for, with_people
from jobtwinning.people.models import Person
from jobtwinning.programmes.calendar import months_later
from jobtwinning.programmes.models import Participation, Side
from jobtwinning.programmes.permissions import refuse_over


@dataclass(frozen=True, slots=True)
class ProposedPair:
    """Two people who are proposed to each other, with why (see Pair.reasons)."""

    teacher: Participation
    non_teacher: Participation
    kind: str = ""
    band: str = ""
    reasons: Mapping[str, Any] = field(default_factory=dict)


def propose_pair(
    teacher: Participation,
    non_teacher: Participation,
    *,
    by: Account | None,
    at: datetime,
    kind: str = "",
    band: str = "",
    reasons: Mapping[str, Any] | None = None,
) -> Pair:
    """Make one pair in state proposed, take both seats and write to both (R-1.1)."""
    return propose_pairs([ProposedPair(teacher, non_teacher, kind, band, reasons or {})], by=by, at=at)[0]


@transaction.atomic
def propose_pairs(
    proposed: Sequence[ProposedPair], *, by: Account | None, at: datetime, tell_at: datetime | None = None
) -> list[Pair]:
    """All of these pairs or none: DomainError "not_free" names whoever is no longer free.

    The seats are taken now; the two hear of it, and their clock begins, at `tell_at` (None: at once).
    """
    people = _locked(proposed)
    for each in proposed:
        refuse_over(each.teacher.programme)
        refuse_wrong_pair(each)
    _refuse_not_taking_part(people)
    _refuse_held(people)
    pairs = [_pair(each, tell_at or at) for each in proposed]
    Pair.objects.bulk_create(pairs)
    take_seats(pairs, proposed)
    for pair, each in zip(pairs, proposed, strict=True):
        record("propose_pair", pair, by, at, kind=pair.kind, band=pair.band)
        letters.send_proposal(pair, each.teacher, each.non_teacher, not_before=tell_at)
    return pairs


@transaction.atomic
def accept_pair(pair: Pair, *, person: Person, by: Account | None, at: datetime, spoken: bool = False) -> Pair:
    """One partner says yes; when both have, the pair starts. Saying yes twice is one yes.

    spoken: the coordinator writes down what was said on the telephone; marked as such.
    """
    _refuse_untold(pair, at)
    refuse_over(pair.programme)
    _hold(pair)
    if _answer_of(pair, person) != Seat.Answer.ACCEPTED:
        _answer(pair, person, Seat.Answer.ACCEPTED, at, is_spoken=spoken)
        record("record_spoken_yes" if spoken else "accept_pair", pair, by, at, side=_side_of(pair, person))
        if not pair.seats.exclude(answer=Seat.Answer.ACCEPTED).exists():
            start_pair(pair, at)
    pair.refresh_from_db()
    return pair


@transaction.atomic
def ask_talk(pair: Pair, *, person: Person, by: Account | None, at: datetime) -> Pair:
    """Neither yes nor no yet: the coordinator hears it and the answer term stands still for the days of the rules."""
    _refuse_untold(pair, at)
    _hold(pair)
    if _answer_of(pair, person) != Seat.Answer.OPEN:
        raise DomainError("answered", _("Je hebt al geantwoord. Wil je toch anders? Bel of mail je coördinator."))
    asking = Seat.objects.filter(pair=pair, person=person, talk_asked_at__isnull=True)
    if asking.update(talk_asked_at=at) == 1:
        side = _side_of(pair, person)
        record("ask_talk", pair, by, at, side=side)
        letters.tell_coordinator_talk(pair, side)
    pair.refresh_from_db()
    return pair


@transaction.atomic
def decline_pair(
    pair: Pair, *, person: Person, by: Account | None, at: datetime, reason: str = "", reason_text: str = ""
) -> Pair:
    """One partner says no, why only if they like. Both are free again, the partner and the coordinator hear it."""
    _refuse_untold(pair, at)
    move_pair(pair, Pair.State.DECLINED, ended_at=at)
    _answer(pair, person, Seat.Answer.DECLINED, at, reason=reason, reason_text=reason_text)
    free_seats(pair)
    record("decline_pair", pair, by, at, side=_side_of(pair, person))
    letters.send_not_going_on(pair, to=[seat for seat in seats_of(pair) if seat.person_id != person.pk])
    letters.tell_coordinator_declined(pair)
    pair.refresh_from_db()
    return pair


@transaction.atomic
def withdraw_pair(pair: Pair, *, by: Account | None, at: datetime) -> Pair:
    """The coordinator takes a proposal back while it waits for an answer; without a word if nobody heard of it."""
    _hold(pair)
    in_silence = not pair.is_told(at) and letters.take_back_proposals([pair], at=at)
    move_pair(pair, Pair.State.WITHDRAWN, ended_at=at if in_silence else max(at, pair.proposed_at))
    free_seats(pair)
    record("withdraw_pair", pair, by, at)
    if not in_silence:
        cancel_mails(OutboxMail.objects.filter(unique_key__contains=pair.public_id), at=at)  # what did not leave yet
        letters.send_not_going_on(pair, to=seats_of(pair))
    pair.refresh_from_db()
    return pair


@transaction.atomic
def take_back_pairs(pairs: QuerySet[Pair], *, by: Account | None, at: datetime) -> int:
    """Proposals that nobody heard of are gone without a word, and who sat in them is free; all of them or none."""
    waiting = pairs.filter(state=Pair.State.PROPOSED).select_for_update(of=("self",)).order_by("pk")
    held = list(waiting.select_related("programme", "region"))
    if any(pair.is_told(at) for pair in held) or not letters.take_back_proposals(held, at=at):
        raise DomainError("left", _("De mails zijn al weg. Een voorstel kun je nog intrekken bij de koppels."))
    for pair in held:
        move_pair(pair, Pair.State.WITHDRAWN, ended_at=at)
        free_seats(pair)
        record("withdraw_pair", pair, by, at)
    return len(held)


@transaction.atomic
def lapse_pair(pair: Pair, *, by: Account | None, at: datetime) -> Pair:
    """The answer term is over and not both said yes: both are free again, they and the coordinator hear it."""
    _refuse_too_early(pair, at)
    move_pair(pair, Pair.State.LAPSED, ended_at=at)
    free_seats(pair)
    record("lapse_pair", pair, by, at)
    letters.send_not_going_on(pair, to=[seat for seat in seats_of(pair) if _takes_part(seat)])
    letters.tell_coordinator_lapsed(pair)
    pair.refresh_from_db()
    return pair


@transaction.atomic
def remind_of_proposal(pair: Pair, *, by: Account | None, at: datetime) -> bool:
    """Write to whoever has not answered yet, once per reminder of the programme's rules; whether a mail was made.

    When one of the two withdrew there is nothing left to say yes to.
    """
    today = today_for(pair, at)
    number = reminder_number(pair, today)
    if not number or today > answer_until(pair):
        return False
    if not Pair.objects.select_for_update().filter(pk=pair.pk, state=Pair.State.PROPOSED).exists():
        refuse_state(pair)
    seats = seats_of(pair)
    if not all(_takes_part(seat) for seat in seats):
        return False
    open_seats = [seat for seat in seats if seat.answer == Seat.Answer.OPEN]
    sent = letters.send_reminder(pair, number, to=open_seats)
    if sent:
        record("remind_of_proposal", pair, by, at, reminder=str(number))
    return sent


@transaction.atomic
def finish_pair(pair: Pair, *, by: Account | None, at: datetime) -> Pair:
    """The trajectory is done; both are free for a next one. Sends no mail: the survey invitation is the caller's."""
    begin_pair(pair, at=at)  # when the daily round has not been yet
    move_pair(pair, Pair.State.FINISHED, ended_at=at)
    free_seats(pair)
    record("finish_pair", pair, by, at)
    pair.refresh_from_db()
    return pair


@transaction.atomic
def begin_pair(pair: Pair, *, at: datetime) -> bool:
    """On its first day an accepted pair goes on trial, or is definite where a programme has no trial (MAT-07)."""
    to = Pair.State.TRIAL if pair.programme.rules.trial_months else Pair.State.DEFINITE
    due = Pair.objects.filter(pk=pair.pk, state=Pair.State.ACCEPTED, starts_on__lte=today_for(pair, at))
    if due.update(state=to, version=F("version") + 1) != 1:
        return False
    record("begin_pair", pair, None, at)
    pair.refresh_from_db()
    return True


# --- The states ---------------------------------------------------------------------------------


def move_pair(pair: Pair, to: str, **changes: object) -> None:
    """Change the state if the table of transitions allows it at this moment; otherwise say what happened instead."""
    allowed_from = [state for state, targets in TRANSITIONS.items() if to in targets]
    moved = Pair.objects.filter(pk=pair.pk, state__in=allowed_from).update(
        state=to, version=F("version") + 1, **changes
    )
    if moved != 1:
        refuse_state(pair)


def _hold(pair: Pair) -> None:
    """Lock a pair that is still proposed until the end of the transaction, so that answers come one by one."""
    held = Pair.objects.filter(pk=pair.pk, state=Pair.State.PROPOSED).update(version=F("version") + 1)
    if held != 1:
        refuse_state(pair)


def _refuse_untold(pair: Pair, at: datetime) -> None:
    if not pair.is_told(at) and pair.state == Pair.State.PROPOSED:
        raise DomainError("untold", _("Dit voorstel is nog niet verstuurd."))


def _refuse_too_early(pair: Pair, at: datetime) -> None:
    if today_for(pair, at) <= answer_until(pair):
        raise DomainError("term_runs", _("De termijn om te antwoorden loopt nog."))


def refuse_state(pair: Pair) -> NoReturn:
    state = Pair.objects.values_list("state", flat=True).get(pk=pair.pk)
    messages = {
        Pair.State.PROPOSED: _("Dit kan pas als ze allebei ja hebben gezegd."),
        **dict.fromkeys(RUNNING, _("Er is al twee keer ja gezegd. Het koppel is begonnen.")),
        Pair.State.DEFINITE: _("Dit koppel gaat al verder."),
        Pair.State.PAUSED: _("Dit koppel heeft pauze."),
        Pair.State.ENDED: _("Dit koppel is al gestopt. Beiden zijn weer vrij."),
        Pair.State.DECLINED: _("Dit voorstel gaat niet door. We zoeken verder."),
        Pair.State.WITHDRAWN: _("Dit voorstel is ingetrokken. We zoeken verder."),
        Pair.State.LAPSED: _("Dit voorstel is verlopen. We zoeken verder."),
        Pair.State.FINISHED: _("Dit koppel is al afgerond."),
    }
    raise DomainError(f"pair_is_{state}", messages[Pair.State(state)])


def start_pair(pair: Pair, at: datetime) -> None:
    """Both have said yes: the trajectory starts with the programme, or now when that has begun."""
    starts_on = max(at.astimezone(ZoneInfo(pair.programme.time_zone)).date(), pair.programme.starts_on)
    move_pair(
        pair,
        Pair.State.ACCEPTED,
        accepted_at=at,
        starts_on=starts_on,
        planned_end_on=months_later(starts_on, pair.programme.rules.duration_months),
    )
    record("start_pair", pair, None, at)
    pair.refresh_from_db()  # the letter names the first day
    begin_pair(pair, at=at)
    started = with_people(Pair.objects.filter(pk=pair.pk)).get()
    letters.send_confirmation(started)
    manager_letters.tell_of_partner(started, at)


# --- The seats ----------------------------------------------------------------------------------


def _locked(proposed: Sequence[ProposedPair]) -> list[Participation]:
    """The people as they are now, held until the end of the transaction so that nobody withdraws meanwhile."""
    keys = {person.pk for each in proposed for person in (each.teacher, each.non_teacher)}
    return list(Participation.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def take_seats(pairs: Sequence[Pair], proposed: Sequence[ProposedPair]) -> None:
    """Both seats of every pair. The partial unique index decides who is first, whoever else proposes meanwhile."""
    seats = [
        Seat(pair=pair, participation=one, person_id=one.person_id, side=one.side)
        for pair, each in zip(pairs, proposed, strict=True)
        for one in (each.teacher, each.non_teacher)
    ]
    seats.sort(key=lambda seat: seat.person_id or 0)  # everybody locks in the same order: no deadlock
    try:
        with transaction.atomic():
            Seat.objects.bulk_create(seats)
    except IntegrityError:
        taken = Seat.objects.filter(person__in=[seat.person_id for seat in seats], active=True)
        refuse_not_free(Person.objects.filter(pk__in=taken.values("person")).order_by("given_name", "pk"))


def refuse_not_free(people: Iterable[Person]) -> NoReturn:
    """Name whoever cannot be proposed, and nothing about with whom or where they are paired."""
    names = [person.full_name for person in people]
    raise DomainError(
        "not_free",
        ngettext(
            "%(names)s heeft intussen een ander voorstel of koppel, of doet niet meer mee. Maak een nieuw voorstel.",
            "%(names)s hebben intussen een ander voorstel of koppel, of doen niet meer mee. Maak een nieuw voorstel.",
            len(names),
        )
        % {"names": ", ".join(names)},
    )


def _refuse_not_taking_part(people: Sequence[Participation]) -> None:
    gone = [one.person_id for one in people if one.state != Participation.State.READY]
    if gone:
        refuse_not_free(Person.objects.filter(pk__in=gone).order_by("given_name", "pk"))


def _refuse_held(people: Sequence[Participation]) -> None:
    """Who was moved in hears nothing until Start, and could not answer."""
    programmes = {one.programme_id for one in people}
    held = {key for each in programmes for key in held_people(each, [one.person_id for one in people])}
    if held:
        names = ", ".join(each.full_name for each in Person.objects.filter(pk__in=held).order_by("given_name", "pk"))
        message = _("%(names)s: nog niet gestart. Druk eerst op Start bij de lijst waarmee je ze inlas.")
        raise DomainError("held", message % {"names": names})


def refuse_wrong_pair(each: ProposedPair) -> None:
    """A pair is one teacher and one non-teacher of one programme (R-1.1), of one region unless the rules say more."""
    teacher, non_teacher = each.teacher, each.non_teacher
    if (teacher.side, non_teacher.side) != (Side.TEACHER, Side.NON_TEACHER):
        raise DomainError("same_side", _("Een koppel is één docent en één iemand van buiten het onderwijs."))
    if teacher.programme_id != non_teacher.programme_id:
        raise DomainError("other_programme", _("Deze twee mensen doen niet mee in dezelfde ronde."))
    if teacher.region_id != non_teacher.region_id and not teacher.programme.rules.cross_region:
        raise DomainError("other_region", _("Deze twee mensen horen niet bij dezelfde regio."))
    if _organisation_of(teacher) is not None and _organisation_of(teacher) == _organisation_of(non_teacher):
        raise DomainError("same_organisation", _("Deze twee mensen werken bij dezelfde organisatie."))


def _organisation_of(participation: Participation) -> int | None:
    return participation.employment.organisation_id if participation.employment else None


def free_seats(pair: Pair) -> None:
    Seat.objects.filter(pair=pair).update(active=False)


def _answer_of(pair: Pair, person: Person) -> str:
    answer = Seat.objects.filter(pair=pair, person=person).values_list("answer", flat=True).first()
    if answer is None:
        raise DomainError("not_in_pair", _("Dit voorstel is niet aan jou gedaan."))
    return answer


def _answer(pair: Pair, person: Person, answer: str, at: datetime, **more: object) -> None:
    """Write down an answer; the first one stands."""
    open_seat = Seat.objects.filter(pair=pair, person=person, answer=Seat.Answer.OPEN)
    if open_seat.update(answer=answer, answered_at=at, **more) != 1:
        _answer_of(pair, person)
        raise DomainError("answered", _("Je hebt al geantwoord. Wil je toch anders? Bel of mail je coördinator."))


def _side_of(pair: Pair, person: Person) -> str:
    return next(seat.side for seat in seats_of(pair) if seat.person_id == person.pk)


def seats_of(pair: Pair) -> list[Seat]:
    return list(pair.seats.select_related("person", "participation").order_by("-side"))


def _takes_part(seat: Seat) -> bool:
    """Who was erased or withdrew hears nothing more."""
    return seat.participation is not None and seat.participation.state != Participation.State.WITHDRAWN


def _pair(each: ProposedPair, at: datetime) -> Pair:
    return Pair(
        programme=each.teacher.programme,
        region=each.teacher.region,
        kind=each.kind,
        band=each.band,
        reasons=dict(each.reasons),
        proposed_at=at,
    )


def record(verb: str, pair: Pair, by: Account | None, at: datetime, **codes: str) -> None:
    history.record(verb, pair, by=by, at=at, programme_id=pair.programme_id, region_id=pair.region_id, codes={**codes})
