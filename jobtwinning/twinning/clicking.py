"""Asking about the click after the first talk, and keeping what somebody answers (MAT-07)."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from jobtwinning.accounts.models import Account
from jobtwinning.pairs import click
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Programme
from jobtwinning.surveys.actions import open_response, save_answers, submit_response
from jobtwinning.twinning.queries import STARTING_MATCH, have_talked, occasion_of


def ask_after_first_talk(pair: Pair, *, at: datetime) -> bool:
    """Ask both about the click, once they have met; whether they were asked now."""
    is_running = pair.programme.state != Programme.State.FINISHED  # then answers are closed
    return is_running and have_talked(pair, at) and click.ask_click(pair, at=at)


@transaction.atomic
def answer_click(
    pair: Pair,
    answers: Mapping[str, object],
    *,
    items: Collection[str],
    person: Person,
    may_call: bool,
    version: int,
    by: Account | None,
    at: datetime,
) -> None:
    """Keep the answers without a name, and tell the coordinator that they may call if this person ticked so."""
    seat = Seat.objects.select_related("participation").get(pair=pair, person=person)
    if seat.participation is None:
        raise ValueError("a seat of somebody who was erased answers nothing")
    response = open_response(seat.participation, STARTING_MATCH, at=at, occasion=occasion_of(seat))
    save_answers(response, answers, by=by, at=at, items=items, version=version)
    submit_response(response, by=by, at=at)
    if may_call:
        click.ask_call(pair, person=person, by=by, at=at)
