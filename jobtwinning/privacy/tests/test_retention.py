"""Every term of the registers: kept a second before it is over, gone the day after; a second run finds nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Model, QuerySet

from conftest import Cast
from jobtwinning.accounts.models import Account
from jobtwinning.core import history, viewlog
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import FormKey, History, ViewLog
from jobtwinning.intake.models import ColleagueList, EmployerLetter
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs.models import OwnStart, Pair, Seat
from jobtwinning.people.models import Consent, Person, Region
from jobtwinning.privacy import actions, retention, tasks
from jobtwinning.privacy.models import Erasure, LegalHold
from jobtwinning.privacy.register import columns
from jobtwinning.privacy.tests import world
from jobtwinning.programmes.models import ContactPerson, Interest, Participation, Programme, RoleGrant
from jobtwinning.surveys.models import Answer, Response, ResponseKey
from tests import make

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
START = datetime(2026, 9, 15, 10, tzinfo=UTC)
END = datetime(2026, 12, 4, 23, tzinfo=UTC)  # midnight in Amsterdam after the last day of the programme
TWO_YEARS, FIVE_YEARS = END.replace(year=2028), END.replace(year=2031)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def admin(cast: Cast) -> Account:
    account = cast.accounts["admin"]
    assert account is not None
    return account


@dataclass(frozen=True)
class Term:
    """A class of the registers: a row of it, and the moment its term is over."""

    term: str
    make: Callable[[Cast], QuerySet[Any]]  # what must be there before and gone after
    over: datetime


def rows(model: type[Model], **fields: Any) -> QuerySet[Any]:
    row = model._default_manager.create(**fields)
    return model._default_manager.filter(pk=row.pk)


def mail(cast: Cast) -> QuerySet[Any]:
    row = world.mail("old", cast.professional.person)
    OutboxMail.objects.filter(pk=row.pk).update(created_at=START)
    return OutboxMail.objects.filter(pk=row.pk)


def employer_letter(cast: Cast) -> QuerySet[Any]:
    letter = make.make_employer_letter(cast.programme, cast.region)
    return EmployerLetter.objects.filter(pk=letter.pk)


def confirmation(cast: Cast) -> QuerySet[Any]:
    address = EmailAddress.objects.create(user=cast.accounts["admin"], email="x@voorbeeld.example")
    return rows(EmailConfirmation, email_address=address, created=START, key="k")


def unused_account(cast: Cast) -> QuerySet[Any]:
    Account.objects.filter(pk=cast.accounts["outsider"].pk).update(date_joined=START)  # type: ignore[union-attr]
    return Account.objects.filter(pk=cast.accounts["outsider"].pk)  # type: ignore[union-attr]


def region_contact(cast: Cast) -> QuerySet[Any]:
    return Region.objects.filter(pk=cast.region.pk, contact_name="Saskia de Boer")


def interest(cast: Cast, *, confirmed: datetime | None) -> QuerySet[Any]:
    return rows(Interest, email="later@voorbeeld.example", region=cast.region, asked_at=START, confirmed_at=confirmed)


def own_start(cast: Cast, *, confirmed: datetime | None) -> QuerySet[Any]:
    found = OwnStart.objects.filter(pk=make.make_own_start(cast.region).pk)
    found.update(asked_at=START, confirmed_at=confirmed)
    return found


def colleague_list(cast: Cast, *, confirmed: datetime | None) -> QuerySet[Any]:
    made = make.make_colleague_list(cast.programme)
    ColleagueList.objects.filter(pk=made.pk).update(asked_at=START, confirmed_at=confirmed)
    return ColleagueList.objects.filter(pk=made.pk)


def colleague_mail(cast: Cast) -> QuerySet[Any]:
    found = mail(cast)
    found.update(template="colleague_named")
    return found


def contact(cast: Cast, **fields: Any) -> QuerySet[Any]:
    made = make.make_contact(cast.teacher, account=make.make_account(admin=True) if "account" in fields else None)
    fields.pop("account", None)
    ContactPerson.objects.filter(pk=made.pk).update(**fields)
    return ContactPerson.objects.filter(pk=made.pk)


def revoked(cast: Cast) -> QuerySet[Any]:
    fields = {"role": "coordinator", "region": cast.region, "granted_at": START, "revoked_at": START}
    return rows(RoleGrant, account=cast.accounts["admin"], **fields)


def replaced_consent(cast: Cast) -> QuerySet[Any]:
    person = make.make_person(account=make.make_account(admin=True))
    fields = {"person": person, "purpose": "research", "text_version": "1", "text_hash": "0", "language": "nl"}
    Consent.objects.create(given=False, at=START + DAY, **fields)
    return rows(Consent, given=True, at=START, **fields)


def nobodys_answers(cast: Cast) -> QuerySet[Any]:
    key = ResponseKey.objects.create(programme=cast.programme, side="teacher")
    response = Response.objects.create(response_key=key, instrument="final_survey", submitted_at=START)
    return rows(Answer, response=response, item="N5", value=4)


def old_history(cast: Cast) -> QuerySet[Any]:
    line = history.record("x", cast.pair, by=None, at=START)
    return History.objects.filter(pk=line.pk)


def old_view(cast: Cast) -> QuerySet[Any]:
    view = viewlog.record_view(account_id=1, person_ids=["a"], page="x", data_class="profile", at=START)
    assert view is not None
    return ViewLog.objects.filter(pk=view.pk)


TERMS = {
    "participation": Term("programme+2y", lambda cast: Participation.objects.filter(pk=cast.teacher.pk), TWO_YEARS),
    "person": Term("programme+2y", lambda cast: Person.objects.filter(pk=cast.teacher.person_id), TWO_YEARS),
    "pair": Term("programme+2y", lambda cast: Pair.objects.filter(pk=cast.pair.pk), TWO_YEARS),
    "account": Term("account+1y", unused_account, START.replace(year=2027)),
    "session": Term("14d", lambda cast: rows(Session, session_key="k", session_data="x", expire_date=START), START),
    "employer letter": Term("programme+2y", employer_letter, TWO_YEARS),
    "mail": Term("90d", mail, START + timedelta(days=90)),
    "form key": Term("90d", lambda cast: rows(FormKey, key="k", used_at=START), START + timedelta(days=90)),
    "confirmation": Term("90d", confirmation, START + timedelta(days=90)),
    "region contact": Term("1y", region_contact, END.replace(year=2027)),
    "unconfirmed interest": Term("14d", lambda cast: interest(cast, confirmed=None), START + timedelta(days=14)),
    "unconfirmed own start": Term("14d", lambda cast: own_start(cast, confirmed=None), START + timedelta(days=14)),
    "own start": Term("14d", lambda cast: own_start(cast, confirmed=START), START + timedelta(days=15)),
    "unconfirmed list": Term("14d", lambda cast: colleague_list(cast, confirmed=None), START + timedelta(days=14)),
    "colleague list": Term("30d", lambda cast: colleague_list(cast, confirmed=START), START + timedelta(days=30)),
    "colleague mail": Term("30d", colleague_mail, START + timedelta(days=30)),
    "invited contact": Term("30d", lambda cast: contact(cast, invited_at=START), START + timedelta(days=30)),
    "former contact": Term("90d", lambda cast: contact(cast, revoked_at=START, account=1), START + timedelta(days=90)),
    "contact": Term("programme+2y", lambda cast: contact(cast, account=1), TWO_YEARS),
    "interest": Term("1y", lambda cast: interest(cast, confirmed=START), START.replace(year=2027)),
    "role": Term("5y", revoked, START.replace(year=2031)),
    "consent": Term("5y", replaced_consent, START.replace(year=2031)),
    "answers": Term("5y", nobodys_answers, FIVE_YEARS),
    "history": Term("5y", old_history, START.replace(year=2031)),
    "view": Term("5y", old_view, START.replace(year=2031)),
}  # fmt: skip


def test_every_term_of_the_registers_is_travelled_to() -> None:
    assert {line.retention for line in columns()} - {"none"} == {term.term for term in TERMS.values()}


@pytest.mark.parametrize("name", TERMS)
def test_kept_a_second_before_the_term_and_gone_the_day_after(cast: Cast, name: str) -> None:
    term = TERMS[name]
    Account.objects.update(date_joined=START - DAY * 400)  # used before the programme ended
    found = term.make(cast)
    actions.run_retention(term.over - SECOND)
    assert found.exists(), "kept"
    actions.run_retention(term.over + DAY)
    assert not found.exists(), "gone"
    assert actions.run_retention(term.over + DAY) == {}, "a second run"
    assert viewlog.first_broken_row() is None


@pytest.mark.parametrize(("days", "seen"), [(92, "gone"), (89, "kept")])
def test_control_a_term_that_is_a_day_off_is_seen(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, days: int, seen: str
) -> None:
    monkeypatch.setattr(retention, "SHORT", timedelta(days=days))
    with pytest.raises(AssertionError, match=seen):
        test_kept_a_second_before_the_term_and_gone_the_day_after(cast, "form key")


def test_dry_run_counts_and_changes_nothing(cast: Cast) -> None:
    world.build(cast)
    before = world.dump()
    counted = actions.run_retention(START.replace(year=2032), dry_run=True)
    assert world.dump() == before
    assert (counted["participations"], counted["mails"]) == (3, OutboxMail.objects.count())
    assert counted["history"] == History.objects.count()


def test_after_five_years_nothing_of_anybody_is_left(cast: Cast) -> None:
    world.build(cast)
    actions.run_retention(START.replace(year=2032))
    assert (world.places(world.GONE), world.places(world.STAYS)) == ([], [])
    assert (Person.objects.count(), Pair.objects.count(), Seat.objects.count(), ResponseKey.objects.count()) == (0,) * 4
    assert OutboxMail.objects.count() == 0
    assert actions.run_retention(START.replace(year=2032)) == {}


def test_a_newer_programme_keeps_the_person_and_only_the_old_participation_goes(cast: Cast) -> None:
    newer = make.make_programme(cast.region)
    Programme.objects.filter(pk=newer.pk).update(starts_on=date(2028, 1, 1), ends_on=date(2028, 6, 1))
    second = make.make_participation(newer, person=cast.teacher.person)
    actions.run_retention(TWO_YEARS + DAY)
    assert list(Participation.objects.values_list("pk", flat=True)) == [second.pk]
    assert Person.objects.filter(pk=cast.teacher.person_id).exists()
    assert not Pair.objects.filter(pk=cast.pair.pk).exists()
    assert Erasure.objects.filter(person_id=cast.teacher.person.public_id).count() == 0


def test_retention_tells_nobody(cast: Cast) -> None:
    actions.run_retention(TWO_YEARS + DAY)
    assert OutboxMail.objects.filter(state="waiting").count() == 0
    assert Erasure.objects.values_list("reason", flat=True).distinct().get() == "retention"


# --- Answers cut loose from people --------------------------------------------------------------------


def answered(cast: Cast, number: int) -> None:
    """So many teachers who answered, one of them refused the research."""
    for place in range(number):
        one = make.make_participation(cast.programme)
        key = one.response_link.response_key
        for code, submitted in (("final_survey", START), ("intake", START), ("interim_survey", None)):
            row = Response.objects.create(response_key=key, instrument=code, submitted_at=submitted, opened_at=START)
            Answer.objects.create(response=row, item="N5", value=place)
            Answer.objects.create(response=row, item="N2", value="een tekst")
        if place == 0:
            fields = {"text_version": "1", "text_hash": "0", "language": "nl", "at": START}
            Consent.objects.create(person=one.person, purpose="research", given=False, **fields)


def numbers() -> set[tuple[str, object]]:
    """Everything by which one could find the same answers before and after."""
    keys, responses = ResponseKey.objects.values_list("pk", "key"), Response.objects.values_list("pk", "public_id")
    named = {"key pk": 0, "key": 1}, {"response pk": 0, "response": 1}
    return {
        (name, row[place])
        for found, names in zip((keys, responses), named, strict=True)
        for row in found
        for name, place in names.items()
    }


def test_answers_for_the_research_stay_as_nobodys(cast: Cast) -> None:
    answered(cast, 7)
    old = numbers()
    actions.run_retention(TWO_YEARS + DAY)
    assert numbers() & old == set()
    assert ResponseKey.objects.filter(link=None).count() == ResponseKey.objects.count() == 6
    assert {row.instrument for row in Response.objects.all()} == {"final_survey"}
    assert {(row.opened_at, row.submitted_at) for row in Response.objects.all()} == {(END, END)}
    assert sorted(Answer.objects.values_list("item", "value")) == [("N5", place) for place in range(1, 7)]


def test_answers_of_too_few_people_go(cast: Cast) -> None:
    answered(cast, 5)  # one refused: four are left
    actions.run_retention(TWO_YEARS + DAY)
    assert ResponseKey.objects.count() == 0


# --- The duty to keep ---------------------------------------------------------------------------------


@pytest.mark.parametrize("subject", ["person", "programme"])
def test_a_hold_stops_erasing_and_retention_until_it_is_released(cast: Cast, admin: Account, subject: str) -> None:
    world.build(cast)
    about = cast.teacher.person if subject == "person" else cast.programme
    late = START.replace(year=2032)
    actions.set_hold(about, reason="court", until=None, by=admin, at=START)
    person = Person.objects.get(pk=cast.teacher.person_id)
    with pytest.raises(DomainError) as refused:
        actions.erase_person(person, by=None, at=START)
    assert refused.value.code == "held"
    before = world.places(world.GONE)
    lines = History.objects.count()
    actions.run_retention(late)
    kept = set(world.places(world.GONE))
    assert {"people_person", "surveys_answer", "twinning_goal", "mail_outboxmail", "accounts_account"} <= kept
    shared = (
        {
            "pairs_pair",
            "pairs_pairtableline",
            "matching_scenario",
            "matching_explanation",
            "matching_directive",
            "intake_employerletter",
            "community_story",
            "choosing_dealt",
        }
        if subject == "person"
        else set()
    )
    by_day = {"core_formkey", "opened sessions", "account_emailconfirmation", "accounts_token"}
    assert set(before) - kept == by_day | shared
    assert History.objects.count() >= lines
    assert actions.release_hold(about, by=admin, at=late)
    actions.run_retention(late)
    assert world.places(world.GONE) == []


def test_a_hold_ends_after_its_last_day(cast: Cast, admin: Account) -> None:
    actions.set_hold(cast.teacher.person, reason="audit", until=date(2026, 9, 20), by=admin, at=START)
    last_second = datetime(2026, 9, 20, 21, 59, 59, tzinfo=UTC)  # 23.59.59 in Amsterdam
    with pytest.raises(DomainError):
        actions.erase_person(cast.teacher.person, by=None, at=last_second)
    assert actions.erase_person(cast.teacher.person, by=None, at=last_second + SECOND)


def test_set_hold_twice_is_one_hold_with_the_newest_reason(cast: Cast, admin: Account) -> None:
    for reason in ("court", "audit"):
        actions.set_hold(cast.teacher.person, reason=reason, until=None, by=admin, at=START)
    assert LegalHold.objects.get().reason == "audit"
    assert actions.release_hold(cast.teacher.person, by=admin, at=START)
    assert not actions.release_hold(cast.teacher.person, by=admin, at=START)


def test_only_a_platform_admin_sets_a_hold(cast: Cast) -> None:
    coordinator = cast.accounts["coordinator"]
    assert coordinator is not None
    with pytest.raises(DomainError) as refused:
        actions.set_hold(cast.programme, reason="court", until=None, by=coordinator, at=START)
    assert (refused.value.code, LegalHold.objects.count()) == ("not_admin", 0)


# --- Commands and the daily round ---------------------------------------------------------------------


def test_the_commands_hold_erase_and_let_go(cast: Cast, admin: Account, capsys: pytest.CaptureFixture[str]) -> None:
    person, slug = cast.teacher.person, cast.programme.slug
    call_command("legal_hold", "set", person=person.email, reason="court", by=admin.email)
    with pytest.raises(CommandError, match="held"):
        call_command("erase_person", person.public_id)
    call_command("legal_hold", "list")
    call_command("legal_hold", "release", person=person.public_id, by=admin.email)
    call_command("erase_person", person.public_id)
    with pytest.raises(CommandError, match="no person"):
        call_command("erase_person", person.public_id)
    with pytest.raises(CommandError, match="Nothing was kept"):
        call_command("legal_hold", "release", programme=slug, by=admin.email)
    call_command("run_retention", dry_run=True)
    printed = capsys.readouterr().out
    assert f"person {person.public_id}: court" in printed
    assert f"{person.public_id} is erased" in printed
    assert "nothing is past its term" in printed
    assert Erasure.objects.get().reason == "command"


def test_the_daily_round_leaves_the_demo_alone(cast: Cast, settings: Any) -> None:
    late = START.replace(year=2032)
    settings.DEMO = True
    assert tasks.run_retention(late) == {}
    settings.DEMO = False
    assert tasks.run_retention(late)["participations"] == 2


def test_years_before_a_leap_day() -> None:
    assert retention.years_before(datetime(2028, 2, 29, tzinfo=UTC), 1) == datetime(2027, 2, 28, tzinfo=UTC)
