"""Meetings in the samples: an information evening that people answered to, a school that waits for one, and a meeting
half-way; and an evening of short talks with its schedule."""

from datetime import datetime, time, timedelta

from jobtwinning.core import clock
from jobtwinning.dating.actions import Rounds, make_schedule, set_rounds
from jobtwinning.demo import samples
from jobtwinning.intake.imports import import_participants
from jobtwinning.people.places import SchoolRegion
from jobtwinning.programmes.calendar import add_working_days
from jobtwinning.programmes.events import queries
from jobtwinning.programmes.events.actions import EventPlan, invite_people, plan_event
from jobtwinning.programmes.events.answering import answer_invitation
from jobtwinning.programmes.models import Event, Programme, Side

SCHOOL, COMPANY = "Lyceum De Waterlinie", "Havenbedrijf Maasmond"
INTERESTED = (
    ("Fenna", "Dijkgraaf", "docent", SCHOOL, "docent biologie"),
    ("Ruben", "Houtman", "docent", SCHOOL, "docent economie"),
    ("Yasmina", "El Amrani", "docent", SCHOOL, "docent wiskunde"),
    ("Job", "Terpstra", "docent", SCHOOL, "docent techniek"),
    ("Lieke", "van Oord", "docent", SCHOOL, "docent aardrijkskunde"),
    ("Marit", "Sloot", "docent", SCHOOL, "decaan"),
    ("Sem", "Vlietstra", "niet-docent", COMPANY, "planner"),
    ("Nina", "Roelofs", "niet-docent", COMPANY, "inkoper"),
    ("Tarik", "Bozkurt", "niet-docent", COMPANY, "monteur"),
    ("Esmee", "Waterman", "niet-docent", COMPANY, "adviseur duurzaamheid"),
    ("Guus", "Pronk", "niet-docent", COMPANY, "teamleider"),
)
TALKING = (8, 7)  # teachers and others who come to the evening of short talks
PLACES = 4  # fewer than people who want to come: one waits


def gather(programme: Programme, *, at: datetime) -> None:
    """Who is interested at a school and a company; an evening for the school, with answers."""
    region = programme.regions.order_by("slug")[0]
    header = ("given_name", "surname", "side", "organisation", "function")
    rows = [
        dict(zip(header, one, strict=True)) | {"email": f"belangstelling{number}@{programme.slug}.example"}
        for number, one in enumerate(INTERESTED)
    ]
    import_participants(programme, samples.as_table([{**row, "region": region.slug} for row in rows]), by=None, at=at)
    people = programme.participations.filter(employment__organisation__name=SCHOOL)
    plan = EventPlan(
        kind=Event.Kind.INFORMATION,
        starts_at=moment(10, 19, region.school_holidays),  # type: ignore[arg-type]  # one of three
        ends_at=moment(10, 21, region.school_holidays),  # type: ignore[arg-type]  # idem
        place=f"{SCHOOL}, aula",
        capacity=PLACES,
        text="We vertellen wat Job Twinning is en hoeveel tijd het vraagt. Er is koffie.",
        organisation=people[0].employment.organisation if people[0].employment else None,
    )
    answer_some(plan_event(programme, region, plan, by=None, at=at), "yyyyyn", at=at)


def meet_half_way(programme: Programme, *, at: datetime) -> None:
    """Everybody in a pair is invited for the interim meeting; some answered."""
    region = programme.regions.order_by("slug")[0]
    plan = EventPlan(
        kind=Event.Kind.INTERIM,
        starts_at=moment(6, 16, region.school_holidays),  # type: ignore[arg-type]  # one of three
        ends_at=moment(6, 18, region.school_holidays),  # type: ignore[arg-type]  # idem
        place="Bibliotheek Maasmond, zaal 2",
        capacity=40,
        text="Wat maakt een goede match? Neem één ding mee dat je niet had verwacht.",
    )
    answer_some(plan_event(programme, region, plan, by=None, at=at), "y?yynyy?y", at=at)


def talk_shortly(programme: Programme, *, at: datetime) -> None:
    """An evening of short talks for some of both sides: eight teachers and seven others come, one round has a pause."""
    region = programme.regions.order_by("slug")[0]
    plan = EventPlan(
        kind=Event.Kind.SPEED_DATES,
        starts_at=moment(8, 19, region.school_holidays),  # type: ignore[arg-type]  # one of three
        ends_at=moment(8, 21, region.school_holidays),  # type: ignore[arg-type]  # idem
        place="Stadhuis Maasmond, foyer",
        capacity=30,
        text="Je spreekt zes mensen, steeds zeven minuten. Er is soep.",
    )
    event = plan_event(programme, region, plan, by=None, at=at)
    ready = queries.audience(event, {event.region_id}, queries.REGION)
    sides = ([one for one in ready if one.side == side] for side in Side.values)
    people = [one for side, most in zip(sides, TALKING, strict=True) for one in side[: most + 2]]
    invite_people(event, people, by=None, at=at)
    said = {side: iter(["y"] * most + ["n", "?"]) for side, most in zip(Side.values, TALKING, strict=True)}
    for place, invitation in enumerate(event.invitations.select_related("participation").order_by("pk")):
        if (answer := next(said[invitation.participation.side])) != "?":
            answer_invitation(invitation, comes=answer == "y", by=None, at=at + timedelta(minutes=place))
    evening = set_rounds(event, Rounds(6, 7, 2, min(TALKING), 3, 15), version=0, by=None, at=at)
    make_schedule(evening, by=None, at=at + timedelta(days=1))


def moment(days: int, hour: int, region: SchoolRegion) -> datetime:
    """At this hour, so many working days from now."""
    day = add_working_days(clock.today(), days, region)
    return datetime.combine(day, time(hour), clock.AMSTERDAM)


def answer_some(event: Event, answers: str, *, at: datetime) -> None:
    """Invite everybody the event is for; the first of them answer: y, n, or ? for not yet."""
    people = queries.audience(event, {event.region_id}, queries.ORGANISATION)
    invite_people(event, people, by=None, at=at)
    for place, (invitation, answer) in enumerate(zip(event.invitations.order_by("pk"), answers, strict=False)):
        if answer != "?":
            answer_invitation(invitation, comes=answer == "y", by=None, at=at + timedelta(minutes=place))
