"""Traces that do not stand beside the person: earlier addresses, lists of a coordinator, sessions of others."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from conftest import Cast
from jobtwinning.accounts import actions as account_actions
from jobtwinning.accounts.adapter import queue_code_mail
from jobtwinning.accounts.models import Account, Token
from jobtwinning.core.models import StoredFile
from jobtwinning.core.uploads import Upload
from jobtwinning.intake.employers import Contact, note_handed_letter
from jobtwinning.intake.models import EmployerLetter
from jobtwinning.mail.models import OutboxMail
from jobtwinning.moving.files import keep_file
from jobtwinning.people import actions as people_actions
from jobtwinning.people.models import Organisation, Person
from jobtwinning.privacy import actions
from jobtwinning.privacy.access import access_file
from jobtwinning.privacy.tests.world import dump, store_session
from jobtwinning.programmes.actions import make_employer_channel
from tests.make import NOW

pytestmark = pytest.mark.django_db
FIRST, SECOND, TYPED = "eerste@voorbeeld.example", "tweede@voorbeeld.example", "vertypt@voorbeeld.example"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def account(cast: Cast) -> Account:
    account = cast.teacher.person.account
    assert account is not None
    return account


def erase(cast: Cast) -> None:
    assert actions.erase_person(Person.objects.get(pk=cast.teacher.person_id), by=None, at=NOW)


def change_address(account: Account, email: str) -> None:
    account_actions.ask_email_change(account, email, by=account, at=NOW)
    token = Token.objects.get(subject_id=account.public_id, address=email, used_at=None, revoked_at=None)
    people_actions.change_email(token, account=account, by=account, at=NOW)


def tables_with(text: str) -> list[str]:
    return sorted(table for table, content in dump().items() if text in content)


def test_erase_person_after_two_changes_of_address_leaves_no_address_anywhere(cast: Cast, account: Account) -> None:
    old = account.email
    queue_code_mail(old, "1234-5678")
    for email in (FIRST, SECOND):
        change_address(account, email)
        queue_code_mail(email, "1234-5678")
    account_actions.ask_email_change(account, TYPED, by=account, at=NOW)
    addresses = (old, FIRST, SECOND, TYPED)
    assert all("mail_outboxmail" in tables_with(address) for address in addresses), "the control: they stand there"
    erase(cast)
    assert {address: tables_with(address) for address in addresses} == {address: [] for address in addresses}


def test_who_gets_an_address_that_was_somebody_elses_keeps_their_mail(cast: Cast, account: Account) -> None:
    old = account.email
    change_address(account, FIRST)
    Account.objects.create_user(old)
    new = Person.objects.create(given_name="Ilse", surname="Nieuwveld", email=old)
    queue_code_mail(old, "1234-5678")
    own = OutboxMail.objects.create(
        address=old, language="nl", template="x", subject="Welkom", body_text="x", unique_key="new", person_id=new.pk,
        created_at=NOW, not_before=NOW,
    )  # fmt: skip
    mails = next(table["rows"] for table in access_file(new, at=NOW)["tables"] if table["table"] == "mail.OutboxMail")
    templates = [row["values"]["template"]["value"] for row in mails]
    assert templates == ["login_code", "x"], "what was mailed to the one before is not theirs to read"
    erase(cast)
    own.refresh_from_db()
    assert (own.address, own.subject, own.state) == (old, "Welkom", "waiting")
    assert OutboxMail.objects.filter(address=old, template="login_code", state="waiting").count() == 1


def test_two_people_at_one_address_erasing_one_leaves_the_mail_of_the_other(cast: Cast, account: Account) -> None:
    """Somebody without a login was read in with the address that another signs in with."""
    other = Person.objects.create(given_name="Ilse", surname="Nieuwveld", email=FIRST)
    Account.objects.filter(pk=account.pk).update(email=FIRST)
    own = OutboxMail.objects.create(
        address=FIRST, language="nl", template="x", subject="Welkom", body_text="x", unique_key="x", person_id=other.pk,
        created_at=NOW, not_before=NOW,
    )  # fmt: skip
    erase(cast)
    own.refresh_from_db()
    assert (own.subject, own.state) == ("Welkom", "waiting")


def test_a_waiting_list_of_the_coordinator_that_names_the_person_goes(cast: Cast, account: Account) -> None:
    coordinator = cast.accounts["coordinator"]
    assert coordinator is not None
    for name, address in (("deze", account.email.upper()), ("andere", "iemand@voorbeeld.example")):
        line = f"given_name,surname,email,side,organisation\nNoor,Verbrugge,{address},docent,School\n"
        upload = Upload(f"{name}.csv", line.encode())
        keep_file(upload, cast.programme, region_id=cast.region.pk, by=coordinator, at=NOW)
    broken = StoredFile.objects.create(
        disk_name="weg", name="weg.csv", purpose="import", kind="text", size_bytes=1, sha256="0",
        owner_id=coordinator.pk, stored_at=NOW, keep_until=NOW,
    )  # fmt: skip
    erase(cast)
    assert sorted(StoredFile.objects.values_list("name", flat=True)) == ["andere.csv", broken.name]


@pytest.mark.parametrize(
    "content",
    [
        {"kept_form": {"fields": [["what", "Afgesproken met Zoë Ó'Brien"]]}},
        {"kept_form": {"fields": [["what", 'Zoë Ó\'Brien zei: "ja"']]}},
        {"_messages": json.dumps([["__json_message", 0, 25, "Zoë Ó'Brien: heeft al een koppel."]])},
        {"login": {"email": "TEACHER@Voorbeeld.example"}},
    ],
    ids=["plain", "with both quotes", "a message", "an address in capitals"],
)
def test_a_session_of_somebody_else_that_names_the_person_goes(cast: Cast, content: dict[str, Any]) -> None:
    Person.objects.filter(pk=cast.teacher.person_id).update(given_name="Zoë", surname="Ó'Brien")
    store_session(content)
    store_session({"kept_form": {"fields": [["what", "Zoë belt"]]}})
    erase(cast)
    assert Session.objects.count() == 1


def test_the_papers_of_a_firm_of_one_person_no_longer_name_it(cast: Cast) -> None:
    """Somebody made papers for it and gave them to the person: the printed code works on, the name is gone."""
    assert cast.teacher.employment is not None
    firm = cast.teacher.employment.organisation
    Organisation.objects.filter(pk=firm.pk).update(name="Eenmanszaak Zonnedauw")
    firm.refresh_from_db()
    channel = make_employer_channel(cast.programme, cast.region, firm, by=None, at=NOW)
    own = Contact(cast.teacher.person.full_name, "", "nl")
    note_handed_letter(cast.programme, cast.region, firm, own, is_read=True, by=None, at=NOW)
    assert tables_with("Zonnedauw") == ["people_organisation", "programmes_channel"], "the control"
    erase(cast)
    assert tables_with("Zonnedauw") == []
    channel.refresh_from_db()
    assert (channel.organisation, channel.label) == (None, channel.code)
    assert not EmployerLetter.objects.exists()


def test_an_employer_where_somebody_else_got_the_information_stays(cast: Cast) -> None:
    assert cast.teacher.employment is not None
    school = cast.teacher.employment.organisation
    to = Contact("Hanneke Smit", "", "nl")
    note_handed_letter(cast.programme, cast.region, school, to, is_read=False, by=None, at=NOW)
    erase(cast)
    assert EmployerLetter.objects.get().organisation == school
