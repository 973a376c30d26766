"""Who looks at a page: the account, the person behind it, and the grants that are valid now."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.http import HttpRequest

from jobtwinning.accounts.models import Account
from jobtwinning.people.models import Person, Region
from jobtwinning.programmes.models import ContactPerson, Programme, RoleGrant

# Asked on every page: to write these takes Django several times as long as the database takes to answer.
IS_CONTACT = "EXISTS(SELECT 1 FROM programmes_contactperson WHERE account_id = %s AND revoked_at IS NULL)"
PERSON = f"SELECT people_person.*, {IS_CONTACT} AS is_contact FROM people_person WHERE account_id = %s"  # noqa: S608 — our own words


@dataclass(frozen=True, slots=True)
class Viewer:
    """Everything a permission may ask about somebody; read once per request."""

    account: Account
    person: Person | None
    grants: tuple[RoleGrant, ...]
    is_changing: bool = False  # something is sent, not only looked at
    is_contact: bool = False  # contact person of some organisation

    def has_role(self, role: str) -> bool:
        """In any region or programme."""
        return any(grant.role == role for grant in self.grants)

    def coordinates(self, programme: Programme, region: Region | None = None) -> bool:
        """Coordinator of this programme in this region, or in any of its regions when none is named."""
        return any(
            grant.role == RoleGrant.Role.COORDINATOR
            and grant.programme_id in (None, programme.pk)
            and (region is None or grant.region_id == region.pk)
            for grant in self.grants
            if region is not None or grant.region_id in {row.pk for row in programme.regions.all()}
        )

    def coordinated_region_ids(self, programme: Programme) -> set[int]:
        """Primary keys of the regions of this programme that this viewer coordinates."""
        granted = {
            grant.region_id
            for grant in self.grants
            if grant.role == RoleGrant.Role.COORDINATOR and grant.programme_id in (None, programme.pk)
        }
        return {region.pk for region in programme.regions.all() if region.pk in granted}

    @property
    def needs_second_factor(self) -> bool:
        """Staff sign in with TOTP; participants may."""
        return bool(self.grants) or self.account.is_platform_admin


def viewer_for(account: Account) -> Viewer:
    """The viewer behind an account as the grants are now; for pages and for work that was asked for on a page."""
    is_contact = RawSQL(IS_CONTACT, [account.pk], BooleanField())  # noqa: S611  # a constant, and its parameter
    rows = RoleGrant.objects.filter(account=account, revoked_at__isnull=True).annotate(is_contact=is_contact)
    grants = tuple(rows.select_related("programme", "account__person"))  # one question for most of staff
    if grants:
        return Viewer(account, getattr(grants[0].account, "person", None), grants, is_contact=grants[0].is_contact)
    person: Any = next(iter(Person.objects.raw(PERSON, [account.pk] * 2)), None)  # one account is one person
    if person is not None:
        return Viewer(account, person, (), is_contact=bool(person.is_contact))
    contacts = ContactPerson.objects.filter(account=account, revoked_at__isnull=True)
    return Viewer(account, None, (), is_contact=contacts.exists())


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of this request; only for pages behind sign-in."""
    cached: Viewer | None = getattr(request, "_viewer", None)
    if cached is None:
        account = request.user
        if not isinstance(account, Account):
            raise TypeError("viewer_of needs a signed-in request")
        cached = replace(viewer_for(account), is_changing=request.method == "POST")
        request._viewer = cached  # type: ignore[attr-defined]  # one read per request
    return cached


def programme_at(request: HttpRequest, slug: str) -> Programme | None:
    """The programme at this address with its regions, read once per request, in one question when it has regions."""
    known: dict[str, Programme | None] = request.__dict__.setdefault("_programmes", {})
    if slug not in known:
        known[slug] = read_programme(slug)
    return known[slug]


def read_programme(slug: str) -> Programme | None:
    """The programme with its regions."""
    if "\x00" in slug:  # PostgreSQL refuses to look for NUL
        return None
    places: Any = Programme.regions.through._default_manager.select_related("programme", "region")
    rows = list(places.filter(programme__slug=slug))
    if not rows:
        return Programme.objects.prefetch_related("regions").filter(slug=slug).first()
    programme: Programme = rows[0].programme
    regions = programme.regions.all()
    regions._result_cache = [row.region for row in rows]
    programme._prefetched_objects_cache = {"regions": regions}  # type: ignore[attr-defined]  # as prefetching does
    return programme


def forget_viewer(request: HttpRequest) -> None:
    """Somebody signed out during this request."""
    request._viewer = None  # type: ignore[attr-defined]  # idem
