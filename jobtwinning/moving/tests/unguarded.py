"""The site where whoever presses Start is believed: what the control of a race runs against."""

from datetime import datetime

from jobtwinning.config.wsgi import application
from jobtwinning.core import background, history
from jobtwinning.core.history import Actor
from jobtwinning.core.models import LongWork
from jobtwinning.moving import pages, starting
from jobtwinning.moving.models import Move
from jobtwinning.moving.queries import TASK


def start_without_looking(
    move: Move, *, invite: bool, ask_managers: bool, version: int, by: Actor, at: datetime
) -> LongWork:
    Move.objects.filter(pk=move.pk).update(state=Move.State.STARTING, started_at=at)
    history.record("start_move", move, by=by, at=at)
    return background.start(TASK, move.public_id, "start", "00", key=move.public_id, by=by)[0]


starting.ask_start = start_without_looking
pages.elsewhere_of = lambda move, here: None

__all__ = ["application"]
