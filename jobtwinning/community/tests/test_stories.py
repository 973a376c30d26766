"""Stories: public only while both partners stand by exactly these words (REC-01)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from conftest import Cast
from jobtwinning.community import actions
from jobtwinning.community.models import Story, StoryApproval
from jobtwinning.community.queries import public_stories
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs.models import Pair
from jobtwinning.privacy.actions import erase_person
from tests import make
from tests.make import NOW

ClientOf = Callable[[str], Client]
WORDS = actions.Words("Titel", "Title", "Wat we deden.", "What we did.")
pytestmark = pytest.mark.django_db


def send(client: Client, name: str, argument: str, **changes: str) -> Any:
    """The form as shown, with changes."""
    url = reverse(name, args=[argument])
    form = client.get(url).context["form"]
    values = {field: form[field].value() or "" for field in form.fields}
    return client.post(url, values | changes)


def on_site() -> list[str]:
    return [story.title for story in public_stories(limit=9)]


def test_story_is_public_when_both_said_yes_and_not_before(cast: Cast, client_of: ClientOf) -> None:
    words = {"title_nl": "Samen", "title_en": "Together", "text_nl": "Eén.\n\nTwee.", "text_en": "One.\n\nTwo."}
    written = send(
        client_of("coordinator"), "community:story_new", cast.programme.slug, pair=cast.pair.public_id, **words
    )
    assert written.status_code == 302
    story = Story.objects.get()
    mails = OutboxMail.objects.filter(template="story_asked")
    assert {mail.address for mail in mails} == {cast.teacher.person.email, cast.professional.person.email}
    assert all(reverse("community:story_approve", args=[story.public_id]) in mail.body_text for mail in mails)
    assert on_site() == []
    send(client_of("teacher"), "community:story_approve", story.public_id, named="given_name")
    assert on_site() == []
    page = send(client_of("professional"), "community:story_approve", story.public_id, named="not")
    assert page.status_code == 302
    home = Client().get("/").content.decode()
    assert "<h3>Samen</h3>" in home
    assert "<p>Twee.</p>" in home
    assert "Noor, docent" in home
    assert "Daan" not in home
    assert "Together" in Client().get(f"/en/programme/{cast.programme.slug}/").content.decode()


def test_other_words_take_the_story_off_the_site_until_both_said_yes_again(cast: Cast, client_of: ClientOf) -> None:
    story = make.make_story(cast.pair, approved=True)
    assert len(on_site()) == 1
    send(client_of("coordinator"), "community:story", story.public_id, text_nl="Iets heel anders.")
    assert on_site() == []
    assert OutboxMail.objects.filter(template="story_asked").count() == 2
    story.refresh_from_db()
    assert story.version == 2
    for role in ("teacher", "professional"):
        send(client_of(role), "community:story_approve", story.public_id, named="not")
    assert len(on_site()) == 1


def test_the_same_words_again_change_nothing(cast: Cast, client_of: ClientOf) -> None:
    story = make.make_story(cast.pair, approved=True)
    send(client_of("coordinator"), "community:story", story.public_id)
    assert len(on_site()) == 1
    assert not OutboxMail.objects.filter(template="story_asked").exists()


def test_one_of_the_two_takes_it_back_at_any_time(cast: Cast, client_of: ClientOf) -> None:
    story = make.make_story(cast.pair, approved=True)
    send(client_of("professional"), "community:story_approve", story.public_id, no="1")
    assert on_site() == []
    assert StoryApproval.objects.get().person == cast.teacher.person
    assert History.objects.filter(verb="withdraw_story_approval").count() == 1


def test_yes_to_words_that_changed_meanwhile_is_not_a_yes(cast: Cast, client_of: ClientOf) -> None:
    story = make.make_story(cast.pair)
    client, url = client_of("teacher"), reverse("community:story_approve", args=[story.public_id])
    stale = client.get(url).context["form"]["version"].value()
    actions.change_story(story, WORDS, version=1, by=None, at=NOW)
    answer = client.post(url, {"named": "not", "version": stale})
    assert answer.status_code == 422
    assert not StoryApproval.objects.exists()


def test_story_of_a_pair_that_has_not_begun_is_refused(cast: Cast) -> None:
    Pair.objects.update(state=Pair.State.PROPOSED)
    cast.pair.refresh_from_db()
    with pytest.raises(DomainError) as refused:
        actions.write_story(cast.pair, WORDS, by=None, at=NOW)
    assert refused.value.code == "no_story_yet"


def test_coordinator_only_tells_of_pairs_of_the_own_region(cast: Cast, client_of: ClientOf) -> None:
    elsewhere = make.make_region("Duinstreek")
    cast.programme.regions.add(elsewhere)
    Pair.objects.update(region=elsewhere)
    page = client_of("coordinator").get(reverse("community:story_new", args=[cast.programme.slug]))
    assert list(page.context["form"].fields["pair"].queryset) == []
    story = make.make_story(cast.pair)
    assert client_of("coordinator").get(reverse("community:story", args=[story.public_id])).status_code == 404


def test_erasing_one_takes_the_story_with_both_yeses(cast: Cast) -> None:
    make.make_story(cast.pair, approved=True)
    erase_person(cast.teacher.person, by=None, at=NOW)
    assert not Story.objects.exists()
    assert not StoryApproval.objects.exists()


def test_story_shows_hostile_words_as_words(cast: Cast, client: Client) -> None:
    story = make.make_story(cast.pair, approved=True)
    Story.objects.filter(pk=story.pk).update(title_nl="<script>alert(1)</script>", text_nl="{{ 7*7 }}<img src=x>")
    text = client.get("/").content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "{{ 7*7 }}&lt;img" in text


def test_removed_story_is_gone(cast: Cast, client_of: ClientOf) -> None:
    story = make.make_story(cast.pair, approved=True)
    send(client_of("coordinator"), "community:story", story.public_id, remove="1")
    assert not Story.objects.exists()


def test_story_in_the_language_of_the_reader(cast: Cast) -> None:
    make.make_story(cast.pair, approved=True)
    with translation.override("en"):
        (story,) = public_stories(limit=3)
    assert (story.title, story.region) == ("Through the town together", "Maasmond")
    assert [teller.name for teller in story.tellers] == ["", ""]
