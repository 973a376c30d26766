"""Make a proposal from the command line, and send it when asked."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jobtwinning.core import clock
from jobtwinning.core.errors import DomainError
from jobtwinning.matching.actions import commit_scenario, make_proposal
from jobtwinning.matching.adapter import OBJECTIVES
from jobtwinning.matching.models import Scenario
from jobtwinning.matching.sending import usual_moment
from jobtwinning.programmes.models import Programme


class Command(BaseCommand):
    help = """Propose pairs for a programme, region by region; with --commit the proposals go out by mail. Only people
    without a proposal or pair take part, so pairs that run are never disturbed."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("programme", metavar="PROGRAMME", help="slug of the programme")
        parser.add_argument("--region", metavar="SLUG", help="only this region")
        parser.add_argument("--objective", choices=OBJECTIVES, help="default: what the programme's rules say")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--commit", action="store_true", help="make the pairs; the mails leave next working day")
        parser.add_argument("--at-once", action="store_true", help="with --commit: the mails leave now, no undoing")
        parser.add_argument("--json", action="store_true", help="print ids, scores and figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        programme = Programme.objects.filter(slug=options["programme"]).first()
        if programme is None:
            raise CommandError(f"There is no programme {options['programme']!r}.")
        regions = list(programme.regions.order_by("slug"))
        if options["region"]:
            regions = [region for region in regions if region.slug == options["region"]]
        if not regions:
            raise CommandError(f"{programme.slug} has no region {options['region']!r}.")
        try:
            found = [self.propose(programme, region, options) for region in regions]
        except DomainError as error:
            raise CommandError(f"{error.code}: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=2))

    def propose(self, programme: Programme, region: Any, options: dict[str, Any]) -> dict[str, Any]:
        """One region; what was proposed and whether it was sent."""
        at = clock.now()
        scenario = make_proposal(
            programme, region, by=None, at=at, objective=options["objective"], seed=options["seed"]
        )
        sent = 0
        if options["commit"] and scenario.pairs:
            moment = None if options["at_once"] else usual_moment(programme, region, at)
            sent = len(commit_scenario(scenario, by=None, at=at, sends_at=moment).pairs)
        if not options["json"]:
            self.tell(scenario, sent)
        return {
            "programme": programme.slug,
            "region": region.slug,
            "scenario": scenario.public_id,
            "objective": scenario.objective,
            "seed": scenario.seed,
            "engine_version": scenario.engine_version,
            "input_hash": scenario.input_hash,
            "status": scenario.status,
            "figures": scenario.result["figures"][scenario.objective],
            "pairs": [
                {key: pair[key] for key in ("left", "right", "score", "left_score", "right_score", "band", "kind")}
                for pair in scenario.pairs
            ],
            "unmatched": [{key: one[key] for key in ("person", "side", "reason")} for one in scenario.unmatched],
            "sent": sent,
        }

    def tell(self, scenario: Scenario, sent: int) -> None:
        """Three lines for a person."""
        figures = scenario.result["figures"][scenario.objective]
        alone = figures["unmatched_left"] + figures["unmatched_right"]
        self.stdout.write(f"{scenario.region.slug}: {figures['pairs']} pairs, {alone} people without a partner")
        for pair in scenario.pairs:
            self.stdout.write(f"  {pair['left']} {pair['right']} {pair['score']:.3f} {pair['band']} {pair['kind']}")
        self.stdout.write(f"  sent: {sent}" if sent else "  nothing sent")
