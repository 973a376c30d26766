"""Lists as coordinators keep them, with invented people."""

import io
from collections.abc import Sequence
from datetime import date, timedelta

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from jobtwinning.core import clock

PAIR_HEAD = (
    "Docent", "E-mail docent", "School", "Professional", "E-mail professional", "Bedrijf", "Startdatum", "Uren docent",
    "Uren professional", "Leerdoelen", "Leidinggevende docent", "E-mail leidinggevende docent", "Toestemming docent",
    "Volgende afspraak", "Tijd",
)  # fmt: skip


def pair_rows(count: int, *, today: date | None = None, domain: str = "") -> list[Sequence[object]]:
    """Running pairs of invented people, begun between twenty days and three months ago."""
    today = today or clock.today()
    school, work = domain or "school.example", domain or "bedrijf.example"
    return [
        (
            f"Imke{number} de Vos", f"imke{number}@{school}", f"Brugwater {number}", f"Bram{number} Kok",
            f"bram{number}@{work}", f"Oeverwerk {number}", today - timedelta(days=20 + number % 70),
            12.5 + number, 30, "Leren spreken; Meekijken", f"Hanna{number} Baas", f"hanna{number}@school.example",
            "ja, op papier" if number % 2 else "nog niet", today + timedelta(days=5 + number % 9), "15:30",
        )
        for number in range(count)
    ]  # fmt: skip


def pair_list(count: int, *, above: int = 2, today: date | None = None, domain: str = "") -> bytes:
    """As an Excel file, with a title and empty rows above the names of the columns."""
    title: list[Sequence[object]] = [("Koppels dit seizoen",), *[()] * (above - 1)] if above else []
    return excel([*title, PAIR_HEAD, *pair_rows(count, today=today, domain=domain)])


def people_list(count: int, *, start: int = 0) -> bytes:
    """People in columns with names of their own, as a Dutch spreadsheet writes CSV."""
    lines = ["Voornaam;Tussenvoegsel;Achternaam;Mailadres;Rol;Organisatie;Functie;Plaats"]
    for number in range(start, start + count):
        side = "docent" if number % 2 else "bedrijf"
        lines.append(f"Imke{number};de;Vos;imke{number}@lijst.example;{side};Brugwater {number % 40};planner;Rotterdam")
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def excel(rows: Sequence[Sequence[object]], *, sheets: Sequence[str] = ("Blad1",)) -> bytes:
    """The rows on the last of these sheets."""
    book = openpyxl.Workbook(write_only=True)
    for number, name in enumerate(sheets):
        sheet = book.create_sheet()
        sheet.title = name
        if number == len(sheets) - 1:
            for row in rows:
                sheet.append(list(row))
        else:
            sheet.append(["Alleen een opmerking"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def sent(content: bytes, name: str = "") -> SimpleUploadedFile:
    """As a browser sends it."""
    return SimpleUploadedFile(name or ("lijst.xlsx" if content.startswith(b"PK") else "lijst.csv"), content)
