"""The mails on the way to the intake: after signing up (REC-02), and to go on elsewhere (REC-05)."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobtwinning.intake.steps import TIME
from jobtwinning.mail.outbox import About, Options, Recipient, queue_mail
from jobtwinning.mail.texts import COMMON, TextPlace
from jobtwinning.people.models import Person, Region
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.programmes.placeholders import mail_placeholders


def queue_sign_up_mail(participation: Participation, *, is_awaited: bool = False) -> None:
    """Further information and the link to the intake; once per participation. is_awaited: they just signed up."""
    person, programme, region = participation.person, participation.programme, participation.region
    if not person.email:
        return
    with translation.override(person.language):
        context = sign_up_context(person, programme, region)
    queue_mail(
        "sign_up",
        Recipient(person.email, person.language, person.pk),
        unique_key=f"sign-up-{participation.public_id}",
        context=context,
        about=About(programme.pk, region.pk, region.contact_email),
        options=Options(is_awaited=is_awaited),
    )


def queue_link_mail(participation: Participation, *, at: datetime, is_own: bool) -> bool:
    """An ordinary address that asks to sign in; one mail an hour. False when none was made."""
    person, programme, region = participation.person, participation.programme, participation.region
    if not person.email:
        return False
    with translation.override(person.language):
        context = {
            "subject": _("Verder met je intake") if is_own else _("Je intake voor Job Twinning"),
            "own_name": person.given_name,
            "is_own": is_own,
            "programme": programme,
            "button_url": settings.SITE_URL + reverse("intake:intake", args=[participation.public_id]),
            "button_text": _("Ga verder met je intake"),
            "signature": _signature(region),
        }
    mail = queue_mail(
        "intake_link",
        Recipient(person.email, person.language, person.pk),
        unique_key=f"intake-link-{participation.public_id}-{at:%Y%m%d%H}",
        context=context,
        about=About(programme.pk, region.pk, region.contact_email),
        options=Options(is_awaited=is_own),
    )
    return mail is not None


def queue_timetable_mail(participation: Participation, since: date, organisation: str) -> None:
    """Ask again on which parts of the week somebody can (REC-05); organisation: who told that it is out."""
    person, programme, region = participation.person, participation.programme, participation.region
    with translation.override(person.language):
        address = [participation.public_id, TIME.slug]
        context = {
            "subject": _("Weet je nu wanneer je kunt?"),
            "own_name": person.given_name,
            "organisation": organisation,
            "since": since,
            "programme": programme,
            "button_url": settings.SITE_URL + reverse("intake:step", args=address),
            "button_text": _("Zeg wanneer je kunt"),
            "signature": _signature(region),
        }
    queue_mail(
        "timetable_asked",
        Recipient(person.email, person.language, person.pk),
        unique_key=f"timetable-{participation.public_id}-{'organisation' if organisation else 'programme'}",
        context=context,
        about=About(programme.pk, region.pk, region.contact_email),
    )


def _signature(region: Region) -> list[str]:
    """Who signs, in the language that is active."""
    name = region.contact_name
    signature = [_("%(name)s, coördinator regio %(region)s") % {"name": name, "region": region.name}] if name else []
    return [*signature, *([region.contact_phone] if region.contact_phone else [])] or ["Job Twinning"]


def sign_up_context(person: Person, programme: Programme, region: Region) -> dict[str, Any]:
    """What stands in the mail, in the language that is active."""
    return {
        "placeholders": mail_placeholders(person.given_name, programme, region),
        "preview": _("Zo gaat het verder, en hier begint je intake."),
        "programme": programme,
        "rules": programme.rules,
        "button_url": settings.SITE_URL + reverse("intake:arrive", args=[programme.slug]),
        "button_text": _("Begin met je intake"),
        "signature": _signature(region),
    }


SIGN_UP = TextPlace(
    "sign_up",
    name=gettext_lazy("Welkom na het aanmelden"),
    used_when=gettext_lazy(
        "Gaat naar iedereen die zich aanmeldt, meteen daarna. In het midden staan de data en de uren."
    ),
    placeholders=COMMON,
    words={
        "subject": gettext_lazy("{voornaam}, fijn dat je mee wilt doen"),
        "opening": gettext_lazy(
            "Je bent aangemeld voor Job Twinning, ronde {programma}. We zoeken iemand met ander werk bij je, met "
            "wie je een tijd optrekt."
        ),
        "closing": gettext_lazy(
            "De volgende stap is je intake: een paar korte delen, in je eigen volgorde. Je mag tussendoor stoppen."
        ),
    },
    sample=lambda programme, region: sign_up_context(Person(given_name="Sanne"), programme, region),
)
