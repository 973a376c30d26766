"""Where the traces of somebody as a whole are: for every table of the registers the rows, in erasing order."""

import json
from collections.abc import Iterator

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from jobtwinning.accounts.models import Account, AccountSession, Token
from jobtwinning.core.errors import DomainError
from jobtwinning.core.files import PURPOSES
from jobtwinning.core.models import FormKey, StoredFile
from jobtwinning.intake.models import (
    ColleagueList,
    EmployerLetter,
    NamedColleague,
    ReadBack,
    SavedView,
)
from jobtwinning.moving.models import ColumnChoice, Move
from jobtwinning.pairs.models import OwnStart
from jobtwinning.people.models import Consent, Employment, Organisation, Person, Region
from jobtwinning.privacy.mail_traces import mails
from jobtwinning.privacy.traces import Finder, Rows, Traces, of
from jobtwinning.programmes.models import ContactPerson, Interest, RoleGrant

TASKS: str = "django_tasks_database.DBTaskResult"


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


def only_employers(traces: Traces) -> QuerySet[Organisation]:
    """Employers that nobody else named: a firm of one person tells who it is.

    Where somebody else got the information for employers it is no firm of one person.
    """
    told = EmployerLetter.objects.filter(organisation__in=traces.organisation_ids).exclude(contact_name="")
    own = Organisation.objects.filter(pk__in=traces.organisation_ids, employments=None, region=None, programme=None)
    return own.exclude(pk__in=told.values("organisation"))


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
