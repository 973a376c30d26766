"""Erase what the registers say, table by table; which rows are about whom: participation_traces and person_traces."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection
from django.db.models import F, Model, QuerySet

from jobtwinning.accounts.models import Account, Token
from jobtwinning.intake.models import ColleagueList, EmployerLetter, NamedColleague
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.outbox import cancel_mails
from jobtwinning.matching.models import Scenario
from jobtwinning.pairs import manager_letters
from jobtwinning.pairs.actions import withdraw_pair
from jobtwinning.pairs.models import RUNNING, Pair
from jobtwinning.people.models import Organisation
from jobtwinning.privacy import letters
from jobtwinning.privacy.participation_traces import OF_PARTICIPATION, without
from jobtwinning.privacy.person_traces import OF_PERSON, only_employers
from jobtwinning.privacy.register import columns_of
from jobtwinning.privacy.traces import Finder, Rows, Traces
from jobtwinning.programmes.models import Channel, ContactPerson, Interest
from jobtwinning.twinning.leaving import leave_pair
from jobtwinning.twinning.models import Meeting

GOES = frozenset({"delete", "cascade"})
ADDRESSES: Mapping[type[Model], str] = {  # tables of people who need not be a Person
    NamedColleague: "email",
    ColleagueList: "registrar_email",
    ContactPerson: "email",
    EmployerLetter: "contact_email",
    Interest: "email",
    Token: "address",
}


def erase_participations(traces: Traces, *, by: Account | None, at: datetime, tell: bool) -> None:
    """Everything of these participations; the partner keeps the pair and hears of it when `tell` is set."""
    cancel_for_good(OF_PARTICIPATION["mail.OutboxMail"], traces, at=at)
    open_pairs = list(Pair.objects.filter(pk__in=traces.pair_ids, seats__active=True).distinct())
    walk(OF_PARTICIPATION, traces)
    for pair in open_pairs:
        end_pair(pair, by=by, at=at, tell=tell)


def erase_rest(traces: Traces, *, at: datetime) -> None:
    """Everything that belongs to no participation: the person, the login, the work, what was mailed."""
    cancel_for_good(OF_PERSON["mail.OutboxMail"], traces, at=at)
    walk(OF_PERSON, traces)
    forget_employers(list(only_employers(traces)))


def forget_employers(firms: list[Organisation]) -> None:
    """With the name on the channel of their papers, which keeps its code, and what was sent to who is erased."""
    EmployerLetter.objects.filter(organisation__in=firms).delete()
    channels = Channel.objects.filter(organisation__in=firms, kind=Channel.Kind.EMPLOYER)
    channels.update(label=F("code"))
    Organisation.objects.filter(pk__in=[firm.pk for firm in firms]).delete()


def walk(finders: Mapping[str, Finder], traces: Traces) -> None:
    """One table after the other, what its register says."""
    for label, find in finders.items():
        for rows in find(traces):
            if label == "matching.Scenario":
                erase_from_scenarios(rows.queryset, traces)
            else:
                erase(rows)


def erase(rows: Rows) -> None:
    """Delete rows or blank columns, as the register of their table says."""
    model: type[Model] = rows.queryset.model
    lines = columns_of(model)
    if any(line.erase in GOES for line in lines):
        rows.queryset.delete()
        return
    blanks = [line.field for line in lines if line.erase == "blank" and line.field in (rows.fields or (line.field,))]
    rows.queryset.update(**{name: blank(model._meta.get_field(name)) for name in blanks})


def blank(field: Any) -> Any:
    """The value that says nothing, of the kind the column takes."""
    if field.null:
        return None
    return {} if field.get_internal_type() == "JSONField" else ""


def erase_address(address: str, *, at: datetime) -> int:
    """Everything that an address leads to and no person; how many rows."""
    mails = OutboxMail.objects.filter(address__iexact=address, person_id__isnull=True)
    cancel_mails(mails, at=at)
    found = [Rows(mails)]
    for model, field in ADDRESSES.items():
        found.append(Rows(model._default_manager.filter(**{f"{field}__iexact": address})))
    gone = sum(rows.queryset.count() for rows in found)
    for rows in found:
        erase(rows)
    return gone


def erase_from_scenarios(scenarios: QuerySet[Scenario], traces: Traces) -> None:
    """A proposal that was sent keeps the other people; one that was not sent is worth nothing any more."""
    scenarios.exclude(state=Scenario.State.COMMITTED).delete()
    for scenario in scenarios.filter(state=Scenario.State.COMMITTED):
        scenario.result = without(scenario.result, traces.participation_ids)
        scenario.name = ""  # the coordinator's words may be about this person
        scenario.save(update_fields=["result", "name"])


def cancel_for_good(find: Finder, traces: Traces, *, at: datetime) -> None:
    """Mails that name the person and wait: they do not leave, whatever a worker still thinks."""
    for rows in find(traces):
        cancel_mails(rows.queryset, at=at)


# --- The pair -------------------------------------------------------------------------------------


def end_pair(pair: Pair, *, by: Account | None, at: datetime, tell: bool) -> None:
    """End a pair of which one seat is empty now; the partner is free and, with the coordinator, told why."""
    was_running = pair.state in RUNNING
    meetings = Meeting.objects.filter(pair=pair)
    if was_running:
        leave_pair(pair, by=by, at=at, tell=False)
    else:
        withdraw_pair(pair, by=by, at=at)
    if tell:
        letters.tell_partner_and_coordinator(pair, was_running=was_running)
        if was_running:
            manager_letters.tell_of_free_hours(pair, pair.seats.filter(participation__isnull=False))
        return
    for public_id in (pair.public_id, *meetings.values_list("public_id", flat=True)):
        cancel_mails(OutboxMail.objects.filter(unique_key__contains=public_id), at=at)


# --- The file under the database ------------------------------------------------------------------


def drop_old_pages() -> None:
    """SQLite wipes what it frees; in write-ahead mode the log beside the file must be emptied too.

    Somebody who is reading may keep it for a moment; the next erasing or the daily round empties it.
    """
    if connection.vendor == "sqlite":
        with suppress(OperationalError), connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
