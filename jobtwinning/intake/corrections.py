"""What a file says differently about somebody whom we knew, and what of it is taken over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from jobtwinning.accounts.models import Account
from jobtwinning.intake.actions import SignUp, employment_of
from jobtwinning.intake.readiness import record_about
from jobtwinning.people.models import Organisation, Person
from jobtwinning.programmes.models import Participation, Side

CHANNEL = "import"


@dataclass(frozen=True, slots=True)
class Change:
    """What a row says differently: the column, what stood there and what comes; both empty for answers."""

    column: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was taken over, and of the participation what stood there before, to put back."""

    changes: tuple[Change, ...] = ()
    before: Mapping[str, object] = field(default_factory=dict)


def correct(participation: Participation, wish: SignUp, *, by: Account | None, at: datetime) -> Corrected:
    """Take over what the file says differently; side and region stay as they are once there was a pair."""
    told = differences(participation, wish)
    if not told:
        return Corrected()
    person, has_seat = participation.person, participation.seats.exists()
    before: dict[str, object] = {}
    new: dict[str, object] = {}
    if {"organisation", "function"} & told.keys():
        new["employment"] = employment_of(person, wish)
        before["employment"] = participation.employment_id
    for name, value in (("region", wish.region), ("side", wish.side)):
        if name in told and not has_seat:
            new[name] = value
            before[name] = participation.region_id if name == "region" else participation.side
        elif name in told:
            del told[name]
    if new:
        Participation.objects.filter(pk=participation.pk).update(version=F("version") + 1, **new)
        participation.refresh_from_db()
    own = {name: getattr(wish, name) for name in ("given_name", "surname", "phone") if name in told}
    if own and _is_ours(participation):
        Person.objects.filter(pk=person.pk).update(version=F("version") + 1, **own)
    else:
        told = {name: change for name, change in told.items() if name not in own}
    if not told:
        return Corrected()
    columns = sorted({"name" if name in ("given_name", "surname") else name for name in told})
    record_about(participation, "corrected", by=by, at=at, columns=" ".join(columns))
    return Corrected(tuple(told.values()), before)


def differences(participation: Participation, wish: SignUp) -> dict[str, Change]:
    """What a row says differently from what we have, by column."""
    person, work = participation.person, participation.employment
    had = {
        "given_name": person.given_name,
        "surname": person.surname,
        "organisation": work.organisation.name if work else "",
        "function": work.function if work else "",
        "region": participation.region.name,
        "side": participation.side,
    }
    comes = {name: getattr(wish, name) for name in had} | {"region": wish.region.name}
    if wish.phone:
        had["phone"], comes["phone"] = person.phone, wish.phone
    found = {name: Change(name, had[name], comes[name]) for name in had if had[name] != comes[name]}
    is_school = work is not None and work.organisation.kind == Organisation.Kind.SCHOOL
    if had["organisation"].casefold() == comes["organisation"].casefold() and is_school == (wish.side == Side.TEACHER):
        found.pop("organisation", None)
    return found


def _is_ours(participation: Participation) -> bool:
    """Only of somebody who came in by a file, is nowhere else, and never signed in: nobody else's name is ours."""
    person = participation.person
    elsewhere = person.participations.exclude(pk=participation.pk).exists()
    signed_in = person.account is not None and person.account.last_login is not None
    return participation.channel == CHANNEL and not elsewhere and not signed_in
