"""A card as others see it: no name, no employer, only what somebody shows to whoever looks around (MAT-01, MAT-05)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from jobtwinning.choosing.models import Card
from jobtwinning.intake.profile import DEFAULTS, FIELDS, Audience, engine_answers, seen_by_field
from jobtwinning.intake.queries import PARTICIPATION
from jobtwinning.intake.steps import INSTRUMENT
from jobtwinning.programmes.models import Participation, Side
from jobtwinning.surveys.models import Answer, ShownField

ALIKE_AT_LEAST = 3  # fewer cards of people with such work in the region: wider words
NEVER = "organisation"  # the name of an employer is on no card
FACTS, BRINGS, WANTS = ("kind", "education", "place", "period"), ("subject", "help"), ("goals", "yields", "look_into")
# What stays on a card in wider words: answers from fixed lists that many people give.
WIDER = frozenset({"I7", "I22", "I23", "I6", "I24", "I24b", "I11a", "I11b"})
RECOGNISABLE = frozenset({"organisation", "organisation_kind", "education_kind", "target_groups", "function_level"})
READ = frozenset(item for each in FIELDS for item in each.items)
Known = Mapping[int, Mapping[str, Any]]  # answers by participation and item


@dataclass(frozen=True, slots=True)
class Face:
    """What stands on a card. engine: the answers that a reason beside it may rest on."""

    public_id: str
    side: str  # school, work
    title: str
    facts: tuple[str, ...]
    brings: tuple[str, ...]
    wants: tuple[str, ...]
    quote: str
    is_coarse: bool
    shows_place: bool
    engine: frozenset[str]

    @property
    def is_bare(self) -> bool:
        """Nothing on it but the side."""
        return not (self.facts or self.brings or self.wants or self.quote)


def answers_of(participation_keys: Collection[int]) -> dict[int, dict[str, Any]]:
    """All answers to the intake of these people, in one question."""
    found: dict[int, dict[str, Any]] = {key: {} for key in participation_keys}
    rows = Answer.objects.filter(**{f"{PARTICIPATION}__in": list(participation_keys)}, response__instrument=INSTRUMENT)
    for key, item, value in rows.order_by("item", "pk").values_list(PARTICIPATION, "item", "value"):
        found[key][item] = value
    return found


def faces_of(cards: Iterable[Card], known: Known | None = None) -> dict[int, Face]:
    """By primary key; the cards come with their participation and its employment. Three questions for all of them."""
    rows = list(cards)
    keys = [card.participation_id for card in rows]
    answers = answers_of(keys) if known is None else known
    choices: dict[int, dict[str, str]] = {key: dict(DEFAULTS) for key in keys}
    for key, field, audience in ShownField.objects.filter(participation__in=keys).values_list(
        "participation_id", "field", "audience"
    ):
        choices[key][field] = audience
    crowds = crowds_around(rows)
    return {
        card.pk: face_of(
            card, choices[card.participation_id], answers[card.participation_id], crowds.get(card.crowd, 0)
        )
        for card in rows
    }


def crowds_around(cards: Collection[Card]) -> dict[str, int]:
    """How many cards of such work there are on that side in that region of that round; for one kind at most three."""
    if not cards:
        return {}
    one: Participation = next(iter(cards)).participation
    here = Card.objects.filter(
        participation__programme=one.programme_id,
        participation__region=one.region_id,
        participation__side=one.side,
        participation__state=Participation.State.READY,
        crowd__in={card.crowd for card in cards},
    )
    crowds = {card.crowd for card in cards}
    if len(crowds) == 1:  # of ten thousand it is enough to find three
        return {crowds.pop(): here[:ALIKE_AT_LEAST].count()}
    return dict(here.values_list("crowd").annotate(number=Count("pk")).order_by())


def face_of(card: Card, choices: Mapping[str, str], answers: Mapping[str, Any], alike: int) -> Face:
    """alike: how many cards there are of people with such work."""
    participation, coarse = card.participation, card.is_coarse or alike < ALIKE_AT_LEAST
    known: dict[str, Any] = {item: value for item, value in answers.items() if not coarse or item in WIDER}
    if not coarse and participation.employment and not known.get("I2"):
        known["I2"] = participation.employment.function
    seen = seen_by_field(Audience.BROWSERS, choices, known)
    seen.pop(NEVER, None)
    teaches = participation.side == Side.TEACHER
    function = str(known.get("I2", "")) if "function" in seen else ""
    engine = engine_answers(set(seen))
    return Face(
        public_id=card.public_id,
        side="school" if teaches else "work",
        title=function or (_("Docent") if teaches else _("Werkt buiten het onderwijs")),
        facts=_lines(seen, FACTS),
        brings=_lines(seen, BRINGS),
        wants=_lines(seen, WANTS),
        quote=" ".join(seen.get("reasons", ())),
        is_coarse=coarse,
        shows_place="place" in seen,
        engine=engine - RECOGNISABLE if coarse else engine - {"organisation"},
    )


def _lines(seen: Mapping[str, tuple[str, ...]], codes: Iterable[str]) -> tuple[str, ...]:
    named = {"help": (_("helpt graag een ander"),)}
    return tuple(dict.fromkeys(line for code in codes if code in seen for line in named.get(code, seen[code])))


def crowd_of(participation: Participation, answers: Mapping[str, Any]) -> str:
    """The kind of work as codes: what kind of organisation (as answered, or as registered), and whether they lead."""
    employment = participation.employment
    registered = f"{employment.organisation.kind} {employment.organisation.sector}" if employment else ""
    kinds = answers.get("I8b" if participation.side == Side.TEACHER else "I8c") or registered
    kind = " ".join(sorted(kinds)) if isinstance(kinds, list) else str(kinds or "")
    return f"{kind}|{'leads' if answers.get('I2b') else ''}"[:80]
