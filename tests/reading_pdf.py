"""Read a PDF as a reader for the blind would: its words, language, title, headings and alternative texts."""

import re
import zlib
from dataclasses import dataclass

OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
MAPPED = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
MAPPED_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|(\[.*?\]) TJ|(<[0-9A-Fa-f]*>|\((?:\\.|[^\\)])*\)) Tj", re.DOTALL)


@dataclass(frozen=True)
class Document:
    """What one PDF holds. text: the words of all pages without any white space between them."""

    text: str
    pages: int
    language: str
    title: str
    headings: tuple[str, ...]  # such as ("H1", "H2", "H2")
    alternatives: tuple[str, ...]
    is_tagged: bool


def read(content: bytes) -> Document:
    """Everything at once; AssertionError when it is no PDF of typst."""
    assert content.startswith(b"%PDF-1.")
    objects = {int(number): body for number, body in OBJECT.findall(content)}
    (root,) = (body for body in objects.values() if b"/Type /Catalog" in body or b"/Type/Catalog" in body)
    info = next((body for body in objects.values() if b"/Title" in body and b"/Type" not in body), root)
    pages = [body for body in objects.values() if re.search(rb"/Type ?/Page\b", body)]
    return Document(
        text="".join(words_of(page, objects) for page in pages),
        pages=len(pages),
        language=text_of(re.search(rb"/Lang ?(\(.*?\))", root)),
        title=text_of(re.search(rb"/Title ?(\(.*?[^\\]\)|<[0-9A-Fa-f]+>)", info, re.DOTALL)),
        headings=tuple(
            found[1].decode()
            for body in objects.values()
            if b"/StructElem" in body and (found := re.search(rb"/S ?/(H[1-6])\b", body))
        ),
        alternatives=tuple(
            text_of(found)
            for body in objects.values()
            if (found := re.search(rb"/Alt ?(\(.*?[^\\]\)|<[0-9A-Fa-f]+>)", body, re.DOTALL))
        ),
        is_tagged=b"/StructTreeRoot" in root and bool(re.search(rb"/MarkInfo.*?/Marked true", root, re.DOTALL)),
    )


def text_of(found: re.Match[bytes] | None) -> str:
    """A PDF string, hexadecimal or in brackets, in one of the two ways to write Unicode."""
    if found is None:
        return ""
    raw = found[1]
    if raw.startswith(b"<"):
        value = bytes.fromhex(raw[1:-1].decode())
    else:
        value = re.sub(rb"\\(\d{3}|.)", unescaped, raw[1:-1], flags=re.DOTALL)
    return value[2:].decode("utf-16-be") if value.startswith(b"\xfe\xff") else value.decode("latin-1")


def unescaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    if sign.isdigit():
        return bytes([int(sign, 8)])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(sign, sign)


def words_of(page: bytes, objects: dict[int, bytes]) -> str:
    """The words of one page, in the order in which they are drawn."""
    resources = page
    if found := re.search(rb"/Resources (\d+) 0 R", page):
        resources = objects[int(found[1])]
    fonts = re.search(rb"/Font ?<<(.*?)>>", resources, re.DOTALL)
    tables = {
        name: signs_of(objects[int(number)], objects)
        for name, number in re.findall(rb"/(\w+) (\d+) 0 R", fonts[1] if fonts else b"")
    }
    found = re.search(rb"/Contents (\d+) 0 R", page)
    assert found
    words, table = "", {}
    for font, several, one in SHOWN.findall(stream_of(objects[int(found[1])])):
        if font:
            table = tables.get(font, {})
        for run in re.findall(rb"<([0-9A-Fa-f]*)>|(\((?:\\.|[^\\)])*\))", several or one):
            codes = bytes.fromhex(run[0].decode()) if not run[1] else re.sub(rb"\\(\d{3}|.)", unescaped, run[1][1:-1])
            words += "".join(table.get(codes[at : at + 2], "") for at in range(0, len(codes), 2))
    return "".join(words.split())


def signs_of(font: bytes, objects: dict[int, bytes]) -> dict[bytes, str]:
    """What each code of a font stands for, by its own table."""
    found = re.search(rb"/ToUnicode (\d+) 0 R", font)
    if not found:
        return {}
    table = stream_of(objects[int(found[1])])
    signs: dict[bytes, str] = {}
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        signs |= {
            bytes.fromhex(a.decode()): bytes.fromhex(b.decode()).decode("utf-16-be") for a, b in MAPPED.findall(part)
        }
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, start in MAPPED_RANGE.findall(part):
            low, high, sign = int(first, 16), int(last, 16), int(start, 16)
            signs |= {code.to_bytes(2, "big"): chr(sign + code - low) for code in range(low, high + 1)}
    return signs


def stream_of(body: bytes) -> bytes:
    found = STREAM.search(body)
    assert found
    return zlib.decompress(found[1]) if b"/FlateDecode" in body.partition(b"stream")[0] else found[1]


def squeezed(words: str) -> str:
    """Words as `Document.text` holds them."""
    return "".join(words.split())
