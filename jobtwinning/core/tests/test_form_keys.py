"""A form sent twice has one effect."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from jobtwinning.core import form_keys
from jobtwinning.core.forms import KeyedForm, VersionedForm


@pytest.mark.django_db
def test_claim_twice_gives_the_first_answer(rf: RequestFactory) -> None:
    request = rf.post("/", {"form_key": "k1"})
    request.user = AnonymousUser()
    assert form_keys.answered_before(request) is None
    assert form_keys.claim(request, "/klaar/") is True
    assert form_keys.answered_before(request) == "/klaar/"
    assert form_keys.claim(request, "/anders/") is False


@pytest.mark.django_db
def test_claim_without_a_key_is_let_through(rf: RequestFactory) -> None:
    request = rf.post("/", {})
    request.user = AnonymousUser()
    assert form_keys.claim(request, "/klaar/") is True
    assert form_keys.answered_before(request) is None


def test_every_showing_of_a_form_has_its_own_key() -> None:
    assert KeyedForm().initial["form_key"] != KeyedForm().initial["form_key"]


def test_versioned_form_refuses_an_older_version() -> None:
    assert VersionedForm({"version": "3"}, current_version=3).is_valid()
    stale = VersionedForm({"version": "2"}, current_version=3)
    assert not stale.is_valid()
    assert "intussen aangepast" in stale.non_field_errors()[0]
