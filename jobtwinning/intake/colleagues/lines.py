"""Reading a pasted list of colleagues: one a line, as a mail program or a spreadsheet writes them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from jobtwinning.core.texts import one_line
from jobtwinning.programmes.models import Side

NAME_LENGTH, ADDRESS_LENGTH = 160, 254
ANGLED = re.compile(r"^(?P<name>[^<>]*)<(?P<email>[^<>]+)>[\s,;]*(?P<side>[^<>]*)$")
SEPARATORS = ("\t", ";", ",")
SIDES = {
    "docent": Side.TEACHER,
    "teacher": Side.TEACHER,
    "niet-docent": Side.NON_TEACHER,
    "werk": Side.NON_TEACHER,
    "non-teacher": Side.NON_TEACHER,
    "work": Side.NON_TEACHER,
}


@dataclass(frozen=True, slots=True)
class Line:
    """What one line says; `side` is "" when it says none."""

    number: int  # as one counts, from 1
    name: str
    email: str
    side: str = ""
    fault: str = ""  # "no_address", "no_name", "too_long" or "unknown_side"


def read_lines(text: str) -> Iterator[Line]:
    """Every line that is not empty."""
    for number, raw in enumerate(text.splitlines(), start=1):
        if raw.strip():
            yield read_line(number, raw)


def read_line(number: int, raw: str) -> Line:
    """`Naam <adres>`, or name, address and maybe the side with tabs, semicolons or commas between them."""
    name, email, side = parts_of(raw)
    found = SIDES.get(side.casefold(), "")
    fault = ""
    if not is_address(email):
        fault = "no_address"
    elif not name:
        fault = "no_name"
    elif len(name) > NAME_LENGTH or len(email) > ADDRESS_LENGTH:
        fault = "too_long"
    elif side and not found:
        fault = "unknown_side"
    return Line(number, name, email, str(found), fault)


def parts_of(raw: str) -> tuple[str, str, str]:
    """Name, address and side, as they were typed; the address is whatever has an @ in it."""
    angled = ANGLED.match(raw.strip())
    if angled:
        return one_line(angled["name"]).strip(" \"'"), angled["email"].strip(), one_line(angled["side"]).strip()
    separator = next((each for each in SEPARATORS if each in raw), None)
    cells = [one_line(cell).strip() for cell in raw.split(separator)] if separator else [one_line(raw).strip()]
    address = next((place for place, cell in enumerate(cells) if "@" in cell), None)
    if address is None:
        return " ".join(cells).strip(), "", ""
    name = " ".join(cell for cell in cells[:address] if cell)
    return name, cells[address], " ".join(cell for cell in cells[address + 1 :] if cell)


def is_address(text: str) -> bool:
    """One address, as the form asks it."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
