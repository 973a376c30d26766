"""What the pages of open matching read. Nothing here asks what others said about the one who looks."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from jobtwinning.choosing.faces import Face, answers_of, faces_of
from jobtwinning.choosing.models import Card, Dealt
from jobtwinning.intake.queries import PARTICIPATION
from jobtwinning.intake.steps import INSTRUMENT
from jobtwinning.matching.evidence import standing
from jobtwinning.matching.looking import Look, look_at_others
from jobtwinning.matching.models import Directive, Said
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.reasons import explain_for_participant, practical_sentences
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.surveys.models import Answer, ShownField

LIST_PAGE = 20
RELATED = ("participation__programme", "participation__region", "participation__employment__organisation")


def card_of(participation: Participation) -> Card | None:
    """The own card; None for who does not look around."""
    return Card.objects.select_related(*RELATED).filter(participation=participation).first()


def others(card: Card, *, among: Collection[int] | None = None) -> QuerySet[Card]:
    """Cards of the other side in the own region that may be looked at now; of a hand (`among`) without asking where
    they are, so that the database begins with those few and not with everybody of the region.

    Not of who works at the same employer, is taken, was a partner before, or whom a coordinator keeps apart; nor of
    whom this person said no to. What others said plays no part.
    """
    mine = card.participation
    seat = Seat.objects.filter(person=OuterRef("participation__person"), active=True)
    own_pairs = Seat.objects.filter(person=mine.person_id).exclude(pair__state=Pair.State.WITHDRAWN).values("pair")
    former = Seat.objects.filter(person=OuterRef("participation__person"), pair__in=own_pairs)
    side = "teacher" if mine.side == Side.TEACHER else "non_teacher"
    other = "non_teacher" if mine.side == Side.TEACHER else "teacher"
    apart = Directive.objects.filter(**{side: mine.pk, other: OuterRef("participation")}, kind=Directive.Kind.FORBID)
    no = Said.objects.filter(by=mine, about=OuterRef("participation"), answer=Said.Answer.NO)
    found = Card.objects.filter(participation__state=Participation.State.READY)
    if among is None:
        place = {"programme": mine.programme_id, "region": mine.region_id, "side": other}
        found = found.filter(**{f"participation__{name}": value for name, value in place.items()})
    else:
        found = found.filter(pk__in=list(among))
    found = found.exclude(participation__person=mine.person_id)
    if mine.employment is not None:
        found = found.exclude(participation__employment__organisation=mine.employment.organisation_id)
    return found.exclude(Exists(seat)).exclude(Exists(former)).exclude(Exists(apart)).exclude(Exists(no))


def may_answer(card: Card, other: Card) -> bool:
    """Whether this card can be looked at now, or was said no to and may be said otherwise to."""
    if others(card, among=[other.pk]).exists():
        return True
    return Said.objects.filter(
        by=card.participation, about=other.participation_id, answer=Said.Answer.NO, source=Said.Source.CARD
    ).exists()


# --- One card -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CardPage:
    """A card with why and what fits less; said: what this person answered themselves, "" for nothing yet."""

    face: Face
    reasons: tuple[str, ...]
    less: str
    practical: tuple[str, ...]
    said: str
    number: int = 0
    total: int = 0


def top_card(card: Card) -> CardPage | None:
    """The first card of the hand that was not turned yet."""
    hand = list(Dealt.objects.filter(viewer=card, hand=card.hands).order_by("place"))
    waiting = [row for row in hand if row.turned_at is None]
    rows = others(card, among=[row.card_id for row in waiting]).select_related(*RELATED)
    cards = {one.pk: one for one in rows if one.participation.region_id == card.participation.region_id}
    row = next((row for row in waiting if row.card_id in cards), None)
    if row is None:
        return None
    return card_page(card, cards[row.card_id], dealt=row, number=row.place, total=len(hand))


def open_hand(card: Card) -> set[int]:
    """Cards (primary keys) of this person that can still be turned; asked of the hand, not of everybody."""
    keys = Dealt.objects.filter(viewer=card, turned_at__isnull=True).values_list("card_id", flat=True)
    return set(others(card, among=list(keys)).values_list("pk", flat=True))


def listed_card(card: Card, public_id: str) -> CardPage | None:
    """Any card that may be looked at; None when it may not, or when a rule keeps the two apart."""
    found = others(card).select_related(*RELATED).filter(public_id=public_id).first()
    if found is None:
        return None
    dealt = Dealt.objects.filter(viewer=card, card=found).exclude(digest="").first()
    return card_page(card, found, dealt=dealt)


def card_page(card: Card, other: Card, *, dealt: Dealt | None, number: int = 0, total: int = 0) -> CardPage | None:
    """What may be said of two people to one of them; what was explained holds while they answer the same."""
    mine = card.participation
    known = answers_of([mine.pk, other.participation_id])
    if dealt is not None and dealt.digest == digest_of(known, mine.pk, other.participation_id):
        explained = dealt.explained
    else:
        look = look_at_others(mine, [other.participation_id]).get(other.participation.public_id)
        if look is None or not look.allowed:
            return None
        explained = look.explained
    face = faces_of([other], known)[other.pk]
    said = own_answers(mine).get(other.participation_id, "")
    return _page(face, explained, mine.side, said, number, total)


def _page(face: Face, explained: Mapping[str, Any], side: str, said: str, number: int, total: int) -> CardPage:
    told = explain_for_participant(explained, side, _("de ander"), face.engine)
    minutes = explained.get(side, {}).get("travel_minutes")
    return CardPage(
        face=face,
        reasons=told.for_you[:1] or told.for_partner[:1],
        less=next(iter(told.fits_less), ""),
        practical=tuple(practical_sentences(minutes if face.shows_place else None, {})),
        said=said,
        number=number,
        total=total,
    )


def digest_of(known: Mapping[int, Mapping[str, Any]], *keys: int) -> str:
    """Changes when one of these people changes an answer."""
    answers = [known[key] for key in keys]
    return hashlib.sha256(json.dumps(answers, sort_keys=True, default=str).encode()).hexdigest()


def own_answers(participation: Participation, at: datetime | None = None) -> dict[int, str]:
    """What somebody said on cards, by the other's participation."""
    said = Said.objects.filter(by=participation, source=Said.Source.CARD)
    if at is not None:
        said = said.filter(standing(at, participation.programme.rules))
    return dict(said.values_list("about_id", "answer"))


# --- The list -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListFilters:
    """field: an id of people.fields; minutes: of travel, 0 = everything."""

    field: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class ListLine:
    """One card in the list."""

    face: Face
    said: str
    minutes: int | None  # of travel, where the place is shown


def filtered(cards: QuerySet[Card], filters: ListFilters) -> QuerySet[Card]:
    """A field finds only people who show theirs: who hides it must not be found by it."""
    if not filters.field:
        return cards
    shows = ShownField.objects.filter(
        participation=OuterRef("participation"), field="subject", audience=ShownField.Audience.BROWSERS
    )
    works = Answer.objects.filter(
        **{PARTICIPATION: OuterRef("participation")},
        response__instrument=INSTRUMENT,
        item="I7",
        value__icontains=json.dumps(filters.field),
    )
    return cards.filter(Exists(shows), Exists(works))


def list_lines(card: Card, cards: Sequence[Card], filters: ListFilters) -> list[ListLine]:
    """Those of these cards with whom it is possible at all."""
    mine = card.participation
    looks: dict[str, Look] = look_at_others(mine, [one.participation_id for one in cards])
    faces, said = faces_of(cards), own_answers(mine)
    lines = []
    for one in cards:
        look = looks.get(one.participation.public_id)
        if look is None or not look.allowed:
            continue
        face = faces[one.pk]
        minutes = look.explained[mine.side]["travel_minutes"] if face.shows_place else None
        if filters.minutes and (minutes is None or minutes > filters.minutes):
            continue
        lines.append(ListLine(face, said.get(one.participation_id, ""), minutes))
    return lines


def fields_shown(card: Card) -> list[str]:
    """Ids of the fields that people of the other side show, to filter by."""
    shows = ShownField.objects.filter(field="subject", audience=ShownField.Audience.BROWSERS)
    people = others(card).filter(participation__in=shows.values("participation")).values("participation")
    rows = Answer.objects.filter(
        **{f"{PARTICIPATION}__in": people}, response__instrument=INSTRUMENT, item="I7"
    ).order_by()
    return sorted({code for value in rows.values_list("value", flat=True).distinct() for code in value})


# --- What somebody said ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """An answer of one's own, with the card it was about."""

    answer: str
    said_at: datetime
    face: Face


def answers_given(card: Card, at: datetime) -> list[OwnAnswer]:
    """What still holds, the newest first; whoever left the round is not in it any more."""
    mine = card.participation
    said = Said.objects.filter(standing(at, mine.programme.rules), by=mine, source=Said.Source.CARD)
    rows = list(said.exclude(about__state=Participation.State.WITHDRAWN).order_by("-said_at", "-pk"))
    cards = Card.objects.select_related(*RELATED).filter(participation__in=[row.about_id for row in rows])
    by_participation = {one.participation_id: one for one in cards}
    faces = faces_of(by_participation.values())
    return [
        OwnAnswer(row.answer, row.said_at, faces[by_participation[row.about_id].pk])
        for row in rows
        if row.about_id in by_participation
    ]


def yes_count(card: Card, at: datetime, *, but: int | None = None) -> int:
    """How many times this person's yes is open; what the others said does not count."""
    said = Said.objects.filter(standing(at, card.participation.programme.rules), by=card.participation)
    return said.filter(source=Said.Source.CARD, answer=Said.Answer.YES).exclude(about=but or 0).count()


def can_undo(card: Card) -> bool:
    """Whether a card of this hand was turned."""
    return Dealt.objects.filter(viewer=card, hand=card.hands, turned_at__isnull=False).exists()


# --- Both said yes --------------------------------------------------------------------------------------------


def mutual(
    programme: Programme,
    region_ids: Collection[int],
    *,
    until: datetime,
    at: datetime,
    source: str = Said.Source.CARD,
) -> list[tuple[int, int]]:
    """Teacher and non-teacher (participations) who are free and both said yes before `until`, on cards or in a talk."""
    rules = programme.rules
    seated = Seat.objects.filter(person=OuterRef("by__person"), active=True)
    seated_too = Seat.objects.filter(person=OuterRef("about__person"), active=True)
    back = Said.objects.filter(
        standing(at, rules),
        by=OuterRef("about"),
        about=OuterRef("by"),
        source=source,
        answer=Said.Answer.YES,
        said_at__lte=until,
    )
    ready = Participation.State.READY
    rows = Said.objects.filter(
        standing(at, rules),
        Exists(back),
        source=source,
        answer=Said.Answer.YES,
        said_at__lte=until,
        by__programme=programme,
        by__region__in=region_ids,
        by__side=Side.TEACHER,
        by__state=ready,
        about__state=ready,
    ).exclude(Exists(seated) | Exists(seated_too))
    return list(rows.order_by("by", "about").values_list("by_id", "about_id"))
