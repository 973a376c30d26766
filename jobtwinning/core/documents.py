"""Documents as PDF, by typst: accessible (PDF/UA-1), in our typeface, from data that only ever is data.

A document is a file in `core/typst`. What goes into it comes as JSON, so no text of anybody is read as markup. The
compiler sees that folder and nothing else: no packages, no system fonts.
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import segno

from jobtwinning.core.texts import one_line

DOCUMENTS = Path(__file__).parent / "typst"
STANDARD: Literal["ua-1"] = "ua-1"  # title, language, tags and alternative texts, or typst refuses


def pdf(document: str, content: Mapping[str, Any]) -> bytes:
    """`core/typst/<document>.typ` filled with this content."""
    import typst  # a compiler of 20 MB; only who asks for a document pays for it

    return typst.compile(
        str(DOCUMENTS / f"{document}.typ"),
        root=str(DOCUMENTS),
        font_paths=[str(font_folder())],
        ignore_system_fonts=True,
        package_path=DOCUMENTS,
        package_cache_path=DOCUMENTS,
        format="pdf",
        pdf_standards=STANDARD,
        sys_inputs={"content": json.dumps(printable(content))},
    )


def printable(value: Any) -> Any:
    """The same with every sign that the typeface has; another would make the document inaccessible, so it goes."""
    if isinstance(value, str):
        known = typeface_signs()
        composed = unicodedata.normalize("NFC", one_line(value))
        return "".join(sign if ord(sign) in known else "?" if sign.isalnum() else "" for sign in composed)
    if isinstance(value, Mapping):
        return {name: printable(each) for name, each in value.items()}
    if isinstance(value, Sequence):
        return [printable(each) for each in value]
    return value


@cache
def typeface_signs() -> frozenset[int]:
    """What the typeface can print."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # ships no types; slow to load

    return frozenset(TTFont(font_folder() / "SourceSansPro-Regular.ttf").getBestCmap())


@cache
def font_folder() -> Path:
    """The typeface as its package brings it."""
    return Path(str(files("font_source_sans_pro") / "files"))


def qr_svg(url: str) -> str:
    """A QR code as SVG, dark on white whatever surrounds it, with its quiet zone."""
    svg: str = segno.make(url, error="m").svg_inline(border=4, dark="#12211a", light="#fff", omitsize=True)
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
