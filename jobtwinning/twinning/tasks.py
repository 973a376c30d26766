"""What time does to people whose pair stopped."""

from datetime import datetime

from jobtwinning.core.schedule import every
from jobtwinning.pairs.models import ExitNote, Pair
from jobtwinning.pairs.queries import today_for
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.twinning.actions import ask_who_stopped


@every("twinning.ask_who_stopped", daily_at="08:30")
def ask_who_stopped_at_the_end(at: datetime) -> int:
    """Invite to the final survey who stopped and said we may, once their trajectory would have been done; how many."""
    notes = ExitNote.objects.filter(
        final_survey=True, seat__pair__state=Pair.State.ENDED, seat__participation__state=Participation.State.READY
    ).exclude(seat__pair__programme__state__in=(Programme.State.FINISHED, Programme.State.ARCHIVED))
    asked = 0
    for note in notes.select_related("seat__pair__programme", "seat__pair__region", "seat__participation__person"):
        pair = note.seat.pair
        if pair.planned_end_on is not None and pair.planned_end_on <= today_for(pair, at):
            asked += ask_who_stopped(note, at=at)
    return asked
