"""Thousands of people in a programme at once, with what the pages that are measured read about them."""

from datetime import timedelta

EMPLOYERS = 500


def add_crowd(slug: str, number: int) -> None:
    """Written straight into the tables; who answers and who opens a page comes in by the import."""
    from jobtwinning.core import clock
    from jobtwinning.people.models import Employment, Organisation, Person
    from jobtwinning.programmes.models import Participation, Programme, Side
    from jobtwinning.surveys.models import PartTime, Response, ResponseKey, ResponseKeyLink

    programme, now = Programme.objects.get(slug=slug), clock.now()
    region = programme.regions.get()
    kinds = (Organisation.Kind.SCHOOL, Organisation.Kind.COMPANY)
    employers = Organisation.objects.bulk_create(
        Organisation(name=f"Werkgever {each} van {slug}", kind=kinds[each % 2]) for each in range(EMPLOYERS)
    )
    people = Person.objects.bulk_create(
        Person(given_name=f"Voor{each}", surname=f"Achter{each}", email=f"p{each}@{slug}.example")
        for each in range(number)
    )
    jobs = Employment.objects.bulk_create(
        Employment(person=person, organisation=employers[each % EMPLOYERS], function="functie")
        for each, person in enumerate(people)
    )
    taking_part = Participation.objects.bulk_create(
        Participation(
            person=person,
            programme=programme,
            region=region,
            employment=jobs[each],
            side=Side.NON_TEACHER if each % 2 else Side.TEACHER,
            state=(Participation.State.SIGNED_UP, Participation.State.INTAKE_COMPLETE)[each % 3 > 0],
            signed_up_at=now - timedelta(days=each % 60),
        )
        for each, person in enumerate(people)
    )
    keys = ResponseKey.objects.bulk_create(ResponseKey(programme=programme, side=each.side) for each in taking_part)
    ResponseKeyLink.objects.bulk_create(
        ResponseKeyLink(response_key=key, participation=each) for key, each in zip(keys, taking_part, strict=True)
    )
    responses = Response.objects.bulk_create(Response(response_key=key, instrument="intake") for key in keys)
    PartTime.objects.bulk_create(
        PartTime(response=each, part=part, seconds=60, last_at=now, finished_at=now)
        for each in responses
        for part in ("work", "goals", "matching", "time", "about", "visits", "consent")
    )
