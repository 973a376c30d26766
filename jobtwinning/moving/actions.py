"""Bring a list in: read it, choose its columns, try it, take it over, start, or throw it all away again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import background, history
from jobtwinning.core.background import UNWATCHED, Watch
from jobtwinning.core.errors import DomainError, FileRefusedError, RowFault
from jobtwinning.core.files import read_content
from jobtwinning.core.models import LongWork, StoredFile
from jobtwinning.core.spreadsheets import refuse_file
from jobtwinning.core.uploads import Upload
from jobtwinning.intake.imports import Tell, silent
from jobtwinning.intake.managers.care import Told
from jobtwinning.moving import columns, files
from jobtwinning.moving.bringing import Brought, bring
from jobtwinning.moving.lists import Lines, Read
from jobtwinning.moving.models import ColumnChoice, Move, Moved
from jobtwinning.moving.queries import TASK, Book, RowLine, Trial, book_of, lines_of, read_lines, remembered
from jobtwinning.moving.words import fold
from jobtwinning.programmes.models import Programme

State = Move.State
MOST_LISTS = 20  # of one account in one programme that wait to be taken over
ROUNDS = 6  # a row that goes may make another one right or wrong, hardly ever more than once
HEADING_LENGTH = 80
BRINGING = (20, 95)  # percent of taking over


def begin_move(programme: Programme, upload: Upload, *, region_ids: Collection[int], by: Account, at: datetime) -> Move:
    """Keep the file and guess what its columns are; the same file of the same account is one list.

    DomainError (field "file") when it is no list.
    """
    files.check_upload(upload)
    region_id = next(iter(region_ids)) if len(region_ids) == 1 else None
    stored = files.keep_file(upload, programme, region_id=region_id, by=by, at=at)
    open_lists = Move.objects.filter(programme=programme, made_by=by, state=State.READING)
    if (known := open_lists.filter(stored_id=stored.public_id).first()) is not None:
        return known
    sheets = files.sheets_of(read_content(stored))
    best = max(range(len(sheets)), key=lambda number: (_known_headings(sheets[number].lines), -number))
    move = Move(
        programme=programme,
        made_by=by,
        region_ids=sorted(region_ids),
        stored_id=stored.public_id,
        sheet=best,
        header_row=columns.header_row_of(sheets[best]),
        made_at=at,
    )
    headings = _headings(move, Book(stored, sheets))
    move.kind = columns.kind_of(headings)
    move.columns = _recognised(move, Book(stored, sheets))
    try:
        with transaction.atomic():
            move.save(force_insert=True)
    except IntegrityError:  # sent twice at once; the first is the one
        return open_lists.get(stored_id=stored.public_id)
    return move


def _known_headings(lines: Sequence[Sequence[str]]) -> int:
    """How many headings we recognise in the best row of a sheet."""
    return max((sum(columns.is_heading(cell) for cell in line) for line in lines[: columns.HEADER_ROWS]), default=0)


def _headings(move: Move, book: Book) -> list[str]:
    lines = book.sheet(move.sheet).lines
    return list(lines[move.header_row - 1]) if move.header_row <= len(lines) else []


def _recognised(move: Move, book: Book) -> list[str]:
    lines = book.sheet(move.sheet).lines[move.header_row :]
    return columns.recognise(move.kind, _headings(move, book), lines, remembered(move))


def reread(move: Move, *, kind: str, sheet: int, header_row: int, version: int, at: datetime) -> None:
    """Another sheet, row of headings or kind of list: the columns are recognised anew."""
    book = book_of(move, at)
    move.kind, move.sheet, move.header_row = kind, min(sheet, len(book.sheets) - 1), header_row
    if not any(_headings(move, book)):
        raise DomainError("no_header", _("In deze rij staan geen namen van kolommen."), field="header_row")
    _update(
        move,
        version,
        kind=kind,
        sheet=move.sheet,
        header_row=header_row,
        columns=_recognised(move, book),
        places={},
        for_all={},
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody made of the columns: a code per column, what counts for all, and which places are meant."""

    codes: Sequence[str]
    for_all: Mapping[str, str]
    places: Mapping[str, int]


def choose_columns(move: Move, chosen: Chosen, *, version: int, at: datetime) -> None:
    """Keep it, and propose the same for the next list with these headings."""
    headings = _headings(move, book_of(move, at))
    with transaction.atomic():
        _update(move, version, columns=list(chosen.codes), for_all=dict(chosen.for_all), places=dict(chosen.places))
        rows = [
            ColumnChoice(
                account_id=move.made_by_id or 0,
                programme_id=move.programme_id,
                kind=move.kind,
                heading=fold(heading)[:HEADING_LENGTH],
                code=code,
            )
            for heading, code in dict(zip(headings, chosen.codes, strict=False)).items()
            if fold(heading)
        ]
        ColumnChoice.objects.bulk_create(
            {row.heading: row for row in rows}.values(),
            update_conflicts=True,
            unique_fields=["account", "programme", "kind", "heading"],
            update_fields=["code"],
        )


def _update(move: Move, version: int, **changes: Any) -> None:
    """Only what is still being read, as the reader saw it."""
    mine = Move.objects.filter(pk=move.pk, state=State.READING, version=version)
    if not mine.update(version=F("version") + 1, **changes):
        raise moved_on()
    move.refresh_from_db()


def moved_on() -> DomainError:
    """Somebody was earlier, in another window perhaps."""
    return DomainError("changed_meanwhile", _("Deze lijst is intussen aangepast of ingelezen. Kijk wat er nu staat."))


# --- Trying and taking over -------------------------------------------------------------------------


def try_move(move: Move, *, by: Account, at: datetime) -> Trial:
    """What every row would do: everything is done and undone, and the outcome is kept for its page.

    FileRefusedError about the list as a whole.
    """
    book = book_of(move, at)
    lines = lines_of(move, book)
    read = read_lines(lines)
    with transaction.atomic():
        brought, faults = _bring(move, lines, read, told=_told(move), by=by, at=at)
        transaction.set_rollback(True)
    rows = tuple(_row_line(lines, place, brought, faults) for place in range(len(lines.numbers)))
    general = [fault for fault in faults if fault.row not in lines.numbers]
    if general:
        refuse_file(general)
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.outcome] = counts.get(row.outcome, 0) + 1
    found = Trial(rows, counts, tuple(files.people_in(book.stored)))
    kept = files.keep_trial({"move": move.public_id, **found.to_json()}, book.stored, by=by, at=at)
    if kept.public_id != move.trial_id:
        StoredFile.objects.filter(public_id=move.trial_id or "-").delete()
        Move.objects.filter(pk=move.pk).update(trial_id=kept.public_id)
        move.trial_id = kept.public_id
    return found


def _row_line(lines: Lines, place: int, brought: Brought, faults: Sequence[RowFault]) -> RowLine:
    number = lines.numbers[place]
    own = [fault for fault in faults if fault.row == number]
    cells = {code: cell for code, cell in zip(lines.codes, lines.lines[place], strict=False) if code}
    outcome = "refused" if own else brought.outcomes.get(number, "unchanged")
    return RowLine(number, who_is(lines.kind, cells), outcome, brought.changes.get(number, ()), own)


def who_is(kind: str, cells: Mapping[str, str]) -> str:
    """Whom a row is about, as it stands in the list."""

    def one(prefix: str) -> str:
        parts = [cells.get(f"{prefix}{name}", "") for name in ("full_name", "given_name", "prefix", "surname")]
        return " ".join(part for part in parts if part) or cells.get(f"{prefix}email", "")

    if kind == Move.Kind.PEOPLE:
        return one("")
    return _("%(one)s en %(other)s") % {"one": one("a_"), "other": one("b_")}


def _bring(
    move: Move,
    lines: Lines,
    read: Read,
    *,
    told: Told | None,
    by: Account | None,
    at: datetime,
    tell: Tell = silent,
) -> tuple[Brought, list[RowFault]]:
    """Every row that can come in, and what is wrong with the others; inside a transaction of the caller."""
    Programme.objects.select_for_update().get(pk=move.programme_id)  # one list at a time
    faults = list(read.faults)
    for _round in range(ROUNDS):
        without = {fault.row for fault in faults}
        try:
            with transaction.atomic():
                return bring(move, lines, read, without, told=told, by=by, at=at, tell=tell), faults
        except FileRefusedError as refused:
            faults += refused.rows
    raise FileRefusedError(_("Deze lijst kunnen we niet inlezen."), faults)


def _told(move: Move) -> Told | None:
    return Told(how=move.told_how, note=move.told_note, is_motivated=True) if move.told_how else None


def ask_taking(
    move: Move, *, told_how: str, told_note: str, leave_out: bool, version: int, by: Account, at: datetime
) -> LongWork:
    """Take the list over in the background; asked twice it is one work."""
    with transaction.atomic():
        _update(move, version, told_how=told_how, told_note=told_note)
        work, _new = background.start(TASK, move.public_id, "take", str(int(leave_out)), key=move.public_id, by=by)
    return work


def take_move(move: Move, *, leave_out: bool, by: Account | None, at: datetime, watch: Watch = UNWATCHED) -> Move:
    """Store everything the list brings, in one transaction; with it the file goes. No mail leaves.

    leave_out: rows that cannot come in stay behind; otherwise they refuse the list (FileRefusedError).
    """
    watch.step("read", 5)
    lines = lines_of(move, book_of(move, at))
    read = read_lines(lines)
    watch.step("bring", BRINGING[0])
    with transaction.atomic():
        if Move.objects.select_for_update().get(pk=move.pk).state != State.READING:
            raise moved_on()
        brought, faults = _bring(move, lines, read, told=_told(move), by=by, at=at, tell=partial(_tell, watch))
        if not leave_out:
            refuse_file(faults)
        Moved.objects.bulk_create(brought.moved, batch_size=500)
        counts = {outcome: list(brought.outcomes.values()).count(outcome) for outcome in set(brought.outcomes.values())}
        counts["refused"] = len({fault.row for fault in faults})
        StoredFile.objects.filter(public_id__in=(move.stored_id, move.trial_id)).delete()
        move.state = State.TAKEN if brought.moved else State.STARTED  # nothing to start, nothing to throw away
        move.counts, move.taken_at, move.stored_id = counts, at, ""
        move.trial_id = ""
        move.told_how = move.told_note = ""
        move.organisation_ids = sorted(brought.organisation_ids)
        move.started_at = at if move.state == State.STARTED else None
        move.version += 1
        move.save()
        if brought.moved:
            record("take_move", move, by=by, at=at)
        watch.finish(move.public_id)
    return move


def _tell(watch: Watch, part: float) -> None:
    first, last = BRINGING
    watch.inside(first + part * (last - first))


def record(verb: str, move: Move, *, by: Account | None, at: datetime) -> None:
    """One line of history about a list."""
    codes: dict[str, str | int | bool | None] = {"kind": move.kind, **move.counts}
    history.record(verb, move, by=by, at=at, programme_id=move.programme_id, codes=codes)
