"""People and sessions for the test of hundreds at once, made in a process of the server's database."""

from typing import Any

from django.core.management import call_command

from jobtwinning.accounts.models import Account, Token
from jobtwinning.pairs.tests.race_server import sign_in_all
from tests import make

PASSWORD = "brug over het water"


def world() -> dict[str, Any]:
    """An account with a password and an app with codes, and browsers on their way."""
    call_command("createcachetable", "core_cache", verbosity=0)
    account = make.make_account("noor@voorbeeld.example")
    account.set_password(PASSWORD)
    account.save()
    (session,) = sign_in_all([account])
    region = make.make_region("Maasmond", slug="maasmond")
    make.make_programme(region, slug="najaar")
    return {"session": session}


def factor() -> dict[str, Any]:
    """An app with codes, made when there is none, and recovery codes: what is right just now."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        generate_totp_secret,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    account = Account.objects.get()
    secret = generate_totp_secret()
    Authenticator.objects.filter(user=account).delete()
    TOTP.activate(account, secret)
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    return {"code": code, "recovery": RecoveryCodes.activate(account).get_unused_codes()[0]}


def add_sessions(number: str) -> list[str]:
    return sign_in_all([Account.objects.get()] * int(number))


def add_link(number: str) -> dict[str, Any]:
    """A link, opened in so many browsers of one account."""
    from django.test import Client
    from django.urls import reverse

    account = Account.objects.get()
    raw = make.make_link(account)
    sessions = sign_in_all([account] * int(number))
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
