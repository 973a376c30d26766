"""Load the sample programmes of the demo."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from jobtwinning.accounts.models import Account
from jobtwinning.core import clock
from jobtwinning.demo import around, gatherings, own, permissions, pilot, recruiting, running, samples, staff
from jobtwinning.programmes import actions
from jobtwinning.programmes.models import Programme


class Command(BaseCommand):
    help = "Load the sample programmes: the pilot of 2015, one open, one being matched, one running, one finished."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is a programme or an account already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("The sample programmes are not for production.")
        if options["if_empty"] and (Programme.objects.exists() or Account.objects.exists()):
            return
        if Programme.objects.exists():
            raise CommandError("There are programmes already; the samples are for an empty database.")
        self.stdout.write("Loading the sample programmes (once, some seconds)")
        with transaction.atomic():
            self.load()

    def load(self) -> None:
        Account.objects.create_user(staff.ADMIN, is_platform_admin=True)
        pilot.load()
        taking = samples.load(samples.OPEN)
        permissions.mix(taking, at=clock.now())
        matching = samples.load(samples.MATCHING)
        samples.name_a_secret(matching, at=clock.now() - timedelta(days=1))
        around.look_around(matching, at=clock.now(), seed=samples.MATCHING.seed)
        finished = samples.load(samples.FINISHED)
        samples.make_pairs(finished, at=clock.now() - timedelta(weeks=22))
        actions.change_state(finished, Programme.State.RUNNING, by=None, at=clock.now() - timedelta(weeks=20))
        running.keep_diaries(finished, weeks=14, seed=samples.FINISHED.seed)
        samples.finish(finished, samples.FINISHED.seed, at=clock.now() - timedelta(weeks=6))
        current = samples.load(samples.RUNNING)
        samples.make_pairs(current, at=clock.now() - timedelta(weeks=5))
        actions.change_state(current, Programme.State.RUNNING, by=None, at=clock.now() - timedelta(weeks=4))
        running.keep_diaries(current, weeks=5, seed=samples.RUNNING.seed)
        running.end_trials(current, at=clock.now())
        recruiting.spread_over_channels(taking, at=clock.now() - timedelta(weeks=3))
        recruiting.name_colleagues(taking, at=clock.now() - timedelta(days=6))
        recruiting.ask_contact_person(taking, at=clock.now() - timedelta(weeks=2))
        recruiting.hand_out_papers(taking, at=clock.now() - timedelta(weeks=2))
        gatherings.gather(taking, at=clock.now() - timedelta(days=2))
        gatherings.meet_half_way(current, at=clock.now() - timedelta(days=3))
        gatherings.talk_shortly(matching, at=clock.now() - timedelta(days=3))
        recruiting.tell_story(finished, at=clock.now() - timedelta(weeks=5))
        own.load(samples.demo_region(), at=clock.now())
