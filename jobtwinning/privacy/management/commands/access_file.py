"""Write everything the platform keeps about one person, as they would download it themselves."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from jobtwinning.accounts.models import Account
from jobtwinning.core import clock
from jobtwinning.people.models import Person
from jobtwinning.privacy.access import access_file


class Command(BaseCommand):
    help = "Print what is kept about a person, named by an e-mail address or a public id, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", metavar="PERSON")
        parser.add_argument("--language", choices=("nl", "en"), help="by default the person's own")

    def handle(self, *args: Any, **options: Any) -> None:
        named = options["person"]
        people = Person.objects.select_related("account")
        person = people.filter(email__iexact=named).first() or people.filter(public_id=named).first()
        account = Account.objects.filter(email__iexact=named).first()
        if person is None and account is not None:
            person = people.filter(account=account).first()
        if person is None and account is None:
            raise CommandError("There is nobody with this address or public id.")
        own = person.language if person else account.language if account else "nl"
        with translation.override(options["language"] or own):
            document = access_file(person, account=account, at=clock.now())
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
