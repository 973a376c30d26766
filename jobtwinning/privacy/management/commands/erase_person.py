"""Erase somebody from the command line, as the pages do."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jobtwinning.core import clock
from jobtwinning.core.errors import DomainError
from jobtwinning.people.models import Person
from jobtwinning.privacy import actions
from jobtwinning.privacy.models import Erasure


class Command(BaseCommand):
    help = "Erase the person with this public id or e-mail address, without a way back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person", metavar="PERSON")

    def handle(self, *args: Any, person: str, **options: Any) -> None:
        if "@" in person and not Person.objects.filter(email__iexact=person).exists():
            self.erase_address(person)
            return
        row = find_person(person)
        try:
            actions.erase_person(row, by=None, at=clock.now(), reason=Erasure.Reason.COMMAND)
        except DomainError as error:
            raise CommandError(f"{error.code}: {error.message}") from error
        self.stdout.write(f"{row.public_id} is erased")

    def erase_address(self, address: str) -> None:
        """Somebody who was named, or left an address, and is no person here."""
        try:
            gone = actions.erase_address(address, at=clock.now())
        except DomainError as error:
            raise CommandError(f"{error.code}: {error.message}") from error
        if not gone:
            raise CommandError("There is no person with this public id or address.")
        self.stdout.write(f"{gone} rows with this address are erased")


def find_person(name: str) -> Person:
    """By public id or address; the message never repeats an address into a log."""
    row = Person.objects.filter(public_id=name).first() or Person.objects.filter(email__iexact=name).first()
    if row is None:
        raise CommandError("There is no person with this public id or address.")
    return row
