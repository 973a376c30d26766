"""What a file really is: told by its content, compared with its name, refused in words when anything is off.

A file is one kind and nothing else. A picture with a program behind it, a page of HTML called .csv, an archive that
unpacks to gigabytes: refused before anything is kept.
"""

import io
import json
import zipfile
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jobtwinning.core.errors import DomainError

UNPACKED_TIMES = 100
UNPACKED_BYTES = 60_000_000
PARTS = 2_000
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file we take: the endings of its name, how it is served, and how large it may be."""

    code: str
    endings: tuple[str, ...]
    content_type: str
    max_bytes: int
    fits: Callable[[bytes], bool]
    inline: bool = False  # a picture may be shown; everything else is only ever saved


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:] and not zipfile.is_zipfile(io.BytesIO(content))


def _is_png(content: bytes) -> bool:
    return content.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR") and content.endswith(b"IEND\xaeB`\x82")


def _is_jpeg(content: bytes) -> bool:
    ends = content.startswith(b"\xff\xd8\xff") and content.endswith(b"\xff\xd9")
    return ends and not zipfile.is_zipfile(io.BytesIO(content))


def _is_webp(content: bytes) -> bool:
    size = int.from_bytes(content[4:8], "little")
    return content.startswith(b"RIFF") and content[8:12] == b"WEBP" and len(content) == size + 8


def _office(part: str) -> Callable[[bytes], bool]:
    """A zip with the contents of one office program, without macros, that does not explode."""

    def fits(content: bytes) -> bool:
        if not content.startswith(b"PK\x03\x04"):
            return False
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                parts = packed.infolist()
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, UnicodeDecodeError):
            return False
        names = {each.filename for each in parts}
        small = sum(each.file_size for each in parts) <= min(UNPACKED_TIMES * len(content), UNPACKED_BYTES)
        plain = not any(name.startswith("/") or ".." in name or name.endswith("vbaProject.bin") for name in names)
        locked = any(each.flag_bits & 1 for each in parts)
        return {"[Content_Types].xml", part} <= names and small and plain and not locked and len(parts) <= PARTS

    return fits


def text_of(content: bytes) -> str | None:
    """The text when it is one (UTF-8, UTF-16 with its mark, or Windows-1252, no control characters), else None."""
    utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if utf_16 else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(char) < 32 and char not in "\t\r\n" for char in text):
            return text
    return None


MARKUP = ("<", "%PDF-", "%!PS", "#!")


def _is_text(content: bytes) -> bool:
    """Text that no program takes for a page, a script or a document."""
    text = text_of(content)
    if text is None or not text.strip():
        return False
    start = text.lstrip().casefold()[:1024]
    return not start.startswith(tuple(mark.casefold() for mark in MARKUP)) and not any(
        mark in start for mark in ("<!doctype", "<html", "<script", "<svg", "%pdf-")
    )


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        return False
    return True


KINDS = (
    FileKind("pdf", (".pdf",), "application/pdf", 10 * MEGABYTE, _is_pdf),
    FileKind("png", (".png",), "image/png", 5 * MEGABYTE, _is_png, inline=True),
    FileKind("jpeg", (".jpg", ".jpeg"), "image/jpeg", 5 * MEGABYTE, _is_jpeg, inline=True),
    FileKind("webp", (".webp",), "image/webp", 5 * MEGABYTE, _is_webp, inline=True),
    FileKind(
        "xlsx",
        (".xlsx",),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        5 * MEGABYTE,
        _office("xl/workbook.xml"),
    ),
    FileKind(
        "docx",
        (".docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        5 * MEGABYTE,
        _office("word/document.xml"),
    ),
    FileKind("text", (".csv", ".txt"), "text/plain", 5 * MEGABYTE, _is_text),
    FileKind("json", (".json",), "application/json", 5 * MEGABYTE, _is_json),
)
BY_CODE = {kind.code: kind for kind in KINDS}


def checked_kind(name: str, content: bytes, *, allowed: Collection[str], max_bytes: int) -> FileKind:
    """The kind of this content; DomainError about the field "file" when it is not what it says it is.

    allowed: codes of the kinds that make sense here. max_bytes: on top of the limit of the kind itself.
    """
    kinds = [kind for kind in KINDS if kind.code in allowed]
    kind = next((each for each in kinds if name.casefold().endswith(each.endings)), None)
    if kind is None:
        endings = ", ".join(ending for each in kinds for ending in each.endings)
        raise refusal("kind", _("Dit soort bestand nemen we niet aan. Wel: %(endings)s.") % {"endings": endings})
    check_size(len(content), min(max_bytes, kind.max_bytes))
    if not content:
        raise refusal("empty", _("Het bestand is leeg."))
    if not kind.fits(content):
        ending = name[name.rindex(".") :].casefold()
        text = _("Wat erin zit, past niet bij de naam: dit is geen gewoon %(ending)s-bestand. Bewaar het opnieuw.")
        raise refusal("content", text % {"ending": ending})
    return kind


def check_size(size: int, max_bytes: int) -> None:
    """Ask before reading: who sends ten megabytes of noise costs us nothing but the upload."""
    if size > max_bytes:
        size_text = f"{max_bytes / MEGABYTE:.0f}"
        raise refusal("size", _("Het bestand is groter dan %(size)s MB.") % {"size": size_text})


def refusal(code: str, message: str) -> DomainError:
    return DomainError(f"file_{code}", message, field="file")
