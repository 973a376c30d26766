"""PLAN.json: reading back a plan that the command `match` wrote."""

from jobtwinning.matching.engine.codes import OBJECTIVES
from jobtwinning.matching.engine.problem import InvalidInput, Problem
from jobtwinning.matching.engine.propose import propose
from jobtwinning.matching.engine.result import Proposal


def plan_from_json(problem: Problem, content: object) -> Proposal:
    """The plan in a parsed PLAN.json, made again from these people with its objective, decisions and seed.

    Raises ValueError when it is no plan, or not one of these people: then what it would say is not true of them.
    """
    try:
        assert isinstance(content, dict)
        objective, seed = content["objective"], content["seed"]
        pins, forbids, pairs = (_pairs(content[name]) for name in ("pins", "forbids", "pairs"))
        prefers = _pairs(content.get("prefers", []))
        if objective not in OBJECTIVES:
            raise InvalidInput([f"plan: objective must be one of {', '.join(OBJECTIVES)}, not {objective!r}"])
    except (AssertionError, KeyError, TypeError):
        raise InvalidInput(["plan: is not a plan as `match` writes it"]) from None
    plan = propose(problem, objective=objective, pins=pins, forbids=forbids, prefers=prefers, seed=seed)
    if sorted((pair.left, pair.right) for pair in plan.pairs) != sorted(pairs):
        raise InvalidInput(
            ["plan: was made from other people, answers or rules, or with a --floor that is not given here"]
        )
    return plan


def _pairs(rows: object) -> tuple[tuple[str, str], ...]:
    assert isinstance(rows, list)
    return tuple((row["left"], row["right"]) if isinstance(row, dict) else (row[0], row[1]) for row in rows)
