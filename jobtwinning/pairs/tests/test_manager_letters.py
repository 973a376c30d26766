"""What a manager is mailed about a pair: the partner once both said yes, and never more than the fixed list."""

import pytest
from django.utils import translation
from django.utils.formats import date_format

from conftest import Cast
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs import actions, life, manager_letters
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.queries import with_people
from jobtwinning.programmes.models import Side
from tests import make

AT = make.NOW


@pytest.fixture
def pair(cast: Cast) -> Pair:
    """Proposed; each manager has an address of their own."""
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
    manager_letters.tell_of_partner(with_people(Pair.objects.filter(pk=pair.pk)).get())
    assert len(told()) == 2


def test_a_pair_that_stops_tells_only_that_the_hours_are_free(pair: Pair) -> None:
    pair = accept(pair)
    life.end_pair(pair, by=None, at=AT, reason="silent")
    assert [mail.address for mail in told("hours_free")] == ["chef@werk.example", "rector@school.example"]
    assert all("Molenaar" not in mail.body_text and "Idrissi" not in mail.body_text for mail in told("hours_free"))
