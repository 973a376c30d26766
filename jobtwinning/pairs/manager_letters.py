"""The mails about a pair to whoever gave permission: who the partner is, and that the hours are free again (R-0.1).

A manager hears of partner, organisation, period and hours, never of goals, answers or reasons (AGR-08).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jobtwinning.intake.honest import hours_sentence
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.mail.outbox import Recipient, queue_mail
from jobtwinning.pairs import letters
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.queries import SeatedPerson, halves


def tell_of_partner(pair: Pair) -> None:
    """Both said yes: who the partner is, when they begin, and what that asks of the manager now. The pair was read
    `with_people`."""
    people = {half.participation_id: half for half in halves(pair)}
    for permission in _given(pair.seats.all()):
        own = people[permission.participation.public_id]
        partner = next(half for half in people.values() if half != own)
        with translation.override(permission.language):
            context = partner_context(pair, permission, own, partner)
        _tell("partner_known", pair, permission, context)


def partner_context(
    pair: Pair, permission: ManagerPermission, own: SeatedPerson, partner: SeatedPerson
) -> dict[str, Any]:
    """What stands in the mail, in the language that is active."""
    names = {"name": own.given_name, "full_name": own.full_name, "given": partner.given_name, "partner": _who(partner)}
    days = {"first": _day(pair.starts_on), "last": _day(pair.planned_end_on)}
    hours = hours_sentence(pair.programme.rules)
    if permission.hours_maximum:
        hours = _("Het gaat om hooguit %(n)s uur in totaal.") % {"n": permission.hours_maximum}
    return {
        "subject": _("%(name)s heeft een partner") % names,
        "own_name": permission.manager_name,
        "paragraphs": [
            _("Je gaf %(full_name)s toestemming voor Job Twinning. Er is nu een partner: %(partner)s.") % names,
            _("Ze beginnen op %(first)s en zijn uiterlijk op %(last)s klaar.") % days + " " + hours,
            _(
                "Bespreek met %(name)s wat er mag vervallen, en maak het bezoek van %(given)s bij jullie mogelijk. "
                "Wanneer ze afspreken, hoor je van %(name)s."
            )
            % names,
            _("Klopt er iets niet, of wil je iets veranderen? Antwoord dan op deze mail."),
        ],
        **letters.signature(pair),
    }


def _who(partner: SeatedPerson) -> str:
    """Name, function and organisation, as far as they are known."""
    known = {"name": partner.full_name, "function": partner.function, "organisation": partner.organisation}
    if partner.function and partner.organisation:
        return _("%(name)s, %(function)s bij %(organisation)s") % known
    return _("%(name)s van %(organisation)s") % known if partner.organisation else partner.full_name


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def tell_of_free_hours(pair: Pair, seats: Iterable[Seat]) -> None:
    """The pair stopped: one neutral line."""
    for permission in _given(seats):
        with translation.override(permission.language):
            name = {"name": permission.participation.person.given_name}
            context = {
                "subject": _("De uren van %(name)s zijn weer vrij") % name,
                "own_name": permission.manager_name,
                "paragraphs": [
                    _(
                        "De uren die %(name)s voor Job Twinning kreeg, zijn voorlopig weer vrij. Komt er een nieuwe "
                        "partner, dan mailen we je wie dat is."
                    )
                    % name
                ],
                **letters.signature(pair),
            }
        _tell("hours_free", pair, permission, context)


def _given(seats: Iterable[Seat]) -> QuerySet[ManagerPermission]:
    """The permissions that hold for who sits here, of managers who can be written to."""
    kept = [seat.participation_id for seat in seats]
    given = ManagerPermission.objects.filter(participation__in=kept, state=ManagerPermission.State.GIVEN)
    return given.exclude(manager_email="").select_related("participation__person")


def _tell(template: str, pair: Pair, permission: ManagerPermission, context: dict[str, Any]) -> None:
    queue_mail(
        template,
        Recipient(permission.manager_email, permission.language),
        unique_key=f"{template.replace('_', '-')}:{pair.public_id}:{permission.public_id}",
        context=context,
        about=letters.about(pair),
    )
