"""allauth's seams: mail goes through our outbox, texts are ours, nobody signs up without a programme."""

import uuid
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jobtwinning.mail.outbox import Options, Recipient, queue_mail

WRONG_CODE = _("Deze code klopt niet. Kijk nog eens goed, of vraag een nieuwe.")
TOO_OFTEN = _("Je hebt het te vaak geprobeerd. Wacht een paar minuten en probeer het dan opnieuw.")

# allauth's notices and what we say instead; one that is not here is not worth a sentence.
NOTICES = {
    "account/messages/logged_out.txt": _("Je bent uitgelogd."),
    "mfa/messages/totp_activated.txt": _("De tweede stap staat aan."),
    "mfa/messages/totp_deactivated.txt": _("De tweede stap staat uit."),
    "mfa/messages/recovery_codes_generated.txt": _("Je hebt nieuwe herstelcodes. Bewaar ze goed."),
}
# allauth's mails about a change of the account; all of them are our mail `account_changed`.
CHANGES = {
    "mfa/email/totp_activated": "factor_on",
    "mfa/email/totp_deactivated": "factor_off",
    "mfa/email/recovery_codes_generated": "recovery_codes",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Dit account is gesloten."),
        "email_password_mismatch": _("Dit e-mailadres en wachtwoord horen niet bij elkaar."),
        "enter_current_password": _("Dit is niet je huidige wachtwoord."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("Dit wachtwoord klopt niet."),
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from signing up for a programme or from an import, never from a bare form."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """We serve pages; allauth's JSON answers would be a second door."""
        return False

    def is_reauthentication_required(self, *, app: str, **named: Any) -> bool:
        """Our own guard stands before every view that needs it (step_up.py); allauth's would ask a second time."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only a path on this site, written plainly."""
        return is_own_path(url)

    def get_client_ip(self, request: HttpRequest) -> str:
        """An IPv4 address that a socket for both kinds writes as IPv6 is itself again: by their first 64 bits all of
        them would share one limit."""
        given = str(super().get_client_ip(request))
        with suppress(ValueError):
            return str(getattr(ip_address(given), "ipv4_mapped", None) or given)
        return given

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Through the outbox; a mail that we do not know is a mistake of ours."""
        if template_prefix == "account/email/login_code":
            queue_code_mail(email, context["code"])
        else:
            queue_change_mail(email, CHANGES[template_prefix])

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our words instead of allauth's templates."""
        text = message or NOTICES.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # idem
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def build_totp_svg(self, url: str) -> str:
        """Black on white, also in dark mode: cameras want it so."""
        svg: str = segno.make(url, error="m").svg_inline(scale=5, border=3, dark="#000", light="#fff", omitsize=False)
        return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def is_own_path(url: str) -> bool:
    """A path on this site: `/…`, no other host, no backslash, no control characters."""
    plain = url.isprintable() and "\\" not in url and url.startswith("/") and not url.startswith("//")
    return plain and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def queue_code_mail(email: str, code: str) -> None:
    """The one-time code, in the language of the page on which it was asked; the body is blanked after sending."""
    minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
    queue_mail(
        "login_code",
        Recipient(email, get_language() or "nl"),
        unique_key=f"login_code:{uuid.uuid4()}",
        context={"code": code, "minutes": minutes},
        options=Options(holds_secret=True, is_awaited=True),
    )


def rehearse_code_mail(email: str) -> None:
    """The same work for an address that nobody has, undone at once: the time the page takes tells nothing."""
    with transaction.atomic():
        queue_code_mail(email, "0000-0000")
        transaction.set_rollback(True)


def queue_change_mail(email: str, change: str, *, language: str = "") -> None:
    """Tell the owner that a way to sign in changed, so that somebody else's hand is noticed."""
    queue_mail(
        "account_changed",
        Recipient(email, language or get_language() or "nl"),
        unique_key=f"account_changed:{uuid.uuid4()}",
        context={"change": change, "sign_in_url": settings.SITE_URL + reverse("account_login")},
    )
