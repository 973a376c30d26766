"""Template tags of the ground: icons and a few words the components share."""

from functools import cache

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Print the inline SVG of `core/icons/<name>.html`; decoration only, so a word must stand beside it."""
    return SafeString(get_template(f"core/icons/{name}.html").render())


@register.filter
def initial(name: str) -> str:
    """Return the first letter of a name as a capital, for an avatar."""
    return name.strip()[:1].upper()


@register.filter
def without_page(query: str) -> str:
    """Return a query string without its page number, ready to be followed by `page=`."""
    kept = [part for part in query.lstrip("?").split("&") if part and not part.startswith("page=")]
    return "&".join([*kept, ""])
