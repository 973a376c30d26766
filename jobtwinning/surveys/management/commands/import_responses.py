"""manage.py import_responses PROGRAMME INSTRUMENT FILE [--dry-run]"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from jobtwinning.core import clock
from jobtwinning.core.errors import DomainError, FileRefusedError
from jobtwinning.core.spreadsheets import read_table
from jobtwinning.programmes.models import Programme
from jobtwinning.surveys.catalogue import instrument_codes
from jobtwinning.surveys.imports import import_answers


class Command(BaseCommand):
    help = "Read answers to an instrument from a CSV or Excel file: everything, or nothing when one cell is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("programme", help="slug of the programme")
        parser.add_argument("instrument", choices=instrument_codes())
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check everything, store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        programme = Programme.objects.filter(slug=options["programme"]).first()
        if programme is None:
            raise CommandError(_("Er is geen ronde met de naam %(slug)s.") % {"slug": options["programme"]})
        try:
            table = read_table(options["file"])
            result = import_answers(
                programme, options["instrument"], table, by=None, at=clock.now(), dry_run=options["dry_run"]
            )
        except FileRefusedError as refused:
            raise CommandError("\n".join([str(refused.message), *map(str, refused.rows)])) from None
        except (DomainError, OSError) as refused:
            raise CommandError(str(refused)) from None
        counts = {"added": result.added, "changed": result.changed, "unchanged": result.unchanged}
        self.stdout.write(_("%(added)s nieuw, %(changed)s veranderd, %(unchanged)s gelijk gebleven.") % counts)
        if options["dry_run"]:
            self.stdout.write(_("Dit was een proef: er is niets opgeslagen."))
