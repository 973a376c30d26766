"""Stories as pages need them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from jobtwinning.community.models import Story, StoryApproval
from jobtwinning.pairs.models import RUNNING, Pair, Seat
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Programme, Side

TOLD = (*RUNNING, Pair.State.FINISHED)  # pairs that have something to tell


@dataclass(frozen=True, slots=True)
class Teller:
    """One of the two, as they want to be named; "" when not at all."""

    side: str
    name: str


@dataclass(frozen=True, slots=True)
class PublicStory:
    """A story as everybody may read it, in the language of the page."""

    title: str
    text: str
    region: str
    tellers: tuple[Teller, ...]  # the teacher first


def with_people(stories: QuerySet[Story]) -> QuerySet[Story]:
    """With the pair, both seats, who sits there and what they approved: three queries."""
    seats = Prefetch("pair__seats", queryset=Seat.objects.select_related("person").order_by("-side"))
    approvals = Prefetch("approvals", queryset=StoryApproval.objects.order_by("pk"))
    return stories.select_related("pair__programme", "pair__region").prefetch_related(seats, approvals)


def public_stories(*, limit: int, programme: Programme | None = None) -> list[PublicStory]:
    """The newest stories, of the regions of a programme when one is given; three queries."""
    stories = with_people(Story.objects.public()).order_by("-made_at", "-pk")
    if programme is not None:
        stories = stories.filter(pair__region__in=[region.pk for region in programme.regions.all()])
    return [public_story(story) for story in stories[:limit]]


def public_story(story: Story) -> PublicStory:
    """One that was read `with_people`."""
    english = get_language() == "en"
    named = {approval.person_id: approval.named for approval in story.approvals.all()}
    seats = sorted(story.pair.seats.all(), key=lambda seat: seat.side != Side.TEACHER)
    return PublicStory(
        title=story.title_en if english else story.title_nl,
        text=story.text_en if english else story.text_nl,
        region=story.pair.region.name,
        tellers=tuple(
            Teller(seat.side, name_of(seat.person, named.get(seat.person_id or 0, StoryApproval.Named.NOT)))
            for seat in seats
        ),
    )


def name_of(person: Person | None, named: str) -> str:
    """As somebody wants to be named."""
    if person is None or named == StoryApproval.Named.NOT:
        return ""
    return person.full_name if named == StoryApproval.Named.FULL_NAME else person.given_name


def approval_of(story: Story, person: Person) -> StoryApproval | None:
    """What this person said to the words that stand there now."""
    return next(
        (each for each in story.approvals.all() if (each.person_id, each.story_version) == (person.pk, story.version)),
        None,
    )


def is_public(story: Story) -> bool:
    """Both said yes to the words that stand there now; one that was read `with_people`."""
    return sum(each.story_version == story.version for each in story.approvals.all()) == 2


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One story in the coordinator's list; per person whether they said yes to these words."""

    story: Story
    answers: tuple[tuple[str, bool], ...]
    is_public: bool


def story_lines(programme: Programme, region_ids: Collection[int]) -> list[StoryLine]:
    """The stories of these regions in this programme, the newest first; three queries."""
    stories = with_people(Story.objects.filter(pair__programme=programme, pair__region_id__in=region_ids))
    return [
        StoryLine(
            story,
            tuple(
                (seat.person.given_name, approval_of(story, seat.person) is not None)
                for seat in story.pair.seats.all()
                if seat.person
            ),
            is_public(story),
        )
        for story in stories.order_by("-made_at", "-pk")
    ]


def tellable_pairs(programme: Programme, region_ids: Collection[int]) -> QuerySet[Pair]:
    """Pairs of these regions that both are still in and that have something to tell."""
    pairs = Pair.objects.filter(programme=programme, region_id__in=region_ids, state__in=TOLD)
    seats = Prefetch("seats", queryset=Seat.objects.select_related("person").order_by("-side"))
    return pairs.exclude(seats__person=None).prefetch_related(seats).order_by("pk")


def people_of(pairs: Collection[Pair]) -> list[str]:
    """Public ids of who is in these pairs, for the view log."""
    return [seat.person.public_id for pair in pairs for seat in pair.seats.all() if seat.person]


def pair_name(pair: Pair) -> str:
    """ "Noor Verbrugge en Daan Oosterling", for coordinators."""
    return " – ".join(seat.person.full_name for seat in pair.seats.all() if seat.person)
