"""What search engines read: every public page once per language, and nothing that is not public."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Programme
from tests import make

pytestmark = pytest.mark.django_db
SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def test_every_address_of_the_sitemap_is_there_and_names_itself(cast: Cast, client: Client) -> None:
    tree = ElementTree.fromstring(client.get(reverse("site:sitemap")).content)  # noqa: S314  # our own
    addresses = [found.text or "" for found in tree.iterfind("s:url/s:loc", SPACE)]
    assert len(addresses) == len(set(addresses)) == 16
    for address in addresses:
        path = address.partition("//")[2].partition("/")[2]
        page = client.get(f"/{path}")
        assert page.status_code == 200
        text = page.content.decode()
        assert f'<link rel="canonical" href="{address}">' in text
        alternates = dict(re.findall(r'<link rel="alternate" hreflang="(\S+)" href="(\S+)">', text))
        assert set(alternates) == {"nl", "en", "x-default"}
        assert address == alternates["en" if f"/{path}".startswith("/en/") else "nl"]
        assert set(alternates.values()) <= set(addresses)


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_sitemap_leaves_out_what_is_not_for_everybody(cast: Cast, client: Client, state: str) -> None:
    assert cast.programme.slug in client.get(reverse("site:sitemap")).content.decode()  # the control
    Programme.objects.update(state=state)
    assert cast.programme.slug not in client.get(reverse("site:sitemap")).content.decode()


def test_structured_data_says_what_the_page_says(cast: Cast, client: Client) -> None:
    Region.objects.update(name="</script><script>alert(1)</script> & zo")
    text = client.get(reverse("site:programme", args=[cast.programme.slug])).content.decode()
    (found,) = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', text)
    event = json.loads(found)
    assert (event["startDate"], event["endDate"]) == ("2026-09-07", "2026-12-04")
    assert event["location"][0]["name"] == "</script><script>alert(1)</script> & zo"
    assert event["isAccessibleForFree"] is True


def test_page_can_be_shared(cast: Cast, client: Client) -> None:
    text = client.get(reverse("site:programme", args=[cast.programme.slug]) + "?via=abc").content.decode()
    shared = dict(re.findall(r'<meta property="(og:\w+)" content="([^"]*)">', text))
    assert shared["og:title"] == "Najaar 2026"
    assert "via" not in shared["og:url"]
    assert shared["og:description"]


def test_pages_behind_sign_in_have_no_canonical_address(cast: Cast, client: Client) -> None:
    assert "canonical" not in client.get(reverse("account_login")).content.decode()


def test_many_programmes_one_query(cast: Cast, client: Client, django_assert_num_queries: object) -> None:
    for _ in range(5):
        make.make_programme(cast.region)
    with django_assert_num_queries(1):  # type: ignore[operator]  # the fixture of pytest-django
        client.get(reverse("site:sitemap"))
