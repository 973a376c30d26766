"""Reasons as a scenario stores them, for tests."""

from typing import Any


def reason(criterion: str = "subject", **changes: Any) -> dict[str, Any]:
    """Physics and energy, from the teacher's side."""
    made: dict[str, Any] = {
        "criterion": criterion,
        "direction": "alike",
        "code": "field_linked",
        "params": {
            "own_field": "natuurkunde",
            "other_field": "energie",
            "strength": 0.7,
            "reason_nl": "energie omzetten en opslaan",
            "reason_en": "converting and storing energy",
        },
        "kind": "plus",
        "score": 0.7,
        "weight": 0.4,
        "contribution": 0.28,
        "fields": ["fields", "guide", "organisation_fields"],
        "own": ["fields:natuurkunde"],
        "other": ["fields:energie"],
        "sensitive": False,
        "asked": True,
    }
    return made | changes


def explained(
    *, teacher: list[dict[str, Any]] | None = None, non_teacher: list[dict[str, Any]] | None = None, **shared: Any
) -> dict[str, Any]:
    """Both sides of one pair."""
    return {
        "teacher": {"score": 0.7, "travel_minutes": 20, "is_surprise": False, "reasons": teacher or []},
        "non_teacher": {"score": 0.7, "travel_minutes": 20, "is_surprise": False, "reasons": non_teacher or []},
        "shared": {"day_parts": 3, "weeks": None} | shared,
    }
