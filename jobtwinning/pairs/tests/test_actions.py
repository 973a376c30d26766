"""The life of a pair: who may be proposed, what an answer does, and what everybody is told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from conftest import Cast
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.mail.models import OutboxMail
from jobtwinning.pairs import actions, life
from jobtwinning.pairs.models import SEATED, TRANSITIONS, Pair, Seat
from jobtwinning.pairs.queries import person_in
from jobtwinning.programmes.calendar import months_later
from jobtwinning.programmes.models import Participation, Programme, Side
from tests import make

AT = make.NOW
EARLY = datetime(2026, 7, 4, 9, tzinfo=UTC)
LATE = datetime(2026, 9, 30, 22, 30, tzinfo=UTC)  # already the first of October in Amsterdam


def two(programme: Programme) -> tuple[Participation, Participation]:
    return (
        make.make_participation(programme, person=make.make_person("Hassan", "Idrissi")),
        make.make_participation(programme, side=Side.NON_TEACHER, person=make.make_person("Vera", "Molenaar")),
    )


def proposed(programme: Programme) -> Pair:
    teacher, non_teacher = two(programme)
    return actions.propose_pair(teacher, non_teacher, by=None, at=AT, kind="subject", band="good")


def people(pair: Pair) -> tuple[Seat, Seat]:
    teacher, non_teacher = pair.seats.select_related("person").order_by("-side")
    return teacher, non_teacher


def mails(pair: Pair) -> list[tuple[str, str]]:
    rows = OutboxMail.objects.filter(unique_key__contains=pair.public_id).order_by("template", "address")
    return list(rows.values_list("template", "address"))


def test_propose_pair_takes_both_seats_and_writes_to_both(cast: Cast) -> None:
    pair = proposed(cast.programme)
    assert pair.state == Pair.State.PROPOSED
    assert [(seat.side, seat.active, seat.answer) for seat in people(pair)] == [
        ("teacher", True, "open"),
        ("non_teacher", True, "open"),
    ]
    assert [template for template, _ in mails(pair)] == ["pair_proposed", "pair_proposed"]
    mail = OutboxMail.objects.get(unique_key=f"pair-proposed:{pair.public_id}:teacher")
    assert mail.subject == "Hassan, dit is Vera"
    assert mail.reply_to == "saskia@voorbeeld.example"
    assert f"/voorstel/{pair.public_id}/" in mail.body_text


def test_propose_pair_keeps_contact_details_out_of_the_mail(cast: Cast) -> None:
    teacher, non_teacher = two(cast.programme)
    non_teacher.person.phone = "06 00 00 00 77"
    non_teacher.person.save()
    pair = actions.propose_pair(teacher, non_teacher, by=None, at=AT)
    for mail in OutboxMail.objects.filter(unique_key__contains=pair.public_id):
        assert "06 00 00 00 77" not in mail.body_text + mail.body_html
        assert non_teacher.person.email not in mail.body_text + mail.body_html
        assert "Molenaar" not in mail.body_text + mail.body_html
    actions.accept_pair(pair, person=teacher.person, by=None, at=AT)
    actions.accept_pair(pair, person=non_teacher.person, by=None, at=AT)
    confirmed = OutboxMail.objects.get(unique_key=f"pair-confirmed:{pair.public_id}:teacher")
    assert "06 00 00 00 77" in confirmed.body_text  # the control: this is how it looks when it is there
    assert non_teacher.person.email in confirmed.body_html


def test_propose_pair_for_somebody_seated_names_them_and_makes_nothing(cast: Cast) -> None:
    other = make.make_participation(cast.programme, side=Side.NON_TEACHER)
    before = Pair.objects.count(), Seat.objects.count(), OutboxMail.objects.count()
    with pytest.raises(DomainError) as refused:
        actions.propose_pair(cast.teacher, other, by=None, at=AT)
    assert refused.value.code == "not_free"
    assert "Noor Verbrugge" in str(refused.value)
    assert "Daan" not in str(refused.value)
    assert (Pair.objects.count(), Seat.objects.count(), OutboxMail.objects.count()) == before


def test_propose_pairs_with_one_seated_makes_none_of_them(cast: Cast) -> None:
    free = two(cast.programme)
    other = make.make_participation(cast.programme, side=Side.NON_TEACHER)
    with pytest.raises(DomainError):
        actions.propose_pairs([actions.ProposedPair(*free), actions.ProposedPair(cast.teacher, other)], by=None, at=AT)
    assert not Seat.objects.filter(person=free[0].person).exists()


def test_propose_pair_with_somebody_who_withdrew_is_refused(cast: Cast) -> None:
    teacher, non_teacher = two(cast.programme)
    Participation.objects.filter(pk=non_teacher.pk).update(state=Participation.State.WITHDRAWN)
    with pytest.raises(DomainError) as refused:
        actions.propose_pair(teacher, non_teacher, by=None, at=AT)
    assert refused.value.code == "not_free"


@pytest.mark.parametrize("case", ["same_side", "other_programme", "other_region", "same_organisation"])
def test_propose_pair_against_the_rules_is_refused(cast: Cast, case: str) -> None:
    teacher, non_teacher = two(cast.programme)
    if case == "same_side":
        non_teacher = make.make_participation(cast.programme)
    elif case == "other_programme":
        non_teacher = make.make_participation(make.make_programme(cast.region), side=Side.NON_TEACHER)
    elif case == "other_region":
        non_teacher = make.make_participation(cast.programme, side=Side.NON_TEACHER, region=make.make_region("Elders"))
    else:
        assert teacher.employment is not None
        non_teacher = make.make_participation(
            cast.programme, side=Side.NON_TEACHER, organisation=teacher.employment.organisation
        )
    with pytest.raises(DomainError) as refused:
        actions.propose_pair(teacher, non_teacher, by=None, at=AT)
    assert refused.value.code == case


def test_accept_pair_by_one_waits_for_the_other(cast: Cast) -> None:
    pair = proposed(cast.programme)
    teacher, _ = people(pair)
    assert actions.accept_pair(pair, person=person_in(teacher), by=None, at=AT).state == Pair.State.PROPOSED
    assert [seat.answer for seat in people(pair)] == ["accepted", "open"]
    assert "pair_confirmed" not in [template for template, _ in mails(pair)]


def test_accept_pair_before_the_programme_starts_with_the_programme(cast: Cast) -> None:
    pair = proposed(cast.programme)
    pair.proposed_at = EARLY
    pair.save()
    for seat in people(pair):
        pair = actions.accept_pair(pair, person=person_in(seat), by=None, at=EARLY)
    assert EARLY.date() < cast.programme.starts_on == date(2026, 9, 7)
    assert (pair.starts_on, pair.planned_end_on) == (date(2026, 9, 7), date(2026, 12, 7))
    letter = OutboxMail.objects.filter(template="pair_confirmed").first()
    assert letter is not None
    assert "Vanaf 7 september 2026 ben je een koppel met" in letter.body_text


def test_accept_pair_by_both_starts_on_the_programmes_own_day(cast: Cast) -> None:
    pair = proposed(cast.programme)
    for seat in people(pair):
        pair = actions.accept_pair(pair, person=person_in(seat), by=None, at=LATE)
    assert (pair.state, pair.accepted_at) == (Pair.State.TRIAL, LATE)
    assert (pair.starts_on, pair.planned_end_on) == (date(2026, 10, 1), date(2027, 1, 1))
    assert [template for template, _ in mails(pair)].count("pair_confirmed") == 2
    verbs = History.objects.filter(subject_id=pair.public_id).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["propose_pair", "accept_pair", "accept_pair", "start_pair", "begin_pair"]


def test_accept_pair_twice_by_the_same_person_is_one_yes(cast: Cast) -> None:
    pair = proposed(cast.programme)
    teacher, _ = people(pair)
    for _time in range(2):
        pair = actions.accept_pair(pair, person=person_in(teacher), by=None, at=AT)
    assert pair.state == Pair.State.PROPOSED
    assert History.objects.filter(subject_id=pair.public_id, verb="accept_pair").count() == 1


def test_decline_pair_frees_both_and_tells_partner_and_coordinator_without_a_reason(cast: Cast) -> None:
    pair = proposed(cast.programme)
    teacher, non_teacher = people(pair)
    pair = actions.decline_pair(pair, person=person_in(teacher), by=None, at=AT)
    assert (pair.state, pair.ended_at) == (Pair.State.DECLINED, AT)
    assert not Seat.objects.filter(pair=pair, active=True).exists()
    told = [row for row in mails(pair) if row[0] != "pair_proposed"]
    assert told == [("pair_declined", "saskia@voorbeeld.example"), ("pair_not_going_on", person_in(non_teacher).email)]
    neutral = OutboxMail.objects.get(template="pair_not_going_on")
    assert "Hassan" not in neutral.body_text
    assert "nee" not in neutral.body_text.split()


def test_decline_pair_after_the_own_yes_is_refused_and_changes_nothing(cast: Cast) -> None:
    pair = proposed(cast.programme)
    teacher, _ = people(pair)
    actions.accept_pair(pair, person=person_in(teacher), by=None, at=AT)
    with pytest.raises(DomainError) as refused:
        actions.decline_pair(pair, person=person_in(teacher), by=None, at=AT)
    assert refused.value.code == "answered"
    assert Pair.objects.get(pk=pair.pk).state == Pair.State.PROPOSED
    assert Seat.objects.filter(pair=pair, active=True).count() == 2


def test_decline_pair_by_an_outsider_is_refused(cast: Cast) -> None:
    pair = proposed(cast.programme)
    with pytest.raises(DomainError) as refused:
        actions.decline_pair(pair, person=cast.teacher.person, by=None, at=AT)
    assert refused.value.code == "not_in_pair"
    assert Pair.objects.get(pk=pair.pk).state == Pair.State.PROPOSED


def test_withdraw_pair_frees_both_and_writes_to_both(cast: Cast) -> None:
    pair = actions.withdraw_pair(proposed(cast.programme), by=cast.accounts["coordinator"], at=AT)
    assert pair.state == Pair.State.WITHDRAWN
    assert not Seat.objects.filter(pair=pair, active=True).exists()
    assert [template for template, _ in mails(pair)].count("pair_not_going_on") == 2


def test_finish_pair_frees_both_and_sends_nothing(cast: Cast) -> None:
    pair = actions.finish_pair(cast.pair, by=cast.accounts["coordinator"], at=AT)
    assert (pair.state, pair.ended_at) == (Pair.State.FINISHED, AT)
    assert not Seat.objects.filter(pair=pair, active=True).exists()
    assert mails(pair) == []


STEPS = {
    Pair.State.ACCEPTED: lambda pair: actions.accept_pair(pair, person=person_in(people(pair)[0]), by=None, at=AT),
    Pair.State.DECLINED: lambda pair: actions.decline_pair(pair, person=person_in(people(pair)[0]), by=None, at=AT),
    Pair.State.WITHDRAWN: lambda pair: actions.withdraw_pair(pair, by=None, at=AT),
    Pair.State.LAPSED: lambda pair: actions.lapse_pair(pair, by=None, at=AT + timedelta(days=60)),
    Pair.State.DEFINITE: lambda pair: life.confirm_pair(pair, by=None, at=AT),
    Pair.State.PAUSED: lambda pair: life.pause_pair(
        pair, AT.date() + timedelta(days=7), person=person_in(people(pair)[0]), by=None, at=AT
    ),
    Pair.State.FINISHED: lambda pair: actions.finish_pair(pair, by=None, at=AT),
    Pair.State.ENDED: lambda pair: life.end_pair(pair, by=None, at=AT),
}


OUTSIDE_THE_TABLE = [(state, step) for state in Pair.State.values for step in STEPS if step not in TRANSITIONS[state]]


@pytest.mark.parametrize(("state", "step"), OUTSIDE_THE_TABLE)
def test_every_step_is_refused_from_every_state_outside_the_table(cast: Cast, state: str, step: str) -> None:
    teacher, non_teacher = two(cast.programme)
    pair = make.make_pair(teacher, non_teacher, state=state)
    Seat.objects.filter(pair=pair).update(answer=Seat.Answer.OPEN)
    with pytest.raises(DomainError) as refused:
        STEPS[Pair.State(step)](pair)
    assert refused.value.code == f"pair_is_{state}"
    assert Pair.objects.get(pk=pair.pk).state == state
    assert Seat.objects.filter(pair=pair, active=True).count() == (2 if state in SEATED else 0)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 9, 15), 3, date(2026, 12, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
    ],
)
def test_months_later_stays_inside_the_month(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected
