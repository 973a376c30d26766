"""A programme from the command line: the same action as the page."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from jobtwinning.core.errors import DomainError
from jobtwinning.people.models import Region
from jobtwinning.programmes import actions
from jobtwinning.programmes.models import Programme


class Command(BaseCommand):
    help = "Create a programme and open it; regions that do not exist yet are made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--name", required=True, help="Dutch name")
        parser.add_argument("--name-en", help="English name; the Dutch one when left out")
        parser.add_argument("--organiser", required=True)
        parser.add_argument("--region", action="append", required=True, metavar="SLUG[:NAME[:north|middle|south]]")
        parser.add_argument("--starts", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--ends", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--sign-up-until", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--matched-by", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--coordinator", action="append", default=[], metavar="EMAIL")
        parser.add_argument("--draft", action="store_true", help="do not open it for sign-up yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                programme = self.create(options)
        except DomainError as error:
            raise CommandError(f"{error.field or error.code}: {error.message}") from error
        self.stdout.write(f"{programme.slug} is {programme.state}, with {len(options['region'])} region(s).")

    def create(self, options: dict[str, Any]) -> Programme:
        regions = tuple(self.region(text, options["organiser"]) for text in options["region"])
        programme = actions.create_programme(
            actions.NewProgramme(
                slug=options["slug"],
                name_nl=options["name"],
                name_en=options["name_en"] or options["name"],
                organiser=options["organiser"],
                regions=regions,
                starts_on=options["starts"],
                ends_on=options["ends"],
                sign_up_until=options["sign_up_until"],
                matched_by=options["matched_by"],
            ),
            by=None,
        )
        for email in options["coordinator"]:
            for region in regions:
                actions.grant_role(email, "coordinator", region=region, programme=programme, by=None)
        if not options["draft"]:
            actions.change_state(programme, Programme.State.OPEN, by=None)
        return programme

    def region(self, text: str, organiser: str) -> Region:
        """An existing region by its slug, or a new one from `slug:name:holidays`."""
        slug, _, rest = text.partition(":")
        name, _, holidays = rest.partition(":")
        found = Region.objects.filter(slug=slug).first()
        if found is not None:
            return found
        if not name or holidays not in ("north", "middle", "south"):
            raise CommandError(
                f"Region {slug!r} does not exist yet: give slug:name:north, slug:name:middle or slug:name:south."
            )
        return actions.create_region(
            slug=slug,
            name=name,
            organiser=organiser,
            contact_name="",
            contact_email="",
            school_holidays=holidays,
            by=None,
        )
