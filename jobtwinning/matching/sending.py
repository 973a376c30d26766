"""When a proposal leaves, until when it can be undone, and who looks along."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.matching.models import Scenario
from jobtwinning.matching.queries import coordinators_of
from jobtwinning.pairs.actions import take_back_pairs
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Region
from jobtwinning.people.places import SchoolRegion
from jobtwinning.programmes.calendar import add_working_days, is_working_day
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.programmes.viewer import Viewer

UNDO_ENDS_BEFORE = timedelta(minutes=1)  # so that nobody undoes what a worker has in its hands


@dataclass(frozen=True, slots=True)
class Sending:
    """How a proposal stands, for the page from which it is sent."""

    state: str  # open, asked, planned, sent
    moment: datetime | None
    undo_until: datetime | None
    is_quiet_day: bool  # the moment falls in a weekend or a school holiday
    asked_by: str
    asked_by_me: bool
    needs_second: bool
    lacks_second: bool  # the programme wants four eyes, and there is one coordinator


def sending_of(scenario: Scenario, viewer: Viewer, at: datetime) -> Sending:
    """What the page says to this coordinator at this moment."""
    zone = ZoneInfo(scenario.programme.time_zone)
    moment = scenario.sends_at.astimezone(zone) if scenario.sends_at else None
    four_eyes = scenario.programme.rules.four_eyes
    second = needs_second(scenario)
    return Sending(
        state=_state(scenario, at),
        moment=moment,
        undo_until=moment - UNDO_ENDS_BEFORE if moment else None,
        is_quiet_day=moment is not None and not is_good_day(moment, scenario.region),
        asked_by=scenario.asked_by.email if scenario.asked_by else "",
        asked_by_me=scenario.asked_by_id == viewer.account.pk,
        needs_second=second,
        lacks_second=four_eyes and not second,
    )


def _state(scenario: Scenario, at: datetime) -> str:
    if scenario.state == Scenario.State.COMMITTED:
        return "planned" if may_undo(scenario, at) else "sent"
    return str(scenario.state)


def may_undo(scenario: Scenario, at: datetime) -> bool:
    """Until just before the mails leave."""
    return scenario.sends_at is not None and scenario.sends_at - UNDO_ENDS_BEFORE > at


def needs_second(scenario: Scenario) -> bool:
    """Whether a second coordinator looks first; where there is only one, that one sends."""
    four_eyes = scenario.programme.rules.four_eyes
    return four_eyes and len(coordinators_of(scenario.programme, scenario.region)) > 1


def usual_moment(programme: Programme, region: Region, at: datetime) -> datetime:
    """The next working day outside the school holidays of the region, at the time of the programme's rules."""
    zone = ZoneInfo(programme.time_zone)
    day = add_working_days(at.astimezone(zone).date(), 1, cast(SchoolRegion, region.school_holidays))
    return datetime.combine(day, time.fromisoformat(programme.rules.send_time), zone)


def earliest_moment(programme: Programme, at: datetime) -> datetime:
    """Never sooner, so that there is time to undo."""
    return at + timedelta(minutes=programme.rules.undo_minutes)


def latest_moment(programme: Programme, region: Region, at: datetime) -> datetime:
    """Never later, but for the first working day after a long holiday: people hold a seat meanwhile and know of
    nothing."""
    return max(at + timedelta(days=programme.rules.send_days_maximum), usual_moment(programme, region, at))


def is_good_day(moment: datetime, region: Region) -> bool:
    """A working day outside the school holidays of the region."""
    return is_working_day(moment.date(), cast(SchoolRegion, region.school_holidays))


# --- Before it leaves ----------------------------------------------------------------------------


def ask_second(scenario: Scenario, *, by: Account, at: datetime, sends_at: datetime) -> None:
    """Ask a second coordinator of the region to look; nothing is made and nobody is written to."""
    refuse_moment(scenario, at, sends_at)
    with transaction.atomic():
        asked = Scenario.objects.filter(pk=scenario.pk, state=Scenario.State.OPEN).update(
            state=Scenario.State.ASKED, asked_by=by, sends_at=sends_at
        )
        if asked != 1:
            raise DomainError(
                "asked", _("Een collega heeft dit voorstel al klaargezet of verstuurd. Kijk hoe het staat.")
            )
        record_sending("ask_second", scenario, by=by, at=at)


def undo_scenario(scenario: Scenario, *, by: Account, at: datetime) -> int:
    """After all not: the question to a colleague is taken back, or the pairs are, before anybody heard of them.

    Everybody is free and the proposal can be sent again. DomainError when it has left, or was undone a moment earlier.
    """
    with transaction.atomic():
        hold_people(scenario)
        row = _held(scenario)
        if row.state == Scenario.State.OPEN:
            raise DomainError("undone", _("Dit voorstel is al teruggehaald. Er is niets verstuurd."))
        if row.state == Scenario.State.COMMITTED and not may_undo(row, at):
            raise DomainError("left", _("De mails zijn al weg. Een voorstel kun je nog intrekken bij de koppels."))
        undone = take_back_pairs(Pair.objects.filter(public_id__in=row.pair_ids), by=by, at=at)
        Scenario.objects.filter(pk=row.pk).update(
            state=Scenario.State.OPEN, committed_at=None, sends_at=None, asked_by=None, pair_ids=[]
        )
        record_sending("undo_scenario", row, by=by, at=at, pairs=undone)
    return undone


def hold_people(scenario: Scenario) -> None:
    """Hold the participations of a proposal, always before the proposal itself, as erasing does: no deadlock."""
    ids = [each[side] for each in scenario.pairs for side in ("left", "right")]
    list(Participation.objects.select_for_update(of=("self",)).filter(public_id__in=ids).order_by("pk"))


def _held(scenario: Scenario) -> Scenario:
    """The proposal as it is now, until the end of the transaction; erasing somebody may have taken it away."""
    rows = Scenario.objects.select_for_update(of=("self",)).select_related("programme", "region")
    row = rows.filter(pk=scenario.pk).first()
    if row is None:
        raise DomainError(
            "gone", _("Dit voorstel is er niet meer: van iemand zijn de gegevens gewist. Maak een nieuw.")
        )
    return row


def record_sending(verb: str, scenario: Scenario, *, by: Account | None, at: datetime, **codes: str | int) -> None:
    """One line of history about a proposal."""
    history.record(
        verb,
        scenario,
        by=by,
        at=at,
        programme_id=scenario.programme_id,
        region_id=scenario.region_id,
        codes={**codes},
    )


def refuse_moment(scenario: Scenario, at: datetime, sends_at: datetime) -> None:
    if sends_at < earliest_moment(scenario.programme, at):
        message = _("Kies een moment over minstens %(n)s minuten, dan kun je je nog bedenken.")
        raise DomainError("too_soon", message % {"n": scenario.programme.rules.undo_minutes}, field="day")
    if sends_at > latest_moment(scenario.programme, scenario.region, at):
        message = _("Kies een moment binnen %(n)s dagen. Deze mensen kunnen zolang geen ander voorstel krijgen.")
        raise DomainError("too_late", message % {"n": scenario.programme.rules.send_days_maximum}, field="day")


def refuse_alone(scenario: Scenario, by: Account | None) -> None:
    """With four eyes the second pair is somebody else's."""
    row = _held(scenario)
    if by is None or row.state == Scenario.State.COMMITTED or not needs_second(row):
        return
    if row.state == Scenario.State.OPEN or row.asked_by_id == by.pk:
        raise DomainError("second_needed", _("In deze ronde kijkt een tweede coördinator mee voordat er iets weggaat."))
