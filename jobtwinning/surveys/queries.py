"""Read answers: of one response, of one participation, and of everybody for the reports."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q, Value

from jobtwinning.people.consents import consent_of, newest_consent
from jobtwinning.people.models import Consent
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.surveys.catalogue import instrument
from jobtwinning.surveys.models import Answer, PartTime, Response
from jobtwinning.surveys.questionnaires import Item

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


def response_of(participation: Participation, instrument: str, occasion: int = 1) -> Response | None:
    """Somebody's response to an instrument on an occasion; None when it was never opened."""
    mine = Response.objects.filter(response_key__link__participation=participation, occasion=occasion)
    return mine.filter(instrument=instrument).first()


def answers_of(response: Response | None) -> dict[str, object]:
    """Clean values by item code."""
    return dict(response.answers.values_list("item", "value")) if response else {}


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote in one instrument, by item code: clean answers, and what was typed and is no answer yet.

    last_form: the key of the showing that was saved last. As it stands when the instrument was never opened.
    """

    version: int = 1
    last_form: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    drafts: Mapping[str, object] = field(default_factory=dict)


def written_by(participation: Participation, instrument: str) -> Written:
    """Everything somebody wrote in an instrument; one query."""
    rows = Response.objects.filter(response_key__link__participation=participation, instrument=instrument).order_by()
    answers = rows.values_list("version", "last_form", Value("answer"), "answers__item", "answers__value")
    drafts = rows.values_list("version", "last_form", Value("draft"), "drafts__item", "drafts__typed")
    found = list(answers.union(drafts, all=True))
    if not found:
        return Written()
    version, last_form = found[0][:2]
    by_kind = {kind: {row[3]: row[4] for row in found if row[2] == kind and row[3]} for kind in ("answer", "draft")}
    return Written(version, last_form, by_kind["answer"], by_kind["draft"])


def finished_parts(participation: Participation, instrument: str) -> set[str]:
    """Codes of the parts that were saved with their button, by whomever."""
    mine = PartTime.objects.filter(
        response__response_key__link__participation=participation, response__instrument=instrument
    )
    done = mine.filter(finished_at__isnull=False).values_list("part", flat=True)
    return {part.removeprefix("help_") for part in done}


def median_seconds(instrument: str) -> dict[str, float]:
    """How long each part took most people lately; only parts that enough people did."""
    rows = PartTime.objects.filter(response__instrument=instrument, finished_at__isnull=False, seconds__gt=0)
    times: dict[str, list[int]] = {}
    for part, seconds in rows.order_by("-pk").values_list("part", "seconds")[:NEWEST]:
        times.setdefault(part, []).append(seconds)
    return {part: median(each) for part, each in times.items() if len(each) >= ENOUGH}


def consent_answers(participation: Participation, items: Iterable[Item]) -> dict[str, object]:
    """What the person last said to the consent questions among these; these are not stored as answers."""
    known = {
        item.code: consent_of(participation.person, item.consent)
        for item in items
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
