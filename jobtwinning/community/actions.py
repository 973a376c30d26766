"""Write a story, change its words, say yes to it, take that back, throw it away."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from jobtwinning.accounts.models import Account
from jobtwinning.community import letters
from jobtwinning.community.models import Story, StoryApproval
from jobtwinning.community.queries import TOLD
from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Person


@dataclass(frozen=True, slots=True)
class Words:
    """A story in both languages."""

    title_nl: str
    title_en: str
    text_nl: str
    text_en: str


def write_story(pair: Pair, words: Words, *, by: Account | None, at: datetime) -> Story:
    """A story that nobody approved yet; both are asked by mail. The same words once more are the same story."""
    if pair.state not in TOLD:
        raise DomainError("no_story_yet", _("Dit koppel is nog niet begonnen."), field="pair")
    with transaction.atomic():
        Pair.objects.select_for_update().get(pk=pair.pk)  # two coordinators at once write one story
        story, made = Story.objects.get_or_create(pair=pair, **asdict(words), defaults={"made_at": at})
        if made:
            _tell("write_story", story, by=by, at=at)
            letters.ask_both(story)
    return story


def change_story(story: Story, words: Words, *, version: int, by: Account | None, at: datetime) -> None:
    """Other words: not public until both said yes again, and both are asked."""
    if asdict(words) == {name: getattr(story, name) for name in asdict(words)}:
        return
    with transaction.atomic():
        changed = Story.objects.filter(pk=story.pk, version=version).update(**asdict(words), version=F("version") + 1)
        if changed != 1:
            raise DomainError("changed_meanwhile", _("Iemand anders heeft dit verhaal net aangepast. Kijk opnieuw."))
        story.refresh_from_db()
        _tell("change_story", story, by=by, at=at)
        letters.ask_both(story)


def approve_story(story: Story, person: Person, *, named: str, version: int, by: Account | None, at: datetime) -> None:
    """Yes to the words that were read, and how to be named; words that changed meanwhile are not approved."""
    with transaction.atomic():
        if not Story.objects.select_for_update().filter(pk=story.pk, version=version).exists():
            raise DomainError("changed_meanwhile", _("Het verhaal is net veranderd. Lees het opnieuw."))
        StoryApproval.objects.update_or_create(
            story=story,
            person=person,
            defaults={"story_version": version, "named": named, "approved_at": at},
        )
        _tell("approve_story", story, by=by, at=at)


def withdraw_approval(story: Story, person: Person, *, by: Account | None, at: datetime) -> None:
    """No, or not any more: the story is off the site at once."""
    with transaction.atomic():
        if StoryApproval.objects.filter(story=story, person=person).delete()[0]:
            _tell("withdraw_story_approval", story, by=by, at=at)


def remove_story(story: Story, *, by: Account | None, at: datetime) -> None:
    """The story goes, with what both said about it."""
    with transaction.atomic():
        if Story.objects.filter(pk=story.pk).delete()[0]:
            _tell("remove_story", story, by=by, at=at)


def _tell(verb: str, story: Story, *, by: Account | None, at: datetime) -> None:
    pair = story.pair
    history.record(verb, story, by=by, at=at, programme_id=pair.programme_id, region_id=pair.region_id)
