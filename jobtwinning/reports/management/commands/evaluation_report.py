"""Print the evaluation report of a programme: the same figures as the page, under the same rule."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from jobtwinning.programmes.models import Programme
from jobtwinning.reports import documents
from jobtwinning.reports.queries import report_of


class Command(BaseCommand):
    help = "Print the evaluation report of a programme, named by its slug such as pilot-2015."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("programme", metavar="PROGRAMME")
        parser.add_argument("--format", choices=("json", "text"), default="text")
        parser.add_argument("--language", choices=("nl", "en"), default="nl")

    def handle(self, *args: Any, **options: Any) -> None:
        programme = Programme.objects.filter(slug=options["programme"]).first()
        if programme is None:
            raise CommandError(f"There is no programme {options['programme']!r}.")
        with translation.override(options["language"]):
            report = report_of(programme)
            if options["format"] == "json":
                self.stdout.write(json.dumps(documents.as_json(programme, report), ensure_ascii=False, indent=2))
            else:
                self.stdout.write(documents.as_text(programme, report))
