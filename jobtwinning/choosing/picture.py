"""Interest as the coordinator sees it: who is seen too little, who gets all, in words and never by name (MAT-05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from jobtwinning.choosing import fairness
from jobtwinning.choosing.models import Card
from jobtwinning.choosing.moments import SETTLED, last_telling
from jobtwinning.choosing.queries import mutual
from jobtwinning.core import figures
from jobtwinning.matching.evidence import standing
from jobtwinning.matching.models import Said
from jobtwinning.people.models import Person, Region
from jobtwinning.programmes.models import Participation, Programme, Side

# A share is told in words and drawn as one of these, so that no single answer can be read off it; nor that it was
# nobody or everybody, which would be about each of them.
SHARES = ((0.1, 0.05), (0.35, 0.25), (0.65, 0.5), (0.9, 0.75), (1.01, 0.95))  # below, drawn as
POPULAR = 3  # so many times yes is much


@dataclass(frozen=True, slots=True)
class Band:
    """A part of one side, and about how large it is."""

    label: str
    words: str
    meter: figures.Meter


@dataclass(frozen=True, slots=True)
class SidePicture:
    """One side; without bands where too few people look around to say anything."""

    side: str  # school, work
    seen: tuple[Band, ...]
    wanted: tuple[Band, ...]


def picture_of(programme: Programme, region: Region, at: datetime) -> list[SidePicture]:
    """Both sides, as it stood at the last telling moment: between two moments nothing moves because of one answer."""
    return [side_picture(programme, region, side, at) for side in (Side.TEACHER, Side.NON_TEACHER)]


def side_picture(programme: Programme, region: Region, side: str, at: datetime) -> SidePicture:
    rules, moment = programme.rules, last_telling(programme, at)
    yes = Said.objects.filter(
        standing(moment, rules),
        about=OuterRef("participation"),
        answer=Said.Answer.YES,
        source=Said.Source.CARD,
        said_at__lte=moment,
    )
    cards = Card.objects.filter(
        participation__programme=programme,
        participation__region=region,
        participation__side=side,
        participation__state=Participation.State.READY,
        joined_at__lte=moment,
    ).annotate(liked=Coalesce(Subquery(yes.order_by().values("about").annotate(n=Count("pk")).values("n")), 0))
    rows = list(cards.values_list("shown", "liked"))
    drawn = "school" if side == Side.TEACHER else "work"
    if len(rows) < rules.small_group:
        return SidePicture(drawn, (), ())
    ceiling = fairness.ceiling_of(sum(shown for shown, _liked in rows) / len(rows), rules.open_floor)
    seen = [_level(shown, rules.open_floor, ceiling) for shown, _liked in rows]
    wanted = [_level(liked, 1, POPULAR) for _shown, liked in rows]
    return SidePicture(
        drawn,
        _bands(seen, (_("nog weinig gezien"), _("gewoon gezien"), _("door veel mensen gezien")), drawn),
        _bands(wanted, (_("nog geen ja"), _("één of twee keer ja"), _("drie keer ja of meer")), drawn),
    )


def _level(value: int, low: int, high: int) -> int:
    return 0 if value < low else 1 if value < high else 2


def _bands(levels: Sequence[int], labels: Sequence[str], side: str) -> tuple[Band, ...]:
    found = []
    for level, label in enumerate(labels):
        share = levels.count(level) / len(levels)
        drawn = next(drawn for below, drawn in SHARES if share < below)
        found.append(Band(label, share_word(drawn), figures.Meter(drawn, side)))
    return tuple(found)


def share_word(drawn: float) -> str:
    """About how many, in words."""
    return {
        0.05: _("bijna niemand"),
        0.25: _("ongeveer een kwart"),
        0.5: _("ongeveer de helft"),
        0.75: _("de meesten"),
        0.95: _("bijna iedereen"),
    }[drawn]


@dataclass(frozen=True, slots=True)
class Both:
    """Two who said yes to each other, for the coordinator who decides."""

    teacher: Participation
    non_teacher: Participation


def both_said_yes(programme: Programme, region: Region, at: datetime, *, besides: Person | None) -> list[Both]:
    """As they stood at the last telling moment; without those in which the coordinator is one of the two."""
    until = last_telling(programme, at) - SETTLED
    pairs = mutual(programme, [region.pk], until=until, at=at)
    keys = {key for pair in pairs for key in pair}
    people = Participation.objects.select_related("person", "employment__organisation").in_bulk(keys)
    own = besides.pk if besides else None
    rows = [Both(people[one], people[other]) for one, other in pairs]
    return [row for row in rows if own not in (row.teacher.person_id, row.non_teacher.person_id)]
