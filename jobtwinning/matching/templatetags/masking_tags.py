"""Names on the pages of matching: of everybody, or letters and numbers when the reader asked for these."""

from django import template

from jobtwinning.matching import masking
from jobtwinning.programmes.models import Participation

register = template.Library()


@register.filter
def called(participation: Participation) -> str:
    """The given name, or the mask."""
    return masking.called(participation)


@register.filter
def called_in_full(participation: Participation) -> str:
    """The full name, or the mask."""
    return masking.called(participation, short=False)
