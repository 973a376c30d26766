"""What takes longer than a page may."""

from typing import Any, cast

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import background, clock
from jobtwinning.core.errors import DomainError
from jobtwinning.matching import actions
from jobtwinning.matching.permissions import Place, may_match
from jobtwinning.matching.queries import PROPOSAL_TASK
from jobtwinning.matching.weighing import Weighing
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.viewer import viewer_for


@background.task(PROPOSAL_TASK)
def make_proposal(work: background.Work, programme_id: str, region_id: str, objective: str, weighing: str = "") -> None:
    """A proposal for one region, if whoever asked for it may still do so by now."""
    places: QuerySet[Any] = Programme.regions.through._default_manager.select_related("programme", "region")
    place = cast(Place | None, places.filter(programme__public_id=programme_id, region__public_id=region_id).first())
    account = Account.objects.filter(pk=work.asked_by_id or 0, is_active=True).first()
    if place is None or account is None or not may_match(viewer_for(account), place):
        raise DomainError("not_allowed", _("Je mag in deze regio geen voorstellen meer maken."))
    actions.make_proposal(
        place.programme,
        place.region,
        by=account,
        at=clock.now(),
        objective=objective,
        weighing=Weighing.from_code(weighing),
        watch=work,
    )
