"""People with intake answers, for tests of matching: small, and as large as wanted."""

import random
from typing import Any

from django.utils import timezone

from jobtwinning.matching import adapter, asking
from jobtwinning.people.models import Organisation, Region
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.surveys.models import Answer, Response
from tests import make

SUBJECTS = ("natuurkunde", "scheikunde", "wiskunde", "biologie", "economie")
JOBS = ("energie", "ict_software", "logistiek", "chemie_procestechniek")
ROTTERDAM, DORDRECHT = 2747891, 2756669  # places, about 20 kilometres apart
YIELDS = ("Y01", "Y04", "Y05", "Y06", "Y08", "Y10")


def answer_intake(participation: Participation, **answers: Any) -> Participation:
    """Answers by item code; "I9_subject" stands for I9.subject."""
    response, _made = Response.objects.get_or_create(
        response_key=participation.response_link.response_key,
        instrument="intake",
        defaults={"submitted_at": make.NOW, "opened_at": timezone.now()},
    )
    for item, value in answers.items():
        code = item.replace("_", ".", 1) if item.startswith("I9") else item
        Answer.objects.update_or_create(response=response, item=code, defaults={"value": value})
    return participation


def make_teacher(programme: Programme, name: str = "Hassan", **answers: Any) -> Participation:
    """A physics teacher with a complete intake."""
    region = answers.pop("region", None)
    organisation: Organisation | None = answers.pop("organisation", None)
    one = make.make_participation(
        programme, region=region, organisation=organisation, person=make.make_person(name, "Docent")
    )
    return answer_intake(one, **{"I7": ["natuurkunde"], "I6": ["Y05"], "I10": "leave_to_us", **answers})


def make_professional(programme: Programme, name: str = "Vera", **answers: Any) -> Participation:
    """An energy planner with a complete intake."""
    region = answers.pop("region", None)
    organisation: Organisation | None = answers.pop("organisation", None)
    one = make.make_participation(
        programme,
        side=Side.NON_TEACHER,
        region=region,
        organisation=organisation,
        person=make.make_person(name, "Buiten"),
        function="netplanner",
    )
    return answer_intake(one, **{"I7": ["energie"], "I6": ["Y05"], "I10": "leave_to_us", **answers})


def make_many(programme: Programme, teachers: int, non_teachers: int, seed: int = 1) -> None:
    """A cohort with all kinds of answers."""
    draw = random.Random(seed)
    for side, count in ((Side.TEACHER, teachers), (Side.NON_TEACHER, non_teachers)):
        for number in range(count):
            maker = make_teacher if side == Side.TEACHER else make_professional
            fields = SUBJECTS if side == Side.TEACHER else JOBS
            mode = draw.choice(["choose", "choose", "surprise", "leave_to_us"])
            answers: dict[str, Any] = {
                "I7": [draw.choice(fields)],
                "I6": draw.sample(YIELDS, 2),
                "I3b": draw.choice(["mbo", "hbo", "wo"]),
                "I2b": draw.random() < 0.3,
                "I10": mode,
                "I11a": draw.choice([6, 8, 10]),
                "I11b": draw.choice([3, 4, 6]),
                "I12c": {f"{day}.afternoon": "can" for day in draw.sample(["monday", "tuesday", "friday"], 2)},
            }
            if mode == "choose":
                answers |= {"I9_subject": draw.randint(1, 3), "I9_motivation": draw.randint(0, 3)}
            maker(programme, f"Mens{number}", **answers)


def programme_with(teachers: int, non_teachers: int) -> tuple[Programme, Region]:
    """A programme of one region with that many people on both sides."""
    region = make.make_region()
    programme = make.make_programme(region)
    make_many(programme, teachers, non_teachers)
    return programme, region


def minutes_to_ask(programme: Programme, region: Region, one: Participation) -> str:
    """How many minutes of travel would give this person a candidate."""
    given = adapter.read_input(programme, region)
    person = given.persons[one.public_id]
    found = (asking.question_for(person, change) for change in adapter.changes_for(given, one.public_id))
    return next(question.value for question in found if question is not None and question.kind == "travel")
