"""HR or a school leader names colleagues, who decide themselves (REC-02)."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.core import clock
from jobtwinning.core.models import History
from jobtwinning.intake.colleagues import actions
from jobtwinning.intake.colleagues.lines import read_lines
from jobtwinning.intake.colleagues.queries import answers_of
from jobtwinning.intake.models import ColleagueList, NamedColleague
from jobtwinning.mail.models import OutboxMail
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Participation, Programme
from tests import make
from tests.make import NOW

ClientOf = Callable[[str], Client]
HR = "hr@school.example"
FIVE = ("kim", "bo", "lot", "pim", "fien")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    Programme.objects.filter(pk=cast.programme.pk).update(sign_up_until=NOW.date())


def address(name: str) -> str:
    return f"{name}@school.example"


def rows_of(*names: str) -> dict[str, str]:
    """Rows of the form."""
    found: dict[str, str] = {}
    for number, name in enumerate(names, start=1):
        found |= {f"name_{number}": f"{name.title()} Bakker", f"email_{number}": address(name)}
    return found


def hand_in(client: Client, cast: Cast, *names: str, query: str = "", **changes: str) -> Any:
    """The form as its page shows it, filled in."""
    url = reverse("intake:colleagues", args=[cast.programme.slug]) + query
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    own = {"own_name": "Henk Postma", "email": HR, "organisation": "Brugwater Lyceum", "works_at": "teacher"}
    return client.post(url, {**sent, **own, **rows_of(*names), **changes})


def link_in(mail: OutboxMail) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+~\S+)", mail.body_text)
    assert found
    return found[1]


def list_link(to: str = HR) -> str:
    return link_in(OutboxMail.objects.filter(template="colleagues_confirm", address=to).latest("pk"))


def named_link(name: str) -> str:
    return link_in(OutboxMail.objects.get(template="colleague_named", address=address(name)))


def named_mails() -> list[str]:
    return sorted(OutboxMail.objects.filter(template="colleague_named").values_list("address", flat=True))


def say_yes(client: Client, name: str, **changes: str) -> Any:
    url = named_link(name)
    form = client.get(url).context["form"]
    sent = {field: form[field].value() or "" for field in form.fields}
    return client.post(url, {**sent, "function": "docent Duits", "surname": "Bakker", **changes})


# --- The registrar ----------------------------------------------------------------------------------


def test_hr_signs_up_five_and_nobody_is_mailed_before_the_own_address_is_confirmed(cast: Cast, client: Client) -> None:
    channel = make.make_channel(cast.programme)
    answer = hand_in(client, cast, *FIVE, query=f"?via={channel.code}")
    assert answer.headers["Location"] == reverse("intake:colleagues_asked")
    assert client.get(answer.headers["Location"]).status_code == 200
    kept = ColleagueList.objects.get()
    assert (kept.registrar_name, kept.registrar_email, kept.named, kept.channel, kept.confirmed_at) == (
        "Henk Postma", HR, 5, channel.code, None,
    )  # fmt: skip
    assert named_mails() == []
    assert "Mogen we je 5 collega’s mailen?" in client.get(list_link()).content.decode()
    assert named_mails() == [], "looking does nothing"
    client.post(list_link(), {"confirm": "1"})
    client.post(list_link(), {"confirm": "1"})
    assert named_mails() == sorted(address(name) for name in FIVE)
    mail = OutboxMail.objects.get(template="colleague_named", address=address("kim"))
    assert mail.holds_secret
    assert (mail.programme_id, mail.region_id) == (None, None), "no coordinator reads who was named"
    for words in ("Henk Postma van Brugwater Lyceum", "Kim Bakker", "dertig dagen", "minstens 20 uur"):
        assert words in mail.body_text
    assert Participation.objects.filter(person__email=address("kim")).count() == 0


def test_the_same_list_in_two_windows_mails_everybody_once(cast: Cast, client: Client) -> None:
    hand_in(client, cast, *FIVE)
    hand_in(Client(), cast, *FIVE)
    assert (ColleagueList.objects.count(), OutboxMail.objects.count()) == (1, 1)
    client.post(list_link())
    hand_in(client, cast, *FIVE, email="rector@school.example")
    client.post(list_link("rector@school.example"))
    assert named_mails() == sorted(address(name) for name in FIVE)


def test_pasted_lines_and_rows_are_one_list_and_the_side_may_differ(cast: Cast, client: Client) -> None:
    pasted = (
        "Bo Bakker; bo@school.example; werk\nLot Smit <lot@school.example> docent\n\nPim\tpim@school.example\tdocent"
    )
    hand_in(
        client,
        cast,
        "kim",
        works_at="mixed",
        side_1="teacher",
        pasted=pasted,
        name_2="Bo",
        email_2="BO@school.example",
        side_2="teacher",
    )
    found = dict(NamedColleague.objects.values_list("email", "side"))
    assert found == {
        address("kim"): "teacher", address("bo"): "teacher", address("lot"): "teacher", address("pim"): "teacher",
    }  # fmt: skip
    assert ColleagueList.objects.get().named == 4


def test_what_is_wrong_stands_beside_it_and_everything_typed_stays(cast: Cast, client: Client) -> None:
    pasted = "Bo Bakker\nLot; lot@school.example"
    answer = hand_in(client, cast, "kim", name_7="Zonder Adres", email_3="half", works_at="mixed", pasted=pasted)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {"side_1", "email_7", "email_3", "pasted"}
    assert form.errors["pasted"] == [
        "Regel 1 heeft geen mailadres dat klopt.", "Regel 2: schrijf na het adres ‘docent’ of ‘werk’.",
    ]  # fmt: skip
    text = answer.content.decode()
    for typed in ("Henk Postma", "Kim Bakker", "Zonder Adres", 'value="half"', "Bo Bakker\nLot; lot@school.example"):
        assert typed in text
    assert '<details class="fold" open>' in text
    assert not ColleagueList.objects.exists()


def test_at_least_one_and_at_most_thirty(cast: Cast, client: Client) -> None:
    assert hand_in(client, cast).context["form"].errors["name_1"] == ["Noem minstens één collega."]
    many = "\n".join(f"Wie {number}; wie{number}@school.example" for number in range(30))
    assert hand_in(client, cast, "kim", pasted=many).status_code == 422
    assert hand_in(client, cast, pasted=many).status_code == 302
    assert NamedColleague.objects.count() == 30


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Kim de Groot; kim@school.example", ("Kim de Groot", "kim@school.example", "", "")),
        ("Kim de Groot <kim@school.example>", ("Kim de Groot", "kim@school.example", "", "")),
        ('"Groot, Kim de" <kim@school.example>, werk', ("Groot, Kim de", "kim@school.example", "non_teacher", "")),
        ("Kim\tde Groot\tkim@school.example\tdocent", ("Kim de Groot", "kim@school.example", "teacher", "")),
        ("kim@school.example", ("", "kim@school.example", "", "no_name")),
        ("Kim de Groot", ("Kim de Groot", "", "", "no_address")),
        ("Kim; kim@school", ("Kim", "kim@school", "", "no_address")),
        ("Kim; kim@school.example; baas", ("Kim", "kim@school.example", "", "unknown_side")),
        (f"{'k' * 161}; kim@school.example", ("k" * 161, "kim@school.example", "", "too_long")),
    ],
)
def test_a_pasted_line_is_read(line: str, found: tuple[str, ...]) -> None:
    (read,) = read_lines(f"\n{line}\n  \n")
    assert (read.number, read.name, read.email, read.side, read.fault) == (2, *found)


def test_who_takes_part_already_cannot_be_found_out(cast: Cast, client: Client) -> None:
    """The same answer, the same mails, the same rows, whether or not somebody is known."""
    known = cast.teacher.person.email
    answers = [
        hand_in(client, cast, email=f"{name}@hr.example", name_1="Wie", email_1=each).content
        for name, each in (("a", known), ("b", "vreemd@school.example"))
    ]
    assert answers[0] == answers[1]
    for name in "ab":
        client.post(list_link(f"{name}@hr.example"))
        client.get(list_link(f"{name}@hr.example"))  # with the message of thanks
    assert named_mails() == sorted([known, "vreemd@school.example"])
    pages = [client.get(list_link(f"{name}@hr.example")).content.decode() for name in "ab"]
    without = [re.sub(r'value="[^"]*"|nonce="[^"]*"|/[\w-]+~[\w-]+/?', "", page) for page in pages]
    assert without[0] == without[1]
    mails = [
        OutboxMail.objects.get(template="colleague_named", address=each) for each in (known, "vreemd@school.example")
    ]
    assert len({re.sub(r"/\S+~\S+", "", mail.body_text) for mail in mails}) == 1


def test_limits_per_client_and_per_registrar(cast: Cast, client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"sign_up": "60/10m/ip", "colleagues": "20/h/ip,2/d/key"}
    for name, status in (("kim", 302), ("bo", 302), ("lot", 422)):
        assert hand_in(client, cast, name).status_code == status
    assert hand_in(client, cast, "lot", email="rector@school.example").status_code == 302
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"sign_up": "1/10m/ip", "colleagues": "20/h/ip,6/d/key"}
    for name, status in (("pim", 302), ("fien", 422)):
        assert hand_in(client, cast, name, email=address(name)).status_code == status


def test_a_round_that_is_closed_takes_no_list_and_confirms_none(cast: Cast, client: Client) -> None:
    hand_in(client, cast, "kim")
    Programme.objects.update(sign_up_until=NOW.date() - timedelta(days=1))
    url = reverse("intake:colleagues", args=[cast.programme.slug])
    assert "Aanmelden voor deze ronde kan nu niet." in client.get(url).content.decode()
    assert client.post(url).status_code == 409
    assert client.post(list_link()).status_code == 409
    assert named_mails() == []


def test_the_registrar_throws_the_list_away(cast: Cast, client: Client) -> None:
    hand_in(client, cast, *FIVE)
    url = list_link()
    assert "Je lijst is weg" in client.post(url, {"stop": "1"}).content.decode()
    assert not ColleagueList.objects.exists()
    assert not NamedColleague.objects.exists()
    assert (client.get(url).status_code, client.post(url).status_code) == (410, 410)


@pytest.mark.parametrize(
    ("named", "yes", "no", "told"),
    [
        (30, 10, 10, (30, 20, 10, 10, 10)),
        (30, 10, 4, (30, 14, 16, None, None)),  # four would be told by subtracting
        (9, 5, 0, (9, None, None, None, None)),
        (10, 5, 0, (10, 5, 5, None, None)),
        (5, 5, 0, (5, None, None, None, None)),  # all of them: then everybody's answer is known
        (0, 0, 0, (0, None, None, None, None)),
    ],
)
def test_numbers_that_would_tell_who_are_not_told(
    cast: Cast, named: int, yes: int, no: int, told: tuple[int | None, ...]
) -> None:
    made = make.make_colleague_list(cast.programme)
    made.named, made.said_yes, made.said_no = named, yes, no
    found = answers_of(made)
    assert (found.named, found.answered, found.silent, found.said_yes, found.said_no) == told


# --- Who is named -----------------------------------------------------------------------------------


def test_yes_goes_on_as_a_sign_up_with_what_was_filled_in(cast: Cast, client: Client) -> None:
    hand_in(client, cast, *FIVE)
    client.post(list_link())
    page = client.get(named_link("kim"))
    text = page.content.decode()
    for words in ("Henk Postma", "Brugwater Lyceum", 'value="Kim"', 'value="Bakker"', address("kim")):
        assert words in text
    assert NamedColleague.objects.count() == 5, "looking does nothing"
    answer = say_yes(client, "kim")
    assert answer.headers["Location"].startswith(reverse("account_confirm_login_code"))
    made = Participation.objects.get(person__email=address("kim"))
    assert made.employment is not None
    assert (made.side, made.channel, made.region, made.employment.organisation.name) == (
        "teacher", "colleagues", cast.region, "Brugwater Lyceum",
    )  # fmt: skip
    assert OutboxMail.objects.filter(template="sign_up", address=address("kim")).count() == 1
    kept = ColleagueList.objects.get()
    assert (kept.said_yes, kept.said_no, kept.colleagues.count()) == (1, 0, 4)
    assert client.get(named_link("bo")).status_code == 200


def test_no_takes_the_row_away_at_once_and_no_other_list_mails_again(cast: Cast, client: Client) -> None:
    hand_in(client, cast, *FIVE)
    hand_in(client, cast, "kim", email="rector@school.example")
    client.post(list_link())
    client.post(list_link("rector@school.example"))
    url = named_link("kim")
    OutboxMail.objects.update(state="sent", body_text="", body_html="")
    assert "Je gegevens zijn weg" in client.post(url, {"no": "1"}).content.decode()
    assert not NamedColleague.objects.filter(email=address("kim")).exists(), "from both lists"
    assert not OutboxMail.objects.filter(address=address("kim")).exists()
    assert [each.said_no for each in ColleagueList.objects.all()] == [1, 1]
    assert (client.get(url).status_code, client.post(url, {"no": "1"}).status_code) == (410, 410)
    before = OutboxMail.objects.filter(template="colleague_named").count()
    hand_in(client, cast, "kim", email="derde@school.example")
    client.post(list_link("derde@school.example"))
    assert OutboxMail.objects.filter(template="colleague_named").count() == before
    names = " ".join(str(line.codes) for line in History.objects.all())
    assert "Kim" not in names
    assert address("kim") not in names


def test_yes_of_somebody_who_takes_part_already_adds_nothing(cast: Cast, client: Client) -> None:
    known = cast.teacher.person.email
    hand_in(client, cast, name_1="Noor Verbrugge", email_1=known)
    client.post(list_link())
    url = link_in(OutboxMail.objects.get(template="colleague_named", address=known))
    before = (Participation.objects.count(), Person.objects.count())
    form = {"given_name": "N", "surname": "V", "organisation": "Elders", "function": "docent"}
    assert client.post(url, form).status_code == 302
    assert (Participation.objects.count(), Person.objects.count()) == before
    assert not NamedColleague.objects.exists()


def test_who_is_signed_in_with_the_address_joins(cast: Cast, client: Client, client_of: ClientOf) -> None:
    outsider = cast.accounts["outsider"]
    assert outsider is not None
    hand_in(client, cast, name_1="Kim Bakker", email_1=outsider.email)
    client.post(list_link())
    url = link_in(OutboxMail.objects.get(template="colleague_named", address=outsider.email))
    form = {"given_name": "Kim", "surname": "Bakker", "organisation": "Brugwater", "function": "docent"}
    answer = client_of("outsider").post(url, form)
    assert answer.headers["Location"] == reverse("intake:arrive", args=[cast.programme.slug])
    assert Participation.objects.get(person__account=outsider).channel == "colleagues"


def test_a_full_side_or_a_missing_function_keeps_the_row(cast: Cast, client: Client) -> None:
    hand_in(client, cast, "kim")
    client.post(list_link())
    assert say_yes(client, "kim", function="").status_code == 422
    Programme.objects.update(places_per_side=1)
    page = client.get(named_link("kim"))
    assert "Voor docenten is deze ronde vol." in page.content.decode()
    assert client.post(named_link("kim"), {"function": "docent"}).status_code == 409
    assert NamedColleague.objects.count() == 1


def test_links_of_others_or_made_up_open_nothing(cast: Cast, client: Client) -> None:
    made = make.make_colleague_list(cast.programme)
    named = made.colleagues.get()
    for value in ("x", f"{made.public_id}~x", actions.COLLEAGUES.sign(made.public_id), made.public_id):
        assert client.get(reverse("intake:colleague_list", args=[value])).status_code == 410
    for value in ("x", actions.LISTS.sign(named.link_key), actions.COLLEAGUES.sign(named.public_id)):
        assert client.get(reverse("intake:colleague", args=[value])).status_code == 410
    right = reverse("intake:colleague", args=[actions.COLLEAGUES.sign(named.link_key)])
    assert client.get(right).status_code == 410, "the list was not confirmed"
    actions.confirm_list(made, at=NOW)
    assert client.get(right).status_code == 200


def test_somebody_named_who_is_no_person_is_erased_by_address(cast: Cast, client: Client) -> None:
    hand_in(client, cast, "kim", "bo")
    client.post(list_link())
    call_command("erase_person", address("kim").upper(), stdout=StringIO())
    assert list(NamedColleague.objects.values_list("email", flat=True)) == [address("bo")]
    assert not OutboxMail.objects.filter(address=address("kim")).exclude(subject="").exists()
    with pytest.raises(CommandError, match="no person"):
        call_command("erase_person", "niemand@school.example")
