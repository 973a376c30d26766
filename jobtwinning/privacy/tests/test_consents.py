"""Consent: the newest line counts, withdrawing acts at once on every export, and costs nothing else."""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Cast
from jobtwinning.core.models import History
from jobtwinning.people.consents import consent_of, record_consent
from jobtwinning.people.models import Consent
from jobtwinning.privacy.consents import EXPLANATIONS, change_consent, consent_states, text_asked, text_seen
from jobtwinning.programmes.models import Participation
from jobtwinning.reports import queries as reports
from jobtwinning.surveys import queries as surveys
from jobtwinning.surveys.models import Answer, Response
from tests import make, policy

NOW, RESEARCH = make.NOW, "research"
ClientOf = Callable[[str], Client]
URL = "privacy:consents"


# --- Every purpose, and the words ---------------------------------------------------------------------


def test_every_purpose_is_explained_and_asked_in_both_languages() -> None:
    assert set(EXPLANATIONS) == set(Consent.Purpose.values)
    for purpose in Consent.Purpose.values:
        texts = set()
        for language in ("nl", "en"):
            with translation.override(language):
                version, text = text_asked(purpose)
                texts.add(text)
                assert re.fullmatch(r"I\w+/\d+", version)
        assert len(texts) == 2


def test_change_consent_adds_a_line_with_the_words_and_tells_history(cast: Cast) -> None:
    person, account = cast.teacher.person, cast.accounts["teacher"]
    for given_now in (True, True, False):
        change_consent(person, RESEARCH, given=given_now, by=account, at=NOW)
    lines = list(Consent.objects.order_by("pk").values_list("given", "text_version", "language"))
    assert lines == [(True, "I19/2", "nl"), (False, "I19/2", "nl")]
    assert (
        Consent.objects.values_list("text_hash", flat=True)[0]
        == hashlib.sha256(text_asked(RESEARCH)[1].encode()).hexdigest()
    )
    assert list(History.objects.order_by("pk").values_list("verb", "subject_id")) == [
        ("give_consent", person.public_id),
        ("withdraw_consent", person.public_id),
    ]


def test_the_words_somebody_saw_are_shown_in_their_language_and_only_when_they_are_the_same(cast: Cast) -> None:
    person = cast.teacher.person
    with translation.override("en"):
        change_consent(person, RESEARCH, given=True, by=None, at=NOW)
    record_consent(person, RESEARCH, given=False, text="andere woorden", text_version="I19/2", at=NOW)
    record_consent(person, RESEARCH, given=True, text="x", text_version="weg", at=NOW)
    (state,) = consent_states(person)
    assert [said.text for said in state.said] == ["", "", text_seen(state.said[2].line)]
    assert state.said[2].text.startswith("My answers may be used")
    assert state.given is True


# --- The page -----------------------------------------------------------------------------------------


def test_the_page_gives_withdraws_and_keeps_every_line(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of("teacher"), reverse(URL)
    assert "nog niets gezegd" in client.get(url).content.decode()
    for answer, word in (("yes", "gegeven"), ("no", "niet gegeven")):
        page = client.post(url, {"purpose": RESEARCH, "given": answer, "form_key": answer}, follow=True)
        assert word in page.content.decode()
        client.post(url, {"purpose": RESEARCH, "given": answer, "form_key": answer})  # the same form again
    assert list(Consent.objects.order_by("pk").values_list("given", flat=True)) == [True, False]
    assert Consent.objects.filter(person=cast.professional.person).count() == 0


@pytest.mark.parametrize("fields", [{}, {"purpose": "x", "given": "yes"}, {"purpose": RESEARCH, "given": "x"}])
def test_the_page_refuses_what_is_no_answer(fields: dict[str, str], cast: Cast, client_of: ClientOf) -> None:
    response = client_of("teacher").post(reverse(URL), fields)
    assert response.status_code == 422
    assert "Kies bij een toestemming ja of nee." in response.content.decode()
    assert Consent.objects.count() == 0


# --- Withdrawn is out, at once ------------------------------------------------------------------------


ITEMS = {"intake": "I11a", "final_survey": "N1"}


def answered(one: Participation) -> str:
    """A handed-in intake and final survey; returns the pseudonym."""
    key = one.response_link.response_key
    for instrument, item in ITEMS.items():
        response = Response.objects.create(response_key=key, instrument=instrument, submitted_at=NOW)
        Answer.objects.create(response=response, item=item, value=4)
    return key.key


def exported(one: Participation) -> dict[str, set[str]]:
    """Whose answers leave, by pseudonym, per questionnaire and way out."""
    used = reports.responses_in_use(one.programme).values_list("instrument", "response_key__key")
    found = {f"report {code}": {key for each, key in used if each == code} for code in ITEMS}
    for instrument, item in ITEMS.items():
        found[instrument] = {row.response_key for row in surveys.answers_by_item(one.programme, instrument, item)}
    return found


STEPS = st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 2)), min_size=1, max_size=4)


@pytest.fixture
def two(cast: Cast) -> tuple[Participation, str, str]:
    """Somebody who changes their mind, with their pseudonym, and that of somebody who said yes."""
    change_consent(cast.professional.person, RESEARCH, given=True, by=None, at=NOW)
    return cast.teacher, answered(cast.teacher), answered(cast.professional)


@pytest.mark.one_database
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_somebody_says_the_newest_line_counts(
    steps: list[tuple[bool, bool, int]], two: tuple[Participation, str, str]
) -> None:
    """Random lives: yes and no, from the page or from an intake, at the same or a later moment."""
    one, mine, other = two
    sid = transaction.savepoint()
    try:
        at, said, lines = NOW, None, 0
        for wish, from_page, later in steps:
            at += timedelta(seconds=later)
            if from_page:
                change_consent(one.person, RESEARCH, given=wish, by=None, at=at)
            else:
                record_consent(one.person, RESEARCH, given=wish, text="t", text_version="I19/2", at=at)
            lines += wish != said
            said = wish
        assert Consent.objects.filter(person=one.person).count() == lines  # only ever added
        assert consent_of(one.person, RESEARCH) is said
        for way, keys in exported(one).items():
            assert keys == ({mine, other} if said else {other}), way
    finally:
        transaction.savepoint_rollback(sid)


@pytest.mark.one_database
def test_control_without_the_filter_the_withdrawn_answers_are_seen(
    two: tuple[Participation, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, mine, other = two
    change_consent(one.person, RESEARCH, given=True, by=None, at=NOW)
    change_consent(one.person, RESEARCH, given=False, by=None, at=NOW)
    assert set(map(frozenset, exported(one).values())) == {frozenset({other})}
    assert [row.key for row in reports.cohort_of(one.programme).respondents] == [other]  # what the report counts
    monkeypatch.setattr(surveys, "newest_consent", lambda *_names: models.Value(value=True))
    assert exported(one)["intake"] == exported(one)["final_survey"] == {mine, other}


# --- Refusing costs nothing ---------------------------------------------------------------------------

ABOUT_CONSENT = {URL, "privacy:own_data", "privacy:own_data_file", "intake:check"}  # these tell what was said
OTHER_EACH_TIME = {"mfa_activate_totp"}  # a new secret
ANOTHER_LIFE = {"asked_pair", "paused_pair", "ended_pair"}  # objects that would move the pair of all the other pages


def own_pages() -> list[str]:
    return sorted(
        name
        for name, row in policy.POLICY.items()
        if policy.expected(row, "GET", "teacher") == "200"
        and name not in ABOUT_CONSENT | OTHER_EACH_TIME
        and row.get("object") not in ANOTHER_LIFE
    )


def test_who_refuses_research_keeps_every_page_as_it_was(cast: Cast, client_of: ClientOf) -> None:
    answered(cast.teacher)
    client, person = client_of("teacher"), cast.teacher.person
    frozen = {name: policy.address(name, cast) for name in own_pages()}
    assert len(frozen) > 15

    def look() -> dict[str, tuple[int, str]]:
        sid = transaction.savepoint()
        try:
            pages = {name: client.get(url) for name, url in frozen.items()}
            return {name: (page.status_code, plain(page)) for name, page in pages.items()}
        finally:
            transaction.savepoint_rollback(sid)

    change_consent(person, RESEARCH, given=True, by=None, at=NOW)
    agreed = look()
    assert {status for status, _text in agreed.values()} == {200}
    change_consent(person, RESEARCH, given=False, by=None, at=NOW)
    refused = look()
    assert [name for name in frozen if agreed[name] != refused[name]] == []
    Participation.objects.filter(pk=cast.teacher.pk).update(state="withdrawn")  # the control: this does cost pages
    gone = look()
    assert [name for name in frozen if agreed[name] != gone[name]]


def plain(page: object) -> str:
    """The text without what differs each time."""
    streamed = getattr(page, "streaming_content", None)
    content = b"".join(streamed) if streamed is not None else getattr(page, "content", b"")
    return re.sub(
        r'value="[\w-]{20,}"|nonce="[^"]*"|DTSTAMP:\w+|name="opened" value="\d+"', "", content.decode(errors="replace")
    )
