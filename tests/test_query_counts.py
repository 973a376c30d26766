"""A page asks the database as often for a dozen rows as for one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Cast
from jobtwinning.core import viewlog
from jobtwinning.dating.models import Evening, Guest, Talk
from jobtwinning.intake.models import EmployerLetter
from jobtwinning.matching.actions import make_proposal
from jobtwinning.matching.models import Scenario
from jobtwinning.matching.tests.world import answer_intake, make_professional, make_teacher
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.queries import person_in
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Participation, Programme, RoleGrant, Side
from jobtwinning.surveys.models import Answer, Response
from tests import make, policy
from tests.policy_objects import talk_of
from tests.test_invariants import mail

pytestmark = pytest.mark.one_database

ROWS = 12


@dataclass(frozen=True)
class ListPage:
    """A page that grows with what `add` makes."""

    name: str
    role: str
    add: Callable[[Cast, int], str]  # makes row number n, returns a text that then stands on the page
    ready: Callable[[Cast], object] = lambda cast: None  # after all rows, before looking


def participant(cast: Cast, number: int) -> str:
    side = Side.TEACHER if number % 2 else Side.NON_TEACHER
    person = make.make_person(f"Voor{number}x", f"Achter{number}x")
    make.make_participation(cast.programme, side=side, person=person)
    return person.surname


def free(cast: Cast, number: int) -> str:
    make_professional(cast.programme, f"Vakvrouw{number}x")
    return make_teacher(cast.programme, f"Leraar{number}x").person.given_name


def alone(cast: Cast, number: int) -> str:
    return make_teacher(cast.programme, f"Leraar{number}x").person.given_name


def propose(cast: Cast) -> Scenario:
    return make_proposal(cast.programme, cast.region, by=None, at=make.NOW)


def propose_twice(cast: Cast) -> None:
    for _time in range(2):
        propose(cast)


def scenario(cast: Cast, number: int) -> str:
    made = propose(cast)
    Scenario.objects.filter(pk=made.pk).update(name=f"Plan{number}x")
    return f"Plan{number}x"


def pair(cast: Cast, number: int) -> str:
    teacher = make.make_participation(cast.programme, person=make.make_person(f"Voor{number}x"))
    professional = make.make_participation(cast.programme, side=Side.NON_TEACHER)
    make.make_pair(teacher, professional, state=Pair.State.ACCEPTED if number % 2 else Pair.State.PROPOSED)
    return teacher.person.given_name


def asking(cast: Cast, number: int) -> str:
    """Somebody who wants to talk about a proposal first."""
    name = pair(cast, 2 * number)
    Seat.objects.filter(person__given_name=name, side=Side.TEACHER).update(talk_asked_at=make.NOW)
    return name


def accepted_pair(cast: Cast, number: int) -> str:
    return pair(cast, 2 * number + 1)


def finished_pair(cast: Cast, number: int) -> str:
    """A pair of a school with a name, with hours and an answered survey."""
    school = make.make_organisation(f"School{number}x")
    teacher = make.make_participation(cast.programme, organisation=school)
    professional = make.make_participation(cast.programme, side=Side.NON_TEACHER)
    made = make.make_pair(teacher, professional, state=Pair.State.FINISHED)
    for one in (teacher, professional):
        make.make_hours(made, one.person)
        response = Response.objects.create(
            response_key=one.response_link.response_key, instrument="final_survey", submitted_at=make.NOW
        )
        Answer.objects.create(response=response, item="N1", value="4")
    return school.name


def calendar(cast: Cast, number: int) -> str:
    """A school with periods, of somebody who does not know the timetable yet."""
    school = make.make_organisation(f"School{number}x")
    teacher = answer_intake(make.make_participation(cast.programme, organisation=school), I12d=True)
    for kind in ("test_weeks", "timetable"):
        make.make_period(teacher, kind)
    return school.name


def employer_letter(cast: Cast, number: int) -> str:
    letter = make.make_employer_letter(cast.programme, cast.region)
    letter.contact_name = f"Contact{number}x"
    letter.save()
    return letter.contact_name


def sent(cast: Cast, number: int) -> str:
    row = mail(f"sleutel-{number}")
    row.subject, row.person_id = f"Onderwerp{number}x", cast.teacher.person_id
    row.programme_id, row.region_id = cast.programme.pk, cast.region.pk
    row.save()
    return row.subject


def programme(cast: Cast, number: int) -> str:
    """A programme in which the coordinator and the researcher work."""
    made = make.make_programme(cast.region)
    Programme.objects.filter(pk=made.pk).update(name_nl=f"Ronde{number}x")
    for role in (RoleGrant.Role.COORDINATOR, RoleGrant.Role.RESEARCHER):
        account = cast.accounts[role.value]
        assert account is not None
        make.make_grant(account, role, region=cast.region, programme=made)
    make.make_participation(made)
    return f"Ronde{number}x"


def region(cast: Cast, number: int) -> str:
    """A region with an open programme."""
    made = make.make_region(f"Streek{number}x")
    make.make_programme(made)
    make.make_grant(make.make_account(), RoleGrant.Role.COORDINATOR, region=made)
    return made.name


def goal(cast: Cast, number: int) -> str:
    owner = (None, cast.teacher.person, cast.professional.person)[number % 3]
    return make.make_goal(cast.pair, text=f"Doel{number}x", owner=owner).text


def meeting(cast: Cast, number: int) -> str:
    made = make.make_meeting(cast.pair, starts_at=make.NOW + timedelta(days=number))
    made.what = f"Bezoek{number}x"
    made.save()
    make.make_hours(cast.pair, cast.teacher.person, on=made.on, meeting=made)
    return made.what


def hours(cast: Cast, number: int) -> str:
    made = make.make_hours(cast.pair, cast.teacher.person, on=make.NOW.date() - timedelta(days=number))
    made.what = f"Voorwerk{number}x"
    made.save()
    return made.what


def looked(cast: Cast, number: int) -> str:
    """A coordinator of their own looked at the teacher."""
    account = make.make_account()
    make.make_grant(account, RoleGrant.Role.COORDINATOR, region=make.make_region(f"Gouw{number}x"))
    shown = [cast.teacher.person.public_id]
    viewlog.record_view(account_id=account.pk, person_ids=shown, page="pairs:pairs", data_class="profile")
    return f"Gouw{number}x"


def own_pair(cast: Cast, number: int) -> str:
    """A pair that began by itself; the name of its teacher."""
    made = make.make_own_pair(cast.region)
    person = person_in(made.seats.get(side="teacher"))
    Person.objects.filter(pk=person.pk).update(surname=f"Gouw{number}x")
    return f"Gouw{number}x"


def channel(cast: Cast, number: int) -> str:
    """A channel that brought somebody of an organisation of their own."""
    made = make.make_channel(cast.programme, label=f"Prikbord{number}x", organisation=make.make_organisation())
    came = make.make_participation(cast.programme)
    came.channel = made.code
    came.save()
    make.make_interest(cast.region, confirmed=True)
    return made.label


def papers(cast: Cast, number: int) -> str:
    """Two organisations, one with papers that brought somebody who read the information."""
    school = make.make_organisation(f"Baken{number}x")
    made = make.make_employer_channel(cast.programme, school)
    came = make.make_participation(cast.programme)
    Participation.objects.filter(pk=came.pk).update(channel=made.code)
    letter = make.make_employer_letter(cast.programme, cast.region)
    EmployerLetter.objects.filter(pk=letter.pk).update(organisation=school, acknowledged_at=make.NOW)
    return school.name


def story(cast: Cast, number: int) -> str:
    made = make.make_story(cast.pair, approved=True)
    made.title_nl = f"Titel{number}x"
    made.save()
    return made.title_nl


def event(cast: Cast, number: int) -> str:
    organisation = make.make_organisation(f"School{number}x")
    make.make_invitation(cast.teacher, make.make_event(cast.programme, organisation=organisation))
    return organisation.name


def own_event(cast: Cast, number: int) -> str:
    return event(cast, number)


def interested(cast: Cast, number: int) -> str:
    """Somebody who signed up, at a school of their own."""
    person = make.make_person(f"Voor{number}x", f"Achter{number}x")
    make.make_participation(cast.programme, person=person, state=Participation.State.SIGNED_UP)
    return person.surname


def school_with_interest(cast: Cast, number: int) -> str:
    """A school of which five people signed up."""
    school = make.make_organisation(f"School{number}x")
    for _ in range(5):
        make.make_participation(cast.programme, organisation=school, state=Participation.State.SIGNED_UP)
    return school.name


def guest(cast: Cast, number: int) -> str:
    """Somebody more at the evening of the policy, who spoke and pauses now."""
    evening = talk_of(cast).evening
    one = make_professional(cast.programme, f"Spreker{number}x", I8c="technology")
    Guest.objects.create(evening=evening, participation=one)
    other = make_teacher(cast.programme, f"Leraar{number}x", I8b=["vo"])
    Talk.objects.create(evening=evening, round=1, table=number + 1, teacher=other, non_teacher=one)
    return one.person.given_name


def own_talk(cast: Cast, number: int) -> str:
    """One more talk of the teacher that was."""
    evening = talk_of(cast).evening
    one = make_professional(cast.programme, f"Spreker{number}x", I8c="technology")
    Guest.objects.create(evening=evening, participation=one)
    Evening.objects.filter(pk=evening.pk).update(rounds=number + 1, round_now=number + 1)
    Talk.objects.create(evening=evening, round=number + 1, table=1, teacher=cast.teacher, non_teacher=one)
    return one.person.given_name


PAGES = [
    ListPage("dating:evening", "coordinator", guest),
    ListPage("dating:people", "coordinator", guest),
    ListPage("dating:print", "coordinator", guest),
    ListPage("dating:own", "teacher", own_talk),
    ListPage("community:stories", "coordinator", story),
    ListPage("community:story_new", "coordinator", accepted_pair),
    ListPage("intake:recruitment", "coordinator", channel),
    ListPage("intake:recruitment_csv", "coordinator", channel),
    ListPage("site:home", "nobody", story),
    ListPage("site:programme", "nobody", story),
    ListPage("site:sitemap", "nobody", region),
    ListPage("intake:participants", "coordinator", participant),
    ListPage("intake:employers", "coordinator", employer_letter),
    ListPage("intake:papers", "coordinator", papers),
    ListPage("intake:calendars", "coordinator", calendar),
    ListPage("matching:workspace", "coordinator", free),
    ListPage("matching:workspace", "coordinator", free, propose),
    ListPage("matching:two", "coordinator", free),
    ListPage("matching:waiting", "coordinator", free),
    ListPage("matching:scenario", "coordinator", free),
    ListPage("matching:scenarios", "coordinator", scenario),
    ListPage("matching:compare", "coordinator", free, propose_twice),
    ListPage("matching:commit", "coordinator", free),
    ListPage("matching:shortage", "coordinator", alone, propose),
    ListPage("pairs:own_pairs", "coordinator", own_pair),
    ListPage("matching:recruiting", "coordinator", alone),
    ListPage("pairs:pairs", "coordinator", pair),
    ListPage("pairs:todo", "coordinator", asking),
    ListPage("privacy:own_data", "teacher", hours),
    ListPage("privacy:own_data", "teacher", looked),
    ListPage("privacy:viewed", "teacher", looked),
    ListPage("programmes:administration", "admin", programme),
    ListPage("programmes:event_invite", "coordinator", interested),
    ListPage("programmes:events", "coordinator", event),
    ListPage("programmes:events", "coordinator", school_with_interest),
    ListPage("programmes:overview", "coordinator", school_with_interest),
    ListPage("twinning:home", "teacher", own_event),
    ListPage("programmes:administration", "admin", region),
    ListPage("programmes:overview", "coordinator", programme),
    ListPage("programmes:overview", "researcher", programme),
    ListPage("programmes:sent_mail", "coordinator", sent),
    ListPage("reports:report", "researcher", finished_pair),
    ListPage("reports:report_csv", "researcher", finished_pair),
    ListPage("reports:report_json", "researcher", finished_pair),
    ListPage("site:contact", "nobody", region),
    ListPage("site:home", "nobody", region),
    ListPage("twinning:pair", "teacher", goal),
    ListPage("twinning:pair", "teacher", hours),
    ListPage("twinning:pair", "teacher", meeting),
]
NAMELESS = {
    "site:home",
    "site:programme",
    "site:sitemap",
    "reports:report_csv",
    "matching:workspace",
    "matching:recruiting",
    "matching:two",
    "matching:scenario",
    "matching:scenarios",
    "privacy:viewed",
}  # count, fold or page


def count(client: Client, url: str) -> tuple[int, str]:
    """How many queries a page takes, and its text."""
    client.get(url)  # what is read once per process and session
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200
    return len(queries), response.content.decode()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.name}-{page.role}-{page.add.__name__}")
def test_a_page_asks_as_often_for_a_dozen_rows_as_for_one(
    page: ListPage, cast: Cast, client_of: Callable[[str], Client]
) -> None:
    client = client_of(page.role)
    marks = [page.add(cast, 1)]
    page.ready(cast)
    few, small = count(client, policy.address(page.name, cast))
    marks += [page.add(cast, number) for number in range(2, ROWS + 1)]
    page.ready(cast)
    many, large = count(client, policy.address(page.name, cast))
    assert many == few
    shown = sum(mark in large for mark in marks)
    assert (shown == ROWS) or (page.name in NAMELESS and large != small), f"{shown} of {ROWS} rows are on the page"


def test_control_a_query_per_row_would_be_seen(cast: Cast, client_of: Callable[[str], Client]) -> None:
    """The measure itself: reading one row more costs one query more."""
    with CaptureQueriesContext(connection) as queries:
        for one in Programme.objects.all():
            list(one.regions.all())
    few = len(queries)
    programme(cast, 1)
    with CaptureQueriesContext(connection) as queries:
        for one in Programme.objects.all():
            list(one.regions.all())
    assert len(queries) == few + 1
