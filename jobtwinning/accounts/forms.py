"""allauth's forms with our words; every text in Dutch first."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobtwinning.accounts.models import Account
from jobtwinning.core.forms import KeyedForm

CODE_LENGTH = 40  # longer than any code, so that a pasted sentence gets a normal error


def worded(field: forms.Field, label: str | Promise, hint: str | Promise = "", **attributes: str) -> None:
    """Our label and hint; no placeholder, since it goes away while typing."""
    field.label, field.help_text = label, hint  # type: ignore[assignment]  # lazy texts are texts
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


def code_field(field: forms.Field, label: str | Promise, hint: str | Promise = "") -> None:
    worded(field, label, hint, inputmode="numeric", autocomplete="one-time-code", maxlength=str(CODE_LENGTH))


class RequestCodeForm(account_forms.RequestLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        worded(self.fields["email"], _("E-mailadres"))

    @property
    def account(self) -> Account | None:
        """Whose address it is; None when it is nobody's. Only after validation."""
        return self._user  # type: ignore[no-any-return]  # idem


class SignInForm(account_forms.LoginForm):  # type: ignore[misc]  # idem
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        worded(self.fields["login"], _("E-mailadres"), autocomplete="username")
        worded(self.fields["password"], _("Wachtwoord"))


class ConfirmCodeForm(account_forms.ConfirmLoginCodeForm):  # type: ignore[misc]  # idem
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code_field(self.fields["code"], _("Code uit de mail"))


class ReauthenticateForm(account_forms.ReauthenticateForm):  # type: ignore[misc]  # idem
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        worded(self.fields["password"], _("Wachtwoord"))


class CodeAgainForm(forms.Form):
    """The code from the mail, for who is signed in already."""

    code = forms.CharField(max_length=CODE_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code_field(self.fields["code"], _("Code uit de mail"))


class FactorForm(factor_forms.AuthenticateForm):  # type: ignore[misc]  # idem
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code_field(self.fields["code"], _("Code uit je app"), _("Geen app bij de hand? Vul dan een herstelcode in."))


class FactorAgainForm(factor_forms.ReauthenticateForm):  # type: ignore[misc]  # idem
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code_field(self.fields["code"], _("Code uit je app"), _("Geen app bij de hand? Vul dan een herstelcode in."))


class ActivateFactorForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc]  # idem
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code_field(self.fields["code"], _("Code uit je app"), _("Zes cijfers; elke halve minuut zijn het andere."))


class PasswordForm(KeyedForm):
    """A password of one's own choice; whoever did not just show a code tells the old one first."""

    current = forms.CharField(
        label=_("Huidig wachtwoord"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("Nieuw wachtwoord"),
        help_text=_("Minstens twaalf tekens. Een zin onthoudt het makkelijkst."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: Account, ask_current: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        if not ask_current:
            del self.fields["current"]

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not self.account.check_password(current):
            raise ValidationError(_("Dit is niet je huidige wachtwoord."))
        return current

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.account)
        return password
