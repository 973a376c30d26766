"""Two who begin by themselves act at the same moment, over HTTP, from two processes."""

import pytest

from jobtwinning.pairs.tests.race_server import Post, RaceServer, race_server

pytestmark = pytest.mark.on_postgres

WORLD = "jobtwinning.pairs.tests.own_world"
ROUNDS = [4, pytest.param(40, marks=pytest.mark.night)]


def at_once(race: RaceServer, one: str, other: str, first: dict[str, str], second: dict[str, str]) -> set[int]:
    replies = race.at_once(Post("", one, first, look=one), Post("", other, second, look=other))
    return {reply.status for reply in replies}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_each_naming_the_other_a_yes_against_a_no_and_two_for_one_partner(rounds: int) -> None:
    with race_server() as race:
        world = race.run(f"{WORLD}:questions", str(rounds))
        each_other, yes_and_no, one_partner = set(), set(), set()
        for one, other in world["each_other"]:
            each_other |= at_once(race, one, other, {"confirm": "1"}, {"confirm": "1"})
        for one, other in world["yes_and_no"]:
            yes_and_no |= at_once(race, one, other, {"yes": "1"}, {"no": "1"})
        for one, other in world["one_partner"]:
            one_partner |= at_once(race, one, other, {"yes": "1"}, {"yes": "1"})
        found = race.run(f"{WORLD}:outcome")
    assert each_other == {302}
    assert yes_and_no <= {302, 409, 410}
    assert one_partner <= {302, 409}
    assert (found["broken"], found["both"]) == ([], [])
    for number in range(rounds):
        assert {f"a{number}@voorbeeld.example", f"b{number}@voorbeeld.example"} <= {*found["emails"]}, "one pair"
        asked = f"c{number}@voorbeeld.example"
        assert (asked in found["emails"]) != (asked in found["noes"]), "yes or no, not both"
        partner = f"z{number}@x.example"
        assert found["emails"].count(partner) == 1, "one of the two got the partner"
    assert len(found["left"]) == rounds, "the question of the other one waits until it lapses"
