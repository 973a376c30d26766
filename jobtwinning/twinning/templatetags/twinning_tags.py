"""Words of the pages of a pair."""

from datetime import datetime
from decimal import Decimal
from math import ceil

from django import template

from jobtwinning.programmes.context import programme_name
from jobtwinning.twinning.drawings import hours_text
from jobtwinning.twinning.models import Meeting

register = template.Library()
register.filter("programme_name", programme_name)


@register.filter
def hours(value: Decimal) -> str:
    """Hours without needless noughts: 9, 8,5."""
    return hours_text(Decimal(value))


@register.filter
def rounded_up(value: Decimal) -> int:
    """A whole number, to choose between one and many."""
    return ceil(value)


@register.filter
def local(value: datetime, meeting: Meeting) -> datetime:
    """The moment in the zone of the meeting, without zone so that nothing moves it again."""
    return value.astimezone(meeting.zone).replace(tzinfo=None)
