"""Names that somebody wrote, found among the participants (I18, R-1.1)."""

import pytest

from conftest import Cast
from jobtwinning.intake.queries import matching_profiles
from jobtwinning.matching import adapter, engine
from jobtwinning.matching.tests.world import answer_intake, make_professional, make_teacher


@pytest.mark.parametrize(
    ("line", "is_meant"),
    [
        ("Daan Oosterling", True),
        ("daan   oosterling, van het netbedrijf", True),
        ("Ik ken Daan Oosterling.", True),
        ("Oosterling (EMPLOYER)", True),
        ("EMAIL", True),
        ("Daan", False),
        ("Oosterling", False),
        ("Oosterlingen", False),
        ("Noor Verbrugge", False),  # oneself
        ("", False),
    ],
)
def test_a_line_means_somebody_by_whole_name_address_or_surname_and_employer(
    cast: Cast, line: str, is_meant: bool
) -> None:
    other = cast.professional
    assert other.employment is not None
    text = line.replace("EMPLOYER", other.employment.organisation.name).replace("EMAIL", other.person.email)
    answer_intake(cast.teacher, I18=True, I18b=[text])
    mine = next(one for one in matching_profiles(cast.programme, [cast.region.pk]) if one.side == "teacher")
    assert mine.knows == ((other.public_id,) if is_meant else ())


def test_who_know_each_other_are_never_paired(cast: Cast) -> None:
    """R-1.1."""
    teacher = make_teacher(cast.programme, "Hassan", I18=True, I18b=["Vera Buiten"])
    other = make_professional(cast.programme, "Vera")
    given = adapter.read_input(cast.programme, cast.region)
    (refusal,) = adapter.refusals_of(given, teacher.public_id, other.public_id)
    assert refusal.code == "know_each_other"
    assert engine.propose(given.problem).pairs == ()
