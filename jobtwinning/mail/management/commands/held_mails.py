"""Decide about the mails that a restore held back."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count

from jobtwinning.core import clock
from jobtwinning.mail import outbox
from jobtwinning.mail.models import OutboxMail


class Command(BaseCommand):
    help = "Count the mails that are held since a restore; --release sends them after all, --cancel never."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--release", action="store_true")
        what.add_argument("--cancel", action="store_true")

    def handle(self, *args: Any, release: bool = False, cancel: bool = False, **options: Any) -> None:
        held = OutboxMail.objects.filter(state=OutboxMail.State.HELD)
        if release:
            self.stdout.write(f"{outbox.release_held_mails()} released")
        elif cancel:
            self.stdout.write(f"{outbox.cancel_mails(held, at=clock.now())} cancelled")
        else:
            for row in held.values("template").annotate(number=Count("pk")).order_by("template"):
                self.stdout.write(f"{row['number']:6} {row['template']}")
            self.stdout.write(f"{held.count()} held")
