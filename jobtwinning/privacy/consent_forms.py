"""Saying yes or no to one purpose."""

from django import forms

from jobtwinning.core.forms import KeyedForm
from jobtwinning.people.models import Consent


class ConsentForm(KeyedForm):
    """Two buttons; which one was pressed is the answer."""

    purpose = forms.ChoiceField(choices=Consent.Purpose.choices)
    given = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
