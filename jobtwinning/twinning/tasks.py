"""What time does to a pair that met, and to people whose pair stopped."""

from datetime import datetime

from jobtwinning.core.schedule import every
from jobtwinning.pairs.models import ExitNote, Pair
from jobtwinning.pairs.queries import today_for
from jobtwinning.pairs.tasks import count
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.twinning.actions import ask_who_stopped
from jobtwinning.twinning.clicking import ask_after_first_talk


@every("twinning.ask_about_click", daily_at="08:25")
def ask_about_click(at: datetime) -> int:
    """Ask both of a pair that met for the first time about the click; how many pairs."""
    return count(Pair.State.TRIAL, lambda pair: ask_after_first_talk(pair, at=at))


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
