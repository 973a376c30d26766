"""A sign-up that waits in the browser's session until the owner of the address has signed in."""

from dataclasses import fields

from django.http import HttpRequest

from jobtwinning.accounts.models import Account
from jobtwinning.intake.actions import SignUp
from jobtwinning.programmes.models import Programme

KEY = "pending_sign_up"
NAMES = [field.name for field in fields(SignUp) if field.name != "region"]


def keep(request: HttpRequest, programme: Programme, wish: SignUp) -> None:
    """Remember it; kept for known and new addresses alike, so that nothing tells them apart."""
    values = {name: getattr(wish, name) for name in NAMES} | {"region": wish.region.slug}
    request.session[KEY] = {"programme": programme.slug, **values}


def of(request: HttpRequest, programme: Programme, account: Account) -> SignUp | None:
    """What waits for this programme, only when the one who signed in owns the address."""
    values = dict(request.session.get(KEY) or {})
    if values.pop("programme", None) != programme.slug or values["email"].strip().lower() != account.email:
        return None
    region = programme.regions.filter(slug=values.pop("region")).first()
    return SignUp(**values, region=region) if region else None


def forget(request: HttpRequest) -> None:
    """It was used, or is not needed."""
    request.session.pop(KEY, None)
