"""Rules of the house that no tool checks: foreign keys point downwards, every column is in a privacy register."""

import tomllib
from pathlib import Path

from django.apps import apps

FLOORS: tuple[str, ...] = ("core", "mail", "accounts", "people", "programmes", "surveys", "intake")
FLOORS += ("pairs", "matching", "twinning", "community", "reports", "privacy", "site", "demo")
PACKAGE = Path(__file__).parents[1] / "jobtwinning"
ALLOWED = {
    "class": {"none", "technical", "identifying", "contact", "professional", "sensitive", "free_text", "secret"},
    "purpose": {"none", "account", "matching", "guidance", "evaluation", "research", "security", "mail"},
    "ground": {"none", "contract", "legitimate_interest", "consent", "legal"},
    "retention": {"programme+2y", "account+1y", "14d", "30d", "90d", "1y", "5y", "none"},
    "erase": {"delete", "blank", "keep", "cascade"},
    "access": {"give", "withhold", "none"},
    "export": {"never", "pseudonymous", "coordinator"},
}


def test_foreign_keys_point_down_the_house() -> None:
    for model in apps.get_models():
        if model._meta.app_label not in FLOORS:
            continue
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model is not None:
                target = field.related_model._meta.app_label
                if target in FLOORS:
                    assert FLOORS.index(target) <= FLOORS.index(model._meta.app_label), f"{model}.{field.name}"


def registers() -> dict[str, dict[str, str]]:
    """All privacy registers together: "app.Model.field" → its line."""
    lines: dict[str, dict[str, str]] = {}
    for path in sorted(PACKAGE.glob("*/privacy.toml")):
        lines |= tomllib.loads(path.read_text())
    return lines


def columns() -> set[str]:
    """Every column of every table, third parties' included."""
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
    }


def test_every_column_is_in_a_privacy_register() -> None:
    assert sorted(columns() - set(registers())) == []
    assert sorted(set(registers()) - columns()) == []


def test_registers_use_the_closed_values() -> None:
    for name, line in registers().items():
        assert set(line) == set(ALLOWED), name
        for key, value in line.items():
            assert value in ALLOWED[key], f"{name} {key} = {value}"
