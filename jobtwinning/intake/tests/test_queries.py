from datetime import timedelta

from pytest_django import DjangoAssertNumQueries

from conftest import Cast
from jobtwinning.intake.actions import save_intake
from jobtwinning.intake.queries import (
    Filters,
    ProfileWish,
    employer_names,
    filtered_participations,
    matching_profiles,
    participant_rows,
    sign_up_state,
)
from jobtwinning.people.models import Consent, Organisation
from jobtwinning.programmes.models import Participation, Programme, Side
from tests import make
from tests.make import NOW, make_participation


def test_matching_profiles_reads_everything_in_two_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    answers = {
        "I2": "docent wiskunde", "I2b": "ja", "I3": "lerarenopleiding", "I3b": "hbo", "I4": "nieuwsgierig", "I5": "a|b",
        "I6": "Y02|Y01", "I7": "wiskunde", "I7b": "vlakke meetkunde", "I8b": "vo", "I8e": "havo", "I10": "choose",
        "I9.subject": "3", "I9.subject.direction": "different", "I9.subject.must": "ja", "I9.personal": "0",
        "I9.company_type": "1", "I9.company_type.wanted": "it", "I9b": "graag dichtbij", "I11a": "7,5", "I11b": "3",
        "I12a": "2026-W43", "I12b": "2026-W44", "I12c": "monday.morning=teaching", "I13": "2747891",
        "I13b": "2754007", "I13c": "45", "I13d": "car|bicycle", "I17": "34",
    }  # fmt: skip
    save_intake(cast.teacher, answers, items=list(answers), by=None, at=NOW)
    with django_assert_num_queries(2):
        teacher, professional = matching_profiles(cast.programme, [cast.region.pk])
    for _number in range(5):
        make_participation(cast.programme)
    with django_assert_num_queries(2):
        assert len(matching_profiles(cast.programme, [cast.region.pk])) == 7
    assert (teacher.participation_id, teacher.side, teacher.function) == (cast.teacher.pk, "teacher", "docent wiskunde")
    assert (teacher.leads_people, teacher.education_level, teacher.education) == (True, "hbo", "lerarenopleiding")
    assert (teacher.fields, teacher.fields_text, teacher.yields) == (("wiskunde",), "vlakke meetkunde", ("Y01", "Y02"))
    assert (teacher.reasons, teacher.goals, teacher.other_wishes) == ("nieuwsgierig", ("a", "b"), "graag dichtbij")
    assert (teacher.education_types, teacher.target_groups, teacher.company_type) == (("vo",), ("havo",), None)
    assert teacher.wishes == (
        ProfileWish("subject", 3, "different", True, ()),
        ProfileWish("personal", 0, None, False, ()),
        ProfileWish("company_type", 1, None, False, ("it",)),
    )
    assert (teacher.mode, teacher.match_types) == ("choose", ("subject", "company_type"))
    assert (teacher.hours_per_month, teacher.months, teacher.max_travel_minutes) == (7.5, 3, 45)
    assert (teacher.busy_weeks, teacher.closed_weeks) == (("2026-W43",), ("2026-W44",))
    assert teacher.open_weeks is not None
    assert (teacher.open_weeks[0], teacher.open_weeks[-1], len(teacher.open_weeks)) == ("2026-W37", "2026-W49", 11)
    assert teacher.day_parts == (("monday.morning", "teaching"),)
    assert (teacher.work_place_id, teacher.home_place_id) == (2747891, 2754007)
    assert (teacher.latitude, teacher.longitude) == (51.9225, 4.4792)
    assert (teacher.travel_modes, teacher.age) == (("car", "bicycle"), 34)
    assert (professional.side, professional.function, professional.leads_people) == ("non_teacher", "netplanner", None)
    unknown = (professional.mode, professional.hours_per_month, professional.open_weeks, professional.latitude)
    assert unknown == (None, None, None, None)


def test_matching_profiles_leaves_out_other_regions_and_unfinished_intakes(cast: Cast) -> None:
    other = make.make_region("Heuvelland")
    cast.programme.regions.add(other)
    make_participation(cast.programme, region=other)
    make_participation(cast.programme, state="signed_up")
    make_participation(cast.programme, state="withdrawn")
    here = {cast.teacher.pk, cast.professional.pk}
    assert {each.participation_id for each in matching_profiles(cast.programme, [cast.region.pk])} == here
    assert len(matching_profiles(cast.programme, [cast.region.pk, other.pk])) == 3


def names(cast: Cast, **filters: str) -> list[str]:
    found = filtered_participations(cast.programme, [cast.region.pk], Filters(**filters))
    return [row.person.surname for row in found]


def test_filtered_participations_narrow_by_side_state_region_and_name(cast: Cast) -> None:
    make_participation(cast.programme, person=make.make_person("Imke", "Vos"), state="signed_up")
    make_participation(cast.programme, person=make.make_person("Weg", "Gegaan"), state="withdrawn")
    assert names(cast) == ["Oosterling", "Verbrugge", "Vos"]
    assert names(cast, side="non_teacher") == ["Oosterling"]
    assert names(cast, state="signed_up") == ["Vos"]
    assert names(cast, state="withdrawn") == ["Gegaan"]
    assert names(cast, region="maasmond", text="imke v") == ["Vos"]
    assert names(cast, region="elders") == []


def test_filtered_participations_of_other_regions_are_not_there(cast: Cast) -> None:
    other = make.make_region("Heuvelland")
    make_participation(cast.programme, region=other, person=make.make_person("Elders", "Wonend"))
    assert Participation.objects.filter(person__surname="Wonend").exists()
    assert names(cast, text="Wonend") == []


def test_participant_rows_count_the_answered_questions_in_three_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    save_intake(cast.teacher, {"I2": "a", "I2b": "ja", "I4": "b", "I12a": "2026-W43", "I9b": "c"},
                items=["I2", "I4", "I12", "I9b"], by=None, at=NOW)  # fmt: skip
    Consent.objects.create(
        person=cast.teacher.person,
        purpose="research",
        given=False,
        text_version="1",
        text_hash="0",
        language="nl",
        at=NOW,
    )
    with django_assert_num_queries(3):
        rows = participant_rows([cast.teacher, cast.professional])
    assert [(row.answered, row.asked) for row in rows] == [(4, 15), (0, 15)]


def test_sign_up_state_counts_the_last_day_in(cast: Cast) -> None:
    programme = cast.programme
    assert programme.sign_up_until is not None
    last = programme.sign_up_until
    assert sign_up_state(programme, "teacher", today=last) == "open"
    assert sign_up_state(programme, "teacher", today=last + timedelta(days=1)) == "closed"
    programme.places_per_side = 1
    assert sign_up_state(programme, "teacher", today=last) == "full"
    programme.state = Programme.State.RUNNING
    assert sign_up_state(programme, "teacher", today=last) == "closed"


def test_employers_to_choose_from_are_of_that_side_of_the_own_regions_and_each_once(cast: Cast) -> None:
    school = make.make_organisation("Brugwater Lyceum", kind=Organisation.Kind.SCHOOL)
    for name in ("Imke", "Sjoerd"):
        make.make_participation(cast.programme, person=make.make_person(name), organisation=school)
    made = make.make_participation(cast.programme, person=make.make_person("Ties"), state=Participation.State.SIGNED_UP)
    nowhere = make.make_participation(cast.programme, person=make.make_person("Lotte"))
    Participation.objects.filter(pk=nowhere.pk).update(employment=None)
    region = make.make_region("Heuvelrijk", slug="heuvelrijk-oost")
    far = make.make_participation(make.make_programme(region, slug="ver"), person=make.make_person("Fenna"))
    schools = employer_names(cast.programme, Side.TEACHER)
    companies = employer_names(cast.programme, Side.NON_TEACHER)
    assert schools == sorted({school.name, named(cast.teacher)})
    assert companies == [named(cast.professional)]
    assert not {named(made), named(far)} & {*schools, *companies}


def named(participation: Participation) -> str:
    """Where somebody works."""
    assert participation.employment is not None
    return participation.employment.organisation.name
