"""Every requirement that is cited exists, and what is called built is shown by a test."""

import ast
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ID = re.compile(r"\b(?:(?:REC|MAT|AGR|ACT|GUI|EVA|HYB|HRM)-\d{2}|R-(?:P\d+|F\d+|\d\.\d+))\b")
ROW = re.compile(r"^\| ([A-Z]+-[\w.]+) \|(.*)\|$", re.MULTILINE)
NUMBER_OF_ROWS = {"REC": 9, "MAT": 11, "AGR": 9, "ACT": 9, "GUI": 6, "EVA": 13}
DOCUMENT = (ROOT / "docs" / "requirements.md").read_text()


def rows(document: str) -> dict[str, list[str]]:
    """The cells after the id, by id."""
    found = [(name, [cell.strip() for cell in rest.split("|")]) for name, rest in ROW.findall(document)]
    doubles = [name for name, number in Counter(name for name, _cells in found).items() if number > 1]
    assert doubles == []
    return dict(found)


def built(document: str) -> set[str]:
    """Rows that are built in whole or in part."""
    return {name for name, cells in rows(document).items() if len(cells) == 3 and cells[1] in ("yes", "partly")}


def is_test(path: Path) -> bool:
    return "tests" in path.relative_to(ROOT).parts and path.name.startswith("test_")


@cache
def sources() -> dict[Path, str]:
    """Code, templates, registers and documents, this test and its document left out."""
    found = {}
    for folder in ("jobtwinning", "tests", "docs", "benchmarks"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".toml", ".md", ".txt") and path.name not in (
                "test_requirements.py",
                "requirements.md",
            ):
                found[path] = path.read_text()
    return found


def cited(texts: Iterable[str]) -> set[str]:
    return {name for text in texts for name in ID.findall(text)}


def shown_by_tests(test_sources: Iterable[str]) -> set[str]:
    """Ids in the docstrings of test functions that assert something."""
    found = set()
    for source in test_sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                asserts = any(isinstance(each, ast.Assert | ast.With | ast.Call) for each in ast.walk(node))
                found |= cited([ast.get_docstring(node) or ""]) if asserts else set()
    return found


def test_document_has_every_row_once_with_a_sentence_and_a_state() -> None:
    counted = Counter(name.partition("-")[0] for name, cells in rows(DOCUMENT).items() if len(cells) == 3)
    assert counted == NUMBER_OF_ROWS
    for name, cells in rows(DOCUMENT).items():
        assert len(cells[0]) > 10, name
        if len(cells) == 3:
            assert cells[1] in ("yes", "partly", "not yet"), name
            assert (cells[2] == "") if cells[1] == "yes" else (cells[1] == "not yet" or cells[2] != ""), name


def test_every_id_that_is_cited_stands_in_the_document() -> None:
    known = set(rows(DOCUMENT))
    unknown = {str(path.relative_to(ROOT)): cited([text]) - known for path, text in sources().items()}
    assert {path: names for path, names in unknown.items() if names} == {}


def test_every_rule_of_the_document_is_cited() -> None:
    """The list of rules is that of the code; a rule nobody cites any more goes."""
    rules = {name for name in rows(DOCUMENT) if name.startswith("R-")}
    assert rules - cited(sources().values()) == set()


def test_everything_that_is_built_is_shown_by_a_test() -> None:
    shown = shown_by_tests(text for path, text in sources().items() if is_test(path))
    assert sorted(built(DOCUMENT) - shown) == []


def test_nothing_that_is_not_built_is_shown_by_a_test() -> None:
    """A row that a test shows and the document calls missing is a document that is behind."""
    shown = shown_by_tests(text for path, text in sources().items() if is_test(path))
    unbuilt = {name for name, cells in rows(DOCUMENT).items() if len(cells) == 3} - built(DOCUMENT)
    assert sorted(shown & unbuilt) == []


def test_control_citations_and_rows_are_found() -> None:
    source = (
        'def test_x() -> None:\n    """REC-01: something."""\n    assert 1\n\ndef other() -> None:\n    """MAT-99."""\n'
    )
    assert shown_by_tests([source]) == {"REC-01"}
    assert cited(["# (R-2.8) and R-P3, EVA-13; not R-28 or ISO-10"]) == {"R-2.8", "R-P3", "EVA-13"}
    assert built("| REC-01 | a | yes | |\n| REC-02 | b | partly | c |\n| REC-03 | d | not yet | |\n| R-1.1 | e |") == {
        "REC-01",
        "REC-02",
    }
    with pytest.raises(AssertionError):
        rows("| REC-01 | a | yes | |\n| REC-01 | a | yes | |")
