import smtplib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as django_mail
from pytest_django.fixtures import Settings

from jobtwinning.core import clock
from jobtwinning.mail import sending
from jobtwinning.mail.models import OutboxMail
from jobtwinning.mail.outbox import cancel_mails
from jobtwinning.mail.tests.smtp_server import Server, running

pytestmark = pytest.mark.django_db
State = OutboxMail.State


def make_mail(number: int = 1, **changes: Any) -> OutboxMail:
    now = clock.now()
    values: dict[str, Any] = {
        "address": f"noor{number}@voorbeeld.example",
        "language": "nl",
        "template": "proposal",
        "subject": f"Noor, dit is Daan {number}",
        "body_text": "Hallo Noor\n",
        "body_html": "<p>Hallo Noor</p>",
        "unique_key": f"key-{number}",
        "created_at": now,
        "not_before": now,
    }
    return OutboxMail.objects.create(**(values | changes))


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    """A real mail server on this machine, in place of the test mailbox."""
    with running(Server()) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        yield server


def test_send_due_mails_sends_once_and_marks() -> None:
    mail = make_mail(reply_to="saskia@voorbeeld.example")
    assert sending.send_due_mails() == sending.Round(sent=1)
    assert sending.send_due_mails() == sending.Round()
    (message,) = django_mail.outbox
    assert message.to == ["noor1@voorbeeld.example"]
    assert message.reply_to == ["saskia@voorbeeld.example"]
    assert message.message()["Message-ID"] == mail.message_id
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.error_code) == (State.SENT, 1, "")
    assert mail.sent_at is not None
    assert mail.body_text == "Hallo Noor\n"


def test_send_due_mails_with_calendar_has_a_text_calendar_part(server: Server) -> None:
    make_mail(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", calendar_method="REQUEST")
    sending.send_due_mails()
    (message,) = server.messages
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html", "text/calendar"]
    assert message.get_content_type() == "multipart/alternative"
    assert parts[2].get_param("method") == "REQUEST"
    assert parts[2].get_param("charset") == "utf-8"


def test_send_due_mails_with_a_secret_blanks_the_body_after_sending() -> None:
    mail = make_mail(body_text="code 1234-5678", body_html="<b>1234-5678</b>", holds_secret=True)
    sending.send_due_mails()
    assert "1234-5678" in django_mail.outbox[0].body
    mail.refresh_from_db()
    assert (mail.state, mail.body_text, mail.body_html) == (State.SENT, "", "")


def test_send_due_mails_before_its_time_waits() -> None:
    mail = make_mail(not_before=clock.now() + timedelta(minutes=5))
    assert sending.send_due_mails() == sending.Round()
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        assert sending.send_due_mails() == sending.Round(sent=1)
    assert len(django_mail.outbox) == 1
    mail.refresh_from_db()
    assert mail.state == State.SENT


def test_cancel_mails_waiting_mail_never_leaves() -> None:
    mail = make_mail()
    assert cancel_mails(OutboxMail.objects.filter(pk=mail.pk), at=clock.now()) == 1
    assert sending.send_due_mails() == sending.Round()
    mail.refresh_from_db()
    assert (mail.state, mail.body_text) == (State.CANCELLED, "")
    assert django_mail.outbox == []


def test_send_due_mails_cancelled_after_the_look_is_not_sent() -> None:
    """Between reading the list and claiming, somebody cancels a row of a worker that died."""
    mail = make_mail(state=State.SENDING, claimed_at=clock.now() - timedelta(minutes=2), attempts=1)
    cancel_mails(OutboxMail.objects.all(), at=clock.now())
    mail.refresh_from_db()
    assert mail.state == State.SENDING
    assert sending.send_due_mails() == sending.Round()
    mail.refresh_from_db()
    assert (mail.state, django_mail.outbox) == (State.CANCELLED, [])


def test_claim_two_workers_only_one_wins() -> None:
    make_mail()
    first, second = (sending.due_mails(clock.now()).get() for _ in range(2))
    assert sending.claim(first) is not None
    assert sending.claim(second) is None


def test_send_due_mails_row_of_a_dead_worker_is_taken_over_after_a_minute_with_the_same_message_id() -> None:
    mail = make_mail()
    assert sending.claim(sending.due_mails(clock.now()).get()) is not None  # and then the worker dies
    assert sending.send_due_mails() == sending.Round()
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        assert sending.send_due_mails() == sending.Round(sent=1)
    assert django_mail.outbox[0].message()["Message-ID"] == mail.message_id


def test_mark_sent_of_a_worker_that_was_overtaken_changes_nothing() -> None:
    make_mail()
    slow = sending.claim(sending.due_mails(clock.now()).get())
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        quick = sending.claim(sending.due_mails(clock.now()).get())
        assert slow is not None
        assert quick is not None
        sending.mark_sent(slow)
        assert OutboxMail.objects.get().state == State.SENDING
        sending.mark_sent(quick)
    assert OutboxMail.objects.get().state == State.SENT


POISON = {
    "header injection": {"subject": "Jan\r\nBcc: x@x.example"},
    "address with a line break": {"address": "a@x.example\r\nBcc: x@x.example"},
    "calendar method with a line break": {"calendar": "BEGIN:VCALENDAR", "calendar_method": "X\r\nEvil:1"},
    "reply-to with a line break": {"reply_to": "a@x.example\nX-Evil: 1"},
}


@pytest.mark.parametrize("name", POISON)
def test_send_due_mails_one_poison_mail_delays_nobody(name: str, server: Server) -> None:
    poison = make_mail(0, **POISON[name])
    for number in range(1, 16):
        make_mail(number)
    assert sending.send_due_mails() == sending.Round(sent=15, put_back=1)
    assert len(server.taken) == 15
    assert not any("Evil" in str(message) or message["Bcc"] for message in server.messages)
    poison.refresh_from_db()
    assert (poison.state, poison.attempts) == (State.WAITING, 1)
    assert poison.not_before > clock.now() + timedelta(seconds=50)
    assert poison.error_code in {"badheadererror", "valueerror", "headerparseerror"}


def test_put_back_after_the_last_attempt_gives_up_with_a_code_only() -> None:
    mail = make_mail(0, subject="Jan\r\nBcc: x@x.example", attempts=sending.MAX_ATTEMPTS - 1, holds_secret=True)
    sending.send_due_mails()
    mail.refresh_from_db()
    assert (mail.state, mail.error_code, mail.body_text) == (State.FAILED, "badheadererror", "")
    with time_machine.travel(clock.now() + timedelta(days=30)):
        assert sending.send_due_mails() == sending.Round()


def test_send_due_mails_refused_address_fails_at_once_without_the_servers_words(server: Server) -> None:
    server.replies["RCPT"] = lambda line: "550 no such user noor1" if "noor1@" in line else None
    first, second = make_mail(1), make_mail(2)
    assert sending.send_due_mails() == sending.Round(sent=1, put_back=1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.error_code) == (State.FAILED, "refused")
    assert second.state == State.SENT


def test_send_due_mails_postponed_address_is_tried_again(server: Server) -> None:
    server.replies["RCPT"] = lambda line: "451 later"
    mail = make_mail()
    sending.send_due_mails()
    mail.refresh_from_db()
    assert (mail.state, mail.error_code) == (State.WAITING, "postponed")
    server.replies.clear()
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        assert sending.send_due_mails() == sending.Round(sent=1)


def test_send_due_mails_server_down_leaves_every_row_untouched_and_loses_nothing(
    settings: Settings, server: Server
) -> None:
    for number in range(5):
        make_mail(number)
    settings.EMAIL_PORT = 1  # nothing listens there
    for _ in range(sending.MAX_ATTEMPTS + 5):
        assert sending.send_due_mails() == sending.Round(reachable=False)
    assert set(OutboxMail.objects.values_list("state", "attempts", "error_code")) == {(State.WAITING, 0, "")}
    settings.EMAIL_PORT = server.port
    assert sending.send_due_mails() == sending.Round(sent=5)
    assert len(server.taken) == 5


def test_send_due_mails_server_hangs_up_halfway_puts_that_mail_back_and_goes_on(server: Server) -> None:
    server.replies["MAIL"] = lambda line: "421 closing" if not server.taken else None
    make_mail(0)
    assert sending.send_due_mails() == sending.Round(put_back=1)
    server.replies.clear()
    make_mail(1)
    assert sending.send_due_mails() == sending.Round(sent=1)


def test_pause_doubles_up_to_six_hours_and_lasts_longer_than_a_day() -> None:
    pauses = [sending.pause(attempt) for attempt in range(1, sending.MAX_ATTEMPTS)]
    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(pauses) == timedelta(hours=6)
    assert sum(pauses, timedelta()) > timedelta(hours=24)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (smtplib.SMTPRecipientsRefused({"a@x.example": (550, b"no a@x.example")}), "refused"),
        (smtplib.SMTPRecipientsRefused({"a@x.example": (450, b"grey")}), "postponed"),
        (smtplib.SMTPDataError(554, b"spam to a@x.example"), "smtp-554"),
        (TimeoutError("a@x.example"), "timeouterror"),
    ],
)
def test_error_code_never_holds_an_address(error: Exception, code: str) -> None:
    assert sending.error_code(error) == code
