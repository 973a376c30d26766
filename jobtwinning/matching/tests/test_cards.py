"""What stands on the card of a proposed pair, so that who only reads the screen knows why."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.matching import actions, detail, pages, rows
from jobtwinning.matching.models import Scenario
from jobtwinning.matching.tests.world import make_professional, make_teacher
from jobtwinning.pairs.reasons import Point
from tests import make

NAMES = ("Hassan", "Vera")


def reason(criterion: str, score: float, kind: str = "plus", weight: float = 0.5) -> dict[str, Any]:
    return {
        "criterion": criterion, "direction": "alike", "code": "", "params": {}, "kind": kind, "score": score,
        "weight": weight, "contribution": weight * score, "fields": [], "own": [], "other": [],
    }  # fmt: skip


def doubt(*reasons: dict[str, Any]) -> dict[str, Any]:
    """Of less use to Vera, without any reason that is a minus of its own."""
    explained = {"teacher": {"reasons": [reason("subject", 0.9)]}, "non_teacher": {"reasons": list(reasons)}}
    return {"band": "doubt", "left_score": 0.8, "right_score": 0.5, "explained": explained}


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        (
            [reason("motivation", 0.55), reason("nearness", 0.52), reason("time", 0.95)],
            "Voor Vera past het maar een beetje. Dit past nog niet goed: reistijd en doel.",
        ),
        (
            [reason("time", 0.9), reason("subject", 0.4, "unknown"), reason("age", 0.6)],
            "Voor Vera past het maar een beetje. Dit is nog niet te beoordelen: vak.",
        ),
        ([reason("time", 0.9)], "Voor Vera past het maar een beetje."),
    ],
)
def test_a_doubt_without_a_minus_says_for_whom_it_is_light_and_why(
    reasons: list[dict[str, Any]], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plus = [Point("Vak: dat past.")]
    monkeypatch.setattr(rows, "points", lambda *_given: plus)
    assert rows.points_of(doubt(*reasons), *NAMES) == [*plus, Point(told, is_plus=False)]
    assert rows.points_of({**doubt(*reasons), "band": "good"}, *NAMES) == plus
    minus = [Point("Tijd: krap.", is_plus=False)]
    monkeypatch.setattr(rows, "points", lambda *_given: minus)
    assert rows.points_of(doubt(*reasons), *NAMES) == minus


@pytest.mark.parametrize(
    ("score", "told"), [(1.0, "dat lukt."), (0.9, "dat lukt bijna."), (0.6, "dat lukt deels."), (0.2, "dat lukt niet.")]
)
def test_a_wish_that_is_met_in_part_is_not_told_as_met(score: float, told: str) -> None:
    wish = {"criterion": "education", "direction": "alike", "must": False, "honoured": score >= 0.5, "score": score}
    stored = {"explained": {}, "wishes": {"teacher": [wish], "non_teacher": []}}
    assert detail.detail_of(stored, *NAMES).wishes[0].points[0].text == f"Opleiding, graag hetzelfde: {told}"


def test_what_does_not_count_has_no_bar_and_what_fits_nothing_a_stripe() -> None:
    bars = [rows._meter(score, "school") for score in (None, 0.0, 0.5)]
    assert bars[0] is None
    assert [bar.share for bar in bars[1:] if bar] == [rows.LEAST, 0.5]


def workspace_of(cast: Cast, client_of: Callable[[str], Client]) -> str:
    url = reverse("matching:workspace", args=[cast.programme.slug, cast.region.slug])
    return str(client_of("coordinator").get(url).content.decode())


def test_a_card_says_too_few_hours_the_kind_of_match_and_what_its_buttons_do(
    cast: Cast, client_of: Callable[[str], Client]
) -> None:
    make_teacher(cast.programme, "Hassan", I11a=8, I7=["nederlands"])
    make_professional(cast.programme, "Vera", I11a=4, I7=["logistiek"])
    actions.make_proposal(cast.programme, cast.region, by=None, at=make.NOW)
    card, _summary, below = workspace_of(cast, client_of).partition('<details class="breakdown">')
    assert "De ronde vraagt er minstens 7." in card
    assert "De ronde vraagt er minstens 7." in below, "and among what is practical"
    assert "past door iets anders dan het vak" in card
    assert '<span class="act-word">Leg vast</span>' in card
    assert '<span class="act-word">Niet samen</span>' in card


def test_the_goal_says_which_floor(cast: Cast) -> None:
    make_teacher(cast.programme)
    make_professional(cast.programme)
    scenario = actions.make_proposal(cast.programme, cast.region, by=None, at=make.NOW)

    def note(weighing: str) -> str:
        return next(
            aim.note for aim in pages.aims(Scenario(weighing=weighing, objective="floor", result=scenario.result))
        )

    assert note("33222221-35") == "De ondergrens is nu een score van 35 van de 100."
    assert note("33222221-0") == "Nu is er geen ondergrens."
    assert note("") == ""


def test_sending_and_the_waiting_list_say_who_hears_nothing(cast: Cast, client_of: Callable[[str], Client]) -> None:
    make_teacher(cast.programme, "Hassan")
    alone = make_teacher(cast.programme, "Imke")
    make_professional(cast.programme)
    scenario = actions.make_proposal(cast.programme, cast.region, by=None, at=make.NOW)
    place, client = [cast.programme.slug, cast.region.slug], client_of("coordinator")
    waiting = reverse("matching:waiting", args=place)
    page = client.get(reverse("matching:commit", args=[*place, scenario.public_id])).content.decode()
    assert "1 mens blijft zonder partner en krijgt geen mail. Vertel zelf hoe het nu verdergaat." in page
    assert f"{reverse('matching:workspace', args=place)}#over" in page
    listed = client.get(waiting).content.decode()
    assert "krijgt daarover geen mail van ons" in listed
    assert reverse("intake:participant", args=[cast.programme.slug, alone.public_id]) in listed
