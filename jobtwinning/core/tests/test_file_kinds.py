import io
import os
import zipfile

import pytest

from jobtwinning.core.errors import DomainError
from jobtwinning.core.file_kinds import KINDS, checked_kind

ALL = {kind.code for kind in KINDS}
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 17 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 20 + b"\xff\xd9"
WEBP = b"RIFF" + (12).to_bytes(4, "little") + b"WEBPVP8 \x00\x00\x00\x00"
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


def packed(parts: dict[str, bytes], *, types: bool = True) -> bytes:
    """A zip as office programs write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if types:
            archive.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


XLSX, DOCX = packed({"xl/workbook.xml": b"<workbook/>"}), packed({"word/document.xml": b"<document/>"})
GOOD = {
    "a.pdf": PDF, "a.png": PNG, "a.jpg": JPEG, "A.JPEG": JPEG, "a.webp": WEBP, "a.xlsx": XLSX, "a.docx": DOCX,
    "a.csv": b"naam;uren\nZo\xc3\xab;2\n", "b.csv": b"Zo\xeb;2\n", "c.csv": "naam\tZoë".encode("utf-16"),
    "d.csv": b"\xef\xbb\xbfnaam;x", "a.txt": "tekst 🦄".encode(), "a.json": b'{"a": [1]}',
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_file_that_is_what_it_says_is_taken(name: str) -> None:
    kind = checked_kind(name, GOOD[name], allowed=ALL, max_bytes=10_000)
    assert name.casefold().endswith(kind.endings)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_the_same_content_under_any_other_kinds_name_is_refused(name: str) -> None:
    own = checked_kind(name, GOOD[name], allowed=ALL, max_bytes=10_000)
    for kind in KINDS:
        if kind is own or (own.code == "json" and kind.code == "text"):  # JSON is text as well
            continue
        with pytest.raises(DomainError) as refused:
            checked_kind(f"a{kind.endings[0]}", GOOD[name], allowed=ALL, max_bytes=10_000)
        assert refused.value.code == "file_content"


BOMB = packed({"xl/workbook.xml": b"<workbook/>", "xl/sheet.xml": b"0" * 3_000_000})
POLYGLOTS = {
    "page.csv": b"<html><script>alert(1)</script>",
    "later.csv": b"naam;x\n<script>alert(1)</script>",
    "svg.txt": b"\xef\xbb\xbf \n<svg onload=alert(1)>",
    "xml.csv": b"<?xml version='1.0'?><a/>",
    "pdf.txt": b"hallo\n%PDF-1.7\n",
    "shell.txt": b"#!/bin/sh\nid",
    "zip-behind.pdf": PDF + XLSX,
    "zip-behind.png": PNG + XLSX,
    "zip-behind.jpg": JPEG + XLSX + b"\xff\xd9",
    "page-behind.png": PNG + b"<script>alert(1)</script>",
    "page-behind.jpg": JPEG + b"<script>alert(1)</script>",
    "page-behind.webp": WEBP + b"<script>alert(1)</script>",
    "no-end.pdf": b"%PDF-1.7\n<script>alert(1)</script>" + b" " * 2000,
    "macro.xlsx": packed({"xl/workbook.xml": b"", "xl/vbaProject.bin": b"x"}),
    "up.xlsx": packed({"xl/workbook.xml": b"", "../../etc/passwd": b"x"}),
    "root.docx": packed({"word/document.xml": b"", "/etc/passwd": b"x"}),
    "plain-zip.xlsx": packed({"a.txt": b"x"}, types=False),
    "word.xlsx": DOCX,
    "half.xlsx": XLSX[:-30],
    "bomb.xlsx": BOMB,
    "many.xlsx": packed({"xl/workbook.xml": b"", **{f"{n}": b"" for n in range(2_001)}}),
    "program.csv": b"MZ\x90\x00\x03",
    "nul.csv": b"a;b\x00c",
    "deep.json": b"[" * 100_000,
    "broken.json": b'{"a": ',
    "latin.json": b'{"a": "\xeb"}',
    "spaces.txt": b" \n ",
}


@pytest.mark.parametrize("name", sorted(POLYGLOTS))
def test_a_file_that_is_something_else_too_is_refused(name: str) -> None:
    with pytest.raises(DomainError) as refused:
        checked_kind(name, POLYGLOTS[name], allowed=ALL, max_bytes=10_000_000)
    assert (refused.value.code, refused.value.field) == ("file_content", "file")


def test_the_zip_bomb_is_one() -> None:
    """The control: it is small, and only its unpacked size is why it is refused."""
    small = packed({"xl/workbook.xml": b"<workbook/>", "xl/sheet.xml": os.urandom(20_000)})
    assert len(BOMB) < 10_000
    assert checked_kind("a.xlsx", small, allowed=ALL, max_bytes=1_000_000).code == "xlsx"


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.htm", "a.xml", "a.exe", "a.zip", "a", ".", "csv", "a.csv "])
def test_a_kind_we_do_not_take_is_refused_with_the_ones_we_do(name: str) -> None:
    with pytest.raises(DomainError) as refused:
        checked_kind(name, b"naam;x", allowed={"text", "xlsx"}, max_bytes=10_000)
    assert str(refused.value) == "Dit soort bestand nemen we niet aan. Wel: .xlsx, .csv, .txt."


def test_a_kind_that_makes_no_sense_here_is_refused() -> None:
    with pytest.raises(DomainError, match=r"Wel: \.xlsx, \.csv, \.txt\."):
        checked_kind("a.pdf", PDF, allowed={"text", "xlsx"}, max_bytes=10_000)


def test_ten_megabytes_of_noise_are_refused_by_size() -> None:
    noise = os.urandom(10_000_001)
    for name in ("a.csv", "a.pdf", "a.png", "a.xlsx", "a.json"):
        with pytest.raises(DomainError) as refused:
            checked_kind(name, noise, allowed=ALL, max_bytes=20_000_000)
        assert refused.value.code == "file_size"


def test_an_empty_file_is_refused_as_empty() -> None:
    with pytest.raises(DomainError, match="Het bestand is leeg"):
        checked_kind("a.csv", b"", allowed=ALL, max_bytes=10)
