"""Two who both said yes hear of it at a fixed moment, as a proposal; everything else lapses in silence (MAT-05)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from jobtwinning.choosing.models import Card, Dealt
from jobtwinning.choosing.moments import GOING, SETTLED, is_telling_day
from jobtwinning.choosing.queries import mutual
from jobtwinning.core.errors import DomainError
from jobtwinning.matching.looking import Chosen, best_pairs
from jobtwinning.matching.models import Said
from jobtwinning.pairs.actions import propose_pair
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Participation, Programme

SEVERAL = ("programme", "region", "employment")


def tell_mutual(at: datetime) -> int:
    """On its days: propose whoever both said yes to each other; how many pairs. Where a coordinator decides: nobody."""
    told = 0
    for programme in open_programmes():
        if is_telling_day(programme, at) and not to_coordinator(programme):
            told += sum(propose_in(programme, region, at) for region in programme.regions.order_by("pk"))
    return told


def to_coordinator(programme: Programme) -> bool:
    """Whether two who both said yes go to the coordinator: chosen so, or a second one looks at all proposals."""
    return programme.rules.open_to_coordinator or programme.rules.four_eyes


def open_programmes() -> list[Programme]:
    """Programmes that go on and in which people look around."""
    rows = Programme.objects.filter(state__in=GOING).order_by("pk")
    return [each for each in rows if "open" in each.rules.modes]


def propose_in(programme: Programme, region: Region, at: datetime) -> int:
    """Propose in one region; whoever is taken or left meanwhile is passed by."""
    return propose_best(programme, region, mutual(programme, [region.pk], until=at - SETTLED, at=at), at)


def propose_best(programme: Programme, region: Region, both: Collection[tuple[int, int]], at: datetime) -> int:
    """Of these who both said yes as many pairs as possible; how many. Used for cards and for short talks."""
    return sum(propose(chosen, at) for chosen in best_pairs(programme, region, both, at=at)) if both else 0


def propose(chosen: Chosen, at: datetime) -> bool:
    """One proposal, with its mails."""
    people = Participation.objects.select_related(*SEVERAL).in_bulk([chosen.teacher, chosen.non_teacher])
    try:
        propose_pair(
            people[chosen.teacher],
            people[chosen.non_teacher],
            by=None,
            at=at,
            kind=chosen.kind,
            band=chosen.band,
            reasons=chosen.reasons,
        )
    except DomainError:  # not free any more, or not started
        return False
    return True


def forget(at: datetime) -> int:
    """What is past: a yes or maybe that lapsed, cards of who left the round, everything of a round that is over.

    A card about which the answer lapsed may be dealt again.
    """
    gone = sum(forget_lapsed(programme, at) for programme in open_programmes())
    over = Q(participation__state=Participation.State.WITHDRAWN) | ~Q(participation__programme__state__in=GOING)
    left = Q(by__state=Participation.State.WITHDRAWN) | Q(about__state=Participation.State.WITHDRAWN)
    with transaction.atomic():
        said = Said.objects.filter(left | ~Q(by__programme__state__in=GOING))
        return gone + said.delete()[0] + Card.objects.filter(over).delete()[1].get("choosing.Card", 0)


def forget_lapsed(programme: Programme, at: datetime) -> int:
    """In one programme; how many answers."""
    before = at - timedelta(days=programme.rules.open_yes_days)
    lapsed = Said.objects.filter(by__programme=programme, source=Said.Source.CARD, said_at__lte=before)
    rows = list(lapsed.exclude(answer=Said.Answer.NO).values_list("pk", "by_id", "about_id"))
    for key, by, about in rows:
        with transaction.atomic():
            if Said.objects.filter(pk=key, said_at__lte=before).delete()[0]:
                Dealt.objects.filter(viewer__participation=by, card__participation=about).delete()
    return len(rows)
