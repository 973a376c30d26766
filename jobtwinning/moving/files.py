"""The file with a list between choosing its columns and taking it over: every step reads the same bytes."""

import io
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core.errors import DomainError
from jobtwinning.core.file_kinds import checked_kind
from jobtwinning.core.files import Belonging, FilePurpose, read_content, store_file
from jobtwinning.core.models import StoredFile
from jobtwinning.core.spreadsheets import LOCKED, Sheet, read_sheets, refuse_too_long
from jobtwinning.core.uploads import UPLOAD_BYTES, Upload
from jobtwinning.intake.permissions import may_read_import_file
from jobtwinning.moving.words import EMAIL
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Programme

CODE = "import"
KEEP = timedelta(days=7)  # long enough to ask a colleague about a row


def sheets_of(content: bytes) -> tuple[Sheet, ...]:
    """Every sheet of a file that has anything in it; FileRefusedError when it is no table."""
    sheets = read_sheets(io.BytesIO(content), max_bytes=UPLOAD_BYTES)
    filled = tuple(sheet for sheet in sheets if any(any(line) for line in sheet.lines))
    if not filled:
        raise DomainError("empty", _("Het bestand is leeg."), field="file")
    if len(filled) == 1:
        refuse_too_long(filled[0])
    return filled


def people_in(stored: StoredFile) -> list[str]:
    """Whom we know of the addresses in the file, whichever column they stand in, for the view log."""
    cells = (cell for sheet in sheets_of(read_content(stored)) for line in sheet.lines for cell in line if "@" in cell)
    addresses = sorted({found.lower() for cell in cells for found in EMAIL.findall(cell)})
    known: list[str] = []
    for start in range(0, len(addresses), 500):
        people = Person.objects.filter(email__in=addresses[start : start + 500])
        known += people.values_list("public_id", flat=True)
    return known


PURPOSE = FilePurpose(
    CODE,
    kinds=frozenset({"text", "xlsx"}),
    max_bytes=UPLOAD_BYTES,
    keep=KEEP,
    may_read=may_read_import_file,
    people_in=people_in,
)


def people_of_trial(stored: StoredFile) -> list[str]:
    """Whom we know of the rows of a trial."""
    return list(json.loads(read_content(stored))["people"])


TRIAL = FilePurpose(
    "trial",
    kinds=frozenset({"json"}),
    max_bytes=UPLOAD_BYTES,
    keep=KEEP,
    may_read=lambda viewer, row: False,  # only its page shows it
    people_in=people_of_trial,
)


def keep_trial(trial: Mapping[str, Any], source: StoredFile, *, by: Account, at: datetime) -> StoredFile:
    """What a list would do, as its page shows it; goes with the list."""
    content = json.dumps(trial).encode()
    belongs = Belonging(by.pk, source.programme_id, source.region_id)
    return store_file("trial.json", content, TRIAL.code, belongs_to=belongs, at=at)


def check_upload(upload: Upload) -> None:
    """Refuse what no list can be, before anybody tries to read it; a password is told by its own words."""
    if not upload.content.strip():
        raise DomainError("empty", _("Het bestand is leeg."), field="file")
    if not upload.content.startswith(LOCKED):
        checked_kind(upload.name, upload.content, allowed=PURPOSE.kinds, max_bytes=UPLOAD_BYTES)
    sheets_of(upload.content)


def keep_file(upload: Upload, programme: Programme, *, region_id: int | None, by: Account, at: datetime) -> StoredFile:
    """Keep the file until it is taken over, for at most a week."""
    return store_file(upload.name, upload.content, CODE, belongs_to=Belonging(by.pk, programme.pk, region_id), at=at)
