"""The letter to both people of a pair that came along: where they find each other from now on."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.outbox import About, Recipient, queue_mail
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Person
from jobtwinning.twinning.letters import partners, signature


def queue_welcome(pair: Pair) -> int:
    """To both, once; how many are new. The pair is read with its people."""
    people = partners(pair)
    made: list[OutboxMail | None] = []
    for person in people:
        if not person.email:
            continue
        partner = next((each for each in people if each.pk != person.pk), person)
        with translation.override(person.language):
            context = welcome_context(pair, person, partner)
        made.append(
            queue_mail(
                "moved_in",
                Recipient(person.email, person.language, person.pk),
                unique_key=f"moved-in-{pair.public_id}-{person.public_id}",
                context=context,
                about=About(pair.programme_id, pair.region_id, pair.region.contact_email),
            )
        )
    return sum(mail is not None for mail in made)


def welcome_context(pair: Pair, reader: Person, partner: Person) -> dict[str, Any]:
    """What stands in the letter, in the language that is active."""
    return {
        "subject": _("%(own)s, je koppel met %(partner)s staat nu op één plek")
        % {"own": reader.given_name, "partner": partner.given_name},
        "own_name": reader.given_name,
        "partner_name": partner.given_name,
        "programme": pair.programme,
        "button_text": _("Bekijk jullie pagina"),
        "button_url": settings.SITE_URL + reverse("twinning:pair", args=[pair.public_id]),
        "signature": signature(pair),
    }
