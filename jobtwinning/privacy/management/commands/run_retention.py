"""Let go of what is past its term, by hand; it also runs every day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobtwinning.core import clock
from jobtwinning.privacy import actions


class Command(BaseCommand):
    help = "Delete or blank everything past its term; --dry-run only counts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        done = actions.run_retention(clock.now(), dry_run=dry_run)
        for kind, count in sorted(done.items()):
            self.stdout.write(f"{kind}: {count}")
        if not done:
            self.stdout.write("nothing is past its term")
