"""What the pages of a list read: the list as it stands, what it would do, and what Start would send."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.errors import RowFault
from jobtwinning.core.files import read_content
from jobtwinning.core.models import LongWork, StoredFile
from jobtwinning.core.spreadsheets import Sheet, refuse_too_long
from jobtwinning.core.uploads import expired
from jobtwinning.intake.corrections import Change
from jobtwinning.mail.holds import waiting_mails
from jobtwinning.moving import files
from jobtwinning.moving.lists import Lines, Read, read_pairs, read_people
from jobtwinning.moving.models import ColumnChoice, Move, Moved
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.queries import with_people
from jobtwinning.programmes.models import Participation, Programme

TASK = "moving.work"
LETTERS: dict[str, Promise] = {
    "moved_in": _("Jullie koppel staat nu op één plek"),
    "sign_up": _("Welkom, met de link naar de intake"),
    "manager_link": _("Vraag om toestemming aan de leidinggevende"),
    "meeting_planned": _("Uitnodiging voor de volgende ontmoeting"),
}
OTHER_LETTER = _("Mail die intussen is blijven wachten")


def moves_of(programme: Programme, at: datetime) -> QuerySet[Move]:
    """Lists of a programme, the newest first, but for those of which nothing came: thrown away, or the file expired."""
    return (
        Move.objects.filter(programme=programme)
        .exclude(state=Move.State.THROWN, taken_at__isnull=True)
        .exclude(state=Move.State.READING, made_at__lte=at - files.KEEP)
        .select_related("made_by")
        .order_by("-made_at", "-pk")
    )


def stored_of(move: Move, at: datetime) -> StoredFile:
    """The file of a list that is being read; DomainError when it is gone."""
    row = StoredFile.objects.filter(public_id=move.stored_id or "-", keep_until__gt=at).first()
    if row is None:
        raise expired()
    return row


@dataclass(frozen=True)
class Book:
    """A file with its sheets, of which one is read."""

    stored: StoredFile
    sheets: tuple[Sheet, ...]

    def sheet(self, number: int) -> Sheet:
        return self.sheets[min(number, len(self.sheets) - 1)]


def book_of(move: Move, at: datetime) -> Book:
    """Read the file once more; every step sees the same bytes. DomainError when it is gone."""
    stored = stored_of(move, at)
    return Book(stored, files.sheets_of(read_content(stored)))


def lines_of(move: Move, book: Book) -> Lines:
    """The chosen sheet as the columns were chosen. FileRefusedError when it is too long."""
    sheet = book.sheet(move.sheet)
    refuse_too_long(sheet)
    return Lines.of(move, sheet.lines)


def read_lines(lines: Lines) -> Read:
    return read_people(lines) if lines.kind == Move.Kind.PEOPLE else read_pairs(lines)


def remembered(move: Move) -> dict[str, str]:
    """What this account made of headings before, in this programme, by folded text."""
    rows = ColumnChoice.objects.filter(account=move.made_by_id, programme=move.programme_id, kind=move.kind)
    return dict(rows.values_list("heading", "code"))


def trial_of(move: Move) -> "Trial | None":
    """What the list would do, as it was tried last; None when that is not known any more."""
    stored = StoredFile.objects.filter(public_id=move.trial_id or "-").first()
    return Trial.from_json(json.loads(read_content(stored))) if stored else None


@dataclass(frozen=True)
class RowLine:
    """One row of the trial: who, what would happen, and why not."""

    number: int
    who: str
    outcome: str  # added, changed, unchanged or refused
    changes: Sequence[Change] = ()
    faults: Sequence[RowFault] = ()


@dataclass(frozen=True)
class Trial:
    """What a list would do, row by row, with the totals by outcome."""

    rows: tuple[RowLine, ...]
    counts: dict[str, int] = field(default_factory=dict)

    people: tuple[str, ...] = ()  # public ids of whom we know of these rows

    def to_json(self) -> dict[str, Any]:
        """As it is kept between trying and taking over."""
        rows = [
            [
                row.number,
                row.who,
                row.outcome,
                [[each.column, each.old, each.new] for each in row.changes],
                [[each.row, each.column, str(each.message)] for each in row.faults],
            ]
            for row in self.rows
        ]
        return {"rows": rows, "counts": self.counts, "people": self.people}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Trial":
        """What `to_json` made."""
        rows = tuple(
            RowLine(number, who, outcome, [Change(*each) for each in changes], [RowFault(*each) for each in faults])
            for number, who, outcome, changes, faults in kept["rows"]
        )
        return cls(rows, kept["counts"], tuple(kept["people"]))

    @property
    def refused(self) -> int:
        return self.counts.get("refused", 0)

    @property
    def comes_in(self) -> int:
        """Rows that would come in."""
        return len(self.rows) - self.refused


# --- Before Start -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LetterLine:
    """So many letters of one kind."""

    code: str
    label: str
    number: int


def letters_of(move: Move, *, invite: bool, ask_managers: bool) -> list[LetterLine]:
    """What Start would send now, and how many of each; the letters themselves are made then."""
    counts: dict[str, int] = {}
    addressed = Q(pair__seats__person__isnull=False) & ~Q(pair__seats__person__email="")
    pairs = moved_pairs(move)
    counts["moved_in"] = pairs.filter(addressed).values("pair__seats").distinct().count()
    if invite and move.kind == Move.Kind.PEOPLE:
        counts["sign_up"] = newcomers(move).count()
    if ask_managers:
        counts["manager_link"] = unasked_managers(move).count()
    waiting = waiting_mails(move.programme_id, move.public_id).values_list("template").annotate(number=Count("pk"))
    for template, number in waiting.order_by("template"):
        counts[template] = counts.get(template, 0) + number
    return [LetterLine(code, str(LETTERS.get(code, OTHER_LETTER)), each) for code, each in counts.items() if each]


def moved_pairs(move: Move) -> QuerySet[Moved]:
    """Pairs that came with the list."""
    return Moved.objects.filter(move=move, pair__isnull=False)


def newcomers(move: Move) -> QuerySet[Moved]:
    """Who came with the list, was not here before and is still here."""
    rows = Moved.objects.filter(move=move, participation__isnull=False, is_new=True)
    return rows.exclude(participation__state=Participation.State.WITHDRAWN)


def unasked_managers(move: Move) -> QuerySet[Moved]:
    """Managers who stood in the list with an address and have not said yes, as far as nobody asked them."""
    rows = Moved.objects.filter(move=move, participation__isnull=False).exclude(manager_email="")
    return rows.exclude(participation__permissions__state__in=("asked", "question", "given"))


def pairs_in(move: Move) -> list[Pair]:
    """The pairs that came with the list, with their people."""
    return list(with_people(Pair.objects.filter(moves__move=move)).order_by("pk"))


def people_in(move: Move) -> list[str]:
    """Public ids of everybody on the list, for the view log."""
    alone = Participation.objects.filter(moves__move=move).values_list("person__public_id", flat=True)
    seated = Pair.objects.filter(moves__move=move).values_list("seats__person__public_id", flat=True)
    return sorted({each for each in (*alone, *seated) if each})


def work_of(move: Move) -> LongWork | None:
    """The newest work on this list."""
    return LongWork.objects.filter(task=TASK, key=move.public_id).order_by("-asked_at", "-pk").first()
