"""What somebody does while looking around. No line of history says what anybody answered: it would tell."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Avg, Exists, F, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.accounts.models import Account
from jobtwinning.choosing import fairness
from jobtwinning.choosing.faces import NEVER, answers_of, crowd_of
from jobtwinning.choosing.models import Card, Dealt
from jobtwinning.choosing.moments import HAND_LIVES, state_of
from jobtwinning.choosing.queries import digest_of, open_hand, others, yes_count
from jobtwinning.core.errors import DomainError
from jobtwinning.intake.actions import choose_audiences
from jobtwinning.intake.profile import DEFAULTS, Audience, choices_of
from jobtwinning.intake.readiness import record_about
from jobtwinning.matching.looking import look_at_others
from jobtwinning.matching.models import Said
from jobtwinning.programmes.models import Participation

POOL = 60  # cards that fewest people saw, of which the hand is chosen
POOLS = 5  # so many times at most, when rules keep people apart


def refuse_not_open(participation: Participation, at: datetime) -> None:
    """Locks the participation until the end of the transaction, so that leaving the round comes before or after."""
    held = Participation.objects.select_for_update(of=("self",)).filter(pk=participation.pk)
    now = held.select_related("programme").first()
    state = state_of(now, at) if now else "over"
    if state != "open":
        raise DomainError(
            state,
            {
                "paired": _("Je hebt een voorstel of een koppel. Rondkijken staat stil."),
                "unready": _("Je bent nog niet klaar voor het matchen. Dan kun je nog niet rondkijken."),
                "soon": _("Rondkijken kan nog niet."),
                "over": _("Rondkijken kan niet meer."),
            }[state],
        )


@transaction.atomic
def join(
    participation: Participation, shown: Collection[str], *, is_coarse: bool, has_keys: bool, by: Account, at: datetime
) -> Card:
    """Put one's card among the others, or change it: what stands on it, in which words, and whether keys answer."""
    refuse_not_open(participation, at)
    card, is_new = Card.objects.get_or_create(participation=participation, defaults={"joined_at": at})
    answers = answers_of([participation.pk])[participation.pk]
    values = {"is_coarse": is_coarse, "has_keys": has_keys, "crowd": crowd_of(participation, answers)}
    Card.objects.filter(pk=card.pk).exclude(**values).update(version=F("version") + 1, **values)
    show(participation, shown, by=by, at=at)
    if is_new:
        record_about(participation, "join_cards", by=by, at=at)
    card.refresh_from_db()
    return card


def show(participation: Participation, shown: Collection[str], *, by: Account, at: datetime) -> None:
    """These fields to whoever looks around; what was on the card and is not any more goes back to the partner alone."""
    now = choices_of(participation)
    wide = Audience.BROWSERS.value
    chosen = {
        code: wide if code in shown else (now[code] if now[code] != wide else _narrower(code))
        for code in DEFAULTS
        if code != NEVER
    }
    version = Participation.objects.values_list("version", flat=True).get(pk=participation.pk)
    choose_audiences(participation, chosen, by=by, at=at, version=version)


def _narrower(code: str) -> str:
    return DEFAULTS[code] if DEFAULTS[code] != Audience.BROWSERS else Audience.PARTNER.value


@transaction.atomic
def leave(participation: Participation, *, by: Account, at: datetime) -> bool:
    """Take one's card away, with everything one said on cards; False when there was none."""
    gone, _per = Card.objects.filter(participation=participation).delete()
    Said.objects.filter(by=participation, source=Said.Source.CARD).delete()
    if gone:
        record_about(participation, "leave_cards", by=by, at=at)
    return bool(gone)


# --- Dealing --------------------------------------------------------------------------------------------------


@transaction.atomic
def deal(card: Card, *, at: datetime) -> int:
    """A new hand when there is none to turn; how many cards. Who was seen least comes first (choosing.fairness)."""
    refuse_not_open(card.participation, at)
    Card.objects.select_for_update().get(pk=card.pk)
    take_back_old(card, at)
    if open_hand(card):
        return 0
    dealt = _hand(card, at)
    Dealt.objects.bulk_create(dealt)
    Card.objects.filter(pk__in=[one.card_id for one in dealt]).update(shown=F("shown") + 1)
    answers = answers_of([card.participation_id])[card.participation_id]
    crowd = crowd_of(card.participation, answers)
    Card.objects.filter(pk=card.pk).update(hands=F("hands") + int(bool(dealt)), crowd=crowd)
    card.refresh_from_db()
    return len(dealt)


def take_back_old(card: Card, at: datetime) -> None:
    """Cards of a hand that lay a week, and cards that can never be turned any more, were seen by nobody."""
    old = Dealt.objects.filter(viewer=card, turned_at__isnull=True)
    keys = list(old.filter(dealt_at__lte=at - HAND_LIVES).values_list("card_id", flat=True))
    can_be_turned = open_hand(card)
    rest = old.exclude(card__in=keys).values_list("card_id", flat=True)
    keys += [key for key in rest if key not in can_be_turned]
    Card.objects.filter(pk__in=keys, shown__gt=0).update(shown=F("shown") - 1)
    old.filter(card__in=keys).delete()


def _hand(card: Card, at: datetime) -> list[Dealt]:
    mine, rules = card.participation, card.participation.programme.rules
    seen = Dealt.objects.filter(viewer=card, card=OuterRef("pk"))
    pool = others(card).exclude(Exists(seen)).select_related("participation").order_by("shown", "lot", "pk")
    mean = others(card).aggregate(mean=Avg("shown"))["mean"] or 0
    candidates: list[fairness.Candidate] = []
    found, looks = {}, {}
    for number in range(POOLS):
        rows = list(pool[number * POOL : (number + 1) * POOL])
        told = look_at_others(mine, [one.participation_id for one in rows]) if rows else {}
        for one in rows:
            look = told.get(one.participation.public_id)
            if look is not None and look.allowed:
                found[one.public_id], looks[one.public_id] = one, look
                candidates.append(fairness.Candidate(one.public_id, look.score, one.shown))
        if len(candidates) >= rules.open_hand or len(rows) < POOL:
            break
    chosen = fairness.hand_of(
        candidates,
        size=rules.open_hand,
        floor=rules.open_floor,
        ceiling=fairness.ceiling_of(mean, rules.open_floor),
        seed=card.public_id,
    )
    known = answers_of([mine.pk, *(found[each].participation_id for each in chosen)])
    return [
        Dealt(
            viewer=card,
            card=found[each],
            hand=card.hands + 1,
            place=place,
            dealt_at=at,
            digest=digest_of(known, mine.pk, found[each].participation_id),
            explained=looks[each].explained,
        )
        for place, each in enumerate(chosen, start=1)
    ]


# --- Answering ------------------------------------------------------------------------------------------------


@transaction.atomic
def say(card: Card, other: Card, answer: str, *, at: datetime) -> None:
    """Yes, maybe or no to somebody. The same for whoever is liked back and whoever is not: nothing else is read."""
    mine, rules = card.participation, card.participation.programme.rules
    refuse_not_open(mine, at)
    about = other.participation
    before = Said.objects.filter(by=mine, about=about, source=Said.Source.CARD).first()
    if answer == Said.Answer.YES and yes_count(card, at, but=about.pk) >= rules.open_yes_limit:
        raise DomainError(
            "too_many",
            ngettext(
                "Je hebt al %(n)s keer ja open staan. Neem er eerst een terug, of kies misschien.",
                "Je hebt al %(n)s keer ja open staan. Neem er eerst een terug, of kies misschien.",
                rules.open_yes_limit,
            )
            % {"n": rules.open_yes_limit},
        )
    lapsed = before is not None and (at - before.said_at).days >= rules.open_yes_days
    if before is None or before.answer != answer or lapsed:
        Said.objects.update_or_create(
            by=mine, about=about, source=Said.Source.CARD, defaults={"answer": answer, "said_at": at}
        )
    _turn(card, other, at)


def _turn(card: Card, other: Card, at: datetime) -> None:
    turned = Dealt.objects.filter(viewer=card, card=other, turned_at__isnull=True).update(turned_at=at)
    if turned or Dealt.objects.filter(viewer=card, card=other).exists():
        return
    try:
        with transaction.atomic():
            Dealt.objects.create(viewer=card, card=other, dealt_at=at, turned_at=at)
    except IntegrityError:  # another window was first
        return
    Card.objects.filter(pk=other.pk).update(shown=F("shown") + 1)


@transaction.atomic
def undo(card: Card, *, at: datetime) -> bool:
    """Turn the last card of this hand back and forget what was said about it; False when there is none."""
    refuse_not_open(card.participation, at)
    turned = Dealt.objects.filter(viewer=card, hand=card.hands, turned_at__isnull=False)
    last = turned.select_related("card").order_by("-turned_at", "-place").first()
    if last is None:
        return False
    Said.objects.filter(by=card.participation, about=last.card.participation_id, source=Said.Source.CARD).delete()
    Dealt.objects.filter(pk=last.pk).update(turned_at=None)
    return True


@transaction.atomic
def take_back(card: Card, other: Card, *, at: datetime) -> bool:
    """Forget what one said about somebody; the card can be found in the list again."""
    refuse_not_open(card.participation, at)
    said = Said.objects.filter(by=card.participation, about=other.participation_id, source=Said.Source.CARD)
    return bool(said.delete()[0])
