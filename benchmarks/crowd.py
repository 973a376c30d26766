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


def pair_crowd(slug: str) -> None:
    """Everybody of a programme two by two, with a meeting that was held, one ahead, hours and a goal."""
    from jobtwinning.core import clock
    from jobtwinning.pairs.models import Pair, Seat
    from jobtwinning.programmes.models import Participation, Programme, Side
    from jobtwinning.twinning.models import Goal, HoursEntry, Meeting

    programme, now = Programme.objects.get(slug=slug), clock.now()
    taking_part = Participation.objects.filter(programme=programme, seats=None).order_by("pk")
    two = zip(taking_part.filter(side=Side.TEACHER), taking_part.filter(side=Side.NON_TEACHER), strict=False)
    seated = [
        (Pair(programme=programme, region_id=one.region_id, state=Pair.State.TRIAL, accepted_at=now), (one, other))
        for one, other in two
    ]
    for each, (pair, _both) in enumerate(seated):
        pair.starts_on = programme.starts_on + timedelta(days=each % 30)
        pair.planned_end_on = pair.starts_on + timedelta(days=90)
    Pair.objects.bulk_create(pair for pair, _both in seated)
    Seat.objects.bulk_create(
        Seat(pair=pair, participation=each, person_id=each.person_id, side=each.side, answer=Seat.Answer.ACCEPTED)
        for pair, both in seated
        for each in both
    )
    Meeting.objects.bulk_create(
        Meeting(pair=pair, starts_at=now + timedelta(days=days), ends_at=now + timedelta(days=days, hours=2))
        for pair, _both in seated
        for days in (-7, 7)
    )
    HoursEntry.objects.bulk_create(
        HoursEntry(pair=pair, person_id=one.person_id, on=now.date(), work_hours=number % 8 + 1, what="Op bezoek")
        for number, (pair, both) in enumerate(seated)
        for one in both
    )
    Goal.objects.bulk_create(Goal(pair=pair, text="Een les bij een bedrijf") for pair, _both in seated)
