"""People with cards in hand, for two windows at once."""

from typing import Any

from django.db.models import Count
from django.urls import reverse

from conftest import build_cast
from jobtwinning.choosing import actions, telling
from jobtwinning.choosing.models import Card, Dealt
from jobtwinning.choosing.tests.world import both_sides, open_programme, with_account
from jobtwinning.core import clock
from jobtwinning.matching.models import Said
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.tests.race_server import sign_in_all
from jobtwinning.programmes.models import Participation
from tests import make


def cards(rounds: str, limit: str) -> list[dict[str, Any]]:
    """Per round somebody with two cards and so many times yes at most, a coordinator, and what they send."""
    cast, found = build_cast(), []
    coordinator = cast.accounts["coordinator"]
    for _ in range(int(rounds)):
        programme = make.make_programme(cast.region)
        make.make_grant(coordinator, "coordinator", region=cast.region, programme=programme)  # type: ignore[arg-type]  # set for every role but nobody
        (one,), others = both_sides(programme, 1, 2)
        open_programme(programme, open_yes_limit=int(limit))
        actions.say(others[0], one, Said.Answer.YES, at=clock.now())
        sessions = sign_in_all([with_account(one.participation), coordinator])
        public_id = one.participation.public_id
        found.append(
            {
                "own": sessions[0],
                "coordinator": sessions[1],
                "deck": reverse("choosing:deck", args=[public_id]),
                "withdraw": reverse("intake:withdraw", args=[programme.slug, public_id]),
                "cards": [card.public_id for card in others],
            }
        )
    return found


def outcome() -> dict[str, Any]:
    """How many times yes per person at most, who was dealt the same card twice, and who left and still counts."""
    yes = Said.objects.filter(answer="yes").values("by").annotate(n=Count("pk")).order_by("-n")
    wrong = [card.public_id for card in Card.objects.all() if card.shown != Dealt.objects.filter(card=card).count()]
    telling.tell_mutual(telling_day())
    return {
        "most": yes[0]["n"] if yes else 0,
        "dealt_twice": Dealt.objects.values("viewer", "card").annotate(n=Count("pk")).filter(n__gt=1).count(),
        "hands": sorted(Card.objects.filter(participation__side="teacher").values_list("hands", flat=True)),
        "miscounted": wrong,
        "left": Participation.objects.filter(state="withdrawn").count(),
        "pairs_of_who_left": Pair.objects.filter(seats__participation__state="withdrawn").count(),
    }


def telling_day() -> Any:
    from datetime import timedelta

    from jobtwinning.choosing.moments import next_telling
    from jobtwinning.programmes.models import Programme

    return next_telling(Programme.objects.all()[0], clock.now() + timedelta(days=2))
