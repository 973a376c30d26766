"""The site with the state guard of pairs off: what the control of a race runs against."""

from django.db.models import F

from jobtwinning.config.wsgi import application
from jobtwinning.pairs import actions
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.people.models import Person


def move_without_looking(pair: Pair, to: str, **changes: object) -> None:
    Pair.objects.filter(pk=pair.pk).update(state=to, version=F("version") + 1, **changes)


def answer_without_looking(pair: Pair, person: Person, answer: str, at: object, **more: object) -> None:
    Seat.objects.filter(pair=pair, person=person).update(answer=answer, answered_at=at, **more)


actions.move_pair = move_without_looking
actions._answer = answer_without_looking
actions._hold = lambda pair: None

__all__ = ["application"]
