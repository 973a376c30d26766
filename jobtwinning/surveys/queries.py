"""Read answers: of one response, of one participation, and of everybody for the reports."""

from collections.abc import Collection
from statistics import median
from typing import NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q

from jobtwinning.people.consents import consent_of, newest_consent
from jobtwinning.people.models import Consent
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.surveys.catalogue import instrument
from jobtwinning.surveys.models import Answer, PartTime, Response
from jobtwinning.surveys.questionnaires import Instrument

PERSON = "response__response_key__link__participation__person"
ENOUGH = 5  # people who did a part, before its median is told
NEWEST = 400  # times that count: those of now, and few enough for every page


class SideAnswer(NamedTuple):
    """One answer without a person: the pseudonym, the side and the clean value."""

    response_key: str
    side: str
    value: object


class ItemAnswer(NamedTuple):
    """The same with the item, for several items at once."""

    response_key: str
    side: str
    item: str
    value: object


def response_of(participation: Participation, instrument: str) -> Response | None:
    """Somebody's response to an instrument; None when it was never opened."""
    return Response.objects.filter(response_key__link__participation=participation, instrument=instrument).first()


def answers_of(response: Response | None) -> dict[str, object]:
    """Clean values by item code."""
    return dict(response.answers.values_list("item", "value")) if response else {}


def drafts_of(response: Response | None) -> dict[str, object]:
    """What was typed and is no answer yet, by item code."""
    return dict(response.drafts.values_list("item", "typed")) if response else {}


def finished_parts(response: Response | None) -> set[str]:
    """Codes of the parts that were saved with their button, by whomever."""
    done = response.part_times.filter(finished_at__isnull=False) if response else PartTime.objects.none()
    return {part.removeprefix("help_") for part in done.values_list("part", flat=True)}


def median_seconds(instrument: str) -> dict[str, float]:
    """How long each part took most people lately; only parts that enough people did."""
    rows = PartTime.objects.filter(response__instrument=instrument, finished_at__isnull=False, seconds__gt=0)
    times: dict[str, list[int]] = {}
    for part, seconds in rows.order_by("-pk").values_list("part", "seconds")[:NEWEST]:
        times.setdefault(part, []).append(seconds)
    return {part: median(each) for part, each in times.items() if len(each) >= ENOUGH}


def consent_answers(participation: Participation, questions: Instrument) -> dict[str, object]:
    """What the person last said to the consent questions of an instrument; these are not stored as answers."""
    known = {
        item.code: consent_of(participation.person, item.consent)
        for item in questions.items
        if item.consent in Consent.Purpose.values
    }
    return {code: given for code, given in known.items() if given is not None}


def answers_by_item(programme: Programme, instrument: str, item: str) -> list[SideAnswer]:
    """Every submitted answer to one item, teachers first, then by key; see answers_by_items."""
    rows = answers_by_items(programme, instrument, [item])
    return [SideAnswer(row.response_key, row.side, row.value) for row in rows]


def answers_by_items(programme: Programme, instrument_code: str, items: Collection[str]) -> list[ItemAnswer]:
    """Every submitted answer to these items, in one query, without any person: teachers first, then by key and item.

    Left out: people who refused the use for evaluation and research and, for the intake (asked for matching),
    people who did not say yes to it. Answers whose link to a person is gone stay in.
    """
    rows = (
        Answer.objects.filter(
            response__response_key__programme=programme,
            response__instrument=instrument_code,
            response__submitted_at__isnull=False,
            item__in=items,
        )
        .annotate(research=newest_consent(PERSON, Consent.Purpose.RESEARCH))
        .annotate(gone=ExpressionWrapper(Q(response__response_key__link__isnull=True), output_field=BooleanField()))
        .order_by("-response__response_key__side", "response__response_key__key", "item")
    )
    if instrument(instrument_code).purpose == "research":
        rows = rows.filter(Q(gone=True) | Q(research__isnull=True) | Q(research=True))
    else:
        rows = rows.filter(Q(gone=True) | Q(research=True))
    columns = ("response__response_key__key", "response__response_key__side", "item", "value")
    return [ItemAnswer(*row) for row in rows.values_list(*columns)]
