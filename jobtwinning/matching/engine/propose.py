"""From a problem to a plan."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from jobtwinning.matching.engine.arrays import Positions
from jobtwinning.matching.engine.assign import Aim
from jobtwinning.matching.engine.candidates import Candidates, Progress, best_to_keep, candidates_of
from jobtwinning.matching.engine.codes import OBJECTIVES, RESOLUTION, Objective, Side
from jobtwinning.matching.engine.edges import Edges, marked
from jobtwinning.matching.engine.executors import SERIAL, Executor
from jobtwinning.matching.engine.figures import affinities, band_of, figures_of, honoured_wishes, kind_of
from jobtwinning.matching.engine.graph import Graph, IdPair
from jobtwinning.matching.engine.problem import InvalidInput, Problem
from jobtwinning.matching.engine.result import Proposal, ProposedPair, Unmatched
from jobtwinning.matching.engine.table import Table, table_of
from jobtwinning.matching.engine.validation import pair_faults
from jobtwinning.matching.engine.version import ENGINE_VERSION

# How often the left-out pairs of a very large problem are looked through for one that would raise the total.
LOOK_AGAIN = 3


def propose(
    problem: Problem,
    *,
    objective: Objective = "floor",
    pins: Iterable[IdPair] = (),
    forbids: Iterable[IdPair] = (),
    prefers: Iterable[IdPair] = (),
    seed: int = 0,
    best: int | None = None,
    again: int | None = None,
    executor: Executor = SERIAL,
    progress: Progress | None = None,
) -> Proposal:
    """The best one-to-one set of pairs for the objective; always the same for the same input in any order.

    pins, forbids and prefers are (left id, right id). A pin is kept whatever its score, but may not break a rule. A
    preferred pair counts for `rules.preference_bonus` more in the best total, and breaks nothing. best: of
    everybody so many of the best pairs take part, and those without which a pair would be lost; None leaves that to the
    size of the problem, all pairs unless it is very large. again: how often the left-out pairs are then looked through
    for one that would raise the total, until there is none. Raises one ValueError naming every pin, forbid or
    preference that is unknown, contradictory or refused. "Not possible" is a status.
    """
    started = perf_counter()
    pins, forbids, prefers = tuple(pins), tuple(forbids), tuple(prefers)
    faults = list(request_faults(problem, objective, pins, forbids, seed, prefers))
    if faults:
        raise InvalidInput(faults)
    table = table_of(problem)
    aim = Aim(objective, problem.rules.floor, problem.rules.quality_threshold, seed)
    candidates = candidates_for(problem, best, executor, progress)
    graph = Graph(table, candidates, pins, forbids, aim, executor, prefers=prefers)
    chosen, gain = graph.solve(LOOK_AGAIN if again is None else again)
    return proposal_of(table, graph, chosen, aim, Asked(pins, forbids, prefers), gain, started)


def candidates_for(
    problem: Problem, best: int | None = None, executor: Executor = SERIAL, progress: Progress | None = None
) -> Candidates:
    """The pairs of a problem that take part; scored once and kept with it."""
    table = table_of(problem)
    best = best or best_to_keep(table)
    known = problem._memo.get(f"candidates_{best}")
    if not isinstance(known, Candidates):
        known = problem._memo[f"candidates_{best}"] = candidates_of(table, best, executor, progress)
    return known


def request_faults(
    problem: Problem,
    objective: object,
    pins: Sequence[IdPair],
    forbids: Sequence[IdPair],
    seed: object,
    prefers: Sequence[IdPair] = (),
) -> Iterator[str]:
    """What is wrong with what is asked of a problem."""
    if objective not in OBJECTIVES:
        yield f"objective: must be one of {', '.join(OBJECTIVES)}, not {objective!r}"
    if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
        yield f"seed: must be a whole number from 0, not {seed!r}"
    taken: dict[str, IdPair] = {}
    for name, pairs in (("pins", pins), ("forbids", forbids), ("prefers", prefers)):
        for position, pair in enumerate(pairs):
            faults = list(pair_faults(f"{name}[{position}]", pair, problem))
            yield from faults
            if name != "forbids" and not faults and pair in forbids:
                yield f"{name}[{position}]: {pair!r} is also forbidden"
            if name == "pins" and not faults:
                for person in pair:
                    if person in taken:
                        yield f"pins[{position}]: {person!r} is also pinned in {taken[person]!r}"
                    taken[person] = pair


@dataclass(frozen=True, slots=True)
class Asked:
    """What the coordinator asked of this plan, (left id, right id) each."""

    pins: tuple[IdPair, ...]
    forbids: tuple[IdPair, ...]
    prefers: tuple[IdPair, ...]


def proposal_of(
    table: Table,
    graph: Graph,
    chosen: Positions,
    aim: Aim,
    asked: Asked,
    gain: float | None,
    started: float,
) -> Proposal:
    """The chosen pairs with everything that is said about them."""
    edges, pinned = graph.edges, graph.pinned
    left, right = edges.left[chosen], edges.right[chosen]
    running = len(table.problem.existing.pairs)
    pairs = tuple(_pairs(table, edges, chosen, frozenset(pinned.tolist())))
    figures = figures_of(
        edges,
        chosen,
        pinned,
        free_left=len(table.left) - running,
        free_right=len(table.right) - running,
        lowest_made=aim.lowest_made,
        possible_gain=gain,
        honoured=honoured_wishes(table, left, right),
        preferred=graph.preferred_among(chosen),
        seconds=perf_counter() - started,
    )
    return Proposal(
        status="solved" if pairs else "no_pair_possible",
        pairs=pairs,
        unmatched=tuple(_unmatched(table, edges, chosen, aim)),
        figures=figures,
        message="" if pairs else _why_nothing(table, edges),
        objective=aim.objective,
        pins=tuple(sorted(asked.pins)),
        forbids=tuple(sorted(asked.forbids)),
        prefers=tuple(sorted(asked.prefers)),
        seed=aim.seed,
        engine_version=ENGINE_VERSION,
    )


def _pairs(table: Table, edges: Edges, chosen: Positions, pinned: frozenset[int]) -> list[ProposedPair]:
    found = []
    near = affinities(table, edges.left[chosen], edges.right[chosen])
    for at, affinity in zip(chosen.tolist(), near, strict=True):
        left, right = table.left.people[edges.left[at]], table.right.people[edges.right[at]]
        left_score, right_score = int(edges.left_score[at]) / RESOLUTION, int(edges.right_score[at]) / RESOLUTION
        found.append(
            ProposedPair(
                left=left.id,
                right=right.id,
                score=int(edges.score[at]) / RESOLUTION,
                left_score=left_score,
                right_score=right_score,
                band=band_of(left_score, right_score),
                kind=kind_of(affinity, left, right),
                pinned=at in pinned,
            )
        )
    return sorted(found, key=lambda pair: (pair.left, pair.right))


def _unmatched(table: Table, edges: Edges, chosen: Positions, aim: Aim) -> list[Unmatched]:
    """Everybody without a partner, left before right, by id; people in a running pair are not among them."""
    running = {person for pair in table.problem.existing.pairs for person in pair}
    sides: tuple[tuple[Side, Positions, Positions], ...] = (
        ("left", edges.left, edges.right),
        ("right", edges.right, edges.left),
    )
    alone = {}
    for side, own, _ in sides:
        people = table.left.people if side == "left" else table.right.people
        placed = set(own[chosen].tolist())
        alone[side] = [
            (row, person.id) for row, person in enumerate(people) if row not in placed and person.id not in running
        ]
    found = []
    for side, own, _ in sides:
        size = len(table.left if side == "left" else table.right)
        anybody = marked(size, own)
        above = marked(size, own[edges.score >= aim.lowest_made])
        others = alone["right" if side == "left" else "left"]
        nobody_there = not len(table.right if side == "left" else table.left)
        for row, name in alone[side]:
            if nobody_there:
                reason = "too_few_on_other_side"
            elif not anybody[row]:
                reason = "no_allowed_partner"
            elif not above[row]:
                reason = "below_floor"
            else:
                reason = "partners_taken" if others else "too_few_on_other_side"
            found.append(Unmatched(name, side, reason))
    return sorted(found, key=lambda one: (one.side, one.person))


def _why_nothing(table: Table, edges: Edges) -> str:
    if not len(table.left) or not len(table.right):
        return "empty_side"
    return "every_pair_below_floor" if len(edges) else "every_pair_refused"
