"""A crowd that looks around at invented cards, to compare ways of dealing. Seeded; the cards hold no answers."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jobtwinning.choosing.fairness import Candidate, ceiling_of, hand_of

HAND, HANDS, POOL, FLOOR = 12, 2, 60, 6
Deal = Callable[[Sequence[Candidate], str], Sequence[str]]


@dataclass(frozen=True)
class Crowd:
    """Half on each side. scores: per browser and card 0..1, partly how much everybody likes a card, partly taste."""

    browsers: tuple[str, ...]
    cards: tuple[str, ...]
    scores: dict[tuple[str, str], float]
    order: tuple[str, ...]  # in which the browsers come, each several times

    @classmethod
    def of(cls, people: int, *, seed: int) -> "Crowd":
        """So many people altogether; one side browses the cards of the other."""
        chance = random.Random(seed)
        browsers = tuple(f"b{number}" for number in range(people // 2))
        cards = tuple(f"c{number}" for number in range(people - people // 2))
        charm = {card: chance.random() for card in cards}
        scores = {
            (one, card): min(1.0, 0.6 * charm[card] + 0.4 * chance.random()) for one in browsers for card in cards
        }
        order = [one for one in browsers for _hand in range(HANDS)]
        chance.shuffle(order)
        return cls(browsers, cards, scores, tuple(order))


@dataclass(frozen=True)
class Seen:
    """By how many people each card was seen, in the order of the crowd, and how well what was dealt fits (0..1)."""

    shown: tuple[int, ...]
    fits: float
    floor: int
    ceiling: int


def fair(candidates: Sequence[Candidate], seed: str) -> Sequence[str]:
    """As the platform deals: of the sixty that were seen least."""
    pool = sorted(candidates, key=lambda one: (one.shown, one.id))[:POOL]
    mean = sum(one.shown for one in candidates) / len(candidates)
    return hand_of(pool, size=HAND, floor=FLOOR, ceiling=ceiling_of(mean, FLOOR), seed=seed)


def unfair(candidates: Sequence[Candidate], seed: str) -> Sequence[str]:
    """The best fit first."""
    return [one.id for one in sorted(candidates, key=lambda one: (-one.score, one.id))[:HAND]]


FAIR: Deal = fair
UNFAIR: Deal = unfair


def browse(crowd: Crowd, deal: Deal) -> Seen:
    """Everybody gets their hands, one after the other."""
    shown = dict.fromkeys(crowd.cards, 0)
    had: dict[str, set[str]] = {one: set() for one in crowd.browsers}
    total = 0.0
    for one in crowd.order:
        candidates = [
            Candidate(card, crowd.scores[one, card], shown[card]) for card in crowd.cards if card not in had[one]
        ]
        for card in deal(candidates, one):
            shown[card] += 1
            had[one].add(card)
            total += crowd.scores[one, card]
    dealt = sum(shown.values())
    return Seen(tuple(shown.values()), total / dealt, FLOOR, ceiling_of(dealt / len(crowd.cards), FLOOR))
