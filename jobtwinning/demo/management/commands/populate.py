"""Bring invented people into a programme."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobtwinning.core import clock
from jobtwinning.demo import samples
from jobtwinning.programmes.models import Programme


class Command(BaseCommand):
    help = "Bring invented people with a full intake into a programme, to try it out at size."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("programme", help="slug")
        parser.add_argument("--per-side", type=int, required=True, metavar="N")
        parser.add_argument("--seed", type=int, default=0, metavar="S")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("Invented people do not belong in production.")
        programme = Programme.objects.filter(slug=options["programme"]).first()
        if programme is None:
            raise CommandError(f"There is no programme {options['programme']!r}.")
        if not 1 <= options["per_side"] <= 20_000:
            raise CommandError("--per-side is from 1 to 20000.")
        per_side = options["per_side"]
        cohort = samples.cohort_of(programme, per_side, per_side, options["seed"])
        number = samples.populate(programme, cohort, at=clock.now())
        self.stdout.write(f"{number} people in {programme.slug}.")
