"""The synthetic sample programmes: open for sign-up, being matched, running, finished."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from jobtwinning.core import clock
from jobtwinning.core.spreadsheets import Row, Table
from jobtwinning.demo import permissions, staff, synthetic
from jobtwinning.intake.imports import import_participants
from jobtwinning.matching.actions import commit_scenario, make_proposal
from jobtwinning.pairs.actions import accept_pair
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.queries import person_in
from jobtwinning.people.models import Region
from jobtwinning.programmes import actions
from jobtwinning.programmes.models import Participation, Programme, RoleGrant, Side
from jobtwinning.programmes.rules import ProgrammeRules
from jobtwinning.surveys.actions import open_response, save_answers
from jobtwinning.surveys.imports import import_answers
from jobtwinning.surveys.queries import answers_by_items
from jobtwinning.twinning.actions import close_pair

ORGANISER = "Regiobureau Maasmond"


@dataclass(frozen=True, slots=True)
class Sample:
    """A programme to make: `weeks` from now until its first day, negative when it has begun."""

    slug: str
    name_nl: str
    name_en: str
    weeks: int
    teachers: int
    non_teachers: int
    seed: int
    score_floor: float = ProgrammeRules().score_floor
    everybody_consents: bool = False
    places_per_side: int | None = None
    stays_open: bool = False  # for sign-up; the others go on to matching
    modes: tuple[str, ...] = ("blind",)


OPEN = Sample(
    "maasmond-halfjaar-daarna",
    "Het halfjaar daarna",
    "The half-year after that",
    17,
    6,
    4,
    3,
    places_per_side=20,
    stays_open=True,
)
MATCHING = Sample(
    "maasmond-volgend-halfjaar", "Volgend halfjaar", "Next half-year", 6, 60, 55, 1, modes=("blind", "open")
)
RUNNING = Sample(staff.SHOWN, "Dit halfjaar", "This half-year", -5, 10, 10, 2, score_floor=0.0)
FINISHED = Sample(
    "maasmond-vorig-halfjaar", "Vorig halfjaar", "Last half-year", -24, 24, 24, 3, 0.0, everybody_consents=True
)


def demo_region() -> Region:
    """The invented region Maasmond with its coordinator."""
    found = Region.objects.filter(slug="maasmond").first()
    if found is not None:
        return found
    region = actions.create_region(
        slug="maasmond",
        name="Maasmond",
        organiser=ORGANISER,
        contact_name="Saskia de Boer",
        contact_email=staff.COORDINATOR,
        school_holidays="middle",
        by=None,
    )
    actions.grant_role(staff.COORDINATOR, RoleGrant.Role.COORDINATOR, region=region, by=None)
    return region


def load(sample: Sample) -> Programme:
    """Make the programme and bring its people in through the import, as a coordinator would."""
    region = demo_region()
    first_day = monday(clock.now() + timedelta(weeks=sample.weeks))
    signed_up_at = min(first_day - timedelta(weeks=8), clock.now() - timedelta(days=2))
    with transaction.atomic():
        programme = actions.create_programme(
            actions.NewProgramme(
                slug=sample.slug,
                name_nl=sample.name_nl,
                name_en=sample.name_en,
                organiser=ORGANISER,
                regions=(region,),
                starts_on=first_day.date(),
                ends_on=(first_day + timedelta(weeks=13, days=-3)).date(),
                sign_up_until=(first_day - timedelta(weeks=5)).date(),
                matched_by=(first_day - timedelta(weeks=2)).date(),
                places_per_side=sample.places_per_side,
                rules=ProgrammeRules(score_floor=sample.score_floor, modes=sample.modes),
            ),
            by=None,
            at=signed_up_at - timedelta(weeks=6),
        )
        actions.change_state(programme, Programme.State.OPEN, by=None, at=signed_up_at - timedelta(weeks=2))
        if not sample.stays_open:
            actions.change_state(programme, Programme.State.MATCHING, by=None, at=signed_up_at - timedelta(weeks=2))
        actions.grant_role(staff.RESEARCHER, RoleGrant.Role.RESEARCHER, programme=programme, by=None)
        cohort = cohort_of(programme, sample.teachers, sample.non_teachers, sample.seed)
        populate(programme, replace(cohort, everybody_consents=sample.everybody_consents), at=signed_up_at)
    return programme


def monday(at: datetime) -> datetime:
    """Nine o'clock on the Monday of that week."""
    day = at.astimezone(clock.AMSTERDAM) - timedelta(days=at.weekday())
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


def cohort_of(programme: Programme, teachers: int, non_teachers: int, seed: int) -> synthetic.Cohort:
    """Invented people for the first region of a programme."""
    return synthetic.Cohort(
        region=programme.regions.order_by("slug")[0].slug,
        teachers=teachers,
        non_teachers=non_teachers,
        seed=seed,
        domain=f"{programme.slug}.example",
        first_week=programme.starts_on,
    )


def populate(programme: Programme, cohort: synthetic.Cohort, *, at: datetime) -> int:
    """Bring invented people into a programme through the import, ready to be matched; how many there were."""
    table = as_table(synthetic.rows(cohort))
    return import_participants(programme, table, by=None, at=at, told=permissions.TOLD).rows


def as_table(rows: list[synthetic.Row]) -> Table:
    """Rows as if they came from a file; a missing answer is an empty cell."""
    header = tuple(dict.fromkeys(name for row in rows for name in row))
    return Table(
        header, tuple(Row(number, {name: row.get(name, "") for name in header}) for number, row in enumerate(rows, 2))
    )


def make_pairs(programme: Programme, *, at: datetime) -> list[Pair]:
    """Propose, commit, and let everybody accept."""
    region = programme.regions.order_by("slug")[0]
    scenario = make_proposal(programme, region, by=None, at=at)
    commit_scenario(scenario, by=None, at=at)
    pairs = list(programme.pairs.prefetch_related("seats__person").order_by("pk"))
    for pair in pairs:
        for seat in pair.seats.all():
            accept_pair(pair, person=person_in(seat), by=None, at=at + timedelta(days=1))
    return list(programme.pairs.order_by("pk"))


def name_a_secret(programme: Programme, *, at: datetime) -> None:
    """One of them does work that may be confidential: the coordinator has to decide before a proposal leaves."""
    one = programme.participations.filter(side=Side.NON_TEACHER).order_by("pk")[0]
    answers = {"I15": "yes", "I15b": "yes", "I15c": "partly", "I15d": "Tekeningen van een product dat nog niet uit is."}
    save_answers(open_response(one, "intake", at=at), answers, by=None, at=at)


def finish(programme: Programme, seed: int, *, at: datetime) -> None:
    """Close every pair and let everybody fill in the final survey."""
    for pair in programme.pairs.order_by("pk"):
        close_pair(pair, by=None, at=at)
    chance = random.Random(seed)
    expected: dict[str, list[str]] = {}
    for answer in answers_by_items(programme, "intake", ["I6"]):
        if isinstance(answer.value, list):
            expected[answer.response_key] = [str(code) for code in answer.value]
    rows = []
    people = Participation.objects.filter(programme=programme, seats__pair__state=Pair.State.FINISHED)
    for participation in people.select_related("response_link__response_key").order_by("pk"):
        ticked = expected.get(participation.response_link.response_key.key, [])
        rows.append({"participant": participation.public_id, **synthetic.final_answers(ticked, chance)})
    import_answers(programme, "final_survey", as_table(rows), by=None, at=at + timedelta(days=4))
    actions.change_state(programme, Programme.State.FINISHED, by=None, at=at + timedelta(weeks=2))
