"""Read a PDF as a reader for the blind would: its words, language, title, headings and alternative texts."""

import re
import zlib
from dataclasses import dataclass

OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s(.*?)\nendobj", re.DOTALL)
MAPPED = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
MAPPED_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
IN_STRING = rb"\\.|[^\\()]"  # brackets that close again may stand inside
STRING = rb"<[0-9A-Fa-f]*>|\((?:" + IN_STRING + rb"|\((?:" + IN_STRING + rb")*\))*\)"
TOKEN = re.compile(rb"/(?P<name>\w+)|(?P<string>" + STRING + rb")|(?P<word>[A-Za-z'\"*]+)|[-+\d.]+|[\[\]]", re.DOTALL)


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
        language=text_of(re.search(rb"/Lang ?(" + STRING + rb")", root)),
        title=text_of(re.search(rb"/Title ?(" + STRING + rb")", info, re.DOTALL)),
        headings=tuple(
            found[1].decode()
            for body in objects.values()
            if b"/StructElem" in body and (found := re.search(rb"/S ?/(H[1-6])\b", body))
        ),
        alternatives=tuple(
            text_of(found)
            for body in objects.values()
            if (found := re.search(rb"/Alt ?(" + STRING + rb")", body, re.DOTALL))
        ),
        is_tagged=b"/StructTreeRoot" in root and bool(re.search(rb"/MarkInfo.*?/Marked true", root, re.DOTALL)),
    )


def text_of(found: re.Match[bytes] | None) -> str:
    """What a PDF string says, in one of the two ways to write Unicode."""
    if found is None:
        return ""
    value = bytes_of(found[1])
    return value[2:].decode("utf-16-be") if value.startswith(b"\xfe\xff") else value.decode("latin-1")


def bytes_of(string: bytes) -> bytes:
    """A PDF string, hexadecimal or in brackets, as the bytes it stands for."""
    if string.startswith(b"<"):
        return bytes.fromhex(string[1:-1].decode())
    return re.sub(rb"\\(\d{3}|.)", unescaped, string[1:-1], flags=re.DOTALL)


def unescaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    if sign.isdigit():
        return bytes([int(sign, 8)])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}.get(sign, sign)


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
    name, strings = b"", []
    for token in TOKEN.finditer(stream_of(objects[int(found[1])])):
        if token["name"]:
            name = token["name"]
        elif token["string"]:
            strings.append(bytes_of(token["string"]))
        elif token["word"]:
            if token["word"] == b"Tf":
                table = tables.get(name, {})
            elif token["word"] in (b"Tj", b"TJ"):
                for codes in strings:
                    words += "".join(table.get(codes[at : at + 2], "") for at in range(0, len(codes), 2))
            strings = []
    return "".join(re.sub("[\u00ad\u200b]", "", words).split())


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
    head, _word, rest = body.partition(b"stream\n")
    length = re.search(rb"/Length (\d+)", head)
    assert length
    content = rest[: int(length[1])]
    return zlib.decompress(content) if b"/FlateDecode" in head else content


def squeezed(words: str) -> str:
    """Words as `Document.text` holds them."""
    return "".join(words.split())
