"""The sample programmes: what a visitor finds, and when they stay away."""

import pytest
from django.core.management import call_command
from django.test import Client

from jobtwinning.accounts.models import Account
from jobtwinning.core import clock
from jobtwinning.demo import samples
from jobtwinning.demo.synthetic import Cohort, rows
from jobtwinning.programmes.models import Programme

pytestmark = pytest.mark.django_db


def test_a_visitor_can_sign_up_for_the_open_sample(client: Client) -> None:
    """Its public page has two doors and places left; everybody in it signed up in the past."""
    programme = samples.load(samples.OPEN)
    assert programme.state == Programme.State.OPEN
    page = client.get(f"/programma/{programme.slug}/").content.decode()
    assert "?kant=docent" in page
    assert "<b>Nog 14 plekken</b> voor docenten" in page
    assert programme.participations.count() == 10
    assert all(each.signed_up_at < clock.now() for each in programme.participations.all())


def test_a_database_with_an_account_gets_no_samples() -> None:
    """Who made an admin first, wants to begin empty."""
    Account.objects.create_user("beheer@beginleeg.example", is_platform_admin=True)
    call_command("load_demo", if_empty=True)
    assert not Programme.objects.exists()


def test_invented_functions_are_written_as_people_write_them() -> None:
    """No list between brackets, and a language keeps its capital."""
    cohort = Cohort("maasmond", 200, 0, 1, "voorbeeld.example", clock.today())
    functions = {row["function"] for row in rows(cohort)}
    assert not any("(" in each for each in functions)
    assert any("docent Nederlands" in each for each in functions)
    assert any("docent wiskunde" in each for each in functions)
