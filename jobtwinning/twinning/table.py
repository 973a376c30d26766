"""What a pair does, as columns of the coordinator's tables."""

from typing import Any

from django.db.models import Case, Count, F, FloatField, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Greatest, TruncDate
from django.utils.translation import gettext_lazy as _

from jobtwinning.core.clock import AMSTERDAM
from jobtwinning.intake.table.columns import DATE, NUMBER, Column, Moment
from jobtwinning.intake.table.tables import add_column
from jobtwinning.pairs.models import TOGETHER
from jobtwinning.pairs.table import NON_TEACHER, TEACHER
from jobtwinning.programmes.rules import ProgrammeRules
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting


def hours_of(**whose: Any) -> Coalesce:
    """Work time and own time together; nought when nothing was written down."""
    entries = HoursEntry.objects.filter(**whose).order_by().annotate(one=Value(1)).values("one")
    total = entries.annotate(hours=Sum(F("work_hours") + F("private_hours"))).values("hours")
    return Coalesce(Cast(Subquery(total), FloatField()), Value(0.0))


def together(seat: str, value: Any, output_field: Any) -> Case:
    """A value of somebody in a pair that both said yes to; empty before that, and after erasing."""
    is_there = Q(state__in=TOGETHER, **{f"{seat}__person__isnull": False})
    return Case(When(is_there, then=value), output_field=output_field)


def hours_in(seat: str) -> Case:
    """What one of the two wrote down."""
    hours = hours_of(pair=OuterRef("pk"), person=OuterRef(f"{seat}__person"))
    return together(seat, hours, FloatField())


def hours_to_go(seat: str) -> Case:
    """What is left of the hours of the programme (R-2.8)."""
    least = Cast(KeyTextTransform("hours_minimum", "programme__rules_json"), FloatField())
    expected = Coalesce(least, Value(float(ProgrammeRules().hours_minimum)))
    hours = hours_of(pair=OuterRef("pk"), person=OuterRef(f"{seat}__person"))
    return together(seat, Greatest(expected - hours, Value(0.0)), FloatField())


def number_of(rows: Any) -> Coalesce:
    """How many rows hang on the pair."""
    counted = rows.filter(pair=OuterRef("pk")).order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), Value(0))


def next_meeting() -> Subquery:
    """The day of the first meeting that is still to come, or going on."""
    ahead = Meeting.objects.filter(pair=OuterRef("pk"), cancelled_at__isnull=True, ends_at__gt=Moment())
    first = ahead.order_by("starts_at", "pk")
    return Subquery(first.annotate(day=TruncDate("starts_at", tzinfo=AMSTERDAM)).values("day")[:1])


def register() -> None:
    """The hours of a participant in the pairs of the programme; what a pair planned, did and wrote down."""
    hours = hours_of(person=OuterRef("person"), pair__programme=OuterRef("programme"))
    add_column("deelnemers", Column("hours", _("Uren"), NUMBER, hours), before="permission")
    held = number_of(Meeting.objects.filter(cancelled_at__isnull=True, ends_at__lte=Moment()))
    for column in (
        Column("next_meeting", _("Volgende ontmoeting"), DATE, next_meeting()),
        Column("held", _("Ontmoetingen geweest"), NUMBER, held),
        Column("teacher_hours", _("Uren docent"), NUMBER, hours_in(TEACHER)),
        Column("teacher_to_go", _("Nog te gaan docent"), NUMBER, hours_to_go(TEACHER), is_default=False),
        Column("non_teacher_hours", _("Uren niet-docent"), NUMBER, hours_in(NON_TEACHER)),
        Column("non_teacher_to_go", _("Nog te gaan niet-docent"), NUMBER, hours_to_go(NON_TEACHER), is_default=False),
        Column("goals", _("Leerdoelen"), NUMBER, number_of(Goal.objects.all())),
    ):
        add_column("koppels", column, before="teacher_permission")
