"""Open, save and submit responses."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.core.texts import storable
from jobtwinning.people.consents import record_consent
from jobtwinning.people.models import Consent
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.surveys import catalogue
from jobtwinning.surveys.models import Answer, Draft, PartTime, Response, ResponseKey, ResponseKeyLink
from jobtwinning.surveys.queries import answers_of, consent_answers
from jobtwinning.surveys.questionnaires import Item
from jobtwinning.surveys.validation import AnswerError, validate_answers
from jobtwinning.surveys.versions import carries_over

PAUSE = timedelta(minutes=5)  # who does nothing for longer is away
ONE_LINE = timedelta(minutes=15)  # typing on within this time is one line of history


class AnswersRefusedError(DomainError):
    """Answers that cannot be stored; what is wrong, by item code."""

    def __init__(self, errors: Mapping[str, AnswerError]) -> None:
        super().__init__("answers", _("Kijk nog eens naar de antwoorden met een melding erbij."))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Saved:
    """The response after saving, and which items got another answer."""

    response: Response
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Showing:
    """One part as somebody has it in front of them: the key of the form, and since when."""

    form_key: str
    part: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Typed:
    """A part that is being filled in: the answers that can be stored, and as typed what is none yet (or a consent)."""

    answers: Mapping[str, object]
    unfinished: Mapping[str, object]


def open_response(
    participation: Participation, instrument: str, *, at: datetime, source: str = "page", occasion: int = 1
) -> Response:
    """The one response of a participation to an instrument on an occasion; made when it is not there yet."""
    with transaction.atomic():
        response, _made = Response.objects.get_or_create(
            response_key=_key_of(participation),
            instrument=instrument,
            occasion=occasion,
            defaults={
                "instrument_version": catalogue.instrument(instrument).version,
                "opened_at": at,
                "source": source,
            },
        )
    return response


def _key_of(participation: Participation) -> ResponseKey:
    found = ResponseKey.objects.filter(link__participation=participation).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            key = ResponseKey.objects.create(programme_id=participation.programme_id, side=participation.side)
            ResponseKeyLink.objects.create(response_key=key, participation=participation)
    except IntegrityError:  # somebody else just did; the key made here was undone with the link
        return ResponseKey.objects.get(link__participation=participation)
    return key


def save_answers(
    response: Response,
    values: Mapping[str, object],
    *,
    by: Account | None,
    at: datetime,
    complete: bool = False,
    items: Collection[str] | None = None,
    version: int | None = None,
    closed_too: bool = False,
    showing: Showing | None = None,
) -> Saved:
    """Store answers, raw or clean, to (some of) the items of a response: all of them, or none when one is refused.

    items: the item or group codes that `values` speaks about, by default its own keys; an item of these without a
    value loses its answer. complete: an empty required answer is refused. version: what the reader saw; DomainError
    "stale" when somebody saved since, other than the showing itself. closed_too: also in a finished programme, for
    files from elsewhere.
    AnswersRefusedError carries what is wrong. One history line when something changed, none otherwise. Consent
    questions become lines of consent instead of answers.
    """
    questions = catalogue.instrument(response.instrument, response.instrument_version)
    codes = questions.expand(items if items is not None else tuple(values))
    with transaction.atomic():
        _check_open(response, closed_too)
        participation = response.response_key.link.participation
        stored = answers_of(response)
        known = {**stored, **consent_answers(participation, questions.items)}
        result = validate_answers(questions, values, items=codes, complete=complete, known=known)
        if result.errors:
            raise AnswersRefusedError(result.errors)
        spoken = [questions.item(code) for code in codes]
        asked = [item for item in spoken if item.consent]
        consents = _save_consents(participation, asked, result.values, version=response.instrument_version, at=at)
        plain = [item.code for item in spoken if not item.consent]
        changed = (*_save_plain(response, plain, stored, result.values), *consents)
        if changed:
            _next_version(response, version, showing)
            _record("answers_saved", response, participation, by=by, at=at, items=len(changed))
        response.drafts.filter(item__in=codes).delete()
        if showing is not None:
            _count_time(response, showing, at=at, finished=True)
    return Saved(response, changed)


def save_draft(
    response: Response,
    typed: Typed,
    *,
    items: Collection[str],
    by: Account | None,
    at: datetime,
    version: int,
    showing: Showing,
) -> None:
    """Keep a part while somebody fills it in: answers as answers, the rest as it was typed. Consent waits for the
    button. DomainError "stale" when somebody else saved since; a quarter of an hour of typing is one line of history.
    """
    with transaction.atomic():
        _check_open(response, closed_too=False)
        stored = answers_of(response)
        changed = _save_plain(response, [code for code in items if code not in typed.unfinished], stored, typed.answers)
        response.drafts.filter(item__in=items).exclude(item__in=typed.unfinished).delete()
        Draft.objects.bulk_create(
            [Draft(response=response, item=code, typed=storable(value)) for code, value in typed.unfinished.items()],
            update_conflicts=True,
            unique_fields=["response", "item"],
            update_fields=["typed"],
        )
        _next_version(response, version, showing)
        participation = response.response_key.link.participation
        if changed and not _recorded_lately(participation, by, at):
            _record("answers_saved", response, participation, by=by, at=at, items=len(changed))
        _count_time(response, showing, at=at, finished=False)


def _recorded_lately(participation: Participation, by: Account | None, at: datetime) -> bool:
    lines = History.objects.filter(subject_type="participation", subject_id=participation.public_id)
    mine = lines.filter(verb="answers_saved", actor_id=by.pk if by else None)
    return mine.filter(at__gt=at - ONE_LINE, at__lte=at).exists()


def raise_version(response: Response) -> None:
    """Somebody goes on in the newest version of a questionnaire, if everything they answered is an answer there too."""
    newest = catalogue.instrument(response.instrument)
    if response.instrument_version < newest.version and carries_over(
        catalogue.instrument(response.instrument, response.instrument_version), newest
    ):
        Response.objects.filter(pk=response.pk).update(instrument_version=newest.version)
        response.instrument_version = newest.version


def _count_time(response: Response, showing: Showing, *, at: datetime, finished: bool) -> None:
    """Add what passed since the part was opened or last kept, until it was saved the first time."""
    opened = min(showing.opened_at, at)
    row, _made = PartTime.objects.select_for_update().get_or_create(
        response=response, part=showing.part, defaults={"last_at": opened}
    )
    if row.finished_at is not None:
        return
    passed = min(max(at - max(row.last_at, opened), timedelta(0)), PAUSE)
    row.seconds += round(passed.total_seconds())
    row.last_at, row.finished_at = at, at if finished else None
    row.save(update_fields=["seconds", "last_at", "finished_at"])


def _check_open(response: Response, closed_too: bool) -> None:
    if not closed_too:
        refuse_finished(response.response_key.programme)


def refuse_finished(programme: Programme) -> None:
    """DomainError once a programme is over: answers stay as they are."""
    if programme.state == Programme.State.FINISHED:
        raise DomainError("closed", _("Deze ronde is afgesloten. Antwoorden veranderen niet meer."))


def _save_plain(
    response: Response, codes: Collection[str], stored: Mapping[str, object], values: Mapping[str, object]
) -> tuple[str, ...]:
    """Write the differences only."""
    gone = [code for code in codes if code in stored and code not in values]
    new = [code for code in codes if code in values and (code not in stored or stored[code] != values[code])]
    response.answers.filter(item__in=gone).delete()
    Answer.objects.bulk_create(
        [Answer(response=response, item=code, value=values[code]) for code in new],
        update_conflicts=True,
        unique_fields=["response", "item"],
        update_fields=["value"],
    )
    return (*gone, *new)


def _save_consents(
    participation: Participation, items: Collection[Item], values: Mapping[str, object], *, version: int, at: datetime
) -> tuple[str, ...]:
    """Consent is never taken away by an empty answer, only by a no."""
    language = get_language() or "nl"
    answered = [item for item in items if item.code in values and item.consent in Consent.Purpose.values]
    lines = {
        item.code: record_consent(
            participation.person,
            item.consent,
            given=cast(bool, values[item.code]),
            text=item.label(language),
            text_version=f"{item.code}/{version}",
            at=at,
        )
        for item in answered
    }
    return tuple(code for code, line in lines.items() if line is not None)


def _next_version(response: Response, seen: int | None, showing: Showing | None) -> None:
    """Count one up from what the reader saw; "stale" when that is no longer what is there, unless the reader's own
    form changed it while they typed."""
    seen = response.version if seen is None else seen
    key = showing.form_key if showing else ""
    known = Q(version=seen) | Q(last_form=key) if key else Q(version=seen)
    changed = Response.objects.filter(known, pk=response.pk).update(version=F("version") + 1, last_form=key)
    if changed != 1:
        raise DomainError(
            "stale",
            _("Deze antwoorden zijn intussen ergens anders aangepast. Kijk wat er nu staat en bewaar opnieuw."),
        )
    response.version = seen + 1


def _record(
    verb: str,
    response: Response,
    participation: Participation,
    *,
    by: Account | None,
    at: datetime,
    items: int | None = None,
) -> None:
    """History tells of the participation, never of the response: the pseudonym stays out of it."""
    history.record(
        verb,
        participation,
        by=by,
        at=at,
        programme_id=participation.programme_id,
        region_id=participation.region_id,
        codes={"instrument": response.instrument, "items": items} if items else {"instrument": response.instrument},
    )


def submit_response(response: Response, *, by: Account | None, at: datetime, closed_too: bool = False) -> bool:
    """Hand it in; False when it was handed in before, which changes nothing."""
    with transaction.atomic():
        _check_open(response, closed_too)
        if Response.objects.filter(pk=response.pk, submitted_at__isnull=True).update(submitted_at=at) != 1:
            return False
        response.submitted_at = at
        _record("response_submitted", response, response.response_key.link.participation, by=by, at=at)
    return True
