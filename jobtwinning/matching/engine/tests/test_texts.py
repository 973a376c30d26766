"""What two free texts have in common."""

import subprocess
import sys
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtwinning.matching.engine import Problem, explain_pair
from jobtwinning.matching.engine.tests.cohorts import make_professional, make_teacher
from jobtwinning.matching.engine.texts import lemma_of, text_vectors, words_of

TEACHER = "Ik wil leerlingen laten zien hoe mijn vak in bedrijven wordt gebruikt."
COMPANY = "Het bedrijf wil een leerling laten zien hoe we werken."
CARE = "Mijn moeder verpleegde patiënten in een groot ziekenhuis aan zee."
ENGLISH = "We would like to show pupils how companies use physics."
ENGLISH_TOO = "Showing a pupil what physics means in our company."


def likeness(left: list[str], right: list[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    first, second = text_vectors(left, right)
    return np.asarray((first.rows @ second.rows.T).toarray())


@pytest.mark.parametrize(
    "forms",
    [
        "leerling leerlingen leerlinge",
        "les lessen",
        "werken werkt gewerkt werkte",
        "bedrijf bedrijven bedrijfje",
        "leren leert geleerd leerde",
        "samenwerken samenwerkt samengewerkt",
        "kiezen kiest koos gekozen",
        "docent docenten docente",
        "student students studenten",
        "project projecten projects",
        "company companies",
        "learn learns learned learnt learning",
        "teach teaches taught teaching",
        "child children",
        "patiënt patiënten patienten",
        "één een",
    ],
)
def test_lemma_of_all_forms_of_a_word_is_the_same(forms: str) -> None:
    assert len({lemma_of(form) for form in forms.split()}) == 1


def test_lemma_of_different_words_differ() -> None:
    words = "begeleiding beleid leerling leraar les lesson bedrijf beroep wens wennen kans kunnen techniek technisch"
    for first, second in combinations(words.split(), 2):
        assert lemma_of(first) != lemma_of(second), (first, second)


@given(st.from_regex(r"[a-zé]{2,12}", fullmatch=True))
@settings(max_examples=300, deadline=None)
def test_lemma_of_its_own_lemma_is_itself(word: str) -> None:
    assert lemma_of(lemma_of(word)) == lemma_of(word)


def test_words_of_are_shown_as_written_first_and_without_empty_words() -> None:
    found = words_of("Ik wil leerlingen, elke leerling, laten zien hoe het vak werkt; a lesson about my collega's.")
    assert sorted(found.values()) == ["collega", "leerlingen", "lesson", "vak", "werkt", "zien"]
    assert words_of("Wat ik zou willen is dat het er niet is, and that is what I would like.") == {}
    assert words_of("") == words_of("12 3 !? x") == {}


def test_words_of_does_not_depend_on_how_accents_are_stored() -> None:
    assert words_of("cafe\u0301 en patie\u0308nten").keys() == words_of("caf\u00e9 en pati\u00ebnten").keys()


def test_text_vectors_about_the_same_score_more_than_unrelated() -> None:
    same, unrelated, english = likeness([TEACHER], [COMPANY, CARE, ENGLISH])[0]
    assert same > 0.3
    assert unrelated == 0.0
    assert english == 0.0
    same, dutch, unrelated = likeness([ENGLISH], [ENGLISH_TOO, COMPANY, CARE])[0]
    assert same > 0.3
    assert dutch == unrelated == 0.0


def test_text_vectors_english_words_inside_dutch_count() -> None:
    mixed, plain = likeness(["Mijn students leren coding."], ["Een student die coding leuk vindt.", CARE])[0]
    assert mixed > 0.3
    assert plain == 0.0


def test_text_vectors_a_rare_shared_word_weighs_more_than_a_common_one() -> None:
    common = [f"Leerlingen en {word}" for word in ("muziek", "sport", "taal", "kunst", "geschiedenis")]
    left = ["Leerlingen en robots"]
    rare, usual = likeness(left, ["Robots in beweging", "Leerlingen in beweging", *common])[0][:2]
    assert rare > usual > 0


def test_text_vectors_empty_texts_are_not_known_and_score_nothing() -> None:
    first, second = text_vectors(["", TEACHER], ["het en de", COMPANY])
    assert first.known.tolist() == [False, True]
    assert second.known.tolist() == [False, True]
    assert (first.rows @ second.rows.T).toarray()[0].tolist() == [0.0, 0.0]
    assert first.rows[0].nnz == 0


def test_text_vectors_without_any_word_or_any_person_are_empty() -> None:
    first, second = text_vectors(["", ""], [""])
    assert (first.rows.shape, second.rows.shape) == ((2, 1), (1, 1))
    assert not first.known.any()
    assert text_vectors([], [])[0].rows.shape == (0, 1)


WORDS = (
    "leerling leerlingen school bedrijf bedrijven techniek zorg learning company de het een wil robots café les lessen"
)
TEXT = st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join)


@given(st.lists(TEXT, min_size=1, max_size=6), st.lists(TEXT, min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_text_vectors_are_between_nothing_and_alike_and_alike_with_themselves(
    left: list[str], right: list[str]
) -> None:
    first, second = text_vectors(left, right)
    alike = (first.rows @ second.rows.T).toarray()
    assert alike.min() >= 0
    assert alike.max() <= 1 + 1e-12
    for rows, known in ((first.rows, first.known), (second.rows, second.known)):
        assert (rows @ rows.T).diagonal() == pytest.approx(known.astype(float))


@given(st.lists(TEXT, min_size=1, max_size=6), st.lists(TEXT, min_size=1, max_size=6), st.randoms())
@settings(max_examples=100, deadline=None)
def test_text_vectors_do_not_depend_on_the_order_of_people_words_or_sides(
    left: list[str], right: list[str], chance: Random
) -> None:
    alike = likeness(left, right)
    order = list(range(len(left)))
    chance.shuffle(order)
    shuffled = [" ".join(chance.sample(text.split(), len(text.split()))) for text in left]
    assert np.array_equal(likeness([shuffled[row] for row in order], right), alike[order])
    assert np.array_equal(likeness(right, left), alike.T)


def test_explain_pair_counts_shared_words_whatever_their_form() -> None:
    teacher = make_teacher(goals=("self",), text=TEACHER)
    right = make_professional("piet", goals=("self",), text=COMPANY)
    reasons = explain_pair(Problem((teacher,), (right,)), teacher.id, "piet").left_to_right.reasons
    params = dict(next(reason for reason in reasons if reason.criterion == "motivation").params)
    assert params["shared_words"] == len({"leerlingen", "bedrijven", "zien"})


def test_engine_import_does_not_open_the_dictionaries() -> None:
    asks = "import sys, jobtwinning.matching.engine as engine; print('simplemma' in sys.modules)"
    proposes = "engine.propose(engine.Problem((engine.Person('a'),), (engine.Person('b'),)))"
    script = f"{asks}\n{proposes}\nprint('simplemma' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
