"""Inputs that are written without a template are letter for letter those of Django."""

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from jobtwinning.core.form_renderer import INPUTS, FormRenderer

HARMFUL = "\"'<b>&amp;</b>\x00é"
CHOICES = [("", "Geen"), ("a", "A"), (HARMFUL, HARMFUL), (3, "3")]
WIDGETS: list[tuple[forms.Widget, object]] = [
    (forms.TextInput({"class": HARMFUL, "required": True, "disabled": False, "size": 8, "data-x": None}), HARMFUL),
    (forms.TextInput(), None),
    (forms.TextInput(), 3.5),
    (forms.EmailInput(), "noor@voorbeeld.example"),
    (forms.HiddenInput(), HARMFUL),
    (forms.CheckboxInput({"value": "yes"}), True),
    (forms.CheckboxInput(), False),
]


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_an_input_is_what_django_makes_of_it(widget: forms.Widget, value: object) -> None:
    attrs = {"id": "id_veld", "aria-describedby": HARMFUL}
    ours = widget.render("veld", value, attrs, FormRenderer())
    assert widget.template_name in INPUTS
    assert ours == widget.render("veld", value, attrs, TemplatesSetting()).strip()
    assert "<b>" not in ours


@pytest.mark.parametrize("kind", [forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_a_choice_is_what_django_makes_of_it(kind: type[forms.RadioSelect]) -> None:
    class Form(forms.Form):
        field = forms.MultipleChoiceField(choices=CHOICES, widget=kind)

    def tags(renderer: TemplatesSetting) -> list[str]:
        return [choice.tag().strip() for choice in Form(initial={"field": ["a"]}, renderer=renderer)["field"]]

    assert tags(FormRenderer()) == tags(TemplatesSetting())
    whole = str(Form(renderer=FormRenderer())["field"])
    assert whole == str(Form(renderer=TemplatesSetting())["field"])
    assert whole.count("<label") == len(CHOICES)
