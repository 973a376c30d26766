"""What a manager is mailed about a pair: the partner once both said yes, and never more than the fixed list."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import translation
from django.utils.formats import date_format

from conftest import Cast
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.mail.models import OutboxMail
from jobtwinning.moving.models import Move, Moved
from jobtwinning.pairs import actions, life, manager_letters, tasks
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.queries import with_people
from jobtwinning.programmes.models import Programme, Side
from tests import make

AT = make.NOW


@pytest.fixture
def pair(cast: Cast) -> Pair:
    """Proposed, the only pair there is; each manager has an address of their own."""
    make.change_pair(cast.pair, Pair.State.ENDED)
    school = make.make_organisation("Maascollege")
    teacher = make.make_participation(
        cast.programme, person=make.make_person("Hassan", "Idrissi"), organisation=school, function="docent wiskunde"
    )
    work = make.make_organisation("Stedin", kind="company")
    other = make.make_participation(
        cast.programme, side=Side.NON_TEACHER, person=make.make_person("Vera", "Molenaar"), organisation=work,
        function="netplanner",
    )  # fmt: skip
    for one, address in ((teacher, "rector@school.example"), (other, "chef@werk.example")):
        ManagerPermission.objects.filter(participation=one).update(manager_email=address)
    return actions.propose_pair(teacher, other, by=None, at=AT)


def permission_of(pair: Pair, side: str) -> ManagerPermission:
    return ManagerPermission.objects.get(participation__seats__pair=pair, participation__side=side)


def accept(pair: Pair) -> Pair:
    for seat in pair.seats.select_related("person"):
        assert seat.person is not None
        pair = actions.accept_pair(pair, person=seat.person, by=None, at=AT)
    return pair


def told(template: str = "partner_known") -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(template=template).order_by("address"))


def test_both_managers_hear_of_the_partner_once_both_said_yes(pair: Pair) -> None:
    teacher, other = (seat.person for seat in pair.seats.select_related("person").order_by("-side"))
    assert teacher is not None
    assert other is not None
    actions.accept_pair(pair, person=teacher, by=None, at=AT)
    assert told() == []
    actions.accept_pair(pair, person=other, by=None, at=AT)
    chef, rector = told()
    assert (chef.address, rector.address) == ("chef@werk.example", "rector@school.example")
    assert rector.subject == "Hassan heeft een partner"
    assert "Er is nu een partner: Vera Molenaar, netplanner bij Stedin." in rector.body_text
    pair.refresh_from_db()
    first, last = (date_format(day, "j F Y") for day in (pair.starts_on, pair.planned_end_on) if day)
    assert f"Ze beginnen op {first} en zijn uiterlijk op {last} klaar." in rector.body_text
    assert "Minstens 20 uur in totaal" in rector.body_text
    assert "Er is nu een partner: Hassan Idrissi, docent wiskunde bij Maascollege." in chef.body_text
    assert rector.reply_to == "saskia@voorbeeld.example"


def test_a_maximum_stands_in_the_mail(pair: Pair) -> None:
    ManagerPermission.objects.filter(pk=permission_of(pair, "teacher").pk).update(hours_maximum=24)
    accept(pair)
    assert "hooguit 24 uur in totaal" in told()[1].body_text
    assert "Minstens" not in told()[1].body_text


def test_the_mail_is_in_the_language_the_manager_answered_in(pair: Pair) -> None:
    ManagerPermission.objects.filter(pk=permission_of(pair, "teacher").pk).update(language="en")
    with translation.override("nl"):
        accept(pair)
    assert told()[1].subject == "Hassan has a partner"
    assert "There is a partner now: Vera Molenaar, netplanner at Stedin." in told()[1].body_text
    assert told()[0].subject == "Vera heeft een partner"


@pytest.mark.parametrize("values", [{"state": "withdrawn"}, {"state": "refused"}, {"manager_email": ""}])
def test_who_gave_no_permission_or_has_no_address_hears_nothing(pair: Pair, values: dict[str, str]) -> None:
    ManagerPermission.objects.filter(pk=permission_of(pair, "teacher").pk).update(**values)
    accept(pair)
    assert [mail.address for mail in told()] == ["chef@werk.example"]


def test_nothing_of_a_person_but_name_function_and_organisation(pair: Pair) -> None:
    """Address, phone and words of the partner stay out."""
    for seat in pair.seats.select_related("person"):
        assert seat.person is not None
        seat.person.phone = "06 00 00 00 77"
        seat.person.save()
    accept(pair)
    for mail in told():
        text = mail.body_text + mail.body_html
        assert "06 00 00 00 77" not in text
        assert not [seat.person.email for seat in pair.seats.all() if seat.person and seat.person.email in text]
        assert pair.public_id not in text  # no way to their page


def test_told_twice_it_is_one_mail(pair: Pair) -> None:
    pair = accept(pair)
    manager_letters.tell_of_partner(with_people(Pair.objects.filter(pk=pair.pk)).get(), AT)
    assert manager_letters.tell_of_partner_later(AT + timedelta(hours=1)) == 0
    assert len(told()) == 2


def accept_without(pair: Pair, side: str) -> ManagerPermission:
    """Both said yes while the manager of this side had not answered yet."""
    waiting = ManagerPermission.objects.filter(pk=permission_of(pair, side).pk)
    waiting.update(state="asked", decided_at=None)
    accept(pair)
    assert "rector@school.example" not in [mail.address for mail in told()]
    return waiting.get()


def answered(permission: ManagerPermission, at: datetime) -> None:
    """The manager says yes."""
    ManagerPermission.objects.filter(pk=permission.pk).update(state="given", decided_at=at)


def test_a_manager_who_says_yes_later_hears_it_the_next_morning(pair: Pair) -> None:
    permission = accept_without(pair, "teacher")
    later = AT + timedelta(days=12)
    assert tasks.tell_managers_later(later) == 0
    answered(permission, later)
    assert tasks.tell_managers_later(later + timedelta(hours=8)) == 1
    assert tasks.tell_managers_later(later + timedelta(days=1)) == 0
    chef, rector = told()
    assert rector.address == "rector@school.example"
    assert "Er is nu een partner: Vera Molenaar, netplanner bij Stedin." in rector.body_text
    pair.refresh_from_db()
    assert pair.starts_on is not None
    assert f"Ze zijn op {date_format(pair.starts_on, 'j F Y')} begonnen en zijn uiterlijk op" in rector.body_text
    assert "Ze beginnen op" in chef.body_text


def test_an_earlier_partner_is_not_named_again(pair: Pair) -> None:
    first = make.make_person("Farid", "Aarnoutse")
    teacher = permission_of(pair, "teacher").participation
    make.make_pair(teacher, make.make_participation(pair.programme, side=Side.NON_TEACHER, person=first), state="ended")
    answered(accept_without(pair, "teacher"), AT + timedelta(days=1))
    assert tasks.tell_managers_later(AT + timedelta(days=2)) == 1
    assert "Aarnoutse" not in "".join(mail.body_text for mail in told())


def test_a_permission_that_is_noted_later_about_an_earlier_day_counts_too(pair: Pair) -> None:
    permission = accept_without(pair, "teacher")
    noted = {"state": "given", "asked_at": AT + timedelta(days=3), "decided_at": AT - timedelta(days=3)}
    ManagerPermission.objects.filter(pk=permission.pk).update(**noted)
    assert tasks.tell_managers_later(AT + timedelta(days=4)) == 1


def test_the_manager_of_the_partner_hears_it_once_also_when_the_mail_is_gone(pair: Pair) -> None:
    """After ninety days an outbox mail is erased."""
    permission = accept_without(pair, "teacher")
    OutboxMail.objects.all().delete()
    later = AT + timedelta(days=91)
    answered(permission, later)
    assert tasks.tell_managers_later(later + timedelta(hours=8)) == 1
    assert [mail.address for mail in told()] == ["rector@school.example"]
    OutboxMail.objects.all().delete()
    assert tasks.tell_managers_later(later + timedelta(days=91)) == 0


def end(pair: Pair) -> None:
    make.change_pair(pair, Pair.State.ENDED)


def pause(pair: Pair) -> None:
    make.change_pair(pair, Pair.State.PAUSED)


def let_its_days_pass(pair: Pair) -> None:
    Pair.objects.filter(pk=pair.pk).update(planned_end_on=AT.date())


def archive(pair: Pair) -> None:
    Programme.objects.filter(pk=pair.programme_id).update(state=Programme.State.ARCHIVED)


@pytest.mark.parametrize("stop", [end, pause, let_its_days_pass, archive])
def test_where_nothing_goes_on_nobody_hears_it_later(pair: Pair, stop: Callable[[Pair], None]) -> None:
    answered(accept_without(pair, "teacher"), AT + timedelta(days=1))
    stop(pair)
    assert tasks.tell_managers_later(AT + timedelta(days=2)) == 0


def test_after_a_pause_it_is_told(pair: Pair) -> None:
    answered(accept_without(pair, "teacher"), AT + timedelta(days=1))
    pause(pair)
    make.change_pair(pair, Pair.State.TRIAL)
    assert tasks.tell_managers_later(AT + timedelta(days=20)) == 1


def test_a_yes_at_the_moment_of_the_second_yes_is_told(pair: Pair) -> None:
    answered(accept_without(pair, "teacher"), AT - timedelta(milliseconds=5))
    assert tasks.tell_managers_later(AT + timedelta(days=1)) == 1


def test_of_a_pair_that_a_list_brought_only_a_later_yes_is_told(pair: Pair) -> None:
    """What the list says of permission, the manager knows: it is older than Start."""
    permission = accept_without(pair, "teacher")
    OutboxMail.objects.all().delete()
    start = AT + timedelta(days=2)
    move = Move.objects.create(programme=pair.programme, kind="pairs", state="started", taken_at=AT, started_at=start)
    Moved.objects.create(move=move, pair=pair)
    ManagerPermission.objects.filter(participation__seats__pair=pair).update(
        state="given", asked_at=AT + timedelta(days=1), decided_at=AT - timedelta(days=9)
    )
    assert tasks.tell_managers_later(AT + timedelta(days=3)) == 0
    answered(permission, start + timedelta(days=4))
    assert tasks.tell_managers_later(start + timedelta(days=5)) == 1


def test_a_pair_that_stops_tells_only_that_the_hours_are_free(pair: Pair) -> None:
    pair = accept(pair)
    life.end_pair(pair, by=None, at=AT, reason="silent")
    assert [mail.address for mail in told("hours_free")] == ["chef@werk.example", "rector@school.example"]
    assert all("Molenaar" not in mail.body_text and "Idrissi" not in mail.body_text for mail in told("hours_free"))
