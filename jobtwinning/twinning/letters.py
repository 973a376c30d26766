"""The mails of a pair: invitations for a meeting, with a calendar file, and the invitation to look back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from jobtwinning.mail.calendar import Attendee, Method, meeting_calendar, organizer
from jobtwinning.mail.outbox import About, Calendar, Options, Recipient, queue_mail
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.queries import person_in
from jobtwinning.people.models import Person
from jobtwinning.programmes.placeholders import mail_placeholders
from jobtwinning.twinning.models import Meeting


@dataclass(frozen=True, slots=True)
class News:
    """What happened to a meeting: the mail that tells it, and what calendars must do."""

    template: str
    method: Method
    why: str = ""  # a pause, or the end of the pair; empty = somebody cancelled


PLANNED = News("meeting_planned", "REQUEST")
MOVED = News("meeting_moved", "REQUEST")
CANCELLED = News("meeting_cancelled", "CANCEL")
PAUSED = News("meeting_cancelled", "CANCEL", "paused")
STOPPED = News("meeting_cancelled", "CANCEL", "ended")


def send_invitations(meeting: Meeting, *, at: datetime, news: News, even_past: bool = False) -> None:
    """Write to both partners; a meeting that is only noted afterwards needs no invitation."""
    if meeting.ends_at <= at and not even_past:
        return
    people = partners(meeting.pair)
    for person in people:
        if not person.email:
            continue
        other = next((each for each in people if each.pk != person.pk), person)
        with translation.override(person.language):
            calendar = Calendar(meeting_text(meeting, reader=person, method=news.method, stamp=at), news.method)
            context = meeting_context(meeting, person, other)
        if news.method == "CANCEL":
            context["why"] = news.why
        queue_mail(
            news.template,
            recipient(person),
            unique_key=f"meeting-{meeting.public_id}-{meeting.sequence}-{person.public_id}",
            context=context,
            about=about(meeting.pair),
            options=Options(calendar=calendar),
        )


def meeting_context(meeting: Meeting, reader: Person, partner: Person) -> dict[str, Any]:
    """What stands in a mail about a meeting, in the language that is active."""
    starts_at = meeting.starts_at.astimezone(meeting.zone)
    return {
        "reader": reader,
        "partner": partner,
        "meeting": meeting,
        "starts_at": starts_at,
        "ends_at": meeting.ends_at.astimezone(meeting.zone),
        "placeholders": placeholders(meeting.pair, reader, partner) | {"datum": date_format(starts_at.date(), "l j F")},
        "button_text": translation.gettext("Naar jullie pagina"),
        "button_url": page_url(meeting.pair),
        "signature": signature(meeting.pair),
    }


def placeholders(pair: Pair, reader: Person, partner: Person) -> dict[str, str]:
    """What a mail of a pair knows, in the language that is active."""
    return {**mail_placeholders(reader.given_name, pair.programme, pair.region), "partner": partner.given_name}


def meeting_text(meeting: Meeting, *, reader: Person, method: Method, stamp: datetime) -> str:
    """The calendar file of a meeting, in the language that is active."""
    people = partners(meeting.pair)
    other = next((each for each in people if each.pk != reader.pk), reader)
    summary = translation.gettext("Job Twinning met %(partner)s") % {"partner": other.given_name}
    what = f"{meeting.what}\n\n" if meeting.what else ""
    return meeting_calendar(
        uid=meeting.uid,
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=meeting.zone,
        summary=summary,
        location=meeting.where,
        description=what + page_url(meeting.pair),
        organizer=organizer(),
        attendees=[Attendee(each.full_name, each.email) for each in people if each.email],
        method=method,
        stamp=stamp,
    )


def invite_to_closing_survey(pair: Pair, person: Person, *, response_id: str) -> None:
    """Ask one partner to look back."""
    if not person.email:
        return
    with translation.override(person.language):
        partner = next((each for each in partners(pair) if each.pk != person.pk), person)
        context = closing_context(pair, person, partner, response_id=response_id)
    queue_mail(
        "closing_survey",
        recipient(person),
        unique_key=f"closing-survey-{pair.public_id}-{person.public_id}",
        context=context,
        about=about(pair),
    )


def invite_who_stopped(pair: Pair, person: Person, *, response_id: str) -> bool:
    """Ask somebody who stopped on the way to look back; whether the mail is new."""
    if not person.email:
        return False
    with translation.override(person.language):
        context = {
            "subject": translation.gettext("Kijk je nog met ons terug?"),
            "own_name": person.given_name,
            "paragraphs": [
                translation.gettext(
                    "Je stopte onderweg en zei dat we je aan het eind nog iets mogen vragen. Dat doen we nu, deze ene "
                    "keer. Je mag elke vraag overslaan."
                ),
                translation.gettext(
                    "Onderzoekers lezen je antwoorden onder een nummer, zonder je naam, en alleen als jij dat goed "
                    "vindt. Je partner ziet ze niet."
                ),
            ],
            "button_text": translation.gettext("Vul de nameting in"),
            "button_url": settings.SITE_URL + reverse("surveys:respond", args=[response_id]),
            "signature": signature(pair),
        }
    mail = queue_mail(
        "survey_after_exit",
        recipient(person),
        unique_key=f"survey-after-exit-{pair.public_id}-{person.public_id}",
        context=context,
        about=about(pair),
    )
    return mail is not None


def closing_context(pair: Pair, reader: Person, partner: Person, *, response_id: str) -> dict[str, Any]:
    """What stands in the mail, in the language that is active."""
    return {
        "reader": reader,
        "partner": partner,
        "placeholders": placeholders(pair, reader, partner),
        "button_text": translation.gettext("Vul de nameting in"),
        "button_url": settings.SITE_URL + reverse("surveys:respond", args=[response_id]),
        "signature": signature(pair),
    }


def partners(pair: Pair) -> list[Person]:
    """Both people of the pair, the teacher's seat last in the alphabet of sides; who was erased has no key."""
    return [person_in(seat) for seat in sorted(pair.seats.all(), key=lambda seat: seat.side, reverse=True)]


def page_url(pair: Pair) -> str:
    """Where the pair's page is, in the language that is active."""
    url: str = settings.SITE_URL + reverse("twinning:pair", args=[pair.public_id])
    return url


def signature(pair: Pair) -> list[str]:
    """The coordinator under the mail, in the language that is active."""
    region = pair.region
    if not region.contact_name:
        return ["Job Twinning"]
    values = {"name": region.contact_name, "region": region.name}
    lines = [translation.gettext("%(name)s, coördinator regio %(region)s") % values, region.contact_phone]
    return [line for line in lines if line]


def recipient(person: Person) -> Recipient:
    return Recipient(address=person.email, language=person.language, person_id=person.pk)


def about(pair: Pair) -> About:
    return About(programme_id=pair.programme_id, region_id=pair.region_id, reply_to=pair.region.contact_email)
