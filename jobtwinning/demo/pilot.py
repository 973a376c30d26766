"""The pilot of 2015 as far as the sources state it; everything else stays unknown.

Regions, schools, companies and the eleven pairs are those of table 2.1; names of people are invented. What people
ticked in the interim survey is invented within the printed counts of table 3.3.
"""

import csv
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from jobtwinning.core import clock
from jobtwinning.core.spreadsheets import read_table
from jobtwinning.demo import staff
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.people.models import Employment, Organisation, Person, Region
from jobtwinning.programmes import actions
from jobtwinning.programmes.models import Participation, Programme, RoleGrant, Side
from jobtwinning.surveys.imports import import_answers

FOLDER = Path(__file__).parent / "data" / "pilot-2015"


def load() -> Programme:
    """The programme, its pairs and the answers to the interim survey."""
    facts = json.loads((FOLDER / "programme.json").read_text())
    first, last = date.fromisoformat(facts["first_day"]), date.fromisoformat(facts["last_day"])
    start = datetime(first.year, first.month, first.day, 9, tzinfo=clock.AMSTERDAM)
    end = datetime(last.year, last.month, last.day, 17, tzinfo=clock.AMSTERDAM)
    with transaction.atomic():
        regions = {each["name"]: region(each) for each in facts["regions"]}
        programme = actions.create_programme(
            actions.NewProgramme(
                slug=facts["slug"],
                name_nl=facts["name_nl"],
                name_en=facts["name_en"],
                organiser="Job Twinning",
                regions=tuple(regions.values()),
                starts_on=first,
                ends_on=last,
                released_before=facts["released_before"],
            ),
            by=None,
            at=start,
        )
        for state in ("open", "matching", "running", "finished"):
            actions.change_state(programme, state, by=None, at=end if state == "finished" else start)
        for each in regions.values():
            actions.grant_role(staff.COORDINATOR, RoleGrant.Role.COORDINATOR, region=each, programme=programme, by=None)
        actions.grant_role(staff.RESEARCHER, RoleGrant.Role.RESEARCHER, programme=programme, by=None)
        codes: dict[str, Participation] = {}
        with (FOLDER / "pairs.csv").open(newline="") as file:
            for row in csv.DictReader(file):
                codes |= add_pair(programme, regions[row["region"]], row, end)
        import_responses(programme, codes, end)
    return programme


def region(facts: dict[str, Any]) -> Region:
    """One of the three regions."""
    slug = facts["name"].lower()
    found = Region.objects.filter(slug=slug).first()
    return found or actions.create_region(
        slug=slug,
        name=facts["name"],
        organiser="Job Twinning",
        contact_name="",
        contact_email="",
        school_holidays=facts["school_region"],
        by=None,
    )


def add_pair(programme: Programme, where: Region, row: dict[str, str], end: datetime) -> dict[str, Participation]:
    """One row of table 2.1: two people, a finished pair; how well they fitted is not known."""
    pair = Pair.objects.create(
        programme=programme, region=where, state=Pair.State.FINISHED, proposed_at=end, ended_at=end
    )
    codes: dict[str, Participation] = {}
    for side, prefix, employer, kind in (
        (Side.TEACHER, "teacher", row["school"], Organisation.Kind.SCHOOL),
        (Side.NON_TEACHER, "non_teacher", row["company"], Organisation.Kind.COMPANY),
    ):
        person = Person.objects.create(
            given_name=row[f"{prefix}_given_name"], surname=row[f"{prefix}_surname"], email=row[f"{prefix}_email"]
        )
        organisation, _ = Organisation.objects.get_or_create(name=employer, kind=kind, place_id="")
        employment = Employment.objects.create(person=person, organisation=organisation)
        participation = Participation.objects.create(
            person=person, programme=programme, region=where, side=side, employment=employment, signed_up_at=end
        )
        Seat.objects.create(
            pair=pair,
            participation=participation,
            person=person,
            side=side,
            active=False,
            answer=Seat.Answer.ACCEPTED,
        )
        codes[row[prefix]] = participation
    return codes


def import_responses(programme: Programme, codes: dict[str, Participation], at: datetime) -> None:
    """The interim survey through the same import as any other file; T01 … become the people of this database."""
    table = read_table(FOLDER / "interim_responses.csv")
    rows = tuple(
        type(row)(row.number, {**row.cells, "participant": codes[row.cells["participant"]].public_id})
        for row in table.rows
    )
    import_answers(programme, "interim_survey", type(table)(table.header, rows), by=None, at=at)
