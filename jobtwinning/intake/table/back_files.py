"""The workbook between looking and taking over: both read the same bytes, and then it goes."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.background import Watch
from jobtwinning.core.file_kinds import checked_kind
from jobtwinning.core.files import Belonging, FilePurpose, read_content, store_file
from jobtwinning.core.models import StoredFile
from jobtwinning.core.uploads import UPLOAD_BYTES, Upload, expired
from jobtwinning.core.workbooks import read_workbook
from jobtwinning.intake.permissions import may_read_import_file
from jobtwinning.intake.table.actions import Written, edit_cells
from jobtwinning.intake.table.marks import HEADING, read_mark
from jobtwinning.intake.table.reading import Ticked, chosen, read_back
from jobtwinning.intake.table.tables import TABLES, Table
from jobtwinning.programmes.models import Programme
from jobtwinning.programmes.viewer import Viewer

CODE = "table"
KEEP = timedelta(days=7)


def people_in(stored: StoredFile) -> list[str]:
    """Whom the rows of the file are about, for the view log and for erasing."""
    sheet = read_workbook(read_content(stored))
    place = next((number for number, each in enumerate(sheet.header) if each == HEADING), None)
    if place is None:
        return []
    marks = (read_mark(str(row.cells[place] or "")) for row in sheet.rows if place < len(row.cells))
    found = [each for each in marks if each is not None]
    people: set[str] = set()
    for table in TABLES.values():
        ids = [each.public_id for each in found if each.table == table.code]
        if ids:
            rows = table.every_row().filter(public_id__in=ids).values_list(*table.people)
            people |= {each for row in rows for each in row if each}
    return sorted(people)


PURPOSE = FilePurpose(
    CODE,
    kinds=frozenset({"xlsx"}),
    max_bytes=UPLOAD_BYTES,
    keep=KEEP,
    may_read=may_read_import_file,
    people_in=people_in,
)


def check_upload(upload: Upload) -> None:
    """Refuse what no workbook can be, before anybody tries to read it."""
    checked_kind(upload.name, upload.content, allowed=PURPOSE.kinds, max_bytes=UPLOAD_BYTES)


def keep_file(upload: Upload, programme: Programme, *, region_id: int | None, by: Account, at: datetime) -> StoredFile:
    """Keep a workbook until it is taken over, for at most a week."""
    return store_file(upload.name, upload.content, CODE, belongs_to=Belonging(by.pk, programme.pk, region_id), at=at)


def own_files(programme: Programme, owner: Account, at: datetime) -> QuerySet[StoredFile]:
    """What this coordinator sent and did not take over yet, the newest first."""
    mine = StoredFile.objects.filter(purpose=CODE, owner_id=owner.pk, programme_id=programme.pk, keep_until__gt=at)
    return mine.order_by("-stored_at", "-pk")


def take_over(
    table: Table,
    programme: Programme,
    viewer: Viewer,
    stored: StoredFile,
    ticked: Ticked,
    *,
    at: datetime,
    watch: Watch,
) -> Written:
    """Write what was ticked. The file goes last, so that a computation that was killed begins again."""
    watch.step("reading", 2)
    reading = read_back(table, programme, viewer, read_content(stored))
    edits, seen = chosen(reading.rows, ticked)
    written = edit_cells(table, programme, edits, seen, by=viewer, watch=watch)
    with transaction.atomic():
        if not StoredFile.objects.filter(pk=stored.pk).delete()[0]:
            raise expired()
        history.record(
            "take_over_table",
            programme,
            by=viewer.account,
            at=at,
            programme_id=programme.pk,
            codes={"table": table.code, "rows": written.rows},
        )
        watch.finish(f"{written.rows}-{written.left}")
    return written
