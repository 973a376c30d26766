"""Ready for matching (REC-03): all three, or a coordinator's word; every change settles it."""

from collections.abc import Callable

import pytest

from conftest import Cast
from jobtwinning.core.models import History
from jobtwinning.intake.actions import complete_intake, withdraw_participation
from jobtwinning.intake.managers.actions import give_own_permission
from jobtwinning.intake.managers.care import Told, record_told_permission, withdraw_permission
from jobtwinning.intake.models import ManagerPermission, ReadinessOverride
from jobtwinning.intake.queries import matching_profiles
from jobtwinning.intake.readiness import confirm_motivation, override_readiness, readiness_of, take_back_override
from jobtwinning.intake.tests.test_managers import refuses
from jobtwinning.matching.queries import people_of, waiting_for_permission_count
from jobtwinning.programmes.models import Participation
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
STEPS: dict[str, Callable[[Participation], object]] = {
    "intake": lambda one: complete_intake(one, by=None, at=NOW),
    "motivation": lambda one: confirm_motivation(one, by=None, at=NOW),
    "permission": lambda one: give_own_permission(one, hours_maximum=None, by=None, at=NOW),
}


@pytest.fixture
def newcomer(cast: Cast) -> Participation:
    return make.make_participation(cast.programme, state="signed_up")


def state_of(one: Participation) -> str:
    return Participation.objects.get(pk=one.pk).state


def verbs(one: Participation) -> list[str]:
    return list(History.objects.filter(subject_id=one.public_id).order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize("last", list(STEPS))
def test_only_the_last_of_the_three_makes_ready(last: str, newcomer: Participation) -> None:
    for name, step in STEPS.items():
        if name != last:
            step(newcomer)
            assert state_of(newcomer) != "ready"
    STEPS[last](newcomer)
    assert (newcomer.state, state_of(newcomer)) == ("ready", "ready")
    assert verbs(newcomer).count("became_ready") == 1


@pytest.mark.parametrize("missing", list(STEPS))
def test_without_one_of_the_three_nobody_is_ready(missing: str, newcomer: Participation) -> None:
    for name, step in STEPS.items():
        if name != missing:
            step(newcomer)
    assert state_of(newcomer) != "ready"
    assert "became_ready" not in verbs(newcomer)


def test_every_step_twice_is_once(newcomer: Participation) -> None:
    for step in STEPS.values():
        step(newcomer)
        step(Participation.objects.get(pk=newcomer.pk))
    assert newcomer.permissions.count() == 1
    assert verbs(newcomer) == ["response_submitted", "intake_completed", "confirm_motivation", "became_ready"]


def test_a_permission_withdrawn_makes_not_ready_and_a_new_one_ready(cast: Cast) -> None:
    one = make.make_participation(cast.programme)
    withdraw_permission(ManagerPermission.objects.get(participation=one), by=None, at=NOW)
    assert state_of(one) == "intake_complete"
    record_told_permission(one, Told("paper", "Formulier in de map"), by=None, at=NOW)
    assert state_of(one) == "ready"
    assert verbs(one) == ["not_ready_any_more", "became_ready"]


def test_an_override_is_visible_and_can_be_taken_back(cast: Cast, newcomer: Participation) -> None:
    with refuses("no_intake"):
        override_readiness(newcomer, "Belt morgen terug.", by=None, at=NOW)
    complete_intake(newcomer, by=None, at=NOW)
    coordinator = cast.accounts["coordinator"]
    override_readiness(newcomer, "Schoolleider is ziek; HR zei ja.", by=coordinator, at=NOW)
    override_readiness(newcomer, "HR zei ja.", by=coordinator, at=NOW)
    row = ReadinessOverride.objects.get()
    assert (row.reason, row.made_at, row.made_by_id) == ("HR zei ja.", NOW, coordinator.pk)  # type: ignore[union-attr]
    assert readiness_of(Participation.objects.get(pk=newcomer.pk)).is_ready
    assert state_of(newcomer) == "ready"
    take_back_override(newcomer, by=coordinator, at=NOW)
    assert state_of(newcomer) == "intake_complete"
    assert not ReadinessOverride.objects.exists()
    take_back_override(newcomer, by=coordinator, at=NOW)
    assert verbs(newcomer).count("take_back_override") == 1


def test_matching_knows_only_who_is_ready_and_says_who_waits(cast: Cast, newcomer: Participation) -> None:
    complete_intake(newcomer, by=None, at=NOW)
    ready = make.make_participation(cast.programme)
    known = people_of(cast.programme, cast.region)
    assert ready.public_id in known
    assert newcomer.public_id not in known
    profiles = {one.public_id for one in matching_profiles(cast.programme, [cast.region.pk])}
    assert ready.public_id in profiles
    assert newcomer.public_id not in profiles
    assert waiting_for_permission_count(cast.programme, cast.region) == 1


def test_who_withdrew_is_not_made_ready_by_anything(newcomer: Participation) -> None:
    complete_intake(newcomer, by=None, at=NOW)
    withdraw_participation(newcomer, by=None, at=NOW)
    assert not confirm_motivation(newcomer, by=None, at=NOW)
    with refuses("withdrawn"):
        give_own_permission(newcomer, hours_maximum=None, by=None, at=NOW)
    with refuses("withdrawn"):
        override_readiness(newcomer, "Toch", by=None, at=NOW)
    assert state_of(newcomer) == "withdrawn"
