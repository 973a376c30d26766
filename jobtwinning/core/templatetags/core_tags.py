"""Template tags of the ground: icons and a few words the components share."""

from functools import cache
from typing import cast

from django import template
from django.forms import BoundField
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Print the inline SVG of `core/icons/<name>.html`; decoration only, so a word must stand beside it."""
    return SafeString(get_template(f"core/icons/{name}.html").render())


CHOICES = {  # by the presentation of the widget; the id, the input, the words
    "chips": '<label class="chip" for="{}">{} {}</label>',
    "cards": '<label class="choice" for="{}">{}<b>{}</b>{}</label>',
    "levels": '<label for="{}">{}<i{} aria-hidden="true">{}</i><span>{}</span></label>',
    "": '<label class="check" for="{}">{} <span>{}</span></label>',
}
STONES = ("", "", SafeString("<b></b>"), SafeString("<b></b><b></b>"))  # beside the one that a level always has


@register.simple_tag
def choices(field: BoundField) -> SafeString:
    """Print the choices of a field with radios or boxes, in the shape its widget asks for. In Python: a part of the
    intake has a hundred of them."""
    shape = cast("str", getattr(field.field.widget, "presentation", ""))
    rows: list[tuple[str, ...]] = []
    for number, choice in enumerate(field.subwidgets):
        each, tag, words = choice.id_for_label, choice.tag(), choice.choice_label
        if shape == "cards":
            hint = choice.data["hint"]
            rows.append((each, tag, words, format_html('<span class="hint">{}</span>', hint) if hint else ""))
        elif shape == "levels":
            rows.append((each, tag, SafeString("" if number else ' class="none"'), STONES[min(number, 3)], words))
        else:
            rows.append((each, tag, words))
    return format_html_join("", CHOICES[shape], rows)


@register.filter
def initial(name: str) -> str:
    """Return the first letter of a name as a capital, for an avatar."""
    return name.strip()[:1].upper()


@register.filter
def without_page(query: str) -> str:
    """Return a query string without its page number, ready to be followed by `page=`."""
    kept = [part for part in query.lstrip("?").split("&") if part and not part.startswith("page=")]
    return "&".join([*kept, ""])
