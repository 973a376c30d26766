"""Bring participants in from a file: everything or nothing, and the same file twice changes nothing."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from jobtwinning.accounts.actions import get_or_create_account
from jobtwinning.accounts.models import Account
from jobtwinning.core.errors import RowFault
from jobtwinning.core.spreadsheets import Row, Table, refuse_file
from jobtwinning.core.texts import one_line
from jobtwinning.intake import letters
from jobtwinning.intake.actions import SignUp, complete_intake, new_person, save_intake, take_part
from jobtwinning.intake.arrivals import BATCH, Known, complete_many, take_many
from jobtwinning.intake.corrections import CHANNEL, Change, correct
from jobtwinning.intake.managers.actions import State as Permission
from jobtwinning.intake.managers.care import Told, give_permissions, record_told_permission
from jobtwinning.intake.readiness import confirm_motivation
from jobtwinning.intake.steps import INSTRUMENT, questions
from jobtwinning.people.models import Person, Region
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.surveys.actions import AnswersRefusedError
from jobtwinning.surveys.arriving import First, keep_first_answers, says_the_same
from jobtwinning.surveys.imports import ImportResult, answer_faults, item_columns

READING = 0.4  # of the work, as far as its listener hears
REQUIRED = ("given_name", "surname", "email", "side", "organisation")
OPTIONAL = ("function", "region", "phone")
LENGTHS = {"given_name": 80, "surname": 100, "email": 254, "organisation": 160, "function": 120, "phone": 30}
SIDES = {
    "docent": Side.TEACHER,
    "teacher": Side.TEACHER,
    "niet-docent": Side.NON_TEACHER,
    "niet_docent": Side.NON_TEACHER,
    "non_teacher": Side.NON_TEACHER,
    "non-teacher": Side.NON_TEACHER,
}

Tell = Callable[[float], None]


def silent(_part: float) -> None:
    """Nobody asks how far it is."""


@dataclass(frozen=True)
class Imported(ImportResult):
    """Idem, with what changed, who each row is about, whom nobody knew before, and which employers are new."""

    changes: Mapping[int, tuple[Change, ...]] = field(default_factory=dict)
    before: Mapping[int, Mapping[str, object]] = field(default_factory=dict)  # to put back, by row
    participations: Mapping[int, Participation] = field(default_factory=dict)
    new_people: frozenset[int] = frozenset()
    new_organisations: frozenset[int] = frozenset()


@dataclass
class _Reader:
    """What the rows are read against, and what they did."""

    programme: Programme
    regions: Mapping[str, Region]  # by slug and by name, lower case; only those that may be filled
    by: Account | None
    at: datetime
    invite: bool
    told: Told | None
    completes: bool
    known: Known
    tell: Tell
    outcomes: dict[int, str] = field(default_factory=dict)
    changes: dict[int, tuple[Change, ...]] = field(default_factory=dict)
    before: dict[int, Mapping[str, object]] = field(default_factory=dict)
    participations: dict[int, Participation] = field(default_factory=dict)
    new_people: set[int] = field(default_factory=set)

    def result(self) -> Imported:
        """What all rows did."""
        made = self.known.organisations_made
        return Imported(
            dict(sorted(self.outcomes.items())),
            self.changes,
            self.before,
            self.participations,
            frozenset(self.new_people),
            frozenset(made),
        )


def import_participants(
    programme: Programme,
    table: Table,
    *,
    by: Account | None,
    at: datetime,
    region_ids: Collection[int] | None = None,
    dry_run: bool = False,
    invite: bool = False,
    told: Told | None = None,
    completes: bool = True,
    tell: Tell = silent,
) -> Imported:
    """Add or correct the participants of a file (columns REQUIRED, OPTIONAL and codes of the intake).

    People are recognised by their e-mail. A row with answers to the intake completes it, if it `completes`.
    region_ids: only these may be filled, by default every region of the programme. Mail leaves only with `invite`.
    With `told` everybody in the file with an intake is enthusiastic and has permission, known in that way.
    tell: hears how far it is, from 0 to 1.
    FileRefusedError with every fault when one row is wrong: then nothing is stored. dry_run does everything and undoes
    it.
    """
    rows = table.named(required=REQUIRED, optional=(*OPTIONAL, *item_columns(questions()))).rows
    allowed = [each for each in programme.regions.all() if region_ids is None or each.pk in region_ids]
    regions = {name.casefold(): region for region in allowed for name in (region.slug, region.name)}
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)  # one import at a time
        known = Known.of(programme, {row.cells["email"].casefold() for row in rows})
        reader = _Reader(programme, regions, by, at, invite, told, completes, known, tell)
        refuse_file(_read_rows(reader, rows))
        transaction.set_rollback(dry_run)
    return reader.result()


def _read_rows(reader: _Reader, rows: Collection[Row]) -> list[RowFault]:
    """Take over every row that is right, whoever is new in one go; what is wrong with the others."""
    faults: list[RowFault] = []
    seen: set[str] = set()
    fresh: list[tuple[Row, SignUp]] = []
    for done, row in enumerate(rows):
        reader.tell(READING * done / len(rows))
        wrong = [*_row_faults(reader, row), *_double(row, seen)]
        faults += wrong
        if wrong:
            continue
        wish = _wish(reader, row)
        if reader.known.is_new(wish.email):
            fresh.append((row, wish))
        else:
            faults += _or_faults(row, lambda row=row, wish=wish: _import_row(reader, row, wish))  # type: ignore[misc]
    faults += _take_new(reader, fresh)
    return sorted(faults, key=lambda fault: fault.row)


def _take_new(reader: _Reader, fresh: Sequence[tuple[Row, SignUp]]) -> list[RowFault]:
    """Everybody whom nobody knew, with what comes along, some hundreds at a time."""
    faults: list[RowFault] = []
    for start in range(0, len(fresh), BATCH):
        reader.tell(READING + (1 - READING) * start / len(fresh))
        some = fresh[start : start + BATCH]
        wishes = [wish for _row, wish in some]
        made = take_many(reader.programme, wishes, reader.known, by=reader.by, at=reader.at)
        for (row, _wish_of), one in zip(some, made, strict=True):
            reader.new_people.add(one.person_id)
            reader.outcomes[row.number], reader.participations[row.number] = "added", one
        faults += _take_answers(reader, [(row, one) for (row, _wish_of), one in zip(some, made, strict=True)])
        if reader.told is not None:
            give_permissions([one for one in made if one.has_intake], reader.told, by=reader.by, at=reader.at)
        if reader.invite:
            for one in made:
                letters.queue_sign_up_mail(one)
    return faults


def _take_answers(reader: _Reader, rows: Sequence[tuple[Row, Participation]]) -> list[RowFault]:
    """The answers of newcomers, as far as their rows have any."""
    spoken = [(row, First(one, {**answers, "I1": one.side})) for row, one in rows if (answers := _answers(row))]
    given = [first for _row, first in spoken]
    wrong = keep_first_answers(
        reader.programme, INSTRUMENT, given, by=reader.by, at=reader.at, source="import", submitted=reader.completes
    )
    if wrong:
        return [fault for place, errors in wrong.items() for fault in answer_faults(spoken[place][0], errors)]
    if reader.completes:
        complete_many([first.participation for first in given], by=reader.by, at=reader.at)
    return []


def _or_faults(row: Row, step: Callable[[], None]) -> list[RowFault]:
    try:
        step()
    except AnswersRefusedError as refused:
        return answer_faults(row, refused.errors)
    return []


def _arrive(reader: _Reader, row: Row, participation: Participation) -> None:
    """What comes with somebody whom we knew and who takes part from now on."""
    reader.outcomes[row.number], reader.participations[row.number] = "added", participation
    _import_intake(reader, participation, row)
    _import_permission(reader, participation)
    if reader.invite:
        letters.queue_sign_up_mail(participation)


def _double(row: Row, seen: set[str]) -> Iterator[RowFault]:
    address = row.cells["email"].casefold()
    if address in seen:
        yield RowFault(row.number, "email", _("Dit adres staat hierboven al."))
    seen.add(address)


def _row_faults(reader: _Reader, row: Row) -> Iterator[RowFault]:
    """Everything that is wrong with the columns about the person."""
    for column in REQUIRED:
        if not row.cells[column]:
            yield RowFault(row.number, column, _("Vul dit nog in."))
    for column, longest in LENGTHS.items():
        if len(row.cells.get(column, "")) > longest:
            yield RowFault(row.number, column, _("Dit is langer dan %(max)s tekens.") % {"max": longest})
    if row.cells["side"] and row.cells["side"].casefold() not in SIDES:
        yield RowFault(row.number, "side", _("Schrijf docent of niet-docent."))
    if row.cells.get("I1") and SIDES.get(row.cells["I1"].casefold()) != SIDES.get(row.cells["side"].casefold()):
        yield RowFault(row.number, "I1", _("Dit past niet bij de kolom side."))
    if row.cells["email"] and not _is_address(row.cells["email"]):
        yield RowFault(row.number, "email", _("Dit is geen volledig e-mailadres. Een voorbeeld: naam@school.nl."))
    if _is_of_another_region(reader, row.cells["email"]):
        yield RowFault(row.number, "email", _("Deze persoon hoort bij een regio die je niet mag aanpassen."))
    if _region_of(reader, row) is None:
        names = ", ".join(sorted({region.name for region in reader.regions.values()}))
        yield RowFault(row.number, "region", _("Schrijf een van deze regio’s: %(names)s.") % {"names": names})


def _is_of_another_region(reader: _Reader, address: str) -> bool:
    """Somebody who takes part already, in a region that may not be filled."""
    allowed = {region.pk for region in reader.regions.values()}
    found = reader.known.participation(address)
    return found is not None and found.region_id not in allowed


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _region_of(reader: _Reader, row: Row) -> Region | None:
    """The region that is named; the only one when none is named."""
    named = row.cells.get("region", "").casefold()
    only = set(reader.regions.values())
    return reader.regions.get(named) if named or len(only) != 1 else next(iter(only))


def _wish(reader: _Reader, row: Row) -> SignUp:
    region = _region_of(reader, row)
    if region is None:
        raise ValueError("a row without a region is refused before it is read")
    return SignUp(
        side=SIDES[row.cells["side"].casefold()],
        given_name=one_line(row.cells["given_name"]),
        surname=one_line(row.cells["surname"]),
        email=row.cells["email"].lower(),
        organisation=one_line(row.cells["organisation"]),
        function=one_line(row.cells.get("function", "")),
        region=region,
        channel=CHANNEL,
        phone=one_line(row.cells.get("phone", "")),
    )


def _import_row(reader: _Reader, row: Row, wish: SignUp) -> None:
    """Somebody whom we know by this address: added, changed or unchanged."""
    found = reader.known.participation(wish.email)
    if found is None:
        person = _person(wish)
        found = take_part(person, reader.programme, wish, by=reader.by, at=reader.at, invite=False)
        _arrive(reader, row, found)
        return
    reader.participations[row.number] = found
    reader.outcomes[row.number] = "unchanged"
    if found.state == Participation.State.WITHDRAWN:
        return
    corrected = correct(found, wish, by=reader.by, at=reader.at)
    if corrected.changes:
        reader.before[row.number] = corrected.before
    changes = list(corrected.changes)
    if answers := _import_intake(reader, found, row):
        changes.append(Change(" ".join(answers)))
    if _import_permission(reader, found):
        changes.append(Change("permission"))
    if changes:
        reader.outcomes[row.number], reader.changes[row.number] = "changed", tuple(changes)


def _person(wish: SignUp) -> Person:
    """The person of this address, made with a login when it is new; a login of an unknown person gets its person."""
    found = Person.objects.filter(email__iexact=wish.email).first()
    account, _made = get_or_create_account(wish.email, language=wish.language)
    owner = Person.objects.filter(account=account).first()
    if found is None:
        return owner or new_person(wish, account)
    if found.account_id is None and owner is None:
        Person.objects.filter(pk=found.pk).update(account=account)
    return found


def _import_intake(reader: _Reader, participation: Participation, row: Row) -> tuple[str, ...]:
    """The answers of the row, if it has any; the items that changed."""
    answers = _answers(row)
    if not answers or _stands_already(reader, participation, answers):
        return ()
    saved = save_intake(participation, answers, items=list(answers), by=reader.by, at=reader.at, source="import")
    is_completed = reader.completes and complete_intake(participation, by=reader.by, at=reader.at)
    return tuple(saved.changed) or (("intake",) if is_completed else ())


def _answers(row: Row) -> dict[str, str]:
    """The cells that answer the intake; nothing when all of them are empty."""
    known = {item.code for item in questions().items}
    answers = {code: cell for code, cell in row.cells.items() if code in known and code != "I1"}
    return answers if any(answers.values()) else {}


def _stands_already(reader: _Reader, participation: Participation, answers: Mapping[str, str]) -> bool:
    kept = reader.known.answers(participation)
    if kept is None or (reader.completes and not (kept.is_submitted and participation.has_intake)):
        return False
    return says_the_same(kept, INSTRUMENT, {**answers, "I1": participation.side})


def _import_permission(reader: _Reader, participation: Participation) -> bool:
    """What the coordinator was told about everybody in the file; what somebody has already stays."""
    if reader.told is None or not participation.has_intake:
        return False
    if participation.permissions.filter(state=Permission.GIVEN).exists():
        return confirm_motivation(participation, by=reader.by, at=reader.at)
    record_told_permission(participation, reader.told, by=reader.by, at=reader.at)
    return True
