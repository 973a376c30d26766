"""What a pair does, as columns of the coordinator's table."""

from typing import Any

from django.db.models import F, FloatField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from jobtwinning.intake.table.columns import NUMBER, Column
from jobtwinning.intake.table.tables import add_column
from jobtwinning.twinning.models import HoursEntry


def hours_of(**whose: Any) -> Coalesce:
    """Work time and own time together; nought when nothing was written down."""
    entries = HoursEntry.objects.filter(**whose).order_by().annotate(one=Value(1)).values("one")
    total = entries.annotate(hours=Sum(F("work_hours") + F("private_hours"))).values("hours")
    return Coalesce(Cast(Subquery(total), FloatField()), Value(0.0))


def register() -> None:
    """The hours of a participant in the pairs of the programme."""
    hours = hours_of(person=OuterRef("person"), pair__programme=OuterRef("programme"))
    add_column("deelnemers", Column("hours", _("Uren"), NUMBER, hours), before="permission")
