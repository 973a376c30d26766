"""What stands in lists that people keep themselves: the words above columns, and what a cell means. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from jobtwinning.people.places import Place, find_places, places

FORMULA = "="
EXCEL_DAY_ONE = date(1899, 12, 30)
EMAIL = re.compile(r"[^@\s;,<>]+@[^@\s;,<>]+\.[^@\s;,<>]+")
PHONE = re.compile(r"\+?[\d()\s./-]{9,20}")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january", "feb februari february", "mrt maart mar march", "apr april", "mei may",
            "jun juni june", "jul juli july", "aug augustus august", "sep sept september", "okt oktober oct october",
            "nov november", "dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
TEACHER = frozenset(
    {
        "docent", "docente", "leraar", "lerares", "leerkracht", "onderwijs", "school", "teacher", "vo", "mbo",
        "po", "ho", "vakdocent", "onderwijzer",
    }
)  # fmt: skip
NON_TEACHER = frozenset(
    {
        "niet docent", "nietdocent", "non teacher", "professional", "bedrijf", "bedrijfsleven", "werknemer", "partner",
        "buiten het onderwijs", "buiten onderwijs", "company", "arbeidsmarkt", "overheid", "niet onderwijs", "vakmens",
    }
)  # fmt: skip
YES = frozenset(
    {
        "ja", "yes", "j", "y", "x", "akkoord", "ok", "oke", "waar", "true", "1", "gegeven", "given", "v",
    }
)  # fmt: skip
NO = frozenset(
    {
        "nee", "no", "n", "nog", "niet", "geweigerd", "onwaar", "false", "0", "open", "gevraagd", "asked",
    }
)  # fmt: skip
SPOKEN = frozenset(["mondeling", "telefonisch", "gebeld", "gezegd", "spoken", "telefoon"])
PAPER = frozenset(
    {
        "papier", "handtekening", "getekend", "ondertekend", "formulier", "schriftelijk", "mail", "gemaild",
        "paper", "signed",
    }
)  # fmt: skip


def fold(text: str) -> str:
    """Lower case without accents; whatever is no letter or digit is a space."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in plain.casefold()).split())


def side_of(text: str) -> str:
    """teacher, non_teacher, or "" for a word we do not know."""
    word = fold(text)
    if word in NON_TEACHER or word.startswith(("niet ", "non ", "nietdocent")):
        return "non_teacher"
    return "teacher" if word in TEACHER or word.split(" ")[0] in TEACHER else ""


def day_of(text: str) -> date | None:
    """The day in a cell, as people write it: 3-2-2026, 3 februari 2026, 2026-02-03, or the number of a spreadsheet."""
    text = text.strip().casefold()
    if found := re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", text):
        return _day(*(int(each) for each in found.groups()))
    if found := re.match(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?!\d)", text):
        day, month, year = (int(each) for each in found.groups())
        return _day(year + 2000 if year < 100 else year, month, day)
    if (found := re.match(r"(?:[a-z]+ )?(\d{1,2})[ -]([a-z]+)\.?[ -](\d{4})", text)) and found[2] in MONTHS:
        return _day(int(found[3]), MONTHS[found[2]], int(found[1]))
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return EXCEL_DAY_ONE + timedelta(days=int(float(text)))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def time_of(text: str) -> time | None:
    """The time in a cell, with a day or without: 15:30, 15.30 uur, 2026-02-03T15:30:00."""
    found = re.search(r"(?:^|[ t])(\d{1,2})[:.](\d{2})(?![\d.-])", text.strip().casefold())
    if found is None:
        return None
    try:
        return time(int(found[1]), int(found[2]))
    except ValueError:
        return None


def hours_of(text: str) -> Decimal | None:
    """Hours in steps of half an hour: 12, 12,5, 12.5 uur, 3:30."""
    text = text.strip().casefold().removesuffix("uur").removesuffix("hours").removesuffix("u").strip()
    if found := re.fullmatch(r"(\d{1,3}):(\d{2})(:\d{2})?", text):
        text = f"{int(found[1]) + int(found[2]) / 60}"
    try:
        hours = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    if not hours.is_finite() or not 0 <= hours <= 999:
        return None
    return Decimal(round(hours * 2)) / 2


def yes_of(text: str) -> bool | None:
    """Whether a cell says yes; None for other words. How something was said means that it was."""
    word = fold(text)
    if not word or word in NO or word.startswith(("nee", "nog niet", "no ", "geweigerd")):
        return False
    return True if word in YES or word.startswith(("ja ", "yes ")) or how_of(text) else None


def how_of(text: str) -> str:
    """spoken or paper, as far as the cell says; ManagerPermission.How."""
    words = set(fold(text).split())
    if words & SPOKEN:
        return "spoken"
    return "paper" if words & PAPER else ""


def split_name(text: str) -> tuple[str, str]:
    """Given name and surname of a whole name; "Vries, Jan de" is turned round."""
    text = " ".join(text.split())
    if "," in text:
        surname, _comma, rest = (part.strip() for part in text.partition(","))
        given, _space, prefix = rest.partition(" ")
        return given, f"{prefix} {surname}".strip()
    given, _space, surname = text.partition(" ")
    return given, surname


@lru_cache(maxsize=4096)
def places_named(text: str) -> tuple[Place, ...]:
    """Every place with exactly this name or number; several when the name alone does not tell."""
    if text.strip().isdigit():
        return tuple(each for each in places() if each.id == int(text))
    wanted = fold(text)
    found = [each for each in find_places(text, limit=40) if wanted in (fold(each.name), fold(each.label))]
    exact = [each for each in found if fold(each.label) == wanted and each.label != each.name]
    if exact:
        return tuple(exact)
    return tuple(found) or tuple(e for e in find_places(text, limit=3) if wanted in {fold(also) for also in e.also})


def looks_like(cells: Sequence[str]) -> str:
    """What a column holds by its contents: email, phone, day, side, place, or "" when that is not clear."""
    filled = [cell for cell in cells if cell]
    if not filled:
        return ""
    tests = (
        ("email", lambda cell: EMAIL.fullmatch(cell) is not None),
        ("day", lambda cell: day_of(cell) is not None and not cell.isdigit()),
        ("phone", lambda cell: PHONE.fullmatch(cell) is not None and sum(char.isdigit() for char in cell) >= 9),
        ("side", lambda cell: bool(side_of(cell))),
        ("place", lambda cell: not cell.isdigit() and len(cell) > 2 and bool(places_named(cell))),
    )
    return next((name for name, fits in tests if sum(map(fits, filled)) >= 0.8 * len(filled)), "")


def moment_of(day: date, hour: time | None) -> datetime:
    """Without zone; three in the afternoon when only the day is known."""
    return datetime.combine(day, hour or time(15))
