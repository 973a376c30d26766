"""A coordinator adopts a pair that began by itself into a round of the region (REC-09)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.accounts.models import Account, Token
from jobtwinning.core.errors import DomainError
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.pairs.actions import record
from jobtwinning.pairs.life import lock_running
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.own import letters
from jobtwinning.people.models import Person, Region
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.programmes.permissions import refuse_archived, refuse_over
from jobtwinning.programmes.viewer import Viewer
from jobtwinning.surveys.models import ResponseKey


def rounds_to_adopt_into(region: Region, viewer: Viewer) -> QuerySet[Programme]:
    """The rounds of a region that run now and that this viewer coordinates, the newest first."""
    running = Programme.objects.filter(regions=region, state=Programme.State.RUNNING, is_standing=False)
    own = [each.pk for each in running if viewer.coordinates(each, region)]
    return Programme.objects.filter(pk__in=own).order_by("-starts_on", "slug")


@transaction.atomic
def adopt_pair(pair: Pair, programme: Programme, *, by: Account | None, at: datetime) -> Pair:
    """The pair and its two people move to the round, with goals, meetings, hours and surveys; its dates stay.

    DomainError when the round does not run in its region, or when somebody takes part in it already.
    """
    lock_running(pair)
    if not pair.programme.is_standing:
        raise DomainError("adopted", _("Dit koppel is al opgenomen in een ronde."))
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    _refuse_wrong_round(pair, programme)
    moving = _moving(pair, programme)
    before = pair.programme.public_id
    try:
        with transaction.atomic():
            Participation.objects.filter(pk__in=moving).update(programme=programme, version=F("version") + 1)
    except IntegrityError:  # somebody signed up for it a moment ago
        _refuse_there_already(pair, programme)
    ResponseKey.objects.filter(link__participation__in=moving).update(programme=programme)
    permissions = ManagerPermission.objects.filter(participation__in=moving).values("public_id")
    Token.objects.filter(subject_id__in=permissions).update(programme_id=programme.pk)
    Pair.objects.filter(pk=pair.pk).update(programme=programme, version=F("version") + 1)
    pair.refresh_from_db()
    record("adopt_pair", pair, by, at, **{"from": before})
    letters.tell_adopted(pair)
    return pair


def _refuse_wrong_round(pair: Pair, programme: Programme) -> None:
    refuse_archived(programme)
    refuse_over(programme)
    in_region = programme.regions.filter(pk=pair.region_id).exists()
    if programme.is_standing or programme.state != Programme.State.RUNNING or not in_region:
        message = _("Deze ronde loopt niet in de regio van dit koppel.")
        raise DomainError("not_running", message, field="programme")


def _moving(pair: Pair, programme: Programme) -> list[int]:
    """Primary keys of the two participations, when both may move."""
    moving = [seat.participation_id for seat in pair.seats.all() if seat.participation_id is not None]
    _refuse_there_already(pair, programme)
    elsewhere = Seat.objects.filter(participation__in=moving).exclude(pair=pair)
    names = _names(Person.objects.filter(seats__in=elsewhere))
    if names:
        message = ngettext(
            "%(names)s had dit jaar al een ander koppel dat zelf begon. Dat koppel blijft, en dus ook dit.",
            "%(names)s hadden dit jaar al een ander koppel dat zelf begon. Dat koppel blijft, en dus ook dit.",
            len(names),
        )
        raise DomainError("earlier_pair", message % {"names": ", ".join(names)}, field="programme")
    return moving


def _refuse_there_already(pair: Pair, programme: Programme) -> None:
    there = Person.objects.filter(seats__pair=pair, participations__programme=programme)
    names = _names(there)
    if names:
        message = ngettext("%(names)s doet al mee aan deze ronde.", "%(names)s doen al mee aan deze ronde.", len(names))
        raise DomainError("there_already", message % {"names": ", ".join(names)}, field="programme")


def _names(people: QuerySet[Person]) -> list[str]:
    return [person.full_name for person in people.distinct().order_by("given_name", "pk")]
