"""The engine is a package that a stranger could use alone: no framework, everything explained, small files."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1]
FILES = sorted(FOLDER.glob("*.py"))
WITHOUT_FRAMEWORK = """
import sys
sys.modules["django"] = None
from jobtwinning.matching.engine import propose
from jobtwinning.matching.engine.generate import generate_cohort
from jobtwinning.matching.engine.people import problem_from_json
print(propose(problem_from_json(generate_cohort(12, 12, 1))).status)
"""


def test_engine_works_where_django_cannot_be_imported() -> None:
    run = subprocess.run([sys.executable, "-c", WITHOUT_FRAMEWORK], capture_output=True, text=True, check=False)
    assert (run.stdout.strip(), run.stderr) == ("solved", "")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_public_thing_is_explained(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = ast.FunctionDef, ast.ClassDef
    inside = [node for owner in tree.body if isinstance(owner, ast.ClassDef) for node in owner.body]
    named = [node for node in (*tree.body, *inside) if isinstance(node, kinds) and not node.name.startswith("_")]
    assert ast.get_docstring(tree)
    assert [node.name for node in named if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
