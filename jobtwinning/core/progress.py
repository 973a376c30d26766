"""From a long computation to what the progress component prints."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.core import clock, inside
from jobtwinning.core.components import Progress
from jobtwinning.core.models import LongWork

LONG_WAIT = timedelta(seconds=20)
SURE_FROM_PERCENT = 10  # earlier a guess about the time left says nothing


def progress_of(work: LongWork, steps: Mapping[str, str], *, poll_url: str, message: str = "") -> Progress:
    """`steps` are the sentences by step code, in order; `message` is what to say once it ended."""
    codes = list(steps)
    percent = percent_of(work)
    known = work.step in steps and work.state == "running"
    return Progress(
        state=work.state,
        message=message or (steps[work.step] if known else waiting_sentence(work)),
        percent=percent,
        number=codes.index(work.step) + 1 if known else 0,
        total=len(codes) if known else 0,
        time_left=time_left(work, percent, timezone.now()) if known else "",
        poll_url=poll_url,
    )


def waiting_sentence(work: LongWork) -> str:
    """It is in the queue; after a while we say that nobody has to stay."""
    if clock.now() - work.asked_at < LONG_WAIT:
        return _("Het begint zo.")
    return _("Het wacht nog op andere berekeningen en begint vanzelf. Je kunt deze pagina gerust verlaten.")


def percent_of(work: LongWork) -> int:
    """How far it is, also inside a transaction."""
    return max(work.percent, inside.told(work.public_id)) if work.state == "running" else work.percent


def time_left(work: LongWork, percent: int, now: datetime) -> str:
    """About how long still, in words; empty while that is a mere guess."""
    if work.started_at is None or percent < SURE_FROM_PERCENT:
        return ""
    seconds = (now - work.started_at).total_seconds() * (100 - percent) / percent
    if seconds < 15:
        return _("nog een paar seconden")
    if seconds < 45:
        return _("nog ongeveer een halve minuut")
    minutes = max(1, round(seconds / 60))
    return ngettext("nog ongeveer %(n)s minuut", "nog ongeveer %(n)s minuten", minutes) % {"n": minutes}
