import re
from collections import Counter

import pytest

from jobtwinning.people.fields import field, fields, find_fields


def test_fields_are_75_subjects_and_78_professional_fields() -> None:
    assert Counter(each.kind for each in fields()) == {"school_subject": 75, "professional_field": 78}
    assert len({each.id for each in fields()}) == 153


def test_fields_have_both_labels_and_a_four_digit_code() -> None:
    for each in fields():
        assert all([each.label_nl.strip(), each.label_en.strip()]), each.id
        assert each.label_nl not in each.synonyms_nl, each.id
        assert each.label_en not in each.synonyms_en, each.id
        assert re.fullmatch(r"\d{4}", each.isced_f), each.id


def test_labels_are_unique_within_their_kind() -> None:
    for language in ("nl", "en"):
        labels = Counter((each.kind, each.label(language)) for each in fields())
        assert [key for key, count in labels.items() if count > 1] == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Natuurkunde", "natuurkunde"),
        ("natuurkunde (ook nask 1)", "natuurkunde"),
        ("fysica", "natuurkunde"),
        ("physics", "natuurkunde"),
        ("francais", "frans"),
        ("o&o", "onderzoek_ontwerpen"),
        ("verpleegk", "mbo_zorg"),
        ("nurse", "zorg_verpleging"),
    ],
)
def test_find_fields_by_label_and_synonym_in_both_languages(text: str, first: str) -> None:
    assert find_fields(text)[0].id == first


def test_find_fields_shows_every_field_of_an_ambiguous_word() -> None:
    assert {each.id for each in find_fields("lassen")} == {"vmbo_pie", "mbo_werktuigbouw_metaal"}
    assert {"logistiek", "projectmanagement"} <= {
        each.id for each in find_fields("planning", kind="professional_field")
    }
    assert {each.kind for each in find_fields("zorg")} == {"school_subject", "professional_field"}


def test_find_fields_keeps_kind_and_limit() -> None:
    found = find_fields("techniek", kind="professional_field", limit=3)
    assert len(found) == 3
    assert {each.kind for each in found} == {"professional_field"}
    assert find_fields("") == ()


def test_label_falls_back_to_dutch() -> None:
    assert field("duits").label("en-gb") == "German"
    assert field("duits").label("fr") == "Duits"


def test_field_unknown_id_raises() -> None:
    with pytest.raises(KeyError):
        field("nope")
