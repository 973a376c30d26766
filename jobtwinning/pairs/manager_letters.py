"""The mails about a pair to whoever gave permission: who the partner is, and that the hours are free again (R-0.1).

A manager hears of partner, organisation, period and hours, never of goals, answers or reasons (AGR-08).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jobtwinning.intake.honest import hours_sentence
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.mail.outbox import Recipient, queue_mail
from jobtwinning.pairs import letters
from jobtwinning.pairs.models import RUNNING, Pair, Seat
from jobtwinning.pairs.queries import SeatedPerson, halves, today_for, with_people, without_held
from jobtwinning.programmes.models import Programme

AT_ONCE = timedelta(hours=1)  # a yes of the manager at the moment of the second yes may bear the earlier time
STILL_KNOWN = timedelta(days=60)  # shorter than a mail is kept: as long it shows that it went out


def tell_of_partner(pair: Pair, at: datetime) -> None:
    """Both said yes: who the partner is, when they begin, and what that asks of the manager now. The pair was read
    `with_people`."""
    for permission in _given().filter(participation__in=[seat.participation_id for seat in pair.seats.all()]):
        _tell_partner(pair, permission, at)


def tell_of_partner_later(at: datetime) -> int:
    """The same to whoever gave permission, or whose permission was noted, after both had said yes; how many mails.

    Not of a pair that a list brought along, unless it came after Start: there the manager knew. A paused pair waits.
    """
    given = _given().filter(Q(asked_at__gt=at - STILL_KNOWN) | Q(decided_at__gt=at - STILL_KNOWN))
    under_way = Q(pair__state__in=set(RUNNING) - {Pair.State.PAUSED}, pair__planned_end_on__gte=at.date())
    seats = Seat.objects.filter(under_way, active=True, participation__in=given.values("participation"))
    seats = seats.exclude(pair__programme__state=Programme.State.ARCHIVED)
    seats = seats.annotate(started=Max("pair__moves__move__started_at"))
    begun = {
        participation: (pair, started or (accepted or at) - AT_ONCE)
        for participation, pair, accepted, started in seats.values_list(
            "participation", "pair", "pair__accepted_at", "started"
        )
    }
    late = []
    for one in given.filter(participation__in=begun):
        pair, since = begun[one.participation_id]
        if one.asked_at > since or (one.decided_at and one.decided_at > since):
            late.append((pair, one))
    pairs = with_people(without_held(Pair.objects.filter(pk__in=[pair for pair, _one in late]))).in_bulk()
    return sum(_tell_partner(pairs[pair], one, at) for pair, one in late if pair in pairs)


def _tell_partner(pair: Pair, permission: ManagerPermission, at: datetime) -> bool:
    own, partner = halves(pair)
    if own.participation_id != permission.participation.public_id:
        own, partner = partner, own
    with translation.override(permission.language):
        context = partner_context(pair, permission, own, partner, today_for(pair, at))
    return _tell("partner_known", pair, permission, context)


def partner_context(
    pair: Pair, permission: ManagerPermission, own: SeatedPerson, partner: SeatedPerson, today: date
) -> dict[str, Any]:
    """What stands in the mail, in the language that is active."""
    names = {"name": own.given_name, "full_name": own.full_name, "given": partner.given_name, "partner": _who(partner)}
    days = {"first": _day(pair.starts_on), "last": _day(pair.planned_end_on)}
    period = _("Ze beginnen op %(first)s en zijn uiterlijk op %(last)s klaar.") % days
    if pair.starts_on and pair.starts_on < today:
        period = _("Ze zijn op %(first)s begonnen en zijn uiterlijk op %(last)s klaar.") % days
    hours = hours_sentence(pair.programme.rules)
    if permission.hours_maximum:
        hours = _("Het gaat om hooguit %(n)s uur in totaal.") % {"n": permission.hours_maximum}
    return {
        "subject": _("%(name)s heeft een partner") % names,
        "own_name": permission.manager_name,
        "paragraphs": [
            _("Je gaf %(full_name)s toestemming voor Job Twinning. Er is nu een partner: %(partner)s.") % names,
            f"{period} {hours}",
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
    for permission in _given().filter(participation__in=[seat.participation_id for seat in seats]):
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


def _given() -> QuerySet[ManagerPermission]:
    """The permissions that hold, of managers who can be written to."""
    given = ManagerPermission.objects.filter(state=ManagerPermission.State.GIVEN)
    return given.exclude(manager_email="").select_related("participation__person")


def _tell(template: str, pair: Pair, permission: ManagerPermission, context: dict[str, Any]) -> bool:
    mail = queue_mail(
        template,
        Recipient(permission.manager_email, permission.language),
        unique_key=f"{template.replace('_', '-')}:{pair.public_id}:{permission.public_id}",
        context=context,
        about=letters.about(pair),
    )
    return mail is not None
