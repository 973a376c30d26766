"""Where the traces of a person are: for every table of the registers the rows about one person, in erasing order."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from jobtwinning.accounts.models import Account, AccountSession, Token
from jobtwinning.choosing.models import Card, Dealt
from jobtwinning.community.models import Story, StoryApproval
from jobtwinning.core.errors import DomainError
from jobtwinning.core.files import PURPOSES
from jobtwinning.core.models import FormKey, History, StoredFile
from jobtwinning.intake.models import (
    ColleagueList,
    EmployerLetter,
    ManagerPermission,
    NamedColleague,
    ParticipantLine,
    ReadBack,
    ReadinessOverride,
    SavedView,
)
from jobtwinning.mail.models import MailHold, OutboxMail
from jobtwinning.matching.models import ConfidentialityDecision, Directive, Request, Said, Scenario
from jobtwinning.moving.models import ColumnChoice, Move, Moved
from jobtwinning.pairs.models import ExitNote, OwnStart, Pair, Seat
from jobtwinning.people.models import Consent, Employment, Organisation, Person, Region
from jobtwinning.programmes.models import ContactPerson, EventInvitation, Interest, Participation, RoleGrant
from jobtwinning.surveys.models import Answer, Draft, PartTime, Response, ResponseKey, ResponseKeyLink, ShownField
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting

TASKS: str = "django_tasks_database.DBTaskResult"
SHORTEST_NAME = 5  # shorter ones stand in texts about somebody else


@dataclass(frozen=True)
class Traces:
    """What leads to the rows about somebody: keys, public ids, addresses. Read before anything is erased."""

    person: Person
    participations: tuple[Participation, ...]  # whose traces go; with all of them the person goes too
    pair_ids: dict[int, str] = field(default_factory=dict)  # public id by primary key
    meeting_ids: dict[int, str] = field(default_factory=dict)
    permission_ids: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    organisation_ids: frozenset[int] = frozenset()

    @property
    def participation_keys(self) -> list[int]:
        return [one.pk for one in self.participations]

    @property
    def participation_ids(self) -> set[str]:
        return {one.public_id for one in self.participations}

    @property
    def names(self) -> list[str]:
        """What tells who it is when it stands in a text; a first name alone tells nothing."""
        person = self.person
        whole = person.full_name if person.given_name and person.surname else ""
        return [each for each in (*self.addresses, whole, person.phone) if len(each) >= SHORTEST_NAME]


def traces_of(person: Person, participations: list[Participation]) -> Traces:
    """Collect what leads to the traces of these participations."""
    keys = [one.pk for one in participations]
    pairs = dict(Pair.objects.filter(seats__participation__in=keys).values_list("pk", "public_id"))
    account_addresses = [person.account.email] if person.account else []
    return Traces(
        person=person,
        participations=tuple(participations),
        pair_ids=pairs,
        meeting_ids=dict(Meeting.objects.filter(pair__in=pairs).values_list("pk", "public_id")),
        permission_ids=frozenset(
            ManagerPermission.objects.filter(participation__in=keys).values_list("public_id", flat=True)
        ),
        addresses=frozenset(each.lower() for each in (person.email, *account_addresses) if each),
        organisation_ids=frozenset(person.employments.values_list("organisation_id", flat=True)),
    )


@dataclass(frozen=True)
class Rows:
    """Rows about somebody; `fields` are the columns to blank, by default every column the register says so of."""

    queryset: QuerySet[Any]
    fields: tuple[str, ...] | None = None


Finder = Callable[[Traces], Iterator[Rows]]


def of(model: type[Model], **lookups: str) -> Finder:
    """Rows of one table by one lookup; the value is the name of a property of Traces, or of the person behind it."""
    (lookup, source), *_none = lookups.items()

    def find(traces: Traces) -> Iterator[Rows]:
        value: Any = traces
        for name in source.split("."):
            value = getattr(value, name)
        yield Rows(
            model._default_manager.filter(**{lookup: value}) if value is not None else model._default_manager.none()
        )

    return find


# --- Of one participation -------------------------------------------------------------------------


def goals(traces: Traces) -> Iterator[Rows]:
    """Their own, and joint ones of which they wrote the words that stand there now."""
    yield Rows(Goal.objects.filter(pair__in=traces.pair_ids, owner=traces.person))
    joint = Goal.objects.filter(pair__in=traces.pair_ids, owner=None)
    written = last_writers([goal.public_id for goal in joint], ("add_goal", "change_goal"))
    account = traces.person.account_id
    mine = [goal.pk for goal in joint if account is not None and written.get(goal.public_id) == account]
    yield Rows(Goal.objects.filter(pk__in=mine))


def meetings(traces: Traces) -> Iterator[Rows]:
    """Words the person put there. Whose words they are tells the history; unknown ones go too."""
    written = last_writers(traces.meeting_ids.values(), ("plan_meeting", "move_meeting"))
    rows = Meeting.objects.filter(pk__in=traces.meeting_ids)
    account = traces.person.account_id
    mine = [row.pk for row in rows if _is_of(row, written.get(row.public_id), traces.person.pk, account)]
    yield Rows(rows.filter(pk__in=mine), ("where", "what"))
    yield Rows(rows.filter(made_by=traces.person), ("made_by",))


def _is_of(meeting: Meeting, writer: int | None, person: int, account: int | None) -> bool:
    if writer is not None:
        return writer == account
    return meeting.made_by_id in (None, person)


def last_writers(public_ids: Any, verbs: tuple[str, ...]) -> dict[str, int | None]:
    """Account that did one of these last, by public id of what it was done to; None = the platform."""
    lines = History.objects.filter(subject_id__in=list(public_ids), verb__in=verbs).order_by("at", "pk")
    return dict(lines.values_list("subject_id", "actor_id"))


def mails_about_pairs(traces: Traces) -> Iterator[Rows]:
    """Mails to partner, coordinator and manager about pairs, meetings and permission of this person: they name them."""
    about = Q(pk__in=[])
    for public_id in (*traces.pair_ids.values(), *traces.meeting_ids.values(), *traces.permission_ids):
        about |= Q(unique_key__contains=public_id)
    for name in traces.names:
        about |= Q(subject__icontains=name) | Q(body_text__icontains=name) | Q(body_html__icontains=name)
        about |= Q(calendar__icontains=name)
    others = OutboxMail.objects.exclude(to_person(traces))
    yield Rows(others.filter(about), ("subject", "body_text", "body_html", "calendar"))


def holds(traces: Traces) -> Iterator[Rows]:
    """What keeps letters back in these programmes."""
    programmes = {one.programme_id for one in traces.participations}
    yield Rows(MailHold.objects.filter(person_id=traces.person.pk, programme_id__in=programmes))


# --- Of the whole person --------------------------------------------------------------------------


def to_person(traces: Traces) -> Q:
    """Theirs by number; by address only what is nobody's, since an address may be somebody else's too."""
    mine = Q(person_id=traces.person.pk)
    for address in traces.addresses:
        mine |= Q(person_id=None, address__iexact=address)
    if traces.person.account is not None:
        mine |= Q(unique_key__startswith=f"change_email:{traces.person.account.public_id}:")
    return mine


def mails(traces: Traces) -> Iterator[Rows]:
    yield Rows(OutboxMail.objects.filter(to_person(traces)))
    for address in traces.addresses:
        yield Rows(OutboxMail.objects.filter(reply_to__iexact=address), ("reply_to",))
    yield Rows(OutboxMail.objects.filter(held_for_id=traces.person.pk), ("held_for_id",))
    yield from mails_about_pairs(traces)


def sessions(traces: Traces) -> Iterator[Rows]:
    """Their own, and any other that holds their address or name: a code on its way, a message not yet shown."""
    marks = {form.casefold() for name in traces.names for form in (name, json.dumps(name)[1:-1])}
    found = []
    for session in Session.objects.iterator():
        content = session.get_decoded()
        own = traces.person.account_id is not None and content.get("_auth_user_id") == str(traces.person.account_id)
        texts = [text.casefold() for text in texts_in(content)]
        if own or any(mark in text for mark in marks for text in texts):
            found.append(session.pk)
    yield Rows(Session.objects.filter(pk__in=found))


def texts_in(content: object) -> Iterator[str]:
    """Every text in what a session holds; messages stand there as JSON in a text."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for value in content.values():
            yield from texts_in(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from texts_in(value)


def stored_files(traces: Traces) -> Iterator[Rows]:
    """What they sent, and what others sent that shows them: a list of participants that waits to be read in."""
    account = traces.person.account_id
    if account is not None:
        yield Rows(StoredFile.objects.filter(owner_id=account))
    shown = [row.pk for row in StoredFile.objects.exclude(owner_id=account or 0) if is_shown_in(row, traces.person)]
    yield Rows(StoredFile.objects.filter(pk__in=shown))


def read_backs(traces: Traces) -> Iterator[Rows]:
    """What was ticked in those files."""
    for rows in stored_files(traces):
        yield Rows(ReadBack.objects.filter(file__in=rows.queryset.values("pk")))


def is_shown_in(row: StoredFile, person: Person) -> bool:
    """As the view log would have it; a file that is gone or spoiled shows nobody."""
    purpose = PURPOSES.get(row.purpose)
    try:
        return purpose is not None and person.public_id in purpose.people_in(row)
    except DomainError:
        return False


def lists(traces: Traces) -> Iterator[Rows]:
    """What a coordinator wrote about everybody on a list: their own words, and words that name the person."""
    about = Q(pk__in=[])
    for name in traces.names:
        about |= Q(told_note__icontains=name)
    if traces.person.account_id is not None:
        about |= Q(made_by=traces.person.account_id)
    yield Rows(Move.objects.filter(about), ("told_note",))


def region_contacts(traces: Traces) -> Iterator[Rows]:
    for address in traces.addresses:
        yield Rows(Region.objects.filter(contact_email__iexact=address))


def interests(traces: Traces) -> Iterator[Rows]:
    for address in traces.addresses:
        yield Rows(Interest.objects.filter(email__iexact=address))


def own_starts(traces: Traces) -> Iterator[Rows]:
    """Questions to begin together that they asked or were asked; the row goes whole, it is about the two."""
    for address in traces.addresses:
        yield Rows(OwnStart.objects.filter(Q(email__iexact=address) | Q(partner_email__iexact=address)))


def employer_letters(traces: Traces) -> Iterator[Rows]:
    """Where they were the contact of an employer; by name where it was given by hand and has no address."""
    for address in traces.addresses:
        yield Rows(EmployerLetter.objects.filter(contact_email__iexact=address))
    by_hand = EmployerLetter.objects.filter(contact_email="", organisation__in=traces.organisation_ids)
    yield Rows(by_hand.filter(contact_name__iexact=traces.person.full_name))


def by_address(model: type[Model], field: str) -> Finder:
    """Rows of one table that hold one of their addresses."""

    def find(traces: Traces) -> Iterator[Rows]:
        for address in traces.addresses:
            yield Rows(model._default_manager.filter(**{f"{field}__iexact": address}))

    return find


def contact_roles(traces: Traces) -> Iterator[Rows]:
    """What they were asked to be, and are, contact person of."""
    yield from by_address(ContactPerson, "email")(traces)
    if traces.person.account_id is not None:
        yield Rows(ContactPerson.objects.filter(account=traces.person.account_id))


def tasks(traces: Traces) -> Iterator[Rows]:
    """Tasks in the background whose arguments name the person or what is theirs."""
    model = apps.get_model(TASKS)
    about = Q(pk__in=[])
    for name in (*traces.names, traces.person.public_id, *traces.participation_ids):
        about |= Q(text__icontains=name)
    yield Rows(model._default_manager.annotate(text=Cast("args_kwargs", TextField())).filter(about))


def links(traces: Traces) -> Iterator[Rows]:
    """Links in mails to one of their addresses, or about their account."""
    about = Q(pk__in=[])
    for address in traces.addresses:
        about |= Q(address__iexact=address)
    if traces.person.account is not None:
        about |= Q(subject_id=traces.person.account.public_id)
    yield Rows(Token.objects.filter(about))


def said(traces: Traces) -> Iterator[Rows]:
    """What they said about others, and others about them."""
    yield Rows(Said.objects.filter(by__in=traces.participation_keys))
    yield Rows(Said.objects.filter(about__in=traces.participation_keys))


def dealt(traces: Traces) -> Iterator[Rows]:
    """Cards that were dealt to them, and theirs to others."""
    yield Rows(Dealt.objects.filter(viewer__participation__in=traces.participation_keys))
    yield Rows(Dealt.objects.filter(card__participation__in=traces.participation_keys))


# A table of the registers that says more than "keep" stands in one of these two, or a test is red.
OF_PARTICIPATION: dict[str, Finder] = {
    "mail.OutboxMail": mails_about_pairs,
    "mail.MailHold": holds,
    "moving.Moved": of(Moved, participation__in="participation_keys"),
    "matching.Scenario": lambda traces: iter([Rows(scenarios(traces))]),
    "matching.Directive": lambda traces: iter(
        [
            Rows(Directive.objects.filter(teacher__in=traces.participation_keys)),
            Rows(Directive.objects.filter(non_teacher__in=traces.participation_keys)),
        ]
    ),
    "matching.ConfidentialityDecision": of(ConfidentialityDecision, participation__in="participation_keys"),
    "choosing.Dealt": dealt,
    "choosing.Card": of(Card, participation__in="participation_keys"),
    "matching.Said": said,
    "matching.Request": of(Request, participation__in="participation_keys"),
    "community.StoryApproval": of(StoryApproval, story__pair__in="pair_ids"),
    "community.Story": of(Story, pair__in="pair_ids"),
    "pairs.Pair": of(Pair, pk__in="pair_ids"),
    "twinning.Goal": goals,
    "twinning.Meeting": meetings,
    "twinning.HoursEntry": lambda traces: iter(
        [Rows(HoursEntry.objects.filter(pair__in=traces.pair_ids, person=traces.person))]
    ),
    "pairs.ExitNote": of(ExitNote, seat__participation__in="participation_keys"),
    "pairs.Seat": of(Seat, participation__in="participation_keys"),
    "accounts.Token": of(Token, subject_id__in="permission_ids"),
    "intake.ManagerPermission": of(ManagerPermission, participation__in="participation_keys"),
    "intake.ReadinessOverride": of(ReadinessOverride, participation__in="participation_keys"),
    "intake.ParticipantLine": of(ParticipantLine, participation__in="participation_keys"),
    "surveys.Draft": of(Draft, response__response_key__link__participation__in="participation_keys"),
    "surveys.PartTime": of(PartTime, response__response_key__link__participation__in="participation_keys"),
    "surveys.ShownField": of(ShownField, participation__in="participation_keys"),
    "surveys.Answer": of(Answer, response__response_key__link__participation__in="participation_keys"),
    "surveys.Response": of(Response, response_key__link__participation__in="participation_keys"),
    "surveys.ResponseKey": of(ResponseKey, link__participation__in="participation_keys"),
    "surveys.ResponseKeyLink": of(ResponseKeyLink, participation__in="participation_keys"),
    "programmes.EventInvitation": of(EventInvitation, participation__in="participation_keys"),
    "programmes.Participation": of(Participation, pk__in="participation_keys"),
}
OF_PERSON: dict[str, Finder] = {
    "mail.OutboxMail": mails,
    "sessions.Session": sessions,
    TASKS: tasks,
    "intake.ReadBack": read_backs,
    "core.StoredFile": stored_files,
    "intake.SavedView": of(SavedView, account="person.account_id"),
    "moving.Move": lists,
    "moving.ColumnChoice": of(ColumnChoice, account="person.account_id"),
    "accounts.Token": links,
    "accounts.AccountSession": of(AccountSession, account="person.account_id"),
    "core.FormKey": of(FormKey, account_id="person.account_id"),
    "people.Region": region_contacts,
    "programmes.Interest": interests,
    "pairs.OwnStart": own_starts,
    "intake.EmployerLetter": employer_letters,
    "intake.NamedColleague": by_address(NamedColleague, "email"),
    "intake.ColleagueList": by_address(ColleagueList, "registrar_email"),
    "programmes.ContactPerson": contact_roles,
    "people.Consent": of(Consent, person="person"),
    "people.Employment": of(Employment, person="person"),
    "people.Person": of(Person, pk="person.pk"),
    "account.EmailConfirmation": of(EmailConfirmation, email_address__user="person.account_id"),
    "account.EmailAddress": of(EmailAddress, user="person.account_id"),
    "mfa.Authenticator": of(Authenticator, user="person.account_id"),
    "programmes.RoleGrant": of(RoleGrant, account="person.account_id"),
    "accounts.Account": of(Account, pk="person.account_id"),
}


# --- Stored proposals -----------------------------------------------------------------------------


def scenarios(traces: Traces) -> QuerySet[Scenario]:
    """Stored proposals that name one of these participations."""
    programmes = {one.programme_id for one in traces.participations}
    rows = Scenario.objects.filter(programme__in=programmes)
    found = [row.pk for row in rows if any(each in str(row.result) for each in traces.participation_ids)]
    return Scenario.objects.filter(pk__in=found)


def without(result: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    """The content of a proposal without these people; pairs they were in go whole, since they explain both."""

    def stays(one: Any) -> bool:
        return not any(each in str(one) for each in gone)

    def left(value: Any) -> Any:
        return [one for one in value if stays(one)] if isinstance(value, list) else value

    said = {name: left(value) for name, value in result.get("said", {}).items()}
    return {**{name: left(value) for name, value in result.items()}, **({"said": said} if said else {})}


def only_employers(traces: Traces) -> QuerySet[Organisation]:
    """Employers that nobody else named: a firm of one person tells who it is.

    Where somebody else got the information for employers it is no firm of one person.
    """
    told = EmployerLetter.objects.filter(organisation__in=traces.organisation_ids).exclude(contact_name="")
    own = Organisation.objects.filter(pk__in=traces.organisation_ids, employments=None, region=None, programme=None)
    return own.exclude(pk__in=told.values("organisation"))
