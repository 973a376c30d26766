"""The site without the guard around the end of a pair: what the control of a race runs against."""

from django.db.models import F

from jobtwinning.config.wsgi import application
from jobtwinning.pairs import life
from jobtwinning.pairs.models import Pair


def move_without_looking(pair: Pair, to: str, **changes: object) -> None:
    Pair.objects.filter(pk=pair.pk).update(state=to, version=F("version") + 1, **changes)


vars(life).update(move_pair=move_without_looking, lock_running=lambda pair: None)

__all__ = ["application"]
