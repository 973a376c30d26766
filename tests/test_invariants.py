"""What must always hold is held by the database itself: statements past every action are refused.

Each row of `RULES` breaks one constraint, and nothing else, with the ORM's bulk statements, which ask no form and no
action. Beside it stands the same kind of statement within the rule, which must go through.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from conftest import Cast
from jobtwinning.accounts.models import Account, AccountSession, Token
from jobtwinning.choosing.models import Card, Dealt
from jobtwinning.community.models import Story, StoryApproval
from jobtwinning.core.models import FormKey, Heartbeat, LongWork, ScheduledWork, StoredFile, ViewLog
from jobtwinning.dating.models import Evening, Guest, Talk
from jobtwinning.intake.models import (
    ColleagueList,
    EmployerLetter,
    ManagerPermission,
    NamedColleague,
    ParticipantLine,
    ReadBack,
    ReadinessOverride,
    SavedView,
    TableColumn,
)
from jobtwinning.mail.models import EditableText, MailHold, OutboxMail, TextVersion
from jobtwinning.matching.models import ConfidentialityDecision, Directive, Explanation, Request, Said, Scenario
from jobtwinning.moving.models import ColumnChoice, Move, Moved
from jobtwinning.pairs.models import ExitNote, OwnStart, Pair, PairTableLine, Seat
from jobtwinning.people.models import Employment, Organisation, OrganisationPeriod, Person, Region
from jobtwinning.privacy.models import Erasure, LegalHold
from jobtwinning.programmes.models import (
    Channel,
    ContactPerson,
    Event,
    EventInvitation,
    Interest,
    Participation,
    Programme,
    RoleGrant,
    Side,
)
from jobtwinning.surveys.models import Answer, Draft, PartTime, Response, ResponseKey, ResponseKeyLink, ShownField
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting
from tests import make

pytestmark = pytest.mark.django_db
SQLITE = "sqlite"
NOW = make.NOW


@dataclass(frozen=True)
class Rule:
    """A constraint, a statement that breaks it, one that does not, and what SQLite calls it when not by its name."""

    name: str
    broken: Callable[[Cast], object]
    kept: Callable[[Cast], object]
    sqlite: str = ""


def seat(cast: Cast, *, person: Person, side: str, active: bool, pair: Pair | None = None) -> list[Seat]:
    """A seat in another pair, as a raw row."""
    pair = pair or Pair.objects.create(programme=cast.programme, region=cast.region)
    return Seat.objects.bulk_create(
        [Seat(pair=pair, participation=cast.teacher, person=person, side=side, active=active)]
    )


def participation(cast: Cast, programme: Programme) -> list[Participation]:
    """The teacher takes part, once more, in this programme."""
    return Participation.objects.bulk_create(
        [Participation(person=cast.teacher.person, programme=programme, region=cast.region, side=Side.NON_TEACHER)]
    )


def permission(cast: Cast, **values: object) -> list[ManagerPermission]:
    """One more row about the teacher, whose permission is given already."""
    row = {"participation": cast.teacher, "asked_at": NOW, "sent_at": NOW, **values}
    return ManagerPermission.objects.bulk_create([ManagerPermission(**row)])


def own_start(cast: Cast, one: str, other: str, *, confirmed: bool = False) -> OwnStart:
    addresses = {"email": f"{one}@x.example", "partner_email": f"{other}@x.example"}
    return make.make_own_start(cast.region, **addresses, confirmed=confirmed)


def unasked(cast: Cast) -> Participation:
    """Somebody whose manager was not asked yet."""
    return make.make_participation(cast.programme, state="signed_up")


def hours(cast: Cast, *, work: str, own: str) -> int:
    entry = make.make_hours(cast.pair, cast.teacher.person)
    return HoursEntry.objects.filter(pk=entry.pk).update(work_hours=Decimal(work), private_hours=Decimal(own))


def meeting_hours(cast: Cast, people: list[Person]) -> None:
    """One line of hours about the same meeting for each of these people."""
    meeting = make.make_meeting(cast.pair)
    for person in people:
        make.make_hours(cast.pair, person, meeting=meeting)


def meeting_of(cast: Cast, minutes: int) -> int:
    meeting = make.make_meeting(cast.pair)
    return Meeting.objects.filter(pk=meeting.pk).update(ends_at=meeting.starts_at + timedelta(minutes=minutes))


def event_of(cast: Cast, *, ends_in: int = 90, capacity: int = 5) -> list[Event]:
    ends_at = NOW + timedelta(minutes=ends_in)
    row = Event(
        programme=cast.programme, region=cast.region, kind="start", starts_at=NOW, ends_at=ends_at, capacity=capacity
    )
    return Event.objects.bulk_create([row])


def invitations(cast: Cast, first: dict[str, object], second: dict[str, object], *, of_one: bool = False) -> object:
    """Two people who said yes to one event; or one person twice."""
    (event,) = event_of(cast)
    people = (cast.teacher, cast.teacher if of_one else cast.professional)
    rows = [
        EventInvitation(event=event, participation=one, invited_at=NOW, answer="yes", **values)
        for one, values in zip(people, (first, second), strict=True)
    ]
    return EventInvitation.objects.bulk_create(rows)


def evening_of(cast: Cast, people: Sequence[Participation] = (), **values: object) -> Evening:
    (event,) = event_of(cast)
    return make.make_evening(event, *people, **values)


def both(cast: Cast) -> dict[str, object]:
    return {"teacher": cast.teacher, "non_teacher": cast.professional}


def talks(cast: Cast, *rows: dict[str, object]) -> list[Talk]:
    """Talks of one evening as raw rows, each of others at a table of its own unless a row says otherwise."""
    evening, made = evening_of(cast), list[Talk]()
    for number, row in enumerate(rows, start=1):
        others = {name: make.make_participation(cast.programme, side=name) for name in ("teacher", "non_teacher")}
        made.append(Talk(**{"evening": evening, "round": 1, "table": number, **others, **row}))
    return Talk.objects.bulk_create(made)


def views(cast: Cast, *names: str) -> list[SavedView]:
    coordinator = cast.accounts["coordinator"]
    assert coordinator is not None
    return [make.make_view(coordinator, cast.programme, name=name) for name in names]


def hold(cast: Cast, source: str) -> MailHold:
    person = cast.teacher.person_id
    return MailHold.objects.create(programme_id=cast.programme.pk, person_id=person, source=source, made_at=NOW)


def move(cast: Cast, stored_id: str, *, state: str = "reading") -> Move:
    account = cast.accounts["coordinator"]
    values = {"programme": cast.programme, "made_by": account, "kind": "people"}
    return Move.objects.create(stored_id=stored_id, state=state, **values)


def moved(cast: Cast, *whom: Participation | Pair) -> list[Moved]:
    """With one list."""
    one = move(cast, "een")
    names = ["pair" if isinstance(each, Pair) else "participation" for each in whom]
    return Moved.objects.bulk_create(Moved(move=one, **{name: each}) for name, each in zip(names, whom, strict=True))


def column(cast: Cast, heading: str) -> ColumnChoice:
    account = cast.accounts["coordinator"]
    assert account is not None
    return ColumnChoice.objects.create(account=account, programme=cast.programme, kind="people", heading=heading)


def directives(cast: Cast, *two: tuple[Participation, Participation]) -> list[Directive]:
    account = cast.accounts["coordinator"]
    assert account is not None
    return Directive.objects.bulk_create(
        Directive(programme=cast.programme, teacher=one, non_teacher=other, kind=kind, made_by=account)
        for (one, other), kind in zip(two, ("pin", "forbid"), strict=True)
    )


def responses(cast: Cast, *instruments: str) -> list[Response]:
    key = cast.teacher.response_link.response_key
    return Response.objects.bulk_create(Response(response_key=key, instrument=code) for code in instruments)


def answers(cast: Cast, *items: str) -> list[Answer]:
    (response,) = responses(cast, "final_survey")
    return Answer.objects.bulk_create(Answer(response=response, item=item, value="ja") for item in items)


def drafts(cast: Cast, *items: str) -> list[Draft]:
    (response,) = responses(cast, "final_survey")
    return Draft.objects.bulk_create(Draft(response=response, item=item, typed="ja") for item in items)


def part_times(cast: Cast, *parts: str) -> list[PartTime]:
    (response,) = responses(cast, "final_survey")
    return PartTime.objects.bulk_create(PartTime(response=response, part=part, last_at=NOW) for part in parts)


def shown_fields(cast: Cast, *fields: str) -> list[ShownField]:
    return ShownField.objects.bulk_create(
        ShownField(participation=cast.teacher, field=field, audience="partner") for field in fields
    )


def periods(*days: tuple[int, int]) -> list[OrganisationPeriod]:
    """Of one employer, in October; by first and last day."""
    employer = make.make_organisation()
    return OrganisationPeriod.objects.bulk_create(
        OrganisationPeriod(
            organisation=employer, kind="peak", first_day=date(2026, 10, first), last_day=date(2026, 10, last)
        )
        for first, last in days
    )


def organisations(*rows: tuple[str, str, str]) -> list[Organisation]:
    return Organisation.objects.bulk_create(
        Organisation(name=name, kind=kind, place_id=place) for name, kind, place in rows
    )


def channels(cast: Cast, *kinds: str) -> list[Channel]:
    """Of one organisation in one region."""
    row = {"programme": cast.programme, "region": cast.region, "organisation": make.make_organisation(), "label": "x"}
    return Channel.objects.bulk_create(Channel(kind=kind, **row) for kind in kinds)


def people(*addresses: str) -> list[Person]:
    return Person.objects.bulk_create(Person(given_name="Noor", surname="Bos", email=address) for address in addresses)


def grant(cast: Cast, role: str, *, region: Region | None, programme: Programme | None) -> list[RoleGrant]:
    account = cast.accounts["outsider"]
    assert account is not None
    return RoleGrant.objects.bulk_create([RoleGrant(account=account, role=role, region=region, programme=programme)])


def scheduled(*keys: str) -> list[ScheduledWork]:
    return ScheduledWork.objects.bulk_create(ScheduledWork(task="t", key=key, due_at=NOW) for key in keys)


def long_works(*ended: datetime | None) -> list[LongWork]:
    """Computations about the same, open or ended."""
    return LongWork.objects.bulk_create(LongWork(task="t", key="k", asked_at=NOW, ended_at=at) for at in ended)


def holds(*released: datetime | None) -> list[LegalHold]:
    """Holds on one person, released at these moments."""
    fields = {"subject": "person", "subject_id": "a", "reason": "court", "since": NOW, "set_by_id": 1}
    return LegalHold.objects.bulk_create(LegalHold(released_at=at, **fields) for at in released)


def somebody(cast: Cast) -> Participation:
    return make.make_participation(cast.programme, side=Side.NON_TEACHER)


def stored_file(disk_name: str, **other: object) -> StoredFile:
    values = {"sha256": "1", "owner_id": 1, "programme_id": 1, **other}
    return StoredFile.objects.create(
        disk_name=disk_name,
        name="a.csv",
        purpose="x",
        kind="text",
        size_bytes=1,
        stored_at=NOW,
        keep_until=NOW,
        **values,
    )


def editable(code: str, programme_id: int | None) -> EditableText:
    return EditableText.objects.create(code=code, programme_id=programme_id, changed_at=NOW)


def text_versions(*numbers: int) -> list[TextVersion]:
    text = editable("sign_up", 9)
    return [TextVersion.objects.create(text=text, number=number, published_at=NOW) for number in numbers]


def approvals(cast: Cast, *people: Person) -> list[StoryApproval]:
    story = make.make_story(cast.pair)
    return [StoryApproval.objects.create(story=story, person=each, story_version=1, named="not") for each in people]


RULES = [
    Rule(
        "one_active_seat_per_person",
        lambda cast: seat(cast, person=cast.teacher.person, side=Side.TEACHER, active=True),
        lambda cast: seat(cast, person=cast.teacher.person, side=Side.TEACHER, active=False),
        "pairs_seat.person_id",
    ),
    Rule(
        "a_pause_has_an_end",
        lambda cast: Pair.objects.filter(pk=cast.pair.pk).update(state="paused", paused_on=NOW.date()),
        lambda cast: Pair.objects.filter(pk=cast.pair.pk).update(
            state="paused", paused_on=NOW.date(), paused_until=NOW.date()
        ),
    ),
    Rule(
        "one_seat_per_side",
        lambda cast: seat(cast, person=make.make_person(), side=Side.TEACHER, active=False, pair=cast.pair),
        lambda cast: seat(cast, person=make.make_person(), side=Side.TEACHER, active=False),
        "pairs_seat.pair_id, pairs_seat.side",
    ),
    Rule(
        "one_participation_per_programme",
        lambda cast: participation(cast, cast.programme),
        lambda cast: participation(cast, make.make_programme(cast.region)),
        "programmes_participation.person_id, programmes_participation.programme_id",
    ),
    Rule(
        "one_permission_per_participation",
        lambda cast: permission(cast, state="asked", manager_email="a@b.example"),
        lambda cast: permission(cast, state="refused", decided_at=NOW),
        "intake_managerpermission.participation_id",
    ),
    Rule(
        "permission_decided_at_a_moment",
        lambda cast: permission(cast, state="refused", decided_at=None),
        lambda cast: permission(cast, state="refused", decided_at=NOW),
    ),
    Rule(
        "permission_of_at_least_an_hour",
        lambda cast: permission(cast, state="replaced", hours_maximum=0),
        lambda cast: permission(cast, state="replaced", hours_maximum=1),
    ),
    Rule(
        "permission_asked_at_an_address",
        lambda cast: permission(cast, participation=unasked(cast), state="asked"),
        lambda cast: permission(cast, participation=unasked(cast), state="asked", manager_email="a@b.example"),
    ),
    Rule(
        "account_address_in_lower_case",
        lambda cast: Account.objects.bulk_create([Account(email="Noor@voorbeeld.example")]),
        lambda cast: Account.objects.bulk_create([Account(email="noor@voorbeeld.example")]),
    ),
    Rule(
        "one_person_per_address",
        lambda cast: people("noor@thuis.example", "NOOR@thuis.example"),
        lambda cast: people("", "", "noor@thuis.example"),
    ),
    Rule(
        "one_organisation_per_name",
        lambda cast: organisations(("Het Baken", "school", "1"), ("het baken", "school", "1")),
        lambda cast: organisations(("Het Baken", "school", "1"), ("Het Baken", "company", "1"), ("x", "school", "1")),
    ),
    Rule(
        "programme_ends_after_start",
        lambda cast: Programme.objects.update(ends_on=cast.programme.starts_on),
        lambda cast: Programme.objects.update(ends_on=cast.programme.starts_on + timedelta(days=1)),
    ),
    Rule("meeting_ends_after_start", lambda cast: meeting_of(cast, 0), lambda cast: meeting_of(cast, 1)),
    Rule(
        "hours_are_not_negative",
        lambda cast: hours(cast, work="-0.5", own="1"),
        lambda cast: hours(cast, work="0", own="1"),
    ),
    Rule(
        "hours_are_something", lambda cast: hours(cast, work="0", own="0"), lambda cast: hours(cast, work="0", own=".5")
    ),
    Rule(
        "a_day_has_24_hours",
        lambda cast: hours(cast, work="20", own="4.5"),
        lambda cast: hours(cast, work="20", own="4"),
    ),
    Rule(
        "one_line_of_hours_per_meeting",
        lambda cast: meeting_hours(cast, [cast.teacher.person] * 2),
        lambda cast: meeting_hours(cast, [cast.teacher.person, cast.professional.person]),
        "twinning_hoursentry.meeting_id, twinning_hoursentry.person_id",
    ),
    Rule(
        "one_response_per_instrument_and_occasion",
        lambda cast: responses(cast, "final_survey", "final_survey"),
        lambda cast: responses(cast, "final_survey", "intake"),
        "surveys_response.response_key_id, surveys_response.instrument, surveys_response.occasion",
    ),
    Rule(
        "one_answer_per_item",
        lambda cast: answers(cast, "N1", "N1"),
        lambda cast: answers(cast, "N1", "N6"),
        "surveys_answer.response_id, surveys_answer.item",
    ),
    Rule(
        "one_draft_per_item",
        lambda cast: drafts(cast, "N1", "N1"),
        lambda cast: drafts(cast, "N1", "N6"),
        "surveys_draft.response_id, surveys_draft.item",
    ),
    Rule(
        "one_time_per_part",
        lambda cast: part_times(cast, "work", "work"),
        lambda cast: part_times(cast, "work", "time"),
        "surveys_parttime.response_id, surveys_parttime.part",
    ),
    Rule(
        "one_choice_per_field",
        lambda cast: shown_fields(cast, "goals", "goals"),
        lambda cast: shown_fields(cast, "goals", "place"),
        "surveys_shownfield.participation_id, surveys_shownfield.field",
    ),
    Rule("period_ends_after_start", lambda cast: periods((6, 5)), lambda cast: periods((5, 5))),
    Rule(
        "one_period_per_organisation",
        lambda cast: periods((5, 6), (5, 6)),
        lambda cast: periods((5, 6), (5, 7)),
        "people_organisationperiod.organisation_id, people_organisationperiod.kind, "
        "people_organisationperiod.first_day, people_organisationperiod.last_day",
    ),
    Rule(
        "one_directive_per_two_people",
        lambda cast: directives(cast, *[(cast.teacher, cast.professional)] * 2),
        lambda cast: directives(cast, (cast.teacher, cast.professional), (cast.teacher, somebody(cast))),
        "matching_directive.teacher_id, matching_directive.non_teacher_id",
    ),
    Rule(
        "one_explanation_per_proposed_pair",
        lambda cast: [explain(cast, one := scenario(cast)), explain(cast, one)],
        lambda cast: [explain(cast, scenario(cast)), explain(cast, scenario(cast))],
        "matching_explanation.scenario_id, matching_explanation.teacher_id",
    ),
    Rule(
        "asked_once",
        lambda cast: [request(cast, "60"), request(cast, "60")],
        lambda cast: [request(cast, "60"), request(cast, "75")],
        "matching_request.participation_id, matching_request.kind, matching_request.asked",
    ),
    Rule(
        "one_answer_about_somebody",
        lambda cast: [say(cast.teacher, cast.professional), say(cast.teacher, cast.professional)],
        lambda cast: [
            say(cast.teacher, cast.professional),
            say(cast.teacher, cast.professional, "talk"),
            say(cast.professional, cast.teacher),
        ],
        "matching_said.by_id, matching_said.about_id, matching_said.source",
    ),
    Rule(
        "nobody_answers_about_themselves",
        lambda cast: say(cast.teacher, cast.teacher),
        lambda cast: say(cast.teacher, cast.professional),
    ),
    Rule(
        "dealt_once_to_somebody",
        lambda cast: [dealt(cast.teacher, cast.professional), dealt(cast.teacher, cast.professional)],
        lambda cast: [dealt(cast.teacher, cast.professional), dealt(cast.professional, cast.teacher)],
        "choosing_dealt.viewer_id, choosing_dealt.card_id",
    ),
    Rule(
        "nobody_is_dealt_themselves",
        lambda cast: dealt(cast.teacher, cast.teacher),
        lambda cast: dealt(cast.teacher, cast.professional),
    ),
    Rule(
        "one_stored_file_per_content",
        lambda cast: [stored_file(name) for name in ("a", "b")],
        lambda cast: [stored_file("a"), stored_file("b", sha256="2"), stored_file("c", owner_id=2)],
        "core_storedfile.purpose, core_storedfile.owner_id, core_storedfile.programme_id, core_storedfile.sha256",
    ),
    Rule(
        "one_column_per_label",
        lambda cast: [make.make_table_column(cast.programme, label=label) for label in ("Maat", "MAAT")],
        lambda cast: [make.make_table_column(cast.programme, label=label) for label in ("Maat", "Bus")],
        "one_column_per_label",
    ),
    Rule(
        "one_view_per_name",
        lambda cast: views(cast, "Bellen", "bellen"),
        lambda cast: views(cast, "Bellen", "Mailen"),
        "one_view_per_name",
    ),
    Rule(
        "one_hold_per_person_and_list",
        lambda cast: [hold(cast, "een"), hold(cast, "een")],
        lambda cast: [hold(cast, "een"), hold(cast, "twee")],
        "mail_mailhold.programme_id, mail_mailhold.person_id, mail_mailhold.source",
    ),
    Rule(
        "one_list_per_file",
        lambda cast: [move(cast, "een"), move(cast, "een")],
        lambda cast: [move(cast, "een"), move(cast, "twee"), move(cast, "een", state="taken")],
        "moving_move.programme_id, moving_move.made_by_id, moving_move.stored_id",
    ),
    Rule(
        "one_moved_per_person",
        lambda cast: moved(cast, cast.teacher, cast.teacher),
        lambda cast: moved(cast, cast.teacher, cast.professional),
        "moving_moved.move_id, moving_moved.participation_id",
    ),
    Rule(
        "one_moved_per_pair",
        lambda cast: moved(cast, cast.pair, cast.pair),
        lambda cast: moved(cast, cast.pair),
        "moving_moved.move_id, moving_moved.pair_id",
    ),
    Rule(
        "one_choice_per_heading_of_a_list",
        lambda cast: [column(cast, "naam"), column(cast, "naam")],
        lambda cast: [column(cast, "naam"), column(cast, "mail")],
        "moving_columnchoice.account_id, moving_columnchoice.programme_id, moving_columnchoice.kind, "
        "moving_columnchoice.heading",
    ),
    Rule(
        "one_text_per_programme",
        lambda cast: [editable("sign_up", 1), editable("sign_up", 1)],
        lambda cast: [editable("sign_up", 1), editable("sign_up", 2), editable("pair_proposed", 1)],
        "mail_editabletext.code, mail_editabletext.programme_id",
    ),
    Rule(
        "one_text_of_the_platform",
        lambda cast: [editable("sign_up", None), editable("sign_up", None)],
        lambda cast: [editable("sign_up", None), editable("sign_up", 1), editable("pair_proposed", None)],
        "mail_editabletext.code",
    ),
    Rule(
        "one_text_version_per_number",
        lambda cast: text_versions(1, 1),
        lambda cast: text_versions(1, 2),
        "mail_textversion.text_id, mail_textversion.number",
    ),
    Rule(
        "one_row_per_task_and_key",
        lambda cast: scheduled("a", "a"),
        lambda cast: scheduled("a", "b"),
        "core_scheduledwork.task, core_scheduledwork.key",
    ),
    Rule(
        "one_long_work_at_a_time",
        lambda cast: long_works(None, None),
        lambda cast: long_works(None, NOW, NOW),
        "core_longwork.task, core_longwork.key",
    ),
    Rule(
        "grant_is_somewhere",
        lambda cast: grant(cast, "researcher", region=None, programme=None),
        lambda cast: grant(cast, "researcher", region=None, programme=cast.programme),
    ),
    Rule(
        "coordinator_has_a_region",
        lambda cast: grant(cast, "coordinator", region=None, programme=cast.programme),
        lambda cast: grant(cast, "coordinator", region=cast.region, programme=None),
    ),
    Rule(
        "one_interest_per_address_and_region",
        lambda cast: [make.make_interest(cast.region, email="a@b.example") for _ in range(2)],
        lambda cast: [make.make_interest(each, email="a@b.example") for each in (cast.region, make.make_region())],
        "programmes_interest.region_id, programmes_interest.email",
    ),
    Rule(
        "interest_address_in_lower_case",
        lambda cast: make.make_interest(cast.region, email="A@b.example"),
        lambda cast: make.make_interest(cast.region, email="a@b.example"),
    ),
    Rule("event_ends_after_start", lambda cast: event_of(cast, ends_in=0), lambda cast: event_of(cast, ends_in=60)),
    Rule("event_has_places", lambda cast: event_of(cast, capacity=0), lambda cast: event_of(cast, capacity=1)),
    Rule(
        "one_invitation_per_event",
        lambda cast: invitations(cast, {}, {}, of_one=True),
        lambda cast: invitations(cast, {}, {}),
        "programmes_eventinvitation.event_id, programmes_eventinvitation.participation_id",
    ),
    Rule(
        "one_person_per_place",
        lambda cast: invitations(cast, {"place_number": 7}, {"place_number": 7}),
        lambda cast: invitations(cast, {"place_number": 7}, {"place_number": 8}),
        "programmes_eventinvitation.event_id, programmes_eventinvitation.place_number",
    ),
    Rule(
        "places_count_from_one",
        lambda cast: invitations(cast, {"place_number": 0}, {}),
        lambda cast: invitations(cast, {"place_number": 1}, {}),
    ),
    Rule(
        "place_or_waiting_of_who_comes",
        lambda cast: invitations(cast, {"place_number": 1, "waiting_since": NOW}, {}),
        lambda cast: invitations(cast, {"place_number": 1}, {"waiting_since": NOW}),
    ),
    Rule(
        "event_decided_at_a_moment",
        lambda cast: invitations(cast, {"decision": "joins"}, {}),
        lambda cast: invitations(cast, {"decision": "joins", "decided_at": NOW}, {}),
    ),
    Rule(
        "evening_has_rounds_and_tables",
        lambda cast: evening_of(cast, rounds=0),
        lambda cast: evening_of(cast, rounds=1),
    ),
    Rule(
        "round_began_at_a_moment",
        lambda cast: evening_of(cast, round_now=1),
        lambda cast: evening_of(cast, round_now=1, round_began_at=NOW),
    ),
    Rule(
        "one_guest_per_evening",
        lambda cast: evening_of(cast, [cast.teacher, cast.teacher]),
        lambda cast: evening_of(cast, [cast.teacher, cast.professional]),
        "dating_guest.evening_id, dating_guest.participation_id",
    ),
    Rule(
        "two_people_at_a_table",
        lambda cast: talks(cast, {"table": 1}, {"table": 1}),
        lambda cast: talks(cast, {"table": 1}, {"table": 2}),
        "dating_talk.evening_id, dating_talk.round, dating_talk.table",
    ),
    Rule(
        "teacher_at_one_table",
        lambda cast: talks(cast, {"teacher": cast.teacher}, {"teacher": cast.teacher}),
        lambda cast: talks(cast, {"teacher": cast.teacher}, {"teacher": cast.teacher, "round": 2}),
        "dating_talk.evening_id, dating_talk.round, dating_talk.teacher_id",
    ),
    Rule(
        "non_teacher_at_one_table",
        lambda cast: talks(cast, {"non_teacher": cast.professional}, {"non_teacher": cast.professional}),
        lambda cast: talks(cast, {"non_teacher": cast.professional}, {"non_teacher": cast.professional, "round": 2}),
        "dating_talk.evening_id, dating_talk.round, dating_talk.non_teacher_id",
    ),
    Rule(
        "nobody_meets_somebody_twice",
        lambda cast: talks(cast, both(cast), {**both(cast), "round": 2}),
        lambda cast: talks(cast, {**both(cast), "missed": True}, {**both(cast), "round": 2}),
        "dating_talk.evening_id, dating_talk.teacher_id, dating_talk.non_teacher_id",
    ),
    Rule("talks_count_from_one", lambda cast: talks(cast, {"round": 0}), lambda cast: talks(cast, {"round": 1})),
    Rule(
        "nobody_meets_themselves",
        lambda cast: talks(cast, {"teacher": cast.teacher, "non_teacher": cast.teacher}),
        lambda cast: talks(cast, both(cast)),
    ),
    Rule(
        "one_own_start_per_two_addresses",
        lambda cast: [own_start(cast, "a", "b") for _ in range(2)],
        lambda cast: [own_start(cast, "a", each) for each in "bc"],
        "pairs_ownstart.email, pairs_ownstart.partner_email",
    ),
    Rule(
        "one_partner_asked_at_a_time",
        lambda cast: [own_start(cast, "a", each, confirmed=True) for each in "bc"],
        lambda cast: [own_start(cast, "a", each, confirmed=each == "b") for each in "bc"],
        "pairs_ownstart.email",
    ),
    Rule(
        "own_start_addresses_in_lower_case",
        lambda cast: own_start(cast, "a", "B"),
        lambda cast: own_start(cast, "a", "b"),
    ),
    Rule("own_start_of_two_addresses", lambda cast: own_start(cast, "a", "a"), lambda cast: own_start(cast, "a", "b")),
    Rule(
        "registrar_address_in_lower_case",
        lambda cast: make.make_colleague_list(cast.programme, email="A@b.example"),
        lambda cast: make.make_colleague_list(cast.programme, email="a@b.example"),
    ),
    Rule(
        "no_more_answers_than_colleagues",
        lambda cast: answered(cast, said_yes=1, said_no=1),
        lambda cast: answered(cast, said_yes=1, said_no=0),
    ),
    Rule(
        "one_colleague_per_address_and_list",
        lambda cast: make.make_colleague_list(cast.programme, colleagues=["a@b.example", "a@b.example"]),
        lambda cast: make.make_colleague_list(cast.programme, colleagues=["a@b.example", "c@b.example"]),
        "intake_namedcolleague.colleague_list_id, intake_namedcolleague.email",
    ),
    Rule(
        "colleague_address_in_lower_case",
        lambda cast: make.make_colleague_list(cast.programme, colleagues=["A@b.example"]),
        lambda cast: make.make_colleague_list(cast.programme, colleagues=["a@b.example"]),
    ),
    Rule(
        "one_contact_role_per_address",
        lambda cast: [make.make_contact(cast.teacher, email="a@b.example") for _ in range(2)],
        lambda cast: [make.make_contact(one, email="a@b.example") for one in (cast.teacher, cast.professional)],
        "programmes_contactperson.programme_id, programmes_contactperson.region_id, "
        "programmes_contactperson.organisation_id, programmes_contactperson.email",
    ),
    Rule(
        "contact_address_in_lower_case",
        lambda cast: make.make_contact(cast.teacher, email="A@b.example"),
        lambda cast: make.make_contact(cast.teacher, email="a@b.example"),
    ),
    Rule(
        "contact_has_an_account_from_the_yes_on",
        lambda cast: accepted_contact(cast, None),
        lambda cast: accepted_contact(cast, cast.accounts["outsider"]),
    ),
    Rule(
        "one_story_approval_per_person",
        lambda cast: approvals(cast, cast.teacher.person, cast.teacher.person),
        lambda cast: approvals(cast, cast.teacher.person, cast.professional.person),
        "community_storyapproval.story_id, community_storyapproval.person_id",
    ),
    Rule(
        "one_channel_of_an_employer",
        lambda cast: channels(cast, "employer", "employer"),
        lambda cast: channels(cast, "employer", "poster", "poster"),
        "programmes_channel.programme_id, programmes_channel.region_id, programmes_channel.organisation_id",
    ),
    Rule(
        "one_hold_at_a_time",
        lambda cast: holds(None, None),
        lambda cast: holds(NOW, None),
        "privacy_legalhold.subject, privacy_legalhold.subject_id",
    ),
]


def our_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("jobtwinning."):
            yield model


def constraint_names() -> set[str]:
    """Every constraint in the Meta of our models."""
    return {constraint.name for model in our_models() for constraint in model._meta.constraints}


def test_every_constraint_of_our_models_has_a_row() -> None:
    assert {rule.name for rule in RULES} == constraint_names()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_database_refuses_what_breaks_the_rule(rule: Rule, cast: Cast) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        rule.broken(cast)
    by = rule.sqlite if rule.sqlite and connection.vendor == SQLITE else rule.name
    assert by in str(refused.value), "refused, but by something else"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_database_takes_what_keeps_the_rule(rule: Rule, cast: Cast) -> None:
    """The control: a refusal above is about the rule, not about the statement."""
    with transaction.atomic():
        rule.kept(cast)


# --- columns that are unique on their own: ids, addresses, keys -----------------------------------


def mail(key: str) -> OutboxMail:
    return OutboxMail.objects.create(
        address="a@b.example", language="nl", unique_key=key, created_at=NOW, not_before=NOW
    )


def pairs_of(cast: Cast) -> list[models.Model]:
    return [Pair.objects.create(programme=cast.programme, region=cast.region) for _ in range(2)]


def scenario(cast: Cast) -> Scenario:
    return Scenario.objects.create(
        programme=cast.programme, region=cast.region, objective="floor", engine_version="1", input_hash="0",
        status="optimal", result={},
    )  # fmt: skip


def explain(cast: Cast, made: Scenario) -> Explanation:
    return made.explanations.create(teacher=cast.teacher, non_teacher=cast.professional, content={})


def say(one: Participation, other: Participation, source: str = "card") -> Said:
    return Said.objects.create(by=one, about=other, answer="yes", source=source)


def dealt(one: Participation, other: Participation) -> Dealt:
    return Dealt.objects.create(viewer=make.make_card(one), card=make.make_card(other))


def request(cast: Cast, value: str) -> Request:
    return Request.objects.create(participation=cast.teacher, kind="travel", asked=value)


def decisions(cast: Cast) -> list[models.Model]:
    both = (cast.teacher, cast.professional)
    return [ConfidentialityDecision.objects.create(participation=one, outcome="resolvable") for one in both]


def view(number: int) -> ViewLog:
    return ViewLog.objects.create(
        at=NOW, account_id=1, person_ids=["a"], page="x", data_class="profile", previous_hash="0", row_hash=str(number)
    )


def both_directives(cast: Cast) -> list[models.Model]:
    return list(directives(cast, (cast.teacher, cast.professional), (cast.teacher, somebody(cast))))


def two_people_with_accounts(cast: Cast) -> list[models.Model]:
    return [cast.teacher.person, cast.professional.person]


def answered(cast: Cast, **numbers: int) -> None:
    made = make.make_colleague_list(cast.programme)
    ColleagueList.objects.filter(pk=made.pk).update(**numbers)


def accepted_contact(cast: Cast, account: Account | None) -> None:
    made = make.make_contact(cast.teacher)
    ContactPerson.objects.filter(pk=made.pk).update(account=account, accepted_at=NOW)


def two_colleagues(cast: Cast) -> list[models.Model]:
    made = make.make_colleague_list(cast.programme, colleagues=["a@b.example", "c@b.example"])
    return [*made.colleagues.all()]


def two_goals(cast: Cast) -> list[models.Model]:
    return [make.make_goal(cast.pair), make.make_goal(cast.pair)]


def two_links(cast: Cast) -> list[models.Model]:
    for each in (cast.teacher, cast.professional):
        make.make_link(each.person.account)
    return [*Token.objects.order_by("pk")]


TWO: dict[type[models.Model], Callable[[Cast], list[models.Model]]] = {
    AccountSession: lambda cast: [make.make_session(cast.teacher.person.account) for _ in range(2)],
    Account: lambda cast: [make.make_account(), make.make_account()],
    ConfidentialityDecision: decisions,
    Directive: both_directives,
    Card: lambda cast: [make.make_card(one) for one in (cast.teacher, cast.professional)],
    Request: lambda cast: [request(cast, "60"), request(cast, "75")],
    Employment: lambda cast: [*Employment.objects.all()[:2]],
    Erasure: lambda cast: [Erasure.objects.create(person_id=one, at=NOW, reason="own", role="self") for one in "ab"],
    FormKey: lambda cast: [FormKey.objects.create(key=key, used_at=NOW) for key in "ab"],
    Goal: two_goals,
    Heartbeat: lambda cast: [Heartbeat.objects.create(name=name, at=NOW) for name in ("worker", "other")],
    HoursEntry: lambda cast: [make.make_hours(cast.pair, cast.teacher.person, on=date(2026, 9, day)) for day in (1, 2)],
    EmployerLetter: lambda cast: [make.make_employer_letter(cast.programme, cast.region) for _ in range(2)],
    ManagerPermission: lambda cast: [*ManagerPermission.objects.all()[:2]],
    ParticipantLine: lambda cast: [make.make_line(one) for one in (cast.teacher, cast.professional)],
    PairTableLine: lambda cast: [
        make.make_pair_line(each)
        for each in (cast.pair, Pair.objects.create(programme=cast.programme, region=cast.region))
    ],
    SavedView: lambda cast: [make.make_view(cast.accounts["coordinator"], cast.programme) for _ in range(2)],  # type: ignore[arg-type]  # set for every role but nobody
    Move: lambda cast: [move(cast, "een"), move(cast, "twee")],
    TableColumn: lambda cast: [make.make_table_column(cast.programme) for _ in range(2)],
    ReadBack: lambda cast: [ReadBack.objects.create(file=stored_file(one, sha256=one), table="people") for one in "ab"],
    ReadinessOverride: lambda cast: [make.make_override(one) for one in (cast.teacher, cast.professional)],
    LegalHold: lambda cast: [*holds(NOW, None)],
    Meeting: lambda cast: [make.make_meeting(cast.pair), make.make_meeting(cast.pair)],
    Organisation: lambda cast: [make.make_organisation(), make.make_organisation()],
    OrganisationPeriod: lambda cast: [*periods((5, 5), (6, 6))],
    OutboxMail: lambda cast: [mail("a"), mail("b")],
    Channel: lambda cast: [make.make_channel(cast.programme), make.make_channel(cast.programme)],
    Event: lambda cast: [make.make_event(cast.programme), make.make_event(cast.programme)],
    EventInvitation: lambda cast: [make.make_invitation(one) for one in (cast.teacher, cast.professional)],
    Interest: lambda cast: [make.make_interest(cast.region), make.make_interest(cast.region)],
    ColleagueList: lambda cast: [make.make_colleague_list(cast.programme) for _ in range(2)],
    NamedColleague: two_colleagues,
    ContactPerson: lambda cast: [make.make_contact(cast.teacher), make.make_contact(cast.teacher)],
    Story: lambda cast: [make.make_story(cast.pair), make.make_story(cast.pair)],
    Pair: pairs_of,
    OwnStart: lambda cast: [own_start(cast, "a", "b"), own_start(cast, "b", "a")],
    ExitNote: lambda cast: [make.make_exit_note(seat) for seat in cast.pair.seats.all()],
    Participation: lambda cast: [cast.teacher, cast.professional],
    Evening: lambda cast: [evening_of(cast), evening_of(cast)],
    Guest: lambda cast: [*evening_of(cast, people=(cast.teacher, cast.professional)).guests.all()],
    Talk: lambda cast: [*talks(cast, {}, {})],
    Person: two_people_with_accounts,
    Programme: lambda cast: [cast.programme, make.make_programme(cast.region)],
    Region: lambda cast: [cast.region, make.make_region()],
    Response: lambda cast: [*responses(cast, "final_survey", "intake")],
    ResponseKey: lambda cast: [*ResponseKey.objects.all()[:2]],
    StoredFile: lambda cast: [stored_file("a"), stored_file("b", sha256="2")],
    EditableText: lambda cast: [editable("sign_up", 1), editable("sign_up", 2)],
    TextVersion: lambda cast: [*text_versions(1, 2)],
    ResponseKeyLink: lambda cast: [*ResponseKeyLink.objects.all()[:2]],
    RoleGrant: lambda cast: [*RoleGrant.objects.all()[:2]],
    Scenario: lambda cast: [scenario(cast), scenario(cast)],
    LongWork: lambda cast: [*long_works(NOW, NOW)],
    Token: two_links,
    ViewLog: lambda cast: [view(1), view(2)],
}


def unique_columns() -> list[tuple[type[models.Model], str]]:
    """Every column of ours that is unique on its own, primary keys left out."""
    return [
        (model, field.name)
        for model in our_models()
        for field in model._meta.local_concrete_fields
        if field.unique and not field.primary_key
    ]


@pytest.mark.parametrize(("model", "name"), unique_columns(), ids=lambda value: getattr(value, "__name__", value))
def test_a_unique_column_refuses_the_same_value_twice(model: type[models.Model], name: str, cast: Cast) -> None:
    one, other = TWO[model](cast)
    assert getattr(one, name) != getattr(other, name)
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        model._default_manager.filter(pk=other.pk).update(**{name: getattr(one, name)})
