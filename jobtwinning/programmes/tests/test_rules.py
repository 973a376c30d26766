"""The numbers of a programme survive storage, and a wrong one is refused."""

import pytest

from jobtwinning.programmes.rules import ProgrammeRules


def test_rules_survive_json() -> None:
    rules = ProgrammeRules(hours_minimum=25, score_floor=0.5, answer_reminder_days=(2, 4))
    assert ProgrammeRules.from_json(rules.to_json()) == rules


def test_defaults_are_the_norms() -> None:
    """R-2.6, R-2.7, R-2.8, R-0.7."""
    rules = ProgrammeRules()
    assert (rules.hours_minimum, rules.meetings_minimum, rules.meetings_maximum) == (20, 6, 8)
    assert (rules.duration_months, rules.hours_per_month_minimum, rules.hours_per_month_maximum) == (3, 7, 8)


def test_unknown_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        ProgrammeRules.from_json({"colour": 1})


def test_other_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version 2"):
        ProgrammeRules.from_json({"version": 2})
