"""A plan in words: every code has words in both languages, and nothing leaks that is not meant to be read."""

import json
import re
from pathlib import Path

import pytest

from jobtwinning.matching.engine import Proposal, alternatives, explain_pair, explain_unmatched, phrases, propose
from jobtwinning.matching.engine.__main__ import main
from jobtwinning.matching.engine.codes import CRITERIA, DIRECTIONS, REFUSALS, UNMATCHED_REASONS
from jobtwinning.matching.engine.generate import generate_cohort
from jobtwinning.matching.engine.phrases import LANGUAGES, Language
from jobtwinning.matching.engine.printed import pair_words, person_words, plan_words
from jobtwinning.matching.engine.tests.cohorts import make_cohort, make_professional, make_teacher

ENGINE = Path(phrases.__file__).parent
# What would betray a code, a placeholder or a value of the language.
LEAK = re.compile(r"None|[{}\[\]]|\b\w+_\w+\b|\bTrue\b|\bFalse\b|\bnan\b")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language: Language) -> None:
    for table, codes in (
        (phrases.CRITERION, CRITERIA),
        (phrases.DIRECTION, DIRECTIONS),
        (phrases.REFUSAL, REFUSALS),
        (phrases.UNMATCHED, UNMATCHED_REASONS),
    ):
        assert [code for code in codes if not phrases.word(table, code, language)] == []


@pytest.mark.parametrize("table", ["REASON", "RELAXATION", "MESSAGE"])
def test_every_code_with_words_is_one_the_engine_gives(table: str) -> None:
    code = "".join(
        (ENGINE / name).read_text("utf-8") for name in ("reasons.py", "unmatched.py", "explain.py", "propose.py")
    )
    made = {"_shared", "_differs"}
    stray = [
        one for one in getattr(phrases, table) if f'"{one}"' not in code and not any(one.endswith(end) for end in made)
    ]
    assert stray == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(4))
def test_everything_about_a_plan_can_be_told_without_a_code(language: Language, seed: int) -> None:
    problem = make_cohort(8, 6, seed, cross_region=seed % 2 == 0, min_shared_day_parts=3, floor=0.4)
    plan = propose(problem)
    told = [plan_words(plan, language)]
    for left in problem.left:
        told += [pair_words(explain_pair(problem, left.id, right.id), language) for right in problem.right]
    for one in plan.unmatched:
        why = explain_unmatched(problem, one.person)
        told.append(
            person_words(one.person, None, one.reason_code, why, alternatives(problem, plan, one.person), language)
        )
    text = "\n".join(told).replace("regio's", "")
    assert sorted(set(LEAK.findall(text))) == []
    assert not re.search(r"\b(age|leeftijd|years old|jaar oud)\b", text)


def test_a_refused_pair_says_why_in_the_readers_language() -> None:
    problem = make_cohort(1, 1, 1)
    far = make_teacher(knows=("piet",), region="west"), make_professional(region="oost")
    explained = explain_pair(type(problem)(far[:1], far[1:]), "anna", "piet")
    assert "anna + piet: may not be a pair\n  - know each other\n  - other region (west, oost)" in pair_words(
        explained, "en"
    )
    assert "mogen geen koppel zijn\n  - kennen elkaar\n  - andere regio" in pair_words(explained, "nl")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    people, plan = tmp_path / "people.json", tmp_path / "plan.json"
    people.write_text(json.dumps(generate_cohort(30, 26, 2)))
    assert main(["match", str(people), "-o", str(plan), "--quiet"]) == 0
    return people, plan


def test_match_tells_the_plan_unless_quiet(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    people, plan = files
    assert capsys.readouterr().out == ""
    assert main(["match", str(people), "-o", str(plan), "--language", "nl"]) == 0
    assert "koppels" in capsys.readouterr().out


def test_explain_tells_a_pair_a_person_and_everything(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    people, plan = files
    content = json.loads(plan.read_text())
    pair = content["pairs"][0]
    common = ["explain", str(people), "--plan", str(plan)]
    assert main([*common, "--pair", pair["left"], pair["right"]]) == 0
    assert f"{pair['left']} sees in {pair['right']}" in capsys.readouterr().out
    assert main([*common, "--person", pair["right"], "--language", "nl"]) == 0
    assert f"{pair['right']} + {pair['left']}" in capsys.readouterr().out
    assert main([*common, "--all", "-o", str(tmp_path / "all.txt")]) == 0
    text = (tmp_path / "all.txt").read_text("utf-8")
    assert all(one["left"] in text for one in content["pairs"])
    assert all(one["person"] in text for one in content["unmatched"])


def test_explain_of_a_plan_of_others_is_refused(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    people, plan = files
    others = tmp_path / "others.json"
    others.write_text(json.dumps(generate_cohort(30, 26, 3)))
    assert main(["explain", str(others), "--plan", str(plan), "--all"]) == 2
    assert "other people, answers or rules" in capsys.readouterr().err
    for broken in (
        "[]",
        '{"pairs": 3}',
        "not json",
        '{"pins": [], "forbids": [], "pairs": [], "objective": "x", "seed": 0}',
    ):
        plan.write_text(broken)
        assert main(["explain", str(people), "--plan", str(plan), "--all"]) == 2
    assert main(["explain", str(people), "--person", "nobody"]) == 2


def test_explain_of_a_plan_with_a_floor_needs_that_floor(files: tuple[Path, Path]) -> None:
    people, plan = files
    assert main(["match", str(people), "-o", str(plan), "--quiet", "--floor", "0.62"]) == 0
    assert main(["explain", str(people), "--plan", str(plan), "--all"]) == 2
    assert main(["explain", str(people), "--plan", str(plan), "--all", "--floor", "0.62"]) == 0


def test_plan_of_nobody_says_so() -> None:
    plan: Proposal = propose(type(make_cohort(1, 1, 1))((), ()))
    assert plan_words(plan, "en") == "0 pairs. There is nobody on one of the sides."
