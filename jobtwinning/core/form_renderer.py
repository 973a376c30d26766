"""Django's way to write a form, without a template for plain inputs: a questionnaire has a hundred of them."""

from collections.abc import Mapping
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

INPUTS = {
    f"django/forms/widgets/{name}.html"
    for name in ("input", "text", "email", "hidden", "checkbox", "radio_option", "checkbox_option")
}


class FormRenderer(TemplatesSetting):
    """Writes exactly what Django's templates of these inputs say."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name in INPUTS and not context["widget"].get("wrap_label"):
            return input_element(context["widget"])
        return super().render(template_name, context, request)


def input_element(widget: Mapping[str, Any]) -> SafeString:
    """One input with its attributes."""
    value = "" if widget["value"] is None else _attribute("value", str(widget["value"]))
    rest = "".join(_attribute(name, given) for name, given in widget["attrs"].items() if given is not False)
    return SafeString(f"<input{_attribute('type', widget['type'])}{_attribute('name', widget['name'])}{value}{rest}>")


def _attribute(name: str, given: Any) -> str:
    """The name alone for what is simply so."""
    if given is True:
        return f" {name}"
    return f' {name}="{given if isinstance(given, SafeString) else escape(str(given))}"'
