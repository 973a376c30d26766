"""The first platform admin, or one more."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from jobtwinning.accounts.actions import make_platform_admin
from jobtwinning.core import clock


class Command(BaseCommand):
    help = "Make the account with this address platform admin; it signs in by code and sets up a second step."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        try:
            validate_email(email.strip())
        except ValidationError as error:
            raise CommandError(f"{email!r} is not an e-mail address") from error
        account = make_platform_admin(email, by=None, at=clock.now())
        self.stdout.write(f"{account.email} is platform admin")
