"""Where one is signed in, the form that waited, and the door of a link from a mail."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts import actions, kept_forms, sessions, tokens
from jobtwinning.accounts.models import AccountSession, Token
from jobtwinning.accounts.views import account_of
from jobtwinning.core import clock, form_keys

LINK = "link"  # in the browser's session: the sha256 of the link that was opened
UNKNOWN_LINK_PAGE = "intake:manager"  # says that the link does not work, to whoever
LINK_PAGES = {
    Token.Purpose.CHANGE_EMAIL: "account_confirm_email",
    Token.Purpose.MANAGER_PERMISSION: "intake:manager",
    Token.Purpose.EMPLOYER_LETTER: "intake:employer_letter",
}
BROWSER_NAMES = {
    AccountSession.Browser.FIREFOX: "Firefox",
    AccountSession.Browser.EDGE: "Edge",
    AccountSession.Browser.CHROME: "Chrome",
    AccountSession.Browser.SAFARI: "Safari",
}
SYSTEM_NAMES = {
    AccountSession.System.WINDOWS: "Windows",
    AccountSession.System.MAC: "Mac",
    AccountSession.System.IOS: gettext_lazy("iPhone of iPad"),
    AccountSession.System.ANDROID: "Android",
    AccountSession.System.LINUX: "Linux",
}


@require_http_methods(["GET", "HEAD"])
@login_required
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Every browser in which this account is signed in, this one first."""
    account, here, now = account_of(request), sessions.session_of(request), clock.now()
    limits = sessions.limits_of(request)
    rows = [row for row in account.sessions.order_by("-last_seen_at") if not sessions.is_over(row, limits, now)]
    lines = [{"session": row, "device": device_words(row), "is_this_one": row == here} for row in rows]
    lines.sort(key=lambda line: not line["is_this_one"])
    return render(request, "accounts/sessions.html", {"lines": lines, "form_key": form_keys.new_key()})


def device_words(session: AccountSession) -> str:
    """Browser and system as one says them."""
    browser = BROWSER_NAMES.get(AccountSession.Browser(session.browser), _("Een andere browser"))
    system = SYSTEM_NAMES.get(AccountSession.System(session.system), "")
    return _("%(browser)s op %(system)s") % {"browser": browser, "system": system} if system else browser


@require_http_methods(["POST"])
@login_required
@form_keys.answers_again
def end_session(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sign out one of one's own browsers; this one has its own button, sign out."""
    account, url = account_of(request), reverse("account_sessions")
    row = account.sessions.filter(public_id=public_id).first() if "\x00" not in public_id else None
    if row is None:
        raise Http404
    with transaction.atomic():
        if form_keys.claim(request, url):
            actions.end_session(row, by=account, at=clock.now())
    messages.success(request, _("Die browser is uitgelogd."))
    return redirect(url)


@require_http_methods(["POST"])
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    account = account_of(request)
    ended = actions.end_other_sessions(account, keep=sessions.session_of(request), by=account, at=clock.now())
    text = ngettext("%(n)s andere browser is uitgelogd.", "%(n)s andere browsers zijn uitgelogd.", ended)
    messages.success(request, text % {"n": ended} if ended else _("Je was nergens anders ingelogd."))
    return redirect("account_sessions")


@require_http_methods(["GET", "HEAD"])
@login_required
def send_again(request: HttpRequest) -> HttpResponse:
    """The form that came too late for the sign-in, ready to be sent again."""
    kept = kept_forms.kept_form(request, account_of(request))
    if kept is None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/send_again.html", {"kept": kept})


@require_http_methods(["GET", "HEAD"])
def link(request: HttpRequest, raw: str) -> HttpResponse:
    """A link from a mail: remember which, and go on without the secret in the address. Nothing is used up."""
    digest = tokens.digest_of(raw)
    token = Token.objects.filter(digest=digest).first()
    request.session[LINK] = digest
    response = redirect(LINK_PAGES[Token.Purpose(token.purpose)] if token else UNKNOWN_LINK_PAGE)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response
