"""The evening of one participant, as the phone shows it: now, next, and what to answer (MAT-06)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jobtwinning.dating.models import Evening, Guest, Talk
from jobtwinning.dating.queries import BALLOTS, names_of, state_of
from jobtwinning.matching.models import Said
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Participation, Side


@dataclass(frozen=True, slots=True)
class OwnRound:
    """What somebody does in a round: talk (with whom, at which table), pause, rest of the evening."""

    number: int
    begins_at: datetime
    state: str  # over, now, next or later
    table: int | None  # None = pause
    name: str
    talk_id: str
    answer: str  # what this person said themselves; "" = nothing yet
    can_answer: bool
    away: bool


@dataclass(frozen=True, slots=True)
class OwnEvening:
    """The whole evening of one person, and what matters now."""

    rounds: Sequence[OwnRound]
    now: OwnRound | None
    next: OwnRound | None
    to_answer: Sequence[OwnRound]
    answered: Sequence[OwnRound]


def own_guest(evening: Evening, person: Person | None) -> Guest | None:
    """The guest this person is."""
    guests = evening.guests.select_related("participation").filter(participation__person=person)
    return guests.exclude(participation__state=Participation.State.WITHDRAWN).first()


def own_evening(evening: Evening, guest: Guest, at: datetime) -> OwnEvening:
    """Three queries: the talks, the names, and what this person said."""
    mine, side = guest.participation, "teacher" if guest.participation.side == Side.TEACHER else "non_teacher"
    other = "non_teacher" if side == "teacher" else "teacher"
    talks = evening.talks.filter(**{side: mine}).select_related(f"{other}__person").order_by("round")
    people = Person.objects.filter(participations__evenings__evening=evening)
    names = names_of(people.only("pk", "given_name", "surname"))
    said = dict(Said.objects.filter(by=mine, source__in=BALLOTS).values_list("about", "answer"))
    by_round = {talk.round: talk for talk in talks if getattr(talk, other).state != Participation.State.WITHDRAWN}
    rounds = [
        _own_round(evening, guest, number, by_round.get(number), other, names, said, at)
        for number in range(1, evening.rounds + 1)
    ]
    done = [one for one in rounds if one.can_answer]
    return OwnEvening(
        rounds=rounds,
        now=next((one for one in rounds if one.state == "now"), None),
        next=next((one for one in rounds if one.state == "next"), None),
        to_answer=[one for one in done if not one.answer],
        answered=[one for one in done if one.answer],
    )


def _own_round(
    evening: Evening,
    guest: Guest,
    number: int,
    talk: Talk | None,
    other: str,
    names: Mapping[int, str],
    said: Mapping[int, str],
    at: datetime,
) -> OwnRound:
    met = talk if talk is not None and not talk.missed else None
    partner: Participation | None = getattr(met, other) if met else None
    return OwnRound(
        number=number,
        begins_at=evening.begins_at(number),
        state=state_of(evening, number, at),
        table=met.table if met else None,
        name=names.get(partner.person_id, partner.person.given_name) if partner else "",
        talk_id=met.public_id if met else "",
        answer=said.get(partner.pk, "") if partner else "",
        can_answer=met is not None and evening.is_over(number, at),
        away=not guest.is_there(number),
    )
