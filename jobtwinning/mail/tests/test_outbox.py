from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from jobtwinning.core import clock
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.outbox import (
    About,
    Options,
    Recipient,
    hold_due_mails,
    queue_mail,
    release_held_mails,
    split_subject,
)
from jobtwinning.mail.sending import due_mails
from jobtwinning.mail.tests.test_sending import make_mail

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


# --- After a restore --------------------------------------------------------------------------------------------


def held(number: int, **changes: Any) -> OutboxMail:
    """A mail as a restored backup has it, after the restore held what was due."""
    mail = make_mail(number, **changes)
    assert hold_due_mails(clock.now()) in (0, 1)
    mail.refresh_from_db()
    return mail


def test_mail_that_was_due_at_a_restore_is_held_until_it_is_released() -> None:
    make_mail(1)
    assert due_mails(clock.now()).count() == 1  # without the hold it would leave, perhaps for the second time
    assert hold_due_mails(clock.now()) == 1
    assert hold_due_mails(clock.now()) == 0
    assert due_mails(clock.now()).count() == 0
    assert release_held_mails() == 1
    assert due_mails(clock.now()).count() == 1


def test_mail_in_the_hands_of_a_worker_is_held_too() -> None:
    old = clock.now() - timedelta(hours=1)
    mail = held(1, state=OutboxMail.State.SENDING, claimed_at=old)
    assert (mail.state, mail.claimed_at) == (OutboxMail.State.HELD, None)
    assert due_mails(clock.now()).count() == 0


def test_mail_that_is_due_later_is_not_held() -> None:
    assert held(1, not_before=clock.now() + timedelta(minutes=1)).state == OutboxMail.State.WAITING


@pytest.mark.parametrize("state", [OutboxMail.State.SENT, OutboxMail.State.FAILED, OutboxMail.State.CANCELLED])
def test_mail_that_is_over_stays_as_it_is(state: str) -> None:
    assert held(1, state=state).state == state


def test_code_of_before_a_restore_is_cancelled_and_blanked() -> None:
    mail = held(1, holds_secret=True)
    assert (mail.state, mail.body_text, mail.body_html) == (OutboxMail.State.CANCELLED, "", "")


def test_held_mails_are_counted_and_cancelled_by_command(capsys: pytest.CaptureFixture[str]) -> None:
    held(1)
    held(2)
    call_command("held_mails")
    assert capsys.readouterr().out.splitlines() == ["     2 proposal", "2 held"]
    call_command("held_mails", cancel=True)
    assert capsys.readouterr().out == "2 cancelled\n"
    assert list(OutboxMail.objects.values_list("state", "body_text")) == [(OutboxMail.State.CANCELLED, "")] * 2
    assert release_held_mails() == 0
