"""What the coordinator may see of the mails that went out, and how the outbox is doing."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, F, Min, QuerySet, TextField, Value, When

from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.sending import due_mails

BEHIND_MINUTES = 5  # a code that comes later is no code
HARD = 3  # attempts after which somebody should look
State = OutboxMail.State


def sent_mails(programme_id: int, region_ids: Iterable[int]) -> QuerySet[OutboxMail]:
    """The mails of this programme in these regions, newest first, in every state.

    `readable_text` is the text; empty for a mail that holds a code or token. The bodies themselves stay behind.
    """
    readable = Case(When(holds_secret=True, then=Value("")), default=F("body_text"), output_field=TextField())
    return (
        OutboxMail.objects.filter(programme_id=programme_id, region_id__in=list(region_ids))
        .defer("body_text", "body_html", "calendar")
        .annotate(readable_text=readable)
        .order_by("-created_at", "-pk")
    )


def minutes_behind(now: datetime) -> int:
    """How long the oldest mail that should have left is waiting."""
    oldest: datetime | None = due_mails(now).aggregate(oldest=Min("not_before"))["oldest"]
    return int((now - oldest).total_seconds() // 60) if oldest else 0


def hard_mails() -> QuerySet[OutboxMail]:
    """Mails that came back several times and will be tried again."""
    return OutboxMail.objects.filter(state=State.WAITING, attempts__gte=HARD, cancelled_at__isnull=True)


def given_up_since(at: datetime) -> QuerySet[OutboxMail]:
    """Mails that will not be tried again, tried last since then."""
    return OutboxMail.objects.filter(state=State.FAILED, claimed_at__gte=at)
