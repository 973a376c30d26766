"""What the coordinator may see of the mails that went out."""

from collections.abc import Iterable

from django.db.models import Case, F, QuerySet, TextField, Value, When

from jobtwinning.mail.models import OutboxMail


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
