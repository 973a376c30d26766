"""Is everything well? One line per subject, with what to do."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobtwinning.core import checkup
from jobtwinning.mail import checkup as mail_checkup
from jobtwinning.privacy import checkup as privacy_checkup


class Command(BaseCommand):
    help = "Check the platform: ok, warn or fail per subject, with what to do. Exit status 1 when something fails."
    requires_system_checks = []  # it must be able to say what is wrong

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(checkup.findings(checkup.CHECKS + mail_checkup.CHECKS + privacy_checkup.CHECKS))
        failures = sum(each.level == checkup.FAIL for each in found)
        if options["json"]:
            self.stdout.write(json.dumps({"ok": not failures, "findings": [asdict(each) for each in found]}, indent=1))
        else:
            for each in found:
                advice = f" → {each.advice}" if each.advice else ""
                self.stdout.write(f"{each.level:4} {each.subject}: {each.text}{advice}")
        if failures:
            raise CommandError(f"{failures} of {len(found)} need you now.")
