"""The duty to keep: set it, release it, see which there are."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobtwinning.accounts.models import Account
from jobtwinning.core import clock
from jobtwinning.core.errors import DomainError
from jobtwinning.people.models import Person
from jobtwinning.privacy import actions
from jobtwinning.privacy.management.commands.erase_person import find_person
from jobtwinning.privacy.models import LegalHold
from jobtwinning.programmes.models import Programme


class Command(BaseCommand):
    help = "Keep everything of a person or programme by duty (set), let go of it (release), or list what is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("set", "release", "list"))
        about = parser.add_mutually_exclusive_group()
        about.add_argument("--person", help="public id or e-mail address")
        about.add_argument("--programme", help="slug")
        parser.add_argument("--reason", choices=LegalHold.Reason.values)
        parser.add_argument("--until", type=date.fromisoformat, help="the last day, such as 2027-12-31")
        parser.add_argument("--by", help="e-mail address of the platform admin who decides")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "list":
            return self.show()
        subject, by = self.subject(options), self.admin(options["by"])
        try:
            if what == "set":
                if not options["reason"]:
                    raise CommandError("Say why with --reason.")
                actions.set_hold(subject, reason=options["reason"], until=options["until"], by=by, at=clock.now())
                self.stdout.write(f"{subject.public_id} is kept")
            elif actions.release_hold(subject, by=by, at=clock.now()):
                self.stdout.write(f"{subject.public_id} is no longer kept")
            else:
                raise CommandError("Nothing was kept here.")
        except DomainError as error:
            raise CommandError(f"{error.code}: {error.message}") from error
        return None

    def show(self) -> None:
        for hold in LegalHold.objects.active(clock.today()).order_by("since", "pk"):
            until = hold.until or "it is released"
            self.stdout.write(
                f"{hold.subject} {hold.subject_id}: {hold.reason}, since {hold.since:%Y-%m-%d}, until {until}"
            )

    def subject(self, options: dict[str, Any]) -> Person | Programme:
        if options["person"]:
            return find_person(options["person"])
        programme = Programme.objects.filter(slug=options["programme"] or "").first()
        if programme is None:
            raise CommandError("Name a --person or an existing --programme.")
        return programme

    def admin(self, address: str | None) -> Account:
        account = Account.objects.filter(email=(address or "").strip().lower()).first()
        if account is None:
            raise CommandError("Say with --by which platform admin decides.")
        return account
