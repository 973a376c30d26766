"""What sending a proposal does, before it is sent: to how many people, and who with whom."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from jobtwinning.matching.models import Scenario
from jobtwinning.matching.queries import Ready
from jobtwinning.matching.rows import People
from jobtwinning.pairs.pages import band_word

SENT_PER_PAGE = 250  # pairs that are named before they are sent
FOLDED_FROM = 25  # with more pairs, those without a doubt are folded


@dataclass(frozen=True, slots=True)
class Named:
    """A pair by name and organisation, before it is sent; whoever is gone has neither."""

    teacher: dict[str, str]
    non_teacher: dict[str, str]
    band: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What sending does, to how many people."""

    page: Page[Any]
    doubtful: list[Named]  # of this page
    others: list[Named]
    pairs: int
    mails: int
    alone: int
    doubts: int

    @property
    def fitting(self) -> int:
        return self.pairs - self.doubts

    @property
    def is_short(self) -> bool:
        """So few that nothing needs folding."""
        return self.pairs <= FOLDED_FROM


def pairs_to_send(scenario: Scenario, ready: Ready, number: str) -> Page[Any]:
    """A page of the pairs, doubts first and then in the order of names."""
    order = {one: place for place, one in enumerate(ready.sides)}
    last = len(order)
    stored = sorted(
        scenario.pairs,
        key=lambda one: (one["band"] != "doubt", order.get(one["left"], last), order.get(one["right"], last)),
    )
    return Paginator(stored, SENT_PER_PAGE).get_page(number)


def summary(scenario: Scenario, page: Page[Any], people: People) -> Summary:
    """The pairs of this page by name, so that the coordinator sees whom it is about."""
    stored = scenario.pairs

    def told(identifier: str) -> dict[str, str]:
        one = people.get(identifier)
        return (
            {"name": one.name, "organisation": one.organisation}
            if one
            else {"name": _("iemand die niet meer meedoet"), "organisation": ""}
        )

    def named(doubt: bool) -> list[Named]:
        rows = [one for one in page.object_list if (one["band"] == "doubt") is doubt]
        return [Named(told(one["left"]), told(one["right"]), band_word(one["band"])) for one in rows]

    return Summary(
        page=page,
        doubtful=named(doubt=True),
        others=named(doubt=False),
        pairs=len(stored),
        mails=2 * len(stored),
        alone=len(scenario.unmatched),
        doubts=sum(one["band"] == "doubt" for one in stored),
    )
