"""The results of an evening: whoever both said yes hears of it at once, as a proposal; nobody hears anything else."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.choosing.telling import propose_best, to_coordinator
from jobtwinning.core.errors import DomainError
from jobtwinning.dating import actions, queries
from jobtwinning.dating.models import Evening
from jobtwinning.matching.models import Said
from jobtwinning.programmes.models import Programme

LAST_ANSWER = time(12)  # of the day after, where the programme runs
AFTER_THE_END = timedelta(hours=12)  # an evening that runs later than that was forgotten


def answers_until(evening: Evening) -> datetime:
    """When the results are told at the latest: noon of the day after."""
    zone = evening.event.zone
    day = evening.event.starts_at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, LAST_ANSWER, zone)


@transaction.atomic
def tell_results(evening: Evening, *, by: Account | None, at: datetime) -> int:
    """Nobody answers any more; of who both said yes as many pairs as possible get a proposal, unless a coordinator
    decides. How many proposals; DomainError when nobody spoke yet, or it was told."""
    held = actions.hold(evening)
    actions.refuse_closed(held)
    if not held.round_now:
        raise DomainError("not_begun", _("Er is nog geen ronde geweest."))
    Evening.objects.filter(pk=held.pk).update(told_at=at, version=F("version") + 1)
    count_ballots(held)
    event = held.event
    made = 0
    if not to_coordinator(event.programme):
        made = propose_best(event.programme, event.region, queries.both_yes(held, at), at)
    actions.tell_history("tell_dates", held, by=by, at=at, proposals=made)
    return made


def count_ballots(evening: Evening) -> None:
    """From now on what was said here counts, and goes before what the same two said after an earlier talk; what was
    said about a talk that did not take place after all is gone."""
    took_place = Q(missed=False, round__lte=evening.round_now)
    spoke = set(evening.talks.filter(took_place).values_list("teacher", "non_teacher"))
    for two in set(evening.talks.exclude(took_place).values_list("teacher", "non_teacher")) - spoke:
        Said.objects.filter(by__in=two, about__in=two, source=Said.Source.OPEN).delete()
    for two in spoke:
        said = Said.objects.filter(by__in=two, about__in=two)
        for ballot in said.filter(source=Said.Source.OPEN):
            said.filter(by=ballot.by_id, source=Said.Source.TALK).delete()
            Said.objects.filter(pk=ballot.pk).update(source=Said.Source.TALK)


def tell_due(at: datetime) -> int:
    """Every evening of which all answers are in, or whose last moment has come; how many were told."""
    rows = Evening.objects.filter(told_at=None, round_now__gt=0, event__cancelled_at=None)
    rows = rows.exclude(event__programme__state=Programme.State.ARCHIVED).select_related("event__programme")
    told = 0
    for evening in rows.order_by("pk"):
        if is_due(evening, at):
            try:
                tell_results(evening, by=None, at=at)
            except DomainError:  # somebody was first
                continue
            told += 1
    return told


def is_due(evening: Evening, at: datetime) -> bool:
    """All rounds are over and everybody answered; or noon of the next day has come."""
    if at >= answers_until(evening):
        return True
    if evening.next_round is not None or not evening.is_over(evening.round_now, at):
        return False
    return queries.ballots_of(evening, at).all_in


def keep_up(at: datetime) -> int:
    """Somebody left or got a proposal while an evening runs: its next rounds go on without them; how many evenings."""
    running = Evening.objects.filter(told_at=None, round_now__gt=0, event__cancelled_at=None)
    running = running.filter(event__ends_at__gt=at - AFTER_THE_END)
    rows = running.exclude(event__programme__state=Programme.State.ARCHIVED).select_related("event__programme")
    return sum(repair_if_stale(evening, at) for evening in rows.order_by("pk") if actions.is_stale(evening))


@transaction.atomic
def repair_if_stale(evening: Evening, at: datetime) -> bool:
    """Whether it was, by the time nobody else could repair it."""
    held = actions.hold(evening)
    if held.told_at or not actions.is_stale(held):
        return False
    actions.make_schedule(held, by=None, at=at)
    return True
