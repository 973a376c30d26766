from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.mail.actions import publish_text, save_text
from jobtwinning.mail.models import EditableText, OutboxMail, TextVersion
from jobtwinning.mail.outbox import About, Recipient, queue_mail
from jobtwinning.mail.queries import current_wording, text_rows
from jobtwinning.mail.texts import PLACES
from tests.make import NOW

pytestmark = pytest.mark.django_db
PLACE = PLACES["pair_not_going_on"]
WORDS = {"subject_nl": "Dag {voornaam}", "subject_en": "Hi {voornaam}", "opening_nl": "Een", "opening_en": "One"}


def save(words: dict[str, str] | None = None, *, seen: int = 0, programme_id: int | None = 1) -> EditableText:
    return save_text(PLACE, {**WORDS, **(words or {})}, programme_id=programme_id, seen=seen, by=None, at=NOW)


def publish(text: EditableText) -> TextVersion:
    return publish_text(text, PLACE, by=None, at=NOW)


def mail(key: str, *, programme_id: int = 1, language: str = "nl") -> OutboxMail:
    context = {"own_name": "Noor", "placeholders": {"voornaam": "Noor"}}
    to, about = Recipient("noor@voorbeeld.example", language), About(programme_id)
    made = queue_mail(PLACE.code, to, unique_key=key, context=context, about=about)
    assert made is not None
    return made


def test_a_saved_text_changes_nothing_until_it_is_published() -> None:
    text = save()
    assert (mail("a").subject, mail("b").text_version) == ("Dit voorstel gaat niet door", "")
    version = publish(text)
    sent = mail("c")
    assert (sent.subject, sent.text_version, version.number) == ("Dag Noor", version.public_id, 1)
    assert mail("d", language="en").subject == "Hi Noor"


def test_a_sent_mail_keeps_its_version_and_its_words() -> None:
    first = publish(save())
    sent = mail("a")
    body, html = sent.body_text, sent.body_html
    second = publish(save({"opening_nl": "Twee"}, seen=1))
    sent.refresh_from_db()
    assert (sent.text_version, sent.body_text, sent.body_html) == (first.public_id, body, html)
    newer = mail("b")
    assert (newer.text_version, "Twee" in newer.body_text, "Twee" in body) == (second.public_id, True, False)
    first.refresh_from_db()
    assert (first.opening_nl, second.number) == ("Een", 2)


def test_a_programme_goes_before_the_platform_and_the_platform_before_the_built_in_text() -> None:
    publish(save({"opening_nl": "Van het platform"}, programme_id=None))
    publish(save({"opening_nl": "Van de ronde"}, programme_id=1))
    found = [current_wording(PLACE, programme_id, "nl").opening for programme_id in (1, 2, None)]
    assert found == ["Van de ronde", "Van het platform", "Van het platform"]
    rows = {row.place.code: row for row in text_rows(1)}
    assert (rows[PLACE.code].is_own, rows["sign_up"].version) == (True, None)
    assert [row.is_own for row in text_rows(2) if row.place == PLACE] == [False]


def test_publishing_the_same_words_twice_is_one_version() -> None:
    text = save()
    assert publish(text) == publish(text)
    assert (TextVersion.objects.count(), History.objects.filter(verb="publish_text").count()) == (1, 1)


def test_an_older_version_of_the_copy_is_not_overwritten() -> None:
    save()
    save({"opening_nl": "Van een ander"}, seen=1)
    for seen in (0, 1, 3, -1):
        with pytest.raises(DomainError) as refused:
            save({"opening_nl": "Van mij"}, seen=seen)
        assert refused.value.code == "changed_meanwhile"
    assert EditableText.objects.get().opening_nl == "Van een ander"


@pytest.mark.skipif(connection.vendor == "sqlite", reason="threads share one connection to a database in memory")
@pytest.mark.django_db(transaction=True)
def test_of_eight_who_save_at_once_one_is_first() -> None:
    def attempt(number: int) -> str:
        try:
            return save({"opening_nl": str(number)}).opening_nl
        except DomainError as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(attempt, range(8)))
    assert answers.count("changed_meanwhile") == 7
    assert EditableText.objects.get().opening_nl == answers[0]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"opening_en": ""}, "opening_en"),
        ({"opening_nl": " \n"}, "opening_nl"),
        ({"subject_en": ""}, "subject_en"),
        ({"closing_nl": "Groet"}, "closing_en"),
        ({"closing_en": "Bye"}, "closing_nl"),
    ],
)
def test_both_languages_are_needed_to_publish(words: dict[str, str], field: str) -> None:
    text = save(words)
    with pytest.raises(DomainError) as refused:
        publish(text)
    assert (refused.value.code, refused.value.field) == ("language_missing", field)
    assert TextVersion.objects.count() == 0


@pytest.mark.parametrize("field", ["subject_nl", "subject_en", "opening_nl", "opening_en", "closing_nl", "closing_en"])
def test_an_unknown_placeholder_is_refused_by_name_with_the_known_ones(field: str) -> None:
    with pytest.raises(DomainError) as refused:
        save({field: "Dag {vornaam}"})
    assert refused.value.field == field
    assert str(refused.value) == (
        "{vornaam} kennen we hier niet. Je kunt gebruiken: {voornaam}, {programma}, {regio}, {coördinator}."
    )
    assert EditableText.objects.count() == 0


def test_the_history_tells_which_text_and_never_what_it_says() -> None:
    publish(save({"opening_nl": "geheim"}))
    assert [(line.verb, line.codes) for line in History.objects.order_by("pk")] == [
        ("save_text", {"text": PLACE.code, "number": None}),
        ("publish_text", {"text": PLACE.code, "number": 1}),
    ]
