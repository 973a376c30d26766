"""What the pages about pairs print: plain values, no queries of their own."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from jobtwinning.core import figures
from jobtwinning.core.components import PersonLine
from jobtwinning.intake.profile import Audience, VisibleProfile, visible_profile
from jobtwinning.pairs.letters import is_surprise_for
from jobtwinning.pairs.models import RUNNING, TOGETHER, Pair, Seat
from jobtwinning.pairs.queries import SeatedPerson, answer_until, halves, seat_of
from jobtwinning.pairs.reasons import Explained, explain_for_participant
from jobtwinning.pairs.words import kind_sentence
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Participation, Side

NOTHING = VisibleProfile((), "", "", frozenset())
BAND_LENGTH = {"strong": 90, "good": 70, "doubt": 50}  # of the arch's legs where no number may show


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A proposal as one of its two people may see it."""

    pair: Pair
    own: SeatedPerson
    partner: SeatedPerson
    partner_line: PersonLine
    own_line: PersonLine
    explained: Explained
    arch: figures.Arch | None
    profile: VisibleProfile  # what the partner shows to whoever they are proposed to
    is_surprise: bool  # the partner is unknown until both said yes
    state: str  # open, waiting, started, stopped, over
    kind_sentence: str
    months: int
    hours: int
    answer_until: date
    talk_days: int  # how long the answer term stands still when somebody wants to talk first


def proposal_page(pair: Pair, person: Person) -> ProposalPage:
    """Contact details are in it only after both said yes; the template shows them only then."""
    own, partner = sorted(halves(pair), key=lambda half: half.person_key != person.pk)
    started = pair.state in TOGETHER
    surprise = is_surprise_for(pair, own.side) and not started
    rules = pair.programme.rules
    profile = seen_by_partner(seat_of(pair, partner.side).participation)
    return ProposalPage(
        pair=pair,
        own=own,
        partner=partner,
        partner_line=_line(partner) if started else _line(partner, profile),
        own_line=_line(own),
        explained=explain_for_participant(pair.reasons, own.side, partner.given_name, profile.engine),
        arch=None if surprise or not pair.band else band_arch(pair.band),
        profile=NOTHING if surprise else profile,
        is_surprise=surprise,
        state=_state(pair, own),
        kind_sentence=kind_sentence(pair.kind),
        months=rules.duration_months,
        hours=rules.hours_minimum,
        answer_until=answer_until(pair),
        talk_days=rules.talk_pause_days,
    )


def seen_by_partner(participation: Participation | None) -> VisibleProfile:
    """What somebody shows to whoever they are proposed to; nothing of who was erased."""
    return visible_profile(Audience.PARTNER, participation) if participation else NOTHING


def _state(pair: Pair, own: SeatedPerson) -> str:
    if pair.state == Pair.State.PROPOSED:
        return "open" if own.answer == Seat.Answer.OPEN else "waiting"
    if pair.state == Pair.State.ENDED:
        return "stopped"
    return "started" if pair.state in TOGETHER else "over"


def _line(half: SeatedPerson, profile: VisibleProfile | None = None) -> PersonLine:
    """profile: what may be seen of them, before both said yes."""
    return PersonLine(
        name=half.given_name,
        side="school" if half.side == Side.TEACHER else "work",
        line1=half.function if profile is None else profile.function,
        line2=half.organisation if profile is None else profile.organisation,
    )


def band_arch(band: str) -> figures.Arch:
    """An arch that says the band and no number."""
    length = BAND_LENGTH[band]
    return figures.Arch(length, length, band_sentence(band), band=band_word(band))


def band_word(band: str) -> str:
    """The band as it stands in the arch; empty when it is not known."""
    return {"strong": _("sterk"), "good": _("goed"), "doubt": _("twijfel")}.get(band, "")


def band_sentence(band: str) -> str:
    """The band as a sentence."""
    return {
        "strong": _("Sterk: het past voor allebei."),
        "good": _("Goed: het past voor allebei redelijk of beter."),
        "doubt": _("Twijfel: voor minstens één van beiden past het minder."),
    }[band]


def kind_word(kind: str) -> str:
    """What kind of match it is (MAT-04); empty when it is not known."""
    return {
        "subject": _("vakmatch"),
        "motivation": _("motivatie"),
        "surprise": _("verrassing"),
        "own": _("zelf begonnen"),
    }.get(kind, "")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pairs stand where."""

    waiting: int
    running: int
    finished: int


def counts(pairs: Sequence[Pair]) -> Counts:
    """Over all pairs of the coordinator, not only this page of the list."""
    states = Counter(pair.state for pair in pairs)
    running = sum(states[state] for state in RUNNING)
    return Counts(states[Pair.State.PROPOSED], running, states[Pair.State.FINISHED])
