"""What the head of a public page says about itself."""

from typing import Any

from django import template

from jobtwinning.site import finding

register = template.Library()


@register.simple_tag(takes_context=True)
def about_page(context: template.Context) -> dict[str, Any]:
    """Its own address and that in the other language."""
    return finding.about_page(context["request"])
