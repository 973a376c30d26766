"""Who looks at a page: the account, the person behind it, and the grants that are valid now."""

from dataclasses import dataclass, replace

from django.db.models import Exists
from django.http import HttpRequest

from jobtwinning.accounts.models import Account
from jobtwinning.people.models import Person, Region
from jobtwinning.programmes.models import ContactPerson, Programme, RoleGrant


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
    grants = tuple(
        RoleGrant.objects.filter(account=account, revoked_at__isnull=True).select_related("region", "programme")
    )
    contacts = ContactPerson.objects.filter(account=account, revoked_at__isnull=True)
    person = Person.objects.filter(account=account).annotate(is_contact=Exists(contacts)).first()
    if person is not None:
        return Viewer(account, person, grants, is_contact=person.is_contact)
    return Viewer(account, None, grants, is_contact=not grants and contacts.exists())


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


def forget_viewer(request: HttpRequest) -> None:
    """Somebody signed out during this request."""
    request._viewer = None  # type: ignore[attr-defined]  # idem
