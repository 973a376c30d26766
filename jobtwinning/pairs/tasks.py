"""What time does to a proposal and to a pair."""

from collections.abc import Callable
from datetime import datetime

from jobtwinning.core.errors import DomainError
from jobtwinning.core.schedule import every
from jobtwinning.pairs import life, manager_letters
from jobtwinning.pairs.actions import begin_pair, lapse_pair, remind_of_proposal
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.own import actions as own_actions
from jobtwinning.pairs.queries import answer_until, today_for, without_held
from jobtwinning.programmes.models import Programme

ARCHIVED = Programme.State.ARCHIVED  # there nothing changes any more, and nobody is asked what they cannot answer


@every("pairs.lapse_unanswered_proposals", daily_at="08:00")
def lapse_unanswered_proposals(at: datetime) -> int:
    """Proposals whose answer term is over; how many. In the morning, since people get a mail."""
    lapsed = 0
    for pair in open_proposals():
        if today_for(pair, at) > answer_until(pair):
            try:
                lapse_pair(pair, by=None, at=at)
            except DomainError:  # answered or taken back a moment ago
                continue
            lapsed += 1
    return lapsed


@every("pairs.remind_unanswered_proposals", daily_at="08:05")
def remind_unanswered_proposals(at: datetime) -> int:
    """People who have not answered yet, after the days that the rules name; about how many proposals."""
    reminded = 0
    for pair in open_proposals():
        if pair.programme.state == ARCHIVED:
            continue
        try:
            reminded += remind_of_proposal(pair, by=None, at=at)
        except DomainError:
            continue
    return reminded


def open_proposals() -> list[Pair]:
    """Every proposal that waits for an answer, the oldest first."""
    waiting = without_held(Pair.objects.filter(state=Pair.State.PROPOSED))
    proposed = waiting.select_related("programme", "region").prefetch_related("seats")
    return list(proposed.order_by("proposed_at", "pk"))


@every("pairs.begin_pairs", daily_at="06:00")
def begin_pairs(at: datetime) -> int:
    """Accepted pairs whose first day has come; how many."""
    return count(Pair.State.ACCEPTED, lambda pair: begin_pair(pair, at=at))


@every("pairs.end_pauses", daily_at="06:05")
def end_pauses(at: datetime) -> int:
    """Pauses whose last day was yesterday or before; how many."""

    def go_on(pair: Pair) -> bool:
        if pair.paused_until is None or today_for(pair, at) <= pair.paused_until:
            return False
        life.resume_pair(pair, by=None, at=at)
        return True

    return count(Pair.State.PAUSED, go_on)


@every("pairs.ask_after_trial", daily_at="08:10")
def ask_after_trial(at: datetime) -> int:
    """Ask both of a pair whose trial is over whether they go on; how many pairs."""
    return count(Pair.State.TRIAL, lambda pair: life.ask_trial(pair, at=at))


@every("pairs.remind_after_trial", daily_at="08:15")
def remind_after_trial(at: datetime) -> int:
    """Once more to whoever did not say so after a week; about how many pairs."""
    return count(Pair.State.TRIAL, lambda pair: life.remind_of_trial(pair, at=at))


@every("pairs.count_silence", daily_at="08:20")
def count_silence(at: datetime) -> int:
    """Whoever did not answer in time goes on; in how many pairs."""
    return count(Pair.State.TRIAL, lambda pair: life.count_silence(pair, at=at))


@every("pairs.tell_managers_later", daily_at="08:25")
def tell_managers_later(at: datetime) -> int:
    """Mail who the partner is to managers whose permission came after both had said yes; how many mails (R-0.1)."""
    return manager_letters.tell_of_partner_later(at)


@every("pairs.lapse_own_starts", daily_at="08:25")
def lapse_own_starts(at: datetime) -> int:
    """Pairs that would begin by themselves and did not both say yes in fourteen days; how many (REC-09)."""
    return own_actions.lapse_own_starts(at)


def count(state: str, step: Callable[[Pair], bool]) -> int:
    """Take a step with every pair in this state for which a clock runs; how often something happened."""
    done = 0
    pairs = Pair.objects.filter(state=state, starts_on__isnull=False).exclude(programme__state=ARCHIVED)
    for pair in without_held(pairs).select_related("programme", "region"):
        try:
            done += step(pair)
        except DomainError:  # it moved on a moment ago
            continue
    return done
