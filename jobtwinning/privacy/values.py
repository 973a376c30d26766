"""A stored value as a machine reads it and as a person reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Field, Model
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.people.models import Employment, Organisation, Person, Region
from jobtwinning.privacy import labels
from jobtwinning.privacy.code_words import CODES
from jobtwinning.privacy.lookers import Lookers
from jobtwinning.privacy.paths import Subject
from jobtwinning.programmes.context import programme_name
from jobtwinning.programmes.events.words import title_of
from jobtwinning.programmes.models import Event, Participation, Programme
from jobtwinning.surveys.catalogue import instrument
from jobtwinning.surveys.questionnaires import Instrument, Item
from jobtwinning.surveys.wording import answer_lines


@dataclass(frozen=True, slots=True)
class Shown:
    """One value: plain JSON, and the words for it; no words when it is empty."""

    value: Any
    text: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything outside the row that its words need; read once for a whole file."""

    subject: Subject
    programmes: Mapping[int, Programme]
    regions: Mapping[int, Region]
    lookers: Lookers
    region_ids: frozenset[int]  # where the person takes part

    def read(self, table: str, field: "Field[Any, Any]", row: Any) -> Shown:
        """The value of one column of one row."""
        special = SPECIAL.get(f"{table}.{field.name}")
        if special is not None:
            return special(self, row)
        value = getattr(row, field.name)
        if field.is_relation:
            return self.related(value)
        if f"{table}.{field.name}" in CODES and value:
            return Shown(value, labels.word_of(table, field.name, value))
        return plain(value)

    def related(self, row: Model | None) -> Shown:
        """The row a column points at, by the name it has outside."""
        match row:
            case None:
                return Shown(None, "")
            case Person():
                return self.person(row.pk)
            case Account():
                return Shown("you", _("jij"))
            case Programme():
                return Shown(row.slug, programme_name(row))
            case Region() | Organisation():
                return Shown(row.name, row.name)
            case Participation():
                return Shown(row.public_id, programme_name(self.programmes[row.programme_id]))
            case Employment():
                return Shown(row.public_id, row.function)
        return Shown(row.public_id, row.public_id)  # type: ignore[attr-defined]  # every other table of ours has one

    def person(self, person_id: int | None) -> Shown:
        """You, your partner, or both; nobody else stands in these rows."""
        if person_id is None:
            return Shown(None, _("jullie samen"))
        return Shown("you", _("jij")) if person_id == self.subject.person_id else Shown("partner", _("je partner"))


def plain(value: Any) -> Shown:
    """A value without a meaning beyond itself."""
    match value:
        case None | "":
            return Shown(value, "")
        case bool():
            return Shown(value, _("ja") if value else _("nee"))
        case datetime():
            local = value.astimezone(ZoneInfo(settings.TIME_ZONE))
            return Shown(value.isoformat(), date_format(local, "j F Y, H.i"))
        case date():
            return Shown(value.isoformat(), date_format(value, "j F Y"))
        case int() | float() | Decimal():
            return Shown(float(value), number_format(value))
    return Shown(value, str(value))


# --- Columns that need more than their own value -----------------------------------------------------


def _questions(row: Any) -> tuple[Instrument, Item] | None:
    """The questionnaire and the question of an answer; None when this version of it is not known any more."""
    try:
        questions = instrument(row.response.instrument, row.response.instrument_version)
        return questions, questions.item(row.item)
    except KeyError:
        return None


def _language() -> str:
    return get_language() or "nl"


def _question(reader: Reader, row: Any) -> Shown:
    found = _questions(row)
    if found is None:
        return Shown(row.item, row.item)
    questions, item = found
    group = questions.group(item.group)
    head, label = group.label(_language()) if group else "", item.label(_language())
    if not head or head == label:
        return Shown(row.item, label)
    return Shown(row.item, f"{head} {label}" if head[-1] in "?.:!" else f"{head}: {label}")


def _answer(reader: Reader, row: Any) -> Shown:
    found = _questions(row)
    try:
        lines = answer_lines(found[1], row.value) if found else (str(row.value),)
    except (KeyError, IndexError, ValueError, TypeError, AttributeError):  # not as this question stores it
        lines = (str(row.value),)
    return Shown(row.value, "\n".join(lines))


def _typed(value: Any) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def _actor(reader: Reader, row: Any) -> Shown:
    if row.actor_id is None:
        return Shown("platform", _("het platform"))
    if row.actor_id == reader.subject.account_id:
        return Shown("you", _("jij"))
    return Shown("other", _("iemand anders"))


def _looker(reader: Reader, row: Any) -> Shown:
    if row.account_id == reader.subject.account_id:
        return Shown("you", _("jij"))
    return Shown("staff", reader.lookers.words(row.account_id, row.at, reader.region_ids))


def _programme(reader: Reader, row: Any) -> Shown:
    return reader.related(reader.programmes.get(row.programme_id))


def _region(reader: Reader, row: Any) -> Shown:
    return reader.related(reader.regions.get(row.region_id))


def _maker(reader: Reader, row: Any) -> Shown:
    return reader.person(row.made_by_id) if row.made_by_id is not None else Shown(None, "")


def _codes(reader: Reader, row: Any) -> Shown:
    return Shown(row.codes, ", ".join(f"{key}: {value}" for key, value in row.codes.items()))


def _event(reader: Reader, row: Any) -> Shown:
    return _told_event(reader, row.event)


def _evening(reader: Reader, row: Any) -> Shown:
    return _told_event(reader, row.evening.event)


def _away(reader: Reader, row: Any) -> Shown:
    return Shown(row.away, ", ".join(str(number) for number in row.away if number <= row.evening.rounds))


def _told_event(reader: Reader, event: Event) -> Shown:
    day = date_format(event.starts_at.astimezone(event_zone(reader, event)), "j F Y")
    return Shown(event.public_id, f"{title_of(event)}, {day}")


def event_zone(reader: Reader, event: Event) -> ZoneInfo:
    return ZoneInfo(reader.programmes[event.programme_id].time_zone)


SPECIAL: Mapping[str, Callable[[Reader, Any], Shown]] = {
    "surveys.Answer.item": _question,
    "surveys.Answer.value": _answer,
    "surveys.Draft.item": _question,
    "surveys.Draft.typed": lambda reader, row: Shown(row.typed, _typed(row.typed)),
    "core.History.actor_id": _actor,
    "core.History.programme_id": _programme,
    "core.History.region_id": _region,
    "core.History.codes": _codes,
    "core.ViewLog.account_id": _looker,
    "core.ViewLog.person_ids": lambda reader, row: Shown(["you"], _("jij")),
    "core.ViewLog.page": lambda reader, row: Shown(row.page, labels.page_words(row.page)),
    "programmes.EventInvitation.event": _event,
    "dating.Guest.evening": _evening,
    "dating.Guest.away": _away,
    "dating.Talk.evening": _evening,
    "twinning.Goal.owner": lambda reader, row: reader.person(row.owner_id),
    "twinning.Meeting.made_by": _maker,
}
