"""The page behind a manager's link: scanners, forwarding, twice, late, and what is never on it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast, sign_in
from jobtwinning.accounts.models import Token
from jobtwinning.core import clock
from jobtwinning.intake.actions import save_intake, withdraw_participation
from jobtwinning.intake.managers.actions import Manager, ask_permission
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.tests.world import answer_intake
from jobtwinning.pairs.models import Pair
from jobtwinning.programmes.models import Participation, Side
from jobtwinning.twinning.models import Goal, HoursEntry
from tests import make

pytestmark = pytest.mark.django_db
HENK = Manager("Henk Postma", "henk@school.example")
PAGE = "intake:manager"


@pytest.fixture
def imke(cast: Cast) -> Participation:
    one = make.make_participation(cast.programme, person=make.make_person("Imke", "Vos"), state="intake_complete")
    Participation.objects.filter(pk=one.pk).update(motivation_confirmed_at=clock.now())
    return one


@pytest.fixture
def asked(imke: Participation) -> ManagerPermission:
    return ask_permission(imke, HENK, by=None, at=clock.now())


def link_to(address: str) -> str:
    """The newest link that was mailed to this address."""
    body = OutboxMail.objects.filter(template="manager_link", address=address).latest("pk").body_text
    found = re.search(r"https?://[^/]+(/\S*link/\S+)", body)
    assert found is not None
    return found[1]


def opened(address: str = HENK.email) -> Client:
    """A browser that followed the link."""
    client = Client()
    assert client.get(link_to(address)).headers["Location"] == reverse(PAGE)
    return client


def say(client: Client, decision: str, about: ManagerPermission, **fields: Any) -> Any:
    return client.post(reverse(PAGE), {"decision": decision, "about": about.public_id, **fields})


def state_of(row: ManagerPermission | Participation) -> str:
    row.refresh_from_db()
    return row.state


def text(client: Client, query: str = "") -> str:
    return client.get(reverse(PAGE) + query).content.decode()


def test_a_manager_says_yes_without_an_account_and_pressing_back_or_twice_is_harmless(
    imke: Participation, asked: ManagerPermission
) -> None:
    client = opened()
    page = text(client)
    assert "Ik ben de leidinggevende van Imke en ga akkoord" in page
    for answer in ("Ja", "Ja, tot een maximum", "Eerst een vraag", "Nee"):
        assert f'<summary class="btn btn-line btn-block">{answer}</summary>' in page
    assert say(client, "yes", asked, form_key="k", counts_as_development="yes").status_code == 302
    assert say(client, "yes", asked, form_key="k").status_code == 302
    assert say(client, "no", asked, form_key="other").status_code == 409
    assert "Je hebt ja gezegd" in text(client)
    assert (state_of(asked), state_of(imke)) == ("given", "ready")
    assert OutboxMail.objects.filter(template="permission_decided").count() == 1


def test_a_mail_scanner_uses_nothing(asked: ManagerPermission) -> None:
    for _ in range(5):
        scanner = Client()
        assert scanner.head(link_to(HENK.email)).status_code == 302
        page = scanner.get(scanner.get(link_to(HENK.email)).headers["Location"])
        assert page.status_code == 200
    token = Token.objects.get(purpose="manager_permission")
    assert (token.used_at, token.revoked_at, state_of(asked)) == (None, None, "asked")


def test_yes_up_to_a_maximum_needs_a_number_and_loses_nothing_that_was_typed(asked: ManagerPermission) -> None:
    client = opened()
    for wrong in ("", "0", "-3", "veel", "999999"):
        answer = say(client, "limit", asked, hours_maximum=wrong, hopes="Een gastles <b>")
        assert answer.status_code == 422
        assert "Een gastles &lt;b&gt;" in answer.content.decode()
        assert '<details name="answer" open>' in answer.content.decode()
    assert state_of(asked) == "asked"
    assert say(client, "limit", asked, hours_maximum="24", hopes="").status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.hours_maximum) == ("given", 24)
    assert "tot hooguit 24 uur in totaal" in text(client)


def test_a_question_and_a_no_by_the_page(cast: Cast, asked: ManagerPermission) -> None:
    client = opened()
    assert say(client, "question", asked, question="").status_code == 422
    assert say(client, "question", asked, question="Wie vangt de lessen op?").status_code == 302
    assert "Wie vangt de lessen op?" in text(client)
    assert state_of(asked) == "question"
    other = ask_permission(make.make_participation(cast.programme, state="signed_up"), HENK, by=None, at=clock.now())
    assert say(opened(), "no", other).status_code == 302
    assert state_of(other) == "refused"


def test_passed_on_the_old_link_ends_and_the_right_one_decides(imke: Participation, asked: ManagerPermission) -> None:
    first = opened()
    assert say(first, "pass_on", asked, name="Marleen", email="geen adres").status_code == 422
    assert say(first, "pass_on", asked, name="Marleen", email="marleen@school.example").status_code == 302
    assert "Je hebt dit doorgegeven" in text(first)
    assert say(first, "yes", asked).status_code in (409, 410)
    second = opened("marleen@school.example")
    right = ManagerPermission.objects.get(manager_email="marleen@school.example")
    assert say(second, "limit", right, hours_maximum="20").status_code == 302
    assert (state_of(right), state_of(asked), state_of(imke)) == ("given", "passed_on", "ready")


@pytest.mark.parametrize("how", ["resent", "expired", "withdrawn", "one letter else", "pruned"])
def test_a_dead_link_says_so_kindly_and_changes_nothing(
    how: str, imke: Participation, asked: ManagerPermission
) -> None:
    link, client = link_to(HENK.email), Client()
    if how == "resent":
        ask_permission(imke, Manager("Henk Postma", "henk2@school.example"), by=None, at=clock.now())
    elif how == "expired":
        Token.objects.update(expires_at=clock.now())
    elif how == "withdrawn":
        withdraw_participation(imke, by=None, at=clock.now())
    elif how == "pruned":
        Token.objects.all().delete()
    else:
        link = link[:-3] + ("AA/" if link[-3:] != "AA/" else "BB/")
    page = client.get(link, follow=True)
    assert page.status_code == 410
    assert "Deze link werkt niet meer" in page.content.decode()
    assert "Imke" not in page.content.decode()
    assert say(client, "yes", asked).status_code == 410
    assert not ManagerPermission.objects.filter(participation=imke, state="given").exists()


def test_who_answers_late_asks_for_a_fresh_link(asked: ManagerPermission) -> None:
    client = opened()
    Token.objects.update(expires_at=clock.now() - timedelta(days=1))
    assert "Mail mij een nieuwe link" in text(client)
    assert say(client, "renew", asked).status_code == 302
    assert say(opened(), "yes", asked).status_code == 302
    assert state_of(asked) == "given"


def test_a_change_of_mind_goes_by_a_fresh_link(imke: Participation, asked: ManagerPermission) -> None:
    client = opened()
    say(client, "yes", asked)
    assert say(client, "withdraw", asked).status_code == 409
    assert say(client, "renew", asked).status_code == 302
    again = opened()
    assert "Ik trek mijn toestemming in" in text(again)
    assert say(again, "withdraw", asked).status_code == 302
    assert (state_of(asked), state_of(imke)) == ("withdrawn", "intake_complete")


# --- One page per manager ---------------------------------------------------------------------------


def test_one_page_for_all_own_employees_each_apart_or_all_at_once(cast: Cast, asked: ManagerPermission) -> None:
    others = [
        make.make_participation(cast.programme, person=make.make_person(name, "Jansen"), state="signed_up")
        for name in ("Anna", "Bob", "Cas")
    ]
    anna, bob, cas = [ask_permission(one, HENK, by=None, at=clock.now()) for one in others]
    client = opened()  # the link about Cas, the newest
    page = text(client)
    assert "Andere collega’s" in page
    assert all(f"{name} Jansen" in page for name in ("Anna", "Bob"))
    assert say(client, "limit", anna, hours_maximum="20").status_code == 302
    assert "Ik ben de leidinggevende van Bob en ga akkoord" in text(client, f"?over={bob.public_id}")
    assert say(client, "all", cas).status_code == 302
    assert [state_of(one) for one in (asked, anna, bob, cas)] == ["given"] * 4
    assert Token.objects.filter(purpose="manager_permission", used_at__isnull=True).count() == 0
    anna.refresh_from_db()
    assert anna.hours_maximum == 20


def test_people_of_another_manager_or_programme_are_not_on_it(cast: Cast, asked: ManagerPermission) -> None:
    elsewhere = make.make_programme(cast.region)
    others = ((elsewhere, "Elders", HENK), (cast.programme, "Vreemd", Manager("X", "x@y.example")))
    strangers = []
    for programme, name, manager in others:
        employee = make.make_participation(programme, person=make.make_person(name), state="signed_up")
        strangers.append(ask_permission(employee, manager, by=None, at=clock.now()))
    client = Client()
    OutboxMail.objects.exclude(unique_key__contains=asked.public_id).delete()
    client.get(link_to(HENK.email))
    page = text(client)
    assert "Elders" not in page
    assert "Vreemd" not in page
    for one in strangers:
        assert "Imke" in text(client, f"?over={one.public_id}")
        assert say(client, "yes", one).status_code == 422
        assert state_of(one) == "asked"


# --- The fixed list -----------------------------------------------------------------------------------


def test_a_manager_never_sees_goals_yields_reflections_click_answers_or_exit_reasons(
    cast: Cast, imke: Participation, asked: ManagerPermission
) -> None:
    """Everything that may not be seen is made first, each with a canary."""
    answer_intake(imke, I4="kanarie-reden", I5=["kanarie-doel"], I7b="kanarie-vak", I9b="kanarie-wens")
    imke.person.phone, imke.channel = "kanarie-0612345678", "kanarie-kanaal"
    imke.person.save()
    imke.save()
    partner = make.make_participation(
        cast.programme, side=Side.NON_TEACHER, person=make.make_person("Daan", "Partner"), function="netplanner"
    )
    pair = make.make_pair(imke, partner, state=Pair.State.ACCEPTED)
    Pair.objects.filter(pk=pair.pk).update(reasons={"teacher": "kanarie-waarom"})
    Goal.objects.create(pair=pair, text="kanarie-leerdoel", owner=imke.person)
    HoursEntry.objects.create(
        pair=pair, person=imke.person, on=clock.today(), work_hours=1, private_hours=0, what="kanarie-uren"
    )
    client = opened()
    page = text(client)
    for shown in ("Imke Vos", "Daan Partner", "netplanner", "Minstens 20 uur", "7 september 2026"):
        assert shown in page
    for shown_page in (page, client.get("/en/give-permission/").content.decode()):
        assert "kanarie" not in shown_page
        assert imke.person.email not in shown_page
        assert partner.person.email not in shown_page
    body = OutboxMail.objects.get(template="manager_link").body_text
    assert "kanarie" not in body


def test_a_partner_is_not_named_before_both_said_yes(cast: Cast, imke: Participation, asked: ManagerPermission) -> None:
    partner = make.make_participation(cast.programme, side=Side.NON_TEACHER, person=make.make_person("Daan", "Partner"))
    make.make_pair(imke, partner)
    assert "Daan" not in text(opened())


# --- Limits -------------------------------------------------------------------------------------------


def test_mailing_to_strangers_has_a_limit(asked: ManagerPermission, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"manager_link": "2/d/key"}
    client = opened()
    assert say(client, "renew", asked).status_code == 302
    assert say(opened(), "renew", asked).status_code == 302
    answer = say(opened(), "pass_on", asked, name="M", email="m@school.example")
    assert answer.status_code == 422
    assert "Dat ging te vaak" in answer.content.decode()
    assert "m@school.example" in answer.content.decode()
    assert state_of(asked) == "asked"


# --- The participant ----------------------------------------------------------------------------------


def test_the_participant_sees_what_the_manager_sees_before_the_link_goes_out(cast: Cast, client_of: Any) -> None:
    ManagerPermission.objects.all().delete()
    client, page = client_of("teacher"), reverse("intake:permission", args=[cast.teacher.public_id])
    who = {"name": "Henk Postma", "email": "henk@school.example"}
    preview = client.post(page, who).content.decode()
    assert "Zo ziet je leidinggevende dit" in preview
    assert "Beste Henk Postma," in preview
    assert "Minstens 20 uur in totaal" in preview
    assert not ManagerPermission.objects.exists()
    assert not OutboxMail.objects.exists()
    assert client.post(page, {**who, "send": "1", "form_key": "a"}).status_code == 302
    assert client.post(page, {**who, "send": "1", "form_key": "a"}).status_code == 302
    assert OutboxMail.objects.filter(template="manager_link").count() == 1
    assert "We wachten op Henk Postma" in client.get(page).content.decode()


def test_the_manager_named_in_the_intake_stands_in_the_form_until_somebody_else_is_asked(
    cast: Cast, client_of: Any
) -> None:
    client, page = client_of("teacher"), reverse("intake:permission", args=[cast.teacher.public_id])
    ManagerPermission.objects.filter(participation=cast.teacher).delete()
    known = {"I14": "supports", "I14b": "Ria Smit", "I14c": "ria@school.example"}
    save_intake(cast.teacher, known, items=list(known), by=None, at=clock.now())
    assert {"Ria Smit", "ria@school.example"} <= set(values_on(client, page))
    ask_permission(cast.teacher, HENK, by=None, at=clock.now())
    now_asked = values_on(client, page)
    assert {HENK.name, HENK.email} <= set(now_asked)
    assert "Ria Smit" not in now_asked


def values_on(client: Client, page: str) -> list[str]:
    """What the fields of the page hold."""
    return re.findall(r'value="([^"]*)"', client.get(page).content.decode())


def test_self_employed_people_give_their_own_permission(cast: Cast, client_of: Any) -> None:
    ManagerPermission.objects.all().delete()
    Participation.objects.filter(pk=cast.teacher.pk).update(state="intake_complete")
    client, page = client_of("teacher"), reverse("intake:permission_own", args=[cast.teacher.public_id])
    assert "Minstens 20 uur in totaal" in client.get(page).content.decode()
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"sure": "on", "hours_maximum": "30"}).status_code == 302
    given = ManagerPermission.objects.get()
    assert (given.how, given.state, given.hours_maximum) == ("own", "given", 30)
    assert state_of(cast.teacher) == "ready"
    assert "eigen toestemming" in client.get(page.replace("zelf/", "")).content.decode()


# --- The coordinator ----------------------------------------------------------------------------------


def test_the_coordinator_records_answers_resends_withdraws_and_overrides(
    cast: Cast, imke: Participation, asked: ManagerPermission, client_of: Any
) -> None:
    client, place = client_of("coordinator"), [cast.programme.slug, imke.public_id]

    def send(name: str, **fields: str) -> int:
        status: int = client.post(reverse(name, args=place), fields).status_code
        return status

    say(opened(), "question", asked, question="Wie vangt de lessen op?")
    assert "Wie vangt de lessen op?" in client.get(reverse("intake:participant", args=place)).content.decode()
    assert send("intake:permission_reply", answer="") == 422
    assert send("intake:permission_reply", answer="De school zelf.") == 302
    assert state_of(asked) == "asked"
    assert send("intake:steer", step="resend") == 302
    assert send("intake:override", reason="") == 422
    assert send("intake:override", reason="HR zei ja aan de telefoon.") == 302
    assert state_of(imke) == "ready"
    assert "HR zei ja aan de telefoon." in client.get(reverse("intake:participant", args=place)).content.decode()
    assert send("intake:steer", step="take_back") == 302
    assert state_of(imke) == "intake_complete"
    told = {"how": "spoken", "on": str(clock.today()), "manager_name": "Henk", "note": "Gebeld"}
    assert send("intake:permission_told", **{**told, "on": "2099-01-01"}) == 422
    assert send("intake:permission_told", **told) == 302
    assert state_of(imke) == "ready"
    page = client.get(reverse("intake:participants", args=[cast.programme.slug])).content.decode()
    assert "ja, mondeling" in page
    assert send("intake:steer", step="withdraw") == 302
    assert state_of(imke) == "intake_complete"
    assert send("intake:steer", step="withdraw") == 302
    assert send("intake:steer", step="nonsense") == 302


def test_a_manager_who_is_signed_in_keeps_the_own_session(cast: Cast, asked: ManagerPermission) -> None:
    client = Client()
    account = cast.accounts["outsider"]
    assert account is not None
    sign_in(client, account)
    client.get(link_to(HENK.email))
    assert say(client, "yes", asked).status_code == 302
    assert client.get(reverse("twinning:home")).status_code == 200
