"""Permission of the manager: what each action does, and what it refuses."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from conftest import Cast
from jobtwinning.accounts.models import Token
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.intake.actions import withdraw_participation
from jobtwinning.intake.honest import manager_lines
from jobtwinning.intake.managers import care
from jobtwinning.intake.managers.actions import (
    Decision,
    Manager,
    State,
    ask_permission,
    decide_permission,
    give_own_permission,
    pass_on,
    resend_link,
    withdraw_given,
)
from jobtwinning.intake.managers.queries import managers_to_remind, open_token
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.mail.models import OutboxMail
from jobtwinning.programmes.models import Participation, Programme, Side
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
HENK = Manager("Henk Postma", "Henk@School.example")
MARLEEN = Manager("Marleen Kuiper", "marleen@school.example")
YES = Decision(State.GIVEN)


@contextmanager
def refuses(code: str) -> Iterator[pytest.ExceptionInfo[DomainError]]:
    """The programme says no, for this reason."""
    with pytest.raises(DomainError) as refused:
        yield refused
    assert refused.value.code == code


@pytest.fixture
def noor(cast: Cast) -> Participation:
    one = make.make_participation(cast.programme, person=make.make_person("Imke", "Vos"), state="intake_complete")
    Participation.objects.filter(pk=one.pk).update(motivation_confirmed_at=NOW)
    one.refresh_from_db()
    return one


@pytest.fixture
def asked(noor: Participation) -> ManagerPermission:
    return ask_permission(noor, HENK, by=None, at=NOW)


def token_of(permission: ManagerPermission) -> Token:
    found = open_token(permission, at=NOW)
    assert found is not None
    return found


def state_of(row: ManagerPermission | Participation) -> str:
    row.refresh_from_db()
    return row.state


def mails(template: str) -> list[str]:
    return list(OutboxMail.objects.filter(template=template).order_by("pk").values_list("address", flat=True))


def told() -> list[str]:
    rows = History.objects.filter(subject_type="managerpermission").order_by("pk")
    return list(rows.values_list("verb", flat=True))


def test_asking_mails_one_link_to_the_manager_and_answers_go_to_the_coordinator(
    noor: Participation, asked: ManagerPermission
) -> None:
    assert (asked.state, asked.manager_email, asked.how) == ("asked", "henk@school.example", "link")
    mail = OutboxMail.objects.get(template="manager_link")
    assert (mail.address, mail.holds_secret) == ("henk@school.example", True)
    assert mail.reply_to == noor.region.contact_email
    assert "Imke Vos" in mail.subject
    token = Token.objects.get()
    assert (token.purpose, token.subject_id, token.address) == ("manager_permission", asked.public_id, mail.address)
    assert token.digest not in mail.body_text


def test_yes_makes_ready_keeps_text_version_and_tells_the_participant(
    noor: Participation, asked: ManagerPermission
) -> None:
    said = Decision(State.GIVEN, hours_maximum=24, counts_as_development=True, hopes="Een gastles")
    decide_permission(asked, said, token=token_of(asked), at=NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.hours_maximum, asked.counts_as_development) == ("given", 24, True)
    assert (asked.hopes, asked.decided_at, asked.language) == ("Een gastles", NOW, "nl")
    shown = manager_lines(noor)
    assert (asked.text_version, asked.text_hash) == (shown.version, shown.digest)
    assert state_of(noor) == "ready"
    assert mails("permission_decided") == [noor.person.email]
    assert "hooguit 24 uur" in OutboxMail.objects.get(template="permission_decided").body_text
    assert mails("permission_needs_you") == []
    assert told() == ["ask_permission", "give_permission"]


def test_no_is_told_to_participant_and_coordinator_and_somebody_else_can_be_asked(
    noor: Participation, asked: ManagerPermission
) -> None:
    decide_permission(asked, Decision(State.REFUSED), token=token_of(asked), at=NOW)
    assert state_of(asked) == "refused"
    assert state_of(noor) == "intake_complete"
    assert mails("permission_needs_you") == [noor.region.contact_email]
    assert state_of(ask_permission(noor, MARLEEN, by=None, at=NOW)) == "asked"


def test_a_question_is_answered_with_a_fresh_link(noor: Participation, asked: ManagerPermission) -> None:
    old = token_of(asked)
    decide_permission(asked, Decision(State.QUESTION, question="Hoeveel lessen?"), token=old, at=NOW)
    assert state_of(asked) == "question"
    assert asked.decided_at is None
    assert "Hoeveel lessen?" in OutboxMail.objects.get(template="permission_needs_you").body_text
    care.answer_question(asked, "Een of twee.", by=None, at=NOW)
    assert state_of(asked) == "asked"
    mail = OutboxMail.objects.filter(template="manager_link").latest("pk")
    assert "Een of twee." in mail.body_text
    with refuses("link_gone"):
        decide_permission(asked, YES, token=old, at=NOW)
    decide_permission(asked, YES, token=token_of(asked), at=NOW)
    assert state_of(noor) == "ready"
    assert (asked.question, asked.answer) == ("Hoeveel lessen?", "Een of twee.")
    with refuses("no_question"):
        care.answer_question(asked, "Nog eens", by=None, at=NOW)


def test_passing_on_ends_the_old_link_and_gives_a_fresh_one(noor: Participation, asked: ManagerPermission) -> None:
    old = token_of(asked)
    colleague = pass_on(asked, MARLEEN, token=old, at=NOW)
    assert state_of(asked) == "passed_on"
    assert colleague.manager_email == "marleen@school.example"
    assert mails("manager_link") == ["henk@school.example", "marleen@school.example"]
    for permission in (asked, colleague):
        with refuses("link_gone"):
            decide_permission(permission, YES, token=old, at=NOW)
    decide_permission(colleague, YES, token=token_of(colleague), at=NOW)
    assert state_of(noor) == "ready"


@pytest.mark.parametrize(
    ("email", "code"), [("henk@school.example", "same_address"), ("imke", "own_address")], ids=["own", "participant"]
)
def test_passing_on_to_oneself_or_to_the_participant_is_refused(
    email: str, code: str, noor: Participation, asked: ManagerPermission
) -> None:
    address = noor.person.email.upper() if email == "imke" else email
    with refuses(code) as refused:
        pass_on(asked, Manager("X", address), token=token_of(asked), at=NOW)
    assert refused.value.field == "email"
    assert state_of(asked) == "asked"


def test_passing_on_has_an_end(noor: Participation, asked: ManagerPermission) -> None:
    permission = asked
    for number in range(5):
        permission = pass_on(permission, Manager("X", f"x{number}@y.example"), token=token_of(permission), at=NOW)
    with refuses("passed_on_too_often"):
        pass_on(permission, MARLEEN, token=token_of(permission), at=NOW)


def test_the_own_address_is_not_a_managers(noor: Participation) -> None:
    with refuses("own_address"):
        ask_permission(noor, Manager("Ik", noor.person.email.upper()), by=None, at=NOW)
    assert not ManagerPermission.objects.filter(participation=noor).exists()


def test_correcting_the_address_ends_the_first_link_and_its_mail(noor: Participation, asked: ManagerPermission) -> None:
    old = token_of(asked)
    ask_permission(noor, MARLEEN, by=None, at=NOW)
    assert state_of(asked) == "replaced"
    with refuses("link_gone"):
        decide_permission(asked, YES, token=old, at=NOW)
    waiting = OutboxMail.objects.filter(template="manager_link", cancelled_at__isnull=True)
    assert [mail.address for mail in waiting] == ["marleen@school.example"]


def test_a_permission_that_holds_is_not_asked_again(noor: Participation, asked: ManagerPermission) -> None:
    decide_permission(asked, YES, token=token_of(asked), at=NOW)
    with refuses("given"):
        ask_permission(noor, MARLEEN, by=None, at=NOW)
    assert give_own_permission(noor, hours_maximum=None, by=None, at=NOW) == asked


def test_resending_kills_the_link_before(asked: ManagerPermission) -> None:
    old = token_of(asked)
    resend_link(asked, by=None, at=NOW)
    with refuses("link_gone"):
        decide_permission(asked, YES, token=old, at=NOW)
    assert token_of(asked) != old


def test_a_link_is_for_one_permission_only(cast: Cast, asked: ManagerPermission) -> None:
    other = ask_permission(make.make_participation(cast.programme, state="signed_up"), HENK, by=None, at=NOW)
    with refuses("link_gone"):
        decide_permission(other, YES, token=token_of(asked), at=NOW)
    with refuses("link_gone"):
        decide_permission(other, YES, token=None, at=NOW)
    assert (state_of(asked), state_of(other)) == ("asked", "asked")


def test_a_used_link_does_nothing_more(noor: Participation, asked: ManagerPermission) -> None:
    token = token_of(asked)
    decide_permission(asked, Decision(State.REFUSED), token=token, at=NOW)
    with refuses("link_gone"):
        decide_permission(asked, YES, token=token, at=NOW)
    assert state_of(asked) == "refused"


def test_an_old_link_does_nothing(asked: ManagerPermission) -> None:
    token = token_of(asked)
    with refuses("link_gone"):
        decide_permission(asked, YES, token=token, at=NOW + timedelta(days=31))


def test_leaving_the_programme_kills_the_link(noor: Participation, asked: ManagerPermission) -> None:
    token = token_of(asked)
    withdraw_participation(noor, by=None, at=NOW)
    assert state_of(asked) == "withdrawn"
    with refuses("link_gone"):
        decide_permission(asked, YES, token=token, at=NOW)
    assert OutboxMail.objects.get(template="manager_link").cancelled_at is not None


def test_who_gave_hours_hears_that_they_are_free_when_somebody_leaves(
    noor: Participation, asked: ManagerPermission
) -> None:
    decide_permission(asked, YES, token=token_of(asked), at=NOW)
    for _twice in range(2):
        withdraw_participation(noor, by=None, at=NOW)
    mail = OutboxMail.objects.get(template="permission_over")
    assert (mail.address, mail.subject) == ("henk@school.example", "De uren van Imke zijn weer vrij")
    assert "Hallo Henk Postma," in mail.body_text
    assert "Imke doet deze ronde niet meer mee aan Job Twinning." in mail.body_text


def test_who_had_not_answered_or_decides_alone_hears_nothing(noor: Participation, asked: ManagerPermission) -> None:
    withdraw_participation(noor, by=None, at=NOW)
    alone = make.make_participation(noor.programme, person=make.make_person("Tom", "Bakker"), state="signed_up")
    give_own_permission(alone, hours_maximum=None, by=None, at=NOW)
    withdraw_participation(alone, by=None, at=NOW)
    assert mails("permission_over") == []


@pytest.mark.parametrize(("state", "count"), [("finished", 0), ("ended", 1)])
def test_after_a_pair_that_came_to_its_end_no_hours_are_free(
    noor: Participation, asked: ManagerPermission, state: str, count: int
) -> None:
    decide_permission(asked, YES, token=token_of(asked), at=NOW)
    make.make_pair(noor, make.make_participation(noor.programme, side=Side.NON_TEACHER), state=state)
    withdraw_participation(noor, by=None, at=NOW)
    assert len(mails("permission_over")) == count


def test_after_the_round_no_hours_are_free(noor: Participation, asked: ManagerPermission) -> None:
    decide_permission(asked, YES, token=token_of(asked), at=NOW)
    Programme.objects.filter(pk=noor.programme_id).update(state=Programme.State.FINISHED)
    withdraw_participation(Participation.objects.get(pk=noor.pk), by=None, at=NOW)
    assert mails("permission_over") == []


def test_a_manager_takes_it_back_by_a_fresh_link(noor: Participation, asked: ManagerPermission) -> None:
    decide_permission(asked, YES, token=token_of(asked), at=NOW)
    resend_link(asked, by=None, at=NOW)
    withdraw_given(asked, token=token_of(asked), at=NOW)
    assert state_of(asked) == "withdrawn"
    assert state_of(noor) == "intake_complete"
    assert mails("permission_needs_you") == [noor.region.contact_email]


def test_paper_and_spoken_are_marked_dated_and_end_the_link(
    cast: Cast, noor: Participation, asked: ManagerPermission
) -> None:
    token, coordinator = token_of(asked), cast.accounts["coordinator"]
    note = care.Told("paper", "Formulier in de map", on=date(2026, 9, 1), manager_name="Henk", hours_maximum=22)
    made = care.record_told_permission(noor, note, by=coordinator, at=NOW)
    assert (made.how, made.note, made.manager_name, made.hours_maximum) == ("paper", note.note, "Henk", 22)
    assert made.decided_at is not None
    assert made.decided_at.date() == date(2026, 9, 1)
    assert made.recorded_by_id == coordinator.pk  # type: ignore[union-attr]
    assert state_of(asked) == "replaced"
    assert state_of(noor) == "ready"
    with refuses("link_gone"):
        decide_permission(asked, YES, token=token, at=NOW)


def test_one_reminder_after_the_working_days_of_the_rules(noor: Participation, asked: ManagerPermission) -> None:
    almost, then = NOW + timedelta(days=6), NOW + timedelta(days=7)  # a Tuesday; five working days later
    assert managers_to_remind(almost) == []
    assert managers_to_remind(then) == [asked]
    assert care.remind_manager(asked, by=None, at=then)
    assert not care.remind_manager(asked, by=None, at=then)
    assert managers_to_remind(then + timedelta(days=30)) == []
    assert mails("manager_link") == ["henk@school.example"] * 2


def test_history_holds_no_names_addresses_or_words(noor: Participation, asked: ManagerPermission) -> None:
    decide_permission(asked, Decision(State.QUESTION, question="GEHEIM"), token=token_of(asked), at=NOW)
    care.answer_question(asked, "GEHEIM", by=None, at=NOW)
    codes = str(list(History.objects.values_list("codes", flat=True)))
    for word in ("GEHEIM", "Henk", "henk@school.example", "Imke"):
        assert word not in codes
