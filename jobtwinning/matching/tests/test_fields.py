"""The engine stands alone, so it keeps the ids and codes of the fields itself."""

from jobtwinning.matching.engine.affinity import known_fields
from jobtwinning.people.fields import fields


def test_engine_knows_the_same_fields_with_the_same_kinds_and_codes() -> None:
    ours = {each.id: (each.kind, each.isced_f) for each in fields()}
    assert {each.id: (each.kind, each.isced_f) for each in known_fields().values()} == ours


def test_engine_calls_a_field_by_the_name_people_choose_it_by() -> None:
    for each in fields():
        known = known_fields()[each.id]
        for own, label in ((known.nl, each.label_nl), (known.en, each.label_en)):
            assert own.casefold() in (label.casefold(), label.partition(" (")[0].casefold())
