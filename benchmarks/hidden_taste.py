"""Made-up people whose true liking differs from their answers: the ground on which ways of matching are compared.

How much somebody truly likes somebody is drawn in three steps, from one seed:

1. What answers can tell. Everybody has answered everything in truth, although the engine sees some answers missing. Per
   criterion the engine's own measure of likeness (turned round for who wants somebody different), weighted by a true
   weight: a part `drift` of it is drawn at random (uniform over all mixes of criteria), the rest is as stated.
2. What nobody asked about: a part `charm` is liked or disliked in the same way by everybody, the rest is a click that
   one person feels for one other and that says nothing about the way back.
3. Both are brought to mean 0 and spread 1 over the pairs that may be made, and added so that `information` is the part
   of the variance that answers can tell; the normal distribution function makes it 0..1, evenly spread. So a liking of
   .3 always means: less than 70 % of what this cohort has to offer.

With information 0 no answer tells anything and no way of matching can do better than another. What favours the engine:
the likeness in step 1 is measured as the engine measures it.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.special import ndtr

from benchmarks.engine_parts import allowed_edges, likeness, stated_wants
from jobtwinning.matching.engine import Evidence, Problem
from jobtwinning.matching.engine.arrays import Floats, Truths
from jobtwinning.matching.engine.codes import CRITERIA, Side
from jobtwinning.matching.engine.generate import generate_cohort
from jobtwinning.matching.engine.people import problem_from_json


@dataclass(frozen=True, slots=True)
class Taste:
    """The knobs, each 0..1; see the module. Nobody knows their true values: look at more than one."""

    information: float = 0.5
    drift: float = 0.5
    charm: float = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A cohort with its secret. Rows are left people, columns right people, in the engine's order.

    problem: what the engine may know. allowed: which pairs the rules allow. left_liking, right_liking: 0..1, how much
    the left person truly likes the right one, and the other way round.
    """

    problem: Problem
    allowed: Truths
    left_liking: Floats
    right_liking: Floats


USUAL: Final = Taste()
# Keeps a person for whom nothing counts from dividing by 0.
NOTHING: Final = 1e-12


def make_world(size: int, seed: int, taste: Taste = USUAL) -> World:
    """A cohort of size + size people; ballots are left out, for they would tell the secret."""
    seen = _problem(generate_cohort(size, size, seed))
    known = _problem(generate_cohort(size, size, seed, missing=0))
    edges = allowed_edges(seen)
    allowed = np.zeros((size, size), dtype=bool)
    allowed[edges.left, edges.right] = True
    chance = np.random.default_rng([seed, size])
    left, right = (_liking(known, side, allowed, taste, chance) for side in ("left", "right"))
    return World(seen, allowed, left, right)


def _problem(content: dict[str, object]) -> Problem:
    return replace(problem_from_json(content), evidence=Evidence())


def _liking(known: Problem, side: Side, allowed: Truths, taste: Taste, chance: np.random.Generator) -> Floats:
    told = _standard(_told_by_answers(known, side, taste.drift, chance), allowed)
    asked_by, liked = (0, 1) if side == "left" else (1, 0)
    people = np.expand_dims(chance.standard_normal(allowed.shape[liked]), asked_by)
    click = chance.standard_normal(allowed.shape)
    hidden = np.sqrt(taste.charm) * people + np.sqrt(1 - taste.charm) * click
    mixed = np.sqrt(taste.information) * told + np.sqrt(1 - taste.information) * _standard(hidden, allowed)
    return np.asarray(ndtr(mixed))


def _told_by_answers(known: Problem, side: Side, drift: float, chance: np.random.Generator) -> Floats:
    """The weighted mean of what the criteria say, with true weights instead of the stated ones."""
    stated, different = stated_wants(known, side)
    telling = {
        CRITERIA.index(criterion): np.where(judged, value, 0.5)
        for criterion, of, value, judged in likeness(known)
        if of == side and judged.any()
    }
    columns = list(telling)
    own = chance.dirichlet(np.ones(len(columns)), len(stated))
    weight = (1 - drift) * stated[:, columns] + drift * own
    turn = (-1, 1) if side == "left" else (1, -1)
    total = np.zeros((len(known.left), len(known.right)))
    for at, column in enumerate(columns):
        value = telling[column]
        value = np.where(different[:, column].reshape(turn), 1 - value, value)
        total += weight[:, at].reshape(turn) * value
    return np.asarray(total / np.maximum(weight.sum(axis=1), NOTHING).reshape(turn))


def _standard(values: Floats, among: Truths) -> Floats:
    """The same values with mean 0 and spread 1 among these pairs."""
    if not among.any():
        return np.zeros_like(values)
    spread = float(values[among].std())
    return np.asarray((values - values[among].mean()) / (spread or 1.0))
