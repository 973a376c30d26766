"""Everything that changes programmes, regions and roles."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jobtwinning.accounts.actions import end_all_sessions, get_or_create_account
from jobtwinning.accounts.models import Account
from jobtwinning.core import clock, history
from jobtwinning.core.errors import DomainError
from jobtwinning.mail.actions import copy_texts
from jobtwinning.people.models import Organisation, Region
from jobtwinning.programmes.interest import tell_interested
from jobtwinning.programmes.models import Channel, Participation, Programme, RoleGrant, Side
from jobtwinning.programmes.permissions import refuse_archived, refuse_standing
from jobtwinning.programmes.rules import ProgrammeRules

State = Programme.State
TRANSITIONS: dict[str, tuple[str, ...]] = {
    State.DRAFT: (State.OPEN,),
    State.OPEN: (State.MATCHING,),
    State.MATCHING: (State.OPEN, State.RUNNING),
    State.RUNNING: (State.MATCHING, State.FINISHED),
    State.FINISHED: (State.ARCHIVED,),
    State.ARCHIVED: (State.FINISHED,),
}
# What people agreed to when they signed up: fixed once somebody did, or once the programme runs.
FIXED_ONCE_PEOPLE = ("hours_minimum", "duration_months", "duration_months_maximum", "trial_months")
FIXED_ONCE_RUNNING = ("starts_on", "modes")


@dataclass(frozen=True, slots=True)
class NewProgramme:
    """What is needed to start a programme; dates in the programme's own zone."""

    slug: str
    name_nl: str
    name_en: str
    organiser: str  # name of the organising party
    regions: tuple[Region, ...]
    starts_on: date
    ends_on: date
    sign_up_until: date | None = None
    matched_by: date | None = None
    places_per_side: int | None = None
    rules: ProgrammeRules = field(default_factory=ProgrammeRules)
    released_before: bool = False
    copied_from: Programme | None = None  # its texts come along


def organising_party(name: str) -> Organisation:
    """The organisation of that name, made when it is new."""
    found = Organisation.objects.filter(name__iexact=name.strip()).order_by("pk").first()
    return found or Organisation.objects.create(name=name.strip(), kind=Organisation.Kind.OTHER)


def create_region(
    *, slug: str, name: str, organiser: str, contact_name: str, contact_email: str, school_holidays: str,
    by: Account | None, at: datetime | None = None,
) -> Region:  # fmt: skip
    """A region with its organiser and contact (REC-07); pages write "regio" before its name themselves."""
    try:
        with transaction.atomic():
            region = Region.objects.create(
                slug=slug,
                name=re.sub(r"^regio\s+(?=\S)", "", name.strip(), flags=re.IGNORECASE),
                organiser=organising_party(organiser),
                contact_name=contact_name,
                contact_email=contact_email,
                school_holidays=school_holidays,
            )
            history.record("create_region", region, by=by, at=at, region_id=region.pk)
    except IntegrityError as error:
        raise DomainError("slug_taken", _("Er is al een regio met dit adres."), field="slug") from error
    return region


def check_dates(new: "NewProgramme | Changes") -> None:
    """The dates of a programme must be in order; every refusal names the field."""
    if new.ends_on <= new.starts_on:
        raise DomainError("ends_before_start", _("De einddatum moet na de startdatum liggen."), field="ends_on")
    if new.sign_up_until and new.sign_up_until > new.ends_on:
        raise DomainError(
            "sign_up_after_end", _("Aanmelden kan niet na het einde van de ronde."), field="sign_up_until"
        )
    if new.matched_by and new.matched_by > new.ends_on:
        raise DomainError("matched_after_end", _("Deze datum ligt na het einde van de ronde."), field="matched_by")


def create_programme(new: NewProgramme, *, by: Account | None, at: datetime | None = None) -> Programme:
    """A programme in draft (REC-08); `open_programme` lets people in."""
    check_dates(new)
    if not new.regions:
        raise DomainError("no_region", _("Kies minstens één regio."), field="regions")
    try:
        with transaction.atomic():
            programme = Programme.objects.create(
                slug=new.slug,
                name_nl=new.name_nl,
                name_en=new.name_en,
                organiser=organising_party(new.organiser),
                starts_on=new.starts_on,
                ends_on=new.ends_on,
                sign_up_until=new.sign_up_until,
                matched_by=new.matched_by,
                places_per_side=new.places_per_side,
                rules_json=new.rules.to_json(),
                released_before=new.released_before,
            )
            programme.regions.set(new.regions)
            if new.copied_from is not None:
                copy_texts(new.copied_from.pk, programme.pk, by=by, at=at or clock.now())
            codes = {"copied_from": new.copied_from.public_id} if new.copied_from else {}
            history.record("create_programme", programme, by=by, at=at, programme_id=programme.pk, codes=codes)
    except IntegrityError as error:
        raise DomainError("slug_taken", _("Er is al een ronde met dit adres."), field="slug") from error
    return programme


def change_state(programme: Programme, state: str, *, by: Account | None, at: datetime | None = None) -> None:
    """Move the programme one step; see TRANSITIONS. Of two people at once one wins, the other is told."""
    if state in (State.OPEN, State.MATCHING):
        refuse_standing(programme)
    if state not in TRANSITIONS[programme.state]:
        raise DomainError("no_such_step", _("Deze stap kan nu niet. Ververs de pagina en kijk opnieuw."))
    if state == State.ARCHIVED and programme.participations.filter(seats__active=True).exists():
        raise DomainError("seats_taken", _("Er lopen nog koppels of voorstellen. Rond ze eerst af, of stop ze."))
    with transaction.atomic():
        changed = Programme.objects.filter(pk=programme.pk, state=programme.state).update(state=state)
        if changed != 1:
            raise DomainError("changed_meanwhile", _("Iemand anders heeft de ronde net aangepast. Kijk opnieuw."))
        codes = {"from": str(programme.state), "to": str(state)}
        history.record("change_state", programme, by=by, at=at, programme_id=programme.pk, codes=codes)
        if state == State.OPEN:
            tell_interested(programme)
    programme.state = state


@dataclass(frozen=True, slots=True)
class Changes:
    """What may change of a programme that exists; its address on the site and its regions stay."""

    name_nl: str
    name_en: str
    starts_on: date
    ends_on: date
    sign_up_until: date | None
    matched_by: date | None
    places_per_side: int | None
    rules: ProgrammeRules


def fixed_parts(programme: Programme) -> dict[str, str]:
    """What cannot change any more, with why: "people" or "running"."""
    fixed: dict[str, str] = {}
    if programme.participations.exclude(state=Participation.State.WITHDRAWN).exists():
        fixed |= dict.fromkeys(FIXED_ONCE_PEOPLE, "people")
    if programme.state in (State.RUNNING, State.FINISHED):
        fixed |= dict.fromkeys((*FIXED_ONCE_PEOPLE, *FIXED_ONCE_RUNNING), "running")
    return fixed


def update_programme(
    programme: Programme, new: Changes, *, version: int, by: Account | None, at: datetime | None = None
) -> None:
    """Change what may change while people take part; a part that is fixed keeps its value (see fixed_parts)."""
    refuse_archived(programme)
    check_dates(new)
    fixed = fixed_parts(programme)
    kept_rules = {name: getattr(programme.rules, name) for name in fixed if name != "starts_on"}
    changed = Programme.objects.filter(pk=programme.pk, version=version, state=programme.state)
    with transaction.atomic():
        check_places(programme, new.places_per_side)
        done = changed.update(
            name_nl=new.name_nl,
            name_en=new.name_en,
            starts_on=programme.starts_on if "starts_on" in fixed else new.starts_on,
            ends_on=new.ends_on,
            sign_up_until=new.sign_up_until,
            matched_by=new.matched_by,
            places_per_side=new.places_per_side,
            rules_json=replace(new.rules, **kept_rules).to_json(),
            version=F("version") + 1,
        )
        if done != 1:
            raise DomainError("changed_meanwhile", _("Iemand anders heeft de ronde net aangepast. Kijk opnieuw."))
        history.record("update_programme", programme, by=by, at=at, programme_id=programme.pk)
    programme.refresh_from_db()


def change_rules(programme: Programme, **values: Any) -> None:
    """Some numbers of the programme, inside the transaction and history of whoever changes them."""
    refuse_archived(programme)
    programme.rules_json = replace(programme.rules, **values).to_json()
    programme.version += 1
    programme.save(update_fields=["rules_json", "version"])


def check_places(programme: Programme, places: int | None) -> None:
    """DomainError when fewer places are asked than people of one side take part."""
    taking_part = programme.participations.exclude(state=Participation.State.WITHDRAWN)
    taken = max((taking_part.filter(side=side).count() for side in Side.values), default=0)
    if places is not None and places < taken:
        text = gettext("Er doen al %(taken)s mensen van één kant mee.") % {"taken": taken}
        raise DomainError("places_taken", text, field="places_per_side")


def make_channel(
    programme: Programme, region: Region, *, kind: str, label: str, organisation: str = "", is_school: bool = False,
    by: Account | None, at: datetime | None = None,
) -> Channel:  # fmt: skip
    """A way by which people find the programme, with a link of its own; the same one twice is one channel."""
    refuse_archived(programme)
    refuse_standing(programme)
    if not programme.regions.filter(pk=region.pk).exists():
        raise DomainError("region_not_in_programme", _("Deze regio doet niet mee aan deze ronde."), field="region")
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)  # two coordinators at once give one channel
        named = _organisation_of(organisation, is_school=is_school)
        channel, made = Channel.objects.get_or_create(
            programme=programme,
            region=region,
            kind=kind,
            label=label,
            organisation=named,
            defaults={"made_at": at or clock.now()},
        )
        if made:
            codes = {"kind": kind}
            history.record(
                "make_channel", channel, by=by, at=at, programme_id=programme.pk, region_id=region.pk, codes=codes
            )
    return channel


@dataclass(frozen=True, slots=True)
class NamedEmployer:
    """An organisation by its name, which may be new."""

    name: str
    is_school: bool


def make_employer_channel(
    programme: Programme, region: Region, who: Organisation | NamedEmployer, *,
    by: Account | None, at: datetime | None = None,
) -> Channel:  # fmt: skip
    """The channel of the papers for one organisation in one region; there is at most one (REC-06)."""
    refuse_archived(programme)
    with transaction.atomic():
        held = Programme.objects.select_for_update().get(pk=programme.pk)  # two coordinators at once give one channel
        regions = {each.pk for each in held.regions.all()}
        if region.pk not in regions:
            raise DomainError("region_not_in_programme", _("Deze regio doet niet mee aan deze ronde."), field="region")
        named = _organisation_of(who.name, is_school=who.is_school) if isinstance(who, NamedEmployer) else who
        if named is None:
            raise DomainError("no_organisation", _("Vul de naam van de organisatie in."), field="name")
        label = f"{named.name}, {region.name}" if len(regions) > 1 else named.name
        channel, made = Channel.objects.get_or_create(
            programme=programme,
            region=region,
            organisation=named,
            kind=Channel.Kind.EMPLOYER,
            defaults={"label": label, "made_at": at or clock.now()},
        )
        if made:
            codes = {"kind": channel.kind}
            history.record(
                "make_channel", channel, by=by, at=at, programme_id=programme.pk, region_id=region.pk, codes=codes
            )
    return channel


def _organisation_of(name: str, *, is_school: bool) -> Organisation | None:
    """The organisation of a channel by its name, as signing up would find it; made when it is new."""
    name = " ".join(name.split())
    if not name:
        return None
    school = Q(kind=Organisation.Kind.SCHOOL)
    found = Organisation.objects.filter(school if is_school else ~school, name__iexact=name).order_by("pk").first()
    kind = Organisation.Kind.SCHOOL if is_school else Organisation.Kind.COMPANY
    return found or Organisation.objects.create(name=name, kind=kind)


def grant_role(
    email: str, role: str, *, region: Region | None = None, programme: Programme | None = None,
    by: Account | None, at: datetime | None = None,
) -> RoleGrant:  # fmt: skip
    """Give somebody a role; makes the account when there is none. The same grant twice is one grant."""
    if role == RoleGrant.Role.COORDINATOR and region is None:
        raise DomainError("no_region", _("Kies de regio van deze coördinator."), field="region")
    if role == RoleGrant.Role.RESEARCHER and programme is None:
        raise DomainError("no_programme", _("Kies de ronde van deze onderzoeker."), field="programme")
    if programme and region and not programme.regions.filter(pk=region.pk).exists():
        raise DomainError("region_not_in_programme", _("Deze regio doet niet mee aan deze ronde."), field="region")
    at = at or clock.now()
    with transaction.atomic():
        account, _made = get_or_create_account(email, language="nl")
        Account.objects.select_for_update().get(pk=account.pk)  # two admins at once give one grant
        grant, made = RoleGrant.objects.get_or_create(
            account=account, role=role, region=region, programme=programme, revoked_at=None, defaults={"granted_at": at}
        )
        if made:
            history.record(
                "grant_role",
                grant,
                by=by,
                at=at,
                programme_id=programme.pk if programme else None,
                region_id=region.pk if region else None,
                codes={"role": role},
            )
    return grant


def revoke_grant(grant: RoleGrant, *, by: Account | None, at: datetime | None = None) -> None:
    """Take a role away; it ends with the next page the person opens."""
    at = at or clock.now()
    with transaction.atomic():
        if RoleGrant.objects.filter(pk=grant.pk, revoked_at__isnull=True).update(revoked_at=at) == 1:
            history.record("revoke_grant", grant, by=by, at=at, region_id=grant.region_id, codes={"role": grant.role})


def sign_out_everywhere(email: str, *, by: Account | None, at: datetime | None = None) -> None:
    """End every session of the account with this address, by a platform admin."""
    account = Account.objects.filter(email=email.strip().lower()).first()
    if account is None:
        raise DomainError("no_account", _("Er is geen account met dit adres."), field="email")
    end_all_sessions(account, by=by, at=at or clock.now())
