"""What the page about one person prints: the partner, others with their price, and why there is nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from jobtwinning.core.components import PersonLine
from jobtwinning.matching import asking, engine, explanations, texts
from jobtwinning.matching.models import Request, Scenario
from jobtwinning.matching.one_person import Choice, OnePerson
from jobtwinning.matching.queries import Decision, MatchPerson
from jobtwinning.matching.rows import People, Row, person_line, row_of
from jobtwinning.programmes.models import Side

HELPS = 4  # changes that are named, the easiest
Decisions = Mapping[tuple[str, str], Decision]


@dataclass(frozen=True, slots=True)
class Other:
    """Another partner with what it costs the whole."""

    line: PersonLine
    row: Row
    price: str


@dataclass(frozen=True, slots=True)
class Help:
    """A change that gives candidates; asked is when this was asked before."""

    text: str
    question: asking.Question | None
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """An earlier question, and whether the intake says yes to it by now."""

    text: str
    at: datetime
    is_met: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything about one person who can be matched now."""

    row: Row | None  # the pair in the newest proposal
    partner: MatchPerson | None
    why_alone: str
    now: str  # what a proposal of this moment would say, when that is something else
    is_pinned: bool
    others: list[Other]
    allowed: int
    of: int
    counts: list[str]
    helps: list[Help]
    asked: list[Asked]

    @property
    def shown_people(self) -> list[str]:
        """Public ids of the others on the page, for the view log."""
        partners = [self.partner] if self.partner else []
        named = [person for other in self.others for person in (other.row.teacher, other.row.non_teacher)]
        return [one.person_id for one in (*partners, *named)]


def person_page(
    person: MatchPerson,
    people: People,
    decisions: Decisions,
    scenario: Scenario | None,
    found: OnePerson,
    known: engine.Person,
    requests: Sequence[Request],
) -> PersonPage:
    """The newest proposal beside what the engine says now."""
    row = _row_in(scenario, person, people, decisions)
    partner = None if row is None else _partner(row, person)
    return PersonPage(
        row=row,
        partner=partner,
        why_alone=_why_alone(scenario, person),
        now=_now(scenario, partner, people.get(found.partner_now)),
        is_pinned=bool(found.pinned_with),
        others=[_other(one, people, decisions) for one in found.choices if one.partner in people],
        allowed=found.why.allowed,
        of=found.why.others,
        counts=[f"{texts.refusal_word(code)}: {count}" for code, count in found.why.refusals],
        helps=[_help(one, known, person.given_name, requests) for one in found.why.relaxations[:HELPS]],
        asked=[Asked(asking.told(one.kind, one.asked), one.asked_at, asking.is_met(one, known)) for one in requests],
    )


def _row_in(scenario: Scenario | None, person: MatchPerson, people: People, decisions: Decisions) -> Row | None:
    if scenario is None or scenario.state != Scenario.State.OPEN:
        return None
    own = [one for one in scenario.pairs if person.id in (one["left"], one["right"])]
    for one in explanations.with_why(scenario, own):
        if one["left"] in people and one["right"] in people:
            return row_of(one, people, decisions)
    return None


def _partner(row: Row, person: MatchPerson) -> MatchPerson:
    return row.non_teacher if row.teacher.id == person.id else row.teacher


def _why_alone(scenario: Scenario | None, person: MatchPerson) -> str:
    """As the newest proposal said."""
    if scenario is None:
        return ""
    alone = next((one for one in scenario.unmatched if one["person"] == person.id), None)
    return texts.why_alone(alone, person.side == Side.TEACHER) if alone else ""


def _now(scenario: Scenario | None, partner: MatchPerson | None, partner_now: MatchPerson | None) -> str:
    if scenario is None or scenario.state != Scenario.State.OPEN or partner == partner_now:
        return ""
    if partner_now is None:
        return _("Er is sindsdien iets veranderd: in een nieuw voorstel is er niemand.")
    return _("Er is sindsdien iets veranderd: in een nieuw voorstel is het %(name)s.") % {"name": partner_now.name}


def _other(one: Choice, people: People, decisions: Decisions) -> Other:
    row = row_of(one.stored, people, decisions)
    return Other(person_line(people[one.partner]), row, texts.price(one.pairs_lost, one.others_changed))


def _help(change: engine.Relaxation, known: engine.Person, name: str, requests: Sequence[Request]) -> Help:
    question = asking.question_for(known, change)
    asked = next(
        (one.asked_at for one in requests if question and (one.kind, one.asked) == (question.kind, question.value)),
        None,
    )
    return Help(texts.help_sentence(change.code, dict(change.params), change.candidates, name), question, asked)
