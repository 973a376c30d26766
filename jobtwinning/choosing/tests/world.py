"""People who look around, for tests of open matching."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from jobtwinning.accounts.models import Account
from jobtwinning.choosing import actions
from jobtwinning.choosing.models import Card
from jobtwinning.matching.models import Said
from jobtwinning.matching.tests.world import make_professional, make_teacher
from jobtwinning.programmes.models import Participation, Programme
from tests import make

SHOWN = ("function", "kind", "subject", "goals")
AT = datetime.fromisoformat("2026-09-15T10:00+02:00")  # a Tuesday, before noon
NOON = datetime.fromisoformat("2026-09-18T12:00+02:00")  # the Friday after: people hear of it


def open_programme(programme: Programme, **rules: Any) -> Programme:
    """The rules of the programme with open matching in them."""
    programme.rules_json = replace(programme.rules, modes=("blind", "open"), score_floor=0.0, **rules).to_json()
    programme.save(update_fields=["rules_json"])
    return programme


def with_account(one: Participation) -> Account:
    """An account with which this person signs in."""
    if one.person.account is None:
        one.person.account = make.make_account()
        one.person.save(update_fields=["account"])
    return one.person.account


def put_card(one: Participation, *, at: datetime = AT, **more: Any) -> Card:
    """Somebody who put a card down."""
    values: dict[str, Any] = {"is_coarse": False, "has_keys": True, **more}
    return actions.join(one, values.pop("shown", SHOWN), by=with_account(one), at=at, **values)


def both_sides(programme: Programme, teachers: int, others: int) -> tuple[list[Card], list[Card]]:
    """So many cards of either side, all of the same kind of work."""
    open_programme(programme)
    made = [make_teacher(programme, f"Docent{n}", I8b=["vo"], I24=["t1a"]) for n in range(teachers)]
    more = [make_professional(programme, f"Buiten{n}", I8c="technology") for n in range(others)]
    return [put_card(each) for each in made], [put_card(each) for each in more]


def yes(one: Card, other: Card, *, days: float = 2, at: datetime = NOON) -> None:
    """A yes of so many days before people hear of it."""
    actions.say(one, other, Said.Answer.YES, at=at - timedelta(days=days))
