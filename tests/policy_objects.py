"""What fills the arguments of a URL in the policy tests."""

from collections.abc import Callable
from datetime import timedelta

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.moving.files import Upload, keep_file
from jobtwinning.matching.actions import ask_proposal, make_proposal
from jobtwinning.pairs.models import Pair
from jobtwinning.programmes.interest import link_value
from jobtwinning.surveys.actions import open_response
from tests import make


def import_file(cast: Cast) -> str:
    """A list of participants that the coordinator looked at: the teacher is on it."""
    account = cast.accounts["coordinator"]
    assert account is not None
    person = cast.teacher.person
    rows = f"given_name;surname;email\n{person.given_name};{person.surname};{person.email}\n"
    upload = Upload("deelnemers.csv", rows.encode())
    stored = keep_file(upload, cast.programme, region_id=cast.region.pk, by=account, at=clock.now())
    return stored.public_id


OBJECTS: dict[str, Callable[[Cast], dict[str, str]]] = {
    "programme": lambda cast: {"slug": cast.programme.slug},
    "programme_region": lambda cast: {"slug": cast.programme.slug, "region_slug": cast.region.slug},
    "scenario": lambda cast: {
        "slug": cast.programme.slug,
        "region_slug": cast.region.slug,
        "public_id": make_proposal(cast.programme, cast.region, by=None, at=make.NOW).public_id,
    },
    "long_work": lambda cast: {
        "slug": cast.programme.slug,
        "region_slug": cast.region.slug,
        "public_id": ask_proposal(
            cast.programme,
            cast.region,
            by=cast.accounts["coordinator"],  # type: ignore[arg-type]  # set for every role but nobody
            at=make.NOW,
        ).public_id,
    },
    "matched_person": lambda cast: {
        "slug": cast.programme.slug,
        "region_slug": cast.region.slug,
        "public_id": cast.teacher.public_id,
    },
    "request": lambda cast: {
        "slug": cast.programme.slug,
        "region_slug": cast.region.slug,
        "public_id": cast.teacher.public_id,
        "what": "travel-60",
    },
    "two_people": lambda cast: {
        "slug": cast.programme.slug,
        "region_slug": cast.region.slug,
        "teacher_id": cast.teacher.public_id,
        "non_teacher_id": cast.professional.public_id,
    },
    "participant": lambda cast: {"slug": cast.programme.slug, "public_id": cast.teacher.public_id},
    "helped_step": lambda cast: {
        "slug": cast.programme.slug,
        "public_id": cast.teacher.public_id,
        "step": "je-werk",
    },
    "period": lambda cast: {"slug": cast.programme.slug, "public_id": make.make_period(cast.teacher).public_id},
    "intake_step": lambda cast: {"public_id": cast.teacher.public_id, "step": "je-werk"},
    "response": lambda cast: {"public_id": open_response(cast.teacher, "final_survey", at=make.NOW).public_id},
    "person": lambda cast: {"public_id": cast.teacher.person.public_id},
    "role": lambda cast: {"role": "teacher"},
    "programme_text": lambda cast: {"slug": cast.programme.slug, "code": "pair_confirmed"},
    "text": lambda cast: {"code": "pair_confirmed"},
    "stored_file": lambda cast: {"public_id": import_file(cast)},
    "grant": lambda cast: {"public_id": cast.accounts["coordinator"].grants.get().public_id},  # type: ignore[union-attr]  # set for every role but nobody
    "channel": lambda cast: {"slug": cast.programme.slug, "code": make.make_channel(cast.programme).code},
    "code": lambda cast: {"code": make.make_channel(cast.programme).code},
    "interest": lambda cast: {"value": link_value(make.make_interest(cast.region))},
    "story": lambda cast: {"public_id": make.make_story(cast.pair).public_id},
    "pair": lambda cast: {"public_id": cast.pair.public_id},
    "asked_pair": lambda cast: {"public_id": make.ask_pair(cast.pair).public_id},
    "pair_that_met": lambda cast: {"public_id": make.meet(cast.pair).public_id},
    "paused_pair": lambda cast: {"public_id": make.change_pair(cast.pair, Pair.State.PAUSED).public_id},
    "ended_pair": lambda cast: {"public_id": make.change_pair(cast.pair, Pair.State.ENDED).public_id},
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
