"""Cut the answers of a whole programme loose from the people: all links at once, so that nobody stands out."""

import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jobtwinning.people.consents import consent_of
from jobtwinning.people.models import Consent
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.surveys.catalogue import instrument
from jobtwinning.surveys.models import Answer, Response, ResponseKey, ResponseKeyLink

CODED = frozenset({"single_choice", "multi_choice", "number", "hours", "yes_no"})


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays of one response: which questionnaire, and the answers that are a code or a number."""

    instrument: str
    version: int
    source: str
    answers: dict[str, object]


@transaction.atomic
def cut_loose(programme: Programme, participations: Iterable[Participation], *, moment: datetime) -> int:
    """Delete the keys of these participations and keep their coded answers under new ones; how many new keys.

    Too few people on a side (as for the report) keep nothing: among three, a colleague knows who said what.
    `moment` replaces when each of them answered.
    """
    links = ResponseKeyLink.objects.filter(participation__in=list(participations)).select_related(
        "response_key", "participation__person"
    )
    by_side: dict[str, list[list[Kept]]] = {side: [] for side in Side.values}
    for link in links:
        if responses := kept_of(link):
            by_side[link.response_key.side].append(responses)
    ResponseKey.objects.filter(link__in=links).delete()
    made = 0
    for side, people in by_side.items():
        if len(people) >= programme.rules.small_group:
            made += len(people)
            store(programme, side, people, moment)
    return made


def kept_of(link: ResponseKeyLink) -> list[Kept]:
    """The submitted answers to questionnaires of the research, of somebody who did not refuse it."""
    if consent_of(link.participation.person, Consent.Purpose.RESEARCH) is False:
        return []
    found = []
    submitted = link.response_key.responses.filter(submitted_at__isnull=False).order_by("instrument", "occasion")
    for row in submitted.prefetch_related("answers"):
        questions = instrument(row.instrument, row.instrument_version)
        if questions.purpose != "research":
            continue
        coded = {item.code for item in questions.items if item.type in CODED}
        answers = {answer.item: answer.value for answer in row.answers.all() if answer.item in coded}
        found.append(Kept(row.instrument, row.instrument_version, row.source, answers))
    return found


def store(programme: Programme, side: str, people: list[list[Kept]], moment: datetime) -> None:
    """New rows in an order that tells nothing, also not through their primary keys."""
    secrets.SystemRandom().shuffle(people)
    for responses in people:
        key = ResponseKey.objects.create(programme=programme, side=side)
        times: Counter[str] = Counter()  # counted anew: which partner it was about is not told
        for each in responses:
            times[each.instrument] += 1
            row = Response.objects.create(
                response_key=key,
                instrument=each.instrument,
                occasion=times[each.instrument],
                instrument_version=each.version,
                source=each.source,
                opened_at=moment,
                submitted_at=moment,
            )
            Answer.objects.bulk_create(
                [Answer(response=row, item=item, value=value) for item, value in sorted(each.answers.items())]
            )
