"""Queue a mail in the transaction of the action that it tells about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation

from jobtwinning.core import clock, logs
from jobtwinning.mail.holds import held_person
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.queries import current_wording
from jobtwinning.mail.texts import PLACES, Wording, filled


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person who gets the mail, in their own language."""

    address: str
    language: str
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class About:
    """Where the mail belongs, so that the right coordinator sees it; plain ids. people: whom it is about besides who
    gets it; as long as a hold is on one of them it waits."""

    programme_id: int | None = None
    region_id: int | None = None
    reply_to: str = ""
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """An .ics and its method (REQUEST or CANCEL)."""

    content: str
    method: str


@dataclass(frozen=True, slots=True)
class Options:
    """What few mails need."""

    not_before: datetime | None = None
    holds_secret: bool = False
    is_awaited: bool = False  # its reader asked for it a moment ago: it passes whatever else is due
    calendar: Calendar | None = None
    wording: Wording | None = None  # other words than those in use now, to try them out


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """A mail as its reader gets it."""

    subject: str
    text: str
    html: str


def render_mail(template: str, language: str, context: Mapping[str, Any], wording: Wording | None) -> RenderedMail:
    """Render `mail/<template>.txt` and `.html`. `wording` stands in them as `text`, filled with
    `context["placeholders"]`; a mail that nobody can word anew has none."""
    values = {"site_url": settings.SITE_URL, **context}
    if wording is not None:
        values["text"] = filled(wording, context["placeholders"])
    with translation.override(language):
        subject, body = split_subject(render_to_string(f"mail/{template}.txt", values))
        html = render_to_string(f"mail/{template}.html", {"subject": subject, **values})
    return RenderedMail(subject, body, html)


def queue_mail(
    template: str,
    to: Recipient,
    *,
    unique_key: str,
    context: dict[str, Any] | None = None,
    about: About | None = None,
    options: Options | None = None,
) -> OutboxMail | None:
    """Render `mail/<template>.txt` and `.html` in the reader's language and put the mail in the outbox.

    A text that a coordinator worded anew comes in its newest published version; the mail keeps which one.
    The first line of the .txt is `Onderwerp: …` / `Subject: …`, the subject. Returns None when a mail with this
    `unique_key` was queued before: the same event never sends a second mail.
    """
    about, options = about or About(), options or Options()
    place, wording = PLACES.get(template), options.wording
    if place is not None and wording is None:
        wording = current_wording(place, about.programme_id, to.language)
    mail = render_mail(template, to.language, context or {}, wording)
    now = clock.now()
    row, made = OutboxMail.objects.get_or_create(
        unique_key=unique_key,
        defaults={
            "address": to.address,
            "language": to.language,
            "template": template,
            "text_version": wording.version if wording else "",
            "subject": mail.subject,
            "body_text": mail.text,
            "body_html": mail.html,
            "calendar": options.calendar.content if options.calendar else "",
            "calendar_method": options.calendar.method if options.calendar else "",
            "reply_to": about.reply_to,
            "holds_secret": options.holds_secret,
            "is_awaited": options.is_awaited,
            "request_id": logs.request_id.get(),
            "person_id": to.person_id,
            "programme_id": about.programme_id,
            "region_id": about.region_id,
            "held_for_id": held_person(about.programme_id, (to.person_id, *about.people)),
            "created_at": now,
            "not_before": options.not_before or now,
        },
    )
    return row if made else None


def split_subject(text: str) -> tuple[str, str]:
    """The subject out of the first line (`Onderwerp: …`), and the rest."""
    first_line, _, body = text.lstrip().partition("\n")
    return " ".join(first_line.partition(":")[2].split())[:200], body.strip() + "\n"


def cancel_mails(mails: QuerySet[OutboxMail], *, at: datetime) -> int:
    """Mails that must not leave any more; returns how many. One that is in a worker's hands may just leave."""
    at_rest = [OutboxMail.State.WAITING, OutboxMail.State.HELD]
    open_states = [*at_rest, OutboxMail.State.SENDING]
    cancelled = mails.filter(state__in=open_states, cancelled_at__isnull=True).update(cancelled_at=at)
    mails.filter(state__in=at_rest, cancelled_at__isnull=False).update(
        state=OutboxMail.State.CANCELLED, body_text="", body_html="", calendar=""
    )
    return cancelled


def take_back_mails(mails: QuerySet[OutboxMail], *, at: datetime) -> bool:
    """Cancel all of them, or none when one has left or may be leaving. Inside a transaction: a worker waits for it."""
    at_rest = {OutboxMail.State.WAITING, OutboxMail.State.HELD, OutboxMail.State.CANCELLED}
    if set(mails.select_for_update().values_list("state", flat=True)) - at_rest:
        return False
    cancel_mails(mails, at=at)
    return True


def hold_due_mails(at: datetime) -> int:
    """After a restore: what was due by now may have left after the backup was made, so it waits for a decision.

    What is due later cannot have left and stays. A mail with a code is cancelled: its session is gone. Returns how many
    are held.
    """
    moved = OutboxMail.objects.filter(
        state__in=[OutboxMail.State.WAITING, OutboxMail.State.SENDING], not_before__lte=at
    ).update(state=OutboxMail.State.HELD, claimed_at=None)
    codes = cancel_mails(OutboxMail.objects.filter(state=OutboxMail.State.HELD, holds_secret=True), at=at)
    return moved - codes


def release_held_mails() -> int:
    """Let the worker send what is held; a receiver that had it before sees the same Message-ID. Returns how many."""
    return OutboxMail.objects.filter(state=OutboxMail.State.HELD).update(state=OutboxMail.State.WAITING)
