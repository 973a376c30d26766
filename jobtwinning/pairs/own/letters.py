"""The mails about beginning with one's own partner (REC-09). Called inside the actions."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jobtwinning.mail.outbox import About, Options, Recipient, queue_mail
from jobtwinning.pairs.models import OwnStart, Pair
from jobtwinning.pairs.own.links import own_link, partner_link
from jobtwinning.pairs.queries import halves, person_in, with_people
from jobtwinning.people.models import Region
from jobtwinning.programmes.context import programme_name


def ask_own_address(start: OwnStart, *, key: str) -> None:
    """Is this your address, and do you want this? key: what makes it one mail a day."""
    with translation.override(start.language):
        subject = _("Bevestig dat jij samen wilt beginnen")
        paragraphs = [
            _(
                "Iemand vulde op onze site in dat jij met een eigen partner wilt beginnen met Job Twinning. "
                "Was jij dat? Kijk dan of het klopt en bevestig het."
            ),
            _("Pas daarna mailen we je partner. Doe je niets, dan zijn de gegevens over veertien dagen weg."),
        ]
        context = _context(start, subject, paragraphs, _("Kijk of het klopt"), "pairs:own_confirm", own_link(start))
    _send("own_start_confirm", start, start.email, key=f"own_start_confirm:{start.public_id}:{key}", context=context)


def ask_partner(start: OwnStart) -> None:
    """Somebody who confirmed the own address asks the other one."""
    names = {"own": f"{start.given_name} {start.surname}", "organisation": start.organisation}
    with translation.override(start.language):
        subject = _("%(own)s vraagt je voor Job Twinning") % names
        paragraphs = [
            _(
                "%(own)s (%(organisation)s) wil samen met jou beginnen met Job Twinning. Jullie bezoeken elkaar op het "
                "werk en leren van elkaar."
            )
            % names,
            _("Je zegt ja of nee. Zeg je nee, of doe je veertien dagen niets, dan zijn je gegevens weg."),
        ]
        context = _context(start, subject, paragraphs, _("Zeg ja of nee"), "pairs:own_answer", partner_link(start))
        context["own_name"] = start.partner_given_name
    key = f"own_start_asked:{start.public_id}"
    _send("own_start_asked", start, start.partner_email, key=key, context=context)


def tell_no(start: OwnStart) -> None:
    """The partner says no; nobody's reason."""
    with translation.override(start.language):
        subject = _("Jullie beginnen nu niet samen")
        paragraphs = [
            _("%(partner)s begint nu niet met je. Dat kan gebeuren en zegt niets over jou.")
            % {"partner": start.partner_given_name},
            _("Wat je invulde is weg. Wil je dat wij iemand bij je zoeken? Kijk dan wanneer je je kunt aanmelden."),
        ]
        context = _context(start, subject, paragraphs, _("Bekijk de rondes"), "site:home")
    _tell(start, "own_start_no", context)


def tell_lapsed(start: OwnStart) -> None:
    """No answer in time; kindly, and nothing about who the partner is or does."""
    with translation.override(start.language):
        subject = _("Er kwam geen antwoord")
        paragraphs = [
            _("%(partner)s heeft niet geantwoord. Misschien kwam de mail niet aan, of is het nu niet het moment.")
            % {"partner": start.partner_given_name},
            _("Wat je invulde is weg. Wil je het nog eens proberen? Dat kan gewoon opnieuw."),
        ]
        context = _context(start, subject, paragraphs, _("Vraag het opnieuw"), "pairs:own_start")
    _tell(start, "own_start_lapsed", context)


def tell_not_free(start: OwnStart) -> None:
    """Their partner said yes, but they have a pair or a proposal already."""
    with translation.override(start.language):
        subject = _("Je kunt nu niet met %(partner)s beginnen") % {"partner": start.partner_given_name}
        paragraphs = [
            _("%(partner)s zei ja. Maar je hebt intussen een ander koppel of een voorstel, en een mens heeft er één.")
            % {"partner": start.partner_given_name},
            _("Is dat afgerond? Vraag het dan opnieuw."),
        ]
        context = _context(start, subject, paragraphs, _("Naar je eigen pagina"), "twinning:home")
    _tell(start, "own_start_not_free", context)


def tell_adopted(pair: Pair) -> None:
    """To both: which round they are in from now on, and what stays."""
    pair = with_people(Pair.objects.filter(pk=pair.pk)).get()
    for half, seat in zip(halves(pair), sorted(pair.seats.all(), key=lambda one: one.side, reverse=True), strict=True):
        person = person_in(seat)
        if not person.email:
            continue
        with translation.override(person.language):
            name = programme_name(pair.programme)
            context = {
                "subject": _("Jullie doen mee met %(round)s") % {"round": name},
                "own_name": half.given_name,
                "paragraphs": [
                    _("Jullie begonnen zelf. De coördinator heeft jullie koppel opgenomen in %(round)s.")
                    % {"round": name},
                    _("Jullie doelen, ontmoetingen, uren en vragenlijsten blijven zoals ze zijn, net als jullie data."),
                ],
                "button_text": _("Naar jullie pagina"),
                "button_url": settings.SITE_URL + reverse("twinning:pair", args=[pair.public_id]),
                "signature": _signature(pair.region),
            }
        queue_mail(
            "own_pair_adopted",
            Recipient(person.email, person.language, person.pk),
            unique_key=f"own_pair_adopted:{pair.public_id}:{seat.side}",
            context=context,
            about=About(pair.programme_id, pair.region_id, pair.region.contact_email),
        )


def _tell(start: OwnStart, template: str, context: dict[str, Any]) -> None:
    _send(template, start, start.email, key=f"{template}:{start.public_id}", context=context)


def _context(
    start: OwnStart, subject: str, paragraphs: Sequence[str], button: str, url: str, *arguments: str
) -> dict[str, Any]:
    """What stands in a mail to who filled it in, in the language that is active."""
    return {
        "subject": subject,
        "own_name": start.given_name,
        "paragraphs": paragraphs,
        "button_text": button,
        "button_url": settings.SITE_URL + reverse(url, args=arguments),
        "signature": _signature(start.region),
    }


def _send(template: str, start: OwnStart, address: str, *, key: str, context: dict[str, Any]) -> None:
    """No person yet: the body is blanked once it is sent."""
    queue_mail(
        template,
        Recipient(address, start.language),
        unique_key=key,
        context=context,
        about=About(region_id=start.region_id, reply_to=start.region.contact_email),
        options=Options(holds_secret=True, is_awaited=template == "own_start_confirm"),
    )


def _signature(region: Region) -> list[str]:
    if not region.contact_name:
        return ["Job Twinning"]
    role = _("%(name)s, coördinator regio %(region)s") % {"name": region.contact_name, "region": region.name}
    return [line for line in (role, region.contact_phone) if line]
