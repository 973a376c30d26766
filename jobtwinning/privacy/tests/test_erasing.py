"""Erasing leaves nothing of the person and everything of the partner (looked for with canaries, everywhere)."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from conftest import Cast
from jobtwinning.core import viewlog
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History, ViewLog
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.models import Directive, Scenario
from jobtwinning.pairs.models import Pair
from jobtwinning.people.models import Person
from jobtwinning.privacy import actions, erasing, ledger
from jobtwinning.privacy.models import Erasure
from jobtwinning.privacy.participation_traces import OF_PARTICIPATION
from jobtwinning.privacy.person_traces import OF_PERSON
from jobtwinning.privacy.register import Column, columns, columns_of
from jobtwinning.privacy.tests import world
from jobtwinning.privacy.tests.world import AT, GONE, STAYS
from jobtwinning.surveys.models import ResponseKey
from jobtwinning.twinning.models import Goal, HoursEntry, Meeting
from tests import canaries, make

pytestmark = pytest.mark.django_db
FOUND_IN = {
    "intake_colleaguelist", "intake_employerletter", "intake_managerpermission", "intake_namedcolleague",
    "intake_participantline", "intake_readinessoverride", "intake_savedview", "moving_move",  # without erasing
    "moving_moved", "choosing_card", "choosing_dealt",
    "account_emailaddress", "account_emailconfirmation", "accounts_account", "accounts_token", "core_formkey",
    "community_story", "core_storedfile", "mail_outboxmail", "programmes_contactperson", "programmes_interest",
    "matching_confidentialitydecision", "matching_directive", "matching_explanation", "matching_request",
    "matching_scenario", "mfa_authenticator", "opened sessions", "pairs_exitnote", "pairs_ownstart", "pairs_pair",
    "pairs_pairtableline", "pairs_seat",
    "people_employment", "people_organisation", "people_person", "programmes_participation", "surveys_answer",
    "surveys_draft", "twinning_goal", "twinning_hoursentry", "twinning_meeting",
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def filled(cast: Cast) -> Cast:
    world.build(cast)
    return cast


def erase(cast: Cast, **named: Any) -> bool:
    return actions.erase_person(Person.objects.get(pk=cast.teacher.person_id), by=None, at=AT, **named)


# --- Nothing of the person ----------------------------------------------------------------------------


def test_control_before_erasing_there_are_canaries_in_every_personal_column(filled: Cast) -> None:
    assert set(world.places(GONE)) == FOUND_IN
    text = world.canary(GONE, "")
    for model, name in canaries.personal_texts():
        values = model._default_manager.values_list(name, flat=True)
        assert any(text in str(value) for value in values) or (model.__name__, name) in {
            ("Participation", "public_id"),  # a number
        }, f"{model.__name__}.{name}"


def test_erase_person_leaves_no_canary_in_any_table(filled: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert erase(filled)
    assert world.places(GONE) == []
    assert canaries.CANARY not in caplog.text


def test_erase_person_leaves_the_partner_as_they_were(filled: Cast) -> None:
    before = world.places(STAYS)
    partner, pair = filled.professional.person_id, filled.pair
    goals = list(Goal.objects.filter(owner=partner).order_by("pk").values())
    joint = list(Goal.objects.filter(owner=None, text__contains=STAYS).order_by("pk").values())
    made = Meeting.objects.filter(made_by=partner).order_by("pk").values("pk", "where", "what", "starts_at")
    meetings = list(made.all())
    hours = list(HoursEntry.objects.filter(person=partner).order_by("pk").values())
    erase(filled)
    assert world.places(STAYS) == before
    assert list(Goal.objects.filter(pair=pair).order_by("pk").values()) == goals + joint
    assert list(made.all()) == meetings
    assert list(HoursEntry.objects.filter(pair=pair).order_by("pk").values()) == hours
    assert Meeting.objects.filter(pair=pair).count() == 4


@pytest.mark.one_database
@pytest.mark.parametrize(
    "label",
    [
        "mail.OutboxMail", "matching.Scenario", "pairs.Pair", "twinning.Goal", "twinning.Meeting", "sessions.Session",
        "core.FormKey", "accounts.Account", "people.Person", "surveys.*", "programmes.Participation",
    ],
)  # fmt: skip
def test_control_a_table_that_is_passed_by_is_seen(filled: Cast, monkeypatch: pytest.MonkeyPatch, label: str) -> None:
    for finders in (OF_PARTICIPATION, OF_PERSON):
        for name in [name for name in finders if name.startswith(label.rstrip("*"))]:
            monkeypatch.setitem(finders, name, lambda traces: iter(()))
    try:
        with transaction.atomic():
            erase(filled)
    except (IntegrityError, ProtectedError, StopIteration):
        return  # the database itself refused to leave half of it
    assert world.places(GONE) != []


def blanked_texts() -> list[Column]:
    texts = {(model._meta.label, name) for model, name in canaries.personal_texts()}
    return [line for line in columns() if line.erase == "blank" and (line.model, line.field) in texts]


@pytest.mark.one_database
@pytest.mark.parametrize("line", blanked_texts(), ids=lambda line: f"{line.model}.{line.field}")
def test_control_a_column_that_is_passed_by_is_seen(
    filled: Cast, monkeypatch: pytest.MonkeyPatch, line: Column
) -> None:
    if line.field == "reply_to" or line.model == "matching.Scenario":
        pytest.skip("of the coordinator" if line.field == "reply_to" else "see the tables")

    def careless(model: Any) -> Iterator[Column] | tuple[Column, ...]:
        return tuple(replace(one, erase="keep") if one == line else one for one in columns_of(model))

    monkeypatch.setattr(erasing, "columns_of", careless)
    erase(filled)
    assert world.places(GONE) == [apps.get_model(line.model)._meta.db_table]


# --- The registers ------------------------------------------------------------------------------------


def test_every_table_that_says_more_than_keep_is_walked() -> None:
    says = {line.model for line in columns() if line.erase != "keep"}
    assert says - set(OF_PARTICIPATION) - set(OF_PERSON) == set()


def test_a_table_is_deleted_or_blanked_never_half() -> None:
    for model in {line.model for line in columns()}:
        says = {line.erase for line in columns() if line.model == model}
        assert says <= {"delete", "cascade"} or says <= {"blank", "keep"}, model


# --- What happens to the pair -------------------------------------------------------------------------


def test_erase_person_ends_the_running_pair_and_tells_partner_and_coordinator(filled: Cast) -> None:
    partner = filled.professional.person
    partner.refresh_from_db()
    before = set(OutboxMail.objects.values_list("pk", flat=True))
    erase(filled)
    filled.pair.refresh_from_db()
    assert (filled.pair.state, filled.pair.reasons) == (Pair.State.ENDED, {})
    assert set(filled.pair.seats.values_list("active", flat=True)) == {False}
    new = OutboxMail.objects.exclude(pk__in=before).order_by("template", "pk")
    assert [(row.template, row.address) for row in new] == [
        ("hours_free", filled.professional.permissions.get().manager_email),
        *[("meeting_cancelled", partner.email)] * 4,
        ("pair_half_empty", "saskia@voorbeeld.example"),
        ("partner_gone", partner.email),
    ]
    for row in new:
        assert world.canary(GONE, "") not in row.subject + row.body_text + row.body_html + row.calendar


def test_erase_person_takes_an_open_proposal_back(cast: Cast) -> None:
    Pair.objects.filter(pk=cast.pair.pk).update(state=Pair.State.PROPOSED)
    erase(cast)
    cast.pair.refresh_from_db()
    assert cast.pair.state == Pair.State.WITHDRAWN
    assert sorted(OutboxMail.objects.values_list("template", "address")) == [
        ("pair_half_empty", "saskia@voorbeeld.example"),
        ("pair_not_going_on", cast.professional.person.email),
    ]


def test_mails_on_their_way_do_not_leave(filled: Cast) -> None:
    erase(filled)
    states = OutboxMail.objects.filter(unique_key__startswith=f"own-{filled.teacher.person.public_id}").order_by("pk")
    assert [(row.state, row.cancelled_at is not None, row.body_text) for row in states] == [
        ("cancelled", True, ""),
        ("sending", True, ""),
        ("sent", False, ""),
    ]
    assert OutboxMail.objects.get(unique_key="named").state == "cancelled"


def test_a_sent_proposal_keeps_the_others_and_an_unsent_one_goes(filled: Cast) -> None:
    erase(filled)
    (scenario,) = Scenario.objects.all()
    assert scenario.state == Scenario.State.COMMITTED
    assert (scenario.pairs, scenario.result["pins"], len(scenario.unmatched)) == ([], [], 1)
    assert filled.teacher.public_id not in str(scenario.result)
    assert filled.professional.public_id in scenario.result["people"]
    assert not scenario.explanations.exists()
    assert not Directive.objects.exists()


def test_answers_go_with_their_key_and_the_partners_stay(filled: Cast) -> None:
    partners = filled.professional.response_link.response_key_id
    keys = ResponseKey.objects.filter(side="teacher", link__participation__person=filled.teacher.person)
    assert keys.count() == 1
    erase(filled)
    assert ResponseKey.objects.filter(pk=partners).exists()
    assert ResponseKey.objects.filter(link=None).count() == 0


def test_history_and_view_log_stay_and_the_chain_is_whole(filled: Cast) -> None:
    public_id = filled.teacher.person.public_id
    lines, views = History.objects.count(), ViewLog.objects.count()
    erase(filled)
    assert History.objects.filter(subject_id=public_id, verb="erase_person").get().codes == {
        "reason": "request",
        "role": "platform",
    }
    assert History.objects.count() > lines
    assert ViewLog.objects.count() == views
    assert viewlog.first_broken_row() is None


# --- Once, and when not -------------------------------------------------------------------------------


def test_erase_person_twice_is_once(filled: Cast) -> None:
    person = Person.objects.get(pk=filled.teacher.person_id)
    assert actions.erase_person(person, by=None, at=AT)
    mails = OutboxMail.objects.count()
    assert not actions.erase_person(person, by=None, at=AT)
    assert (Erasure.objects.count(), OutboxMail.objects.count()) == (1, mails)


def test_somebody_with_a_role_is_refused_until_it_is_revoked(filled: Cast) -> None:
    account = filled.teacher.person.account
    assert account is not None
    grant = make.make_grant(account, "coordinator", region=filled.region)
    with pytest.raises(DomainError) as refused:
        erase(filled)
    assert refused.value.code == "has_role"
    assert Person.objects.filter(pk=filled.teacher.person_id).exists()
    grant.revoked_at = AT
    grant.save()
    assert erase(filled)


def test_what_a_former_coordinator_decided_stays_without_them(cast: Cast) -> None:
    account = cast.teacher.person.account
    assert account is not None
    third, fourth = make.make_participation(cast.programme), make.make_participation(cast.programme, side="non_teacher")
    directive = Directive.objects.create(
        programme=cast.programme, teacher=third, non_teacher=fourth, kind="pin", made_by=account
    )
    erase(cast)
    directive.refresh_from_db()
    assert directive.made_by is None


# --- The ledger ---------------------------------------------------------------------------------------


def test_the_ledger_knows_a_number_and_a_code_in_table_and_file(
    filled: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    public_id = filled.teacher.person.public_id
    with django_capture_on_commit_callbacks(execute=True):
        erase(filled, reason=Erasure.Reason.OWN)
    line = {"person_id": public_id, "at": AT.isoformat(), "reason": "own", "role": "platform"}
    assert ledger.read() == [line]
    assert Erasure.objects.values("person_id", "at", "reason", "role").get() == {**line, "at": AT}


def test_an_erasing_that_is_undone_leaves_no_line(filled: Cast) -> None:
    def erase_and_fail() -> None:
        with transaction.atomic():
            erase(filled)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        erase_and_fail()
    assert (ledger.read(), Erasure.objects.count()) == ([], 0)


@pytest.mark.parametrize("kept", ["table", "file"])
def test_replay_erases_who_is_back_from_table_or_file(filled: Cast, kept: str) -> None:
    public_id = filled.teacher.person.public_id
    row = Erasure(person_id=public_id, at=AT, reason="own", role="self")
    row.save() if kept == "table" else ledger.append([row])
    mails = OutboxMail.objects.filter(state="waiting").exclude(person_id=filled.teacher.person_id).count()
    assert actions.replay_erasures(at=AT) == 1
    assert world.places(GONE) == []
    assert actions.replay_erasures(at=AT) == 0
    assert (Erasure.objects.count(), len(ledger.read())) == (1, 1)
    # nobody is told again, and the partner's mail that named them does not leave either
    assert OutboxMail.objects.filter(state="waiting").count() == mails - 1


def test_replay_asks_neither_for_a_role_nor_for_a_hold(filled: Cast) -> None:
    account, admin = filled.teacher.person.account, filled.accounts["admin"]
    assert account is not None
    assert admin is not None
    make.make_grant(account, "coordinator", region=filled.region)
    actions.set_hold(filled.teacher.person, reason="court", until=None, by=admin, at=AT)
    ledger.append([Erasure(person_id=filled.teacher.person.public_id, at=AT, reason="own", role="self")])
    assert actions.replay_erasures(at=AT) == 1
    assert world.places(GONE) == []


def test_a_line_cut_off_half_way_does_not_hide_the_next(tmp_path: Path) -> None:
    ledger.path().write_text('{"person_id": "abc", "at"')
    ledger.append([Erasure(person_id="def", at=AT, reason="own", role="self")])
    assert [line["person_id"] for line in ledger.read()] == ["def"]
