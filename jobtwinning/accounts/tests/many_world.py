"""People and sessions for the test of hundreds at once, made in a process of the server's database."""

from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from jobtwinning.accounts.models import Account, Token
from jobtwinning.core import clock
from jobtwinning.pairs.tests.race_server import sign_in_all
from tests import make

PASSWORD = "brug over het water"
KNOWN, NO_PASSWORD = "noor@voorbeeld.example", "daan@voorbeeld.example"


class SlowEnough(PBKDF2PasswordHasher):
    """As in production, but some ten milliseconds: a hash that is left out shows beside 5 ms."""

    iterations = 30_000


def world() -> dict[str, Any]:
    """An account with a password and an app with codes, and browsers on their way."""
    call_command("createcachetable", "core_cache", verbosity=0)
    account = make.make_account(KNOWN)
    make.make_account(NO_PASSWORD)
    with override_settings(PASSWORD_HASHERS=[f"{__name__}.SlowEnough", *settings.PASSWORD_HASHERS]):
        account.set_password(PASSWORD)
    account.save()
    (session,) = sign_in_all([account])
    programme = make.make_programme(make.make_region("Maasmond", slug="maasmond"), slug="najaar")
    programme.sign_up_until, programme.matched_by = clock.today(), None
    programme.save()
    sign_up = reverse("intake:sign_up", args=[programme.slug]) + "?kant=docent"
    return {"session": session, "sign_up": sign_up}


def owner() -> Account:
    """The account that was there first, whatever its address is now."""
    return Account.objects.earliest("pk")


def factor() -> dict[str, Any]:
    """An app with codes, made when there is none, and recovery codes: the secret of the app, and one unused code."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    account = owner()
    secret = generate_totp_secret()
    Authenticator.objects.filter(user=account).delete()
    TOTP.activate(account, secret)
    return {"secret": secret, "recovery": RecoveryCodes.activate(account).get_unused_codes()[0]}


def add_sessions(number: str) -> list[str]:
    with transaction.atomic():
        return sign_in_all([owner()] * int(number))


def add_link(number: str) -> dict[str, Any]:
    """A link, opened in so many browsers of one account."""
    from django.test import Client

    account = owner()
    raw = make.make_link(account)
    sessions = add_sessions(number)
    with transaction.atomic():
        for key in sessions:
            client = Client()
            client.cookies["sessionid"] = key
            client.get(reverse("account_link", args=[raw]))
    return {"sessions": sessions}


def uses() -> int:
    """How often the link did its work."""
    from jobtwinning.core.models import History

    assert Token.objects.count() == 1
    return History.objects.filter(verb="change_email").count()


def mails() -> int:
    from jobtwinning.mail.models import OutboxMail

    return OutboxMail.objects.filter(template="login_code").count()


def signed_up(address: str) -> dict[str, int]:
    """What there is of who signed up with this address, however it is spelled."""
    from jobtwinning.mail.models import OutboxMail
    from jobtwinning.people.models import Person
    from jobtwinning.programmes.models import Participation

    return {
        "accounts": Account.objects.filter(email__iexact=address).count(),
        "people": Person.objects.filter(email__iexact=address).count(),
        "participations": Participation.objects.count(),
        "invitations": OutboxMail.objects.filter(template="sign_up").count(),
    }
