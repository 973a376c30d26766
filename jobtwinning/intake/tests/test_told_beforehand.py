"""What stands on the page itself before somebody answers or asks: who reads it, what it costs, whether one can stop,
and where it stands in the other language."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.programmes.models import Participation, Programme

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]


def page_of(client: Client, name: str, participation: Participation) -> str:
    return client.get(reverse(f"intake:{name}", args=[participation.public_id])).content.decode()


@pytest.mark.parametrize(("name", "step"), [("intake", ""), ("check", ""), ("step", "matchen"), ("permission", "")])
def test_every_page_of_the_intake_leads_to_the_same_page_in_the_other_language(
    name: str, step: str, cast: Cast, client_of: ClientOf
) -> None:
    client = client_of("teacher")
    url = reverse(f"intake:{name}", args=[cast.teacher.public_id, *([step] if step else [])])
    links = re.findall(r'<a href="([^"]+)" lang="en" hreflang="en">English</a>', client.get(url).content.decode())
    assert len(links) == 2  # for a wide and for a narrow screen
    assert len(set(links)) == 1
    there = client.get(links[0]).content.decode()
    assert '<html lang="en">' in there
    assert f'<a href="{url}" lang="nl" hreflang="nl">Nederlands</a>' in there


@pytest.mark.parametrize("is_asked", [False, True])
def test_the_page_about_permission_says_who_reads_it_and_what_it_costs(
    is_asked: bool, cast: Cast, client_of: ClientOf
) -> None:
    if not is_asked:
        ManagerPermission.objects.filter(participation=cast.teacher).delete()
    rules = {**cast.programme.rules_json, "hours_minimum": 17, "hours_per_month_maximum": 6}
    Programme.objects.filter(pk=cast.programme.pk).update(rules_json=rules)
    page = page_of(client_of("teacher"), "permission", cast.teacher)
    for told in (
        "Wie leest dit?",
        "Jij en je coördinator lezen het antwoord en wat je organisatie hoopt; een vraag leest alleen je coördinator.",
        "Minstens 17 uur in totaal, ongeveer 6 uur per maand.",
        "De ronde loopt van 7 september 2026 tot en met",
        "Wat ziet mijn leidinggevende?",
        "Zelf stoppen",
        "Wat gebeurt er daarna?",
    ):
        assert told in page, told


def test_the_parts_begin_with_who_reads_them_what_they_cost_and_stopping(cast: Cast, client_of: ClientOf) -> None:
    page = page_of(client_of("teacher"), "intake", cast.teacher)
    told = "Je coördinator leest je antwoorden. Meedoen kost minstens 20 uur in totaal. Stoppen kan altijd."
    assert page.index(told) < page.index('href="#weten"') < page.index('id="delen"') < page.index('id="weten"')
