"""The engine stands alone, so it keeps the ids and codes of the fields itself."""

from jobtwinning.matching.engine.affinity import known_fields
from jobtwinning.people.fields import fields


def test_engine_knows_the_same_fields_with_the_same_kinds_and_codes() -> None:
    ours = {each.id: (each.kind, each.isced_f) for each in fields()}
    assert {each.id: (each.kind, each.isced_f) for each in known_fields().values()} == ours
