"""Pins, proposals, and sending them once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from jobtwinning.accounts.models import Account
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching import actions, adapter
from jobtwinning.matching.hand import make_pair
from jobtwinning.matching.kept import keep_weighing
from jobtwinning.matching.models import Directive, Scenario
from jobtwinning.matching.tests.world import answer_intake, make_professional, make_teacher, programme_with
from jobtwinning.pairs.actions import decline_pair, propose_pair
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.people.models import Region
from jobtwinning.programmes.models import Participation, Programme, Side
from tests import make

pytestmark = pytest.mark.django_db
AT = make.NOW


@pytest.fixture
def place() -> tuple[Programme, Region]:
    region = make.make_region()
    return make.make_programme(region), region


@pytest.fixture
def by() -> Account:
    return make.make_account()


def proposed_pairs(scenario: Scenario) -> set[tuple[str, str]]:
    return {(pair["left"], pair["right"]) for pair in scenario.result["pairs"]}


def propose(place: tuple[Programme, Region], **options: Any) -> Scenario:
    return actions.make_proposal(*place, by=None, at=AT, **options)


def test_make_proposal_keeps_what_is_needed_to_make_it_again(place: tuple[Programme, Region], by: Account) -> None:
    one, other = make_teacher(place[0]), make_professional(place[0])
    scenario = actions.make_proposal(*place, by=by, at=AT, seed=7)
    assert proposed_pairs(scenario) == {(one.public_id, other.public_id)}
    assert (scenario.objective, scenario.seed, scenario.status) == ("floor", 7, "solved")
    again = actions.make_proposal(*place, by=by, at=AT, seed=7)
    assert (again.input_hash, again.result) == (scenario.input_hash, scenario.result)
    answer_intake(other, I7=["logistiek"])
    assert propose(place, seed=7).input_hash != scenario.input_hash


def test_make_proposal_pairs_physics_with_energy(place: tuple[Programme, Region]) -> None:
    physics, languages = make_teacher(place[0]), make_teacher(place[0], I7=["nederlands"])
    energy, journalist = make_professional(place[0]), make_professional(place[0], I7=["journalistiek"])
    assert proposed_pairs(propose(place)) == {
        (physics.public_id, energy.public_id),
        (languages.public_id, journalist.public_id),
    }


def test_make_proposal_tells_both_answers_behind_a_reason(place: tuple[Programme, Region]) -> None:
    make_teacher(place[0])
    make_professional(place[0])
    (explained,) = (one.content["explained"] for one in propose(place).explanations.all())
    subject = next(one for one in explained["teacher"]["reasons"] if one["criterion"] == "subject")
    assert (subject["own"], subject["other"]) == (["fields:natuurkunde"], ["fields:energie"])


def test_make_proposal_leaves_out_people_of_other_regions_and_people_with_a_seat(
    place: tuple[Programme, Region],
) -> None:
    elsewhere = make.make_region("Elders")
    place[0].regions.add(elsewhere)
    make_teacher(place[0])
    make_professional(place[0], region=elsewhere)
    seated = make_teacher(place[0]), make_professional(place[0])
    propose_pair(*seated, by=None, at=AT)
    scenario = propose(place)
    assert proposed_pairs(scenario) == set()
    assert scenario.status == "no_pair_possible"
    assert [one["reason"] for one in scenario.result["unmatched"]] == ["too_few_on_other_side"]


def test_make_proposal_never_repeats_a_pair_that_said_no(place: tuple[Programme, Region]) -> None:
    one, other = make_teacher(place[0]), make_professional(place[0])
    assert proposed_pairs(propose(place)) == {(one.public_id, other.public_id)}  # the control
    pair = propose_pair(one, other, by=None, at=AT)
    decline_pair(pair, person=one.person, by=None, at=AT)
    assert proposed_pairs(propose(place)) == set()


def test_make_proposal_with_one_teacher_and_forty_others_says_why_the_rest_is_alone(
    place: tuple[Programme, Region],
) -> None:
    make_teacher(place[0])
    for _ in range(40):
        make_professional(place[0])
    scenario = propose(place)
    assert len(scenario.result["pairs"]) == 1
    assert [one["reason"] for one in scenario.result["unmatched"]] == ["too_few_on_other_side"] * 39


def test_pin_is_kept_and_forbid_is_obeyed(place: tuple[Programme, Region], by: Account) -> None:
    physics, languages = make_teacher(place[0]), make_teacher(place[0], I7=["nederlands"])
    energy, journalist = make_professional(place[0]), make_professional(place[0], I7=["journalistiek"])
    Programme.objects.update(rules_json={**place[0].rules.to_json(), "score_floor": 0.0})
    place[0].refresh_from_db()
    actions.pin(physics, journalist, by=by, at=AT, reason="  op verzoek ")
    assert (physics.public_id, journalist.public_id) in proposed_pairs(propose(place))
    directive = Directive.objects.get()
    assert directive.reason == "op verzoek"
    actions.remove_directive(directive, by=by, at=AT)
    actions.remove_directive(directive, by=by, at=AT)
    actions.forbid(physics, energy, by=by, at=AT)
    found = proposed_pairs(propose(place))
    assert (physics.public_id, energy.public_id) not in found
    assert languages.public_id in {left for left, _ in found}


def test_pin_that_a_rule_refuses_says_which(place: tuple[Programme, Region], by: Account) -> None:
    teacher = make_teacher(place[0])
    assert teacher.employment is not None
    colleague = make_professional(place[0], organisation=teacher.employment.organisation)
    with pytest.raises(DomainError) as refused:
        actions.pin(teacher, colleague, by=by, at=AT)
    assert str(refused.value) == "Ze werken bij dezelfde organisatie."
    assert not Directive.objects.exists()


def test_pin_across_regions_is_refused(place: tuple[Programme, Region], by: Account) -> None:
    elsewhere = make.make_region("Elders")
    place[0].regions.add(elsewhere)
    for action in (actions.pin, actions.forbid):
        with pytest.raises(DomainError) as refused:
            action(make_teacher(place[0]), make_professional(place[0], region=elsewhere), by=by, at=AT)
        assert refused.value.code == "other_region"


def test_pin_of_somebody_pinned_elsewhere_is_refused(place: tuple[Programme, Region], by: Account) -> None:
    teacher = make_teacher(place[0])
    actions.pin(teacher, make_professional(place[0]), by=by, at=AT)
    with pytest.raises(DomainError) as refused:
        actions.pin(teacher, make_professional(place[0]), by=by, at=AT)
    assert refused.value.code == "pinned_elsewhere"


def test_pin_of_somebody_with_a_proposal_is_refused(place: tuple[Programme, Region], by: Account) -> None:
    teacher, other = make_teacher(place[0]), make_professional(place[0])
    propose_pair(teacher, other, by=None, at=AT)
    with pytest.raises(DomainError) as refused:
        actions.pin(teacher, make_professional(place[0]), by=by, at=AT)
    assert refused.value.code == "not_free"


def test_commit_scenario_makes_every_pair_with_its_reasons_and_mails(by: Account) -> None:
    programme, region = programme_with(5, 4)
    scenario = actions.make_proposal(programme, region, by=by, at=AT)
    count = len(scenario.result["pairs"])
    assert count
    sent = actions.commit_scenario(scenario, by=by, at=AT)
    assert len(sent.pairs) == Pair.objects.count() == count
    assert OutboxMail.objects.filter(template="pair_proposed").count() == sent.mails == 2 * count
    for pair in Pair.objects.all():
        assert set(pair.reasons) == {"teacher", "non_teacher", "shared"}
        assert pair.reasons["teacher"]["reasons"]
        assert pair.kind
        assert pair.band
    assert History.objects.get(verb="commit_scenario").codes["pairs"] == count


TOLD = "Dit voorstel is al verstuurd, op dinsdag 15 september om 12.00 uur. Er ging niets dubbel de deur uit."


def test_commit_scenario_twice_counts_once(by: Account) -> None:
    programme, region = programme_with(3, 3)
    scenario = actions.make_proposal(programme, region, by=by, at=AT)
    actions.commit_scenario(scenario, by=by, at=AT)
    before = Pair.objects.count(), OutboxMail.objects.count()
    with pytest.raises(DomainError) as refused:
        actions.commit_scenario(scenario, by=by, at=AT)
    assert str(refused.value) == TOLD
    assert (Pair.objects.count(), OutboxMail.objects.count()) == before


def test_nobody_is_matched_in_a_round_that_is_over(by: Account) -> None:
    """Nor decided about, asked for, weighed or sent; what was there can be read."""
    programme, region = programme_with(2, 2)
    teacher, professional = (programme.participations.filter(side=side).earliest("pk") for side in Side)
    scenario = actions.make_proposal(programme, region, by=by, at=AT)
    attempts: list[Callable[[], object]] = [
        lambda: actions.make_proposal(programme, region, by=by, at=AT),
        lambda: actions.ask_proposal(programme, region, by=by, at=AT),
        lambda: actions.commit_scenario(scenario, by=by, at=AT),
        lambda: actions.pin(teacher, professional, by=by, at=AT),
        lambda: actions.forbid(teacher, professional, by=by, at=AT),
        lambda: make_pair(teacher, professional, by=by, at=AT),
        lambda: keep_weighing(scenario, by=by, at=AT),
    ]
    for state in (Programme.State.FINISHED, Programme.State.ARCHIVED):
        Programme.objects.filter(pk=programme.pk).update(state=state)
        programme, scenario = Programme.objects.get(pk=programme.pk), Scenario.objects.get(pk=scenario.pk)
        teacher, professional = (programme.participations.filter(side=side).earliest("pk") for side in Side)
        for attempt in attempts:
            with pytest.raises(DomainError) as refused:
                attempt()
            assert refused.value.code == "over"
    assert not Pair.objects.exists()
    assert Scenario.objects.get().state == Scenario.State.OPEN


@pytest.mark.parametrize("what", ["withdrew", "paired", "moved"])
def test_commit_scenario_with_somebody_gone_names_them_and_makes_nothing(
    place: tuple[Programme, Region], what: str
) -> None:
    one, other = make_teacher(place[0]), make_professional(place[0])
    scenario = propose(place)
    if what == "withdrew":
        Participation.objects.filter(pk=other.pk).update(state=Participation.State.WITHDRAWN)
    elif what == "moved":
        Participation.objects.filter(pk=other.pk).update(region=make.make_region("Elders"))
    else:
        propose_pair(make_teacher(place[0]), other, by=None, at=AT)
    seats = Seat.objects.count()
    with pytest.raises(DomainError) as refused:
        actions.commit_scenario(scenario, by=None, at=AT)
    assert refused.value.code == "stale"
    assert other.person.full_name in str(refused.value)
    assert one.person.full_name not in str(refused.value)
    scenario.refresh_from_db()
    assert (scenario.state, Seat.objects.count()) == (Scenario.State.OPEN, seats)


def test_commit_scenario_with_a_pair_forbidden_since_makes_nothing(
    place: tuple[Programme, Region], by: Account
) -> None:
    one, other = make_teacher(place[0]), make_professional(place[0])
    scenario = propose(place)
    actions.forbid(one, other, by=by, at=AT)
    with pytest.raises(DomainError) as refused:
        actions.commit_scenario(scenario, by=by, at=AT)
    assert refused.value.code == "forbidden_since"
    assert not Pair.objects.exists()


def test_commit_scenario_with_two_who_said_no_since_makes_nothing(place: tuple[Programme, Region], by: Account) -> None:
    one, _other = make_teacher(place[0]), make_professional(place[0])
    older, newer = propose(place), propose(place)
    actions.commit_scenario(newer, by=by, at=AT)
    decline_pair(Pair.objects.get(), person=one.person, by=by, at=AT)
    with pytest.raises(DomainError) as refused:
        actions.commit_scenario(older, by=by, at=AT)
    assert refused.value.code == "partners_since"
    assert Pair.objects.count() == 1


def test_check_two_tells_the_price_for_the_others(place: tuple[Programme, Region]) -> None:
    physics, languages = make_teacher(place[0]), make_teacher(place[0], I7=["nederlands"])
    energy = make_professional(place[0])
    found = adapter.check_two(adapter.read_input(*place), physics.public_id, energy.public_id, "total", 0)
    assert (found.allowed, found.pairs_lost, found.others_changed) == (True, 0, 0)
    dear = adapter.check_two(adapter.read_input(*place), languages.public_id, energy.public_id, "total", 0)
    assert (dear.pairs_lost, dear.others_changed) == (0, 1)  # physics loses the partner


def test_command_proposes_and_commits(capsys: pytest.CaptureFixture[str]) -> None:
    programme, region = programme_with(3, 3)
    call_command("propose_pairs", programme.slug)
    assert "nothing sent" in capsys.readouterr().out
    assert not Pair.objects.exists()
    call_command("propose_pairs", programme.slug, "--commit", "--json", "--region", region.slug)
    assert Pair.objects.count() == 3


def test_command_without_such_a_programme_or_region_says_so() -> None:
    programme, _region = programme_with(1, 1)
    with pytest.raises(CommandError, match="no programme 'x'"):
        call_command("propose_pairs", "x")
    with pytest.raises(CommandError, match="has no region 'y'"):
        call_command("propose_pairs", programme.slug, "--region", "y")
