"""A plan in words: every code has words in both languages, and nothing leaks that is not meant to be read."""

import json
import random
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from jobtwinning.matching.engine import (
    Evidence,
    Existing,
    Person,
    Problem,
    Proposal,
    Relaxation,
    Wish,
    alternatives,
    answers,
    codes,
    explain_pair,
    explain_unmatched,
    generate,
    phrases,
    propose,
)
from jobtwinning.matching.engine.__main__ import main
from jobtwinning.matching.engine.changes import changes_of
from jobtwinning.matching.engine.generate import generate_cohort
from jobtwinning.matching.engine.phrases import LANGUAGES, Language, Words
from jobtwinning.matching.engine.printed import person_words, plan_words
from jobtwinning.matching.engine.printed_pair import pair_words
from jobtwinning.matching.engine.result import Param
from jobtwinning.matching.engine.sentences import Two, relaxation_words, shared_day_parts
from jobtwinning.matching.engine.tests.cohorts import make_cohort, make_professional, make_teacher

ENGINE = Path(phrases.__file__).parent
# What would betray a code, a placeholder or a value of the language.
LEAK = re.compile(r"None|[{}\[\]]|\b\w+_\w+\b|\bTrue\b|\bFalse\b|\bnan\b|\bY\d\d\b|''|\(\)|  \S*  |\.\.|;;|: \.")
AGE = re.compile(r"\b(age|aged|old|older|leeftijd|oud|ouder|years?|jaar)\b")


def everything(problem: Problem, plan: Proposal, language: Language) -> str:
    told = [plan_words(plan, language)]
    for left in problem.left:
        told += [pair_words(problem, explain_pair(problem, left.id, right.id), language) for right in problem.right]
    for person in (*problem.left, *problem.right):
        why, others = explain_unmatched(problem, person.id), alternatives(problem, plan, person.id)
        told.append(person_words(problem, plan, why, others, language))
    return "\n".join(told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        (phrases.CRITERION, codes.CRITERIA),
        (phrases.DIRECTION, codes.DIRECTIONS),
        (phrases.REFUSAL, codes.REFUSALS),
        (phrases.REFUSED, codes.REFUSALS),
        (phrases.UNMATCHED, codes.UNMATCHED_REASONS),
        (phrases.OBJECTIVE, codes.OBJECTIVES),
        (phrases.MODE, codes.MODES),
        (phrases.BAND, ("strong", "good", "doubt")),
        (phrases.KIND, ("subject", "motivation", "surprise")),
        (phrases.MESSAGE, ("empty_side", "every_pair_refused", "every_pair_below_floor")),
        (answers.VALUE["goals"], codes.GOALS),
        (answers.VALUE["yields"], codes.YIELDS),
        (answers.VALUE["function_level"], codes.FUNCTION_LEVELS),
        (answers.VALUE["travel_mode"], codes.TRAVEL_MODES),
        (answers.VALUE["organisation_kind"], generate.ORGANISATION_KINDS),
        (answers.DAY, codes.DAYS),
    ],
)
def test_every_code_has_words(table: Mapping[str, Words], wanted: tuple[str, ...], language: Language) -> None:
    assert [code for code in wanted if not table[code][LANGUAGES.index(language)]] == []


def test_every_relaxation_of_the_engine_has_words_and_no_other_has() -> None:
    source = (ENGINE / "unmatched.py").read_text("utf-8")
    made = set(re.findall(r'(?:Relaxation\(|_lowered\()"(\w+)"', source)) | {"travel_longer", "others_travel_longer"}
    assert set(phrases.RELAXATION) == made
    params: tuple[tuple[str, Param], ...] = (
        ("criterion", "subject"),
        ("needed", 1),
        ("extra_minutes", 12),
        ("floor", 0.4),
    )
    for code in made:
        for language in LANGUAGES:
            text = relaxation_words(Relaxation(code, params, 4), "anna", language)
            assert not LEAK.search(text)
            assert "4 candidates" in text or "4 kandidaten" in text
    assert relaxation_words(Relaxation("travel_longer", (("extra_minutes", 1),), 1), "anna", "en") == (
        "If anna travels 1 minute longer: 1 candidate."
    )


def _odd(problem: Problem, seed: int) -> Problem:
    """The same people with wishes of every kind, so that every reason is given by somebody."""
    chance = random.Random(seed)
    values = {
        "subject": ("bouw",),
        "company_type": ("care",),
        "education_type": ("mbo",),
        "function_type": ("leads",),
        "motivation": ("self", "organisation"),
        "target_group": ("mbo",),
        "organisation": ("firm",),
    }

    def wish(criterion: str) -> Wish:
        direction: codes.Direction = chance.choice(("alike", "different", "offers"))
        if criterion == "organisation":
            direction = "offers"
        named = direction == "offers" and (criterion == "organisation" or chance.random() < 0.5)
        must = criterion != "personal" and chance.random() < 0.2
        return Wish(criterion, chance.randint(1, 3), direction, must, values.get(criterion, ()) if named else ())

    def odd(person: Person) -> Person:
        wishes = tuple(wish(criterion) for criterion in chance.sample(codes.CRITERIA, 4))
        mode = chance.choice(codes.MODES)
        kinds = {"organisation_kind": "care"} if chance.random() < 0.3 else {}
        return replace(person, wishes=wishes, mode=mode, **kinds)  # type: ignore[arg-type]

    left, right = (tuple(odd(person) for person in side) for side in (problem.left, problem.right))
    ballots = [(left[0].id, right[0].id, "left_to_right", "yes"), (left[0].id, right[0].id, "right_to_left", "maybe")]
    ballots += [(left[1].id, right[0].id, "left_to_right", "no")]
    return replace(problem, left=left, right=right, evidence=Evidence(tuple(ballots)))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [0, 3, *(pytest.param(seed, marks=pytest.mark.night) for seed in (1, 2, 4, 5))])
def test_everything_about_a_plan_can_be_told_without_a_code_and_without_age(seed: int) -> None:
    problem = make_cohort(7, 6, seed, cross_region=seed % 2 == 0, min_shared_day_parts=3, min_shared_weeks=2, floor=0.4)
    if seed > 1:
        problem = _odd(problem, seed)
    plan = propose(problem)
    for language in LANGUAGES:
        text = everything(problem, plan, language)
        assert sorted(set(LEAK.findall(text))) == []
        assert AGE.search(text) is None


def test_every_reason_of_the_engine_is_told_by_somebody() -> None:
    given = set()
    for seed in range(30):
        problem = _odd(make_cohort(6, 6, seed, cross_region=True), seed)
        for left in problem.left:
            for right in problem.right:
                pair = explain_pair(problem, left.id, right.id)
                given |= {one.code for way in (pair.left_to_right, pair.right_to_left) for one in way.reasons}
                assert pair_words(problem, pair, "nl")
    made = set(re.findall(r'"((?:[a-z]+_)+(?:same|linked|apart|alike|help|fit|partly|time))"', _source("reasons.py")))
    made |= {f"{name}_{end}" for name in ("goals", "function_type", "target_group") for end in ("shared", "differs")}
    assert sorted(made - given - {"wants_to_help"}) == []


def _source(name: str) -> str:
    return (ENGINE / name).read_text("utf-8")


def test_an_age_that_is_asked_for_is_never_named() -> None:
    wishes = (Wish("age", 3, "alike", must=True),)
    problem = Problem(
        (make_teacher(age=25, wishes=wishes), make_teacher("bram", wishes=wishes)),
        (make_professional(age=60, wishes=wishes, organisation="bank"),),
    )
    plan = propose(problem)
    for language, unnamed in (("en", "a wish we do not name here"), ("nl", "een wens die we hier niet noemen")):
        text = everything(problem, plan, language)  # type: ignore[arg-type]
        assert AGE.search(text) is None
        assert unnamed in text


def test_a_refused_pair_says_why_in_the_readers_language() -> None:
    far = make_teacher(knows=("piet",), region="west"), make_professional(region="oost")
    problem = Problem(far[:1], far[1:])
    explained = explain_pair(problem, "anna", "piet")
    assert pair_words(problem, explained, "en").startswith(
        "anna and piet may not be a pair.\n  - They know each other.\n"
        "  - They belong to different regions: west and oost.\n"
    )
    assert pair_words(problem, explained, "nl").startswith(
        "anna en piet mogen geen koppel zijn.\n  - Ze kennen elkaar.\n"
    )


def test_a_pair_is_told_with_the_answers_it_rests_on() -> None:
    anna = make_teacher(goals=("self",), target_groups=("vmbo",), function_level="leads", match_types=("subject",))
    piet = make_professional(goals=("self", "organisation"), target_groups=("mbo",), travel_mode="bike")
    problem = Problem((anna,), (piet,))
    text = pair_words(problem, explain_pair(problem, "anna", "piet"), "nl")
    assert "  - Vakgebied: natuurkunde (anna) en werktuigbouw en metaal (piet) hebben met elkaar te maken: " in text
    assert "  - Doelen: allebei willen ze zelf leren (past 0,67, telt 21 % voor piet)." in text
    assert "Wat minder past\n  - Doelgroep: vmbo (anna) en mbo (piet) (past 0,00, telt 11 % voor piet)." in text
    assert "  - Soort functie: piet gaf geen antwoord (telt 5 % voor piet)." in text
    assert "  - Reistijd: anna en piet gaven geen antwoord (telt 11 % voor anna en 11 % voor piet)." in text
    assert "  - anna: vakgebied: liefst gelijk (vervuld)." in text


def test_ids_are_shown_without_what_a_terminal_obeys() -> None:
    names = "a\x1b[2Jb\nc", "👩🏽‍🏫" + "x" * 100_000
    problem = Problem((Person(names[0]),), (Person(names[1]),))
    text = everything(problem, propose(problem), "en")
    assert r"a\x1b[2Jb\nc" in text
    assert "\x1b" not in text
    assert "👩🏽‍🏫xxx" in text
    assert max(map(len, text.splitlines())) < 400


def test_shared_day_parts_are_as_many_as_the_engine_counts() -> None:
    problem = make_cohort(12, 12, 3)
    for left in problem.left:
        for right in problem.right:
            counted = explain_pair(problem, left.id, right.id).shared_day_parts
            if counted is not None:
                assert len(shared_day_parts(Two(left, right, "en"))) == counted


def test_a_change_comes_true_when_it_is_made() -> None:
    wishes = Wish("target_group", 2, "alike"), Wish("function_type", 2, "alike"), Wish("subject", 3, "alike")
    anna = make_teacher(target_groups=("vmbo",), function_level="leads", wishes=wishes)
    piet = make_professional(target_groups=("mbo",))
    problem = Problem((anna,), (piet,))
    explained = explain_pair(problem, "anna", "piet")
    found = {(one.code, one.criterion, one.people): one for one in changes_of(explained)}
    let_go = found["let_go", "target_group", ("anna",)]
    without = replace(anna, wishes=(replace(wishes[0], importance=0), *wishes[1:]))
    assert explain_pair(Problem((without,), (piet,)), "anna", "piet").score == pytest.approx(let_go.high, abs=2e-6)
    answer = found["answer", "function_type", ("piet",)]
    for level, expected in (("leads", answer.high), ("does not lead", answer.low)):
        told = replace(piet, function_level=level)  # type: ignore[arg-type]
        assert explain_pair(Problem((anna,), (told,)), "anna", "piet").score == pytest.approx(expected, abs=2e-6)


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
    assert f"{pair['left']} and {pair['right']}: " in capsys.readouterr().out
    assert main([*common, "--person", pair["right"], "--language", "nl"]) == 0
    assert f"Partner: {pair['left']}" in capsys.readouterr().out
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


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ((0, 0), ["0 pairs from 0 teachers and 0 non-teachers.", "There is nobody on one of the sides."]),
        ((0, 1), ["0 pairs from 0 teachers and 1 non-teacher.", "There is nobody on one of the sides."]),
        ((1, 2), ["1 pair from 1 teacher and 2 non-teachers."]),
    ],
)
def test_plan_of_few_is_told_in_whole_sentences(sizes: tuple[int, int], told: list[str]) -> None:
    left, right = (tuple(Person(f"{side}{at}") for at in range(size)) for side, size in zip("ab", sizes, strict=True))
    plan = propose(Problem(left, right))
    assert plan_words(plan, "en").splitlines()[: len(told)] == told


def test_somebody_in_a_running_pair_and_a_pinned_pair_are_told_as_such() -> None:
    left, right = (make_teacher(), make_teacher("bram")), (make_professional(), make_professional("rosa"))
    problem = Problem(left, right, existing=Existing(pairs=(("anna", "piet"),)))
    plan = propose(problem, pins=(("bram", "rosa"),))
    assert "anna is in a running pair with piet" in person_words(
        problem, plan, explain_unmatched(problem, "anna"), (), "en"
    )
    assert "De coördinator legde dit koppel vast." in person_words(
        problem, plan, explain_unmatched(problem, "rosa"), (), "nl"
    )
