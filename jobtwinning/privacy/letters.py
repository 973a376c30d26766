"""The mails after somebody was erased: to the partner and to the coordinator. Neither names who it was."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jobtwinning.mail.outbox import Recipient, queue_mail
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.queries import SeatedPerson, halves, with_people
from jobtwinning.people.models import Person
from jobtwinning.twinning.letters import about, page_url, recipient, signature


def tell_partner_and_coordinator(pair: Pair, *, was_running: bool) -> None:
    """Only about a pair that ran; whose proposal is taken back gets the usual line about that."""
    row = with_people(Pair.objects.filter(pk=pair.pk)).get()
    partner = next((half for half in halves(row) if half.person_key), None)
    if partner is None:
        return
    if was_running:
        _tell_partner(row, Person.objects.get(pk=partner.person_key))
    _tell_coordinator(row, partner)


def _tell_partner(pair: Pair, person: Person) -> None:
    if not person.email:
        return
    with translation.override(person.language):
        context = {
            "subject": _("Je partner doet niet meer mee"),
            "own_name": person.given_name,
            "button_text": _("Naar jullie pagina"),
            "button_url": page_url(pair),
            "signature": signature(pair),
        }
    queue_mail(
        "partner_gone",
        recipient(person),
        unique_key=f"partner-gone:{pair.public_id}",
        context=context,
        about=about(pair),
    )


def _tell_coordinator(pair: Pair, partner: SeatedPerson) -> None:
    address = pair.region.contact_email
    if not address:
        return
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "subject": _("%(name)s heeft geen partner meer") % {"name": partner.full_name},
            "name": partner.full_name,
            "button_text": _("Naar het matchen"),
            "button_url": settings.SITE_URL
            + reverse("matching:workspace", args=[pair.programme.slug, pair.region.slug]),
        }
    queue_mail(
        "pair_half_empty",
        Recipient(address, settings.LANGUAGE_CODE),
        unique_key=f"pair-half-empty:{pair.public_id}",
        context=context,
        about=about(pair),
    )
