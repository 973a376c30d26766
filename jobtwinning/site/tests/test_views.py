"""The public pages: true to the programme, open to everybody, without persons and without promises."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse, translate_url
from pytest_django.fixtures import Settings

from conftest import Cast
from jobtwinning.core import clock, history
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.programmes.rules import ProgrammeRules
from jobtwinning.site.month import month_of
from tests import make
from tests.make import NOW

PAGES = ["site:home", "site:how_we_match", "site:privacy", "site:accessibility", "site:contact", "site:source"]


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def text_of(client: Client, name: str, *arguments: str) -> str:
    response = client.get(reverse(name, args=arguments))
    assert response.status_code == 200
    return str(response.content.decode())


def programme_text(client: Client, cast: Cast) -> str:
    return text_of(client, "site:programme", cast.programme.slug)


def doors(cast: Cast) -> list[str]:
    url = reverse("intake:sign_up", args=[cast.programme.slug])
    return [f"{url}?kant=docent", f"{url}?kant=werk"]


def change(cast: Cast, **values: object) -> None:
    Programme.objects.filter(pk=cast.programme.pk).update(**values)


# --- Home ---------------------------------------------------------------------------------------------


def test_home_tells_a_visitor_what_whom_time_phases_and_regions_and_leads_to_signing_up(
    cast: Cast, client: Client
) -> None:
    """REC-01: what it is, for whom, the time asked, the phases, regions with contact, and a start to sign up."""
    text = text_of(client, "site:home")

    for said in (
        "koppelt een docent aan iemand van buiten het onderwijs",
        "Voor docenten",
        "Voor wie buiten het onderwijs werkt",
        "minstens 20 uur in totaal",
        "± 8 uur",
        "Kennismaking",
        "Afronding",
        "Regio Maasmond",
        "saskia@voorbeeld.example",
        reverse("site:programme", args=[cast.programme.slug]),
    ):
        assert said in text


def test_home_takes_the_numbers_from_the_rules(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    other = ProgrammeRules(hours_minimum=33, hours_per_month_maximum=11, meetings_minimum=4, meetings_maximum=5)
    monkeypatch.setattr("jobtwinning.site.views.ProgrammeRules", lambda: other)
    text = text_of(client, "site:home")

    assert "minstens 33 uur in totaal" in text
    assert "± 11 uur" in text
    assert "4 tot 5 keer" in text
    assert "20 uur" not in text


def test_home_names_no_person_and_calls_nobody_niet_docent(cast: Cast, client: Client) -> None:
    text = text_of(client, "site:home") + programme_text(client, cast)

    assert "Verbrugge" not in text
    assert "Noor" not in text
    assert "niet-docent" not in text.lower()


@pytest.mark.parametrize("state", [state for state in Programme.State if state != Programme.State.OPEN])
def test_home_lists_open_programmes_only(cast: Cast, client: Client, state: str) -> None:
    url = reverse("site:programme", args=[cast.programme.slug])
    assert url in text_of(client, "site:home")  # the control
    change(cast, state=state)

    text = text_of(client, "site:home")
    assert url not in text
    assert "Nu is er geen ronde open" in text


def test_home_leaves_out_a_region_whose_only_programme_is_a_draft(cast: Cast, client: Client) -> None:
    assert "saskia@voorbeeld.example" in text_of(client, "site:contact")  # the control
    change(cast, state=Programme.State.DRAFT)

    assert "saskia@voorbeeld.example" not in text_of(client, "site:contact")


@pytest.fixture
def pages_are_kept(settings: Settings) -> Iterator[None]:
    """As the platform runs; the other tests see every page as it is made."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {**settings.CACHES, "parts": {"BACKEND": backend, "LOCATION": "kept"}}
    yield
    caches["parts"].clear()


@pytest.mark.parametrize("page", ["home", "programme"])
def test_a_page_is_kept_until_somebody_does_something(
    cast: Cast, client: Client, pages_are_kept: None, django_assert_max_num_queries: Any, page: str
) -> None:
    arguments = [cast.programme.slug] if page == "programme" else []
    change(cast, state=Programme.State.OPEN, places_per_side=5)
    before = text_of(client, f"site:{page}", *arguments)
    with django_assert_max_num_queries(3):
        assert without_nonce(text_of(client, f"site:{page}", *arguments)) == without_nonce(before)
    assert "Nog 4 plekken</b> voor docenten" in before
    newcomer = make.make_participation(cast.programme)
    history.record("sign_up", newcomer, by=None)
    assert "Nog 3 plekken</b> voor docenten" in text_of(client, f"site:{page}", *arguments)
    english = client.get(translate_url(reverse(f"site:{page}", args=arguments), "en")).content.decode()
    assert ("plekken" in english, "3 places left" in english) == (False, True)


def test_a_kept_page_leads_each_visitor_by_the_own_channel(cast: Cast, client: Client, pages_are_kept: None) -> None:
    change(cast, state=Programme.State.OPEN)
    url = reverse("site:programme", args=[cast.programme.slug])
    texts = [client.get(url, {"via": code} if code else {}).content.decode() for code in ("a", "b", "", "a")]
    assert [[code for code in ("a", "b") if f"via={code}" in text] for text in texts] == [["a"], ["b"], [], ["a"]]


def without_nonce(text: str) -> str:
    return re.sub(r'nonce="[^"]+"', "", text)


@pytest.mark.parametrize(("page", "queries"), [("home", 7), ("programme", 8)])
def test_public_pages_ask_the_database_eight_times_at_most_however_much_there_is(
    cast: Cast, client: Client, django_assert_num_queries: Any, page: str, queries: int
) -> None:
    """Three for programmes and regions, three for stories, one for what was worded anew, one for the newest history."""
    arguments = [cast.programme.slug] if page == "programme" else []
    make.make_story(cast.pair, approved=True)
    with django_assert_num_queries(queries):
        client.get(reverse(f"site:{page}", args=arguments))
    for number in range(3):
        make.make_story(cast.pair, approved=True)
        make.make_participation(make.make_programme(make.make_region(f"Regio {number}")))
        make.make_channel(cast.programme)
    with django_assert_num_queries(queries):
        client.get(reverse(f"site:{page}", args=arguments))
    assert queries <= 8


# --- A programme --------------------------------------------------------------------------------------


def test_programme_open_has_two_doors_dates_and_places_left(cast: Cast, client: Client) -> None:
    change(cast, places_per_side=9)
    text = programme_text(client, cast)

    for door in doors(cast):
        assert f'href="{door}"' in text
    assert reverse("intake:employer", args=[cast.programme.slug]) in text
    assert text.count("<b>Nog 8 plekken</b>") == 2
    assert "donderdag 1 oktober" in text
    assert "7 september" in text


def test_programme_counts_places_per_side_without_who_withdrew(cast: Cast, client: Client) -> None:
    change(cast, places_per_side=3)
    make.make_participation(cast.programme)
    make.make_participation(cast.programme, state=Participation.State.WITHDRAWN)
    text = programme_text(client, cast)

    assert "<b>Nog 1 plek</b> voor een docent" in text
    assert "<b>Nog 2 plekken</b> voor mensen van buiten het onderwijs" in text


def test_programme_full_on_one_side_closes_that_door_only(cast: Cast, client: Client) -> None:
    change(cast, places_per_side=2)
    make.make_participation(cast.programme, side=Side.NON_TEACHER)
    text = programme_text(client, cast)

    assert doors(cast)[0] in text
    assert doors(cast)[1] not in text
    assert "deze ronde vol" in text


def test_programme_draft_does_not_exist_for_the_public(cast: Cast, client: Client) -> None:
    change(cast, state=Programme.State.DRAFT)
    assert client.get(reverse("site:programme", args=[cast.programme.slug])).status_code == 404


@pytest.mark.parametrize(
    ("state", "said"),
    [("matching", "We zoeken nu bij iedereen"), ("running", "al bezig"), ("finished", "afgelopen")],
)
def test_programme_that_is_further_says_so_and_what_now(cast: Cast, client: Client, state: str, said: str) -> None:
    change(cast, state=state)
    text = programme_text(client, cast)

    assert said in text
    assert "Aanmelden kan niet meer" in text
    assert not any(door in text for door in doors(cast))
    assert f"{reverse('site:home')}#rondes" in text


@pytest.mark.parametrize(
    ("until", "is_open"), [(NOW.date(), True), (NOW.date() - timedelta(days=1), False), (None, True)]
)
def test_programme_can_be_joined_up_to_and_with_the_last_day(
    cast: Cast, client: Client, until: date | None, is_open: bool
) -> None:
    change(cast, sign_up_until=until)
    text = programme_text(client, cast)

    assert (doors(cast)[0] in text) == is_open
    assert ("Aanmelden kan niet meer" in text) != is_open


def test_programme_shows_hostile_contact_texts_as_text(cast: Cast, client: Client) -> None:
    Region.objects.filter(pk=cast.region.pk).update(contact_name="<script>alert(1)</script>")
    text = programme_text(client, cast)

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


# --- The other pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_public_page_works_without_any_data_and_asks_little(
    name: str, client: Client, django_assert_max_num_queries: Any, db: None
) -> None:
    with django_assert_max_num_queries(4):
        text = text_of(client, name)
    assert text.count("<h1>") == 1
    assert "noindex" not in text


def test_privacy_says_who_sees_what_and_whom_to_ask(cast: Cast, client: Client) -> None:
    text = text_of(client, "site:privacy")
    for said in ("logboek", "onder een nummer", "laten verbeteren", "Autoriteit Persoonsgegevens", "saskia@"):
        assert said in text


def test_robots_may_read_the_public_pages_and_not_the_own_ones(client: Client) -> None:
    response = client.get(reverse("site:robots"))
    assert response.headers["Content-Type"].startswith("text/plain")
    assert "Disallow: /mijn/" in response.content.decode()
    assert "Disallow: /\n" not in response.content.decode()
    assert reverse("site:sitemap") in response.content.decode()


def test_favicon_is_the_arch(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")


@pytest.mark.parametrize("hours", range(1, 25))
def test_month_draws_every_hour_once(hours: int) -> None:
    month = month_of(hours)
    assert month.school + month.work + month.together == hours
    blocks = [(block.x, block.y) for block in month.blocks]
    assert len(set(blocks)) == hours
