"""Sign in as somebody of the sample programmes with one click; only in demo mode, only on this machine."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from jobtwinning.demo import staff

LOOPBACK = {"127.0.0.1", "::1"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROLE_NAMES = {
    "coordinator": (_("Coördinator"), _("Werft, matcht, begeleidt en evalueert in regio Maasmond.")),
    "teacher": (_("Docent"), _("Zit in een koppel dat nu bezig is.")),
    "non_teacher": (_("Deelnemer van buiten het onderwijs"), _("De andere helft van een koppel.")),
    "looks_around": (_("Deelnemer die rondkijkt"), _("Ziet kaarten van de andere kant en zegt ja, misschien of nee.")),
    "contact": (_("Contactpersoon"), _("Ziet van de eigen organisatie alleen aantallen.")),
    "researcher": (_("Onderzoeker"), _("Leest de rapporten, zonder namen.")),
    "admin": (_("Beheerder"), _("Maakt regio’s en geeft rollen.")),
}


def require_demo(request: HttpRequest) -> None:
    """404 outside the demo and for anybody who is not on this machine."""
    if not settings.DEMO or request.META.get("REMOTE_ADDR") not in LOOPBACK:
        raise Http404


@require_http_methods(["GET", "HEAD"])
def choose(request: HttpRequest) -> HttpResponse:
    """Who do you want to be?"""
    require_demo(request)
    people = [
        {"role": role, "name": name, "text": text}
        for role, (name, text) in ROLE_NAMES.items()
        if staff.account_for(role) is not None
    ]
    return render(request, "demo/choose.html", {"people": people})


@require_http_methods(["POST"])
def sign_in(request: HttpRequest, role: str) -> HttpResponse:
    """Become somebody of the demo."""
    require_demo(request)
    account = staff.account_for(role)
    if account is None:
        raise Http404
    logout(request)
    login(request, account, backend=BACKEND)
    request.session["second_factor_done"] = True
    return redirect(settings.LOGIN_REDIRECT_URL)
