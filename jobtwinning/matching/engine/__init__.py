"""Who with whom: a pure matching engine for two sides. No clock, no network, no database, no framework.

Inside, solvers are called by their whole name (`scipy.optimize.…`): scipy loads a part when it is first used, so every
process that matches nobody starts half a second sooner.
"""

from jobtwinning.matching.engine.affinity import FieldLink, field_links
from jobtwinning.matching.engine.alternatives import alternatives
from jobtwinning.matching.engine.explain import explain_pair
from jobtwinning.matching.engine.problem import Evidence, Existing, InvalidInput, Person, Problem, Rules, Wish
from jobtwinning.matching.engine.propose import propose
from jobtwinning.matching.engine.rematch import Rematch, rematch
from jobtwinning.matching.engine.repair import Repair, repair_rounds
from jobtwinning.matching.engine.result import (
    Alternative,
    DirectionExplanation,
    Figures,
    HonouredWishes,
    PairExplanation,
    Proposal,
    ProposedPair,
    Reason,
    Refusal,
    Relaxation,
    Unmatched,
    UnmatchedExplanation,
    WishOutcome,
)
from jobtwinning.matching.engine.round_plan import Meeting, Pause, RoundFigures, RoundPlan
from jobtwinning.matching.engine.rounds import plan_rounds
from jobtwinning.matching.engine.second_best import SecondBest, second_best
from jobtwinning.matching.engine.shortfall import Shortfall, shortfall
from jobtwinning.matching.engine.unmatched import explain_unmatched
from jobtwinning.matching.engine.version import ENGINE_VERSION

__all__ = [
    "ENGINE_VERSION",
    "Alternative",
    "DirectionExplanation",
    "Evidence",
    "Existing",
    "FieldLink",
    "Figures",
    "HonouredWishes",
    "InvalidInput",
    "Meeting",
    "PairExplanation",
    "Pause",
    "Person",
    "Problem",
    "Proposal",
    "ProposedPair",
    "Reason",
    "Refusal",
    "Relaxation",
    "Rematch",
    "Repair",
    "RoundFigures",
    "RoundPlan",
    "Rules",
    "SecondBest",
    "Shortfall",
    "Unmatched",
    "UnmatchedExplanation",
    "Wish",
    "WishOutcome",
    "alternatives",
    "explain_pair",
    "explain_unmatched",
    "field_links",
    "plan_rounds",
    "propose",
    "rematch",
    "repair_rounds",
    "second_best",
    "shortfall",
]
