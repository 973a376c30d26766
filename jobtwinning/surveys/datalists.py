"""Names to choose from while typing; fields and places once, as they are the same for everybody."""

from collections.abc import Iterable
from functools import cache
from html import escape

from django.utils.safestring import SafeString

from jobtwinning.people.fields import fields
from jobtwinning.people.places import places

SUGGESTED_PLACES = 500  # the largest; every other listed place can be typed


@cache
def field_options(language: str) -> SafeString:
    """All fields by name."""
    return name_options(sorted({each.label(language) for each in fields()}))


@cache
def place_options() -> SafeString:
    """The largest places."""
    largest = sorted(places(), key=lambda each: -(each.population or 0))[:SUGGESTED_PLACES]
    return name_options(sorted(each.label for each in largest))


def name_options(names: Iterable[str]) -> SafeString:
    """These names in this order."""
    return SafeString("".join(f'<option value="{escape(name)}">' for name in names))
