"""Which fields touch: the table itself, and how it is read."""

import json
from collections import Counter
from importlib.resources import files
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest

from jobtwinning.matching.engine import Person, Problem, explain_pair
from jobtwinning.matching.engine.affinity import best_link, field_links, known_fields, strength, strength_matrix
from jobtwinning.matching.engine.tests.cohorts import make_professional, make_teacher

# The detailed fields of ISCED-F 2013 (UNESCO Institute for Statistics), without those "not further defined" or
# "not elsewhere classified"; ending in 88: inter-disciplinary.
ISCED_F_2013 = frozenset(
    broad + rest
    for broad, detailed in {
        "00": "11 21 31",
        "01": "11 12 13 14 88",
        "02": "11 12 13 14 15 21 22 23 31 32 88",
        "03": "11 12 13 14 21 22 88",
        "04": "11 12 13 14 15 16 17 21 88",
        "05": "11 12 21 22 31 32 33 41 42 88",
        "06": "11 12 13 88",
        "07": "11 12 13 14 15 16 21 22 23 24 31 32 88",
        "08": "11 12 21 31 41 88",
        "09": "11 12 13 14 15 16 17 21 22 23 88",
        "10": "11 12 13 14 15 21 22 31 32 41 88",
    }.items()
    for rest in detailed.split()
)
SUBJECTS = frozenset(name for name, field in known_fields().items() if field.kind == "school_subject")
PROFESSIONS = frozenset(known_fields()) - SUBJECTS


def table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        files("jobtwinning.matching.engine").joinpath("data/field_links.json").read_text(encoding="utf-8")
    )
    return found


def own_links() -> set[tuple[str, str]]:
    return {(row["a"], row["b"]) for row in table()["links"]}


def test_known_fields_each_has_its_own_id_and_an_official_code() -> None:
    rows = table()["fields"]
    assert len({row["id"] for row in rows}) == len(rows) == 153
    assert Counter(row["kind"] for row in rows) == {"school_subject": 75, "professional_field": 78}
    assert {row["isced_f"] for row in rows} <= ISCED_F_2013


def test_table_each_link_stands_there_once_between_two_known_fields() -> None:
    links = own_links()
    assert len(links) == len(table()["links"]) == 582
    assert all(first < second for first, second in links)
    assert {name for link in links for name in link} <= set(known_fields())
    assert {row["strength"] for row in table()["links"]} <= {float(name) for name in table()["strengths"]}


def test_field_links_are_symmetric_and_each_has_a_reason_in_both_languages() -> None:
    links = field_links()
    assert set(links) >= own_links()
    for (first, second), link in links.items():
        other_way = links[second, first]
        assert (link.first, link.second) == (first, second)
        assert link.strength == other_way.strength == strength(first, second) == strength(second, first)
        assert 0 < link.strength <= 1
        assert link.reason_nl == other_way.reason_nl
        assert link.reason_en == other_way.reason_en
        assert link.reason_nl.strip()
        assert link.reason_en.strip()
        assert link.reason_nl != link.reason_en or not link.general
        assert first != second


def test_field_links_every_subject_reaches_at_least_five_professional_fields_by_links_of_its_own() -> None:
    links = own_links() | {(second, first) for first, second in own_links()}
    reached = Counter(first for first, second in links if first in SUBJECTS and second in PROFESSIONS)
    assert [name for name in SUBJECTS if reached[name] < 5] == []


def test_field_links_no_field_touches_more_than_a_quarter_of_the_subjects() -> None:
    touched = Counter(first for first, second in field_links() if second in SUBJECTS)
    assert [(name, count) for name, count in touched.items() if count > len(SUBJECTS) / 4] == []


def test_field_links_same_code_without_a_link_of_its_own_touches_a_little() -> None:
    general = table()["same_isced_f"]
    own = own_links()
    found = 0
    for first, second in combinations(sorted(known_fields()), 2):
        same = known_fields()[first].isced_f == known_fields()[second].isced_f
        link = field_links().get((first, second))
        if (first, second) in own:
            assert link is not None
            assert not link.general
        elif same:
            assert link is not None
            assert link.general
            assert (link.strength, link.reason_nl, link.reason_en) == tuple(general.values())
            found += 1
        else:
            assert link is None
            assert strength(first, second) == 0.0
    assert found == 54


def test_field_links_own_link_wins_from_the_same_code() -> None:
    assert known_fields()["natuurkunde"].isced_f != known_fields()["werktuigbouw"].isced_f
    assert strength("natuurkunde", "werktuigbouw") > 0.7
    assert known_fields()["bouw"].isced_f == known_fields()["mbo_bouw_infra"].isced_f
    assert strength("bouw", "mbo_bouw_infra") == 1.0
    assert strength("burgerschap", "internationalisering") == 0.25


def test_field_links_deliberate_non_links_score_nothing() -> None:
    apart = [(row["a"], row["b"]) for row in table()["deliberate_non_links"]]
    assert ("verzorging", "verkoopadministratie") in apart
    for first, second in apart:
        assert strength(first, second) == strength(second, first) == 0.0
        assert not {(first, second), (second, first)} & own_links()


def test_field_links_deliberate_non_link_outweighs_the_same_code(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = table()
    changed["deliberate_non_links"].append({"a": "internationalisering", "b": "burgerschap"})
    monkeypatch.setattr("jobtwinning.matching.engine.affinity._data", lambda: changed)
    fresh = field_links.__wrapped__()
    assert ("burgerschap", "internationalisering") not in fresh
    assert ("maatschappijleer", "internationalisering") in fresh


def test_strength_matrix_says_the_same_as_strength_pair_by_pair() -> None:
    names = ["werktuigbouw", "natuurkunde", "unheard_of", "burgerschap", "internationalisering"]
    matrix = strength_matrix(names)
    for (row, first), (column, second) in permutations(enumerate(names), 2):
        assert matrix[row, column] == strength(first, second)
    assert np.array_equal(np.diag(matrix), np.ones(len(names)))


def test_best_link_is_the_strongest_and_the_first_by_name_among_equals() -> None:
    assert best_link(("muziek", "natuurkunde"), ("horeca", "werktuigbouw")) == (
        "natuurkunde",
        "werktuigbouw",
        strength("natuurkunde", "werktuigbouw"),
    )
    assert best_link(("muziek", "duits"), ("muziek", "duits")) == ("duits", "duits", 1.0)
    assert best_link((), ("horeca",)) is None


def explained_subject(own: str, other: str) -> Any:
    left: Person = make_teacher(fields=(own,), match_types=("subject",))
    right = make_professional("piet", fields=(other,))
    reasons = explain_pair(Problem((left,), (right,)), left.id, "piet").left_to_right.reasons
    return next(reason for reason in reasons if reason.criterion == "subject")


def test_reason_of_a_general_link_says_the_same_field_in_both_languages() -> None:
    reason = explained_subject("burgerschap", "internationalisering")
    params = dict(reason.params)
    assert (reason.code, reason.score) == ("field_linked", 0.25)
    assert params["reason_nl"] == "zelfde vakgebied in de internationale indeling"
    assert params["reason_en"] == "the same field in the international classification"
    assert explained_subject("burgerschap", "horeca").code == "fields_apart"
