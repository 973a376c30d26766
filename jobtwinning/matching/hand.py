"""A pair made by hand: any teacher and any non-teacher, if no rule refuses (MAT-03)."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jobtwinning.accounts.models import Account
from jobtwinning.core import clock, history
from jobtwinning.core.errors import DomainError
from jobtwinning.matching import adapter, confidential, engine, queries, stored
from jobtwinning.matching.actions import refuse_same_side, refuse_seated, refuse_second_pin
from jobtwinning.matching.engine.codes import Objective
from jobtwinning.matching.masking import names_of
from jobtwinning.matching.texts import refusal_sentences
from jobtwinning.pairs.actions import propose_pair
from jobtwinning.pairs.models import Pair
from jobtwinning.programmes.models import Participation


def takes_long(teacher: Participation, non_teacher: Participation) -> bool:
    """Whether their regions hold too many people to read and weigh them all for a page."""
    return any(queries.takes_long(teacher.programme, one) for one in {teacher.region, non_teacher.region})


def read_both(teacher: Participation, non_teacher: Participation) -> adapter.MatchInput:
    """Everybody who can be matched in the region, or the two regions, of these people; of too many only these two."""
    if not takes_long(teacher, non_teacher):
        return adapter.read_input(teacher.programme, teacher.region, other=non_teacher.region)
    both = (teacher.pk, non_teacher.pk)
    return adapter.read_few(teacher.programme, teacher.region, both, said_by=clock.now(), other=non_teacher.region)


@transaction.atomic
def make_pair(teacher: Participation, non_teacher: Participation, *, by: Account, at: datetime) -> Pair:
    """Propose these two to each other now; DomainError says which rule refuses."""
    both = (teacher, non_teacher)
    refuse_same_side(teacher, non_teacher)
    refuse_seated(both)
    refuse_second_pin(teacher, non_teacher)
    given = read_both(teacher, non_teacher)
    names = names_of(both, short=True)
    if not names.keys() <= given.persons.keys():
        raise DomainError("not_free", _("Eén van deze twee kan nu niet meedoen met het matchen."))
    explanation = engine.explain_pair(given.problem, teacher.public_id, non_teacher.public_id, forbids=given.forbids)
    if not explanation.allowed:
        raise DomainError("refused", " ".join(refusal_sentences(explanation.refusals, names)))
    confidential.refuse_undecided(both)
    standing = confidential.standings([one.pk for one in both])
    pair = propose_pair(
        teacher,
        non_teacher,
        by=by,
        at=at,
        kind=explanation.kind,
        band=explanation.band,
        reasons=confidential.with_agreement(stored.explained(given, explanation), teacher, non_teacher, standing),
    )
    history.record("make_pair", pair, by=by, at=at, programme_id=pair.programme_id, region_id=pair.region_id, codes={})
    return pair


def check(teacher: Participation, non_teacher: Participation, objective: Objective, seed: int) -> adapter.TwoPeople:
    """May they, how well, and at what price, also when they are of two regions. Both must be free."""
    found, is_forbidden = look(teacher, non_teacher, objective, seed)
    if is_forbidden:
        found = replace(found, allowed=False, refusals=(*found.refusals, engine.Refusal("forbidden", "")))
    if found.allowed and found.is_priced and teacher.region_id != non_teacher.region_id:
        lost, changed = price_across(teacher, non_teacher, objective, seed)
        found = replace(found, pairs_lost=lost, others_changed=changed)
    return found


def look(
    teacher: Participation, non_teacher: Participation, objective: Objective, seed: int
) -> tuple[adapter.TwoPeople, bool]:
    """What the rules and the answers say of them, and whether the coordinator keeps them apart.

    Without a price where that takes long: it is the difference between two proposals.
    """
    given, two = read_both(teacher, non_teacher), (teacher.public_id, non_teacher.public_id)
    if takes_long(teacher, non_teacher):
        return adapter.look_at_two(given, *two), two in given.forbids
    return adapter.check_two(given, *two, objective, seed), two in given.forbids


def price_across(
    teacher: Participation, non_teacher: Participation, objective: Objective, seed: int
) -> tuple[int, int]:
    """Pairs lost and others changed by a pair of two regions: each region goes on without its own one."""
    lost, changed = -1, 0
    for one in (teacher, non_teacher):
        given = adapter.read_input(one.programme, one.region)
        before, after = _plan(given, objective, seed), _plan(_without(given, one.public_id), objective, seed)
        lost += len(before) - len(after)
        changed += len({person for pair in before ^ after for person in pair} - {one.public_id})
    return lost, changed


def _plan(given: adapter.MatchInput, objective: Objective, seed: int) -> set[tuple[str, str]]:
    plan = engine.propose(
        given.problem, objective=objective, pins=given.possible_pins, forbids=given.forbids, seed=seed
    )
    return {(pair.left, pair.right) for pair in plan.pairs}


def _without(given: adapter.MatchInput, person_id: str) -> adapter.MatchInput:
    problem = given.problem
    left, right = (tuple(one for one in side if one.id != person_id) for side in (problem.left, problem.right))
    ended = tuple(pair for pair in problem.existing.ended if person_id not in pair)
    return replace(
        given,
        problem=replace(problem, left=left, right=right, existing=replace(problem.existing, ended=ended)),
        pins=tuple(pair for pair in given.pins if person_id not in pair),
        forbids=tuple(pair for pair in given.forbids if person_id not in pair),
    )
