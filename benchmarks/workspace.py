"""How long a coordinator waits for a proposal, and for another after a decision, beside the bare engine."""

from dataclasses import replace
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

TIMES = 5


def measure_workspace(client: "Client", slug: str, region_slug: str) -> None:
    """Both through the pages: the button is pressed and the workspace is on screen. The first is made from nothing."""
    from django.urls import reverse

    from jobtwinning.matching import engine
    from jobtwinning.matching.adapter import read_input
    from jobtwinning.matching.models import Directive, Scenario
    from jobtwinning.programmes.models import Programme

    programme = Programme.objects.get(slug=slug)
    problem = read_input(programme, programme.regions.get(slug=region_slug)).problem
    workspace, propose, decide = (
        reverse(f"matching:{name}", args=[slug, region_slug]) for name in ("workspace", "propose", "decide")
    )

    def on_screen() -> float:
        started = perf_counter()
        response = client.post(propose, follow=True)
        found = perf_counter() - started
        if response.redirect_chain[-1][0] != workspace or response.status_code != 200:
            raise SystemExit("there is no proposal on the screen")
        return found

    bare, first, again = [], [], []
    for number in range(TIMES):
        started = perf_counter()
        engine.propose(replace(problem))
        bare.append(perf_counter() - started)
        Scenario.objects.all().delete()
        Directive.objects.all().delete()
        first.append(on_screen())
        pair = Scenario.objects.get().pairs[number]
        client.post(decide, {"teacher": pair["left"], "non_teacher": pair["right"], "decision": "forbid"})
        again.append(on_screen())
    Scenario.objects.all().delete()
    Directive.objects.all().delete()
    for name, found in (("proposal on screen", first), ("again after a forbid", again)):
        ratio = median(found) / median(bare)
        engine_alone = f"{ratio:.1f} × the bare engine ({median(bare):.2f} s)"
        print(f"{name}, {len(problem.left)} a side: {median(found):.2f} s, {engine_alone}", flush=True)
