"""The standing programme of a region: where pairs sit that began by themselves (zelf starten, REC-09).

One per region and calendar year, made when the first pair of that year begins. It is no round: nobody signs up for it
and nobody is matched in it. It ends a year after its own, so that what belongs to it is kept as long as in a round.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.people.models import Organisation, Region
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.rules import ProgrammeRules

NO_TRIAL = ProgrammeRules(trial_months=0)  # they chose each other


def standing_programme(region: Region, *, at: datetime) -> Programme:
    """The one of this region in this year; DomainError when the coordinator closed it."""
    year = at.astimezone(ZoneInfo(settings.TIME_ZONE)).year
    with transaction.atomic():
        programme, made = Programme.objects.get_or_create(
            slug=f"zelf-begonnen-{year}-{region.public_id}",
            defaults={
                "name_nl": f"Zelf begonnen in {year}",
                "name_en": f"Started by themselves in {year}",
                "organiser": region.organiser or _organiser_of(region),
                "state": Programme.State.RUNNING,
                "starts_on": date(year, 1, 1),
                "ends_on": date(year + 1, 12, 31),
                "rules_json": NO_TRIAL.to_json(),
                "is_standing": True,
            },
        )
        if made:
            programme.regions.add(region)
            history.record("create_programme", programme, by=None, at=at, programme_id=programme.pk)
    if programme.is_over:
        raise DomainError("own_start_closed", _("Zelf beginnen kan nu niet in jouw regio. Vraag het de coördinator."))
    return programme


def _organiser_of(region: Region) -> Organisation:
    """A region without an organising party gets one of its own name."""
    found = Organisation.objects.filter(name=region.name, kind=Organisation.Kind.OTHER).order_by("pk").first()
    return found or Organisation.objects.create(name=region.name, kind=Organisation.Kind.OTHER)
