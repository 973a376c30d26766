"""The answer to a proposal."""

from django import forms

from jobtwinning.core.forms import KeyedForm


class AnswerForm(KeyedForm):
    """Yes or no; the two buttons of the page are its values."""

    answer = forms.ChoiceField(choices=[("accept", "accept"), ("decline", "decline")])
