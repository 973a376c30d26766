"""A code by mail for somebody who is signed in: who is there?"""

import time

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import Promise

from jobtwinning.accounts.adapter import TOO_OFTEN, WRONG_CODE, queue_code_mail
from jobtwinning.accounts.models import Account

KEY = "code_again"  # in the browser's session: the hash of the code, and when it was sent


def send(request: HttpRequest, account: Account) -> None:
    """Mail a new code; the one before does not work any more. Whoever asks too often is told."""
    if not ratelimit.consume(request, action="request_login_code", key=account.email):
        messages.error(request, str(TOO_OFTEN))
        return
    code = get_adapter().generate_login_code()
    request.session[KEY] = {"hash": hash_of(code), "at": time.time()}
    queue_code_mail(account.email, code)


def was_sent(request: HttpRequest) -> bool:
    return KEY in request.session


def check(request: HttpRequest, account: Account, code: str) -> Promise | None:
    """None when the code is right, and then it is used up and this session has proved itself; else what is wrong."""
    if not ratelimit.consume(request, action="login_failed", key=f"code-again-{account.pk}"):
        return TOO_OFTEN
    sent = request.session.get(KEY, {"hash": "", "at": 0})
    young = time.time() - sent["at"] < settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
    if not young or not constant_time_compare(sent["hash"], hash_of(code)):
        return WRONG_CODE
    del request.session[KEY]
    record_authentication(request, account, method="code", email=account.email, reauthenticated=True)
    return None


def hash_of(code: str) -> str:
    return salted_hmac(KEY, normalize_user_code(code)).hexdigest()
