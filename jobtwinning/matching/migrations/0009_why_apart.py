"""Why two people are together moves out of the proposal: a row per pair."""

from collections.abc import Iterator
from typing import Any

from django.db import migrations

TOLD = ("explained", "wishes", "practical")
AT_ONCE = 500


def take_apart(apps: Any, schema_editor: Any) -> None:
    """Of who is gone nothing is kept."""
    explanation = apps.get_model("matching", "Explanation")
    for scenario in _each(apps):
        keys = _keys(apps, scenario)
        rows, light = [], []
        for pair in scenario.result.get("pairs", ()):
            told = {name: pair.pop(name) for name in TOLD if name in pair}
            light.append(pair)
            if told and pair["left"] in keys and pair["right"] in keys:
                two = {"teacher_id": keys[pair["left"]], "non_teacher_id": keys[pair["right"]]}
                rows.append(explanation(scenario=scenario, content=told, **two))
        explanation.objects.bulk_create(rows, batch_size=AT_ONCE)
        scenario.result["pairs"] = light
        scenario.save(update_fields=["result"])


def put_together(apps: Any, schema_editor: Any) -> None:
    for scenario in _each(apps):
        keys = _keys(apps, scenario)
        told = dict(scenario.explanations.values_list("teacher_id", "content"))
        for pair in scenario.result.get("pairs", ()):
            pair.update(told.get(keys.get(pair["left"]), {}))
        scenario.save(update_fields=["result"])


def _each(apps: Any) -> Iterator[Any]:
    """One by one: a large one fills the memory."""
    scenarios = apps.get_model("matching", "Scenario").objects
    for key in scenarios.order_by("pk").values_list("pk", flat=True):
        yield scenarios.get(pk=key)


def _keys(apps: Any, scenario: Any) -> dict[str, int]:
    people = apps.get_model("programmes", "Participation").objects.filter(programme=scenario.programme_id)
    return dict(people.values_list("public_id", "pk"))


class Migration(migrations.Migration):
    dependencies = [("matching", "0008_explanations")]

    operations = [migrations.RunPython(take_apart, put_together)]
