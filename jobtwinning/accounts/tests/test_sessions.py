"""Sessions: the list, their limits, what ends them, and what never opens again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from conftest import Cast, sign_in
from jobtwinning.accounts import actions, sessions
from jobtwinning.accounts.models import Account, AccountSession
from jobtwinning.accounts.tests.test_sign_in import HERE, ask_code, code_in_mail, is_signed_in
from jobtwinning.core.models import History
from jobtwinning.mail.models import OutboxMail
from tests import make

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
START = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PAGE = "account_sessions"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def opens(client: Client) -> bool:
    """Whether a page behind sign-in opens."""
    return client.get(reverse(PAGE)).status_code == 200


def sign_in_by_code(account: Account, **headers: str) -> Client:
    client = Client(headers=headers)
    client.post(ask_code(client, account.email), {"code": code_in_mail(account.email)})
    return client


# --- The limits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["outsider", "teacher", "professional", "coordinator", "researcher", "admin"])
def test_idle_session_opens_until_a_second_before_its_limit_and_not_at_it(role: str, cast: Cast) -> None:
    staff = role in ("coordinator", "researcher", "admin")
    idle = timedelta(hours=1) if staff else timedelta(hours=12)
    for late, is_open in ((-SECOND, True), (timedelta(0), False), (SECOND, False)):
        with time_machine.travel(START, tick=False) as clock:
            client = signed_in(cast, role)
            clock.move_to(START + idle + late)
            assert opens(client) is is_open, late


@pytest.mark.parametrize("role", ["teacher", "coordinator"])
def test_busy_session_ends_at_its_absolute_limit(role: str, cast: Cast) -> None:
    staff = role == "coordinator"
    whole, step = (timedelta(hours=10), timedelta(minutes=50)) if staff else (timedelta(days=14), timedelta(hours=11))
    with time_machine.travel(START, tick=False) as clock:
        client = signed_in(cast, role)
        now = START
        while now + step < START + whole:
            now += step
            clock.move_to(now)
            assert opens(client)
        clock.move_to(START + whole - SECOND)
        assert opens(client)
        clock.move_to(START + whole)
        assert not opens(client)


def signed_in(cast: Cast, role: str) -> Client:
    client, account = Client(), cast.accounts[role]
    assert account is not None
    sign_in(client, account)
    return client


def test_limits_are_those_that_are_promised() -> None:
    assert (sessions.STAFF.idle, sessions.STAFF.absolute) == (timedelta(hours=1), timedelta(hours=10))
    assert (sessions.PARTICIPANT.idle, sessions.PARTICIPANT.absolute) == (timedelta(hours=12), timedelta(days=14))
    assert timedelta(seconds=settings.SESSION_COOKIE_AGE) >= sessions.PARTICIPANT.absolute


def test_control_without_the_limit_the_old_session_still_opens(cast: Cast) -> None:
    with time_machine.travel(START, tick=False) as clock, patch.object(sessions, "is_over", return_value=False):
        client = signed_in(cast, "coordinator")
        clock.move_to(START + timedelta(hours=11))
        assert opens(client)


def test_a_session_is_noted_once_a_minute_so_it_never_ends_late(cast: Cast) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = signed_in(cast, "coordinator")
        clock.move_to(START + timedelta(seconds=59))
        assert opens(client)  # not written
        assert AccountSession.objects.get().last_seen_at == START
        clock.move_to(START + timedelta(seconds=60))
        assert opens(client)
        assert AccountSession.objects.get().last_seen_at == START + timedelta(seconds=60)


def test_a_new_role_brings_its_shorter_limit_at_once(cast: Cast) -> None:
    account = cast.accounts["outsider"]
    assert account is not None
    with time_machine.travel(START, tick=False) as clock:
        client = signed_in(cast, "outsider")
        clock.move_to(START + timedelta(hours=2))
        assert opens(client)
        clock.move_to(START + timedelta(hours=4))
        make.make_grant(account, "coordinator", region=cast.region)
        assert not opens(client)


# --- Signed out by a limit: why, and where one was --------------------------------------------------------


def test_signed_out_by_a_limit_the_sign_in_page_says_why_and_leads_back(cast: Cast) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = signed_in(cast, "teacher")
        clock.move_to(START + timedelta(hours=12))
        answer = client.get(reverse("twinning:home"))
        assert answer.headers["Location"] == "/inloggen/?next=" + reverse("twinning:home")
        text = client.get(answer.headers["Location"]).content.decode()
        assert "Je was te lang weg." in text
        assert f'name="next" value="{reverse("twinning:home")}"' in text
        assert AccountSession.objects.count() == 0


def test_a_form_sent_too_late_waits_and_goes_on_after_signing_in(cast: Cast) -> None:
    teacher = cast.accounts["teacher"]
    assert teacher is not None
    url = reverse("twinning:goal_new", args=[cast.pair.public_id])
    with time_machine.travel(START, tick=False) as clock:
        client = signed_in(cast, "teacher")
        clock.move_to(START + timedelta(hours=12))
        answer = client.post(url, {"text": "Een <b>gastles</b>\nover het net", "owner": "", "csrfmiddlewaretoken": "x"})
        assert answer.headers["Location"] == "/inloggen/?next=" + reverse("account_send_again").replace("/", "%2F")
        assert cast.pair.goals.count() == 0
        page = client.get(answer.headers["Location"])
        assert "Je was te lang weg." in page.content.decode()
        code_page = ask_code(client, teacher.email, reverse("account_send_again"))
        back = client.post(code_page, {"code": code_in_mail(teacher.email)})
        assert back.headers["Location"] == reverse("account_send_again")
        text = client.get(back.headers["Location"]).content.decode()
        assert f'action="{url}"' in text
        assert 'name="text" value="Een &lt;b&gt;gastles&lt;/b&gt;\nover het net"' in text
        assert 'value="x"' not in text  # the old token against forgery is not kept
        client.post(url, {"text": "Een <b>gastles</b>\nover het net", "owner": ""})
        assert client.get(reverse("account_send_again")).status_code == 302  # nothing waits any more


def test_a_form_that_waits_is_never_shown_to_somebody_else(cast: Cast) -> None:
    professional = cast.accounts["professional"]
    assert professional is not None
    with time_machine.travel(START, tick=False) as clock:
        client = signed_in(cast, "teacher")
        clock.move_to(START + timedelta(hours=12))
        client.post(reverse("twinning:goal_new", args=[cast.pair.public_id]), {"text": "van de docent"})
        client.post(ask_code(client, professional.email), {"code": code_in_mail(professional.email)})
        assert is_signed_in(client)
        assert client.get(reverse("account_send_again")).status_code == 302


def test_a_form_that_waits_is_gone_after_half_an_hour_and_holds_no_password(cast: Cast) -> None:
    teacher = cast.accounts["teacher"]
    assert teacher is not None
    with time_machine.travel(START, tick=False) as clock:
        client = signed_in(cast, "teacher")
        clock.move_to(START + timedelta(hours=12))
        client.post(reverse("account_set_password"), {"password": "geheim geheim geheim", "current": "oud"})
        assert "geheim" not in str(dict(client.session))
        client.post(ask_code(client, teacher.email), {"code": code_in_mail(teacher.email)})
        assert client.get(reverse("account_send_again")).status_code == 200
        clock.move_to(START + timedelta(hours=12, minutes=30, seconds=1))
        assert client.get(reverse("account_send_again")).status_code == 302


# --- The list, and ending -----------------------------------------------------------------------------


def test_the_page_names_each_browser_and_marks_this_one() -> None:
    account = make.make_account("noor@voorbeeld.example")
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
    here, _other = sign_in_by_code(account, user_agent=FIREFOX), sign_in_by_code(account, user_agent=phone)
    text = here.get(reverse(PAGE)).content.decode()
    assert text.count("deze browser") == 1
    assert text.index("Firefox op Linux") < text.index("deze browser") < text.index("Safari op iPhone of iPad")
    assert "Mozilla" not in str(AccountSession.objects.values())


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (FIREFOX, ("firefox", "linux")),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0", ("edge", "windows")),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", ("chrome", "android")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) Version/18.0 Safari/605.1.15", ("safari", "mac")),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) CriOS/140.0 Safari/604.1", ("chrome", "ios")),
        ("", ("other", "other")),
        ("<script>" * 99, ("other", "other")),
    ],
)
def test_device_in_two_words(user_agent: str, device: tuple[str, str]) -> None:
    assert sessions.device_of(user_agent) == device


def test_ending_one_and_ending_all_others() -> None:
    account = make.make_account("noor@voorbeeld.example")
    here, one, two = (sign_in_by_code(account) for _ in range(3))
    first = AccountSession.objects.get(public_id=one.session[sessions.KEY])
    assert here.post(reverse("account_end_session", args=[first.public_id])).status_code == 302
    assert [opens(each) for each in (here, one, two)] == [True, False, True]
    here.post(reverse("account_end_other_sessions"))
    assert [opens(each) for each in (here, one, two)] == [True, False, False]
    verbs = History.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["end_session", "end_other_sessions"]


def test_somebody_elses_session_cannot_be_ended() -> None:
    mine = sign_in_by_code(make.make_account("noor@voorbeeld.example"))
    theirs = sign_in_by_code(make.make_account("daan@voorbeeld.example"))
    row = theirs.session[sessions.KEY]
    assert mine.post(reverse("account_end_session", args=[row])).status_code == 404
    assert opens(theirs)


def test_admin_ends_every_session_of_an_account_with_history_and_mail(cast: Cast, client_of: ClientOf) -> None:
    teacher = cast.accounts["teacher"]
    assert teacher is not None
    browsers = [sign_in_by_code(teacher) for _ in range(3)]
    admin = client_of("admin")
    url = reverse("programmes:end_sessions")
    assert admin.post(url, {"email": "niemand@voorbeeld.example"}).status_code == 422
    assert admin.post(url, {"email": teacher.email.upper()}).headers["Location"] == reverse("programmes:administration")
    assert [opens(each) for each in browsers] == [False, False, False]
    line = History.objects.get(verb="end_all_sessions")
    by = Account.objects.get(is_platform_admin=True)
    assert (line.subject_id, line.actor_id, line.codes) == (teacher.public_id, by.pk, {"sessions": 3})
    mail = OutboxMail.objects.get(template="account_changed")
    assert mail.address == teacher.email
    assert "Een beheerder heeft je overal uitgelogd." in mail.body_text


# --- Fixation, reuse, second tab ------------------------------------------------------------------------


def test_fixation_a_session_key_from_before_signing_in_opens_nothing() -> None:
    account = make.make_account("noor@voorbeeld.example")
    victim = Client()
    page = ask_code(victim, account.email)
    planted = victim.cookies[settings.SESSION_COOKIE_NAME].value
    victim.post(page, {"code": code_in_mail()})
    assert victim.cookies[settings.SESSION_COOKIE_NAME].value != planted
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert not opens(thief)
    assert opens(victim)


def test_fixation_an_invented_session_key_is_not_taken_over() -> None:
    account = make.make_account("noor@voorbeeld.example")
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    client.post(ask_code(client, account.email), {"code": code_in_mail()})
    assert client.session.session_key != "a" * 32


def test_proving_oneself_again_gives_a_new_session_key() -> None:
    account = make.make_account("noor@voorbeeld.example")
    client = sign_in_by_code(account)
    before = client.session.session_key
    AccountSession.objects.update(proved_at=START)
    client.post(reverse("account_reauthenticate_code"), {"send": "1"})
    client.post(reverse("account_reauthenticate_code"), {"code": code_in_mail()})
    assert client.session.session_key != before
    old = Client()
    old.cookies[settings.SESSION_COOKIE_NAME] = before  # type: ignore[assignment]  # a string
    assert not opens(old)
    assert opens(client)


def test_reuse_a_cookie_from_before_signing_out_opens_nothing() -> None:
    client = sign_in_by_code(make.make_account("noor@voorbeeld.example"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(reverse("account_logout"))
    again = Client()
    again.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert not opens(again)
    assert AccountSession.objects.count() == 0


def test_reuse_a_browser_session_without_its_row_opens_nothing() -> None:
    """Also when Django's own session is still there, as after a restored backup of that table."""
    client = sign_in_by_code(make.make_account("noor@voorbeeld.example"))
    AccountSession.objects.all().delete()
    assert is_signed_in(client)
    assert not opens(client)


def test_second_tab_of_a_signed_out_browser_is_signed_out_and_its_form_waits() -> None:
    account = make.make_account("noor@voorbeeld.example")
    tab = sign_in_by_code(account)
    other_tab = Client()
    other_tab.cookies = tab.cookies
    tab.post(reverse("account_logout"))
    assert not opens(other_tab)


def test_second_tab_another_account_in_the_same_browser_replaces_the_first() -> None:
    one, other = make.make_account("noor@voorbeeld.example"), make.make_account("daan@voorbeeld.example")
    client = sign_in_by_code(one)
    client.post(reverse("account_logout"))
    client.post(ask_code(client, other.email, HERE), {"code": code_in_mail(other.email)})
    assert client.session["_auth_user_id"] == str(other.pk)
    assert AccountSession.objects.get().account == other


@pytest.mark.parametrize("change", ["password", "email", "deactivate", "end"])
def test_every_session_but_this_one_ends_when_the_way_of_signing_in_changes(change: str) -> None:
    account = make.make_account("noor@voorbeeld.example")
    here, *others = (sign_in_by_code(account) for _ in range(4))
    if change == "password":
        here.post(reverse("account_set_password"), {"password": "brug over het water"})
    elif change == "email":
        here.get(reverse("account_link", args=[make.make_link(account)]))
        here.post(reverse("account_confirm_email"))
    elif change == "deactivate":
        Account.objects.update(is_active=False)
    else:
        actions.end_all_sessions(account, by=None, at=START)
    stays = change in ("password", "email")
    assert [opens(each) for each in (here, *others)] == [stays, False, False, False]
