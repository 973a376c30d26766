"""Who with whom: a pure matching engine for two sides. No clock, no network, no database, no framework."""

from jobtwinning.matching.engine.affinity import FieldLink, field_links
from jobtwinning.matching.engine.problem import Evidence, Existing, InvalidInput, Person, Problem, Rules, Wish

__all__ = [
    "Evidence",
    "Existing",
    "FieldLink",
    "InvalidInput",
    "Person",
    "Problem",
    "Rules",
    "Wish",
    "field_links",
]
