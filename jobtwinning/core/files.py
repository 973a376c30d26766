"""Files that somebody sent: kept under a random name, read back unchanged, served only through a permission.

The content is on the disk before the row is committed and goes after the row is gone. Whatever dies in between leaves
at worst a file without a row, and `sweep_orphans` takes that away.
"""

import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from jobtwinning.core import file_kinds
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import StoredFile
from jobtwinning.core.texts import one_line

ORPHAN_AGE = timedelta(hours=24)  # longer than any request or transaction takes
NAME_BYTES = 20


@dataclass(frozen=True, slots=True)
class FilePurpose:
    """What files are kept for: which kinds, how large, how long, and who may read them.

    `may_read` gets the viewer and the row; `people_in` says whose data the file shows, for the view log.
    """

    code: str
    kinds: frozenset[str]
    max_bytes: int
    keep: timedelta
    may_read: Callable[[Any, StoredFile], bool]  # the viewer is of a floor above
    people_in: Callable[[StoredFile], list[str]]


PURPOSES: dict[str, FilePurpose] = {}


def register_purpose(purpose: FilePurpose) -> None:
    """An app says what it keeps files for, when it starts. A purpose that nobody registered is read by nobody."""
    PURPOSES[purpose.code] = purpose


@dataclass(frozen=True, slots=True)
class Belonging:
    """To whom a file belongs: plain ids."""

    owner_id: int
    programme_id: int | None = None
    region_id: int | None = None


def folder() -> Path:
    """Where the contents are, for nobody else on the machine to read."""
    path = Path(settings.MEDIA_ROOT)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def path_of(row: StoredFile) -> Path:
    return folder() / row.disk_name


def store_file(name: str, content: bytes, purpose: str, *, belongs_to: Belonging, at: datetime) -> StoredFile:
    """Check and keep a file; the same content of the same owner for the same purpose is kept once.

    DomainError with field "file" when the content is not what the name says, is too large or not wanted here.
    """
    rules = PURPOSES[purpose]
    kind = file_kinds.checked_kind(name, content, allowed=rules.kinds, max_bytes=rules.max_bytes)
    same = {
        "purpose": purpose,
        "owner_id": belongs_to.owner_id,
        "programme_id": belongs_to.programme_id,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    found = StoredFile.objects.filter(**same).first()
    if found is not None:
        if not path_of(found).exists():  # a restored database without its files
            write_content(path_of(found), content, at=at)
        return found
    row = StoredFile(
        **same,
        disk_name=secrets.token_hex(NAME_BYTES),
        name=one_line(name)[-120:],
        kind=kind.code,
        size_bytes=len(content),
        region_id=belongs_to.region_id,
        stored_at=at,
        keep_until=at + rules.keep,
    )
    write_content(path_of(row), content, at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same file was sent twice at once; the first is the one
        path_of(row).unlink(missing_ok=True)
        return StoredFile.objects.get(**same)
    return row


def write_content(path: Path, content: bytes, *, at: datetime) -> None:
    """On the disk for certain, and nobody else's to read, before anything points to it; dated by our own clock."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    os.utime(path, (at.timestamp(), at.timestamp()))
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def read_content(row: StoredFile) -> bytes:
    """Exactly what was sent; DomainError when the file is gone or is not what was stored."""
    try:
        content = path_of(row).read_bytes()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise DomainError("file_gone", _("Dit bestand is er niet meer. Kies het opnieuw."), field="file")
    return content


@receiver(post_delete, sender=StoredFile)
def remove_content(instance: StoredFile, **_rest: object) -> None:
    """Whoever deletes the row, by whatever way, deletes the file, once it is certain that the row is gone."""
    path = path_of(instance)
    transaction.on_commit(lambda: path.unlink(missing_ok=True), robust=True)


def delete_expired(at: datetime) -> int:
    """Files whose term is over; returns how many."""
    return StoredFile.objects.filter(keep_until__lte=at).delete()[0]


def sweep_orphans(at: datetime) -> int:
    """Contents without a row, left by a process that died; returns how many. Young ones may still get their row."""
    old = [path for path in folder().iterdir() if path.stat().st_mtime < (at - ORPHAN_AGE).timestamp()]
    known = set(
        StoredFile.objects.filter(disk_name__in=[path.name for path in old]).values_list("disk_name", flat=True)
    )
    orphans = [path for path in old if path.name not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def file_answer(row: StoredFile) -> HttpResponse:
    """The content as a file to save, or a picture to show; in a sandbox, and kept by no cache.

    The headers that every answer carries (nosniff, the content policy) come from the middleware.
    """
    kind = file_kinds.BY_CODE[row.kind]
    response = HttpResponse(read_content(row), content_type=kind.content_type)
    response["Content-Disposition"] = content_disposition_header(not kind.inline, row.name) or "attachment"
    response["Cache-Control"] = "no-store"
    response._csp_update = {"sandbox": True}  # type: ignore[attr-defined]  # read by the middleware of django-csp
    return response
