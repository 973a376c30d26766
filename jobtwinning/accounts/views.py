"""The pages around signing in: thin layers over allauth's views, with our templates, statuses and methods."""

from typing import Any

from allauth.account import views as account_views
from allauth.mfa.base import views as factor_views
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jobtwinning.accounts import actions, code_again, queries, sessions
from jobtwinning.accounts.adapter import is_own_path, rehearse_code_mail
from jobtwinning.accounts.forms import CodeAgainForm, PasswordForm, RequestCodeForm, SignInForm
from jobtwinning.accounts.models import Account
from jobtwinning.accounts.step_up import requires_fresh_sign_in
from jobtwinning.core import clock, form_keys

page = require_http_methods(["GET", "HEAD", "POST"])
WRONG = 422


class Wrong422:
    """A form that was not filled in well is answered with 422."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # of the view beside this class
        if response.status_code == 200:
            response.status_code = WRONG
        return response


class EndsOtherSessions:
    """The way of signing in changes: the other browsers must sign in again."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # of the view beside this class
            actions.drop_sessions(account_of(self.request), keep=sessions.session_of(self.request))
        return response


class OneTransaction:
    """A code is used up together with what it opens: when the database is away half-way, the code still works."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]  # of the view beside
        return response


class SignIn(Wrong422, account_views.LoginView):  # type: ignore[misc]  # allauth ships no types
    template_name = "accounts/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"code_form": RequestCodeForm(), "password_form": context["form"]}


class RequestCode(Wrong422, account_views.RequestLoginCodeView):  # type: ignore[misc]  # idem
    template_name = "accounts/sign_in.html"

    def form_valid(self, form: RequestCodeForm) -> HttpResponse:
        actions.begin_code_sign_in(self.request, form.account, form.cleaned_data["email"])
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"code_form": context["form"], "password_form": SignInForm(request=self.request)}


class ConfirmCode(Wrong422, account_views.ConfirmLoginCodeView):  # type: ignore[misc]  # idem
    template_name = "accounts/code.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        email = self._process.state["email"]
        was_mailed = self.request.session.get(actions.MAILED_TO) == email
        return context | {"email": email, "was_mailed": was_mailed, "can_resend": self._process.can_resend}

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("Er is een nieuwe code onderweg. De vorige werkt niet meer."))
        with sessions.committed_with_session(self.request):
            response: HttpResponse = super()._resend_form_valid(form)
            if self._process.user is None:
                rehearse_code_mail(self._process.state["email"])
        return response


class Reauthenticate(Wrong422, account_views.ReauthenticateView):  # type: ignore[misc]  # idem
    """The password once more; who has an app with codes gives one, who has no password gets a code by mail."""

    template_name = "accounts/reauthenticate.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if queries.has_second_factor(account_of(request)):
            return on_the_way(request, "mfa_reauthenticate")
        if not account_of(request).has_usable_password():
            return on_the_way(request, "account_reauthenticate_code")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class Closed(account_views.AccountInactiveView):  # type: ignore[misc]  # idem
    template_name = "accounts/closed.html"


class GiveFactor(OneTransaction, Wrong422, factor_views.AuthenticateView):  # type: ignore[misc]  # idem
    template_name = "accounts/factor.html"


class GiveFactorAgain(OneTransaction, Wrong422, factor_views.ReauthenticateView):  # type: ignore[misc]  # idem
    template_name = "accounts/factor.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not queries.has_second_factor(account_of(request)):
            return redirect("mfa_activate_totp")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class Factors(factor_views.IndexView):  # type: ignore[misc]  # idem
    template_name = "accounts/factors.html"


class ActivateFactor(EndsOtherSessions, Wrong422, totp_views.ActivateTOTPView):  # type: ignore[misc]  # idem
    template_name = "accounts/activate_factor.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """The code that was just typed is also the second factor of this session, and is used up."""
        response: HttpResponse = super().form_valid(form)
        factor = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        factor.wrap().validate_code(form.cleaned_data["code"])
        post_authentication(self.request, factor, reauthenticated=True)
        return response

    def get_success_url(self) -> str:
        url: str = super().get_success_url()
        next_url = self.request.GET.get("next", "")
        return f"{url}?{urlencode({'next': next_url})}" if is_own_path(next_url) else url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"secret_groups": [secret[i : i + 4] for i in range(0, len(secret), 4)]}


class DeactivateFactor(EndsOtherSessions, Wrong422, totp_views.DeactivateTOTPView):  # type: ignore[misc]  # idem
    template_name = "accounts/deactivate_factor.html"


class RecoveryCodes(recovery_views.ViewRecoveryCodesView):  # type: ignore[misc]  # idem
    template_name = "accounts/recovery_codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        next_url = self.request.GET.get("next", "")
        return context | {"next_url": next_url if is_own_path(next_url) else resolve_url("mfa_index")}


class NewRecoveryCodes(EndsOtherSessions, Wrong422, recovery_views.GenerateRecoveryCodesView):  # type: ignore[misc]  # idem
    template_name = "accounts/new_recovery_codes.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not queries.has_second_factor(account_of(request)):
            return redirect("mfa_activate_totp")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@requires_fresh_sign_in
@sensitive_post_parameters("current", "password")
def password(request: HttpRequest) -> HttpResponse:
    """Set or change the password. Whoever forgot it signs in by code and comes here within a quarter of an hour."""
    account = account_of(request)
    ask_current = account.has_usable_password() and not queries.is_fresh_code_sign_in(request, account)
    if request.method != "POST":
        form = PasswordForm(account=account, ask_current=ask_current)
        return render(request, "accounts/password.html", {"form": form})
    if (url := form_keys.answered_before(request)) is not None:
        return redirect(url)
    form = PasswordForm(request.POST, account=account, ask_current=ask_current)
    if not form.is_valid():
        return render(request, "accounts/password.html", {"form": form}, status=WRONG)
    url = reverse("account_set_password")
    with transaction.atomic():
        if form_keys.claim(request, url):
            here = sessions.session_of(request)
            actions.set_password(account, form.cleaned_data["password"], by=account, at=clock.now(), keep=here)
            update_session_auth_hash(request, account)
            messages.success(request, _("Je nieuwe wachtwoord werkt vanaf nu. Je blijft hier ingelogd."))
    return redirect(url)


def on_the_way(request: HttpRequest, page: str) -> HttpResponseRedirect:
    """Another page of the same road: `next` goes along."""
    next_url = request.POST.get("next") or request.GET.get("next") or ""
    query = f"?{urlencode({'next': next_url})}" if is_own_path(next_url) else ""
    return HttpResponseRedirect(reverse(page) + query)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sensitive_post_parameters("code")
def reauthenticate_code(request: HttpRequest) -> HttpResponse:
    """A code by mail once more, for who has no app and perhaps no password."""
    account = account_of(request)
    if queries.has_second_factor(account):
        return on_the_way(request, "mfa_reauthenticate")
    next_url = request.POST.get("next") or request.GET.get("next") or ""
    next_url = next_url if is_own_path(next_url) else resolve_url(settings.LOGIN_REDIRECT_URL)
    form = CodeAgainForm(request.POST if request.method == "POST" and "send" not in request.POST else None)
    if request.method == "POST" and "send" in request.POST:
        code_again.send(request, account)
        return on_the_way(request, "account_reauthenticate_code")
    if form.is_bound and form.is_valid():
        refusal = code_again.check(request, account, form.cleaned_data["code"])
        if refusal is None:
            return HttpResponseRedirect(next_url)
        form.add_error("code", str(refusal))
    context = {"form": form, "next_url": next_url, "was_sent": code_again.was_sent(request)}
    return render(request, "accounts/code_again.html", context, status=WRONG if form.errors else 200)


def account_of(request: HttpRequest) -> Account:
    """The signed-in account; only behind sign-in."""
    if not isinstance(request.user, Account):
        raise TypeError("this page is behind sign-in")
    return request.user


sign_in = page(SignIn.as_view())
request_code = page(RequestCode.as_view())
confirm_code = page(ConfirmCode.as_view())
reauthenticate = page(login_required(Reauthenticate.as_view()))
sign_out = require_http_methods(["POST"])(account_views.LogoutView.as_view())
closed = require_http_methods(["GET", "HEAD"])(Closed.as_view())
give_factor = page(GiveFactor.as_view())
give_factor_again = page(login_required(GiveFactorAgain.as_view()))
factors = require_http_methods(["GET", "HEAD"])(Factors.as_view())
activate_factor = page(login_required(requires_fresh_sign_in(ActivateFactor.as_view())))
deactivate_factor = page(login_required(requires_fresh_sign_in(DeactivateFactor.as_view())))
recovery_codes = require_http_methods(["GET", "HEAD"])(login_required(requires_fresh_sign_in(RecoveryCodes.as_view())))
new_recovery_codes = page(login_required(requires_fresh_sign_in(NewRecoveryCodes.as_view())))
