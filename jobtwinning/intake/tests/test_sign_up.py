import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from conftest import Cast, sign_in
from jobtwinning.accounts.models import Account
from jobtwinning.core import clock
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.intake.actions import SignUp, join, sign_up
from jobtwinning.mail.models import OutboxMail
from jobtwinning.people.models import Employment, Organisation, Person
from jobtwinning.programmes.models import Participation, Programme, Side
from tests import make
from tests.make import NOW

ClientOf = Callable[[str], Client]
NEW = "nieuw@voorbeeld.example"


@pytest.fixture
def open_programme(cast: Cast) -> Programme:
    """The cast's programme, open for sign-up today."""
    today = clock.today()
    Programme.objects.filter(pk=cast.programme.pk).update(sign_up_until=today + timedelta(days=9))
    cast.programme.refresh_from_db()
    return cast.programme


def wish(cast: Cast, email: str = NEW, **changes: object) -> SignUp:
    values = {
        "side": Side.TEACHER.value,
        "given_name": "Imke",
        "surname": "Vos",
        "email": email,
        "organisation": "Brugwater Lyceum",
        "function": "docent Duits",
        "region": cast.region,
        "channel": "nieuwsbrief",
    }
    return SignUp(**(values | changes))  # type: ignore[arg-type]  # a mix of types by name


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Account, Person, Participation, Employment, Organisation))


# --- The action -------------------------------------------------------------------------------------


def test_sign_up_somebody_new_makes_everything_and_one_mail(cast: Cast, open_programme: Programme) -> None:
    participation = sign_up(open_programme, wish(cast, "Nieuw@Voorbeeld.example"), at=NOW)
    assert participation is not None
    person, employment = participation.person, participation.employment
    assert employment is not None
    assert person.account is not None
    assert (person.given_name, person.surname, person.email, person.account.email) == ("Imke", "Vos", NEW, NEW)
    assert not person.account.has_usable_password()
    assert (employment.organisation.name, employment.organisation.kind) == ("Brugwater Lyceum", "school")
    assert (participation.side, participation.region, participation.channel, participation.state) == (
        "teacher",
        cast.region,
        "nieuwsbrief",
        "signed_up",
    )
    mail = OutboxMail.objects.get()
    assert (mail.address, mail.subject, mail.reply_to) == (
        NEW,
        "Imke, fijn dat je mee wilt doen",
        "saskia@voorbeeld.example",
    )
    assert reverse("intake:arrive", args=[open_programme.slug]) in mail.body_text
    assert "minstens 20 uur in totaal" in mail.body_text
    line = History.objects.get()
    assert (line.verb, line.codes) == ("signed_up", {"side": "teacher", "channel": "nieuwsbrief"})


def test_sign_up_in_english_gets_an_english_link(cast: Cast, open_programme: Programme) -> None:
    sign_up(open_programme, wish(cast, language="en"), at=NOW)
    mail = OutboxMail.objects.get()
    assert (mail.language, "/en/" in mail.body_text) == ("en", True)


def test_sign_up_again_in_other_case_stores_nothing_more(cast: Cast, open_programme: Programme) -> None:
    sign_up(open_programme, wish(cast), at=NOW)
    before = counts()
    assert sign_up(open_programme, wish(cast, NEW.upper(), given_name="Iemand", surname="Anders"), at=NOW) is None
    assert (counts(), OutboxMail.objects.count(), History.objects.count()) == (before, 1, 1)
    assert Person.objects.get(email=NEW).given_name == "Imke"


@pytest.mark.parametrize("who", ["coordinator", "outsider", "teacher"])
def test_sign_up_with_a_known_address_stores_nothing(cast: Cast, open_programme: Programme, who: str) -> None:
    before = counts()
    assert sign_up(open_programme, wish(cast, f"{who}@voorbeeld.example"), at=NOW) is None
    assert (counts(), OutboxMail.objects.count()) == (before, 0)


def test_sign_up_with_the_address_of_a_person_without_login_gives_only_the_login(
    cast: Cast, open_programme: Programme
) -> None:
    person = make.make_person("Loes", "Kamp", email="loes@voorbeeld.example")
    assert sign_up(open_programme, wish(cast, "LOES@voorbeeld.example"), at=NOW) is None
    person.refresh_from_db()
    assert person.account is not None
    assert (person.account.email, person.given_name, person.participations.count()) == (
        "loes@voorbeeld.example",
        "Loes",
        0,
    )


def test_join_keeps_the_name_and_is_once(cast: Cast, open_programme: Programme) -> None:
    account = make.make_account("loes@voorbeeld.example")
    person = make.make_person("Loes", "Kamp", account=account)
    first = join(open_programme, wish(cast, account.email), account=account, at=NOW)
    second = join(open_programme, wish(cast, account.email, side="non_teacher"), account=account, at=NOW)
    assert first == second
    assert (first.person, first.side, OutboxMail.objects.count()) == (person, "teacher", 1)
    person.refresh_from_db()
    assert (person.given_name, person.surname) == ("Loes", "Kamp")


def test_join_of_somebody_withdrawn_is_refused(cast: Cast, open_programme: Programme) -> None:
    account = cast.accounts["teacher"]
    assert account is not None
    Participation.objects.filter(pk=cast.teacher.pk).update(state="withdrawn")
    with pytest.raises(DomainError) as caught:
        join(open_programme, wish(cast, account.email), account=account, at=NOW)
    assert caught.value.code == "withdrawn"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": "matching"}, "closed"),
        ({"state": "finished"}, "closed"),
        ({"sign_up_until": clock.today() - timedelta(days=1)}, "closed"),
        ({"places_per_side": 1}, "full"),
    ],
)
def test_sign_up_when_it_is_closed_or_full_is_refused(
    cast: Cast, open_programme: Programme, changes: dict[str, object], code: str
) -> None:
    Programme.objects.filter(pk=open_programme.pk).update(**changes)
    open_programme.refresh_from_db()
    before = counts()
    with pytest.raises(DomainError) as caught:
        sign_up(open_programme, wish(cast), at=NOW)
    assert (caught.value.code, counts()) == (code, before)


def test_sign_up_a_withdrawn_place_is_free_again(cast: Cast, open_programme: Programme) -> None:
    Programme.objects.filter(pk=open_programme.pk).update(places_per_side=1)
    Participation.objects.filter(pk=cast.teacher.pk).update(state="withdrawn")
    assert sign_up(Programme.objects.get(pk=open_programme.pk), wish(cast), at=NOW) is not None


# --- The pages --------------------------------------------------------------------------------------


def address(programme: Programme, query: str = "?kant=docent") -> str:
    return reverse("intake:sign_up", args=[programme.slug]) + query


def filled(email: str = NEW, **changes: str) -> dict[str, str]:
    values = {"given_name": "Imke", "surname": "Vos", "email": email, "organisation": "Brugwater", "function": "docent"}
    return values | {"form_key": email} | changes


def test_sign_up_page_has_two_doors_and_keeps_the_channel(open_programme: Programme, client: Client) -> None:
    page = client.get(address(open_programme, "?via=nieuwsbrief")).content.decode()
    assert 'href="?kant=docent&amp;via=nieuwsbrief"' in page
    assert 'href="?kant=werk&amp;via=nieuwsbrief"' in page
    form = client.get(address(open_programme, "?kant=werk&via=nieuwsbrief")).context["form"]
    assert (form["channel"].value(), form.side) == ("nieuwsbrief", "non_teacher")
    assert "niet-docent" not in page


def test_sign_up_page_of_a_draft_is_not_there(open_programme: Programme, client: Client) -> None:
    Programme.objects.update(state="draft")
    assert client.get(address(open_programme)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "text"),
    [({"state": "matching"}, "Aanmelden voor deze ronde kan nu niet."), ({"places_per_side": 1}, "is deze ronde vol")],
)
def test_sign_up_page_closed_or_full_says_so_and_takes_nobody(
    open_programme: Programme, client: Client, changes: dict[str, object], text: str
) -> None:
    Programme.objects.update(**changes)
    assert text in client.get(address(open_programme)).content.decode()
    before = counts()
    assert client.post(address(open_programme), filled()).status_code == 409
    assert counts() == before


def test_sign_up_page_answers_the_same_for_a_known_and_an_unknown_address(
    cast: Cast, open_programme: Programme
) -> None:
    answers = []
    for email in (NEW, "teacher@voorbeeld.example", "coordinator@voorbeeld.example"):
        client = Client()
        answer = client.post(address(open_programme), filled(email))
        page = client.get(answer["Location"]).content.decode().replace(email, "ADRES")
        differing = ("csrfmiddlewaretoken", "form_key", "nonce=")
        lines = [line for line in page.splitlines() if not any(word in line for word in differing)]
        answers.append((answer.status_code, answer["Location"], sorted(client.session.keys()), lines))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 302


def test_sign_up_page_sent_twice_is_one_participation(open_programme: Programme, client: Client) -> None:
    first = client.post(address(open_programme), filled())
    second = client.post(address(open_programme), filled())
    assert first["Location"] == second["Location"]
    other = client.post(address(open_programme), filled(NEW.upper(), form_key="x"))
    assert other.status_code == 302
    assert Participation.objects.filter(person__email=NEW).count() == 1
    assert OutboxMail.objects.filter(template="sign_up").count() == 1


def test_sign_up_with_somebody_elses_address_changes_nothing_until_the_owner_signs_in(
    cast: Cast, open_programme: Programme, client: Client
) -> None:
    owner = make.make_account("loes@voorbeeld.example")
    person = make.make_person("Loes", "Kamp", account=owner)
    before = counts()
    client.post(address(open_programme), filled(owner.email, given_name="Vreemd", surname="Iemand"))
    assert counts() == before
    arrive = reverse("intake:arrive", args=[open_programme.slug])
    sign_in(client, owner)
    page = client.get(arrive)
    assert "Klopt dit?" in page.content.decode()
    assert counts() == before
    answer = client.post(arrive)
    made = Participation.objects.get(person=person)
    assert answer["Location"] == reverse("intake:intake", args=[made.public_id])
    person.refresh_from_db()
    assert (person.given_name, person.surname) == ("Loes", "Kamp")


def test_arrive_never_gives_a_waiting_sign_up_to_somebody_else(
    cast: Cast, open_programme: Programme, client: Client
) -> None:
    client.post(address(open_programme), filled("loes@voorbeeld.example"))
    client.post(address(open_programme), filled("loes@voorbeeld.example", form_key="x"))
    outsider = cast.accounts["outsider"]
    assert outsider is not None
    sign_in(client, outsider)
    answer = client.post(reverse("intake:arrive", args=[open_programme.slug]))
    assert answer["Location"] == address(open_programme, "")
    assert not Participation.objects.filter(person__account=outsider).exists()


def test_sign_up_signed_in_goes_straight_to_the_intake(
    cast: Cast, open_programme: Programme, client_of: ClientOf
) -> None:
    values = filled()
    del values["email"]
    answer = client_of("outsider").post(address(open_programme), values)
    made = Participation.objects.get(person__account=cast.accounts["outsider"])
    assert answer["Location"] == reverse("intake:intake", args=[made.public_id])
    assert made.person.email == "outsider@voorbeeld.example"


def test_sign_up_signed_in_cannot_name_another_address(
    cast: Cast, open_programme: Programme, client_of: ClientOf
) -> None:
    client_of("outsider").post(address(open_programme), filled("teacher@voorbeeld.example"))
    assert Participation.objects.get(person__account=cast.accounts["outsider"]).person.email.startswith("outsider")


def test_sign_up_suggests_employers_of_people_with_a_complete_intake_only(
    cast: Cast, open_programme: Programme, client: Client
) -> None:
    shown = make.make_organisation("Getoond College")
    make.make_participation(open_programme, organisation=shown)
    hidden = make.make_organisation("Verzonnen College")
    make.make_participation(open_programme, organisation=hidden, state="signed_up")
    page = client.get(address(open_programme)).content.decode()
    assert ("Getoond College" in page, "Verzonnen College" in page) == (True, False)


@pytest.mark.parametrize("text", ["x" * 5000, "a\x00b", "👩", "\u202eabc", "<script>x</script>", "\x01", "%s{}"])
@pytest.mark.parametrize("name", ["given_name", "email", "organisation", "channel", "form_key"])
def test_sign_up_hostile_text_never_crashes(open_programme: Programme, client: Client, name: str, text: str) -> None:
    answer = client.post(address(open_programme), filled(**{name: text}))
    assert answer.status_code in (302, 422)
    assert "<script>x" not in answer.content.decode()
    assert client.get(address(open_programme, "?kant=docent&via=" + text.replace("\x00", "%00"))).status_code == 200


# --- Too many ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", ["2/10m/ip,9/h/key", "9/10m/ip,2/h/key"])
def test_sign_up_more_often_than_the_limit_is_refused_and_mails_nobody(
    open_programme: Programme, settings: Any, rate: str
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"sign_up": rate}
    cache.clear()
    answers = [Client().post(address(open_programme), filled(f"p{n}@voorbeeld.example")) for n in range(4)]
    cache.clear()
    assert [answer.status_code for answer in answers] == [302, 302, 422, 422]
    assert "Er komen nu te veel aanmeldingen tegelijk." in answers[-1].content.decode()
    assert 'value="p3@voorbeeld.example"' in answers[-1].content.decode()
    assert set(OutboxMail.objects.values_list("address", flat=True)) == {
        "p0@voorbeeld.example",
        "p1@voorbeeld.example",
    }


def test_sign_up_limit_is_the_same_for_known_and_new_addresses(
    cast: Cast, open_programme: Programme, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"sign_up": "1/10m/ip"}
    pages = []
    for email in ("teacher@voorbeeld.example", NEW):
        cache.clear()
        Client().post(address(open_programme), filled(f"eerst-{email}"))
        answer = Client().post(address(open_programme), filled(email))
        pages.append((answer.status_code, answer.content.decode().replace(email, "")))
    cache.clear()
    assert without_tokens(pages[0][1]) == without_tokens(pages[1][1])
    assert pages[0][0] == pages[1][0] == 422


def without_tokens(page: str) -> str:
    return re.sub(r"\b\w{64}\b|nonce=\"[^\"]+\"", "", page)
