"""Forms about oneself."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jobtwinning.accounts.models import Account
from jobtwinning.core.forms import KeyedForm


class EmailForm(KeyedForm):
    """The address to sign in with from now on."""

    email = forms.EmailField(
        label=_("Nieuw e-mailadres"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if email == self.account.email:
            raise ValidationError(_("Dit is al je e-mailadres."))
        return email
