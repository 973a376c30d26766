"""What fills the arguments of a URL in the policy tests."""

from collections.abc import Callable
from datetime import timedelta

from conftest import Cast
from jobtwinning.matching.actions import make_proposal
from jobtwinning.surveys.actions import open_response
from tests import make

OBJECTS: dict[str, Callable[[Cast], dict[str, str]]] = {
    "programme": lambda cast: {"slug": cast.programme.slug},
    "programme_region": lambda cast: {"slug": cast.programme.slug, "region_slug": cast.region.slug},
    "scenario": lambda cast: {
        "slug": cast.programme.slug,
        "region_slug": cast.region.slug,
        "public_id": make_proposal(cast.programme, cast.region, by=None, at=make.NOW).public_id,
    },
    "participant": lambda cast: {"slug": cast.programme.slug, "public_id": cast.teacher.public_id},
    "intake_step": lambda cast: {"public_id": cast.teacher.public_id, "step": "je-werk"},
    "response": lambda cast: {"public_id": open_response(cast.teacher, "final_survey", at=make.NOW).public_id},
    "role": lambda cast: {"role": "teacher"},
    "grant": lambda cast: {"public_id": cast.accounts["coordinator"].grants.get().public_id},  # type: ignore[union-attr]  # set for every role but nobody
    "pair": lambda cast: {"public_id": cast.pair.public_id},
    "joint_goal": lambda cast: {"public_id": make.make_goal(cast.pair).public_id},
    "meeting": lambda cast: {"public_id": make.make_meeting(cast.pair).public_id},
    "held_meeting": lambda cast: {
        "public_id": make.make_meeting(cast.pair, starts_at=make.NOW - timedelta(days=1)).public_id
    },
    "teachers_hours": lambda cast: {"public_id": make.make_hours(cast.pair, cast.teacher.person).public_id},
    "table": lambda cast: {"table": "people.person"},
    "session": lambda cast: {"public_id": make.make_session(cast.teacher.person.account).public_id},
    "link": lambda cast: {"raw": make.make_link(cast.teacher.person.account)},
    "participation": lambda cast: {"public_id": cast.teacher.public_id},
}
