"""What stands on the page itself before somebody answers or asks: who reads it, what it costs, whether one can stop."""

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
        "Jij en je coördinator lezen het antwoord.",
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
