"""The menu: which entry the page belongs to."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast

ClientOf = Callable[[str], Client]


@pytest.mark.parametrize(
    ("name", "more", "label", "current"),
    [
        ("intake:participants", [], "Deelnemers", "page"),
        ("intake:table", ["deelnemers"], "Deelnemers", "true"),
        ("intake:table", ["koppels"], "Koppels", "true"),
        ("pairs:pairs", [], "Koppels", "page"),
        ("pairs:todo", [], "Koppels", "true"),
        ("reports:report", [], "Resultaten", "page"),
        ("programmes:events", [], "Overzicht", "true"),
    ],
)
def test_the_menu_marks_the_entry_that_a_page_belongs_to(
    name: str, more: list[str], label: str, current: str, cast: Cast, client_of: ClientOf
) -> None:
    page = client_of("coordinator").get(reverse(name, args=[cast.programme.slug, *more]))
    marked = [(item["label"], item["current"]) for item in page.context["nav_items"] if item["current"]]
    assert marked == [(label, current)]
    assert f'aria-current="{current}">{label}<' in page.content.decode()


def test_the_menu_marks_matching_in_every_region(cast: Cast, client_of: ClientOf) -> None:
    workspace = reverse("matching:workspace", args=[cast.programme.slug, cast.region.slug])
    scenarios = reverse("matching:scenarios", args=[cast.programme.slug, cast.region.slug])
    for url, current in ((workspace, "page"), (scenarios, "true")):
        page = client_of("coordinator").get(url)
        assert [item["current"] for item in page.context["nav_items"] if item["label"] == "Matchen"] == [current]
