"""The file itself: one line with a checksum over everything after it, then a zip archive.

A file that misses or changes a single byte is not opened. The checksum is against accidents: whoever can write the file
can write the checksum.
"""

import hashlib
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

FORMAT = 1  # a higher one comes from a newer version of the platform
NAME = "jobtwinning-backup"
HEADER = re.compile(rb"jobtwinning-backup format=([0-9]{3}) sha256=([0-9a-f]{64}) bytes=([0-9]{16})\n")
HEADER_BYTES = len(NAME) + 1 + 10 + 1 + 71 + 1 + 22 + 1
CHUNK = 1 << 20


class BackupError(Exception):
    """Why a backup could not be made or is not restored: one line for whoever runs the command."""


@contextmanager
def new_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """A new file, readable by its owner only; complete, with its checksum and on the disk, when the block ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        file.write(b" " * HEADER_BYTES)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            yield archive
        digest, length = digest_of_rest(file)
        file.seek(0)
        file.write(header(digest, length))
        file.flush()
        os.fsync(file.fileno())


def header(digest: str, length: int) -> bytes:
    return f"{NAME} format={FORMAT:03} sha256={digest} bytes={length:016}\n".encode()


def digest_of_rest(file: IO[bytes]) -> tuple[str, int]:
    """The checksum and the length of everything after the first line."""
    file.seek(HEADER_BYTES)
    digest, length = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        length += len(chunk)
    return digest.hexdigest(), length


@contextmanager
def checked_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive in a backup file, once every byte of it is known to be as it was written."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from error
    with file:
        check(file, path.name)
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            yield archive


def check(file: IO[bytes], name: str) -> None:
    """Refuse whatever is not a whole backup in a format that we know."""
    found = HEADER.fullmatch(file.read(HEADER_BYTES))
    if found is None:
        raise BackupError(f"{name} is no backup of this platform, or its first line is damaged.")
    version = int(found[1])
    if version > FORMAT:
        raise BackupError(f"{name} was made by a newer version (format {version}, this one reads {FORMAT}): upgrade.")
    digest, length = digest_of_rest(file)
    if length != int(found[3]):
        raise BackupError(f"{name} is damaged: {int(found[3])} bytes were written, {length} are there.")
    if version < 1 or digest != found[2].decode():
        raise BackupError(f"{name} is damaged: its checksum does not fit its content.")


def sync_folder(folder: Path) -> None:
    """A renamed file is only safe once its folder is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
