"""docs/matching.md: the worked example runs, and its lists are those of the engine."""

import doctest
from dataclasses import fields
from pathlib import Path

from jobtwinning.matching.engine import Person, Rules
from jobtwinning.matching.engine.codes import CRITERIA, OBJECTIVES, REFUSALS, UNMATCHED_REASONS

PAGE = Path(__file__).parents[4] / "docs" / "matching.md"


def test_documentation_worked_example_gives_what_it_says() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False)
    assert (result.failed, result.attempted > 10) == (0, True)


def test_documentation_names_every_field_and_code() -> None:
    text = PAGE.read_text(encoding="utf-8")
    names = [field.name for one in (Person, Rules) for field in fields(one)]
    assert [
        name for name in (*names, *CRITERIA, *OBJECTIVES, *REFUSALS, *UNMATCHED_REASONS) if f"`{name}`" not in text
    ] == []
