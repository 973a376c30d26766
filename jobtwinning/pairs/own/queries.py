"""The pairs that began by themselves, as the coordinator of the region sees them (REC-09)."""

from collections.abc import Collection

from jobtwinning.pairs.models import RUNNING, Pair, Seat
from jobtwinning.pairs.queries import PairLine, halves, with_people
from jobtwinning.people.models import Person


def own_pairs(region_ids: Collection[int], *, besides: Person | None = None) -> list[PairLine]:
    """Those of these regions that no round adopted: running first, the newest first; without one's own pair."""
    found = Pair.objects.filter(programme__is_standing=True, region__in=region_ids)
    if besides is not None:
        found = found.exclude(pk__in=Seat.objects.filter(person=besides).values("pair"))
    pairs = sorted(with_people(found).order_by("-accepted_at", "-pk"), key=lambda pair: pair.state not in RUNNING)
    return [PairLine(pair, *halves(pair)) for pair in pairs]
