"""What goes on while somebody is erased, or while a duty to keep is set: the later one counts."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from conftest import Cast
from jobtwinning.accounts.models import Account
from jobtwinning.core import background
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import LongWork
from jobtwinning.mail.tests.test_sending import make_mail
from jobtwinning.matching import adapter
from jobtwinning.matching.models import Scenario
from jobtwinning.matching.tests.world import make_professional, make_teacher
from jobtwinning.people.models import Person
from jobtwinning.privacy import actions, erasing, retention
from jobtwinning.privacy.models import LegalHold
from jobtwinning.privacy.traces import Traces
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.surveys.models import ResponseKeyLink
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


# --- A proposal that is being computed ------------------------------------------------------------


@pytest.fixture
def late(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Participation:
    """Somebody who is erased once the computation is done, before it is stored."""
    teacher = make_teacher(cast.programme)
    make_teacher(cast.programme, "Iris")
    make_professional(cast.programme)
    make_outcome = adapter.make_outcome

    def and_erase(*arguments: Any, **named: Any) -> adapter.Outcome:
        outcome = make_outcome(*arguments, **named)
        assert teacher.public_id in str(outcome.result), "the control: they are in it"
        for person in Person.objects.filter(pk=teacher.person_id):
            actions.erase_person(person, by=None, at=NOW)
        return outcome

    monkeypatch.setattr(adapter, "make_outcome", and_erase)
    return teacher


def ask(cast: Cast, client_of: ClientOf) -> str:
    client = client_of("coordinator")
    url = reverse("matching:propose", args=[cast.programme.slug, cast.region.slug])
    return client.post(url, {"form_key": "k"}, follow=True).content.decode()


def test_a_proposal_in_which_somebody_was_erased_meanwhile_is_not_stored(
    cast: Cast, late: Participation, client_of: ClientOf
) -> None:
    assert "Onder het rekenen zijn gegevens van iemand gewist." in ask(cast, client_of)
    assert not Scenario.objects.exists()


def test_a_proposal_in_the_background_says_so_too(
    cast: Cast, late: Participation, client_of: ClientOf, settings: Any
) -> None:
    settings.BACKGROUND_FROM_PEOPLE = 2
    ask(cast, client_of)
    assert background.run_next()
    assert not Scenario.objects.exists()
    work = LongWork.objects.get()
    assert (work.outcome, work.error_code) == ("failed", "erased")
    args = [cast.programme.slug, cast.region.slug, work.public_id]
    with translation.override("en"):
        page = client_of("coordinator").get(reverse("matching:progress", args=args)).content.decode()
    assert "data were erased during the computation" in page


# --- A duty to keep that is set while the terms are run -------------------------------------------


@pytest.fixture
def admin(cast: Cast) -> Account:
    admin = cast.accounts["admin"]
    assert admin is not None
    return admin


def test_a_hold_set_while_the_terms_run_keeps_who_was_not_reached_yet(
    cast: Cast, admin: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_after = NOW + timedelta(days=3 * 366)
    Account.objects.update(last_login=NOW, date_joined=NOW)
    cast.pair.delete()
    Participation.objects.all().delete()
    erase_rest = erasing.erase_rest
    gone: list[Person] = []

    def and_hold(traces: Traces, **named: Any) -> None:
        erase_rest(traces, **named)
        if not gone:
            actions.set_hold(cast.professional.person, reason="court", until=None, by=admin, at=long_after)
        gone.append(traces.person)

    monkeypatch.setattr(erasing, "erase_rest", and_hold)
    actions.run_retention(long_after)
    assert gone == [cast.teacher.person], "the control: somebody went before"
    assert Person.objects.filter(pk=cast.professional.person_id).exists()


def test_a_hold_set_while_the_terms_run_keeps_the_answers_and_mails_too(
    cast: Cast, admin: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A programme that is held while another is let go of is not touched any more."""
    long_after = NOW + timedelta(days=3 * 366)
    Programme.objects.update(starts_on=NOW.date(), ends_on=NOW.date() + timedelta(days=30))
    first = make.make_programme(cast.region, slug="eerder")
    Programme.objects.filter(pk=first.pk).update(starts_on=NOW.date(), ends_on=NOW.date() + timedelta(days=20))
    mail = make_mail(programme_id=cast.programme.pk, state="sent", created_at=NOW)
    delete_empty = retention.delete_empty

    def and_hold(programme: Programme) -> int:
        if programme == first:
            actions.set_hold(cast.programme, reason="audit", until=None, by=admin, at=long_after)
        return delete_empty(programme)

    monkeypatch.setattr(retention, "delete_empty", and_hold)
    actions.run_retention(long_after)
    assert ResponseKeyLink.objects.filter(participation__programme=cast.programme).count() == 2
    assert type(mail).objects.filter(pk=mail.pk).exists()


def test_a_hold_comes_too_late_for_somebody_who_is_gone(cast: Cast, admin: Account) -> None:
    person = Person.objects.get(pk=cast.teacher.person_id)
    actions.erase_person(cast.teacher.person, by=None, at=NOW)
    with pytest.raises(DomainError) as refused:
        actions.set_hold(person, reason="court", until=None, by=admin, at=NOW)
    assert (refused.value.code, LegalHold.objects.count()) == ("gone", 0)
