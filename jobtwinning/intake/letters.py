"""The mail after signing up: what Job Twinning is, and the way to the intake (REC-02)."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobtwinning.mail.outbox import About, Recipient, queue_mail
from jobtwinning.mail.texts import COMMON, TextPlace
from jobtwinning.people.models import Person, Region
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.programmes.placeholders import mail_placeholders


def queue_sign_up_mail(participation: Participation) -> None:
    """Further information and the link to the intake; once per participation."""
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
    )


def sign_up_context(person: Person, programme: Programme, region: Region) -> dict[str, Any]:
    """What stands in the mail, in the language that is active."""
    name = region.contact_name
    signature = [_("%(name)s, coördinator regio %(region)s") % {"name": name, "region": region.name}] if name else []
    return {
        "placeholders": mail_placeholders(person.given_name, programme, region),
        "preview": _("Zo gaat het verder, en hier begint je intake."),
        "programme": programme,
        "rules": programme.rules,
        "button_url": settings.SITE_URL + reverse("intake:arrive", args=[programme.slug]),
        "button_text": _("Begin met je intake"),
        "signature": [*signature, *([region.contact_phone] if region.contact_phone else [])] or ["Job Twinning"],
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
            "Je hebt je aangemeld voor Job Twinning, ronde {programma}. We zoeken iemand met ander werk bij je, met "
            "wie je een tijd optrekt."
        ),
        "closing": gettext_lazy(
            "De volgende stap is je intake. Die kost ongeveer tien minuten, en je mag tussendoor stoppen."
        ),
    },
    sample=lambda programme, region: sign_up_context(Person(given_name="Sanne"), programme, region),
)
