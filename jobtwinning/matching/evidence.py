"""What people said about each other, as the engine takes it: only what counts, so that nothing else can shine through.

A yes counts when the other said yes too; of a yes that is not answered not even a number differs. A no keeps two people
apart. What was said after a talk goes before a card, and counts once the results of the evening were told: two who both
said at least maybe count as maybe, whoever of them said yes (docs/decisions/0033 and 0034).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from jobtwinning.intake.queries import Profile
from jobtwinning.matching import engine
from jobtwinning.matching.engine.codes import Ballot, BallotDirection
from jobtwinning.matching.models import Said
from jobtwinning.programmes.models import Side
from jobtwinning.programmes.rules import ProgrammeRules

Ways = dict[tuple[int, int], Said]  # by who said it about whom, primary keys of participations
NOTHING = engine.Evidence()


def standing(at: datetime, rules: ProgrammeRules) -> Q:
    """Answers that hold at this moment: a yes or maybe of a card lapses in silence, everything else stays."""
    lapsed = Q(source=Said.Source.CARD, said_at__lte=at - timedelta(days=rules.open_yes_days))
    return ~(lapsed & ~Q(answer=Said.Answer.NO))


def said_among(participation_keys: Iterable[int], at: datetime, rules: ProgrammeRules) -> QuerySet[Said]:
    """What these people said about each other and still holds."""
    keys = list(participation_keys)
    return Said.objects.filter(standing(at, rules), by__in=keys, about__in=keys)


def evidence_of(profiles: Sequence[Profile], rules: ProgrammeRules, at: datetime) -> engine.Evidence:
    """What counts between these people; one question to the database."""
    by_key = {one.participation_id: one for one in profiles}
    ways = newest(said_among(by_key, at, rules).exclude(source=Said.Source.OPEN))
    likes, ballots = [], []
    for (by, about), one in ways.items():
        both = by_key[by], by_key[about]
        if both[0].side == both[1].side:
            continue
        way: BallotDirection = "left_to_right" if both[0].side == Side.TEACHER else "right_to_left"
        left, right = both if way == "left_to_right" else both[::-1]
        if one.source == Said.Source.CARD and one.answer == Said.Answer.YES:
            likes.append((left.public_id, right.public_id, way))
        elif ballot := counting(one, ways.get((about, by))):
            ballots.append((left.public_id, right.public_id, way, ballot))
    return engine.Evidence(ballots=tuple(sorted(ballots)), likes=answered(likes, ballots))


def counting(one: Said, back: Said | None) -> Ballot | None:
    """What an answer counts as beside that of the other: a no always; after a talk a yes beside a yes, and maybe when
    both would at least maybe. None = not at all, so that nothing tells what only one of the two said."""
    if one.answer == Said.Answer.NO:
        return "no"
    if one.source != Said.Source.TALK or back is None or back.answer == Said.Answer.NO:
        return None
    if one.answer == back.answer == Said.Answer.YES:
        return "yes"
    return "maybe" if back.source == Said.Source.TALK else None


def newest(said: QuerySet[Said]) -> Ways:
    """One answer each way: that after a talk before that on a card."""
    return {(one.by_id, one.about_id): one for one in said.order_by("source", "pk")}  # "talk" comes after "card"


Like = tuple[str, str, BallotDirection]


def answered(likes: Sequence[Like], ballots: Sequence[tuple[str, str, BallotDirection, Ballot]]) -> tuple[Like, ...]:
    """The likes of two who both want it, by card or after a talk."""
    wants = {*likes, *(ballot[:3] for ballot in ballots if ballot[3] == "yes")}
    other: dict[str, BallotDirection] = {"left_to_right": "right_to_left", "right_to_left": "left_to_right"}
    return tuple(sorted(like for like in likes if (like[0], like[1], other[like[2]]) in wants))


def stored(evidence: engine.Evidence) -> dict[str, Any]:
    """As kept with a proposal, to make it again."""
    return {"likes": [list(one) for one in evidence.likes], "ballots": [list(one) for one in evidence.ballots]}


def restored(kept: dict[str, Any]) -> engine.Evidence:
    """What `stored` made; nothing of a proposal from before people could say anything."""
    likes = tuple((one[0], one[1], one[2]) for one in kept.get("likes", ()))
    ballots = tuple((one[0], one[1], one[2], one[3]) for one in kept.get("ballots", ()))
    return engine.Evidence(ballots=ballots, likes=likes)
