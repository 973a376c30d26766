"""Bring participants in from a file: everything or nothing, and the same file twice changes nothing."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from jobtwinning.accounts.actions import get_or_create_account
from jobtwinning.accounts.models import Account
from jobtwinning.core.errors import RowFault
from jobtwinning.core.spreadsheets import Row, Table, refuse_file
from jobtwinning.core.texts import one_line
from jobtwinning.intake import letters
from jobtwinning.intake.actions import (
    SignUp,
    complete_intake,
    employment_of,
    new_person,
    save_intake,
    take_part,
)
from jobtwinning.intake.managers.actions import State as Permission
from jobtwinning.intake.managers.care import Told, record_told_permission
from jobtwinning.intake.readiness import confirm_motivation, record_about
from jobtwinning.intake.steps import questions
from jobtwinning.people.models import Person, Region
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.surveys.actions import AnswersRefusedError
from jobtwinning.surveys.imports import ImportResult, answer_faults, item_columns

CHANNEL = "import"
REQUIRED = ("given_name", "surname", "email", "side", "organisation")
OPTIONAL = ("function", "region")
LENGTHS = {"given_name": 80, "surname": 100, "email": 254, "organisation": 160, "function": 120}
SIDES = {
    "docent": Side.TEACHER,
    "teacher": Side.TEACHER,
    "niet-docent": Side.NON_TEACHER,
    "niet_docent": Side.NON_TEACHER,
    "non_teacher": Side.NON_TEACHER,
    "non-teacher": Side.NON_TEACHER,
}


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the rows are read against."""

    programme: Programme
    regions: Mapping[str, Region]  # by slug and by name, lower case; only those that may be filled
    by: Account | None
    at: datetime
    invite: bool
    told: Told | None


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
) -> ImportResult:
    """Add or correct the participants of a file (columns REQUIRED, OPTIONAL and codes of the intake).

    People are recognised by their e-mail. A row with answers to the intake completes it. region_ids: only these may
    be filled, by default every region of the programme. Mail leaves only with `invite`. With `told` everybody in the
    file with an intake is enthusiastic and has permission, known in that way. FileRefusedError with every fault when
    one row is wrong: then nothing is stored. dry_run does everything and undoes it.
    """
    rows = table.named(required=REQUIRED, optional=(*OPTIONAL, *item_columns(questions()))).rows
    allowed = [each for each in programme.regions.all() if region_ids is None or each.pk in region_ids]
    regions = {name.casefold(): region for region in allowed for name in (region.slug, region.name)}
    reader = _Reader(programme, regions, by, at, invite, told)
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)  # one import at a time
        faults: list[RowFault] = []
        outcomes: dict[int, str] = {}
        seen: set[str] = set()
        for row in rows:
            wrong = [*_row_faults(reader, row), *_double(row, seen)]
            faults += wrong
            if not wrong:
                try:
                    outcomes[row.number] = _import_row(reader, row)
                except AnswersRefusedError as refused:
                    faults += answer_faults(row, refused.errors)
        refuse_file(faults)
        transaction.set_rollback(dry_run)
    return ImportResult(outcomes)


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
    found = reader.programme.participations.filter(person__email__iexact=address)
    return bool(address) and found.exclude(region_id__in=allowed).exists()


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
    )


def _import_row(reader: _Reader, row: Row) -> str:
    """One participant: added, changed or unchanged."""
    wish = _wish(reader, row)
    person = _person(wish)
    found = Participation.objects.filter(person=person, programme=reader.programme).select_related("person").first()
    if found is None:
        participation = take_part(person, reader.programme, wish, by=reader.by, at=reader.at, invite=False)
        _import_intake(reader, participation, row)
        _import_permission(reader, participation)
        if reader.invite:
            letters.queue_sign_up_mail(participation)
        return "added"
    if found.state == Participation.State.WITHDRAWN:
        return "unchanged"
    is_changed = _correct(reader, found, wish)
    is_changed |= _import_intake(reader, found, row)
    return "changed" if _import_permission(reader, found) or is_changed else "unchanged"


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


def _correct(reader: _Reader, participation: Participation, wish: SignUp) -> bool:
    """Take over what the file says differently; side and region stay as they are once there was a pair."""
    changed = []
    employment = employment_of(participation.person, wish)
    new: dict[str, object] = {}
    if participation.employment_id != employment.pk:
        new["employment"] = employment
    has_seat = participation.seats.exists()
    if participation.region_id != wish.region.pk and not has_seat:
        new["region"] = wish.region
    if participation.side != wish.side and not has_seat:
        new["side"] = wish.side
    if new:
        Participation.objects.filter(pk=participation.pk).update(version=F("version") + 1, **new)
        participation.refresh_from_db()
        changed += list(new)
    if _correct_name(participation, wish):
        changed.append("name")
    if changed:
        record_about(participation, "corrected", by=reader.by, at=reader.at, columns=" ".join(sorted(changed)))
    return bool(changed)


def _correct_name(participation: Participation, wish: SignUp) -> bool:
    """Only of somebody who came in by a file, is nowhere else, and never signed in: nobody else's name is ours."""
    person = participation.person
    if (person.given_name, person.surname) == (wish.given_name, wish.surname):
        return False
    elsewhere = person.participations.exclude(pk=participation.pk).exists()
    signed_in = person.account is not None and person.account.last_login is not None
    if participation.channel != CHANNEL or elsewhere or signed_in:
        return False
    Person.objects.filter(pk=person.pk).update(
        given_name=wish.given_name, surname=wish.surname, version=F("version") + 1
    )
    return True


def _import_intake(reader: _Reader, participation: Participation, row: Row) -> bool:
    """The answers of the row, if it has any; True when something changed."""
    known = {item.code for item in questions().items}
    answers = {code: cell for code, cell in row.cells.items() if code in known and code != "I1"}
    if not any(answers.values()):
        return False
    saved = save_intake(participation, answers, items=list(answers), by=reader.by, at=reader.at, source="import")
    is_completed = complete_intake(participation, by=reader.by, at=reader.at)
    return bool(saved.changed) or is_completed


def _import_permission(reader: _Reader, participation: Participation) -> bool:
    """What the coordinator was told about everybody in the file; what somebody has already stays."""
    if reader.told is None or not participation.has_intake:
        return False
    if participation.permissions.filter(state=Permission.GIVEN).exists():
        return confirm_motivation(participation, by=reader.by, at=reader.at)
    record_told_permission(participation, reader.told, by=reader.by, at=reader.at)
    return True
