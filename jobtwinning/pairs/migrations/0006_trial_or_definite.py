"""Pairs that have begun are on trial, or definite once their trial is over."""

from calendar import monthrange
from datetime import date
from typing import Any

from django.db import migrations

from jobtwinning.core import clock


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def begin(apps: Any, schema_editor: Any) -> None:
    pairs = apps.get_model("pairs", "Pair").objects
    today = clock.today()
    begun = pairs.filter(state="accepted", starts_on__lte=today).select_related("programme")
    for pair in begun:
        trial_until = months_later(pair.starts_on, pair.programme.rules_json.get("trial_months", 1))
        pairs.filter(pk=pair.pk).update(state="trial" if trial_until > today else "definite")


def back(apps: Any, schema_editor: Any) -> None:
    pairs = apps.get_model("pairs", "Pair").objects
    pairs.filter(state="paused").update(state="accepted", paused_on=None, paused_until=None)
    pairs.filter(state__in=("trial", "definite")).update(state="accepted")
    pairs.filter(state="ended").update(state="finished")


class Migration(migrations.Migration):
    dependencies = [("pairs", "0005_life_of_a_pair"), ("programmes", "0003_ready")]

    operations = [migrations.RunPython(begin, back)]
