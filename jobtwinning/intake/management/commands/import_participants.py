"""manage.py import_participants PROGRAMME FILE [--dry-run] [--invite] [--permission paper|spoken --note TEXT]"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from jobtwinning.core import clock
from jobtwinning.core.errors import DomainError, FileRefusedError
from jobtwinning.core.spreadsheets import read_table
from jobtwinning.intake.imports import import_participants
from jobtwinning.intake.managers.care import Told
from jobtwinning.programmes.models import Programme


class Command(BaseCommand):
    help = "Read participants from a CSV or Excel file: everything, or nothing when one cell is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("programme", help="slug of the programme")
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check everything, store nothing")
        parser.add_argument("--invite", action="store_true", help="mail new participants the link to their intake")

        parser.add_argument(
            "--permission",
            choices=["paper", "spoken"],
            help="everybody with an intake is enthusiastic and has the manager's permission, known in this way",
        )
        parser.add_argument("--note", default="", help="with --permission: how this is known")

    def handle(self, *args: Any, **options: Any) -> None:
        programme = Programme.objects.filter(slug=options["programme"]).first()
        if programme is None:
            raise CommandError(_("Er is geen ronde met de naam %(slug)s.") % {"slug": options["programme"]})
        if bool(options["permission"]) != bool(options["note"].strip()):
            raise CommandError(_("Geef --permission en --note samen: hoe weet je dat er toestemming is?"))
        told = (
            Told(options["permission"], options["note"].strip(), is_motivated=True) if options["permission"] else None
        )
        try:
            result = import_participants(
                programme,
                read_table(options["file"]),
                by=None,
                at=clock.now(),
                dry_run=options["dry_run"],
                invite=options["invite"],
                told=told,
            )
        except FileRefusedError as refused:
            raise CommandError("\n".join([str(refused.message), *map(str, refused.rows)])) from None
        except (DomainError, OSError) as refused:
            raise CommandError(str(refused)) from None
        counts = {"added": result.added, "changed": result.changed, "unchanged": result.unchanged}
        self.stdout.write(_("%(added)s nieuw, %(changed)s veranderd, %(unchanged)s gelijk gebleven.") % counts)
        if options["dry_run"]:
            self.stdout.write(_("Dit was een proef: er is niets opgeslagen."))
