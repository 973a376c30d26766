"""A pair between the first day and the last: trial, pause, exit (MAT-07, MAT-08)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.outbox import cancel_mails
from jobtwinning.pairs import life_letters, manager_letters
from jobtwinning.pairs.actions import free_seats, move_pair, record, refuse_state, seats_of
from jobtwinning.pairs.models import RUNNING, ExitNote, Pair, Seat
from jobtwinning.pairs.queries import today_for, trial_ends_on
from jobtwinning.people.models import Person
from jobtwinning.programmes.calendar import months_later

LONGEST_PAUSE_MONTHS = 3
ANSWER_DAYS = 14  # after the question no answer counts as going on
REMINDER_DAYS = 7


# --- The trial --------------------------------------------------------------------------------------


@transaction.atomic
def ask_trial(pair: Pair, *, at: datetime) -> bool:
    """Ask both whether they go on, once the trial is over; whether they were asked now."""
    today = today_for(pair, at)
    if trial_ends_on(pair) > today:
        return False
    due = Pair.objects.filter(pk=pair.pk, state=Pair.State.TRIAL, trial_asked_on__isnull=True)
    if due.update(trial_asked_on=today, version=F("version") + 1) != 1:
        return False
    record("ask_trial", pair, None, at)
    pair.refresh_from_db()
    life_letters.ask_trial(pair, answer_until(pair), to=seats_of(pair))
    return True


@transaction.atomic
def remind_of_trial(pair: Pair, *, at: datetime) -> bool:
    """Once more to whoever has not answered, a week after the question."""
    lock_running(pair)
    asked, today = pair.trial_asked_on, today_for(pair, at)
    if pair.state != Pair.State.TRIAL or asked is None:
        return False
    if not asked + timedelta(days=REMINDER_DAYS) <= today <= answer_until(pair):
        return False
    silent = [seat for seat in seats_of(pair) if not seat.trial_answer]
    return life_letters.remind_of_trial(pair, answer_until(pair), to=silent)


@transaction.atomic
def answer_trial(pair: Pair, answer: str, *, person: Person, by: Account | None, at: datetime) -> Pair:
    """Go on, or talk first; both on makes it definite. Another answer takes the place of the earlier one."""
    lock_running(pair)
    if pair.state != Pair.State.TRIAL or pair.trial_asked_on is None:
        raise DomainError("trial_not_asked", _("Deze vraag staat nu niet open."))
    seat = Seat.objects.get(pair=pair, person=person)
    if seat.trial_answer != answer:
        Seat.objects.filter(pk=seat.pk).update(trial_answer=answer, trial_answered_at=at)
        record("answer_trial", pair, by, at, side=seat.side, answer=answer)
        if answer == Seat.TrialAnswer.TALK:
            life_letters.tell_coordinator_talk(pair, seat)
    _definite_if_both_go_on(pair, at)
    return pair


@transaction.atomic
def count_silence(pair: Pair, *, at: datetime) -> bool:
    """Who did not answer in time goes on; whether somebody was counted now. Talking first stays a question."""
    lock_running(pair)
    if pair.state != Pair.State.TRIAL or pair.trial_asked_on is None or today_for(pair, at) <= answer_until(pair):
        return False
    counted = Seat.objects.filter(pair=pair, trial_answer="").update(
        trial_answer=Seat.TrialAnswer.SILENT, trial_answered_at=at
    )
    if counted:
        record("answer_trial", pair, None, at, answer=Seat.TrialAnswer.SILENT)
    _definite_if_both_go_on(pair, at)
    return bool(counted)


@transaction.atomic
def confirm_pair(pair: Pair, *, by: Account | None, at: datetime) -> Pair:
    """The coordinator spoke with them and they go on."""
    lock_running(pair)
    if pair.state != Pair.State.TRIAL:
        refuse_state(pair)
    move_pair(pair, Pair.State.DEFINITE)
    Seat.objects.filter(pair=pair).exclude(trial_answer=Seat.TrialAnswer.CONTINUE).update(
        trial_answer=Seat.TrialAnswer.CONTINUE, trial_answered_at=at
    )
    record("confirm_pair", pair, by, at)
    pair.refresh_from_db()
    return pair


def answer_until(pair: Pair) -> date:
    """The last day on which an answer after the trial is waited for."""
    if pair.trial_asked_on is None:
        raise ValueError("not asked yet")
    return pair.trial_asked_on + timedelta(days=ANSWER_DAYS)


def _definite_if_both_go_on(pair: Pair, at: datetime) -> None:
    go_on = (Seat.TrialAnswer.CONTINUE, Seat.TrialAnswer.SILENT)
    if pair.seats.exclude(trial_answer__in=go_on).exists():
        return
    move_pair(pair, Pair.State.DEFINITE)
    record("confirm_pair", pair, None, at)
    pair.refresh_from_db()


# --- The pause card ---------------------------------------------------------------------------------


@transaction.atomic
def pause_pair(pair: Pair, until: date, *, person: Person, by: Account | None, at: datetime) -> Pair:
    """Everything stands still up to and including a day; the partner hears it kindly."""
    lock_running(pair)
    today = today_for(pair, at)
    check_pause(today, until)
    came_from = pair.state
    if came_from == Pair.State.PAUSED:
        refuse_state(pair)
    move_pair(pair, Pair.State.PAUSED, paused_on=today, paused_until=until, paused_from=came_from)
    record("pause_pair", pair, by, at, side=_seat_of(pair, person).side)
    pair.refresh_from_db()
    stop_mails(pair, at=at)
    life_letters.tell_of_pause(pair, to=[seat for seat in seats_of(pair) if seat.person_id != person.pk])
    return pair


@transaction.atomic
def resume_pair(pair: Pair, *, by: Account | None, at: datetime, person: Person | None = None) -> Pair:
    """Go on where it stood; every date moves along with the days of the pause. Both hear it when time did it."""
    lock_running(pair)
    if pair.state != Pair.State.PAUSED or pair.paused_on is None:
        raise DomainError("not_paused", _("Jullie pauze is al voorbij."))
    began = max(pair.paused_on, pair.starts_on or pair.paused_on)  # before its first day nothing ran
    days = max((today_for(pair, at) - began).days, 0)
    move_pair(
        pair,
        pair.paused_from,
        paused_on=None,
        paused_until=None,
        paused_from="",
        pause_days=F("pause_days") + days,
        planned_end_on=_later(pair.planned_end_on, days),
        trial_asked_on=_later(pair.trial_asked_on, days),
    )
    record("resume_pair", pair, by, at)
    pair.refresh_from_db()
    to = [seat for seat in seats_of(pair) if person is None or seat.person_id != person.pk]
    life_letters.tell_of_resuming(pair, to=to)
    return pair


def check_pause(today: date, until: date) -> None:
    """DomainError beside the field unless the pause ends, and not too far away."""
    last = months_later(today, LONGEST_PAUSE_MONTHS)
    if not today < until <= last:
        message = _("Kies een dag tussen %(first)s en %(last)s.") % {
            "first": date_format(today + timedelta(days=1), "j F Y"),
            "last": date_format(last, "j F Y"),
        }
        raise DomainError("pause_without_end", message, field="until")


def _later(day: date | None, days: int) -> date | None:
    return day + timedelta(days=days) if day else None


# --- The exit card ----------------------------------------------------------------------------------


@transaction.atomic
def end_pair(
    pair: Pair, *, by: Account | None, at: datetime, person: Person | None = None, reason: str = "", tell: bool = True
) -> Pair:
    """Stop without blame: both are free for somebody else, never again for each other (MAT-08).

    person: who put the exit card on the table; None for the coordinator, who gives a reason, and for erasing.
    tell: write kindly to whoever did not do it, to the coordinator, and to the managers that the hours are free.
    """
    lock_running(pair)
    stop_mails(pair, at=at)
    paused = {"paused_on": None, "paused_until": None, "paused_from": ""}
    move_pair(pair, Pair.State.ENDED, ended_at=at, end_reason=reason, **paused)
    free_seats(pair)
    side = ""
    if person is not None:
        leaver = _seat_of(pair, person)
        side = leaver.side
        Seat.objects.filter(pk=leaver.pk).update(left_at=at)
    record("end_pair", pair, by, at, **({"side": side} if side else {}), **({"reason": reason} if reason else {}))
    pair.refresh_from_db()
    if tell:
        life_letters.tell_of_end(
            pair, to=[seat for seat in seats_of(pair) if not person or seat.person_id != person.pk]
        )
        manager_letters.tell_of_free_hours(pair, seats_of(pair))
        if person is not None:
            life_letters.tell_coordinator_ended(pair, _seat_of(pair, person))
    return pair


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says afterwards; every part may be left out."""

    reason: str = ""
    text: str = ""
    hours: int | None = None
    final_survey: bool = False


@transaction.atomic
def write_exit_note(pair: Pair, told: Told, *, person: Person, by: Account | None, at: datetime) -> ExitNote:
    """Keep what somebody tells about stopping, for the coordinator only; what they say later replaces it."""
    if pair.state != Pair.State.ENDED:
        raise DomainError("pair_not_ended", _("Jullie koppel loopt nog."))
    values = {
        "reason": told.reason,
        "text": told.text,
        "hours": told.hours,
        "final_survey": told.final_survey,
        "made_at": at,
    }
    note, made = ExitNote.objects.select_for_update().get_or_create(seat=_seat_of(pair, person), defaults=values)
    if not made:
        ExitNote.objects.filter(pk=note.pk).update(version=F("version") + 1, **values)
        note.refresh_from_db()
    history.record(
        "write_exit_note", pair, by=by, at=at, programme_id=pair.programme_id, region_id=pair.region_id,
        codes={"side": note.seat.side},
    )  # fmt: skip
    return note


# --- Shared -----------------------------------------------------------------------------------------


def lock_running(pair: Pair) -> None:
    """Hold the pair as it is now until the end of the transaction; DomainError when it is over or not begun."""
    if Pair.objects.select_for_update().filter(pk=pair.pk, state__in=RUNNING).first() is None:
        refuse_state(pair)
    pair.refresh_from_db()


def stop_mails(pair: Pair, *, at: datetime) -> None:
    """What waits to be sent about this pair does not leave any more."""
    cancel_mails(OutboxMail.objects.filter(unique_key__contains=pair.public_id), at=at)


def _seat_of(pair: Pair, person: Person) -> Seat:
    return next(seat for seat in seats_of(pair) if seat.person_id == person.pk)
