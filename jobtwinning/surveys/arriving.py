"""First answers of many at once, who have answered nothing yet: what actions.save_answers would keep of each, with a
handful of queries. And whether a file says what is there already."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import get_language

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.models import History
from jobtwinning.people.consents import consent_line
from jobtwinning.people.models import Consent
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.surveys import catalogue
from jobtwinning.surveys.actions import refuse_finished
from jobtwinning.surveys.models import Answer, Response, ResponseKey, ResponseKeyLink
from jobtwinning.surveys.questionnaires import Instrument
from jobtwinning.surveys.validation import AnswerError, validate_answers

BATCH = 500


@dataclass(frozen=True, slots=True)
class First:
    """What one of them answers: raw values by item code."""

    participation: Participation
    values: Mapping[str, object]


def keep_first_answers(
    programme: Programme,
    instrument: str,
    given: Sequence[First],
    *,
    by: Account | None,
    at: datetime,
    source: str,
    submitted: bool,
) -> dict[int, Mapping[str, AnswerError]]:
    """Keep all of it, handed in when `submitted`; or nothing, and by place in `given` what is wrong.

    Everybody takes part in this programme since a moment ago and nobody knows them from elsewhere.
    """
    if given:
        refuse_finished(programme)
    questions = catalogue.instrument(instrument)
    clean, wrong = _validated(questions, given)
    if wrong:
        return wrong
    keys = [ResponseKey(programme=programme, side=one.participation.side) for one in given]
    ResponseKey.objects.bulk_create(keys, batch_size=BATCH)
    links = [
        ResponseKeyLink(response_key=key, participation=one.participation) for key, one in zip(keys, given, strict=True)
    ]
    ResponseKeyLink.objects.bulk_create(links, batch_size=BATCH)
    responses = [
        Response(
            response_key=key,
            instrument=instrument,
            instrument_version=questions.version,
            opened_at=at,
            submitted_at=at if submitted else None,
            source=source,
            version=2 if values else 1,
        )
        for key, values in zip(keys, clean, strict=True)
    ]
    Response.objects.bulk_create(responses, batch_size=BATCH)
    consents = {item.code: item for item in questions.items if item.consent}
    Answer.objects.bulk_create(
        [
            Answer(response=response, item=code, value=value)
            for response, values in zip(responses, clean, strict=True)
            for code, value in values.items()
            if code not in consents
        ],
        batch_size=BATCH,
    )
    Consent.objects.bulk_create(_consents(questions, given, clean, at), batch_size=BATCH)
    history.record_all(_lines(instrument, given, clean, by=by, at=at, submitted=submitted))
    return {}


def _validated(
    questions: Instrument, given: Sequence[First]
) -> tuple[list[dict[str, object]], dict[int, Mapping[str, AnswerError]]]:
    clean: list[dict[str, object]] = []
    wrong: dict[int, Mapping[str, AnswerError]] = {}
    codes: dict[tuple[str, ...], tuple[str, ...]] = {}
    for place, one in enumerate(given):
        asked = tuple(one.values)
        if asked not in codes:
            codes[asked] = questions.expand(asked)
        result = validate_answers(questions, one.values, items=codes[asked], complete=False)
        clean.append(_kept(questions, result.values))
        if result.errors:
            wrong[place] = result.errors
    return clean, wrong


def _kept(questions: Instrument, values: Mapping[str, object]) -> dict[str, object]:
    """Without consents that the platform does not keep."""
    asked = {code: questions.item(code).consent for code in values}
    return {code: value for code, value in values.items() if not asked[code] or asked[code] in Consent.Purpose.values}


def _consents(
    questions: Instrument, given: Sequence[First], clean: Sequence[Mapping[str, object]], at: datetime
) -> list[Consent]:
    language = get_language() or "nl"
    return [
        consent_line(
            one.participation.person,
            questions.item(code).consent,
            given=bool(value),
            text=questions.item(code).label(language),
            text_version=f"{code}/{questions.version}",
            at=at,
        )
        for one, values in zip(given, clean, strict=True)
        for code, value in values.items()
        if questions.item(code).consent
    ]


def _lines(
    instrument: str,
    given: Sequence[First],
    clean: Sequence[Mapping[str, object]],
    *,
    by: Account | None,
    at: datetime,
    submitted: bool,
) -> list[History]:
    found = []
    for one, values in zip(given, clean, strict=True):
        told = {"programme_id": one.participation.programme_id, "region_id": one.participation.region_id}
        if values:
            counted: dict[str, str | int | bool | None] = {"instrument": instrument, "items": len(values)}
            found.append(history.line("answers_saved", one.participation, by=by, at=at, codes=counted, **told))
        if submitted:
            which = {"instrument": instrument}
            found.append(history.line("response_submitted", one.participation, by=by, at=at, codes=which, **told))
    return found


# --- What is there already --------------------------------------------------------------------------


@dataclass
class Kept:
    """What somebody has answered to one instrument, and said to its consents."""

    version: int
    is_submitted: bool
    answers: dict[str, object] = field(default_factory=dict)
    consents: dict[str, bool] = field(default_factory=dict)  # by purpose


def kept_by_many(participations: Collection[Participation], instrument: str) -> dict[int, Kept]:
    """By participation, of whoever opened the instrument; three queries for every five hundred."""
    everybody = {one.pk: one.person_id for one in participations}
    found: dict[int, Kept] = {}
    keys = sorted(everybody)
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        rows = Response.objects.filter(response_key__link__participation__in=some, instrument=instrument, occasion=1)
        about = "response_key__link__participation_id"
        for key, version, submitted in rows.values_list(about, "instrument_version", "submitted_at"):
            found[key] = Kept(version, submitted is not None)
        for key, item, value in rows.filter(answers__isnull=False).values_list(
            about, "answers__item", "answers__value"
        ):
            found[key].answers[item] = value
        consents: dict[int, dict[str, bool]] = {}
        people = [everybody[key] for key in some]
        lines = Consent.objects.filter(person__in=people).order_by("at", "pk")
        for person, purpose, given in lines.values_list("person_id", "purpose", "given"):
            consents.setdefault(person, {})[purpose] = given
        for key in some:
            if key in found:
                found[key].consents = consents.get(everybody[key], {})
    return found


def says_the_same(kept: Kept, instrument: str, values: Mapping[str, object]) -> bool:
    """Whether saving these raw values would change nothing."""
    questions = catalogue.instrument(instrument)
    if kept.version != questions.version:
        return False
    codes = questions.expand(tuple(values))
    said = {item.code: kept.consents[item.consent] for item in questions.items if item.consent in kept.consents}
    known = {**kept.answers, **said}
    result = validate_answers(questions, values, items=codes, complete=False, known=known)
    if result.errors:
        return False
    new = _kept(questions, result.values)
    asked = {code for code in codes if questions.item(code).consent}
    plain = {code: value for code, value in kept.answers.items() if code in codes}
    return {code: value for code, value in new.items() if code not in asked} == plain and all(
        said.get(code) == value for code, value in new.items() if code in asked
    )
