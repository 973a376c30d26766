"""What time does to a proposal."""

from datetime import datetime

from jobtwinning.core.errors import DomainError
from jobtwinning.core.schedule import every
from jobtwinning.pairs.actions import lapse_pair, remind_of_proposal
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.queries import answer_until, today_for


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
        try:
            reminded += remind_of_proposal(pair, by=None, at=at)
        except DomainError:
            continue
    return reminded


def open_proposals() -> list[Pair]:
    """Every proposal that waits for an answer, the oldest first."""
    proposed = (
        Pair.objects.filter(state=Pair.State.PROPOSED).select_related("programme", "region").prefetch_related("seats")
    )
    return list(proposed.order_by("proposed_at", "pk"))
