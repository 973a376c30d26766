"""What a coordinator does with a proposal that is kept: name it, and let the programme weigh as it does."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.matching.models import Scenario
from jobtwinning.matching.weighing import Weighing
from jobtwinning.programmes.actions import change_rules
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.permissions import refuse_over

REASON_LENGTH = 300


def name_scenario(scenario: Scenario, name: str, *, version: int, by: Account, at: datetime) -> None:
    """Call a proposal something; empty is the day and time."""
    with transaction.atomic():
        changed = Scenario.objects.filter(pk=scenario.pk, version=version).update(name=name, version=F("version") + 1)
        if changed != 1:
            raise DomainError("changed_meanwhile", _("Iemand anders gaf dit voorstel net een naam. Kijk opnieuw."))
        _record_scenario("name_scenario", scenario, by=by, at=at)


def keep_weighing(scenario: Scenario, *, by: Account, at: datetime) -> None:
    """Let the programme count as this proposal does, for every region and every next proposal. Twice is once."""
    weighing = Weighing.from_code(scenario.weighing)
    if weighing is None:
        raise DomainError("no_weighing", _("Van dit voorstel is niet bewaard wat er meetelde."))
    refuse_over(scenario.programme)
    with transaction.atomic():
        programme = Programme.objects.select_for_update().get(pk=scenario.programme_id)
        if Weighing.of_rules(programme.rules) != weighing:
            levels = tuple(weighing.by_criterion.items())
            change_rules(programme, criteria_levels=levels, score_floor=weighing.score_floor)
            _record_scenario("keep_weighing", scenario, by=by, at=at)


def _record_scenario(verb: str, scenario: Scenario, *, by: Account, at: datetime) -> None:
    history.record(verb, scenario, by=by, at=at, programme_id=scenario.programme_id, region_id=scenario.region_id)
