"""Answers for the tests of the report: stored through the models, or as plain rows."""

from collections.abc import Mapping, Sequence
from random import Random

from jobtwinning.programmes.models import Programme
from jobtwinning.reports.cohort import Respondent
from jobtwinning.surveys.models import Answer, Response, ResponseKey
from tests.make import NOW

YIELDS = [f"Y{number:02}" for number in range(1, 15)]
PILOT_TEACHERS = (5, 4, 5, 5, 5, 3, 3, 2, 2, 2, 3, 2, 2, 1)  # of 10
PILOT_OTHERS = (5, 4, 3, 2, 1, 3, 3, 3, 3, 1, 0, 0, 0, 0)  # of 9
INSTRUMENTS = {"I": "intake", "V": "baseline_survey", "M": "interim_survey", "N": "final_survey"}


def store(programme: Programme, side: str, answers: Mapping[str, object], *, submitted: bool = True) -> ResponseKey:
    """One pseudonym with its answers, one response per questionnaire."""
    key = ResponseKey.objects.create(programme=programme, side=side)
    for instrument in sorted({INSTRUMENTS[item[0]] for item in answers}):
        response = Response.objects.create(
            response_key=key, instrument=instrument, opened_at=NOW, submitted_at=NOW if submitted else None
        )
        Answer.objects.bulk_create(
            Answer(response=response, item=item, value=value)
            for item, value in answers.items()
            if INSTRUMENTS[item[0]] == instrument
        )
    return key


def ticks(counts: Sequence[int], people: int) -> list[list[str]]:
    """Who ticked what, so that each yield is ticked as often as its count."""
    return [[code for code, count in zip(YIELDS, counts, strict=True) if person < count] for person in range(people)]


def store_pilot(programme: Programme) -> None:
    """The expected yields of the 2015 pilot (T3.3)."""
    for side, counts, people in (("teacher", PILOT_TEACHERS, 10), ("non_teacher", PILOT_OTHERS, 9)):
        for ticked in ticks(counts, people):
            store(programme, side, {"M9": ticked})


def random_people(random: Random) -> list[Respondent]:
    """A cohort of any size, with gaps, in which every kind of answer occurs."""
    people = []
    for number in range(random.randrange(0, 60)):
        answers: dict[str, object] = {}
        for item in ("M9", "V2", "I6"):
            if random.random() < 0.6:
                answers[item] = [code for code in YIELDS if random.random() < 0.4]
        for item in ("M7", "N1", "N6"):
            if random.random() < 0.8:
                answers[item] = random.randint(1, 5)
        for code in YIELDS:
            if random.random() < 0.8:
                answers[f"N3.{code}"] = random.choice([1, 2, 3, 4, 5, "too_early"])
        for item in ("N9a", "N9b"):
            if random.random() < 0.8:
                answers[item] = random.choice([0, 0.5, 5, 9.5, 10, 15.5, 16, 20, 20.5, 21, 35, 40.5, 41])
        if random.random() < 0.8:
            answers["N11"] = random.choice(["yes", "maybe", "no", "dont_know"])
        people.append(Respondent(f"k{number}", random.choice(["teacher", "non_teacher"]), answers))
    return people
