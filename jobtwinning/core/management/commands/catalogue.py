"""Bring the English catalogue up to date with the texts in the source."""

import json
from pathlib import Path
from typing import Any

import polib
from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobtwinning.core import catalogue

PACKAGE = Path(__file__).resolve().parents[3]
PO_FILE = PACKAGE / "core" / "locale" / "en" / "LC_MESSAGES" / "django.po"


class Command(BaseCommand):
    help = "Collect all texts into the English catalogue. --check only says whether it is complete and up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--fill", type=Path, action="append", default=[], help="JSON file: Dutch text → English")

    def handle(self, *args: Any, **options: Any) -> None:
        before = polib.pofile(str(PO_FILE), wrapwidth=110) if PO_FILE.exists() else polib.POFile()
        after = catalogue.updated(before, catalogue.texts(PACKAGE))
        for path in options["fill"]:
            fill(after, json.loads(path.read_text()))
        untranslated = catalogue.missing(after)
        if options["check"]:
            if str(before) != str(after):
                raise CommandError("The catalogue is behind the source: run `make catalogue`.")
            if untranslated:
                raise CommandError("Without English text:\n  " + "\n  ".join(untranslated))
            return
        PO_FILE.parent.mkdir(parents=True, exist_ok=True)
        after.save(str(PO_FILE))
        self.stdout.write(f"{len(after)} texts, {len(untranslated)} without English:")
        for text in untranslated:
            self.stdout.write(f"  {text}")


def fill(catalogue_file: polib.POFile, english: dict[str, Any]) -> None:
    """Put in translations that are not there yet; a plural is {"plural": …, "en": [one, other]}."""
    for entry in catalogue_file:
        value = english.get(entry.msgid)
        if value is None:
            continue
        if entry.msgid_plural:
            forms = value["en"] if isinstance(value, dict) else [value, value]
            if not all(entry.msgstr_plural.values()):
                entry.msgstr_plural = dict(enumerate(forms))
        elif not entry.msgstr:
            entry.msgstr = value["en"][0] if isinstance(value, dict) else value
