"""The mails about an event, each with what calendars must do. Called inside the actions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jobtwinning.mail.calendar import Attendee, Method, meeting_calendar, organizer
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.outbox import About, Calendar, Options, Recipient, cancel_mails, queue_mail
from jobtwinning.mail.texts import paragraphs
from jobtwinning.programmes.events.links import RELATED, link_of
from jobtwinning.programmes.events.words import title_of
from jobtwinning.programmes.models import Event, EventInvitation, Participation


@dataclass(frozen=True, slots=True)
class News:
    """Which mail it is, and what calendars must do with it; "" = nothing."""

    template: str
    method: Method | None


INVITED = News("event_invited", "REQUEST")
MOVED = News("event_moved", "REQUEST")
CANCELLED = News("event_cancelled", "CANCEL")
PLACED = News("event_placed", "REQUEST")
REMINDED = News("event_reminder", "REQUEST")
JOINS = News("event_joins", None)


def tell_everybody(event: Event, news: News, *, at: datetime) -> int:
    """Whoever is invited and still takes part, also who said no; how many mails."""
    invited = event.invitations.select_related(*RELATED).exclude(participation__state=Participation.State.WITHDRAWN)
    return sum(mail_invitation(invitation, news, at=at) for invitation in invited.order_by("pk"))


def mail_invitation(invitation: EventInvitation, news: News, *, at: datetime) -> bool:
    """One mail to one person, in their language; False when it went before or there is no address."""
    participation, event = invitation.participation, invitation.event
    person, region = participation.person, participation.region
    if not person.email:
        return False
    with translation.override(person.language):
        context = context_of(invitation, news)
        content = calendar_text(invitation, news.method, stamp=at) if news.method else ""
    calendar = Calendar(content, news.method) if news.method else None
    mail = queue_mail(
        news.template,
        Recipient(person.email, person.language, person.pk),
        unique_key=_key(invitation, news),
        context=context,
        about=About(event.programme_id, region.pk, region.contact_email),
        options=Options(calendar=calendar, holds_secret=True),
    )
    return mail is not None


def _key(invitation: EventInvitation, news: News) -> str:
    """The same news about the same version of an event once; a place that was given back may be had again."""
    parts = [_beginning(invitation.event, news), str(invitation.event.sequence), invitation.public_id]
    if news is PLACED and invitation.answered_at is not None:
        parts.append(str(int(invitation.answered_at.timestamp())))
    return "-".join(parts)


def _beginning(event: Event, news: News) -> str:
    return f"{news.template}-{event.public_id}"


def cancel_reminders(event: Event, *, at: datetime) -> None:
    """What waits to be sent about coming need not leave."""
    for news in (PLACED, REMINDED, MOVED):
        cancel_mails(OutboxMail.objects.filter(unique_key__startswith=_beginning(event, news)), at=at)


def context_of(invitation: EventInvitation, news: News) -> dict[str, Any]:
    """What stands in the mail, in the language that is active."""
    event, participation = invitation.event, invitation.participation
    told = {"title": title_of(event), "day": date_format(event.starts_at.astimezone(event.zone), "l j F")}
    subjects = {
        INVITED: _("Uitnodiging: %(title)s op %(day)s"),
        MOVED: _("Verzet: %(title)s is nu op %(day)s"),
        CANCELLED: _("Gaat niet door: %(title)s op %(day)s"),
        PLACED: _("Er is een plek voor je: %(title)s op %(day)s"),
        REMINDED: _("Morgen: %(title)s"),
        JOINS: _("Je doet mee. Zo ga je verder"),
    }
    is_joining = news is JOINS
    to_intake = settings.SITE_URL + reverse("intake:intake", args=[participation.public_id])
    return {
        "subject": subjects[news] % told,
        "own_name": participation.person.given_name,
        "paragraphs": _words(invitation, news),
        "is_joining": is_joining,
        "title": told["title"],
        "starts_at": event.starts_at.astimezone(event.zone),
        "ends_at": event.ends_at.astimezone(event.zone),
        "place": event.place,
        "text": paragraphs(event.text) if news in (INVITED, MOVED) else [],
        "button_text": _("Vul je intake in") if is_joining else _BUTTONS[news](),
        "button_url": to_intake if is_joining else link_of(invitation),
        "signature": signature(participation),
    }


_BUTTONS = {
    INVITED: lambda: _("Laat weten of je komt"),
    MOVED: lambda: _("Laat weten of je dan kunt"),
    CANCELLED: lambda: _("Bekijk de bijeenkomst"),
    PLACED: lambda: _("Kun je toch niet? Laat het weten"),
    REMINDED: lambda: _("Kun je toch niet? Laat het weten"),
}


def _words(invitation: EventInvitation, news: News) -> list[str]:
    event = invitation.event
    if news is INVITED:
        return [_("Je bent van harte uitgenodigd. Je kunt van gedachten veranderen tot het begint.")]
    if news is MOVED:
        return [_("De bijeenkomst is verzet. Hieronder staat wanneer en waar het nu is. Wat je zei, blijft staan.")]
    if news is CANCELLED:
        return [_("De bijeenkomst gaat niet door. Je hoeft niets te doen. Je agenda haalt hem eruit.")]
    if news is PLACED:
        told = {"number": invitation.place_number}
        return [_("Iemand anders kan niet. Jij hebt nu plek %(number)s en staat niet meer op de wachtlijst.") % told]
    if news is REMINDED:
        return [_("Morgen is het zover. Je hebt plek %(number)s.") % {"number": invitation.place_number}]
    return [
        _("Fijn dat je meedoet. De volgende stap is een korte intake: over je werk en over wat je zoekt."),
        _("Het gaat om ongeveer %(hours)s uur per maand. Spreek dat ook af met je leidinggevende.")
        % {"hours": event.programme.rules.hours_per_month_maximum},
    ]


def signature(participation: Participation) -> list[str]:
    """The coordinator of the own region under the mail, in the language that is active."""
    region = participation.region
    if not region.contact_name:
        return ["Job Twinning"]
    role = _("%(name)s, coördinator regio %(region)s") % {"name": region.contact_name, "region": region.name}
    return [role, *([region.contact_phone] if region.contact_phone else [])]


def calendar_text(invitation: EventInvitation, method: Method, *, stamp: datetime) -> str:
    """The calendar file of this event for one person, in the language that is active; nobody else stands in it."""
    event, person = invitation.event, invitation.participation.person
    lead = f"{event.text}\n\n" if event.text else ""
    own_page = settings.SITE_URL + reverse("programmes:own_event", args=[invitation.public_id])  # others see calendars
    return meeting_calendar(
        uid=event.uid,
        sequence=event.sequence,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        summary=f"Job Twinning: {title_of(event)}",
        location=event.place,
        description=lead + own_page,
        organizer=organizer(),
        attendees=[Attendee(person.full_name, person.email)],
        method=method,
        stamp=stamp,
    )
