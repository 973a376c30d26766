import pytest

from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.outbox import About, Options, Recipient, queue_mail, split_subject

pytestmark = pytest.mark.django_db


def queue(key: str = "a", language: str = "nl") -> OutboxMail | None:
    return queue_mail(
        "login_code",
        Recipient("noor@voorbeeld.example", language, person_id=7),
        unique_key=key,
        context={"code": "<1234>", "minutes": 15},
        about=About(programme_id=1, region_id=2, reply_to="saskia@voorbeeld.example"),
        options=Options(holds_secret=True),
    )


def test_queue_mail_twice_with_one_key_is_one_mail() -> None:
    assert queue() is not None
    assert queue() is None
    assert OutboxMail.objects.count() == 1


def test_queue_mail_is_complete_as_it_will_be_sent() -> None:
    mail = queue()
    assert mail is not None
    assert (mail.subject, mail.reply_to, mail.person_id) == ("Je code om in te loggen", "saskia@voorbeeld.example", 7)
    assert "<1234>" in mail.body_text
    assert "&lt;1234&gt;" in mail.body_html
    assert "<title>Je code om in te loggen</title>" in mail.body_html
    assert not mail.body_text.startswith("Onderwerp")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Onderwerp: Noor, dit is Daan\n\nHallo\n", ("Noor, dit is Daan", "Hallo\n")),
        ("\nSubject: Noor: this is Daan\nHi", ("Noor: this is Daan", "Hi\n")),
        ("Onderwerp: a\rb\x0bc\n", ("a b c", "\n")),
    ],
)
def test_split_subject(text: str, expected: tuple[str, str]) -> None:
    assert split_subject(text) == expected
