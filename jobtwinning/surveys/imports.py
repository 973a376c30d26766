"""Read answers from a file: everything or nothing, and the same file twice changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core.errors import RowFault
from jobtwinning.core.spreadsheets import Row, Table, refuse_file
from jobtwinning.people.models import Consent
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.surveys import catalogue
from jobtwinning.surveys.actions import AnswersRefusedError, open_response, save_answers, submit_response
from jobtwinning.surveys.questionnaires import Instrument
from jobtwinning.surveys.validation import AnswerError
from jobtwinning.surveys.wording import error_sentence

PARTICIPANT = "participant"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What each row of a file did: "added", "changed" or "unchanged", by its number."""

    outcomes: Mapping[int, str]

    def _count(self, outcome: str) -> int:
        return list(self.outcomes.values()).count(outcome)

    @property
    def added(self) -> int:
        """How many rows were new."""
        return self._count("added")

    @property
    def changed(self) -> int:
        """How many rows changed something."""
        return self._count("changed")

    @property
    def unchanged(self) -> int:
        """How many rows changed nothing."""
        return self._count("unchanged")

    @property
    def rows(self) -> int:
        """All rows of the file."""
        return len(self.outcomes)


def item_columns(questions: Instrument) -> tuple[str, ...]:
    """The items a file may have as columns: all but consents the platform does not keep."""
    kept = [item for item in questions.items if not item.consent or item.consent in Consent.Purpose.values]
    return tuple(item.code for item in kept)


def import_answers(
    programme: Programme,
    instrument_code: str,
    rows: Table,
    *,
    by: Account | None,
    at: datetime,
    dry_run: bool = False,
) -> ImportResult:
    """Store the answers of a file with a column `participant` (e-mail or public id) and item codes.

    An empty cell takes an earlier answer away. FileRefusedError with every fault when one row is wrong: then nothing
    is stored. dry_run does everything and undoes it.
    """
    questions = catalogue.instrument(instrument_code)
    table = rows.named(required=[PARTICIPANT], optional=item_columns(questions))
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)  # one import at a time
        people = _participations(programme)
        faults: list[RowFault] = []
        outcomes: dict[int, str] = {}
        seen: set[int] = set()
        for row in table.rows:
            participation = people.get(row.cells[PARTICIPANT].casefold())
            if participation is None:
                faults.append(RowFault(row.number, PARTICIPANT, _("Deze deelnemer staat niet in deze ronde.")))
            elif participation.pk in seen:
                faults.append(RowFault(row.number, PARTICIPANT, _("Deze deelnemer staat hierboven al.")))
            else:
                seen.add(participation.pk)
                try:
                    outcomes[row.number] = _import_row(participation, questions, row, by=by, at=at)
                except AnswersRefusedError as refused:
                    faults += answer_faults(row, refused.errors)
        refuse_file(faults)
        transaction.set_rollback(dry_run)
    return ImportResult(outcomes)


def answer_faults(row: Row, errors: Mapping[str, AnswerError]) -> list[RowFault]:
    """One fault per refused answer, with its row and column."""
    return [RowFault(row.number, code, error_sentence(error)) for code, error in errors.items()]


def _participations(programme: Programme) -> dict[str, Participation]:
    """Whom a row may name, by public id and by e-mail in lower case."""
    found: dict[str, Participation] = {}
    for participation in programme.participations.select_related("person", "region"):
        found[participation.public_id] = participation
        if participation.person.email:
            found[participation.person.email.casefold()] = participation
    return found


def _import_row(
    participation: Participation, questions: Instrument, row: Row, *, by: Account | None, at: datetime
) -> str:
    response = open_response(participation, questions.code, at=at, source="import")
    values = {code: cell for code, cell in row.cells.items() if code != PARTICIPANT}
    saved = save_answers(response, values, by=by, at=at, closed_too=True)
    if submit_response(response, by=by, at=at, closed_too=True):
        return "added"
    return "changed" if saved.changed else "unchanged"
