"""The file with participants between looking and reading in: both read the same bytes, and then it goes."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core.errors import DomainError
from jobtwinning.core.file_kinds import checked_kind
from jobtwinning.core.files import Belonging, FilePurpose, read_content, store_file
from jobtwinning.core.models import StoredFile
from jobtwinning.core.spreadsheets import Table, read_table
from jobtwinning.intake.permissions import may_read_import_file
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Programme

CODE = "import"
UPLOAD_BYTES = 1_000_000
KEEP = timedelta(days=7)  # long enough to ask a colleague about a row


def table_of(content: bytes) -> Table:
    """The rows of a file; FileRefusedError when it is no table."""
    return read_table(io.BytesIO(content), max_bytes=UPLOAD_BYTES)


def people_in(stored: StoredFile) -> list[str]:
    """Whom we know of the addresses in the file, for the view log."""
    rows = table_of(read_content(stored)).rows
    addresses = {cell.lower() for row in rows for name, cell in row.cells.items() if name.casefold() == "email"}
    return list(Person.objects.filter(email__in=addresses).values_list("public_id", flat=True))


PURPOSE = FilePurpose(
    CODE,
    kinds=frozenset({"text", "xlsx"}),
    max_bytes=UPLOAD_BYTES,
    keep=KEEP,
    may_read=may_read_import_file,
    people_in=people_in,
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in."""

    name: str
    content: bytes


def check_upload(upload: Upload) -> None:
    """Refuse what no list of participants can be, before anybody tries to read it."""
    checked_kind(upload.name, upload.content, allowed=PURPOSE.kinds, max_bytes=UPLOAD_BYTES)


def keep_file(upload: Upload, programme: Programme, *, region_id: int | None, by: Account, at: datetime) -> StoredFile:
    """Keep the file until it is read in, for at most a week."""
    return store_file(upload.name, upload.content, CODE, belongs_to=Belonging(by.pk, programme.pk, region_id), at=at)


def waiting_files(programme: Programme, owner: Account, at: datetime) -> QuerySet[StoredFile]:
    """What this coordinator looked at and did not read in yet, the newest first."""
    mine = StoredFile.objects.filter(purpose=CODE, owner_id=owner.pk, programme_id=programme.pk, keep_until__gt=at)
    return mine.order_by("-stored_at", "-pk")


def take_file(stored: StoredFile) -> Table:
    """The rows, and the file goes with this transaction: of two at once only one reads it in."""
    table = table_of(read_content(stored))
    if not StoredFile.objects.filter(pk=stored.pk).delete()[0]:
        raise expired()
    return table


def expired() -> DomainError:
    return DomainError("expired", _("Dit bestand is al ingelezen of weggegooid. Kies het opnieuw."))
