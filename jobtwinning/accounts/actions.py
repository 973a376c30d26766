"""Make accounts, send codes, set passwords, change addresses, end sessions."""

import uuid
from datetime import datetime, timedelta

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jobtwinning.accounts import tokens
from jobtwinning.accounts.adapter import TOO_OFTEN, is_own_path, queue_change_mail, rehearse_code_mail
from jobtwinning.accounts.models import Account, AccountSession, Token
from jobtwinning.accounts.sessions import committed_with_session
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.outbox import Options, Recipient, cancel_mails, queue_mail

EMAIL_LINK_LIFE = timedelta(hours=24)


def get_or_create_account(email: str, *, language: str) -> tuple[Account, bool]:
    """The account of this address, made when there was none; True when it is new. It signs in by code."""
    with transaction.atomic():
        return Account.objects.get_or_create(
            email=email.strip().lower(), defaults={"language": language, "password": make_password(None)}
        )


def begin_code_sign_in(request: HttpRequest, account: Account | None, email: str) -> None:
    """Send a code and remember in the session for whom; an address of nobody looks and lasts the same."""
    with committed_with_session(request):
        LoginCodeVerificationProcess.initiate(request=request, user=account, email=email)
        if account is None:
            rehearse_code_mail(email)


MAILED_TO = "code_mailed_to"  # in the session: they just said who they are, so an address is there to be mailed


def start_code_sign_in(request: HttpRequest, email: str, *, next_url: str = "") -> HttpResponseRedirect:
    """Send a code to the address and go to the page that asks for it; afterwards the person lands on `next_url`.

    For the end of a sign-up; this one takes a request because signing in is about the browser's session. Without
    `next_url` the `next` of the request is kept. Whoever asks too often comes on the sign-in page, with the reason.
    """
    email = email.strip().lower()
    next_url = next_url or request.POST.get("next") or request.GET.get("next") or ""
    page = "account_confirm_login_code"
    request.session[MAILED_TO] = email
    if ratelimit.consume(request, action="request_login_code", key=email):
        begin_code_sign_in(request, Account.objects.filter(email=email, is_active=True).first(), email)
    else:
        messages.error(request, str(TOO_OFTEN))
        page = "account_login"
    query = f"?{urlencode({'next': next_url})}" if is_own_path(next_url) else ""
    return HttpResponseRedirect(reverse(page) + query)


def take_sign_up_turn(request: HttpRequest) -> None:
    """Refuse a sign-up when too many came from this client's address, or from all together: each sends a mail."""
    if not ratelimit.consume(request, action="sign_up", key="everybody"):
        raise DomainError(
            "too_often", _("Er komen nu te veel aanmeldingen tegelijk. Probeer het over een uur opnieuw.")
        )


def make_platform_admin(email: str, *, by: Account | None, at: datetime) -> Account:
    """Give the account of this address, made when there was none, the rights over the whole platform."""
    with transaction.atomic():
        account, _made = get_or_create_account(email, language="nl")
        if Account.objects.filter(pk=account.pk, is_platform_admin=False).update(is_platform_admin=True):
            history.record("make_platform_admin", account, by=by, at=at)
        account.refresh_from_db()
    return account


def set_password(
    account: Account, password: str, *, by: Account | None, at: datetime, keep: AccountSession | None = None
) -> None:
    """A new password; all sessions but `keep` end, and the owner gets a mail."""
    with transaction.atomic():
        account.set_password(password)
        account.save(update_fields=["password"])
        history.record("set_password", account, by=by, at=at)
        drop_sessions(account, keep=keep)
        queue_change_mail(account.email, "password")


def drop_sessions(account: Account, *, keep: AccountSession | None = None) -> int:
    """Part of an action that changes how somebody signs in: every other browser is signed out. Returns how many."""
    ended, _per_table = account.sessions.exclude(pk=keep.pk if keep else 0).delete()
    return ended


def end_session(session: AccountSession, *, by: Account | None, at: datetime) -> None:
    """Sign out one browser; its next request is nobody's."""
    with transaction.atomic():
        if AccountSession.objects.filter(pk=session.pk).delete()[0]:
            history.record("end_session", session.account, by=by, at=at)


def end_other_sessions(account: Account, *, keep: AccountSession | None, by: Account, at: datetime) -> int:
    """Sign out every browser but this one; how many there were."""
    with transaction.atomic():
        ended = drop_sessions(account, keep=keep)
        if ended:
            history.record("end_other_sessions", account, by=by, at=at, codes={"sessions": ended})
    return ended


def end_all_sessions(account: Account, *, by: Account | None, at: datetime) -> int:
    """Sign somebody out everywhere, by a platform admin; the owner gets a mail."""
    with transaction.atomic():
        ended = drop_sessions(account)
        history.record("end_all_sessions", account, by=by, at=at, codes={"sessions": ended})
        queue_change_mail(account.email, "signed_out", language=account.language)
    return ended


def ask_email_change(account: Account, email: str, *, by: Account, at: datetime) -> None:
    """Mail a link to the new address; nothing changes before its owner uses it. An earlier link is dead.

    An address that somebody else has gets no mail. The page says the same and takes as long: the work is rehearsed.
    """
    email = email.strip().lower()
    with transaction.atomic():
        about = tokens.About(Token.Purpose.CHANGE_EMAIL, account.public_id, email)
        raw = tokens.make_token(about, lifetime=EMAIL_LINK_LIFE, at=at)
        waiting = OutboxMail.objects.filter(unique_key__startswith=f"change_email:{account.public_id}:")
        cancel_mails(waiting, at=at)
        queue_email_link(account, email, raw)
        history.record("ask_email_change", account, by=by, at=at)
        if Account.objects.filter(email=email).exists():
            transaction.set_rollback(True)


def queue_email_link(account: Account, email: str, raw: str) -> None:
    """The link, in the only place where it is written out; the body is blanked after sending."""
    queue_mail(
        "change_email",
        Recipient(email, get_language() or account.language),
        unique_key=f"change_email:{account.public_id}:{uuid.uuid4()}",
        context={
            "link": settings.SITE_URL + reverse("account_link", args=[raw]),
            "hours": EMAIL_LINK_LIFE // timedelta(hours=1),
        },
        options=Options(holds_secret=True, is_awaited=True),
    )


def change_email(
    token: Token, *, account: Account, by: Account, at: datetime, keep: AccountSession | None = None
) -> None:
    """Sign in with the new address from now on; all sessions but `keep` end, and the old address is told.

    A link that was used or replaced in the meantime, or whose address somebody else took, changes nothing.
    """
    gone = DomainError("link_gone", _("Deze link werkt niet meer. Vraag een nieuwe."))
    old = account.email
    try:
        with transaction.atomic():
            if token.subject_id != account.public_id or not tokens.use_token(token, at=at):
                raise gone
            Account.objects.filter(pk=account.pk).update(email=token.address)
            EmailAddress.objects.filter(user=account).delete()  # allauth would still sign in by the old address
            history.record("change_email", account, by=by, at=at)
            drop_sessions(account, keep=keep)
            queue_change_mail(old, "email")
    except IntegrityError as error:
        raise gone from error
    account.refresh_from_db()
