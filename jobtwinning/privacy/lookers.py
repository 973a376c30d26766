"""Who of the staff looked, in words that a participant knows: role, region and organisation, never an id."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.people.models import Region
from jobtwinning.programmes.context import programme_name
from jobtwinning.programmes.models import RoleGrant


@dataclass(frozen=True, slots=True)
class Lookers:
    """The accounts of some rows of the view log, with every role they ever had; two queries."""

    accounts: Mapping[int, Account]
    grants: Mapping[int, list[RoleGrant]] = field(default_factory=dict)

    @classmethod
    def of(cls, account_ids: Iterable[int]) -> "Lookers":
        keys = set(account_ids)
        grants: dict[int, list[RoleGrant]] = defaultdict(list)
        found = RoleGrant.objects.filter(account__in=keys).select_related("region__organiser", "programme")
        for grant in found.order_by("role", "region__name", "pk"):
            grants[grant.account_id].append(grant)
        return cls(Account.objects.in_bulk(keys), grants)

    def words(self, account_id: int, at: datetime, region_ids: frozenset[int]) -> str:
        """Who this was at that moment; of several regions, the reader's own go first."""
        account = self.accounts.get(account_id)
        if account is None:
            return _("Iemand van wie het account niet meer bestaat")
        held = [grant for grant in self.grants.get(account_id, ()) if _is_valid(grant, at)]
        held.sort(key=lambda grant: grant.region_id not in region_ids)
        for grant in held:
            return _role(account, grant)
        return _("Een beheerder van het platform") if account.is_platform_admin else _("Iemand van de organisatie")


def _is_valid(grant: RoleGrant, at: datetime) -> bool:
    return grant.granted_at <= at and (grant.revoked_at is None or at < grant.revoked_at)


def _role(account: Account, grant: RoleGrant) -> str:
    if grant.region is None:
        programme = programme_name(grant.programme) if grant.programme else ""
        return _("Een onderzoeker van %(programme)s") % {"programme": programme}
    place = {"region": grant.region.name, "organisation": _organisation(grant.region)}
    if grant.role == RoleGrant.Role.RESEARCHER:
        return _("Een onderzoeker in regio %(region)s%(organisation)s") % place
    name = grant.region.contact_name
    if name and account.email.lower() == grant.region.contact_email.lower():  # the participant knows this name
        return _("%(name)s, coördinator van regio %(region)s%(organisation)s") % {"name": name, **place}
    return _("Een coördinator van regio %(region)s%(organisation)s") % place


def _organisation(region: Region) -> str:
    return f" ({region.organiser.name})" if region.organiser else ""
