"""Data for tests: one typed function per thing, with sensible defaults."""

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from jobtwinning.accounts import tokens
from jobtwinning.accounts.models import Account, AccountSession, Token
from jobtwinning.choosing.models import Card, Dealt
from jobtwinning.community.models import Story, StoryApproval
from jobtwinning.core import clock
from jobtwinning.core.models import StoredFile
from jobtwinning.dating.models import Evening, Guest, Talk
from jobtwinning.intake.colleagues.actions import key_of
from jobtwinning.intake.models import (
    ColleagueList,
    EmployerLetter,
    ManagerPermission,
    NamedColleague,
    ParticipantLine,
    ReadinessOverride,
    SavedView,
    TableColumn,
)
from jobtwinning.matching.models import ConfidentialityDecision, Request, Said
from jobtwinning.moving.models import Move, Moved
from jobtwinning.pairs.models import SEATED, TOGETHER, ExitNote, OwnStart, Pair, PairTableLine, Seat
from jobtwinning.people.models import Employment, Organisation, OrganisationPeriod, Person, Region
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
from jobtwinning.programmes.standing import standing_programme
from jobtwinning.surveys.models import ResponseKey, ResponseKeyLink
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting

NOW = datetime(2026, 9, 15, 10, 0, tzinfo=UTC)  # a Tuesday in term time
counter = itertools.count(1)


def make_account(email: str | None = None, *, admin: bool = False) -> Account:
    account = new_account(email, admin=admin)
    account.save()
    return account


def new_account(email: str | None = None, *, admin: bool = False) -> Account:
    """As `create_user` makes it, without a password, and not stored."""
    email = email or f"account{next(counter)}@voorbeeld.example"
    return Account(email=email, is_platform_admin=admin, password=make_password(None))


def make_session(account: Account | None, *, browser: str = "firefox", system: str = "linux") -> AccountSession:
    """One more browser in which somebody is signed in now."""
    assert account is not None
    now = clock.now()
    return AccountSession.objects.create(
        account=account, browser=browser, system=system, started_at=now, last_seen_at=now, proved_at=now
    )


def make_link(account: Account | None, *, email: str = "nieuw-adres@voorbeeld.example") -> str:
    """A link that changes the address of this account; its secret part."""
    assert account is not None
    about = tokens.About(Token.Purpose.CHANGE_EMAIL, account.public_id, email)
    return tokens.make_token(about, lifetime=timedelta(days=1), at=clock.now())


def make_stored_file(account: Account | None) -> StoredFile:
    """A list of participants that this account sent, without its content."""
    assert account is not None
    return StoredFile.objects.create(
        disk_name=f"bestand{next(counter)}", name="lijst.csv", purpose="import", kind="csv", size_bytes=1, sha256="0",
        owner_id=account.pk, stored_at=NOW, keep_until=NOW + timedelta(days=7),
    )  # fmt: skip


def make_organisation(name: str | None = None, *, kind: str = Organisation.Kind.SCHOOL) -> Organisation:
    return Organisation.objects.create(name=name or f"Organisatie {next(counter)}", kind=kind)


def make_period(
    participation: Participation, kind: str = "test_weeks", day: date = date(2026, 10, 5)
) -> OrganisationPeriod:
    """A week in the calendar of where somebody works."""
    assert participation.employment is not None
    return OrganisationPeriod.objects.get_or_create(
        organisation=participation.employment.organisation, kind=kind, first_day=day, last_day=day + timedelta(days=4)
    )[0]


def make_region(name: str = "Maasmond", *, slug: str | None = None) -> Region:
    organiser = make_organisation(f"Regiobureau {name} {next(counter)}", kind=Organisation.Kind.OTHER)
    return Region.objects.create(
        slug=slug or f"{name.lower()}-{next(counter)}",
        name=name,
        organiser=organiser,
        contact_name="Saskia de Boer",
        contact_email="saskia@voorbeeld.example",
        school_holidays="middle",
    )


def make_programme(region: Region, *, slug: str | None = None, state: str = Programme.State.OPEN) -> Programme:
    organiser = region.organiser
    assert organiser is not None
    programme = Programme.objects.create(
        slug=slug or f"najaar-{next(counter)}",
        name_nl="Najaar 2026",
        name_en="Autumn 2026",
        organiser=organiser,
        state=state,
        sign_up_until=date(2026, 10, 1),
        matched_by=date(2026, 10, 9),
        starts_on=date(2026, 9, 7),
        ends_on=date(2026, 12, 4),
    )
    programme.regions.add(region)
    return programme


def make_person(
    given_name: str = "Noor", surname: str = "Verbrugge", *, email: str | None = None, account: Account | None = None
) -> Person:
    address = email or (account.email if account else f"person{next(counter)}@voorbeeld.example")
    return Person.objects.create(given_name=given_name, surname=surname, email=address, account=account)


def make_participation(
    programme: Programme,
    *,
    side: str = Side.TEACHER,
    region: Region | None = None,
    person: Person | None = None,
    organisation: Organisation | None = None,
    function: str = "docent natuurkunde",
    state: str = Participation.State.READY,
) -> Participation:
    """A participation with its employment and its response key; who is ready has all that takes."""
    person = person or make_person()
    kind = Organisation.Kind.SCHOOL if side == Side.TEACHER else Organisation.Kind.COMPANY
    employment = Employment.objects.create(
        person=person, organisation=organisation or make_organisation(kind=kind), function=function
    )
    participation = Participation.objects.create(
        person=person,
        programme=programme,
        region=region or programme.regions.all()[0],
        side=side,
        employment=employment,
        state=state,
        signed_up_at=NOW,
        intake_completed_at=NOW if state in (Participation.State.INTAKE_COMPLETE, Participation.State.READY) else None,
        motivation_confirmed_at=NOW if state == Participation.State.READY else None,
    )
    if state == Participation.State.READY:
        make_permission(participation, state=ManagerPermission.State.GIVEN)
    key = ResponseKey.objects.create(programme=programme, side=side)
    ResponseKeyLink.objects.create(response_key=key, participation=participation)
    return participation


def make_permission(
    participation: Participation,
    *,
    state: str = ManagerPermission.State.ASKED,
    email: str = "leiding@werk.example",
    name: str = "Henk Postma",
) -> ManagerPermission:
    """What a manager was asked, or said."""
    return ManagerPermission.objects.create(
        participation=participation,
        manager_name=name,
        manager_email=email,
        state=state,
        asked_at=NOW,
        sent_at=NOW,
        decided_at=NOW if state in ("given", "refused") else None,
    )


def make_table_column(
    programme: Programme, *, label: str | None = None, kind: str = "text", table: str = "people"
) -> TableColumn:
    """A column that a coordinator added."""
    label = label or f"Shirtmaat {next(counter)}"
    return TableColumn.objects.create(programme=programme, table=table, label=label, kind=kind, made_at=NOW)


def make_line(participation: Participation, *, note: str = "Belt liever", **cells: str) -> ParticipantLine:
    """What a coordinator keeps about a participant in the table."""
    return ParticipantLine.objects.create(participation=participation, note=note, cells=cells)


def make_pair_line(pair: Pair, *, note: str = "Bellen na de vakantie", **cells: str) -> PairTableLine:
    """What a coordinator keeps about a pair in the table."""
    return PairTableLine.objects.create(pair=pair, note=note, cells=cells)


def make_view(
    account: Account, programme: Programme, *, name: str | None = None, query: str = "sort=phone"
) -> SavedView:
    """A view of the table of people."""
    name = name or f"Bellen {next(counter)}"
    return SavedView.objects.create(
        account=account, programme=programme, table="people", name=name, query=query, made_at=NOW
    )


def make_override(participation: Participation) -> ReadinessOverride:
    """A coordinator let somebody be matched."""
    return ReadinessOverride.objects.create(participation=participation, reason="HR zei ja", made_at=NOW)


def make_confidentiality(participation: Participation) -> ConfidentialityDecision:
    """A coordinator decided about confidential work."""
    return ConfidentialityDecision.objects.create(
        participation=participation, outcome="resolvable", note="met een NDA", answers="||", decided_at=NOW
    )


def make_card(participation: Participation, **fields: str) -> Card:
    """A card in open matching."""
    return Card.objects.get_or_create(participation=participation, defaults={"joined_at": NOW, **fields})[0]


def make_dealt(participation: Participation, other: Participation) -> Dealt:
    """The card of the other, dealt to this participation and answered."""
    Said.objects.create(by=participation, about=other, answer="yes", source="card", said_at=NOW)
    viewer, card = make_card(participation), make_card(other)
    return Dealt.objects.create(viewer=viewer, card=card, hand=1, place=1, dealt_at=NOW, turned_at=NOW)


def make_evening(event: Event, *people: Participation, **values: object) -> Evening:
    """Three rounds at three tables, with these guests and nobody at a table yet."""
    kept = {"rounds": 3, "minutes": 7, "tables": 3, "made_at": NOW, **values}
    evening = Evening.objects.create(event=event, **kept)
    Guest.objects.bulk_create([Guest(evening=evening, participation=one) for one in people])
    return evening


def make_talk(teacher: Participation, non_teacher: Participation, **values: object) -> Talk:
    """A talk of these two that was, on an evening of their own; its results were not told."""
    event = make_event(teacher.programme, region=teacher.region, kind=Event.Kind.SPEED_DATES)
    evening = make_evening(event, teacher, non_teacher, round_now=1, round_began_at=NOW, planned_at=NOW, shown_at=NOW)
    row = {"round": 1, "table": 1, **values}
    return Talk.objects.create(evening=evening, teacher=teacher, non_teacher=non_teacher, **row)


def make_request(participation: Participation) -> Request:
    """A coordinator asked to travel longer."""
    return Request.objects.create(participation=participation, kind="travel", asked="60", asked_at=NOW)


def make_employer_letter(programme: Programme, region: Region, **values: object) -> EmployerLetter:
    """The information for employers, sent to somebody at a school."""
    return EmployerLetter.objects.create(
        programme=programme,
        region=region,
        organisation=make_organisation(),
        contact_name="Hanneke Smit",
        contact_email="hanneke@school.example",
        text_version="1",
        text_hash="0",
        sent_at=NOW,
        **values,
    )


def make_manager_link(permission: ManagerPermission) -> str:
    """The secret part of a link for this manager."""
    about = tokens.About(Token.Purpose.MANAGER_PERMISSION, permission.public_id, permission.manager_email)
    return tokens.make_token(about, lifetime=timedelta(days=30), at=clock.now())


def make_grant(
    account: Account, role: str, *, region: Region | None = None, programme: Programme | None = None
) -> RoleGrant:
    return RoleGrant.objects.create(account=account, role=role, region=region, programme=programme, granted_at=NOW)


def make_pair(teacher: Participation, non_teacher: Participation, *, state: str = Pair.State.PROPOSED) -> Pair:
    accepted, paused = state in TOGETHER, state == Pair.State.PAUSED
    pair = Pair.objects.create(
        programme=teacher.programme,
        region=teacher.region,
        state=state,
        kind=Pair.Kind.SUBJECT,
        band=Pair.Band.GOOD,
        proposed_at=NOW,
        accepted_at=NOW if accepted else None,
        starts_on=date(2026, 9, 22 if state == Pair.State.ACCEPTED else 15) if accepted else None,
        planned_end_on=date(2026, 12, 15) if accepted else None,
        ended_at=NOW if state not in SEATED else None,
        paused_on=NOW.date() if paused else None,
        paused_until=date(2026, 9, 29) if paused else None,
        paused_from=Pair.State.TRIAL if paused else "",
    )
    for participation in (teacher, non_teacher):
        Seat.objects.create(
            pair=pair,
            participation=participation,
            person=participation.person,
            side=participation.side,
            active=state in SEATED,
            answer=Seat.Answer.ACCEPTED if accepted else Seat.Answer.OPEN,
            answered_at=NOW if accepted else None,
        )
    return pair


def change_pair(pair: Pair, state: str) -> Pair:
    """As if its life had come so far."""
    paused = state == Pair.State.PAUSED
    Pair.objects.filter(pk=pair.pk).update(
        state=state,
        ended_at=NOW if state not in SEATED else None,
        paused_on=NOW.date() if paused else None,
        paused_until=date(2026, 9, 29) if paused else None,
        paused_from=Pair.State.TRIAL if paused else "",
    )
    Seat.objects.filter(pair=pair).update(active=state in SEATED)
    pair.refresh_from_db()
    return pair


def ask_pair(pair: Pair) -> Pair:
    """Its trial is over: both are asked whether they go on."""
    Pair.objects.filter(pk=pair.pk).update(trial_asked_on=NOW.date(), state=Pair.State.TRIAL)
    pair.refresh_from_db()
    return pair


def make_exit_note(seat: Seat, *, text: str = "De reistijd viel tegen.") -> ExitNote:
    return ExitNote.objects.create(seat=seat, reason="time", text=text, hours=6, made_at=NOW)


def make_channel(
    programme: Programme, *, label: str = "Prikbord lerarenkamer", organisation: Organisation | None = None
) -> Channel:
    """A poster in the first region of the programme."""
    return Channel.objects.create(
        programme=programme, region=programme.regions.all()[0], kind="poster", label=label, organisation=organisation
    )


def make_employer_channel(programme: Programme, organisation: Organisation | None = None) -> Channel:
    """The papers of an organisation in the first region of the programme."""
    return Channel.objects.create(
        programme=programme,
        region=programme.regions.all()[0],
        kind=Channel.Kind.EMPLOYER,
        label="Papieren",
        organisation=organisation or make_organisation(),
    )


def make_interest(region: Region, *, email: str | None = None, confirmed: bool = False, side: str = "") -> Interest:
    return Interest.objects.create(
        email=email or f"nieuwsgierig{next(counter)}@voorbeeld.example",
        region=region,
        side=side,
        asked_at=NOW,
        confirmed_at=NOW if confirmed else None,
    )


def make_own_start(
    region: Region, *, email: str | None = None, partner_email: str | None = None, confirmed: bool = False
) -> OwnStart:
    """A teacher who asks somebody they know; with `confirmed` the partner is asked."""
    return OwnStart.objects.create(
        region=region,
        side=Side.TEACHER,
        given_name="Fenna",
        surname="Brand",
        email=email or f"fenna{next(counter)}@voorbeeld.example",
        organisation="Brugwater Lyceum",
        partner_given_name="Joris",
        partner_surname="Kuiper",
        partner_email=partner_email or f"joris{next(counter)}@voorbeeld.example",
        partner_organisation="Brugwater",
        asked_at=NOW,
        confirmed_at=NOW if confirmed else None,
    )


def make_own_pair(region: Region, *, state: str = Pair.State.DEFINITE) -> Pair:
    """Two people who began by themselves."""
    programme = standing_programme(region, at=NOW)
    people = [make_person("Fenna", "Brand"), make_person("Joris", "Kuiper")]
    teacher, other = (
        make_participation(programme, side=side, region=region, person=person, state=Participation.State.SIGNED_UP)
        for side, person in zip(Side.values, people, strict=True)
    )
    pair = make_pair(teacher, other, state=state)
    Pair.objects.filter(pk=pair.pk).update(kind=Pair.Kind.OWN, band="")
    return pair


def make_colleague_list(
    programme: Programme, *, colleagues: Sequence[str] = (), confirmed: bool = False, email: str | None = None
) -> ColleagueList:
    """A list of teachers in the first region of the programme, by their addresses; nobody answered yet."""
    number = next(counter)
    emails = colleagues or (f"collega{number}@voorbeeld.example",)
    made = ColleagueList.objects.create(
        programme=programme,
        region=programme.regions.all()[0],
        registrar_name="Henk Postma",
        registrar_email=email or f"hr{number}@voorbeeld.example",
        organisation="Brugwater Lyceum",
        named=len(emails),
        asked_at=NOW,
        confirmed_at=NOW if confirmed else None,
    )
    for each in emails:
        key = key_of(programme, each)
        NamedColleague.objects.create(
            colleague_list=made, name="Kim de Groot", email=each, side=Side.TEACHER, link_key=key
        )
    return made


def make_contact(one: Participation, *, account: Account | None = None, email: str | None = None) -> ContactPerson:
    """Contact person of where this participant works; with an account the invitation was accepted."""
    assert one.employment is not None
    return ContactPerson.objects.create(
        programme=one.programme,
        region=one.region,
        organisation=one.employment.organisation,
        name="Marleen Bos",
        email=account.email if account else email or f"contact{next(counter)}@voorbeeld.example",
        account=account,
        invited_at=NOW,
        accepted_at=NOW if account else None,
    )


def make_story(pair: Pair, *, approved: bool = False) -> Story:
    """A story of this pair; approved by both when asked."""
    story = Story.objects.create(
        pair=pair,
        title_nl=f"Samen door de stad {next(counter)}",
        title_en="Through the town together",
        text_nl="We keken bij elkaar en leerden veel.",
        text_en="We visited each other and learnt a lot.",
        made_at=NOW,
    )
    for seat in pair.seats.all() if approved else ():
        assert seat.person is not None
        StoryApproval.objects.create(story=story, person=seat.person, story_version=1, named="not", approved_at=NOW)
    return story


def make_goal(pair: Pair, *, text: str = "Een gastles over het stroomnet", owner: Person | None = None) -> Goal:
    return Goal.objects.create(pair=pair, text=text, owner=owner, made_at=NOW)


def make_meeting(pair: Pair, *, starts_at: datetime | None = None, hours: float = 2.5, place: str = "work") -> Meeting:
    """By default tomorrow, seen from NOW."""
    starts_at = starts_at or NOW + timedelta(days=1)
    return Meeting.objects.create(
        pair=pair, starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), place=place, what="Rondleiding"
    )


def meet(pair: Pair) -> Pair:
    """They met the day before NOW."""
    make_meeting(pair, starts_at=NOW - timedelta(days=1))
    return pair


def make_hours(
    pair: Pair,
    person: Person,
    *,
    on: date | None = None,
    work: str = "2.0",
    own: str = "0.0",
    meeting: Meeting | None = None,
) -> HoursEntry:
    return HoursEntry.objects.create(
        pair=pair,
        person=person,
        on=on or NOW.date(),
        work_hours=Decimal(work),
        private_hours=Decimal(own),
        what="Voorbereiden",
        meeting=meeting,
    )


def make_event(
    programme: Programme,
    *,
    region: Region | None = None,
    kind: str = Event.Kind.INFORMATION,
    starts_at: datetime | None = None,
    capacity: int = 20,
    organisation: Organisation | None = None,
) -> Event:
    """An event of an hour and a half, by default the day after tomorrow."""
    starts_at = starts_at or clock.now() + timedelta(days=2)
    return Event.objects.create(
        programme=programme, region=region or programme.regions.all()[0], kind=kind, place="Aula, Havenstraat 1",
        starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90), capacity=capacity, organisation=organisation,
        made_at=NOW,
    )  # fmt: skip


def make_invitation(
    participation: Participation,
    event: Event | None = None,
    *,
    starts_in: timedelta = timedelta(days=2),
    **values: object,
) -> EventInvitation:
    """Somebody is invited, by default for an event of their own."""
    if event is None:
        event = make_event(participation.programme, region=participation.region, starts_at=clock.now() + starts_in)
    return EventInvitation.objects.create(event=event, participation=participation, invited_at=NOW, **values)


def make_event_with_interest(programme: Programme) -> Event:
    """An event to which one person can be invited."""
    event = make_event(programme)
    make_participation(programme, state=Participation.State.SIGNED_UP)
    return event


def make_moved(participation: Participation, **fields: str) -> Moved:
    """Somebody who came with a list that waits for Start, with a manager who has not been asked."""
    move = Move.objects.create(
        programme=participation.programme,
        made_by=participation.person.account,
        region_ids=[participation.region_id],
        kind=Move.Kind.PEOPLE,
        state=Move.State.TAKEN,
        told_note="x",
        taken_at=NOW,
    )
    values = {"manager_name": "Hanna Baas", "manager_email": "hanna@school.example", **fields}
    return Moved.objects.create(move=move, participation=participation, **values)
