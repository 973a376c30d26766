"""Two coordinators ask the papers of one organisation at the same moment: one channel (REC-06)."""

import pytest

from jobtwinning.pairs.tests.race_server import Post, race_server

pytestmark = pytest.mark.on_postgres

WORLD = "jobtwinning.intake.tests.papers_races"


@pytest.mark.parametrize("rounds", [4, pytest.param(50, marks=pytest.mark.night)])
def test_two_coordinators_at_once_make_the_papers_once(rounds: int) -> None:
    statuses: set[int] = set()
    with race_server() as race:
        world = race.run(f"{WORLD}:world", str(rounds))
        forms = [{"organisation": each} for each in world["known"]]
        forms += [{"name": each, "is_school": "on"} for each in world["new"]]
        for fields in forms:
            one, other = (Post(session, world["page"], fields, look=world["page"]) for session in world["sessions"])
            statuses |= {reply.status for reply in race.at_once(one, other)}
        found = race.run(f"{WORLD}:outcome")
    assert statuses == {302}
    assert found == {"channels": 2 * rounds, "organisations": rounds, "told": 2 * rounds}
