import pytest
from pytest_django import DjangoAssertNumQueries

from conftest import Cast
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.people.models import Consent
from jobtwinning.programmes.models import Programme, Side
from jobtwinning.surveys.actions import AnswersRefusedError, open_response, save_answers, submit_response
from jobtwinning.surveys.models import Response, ResponseKeyLink
from jobtwinning.surveys.queries import answers_by_item, answers_by_items, answers_of, response_of
from tests.make import NOW, make_participation


@pytest.fixture
def response(cast: Cast) -> Response:
    return open_response(cast.teacher, "final_survey", at=NOW)


def lines() -> list[tuple[str, str, dict[str, object]]]:
    return list(History.objects.order_by("pk").values_list("verb", "subject_id", "codes"))


def test_open_response_twice_gives_the_same_one(cast: Cast, response: Response) -> None:
    assert open_response(cast.teacher, "final_survey", at=NOW) == response
    assert response_of(cast.teacher, "final_survey") == response
    assert (response.opened_at, response.instrument_version, response.source) == (NOW, 1, "page")
    assert response_of(cast.teacher, "interim_survey") is None


def test_open_response_without_key_makes_key_and_link(cast: Cast) -> None:
    ResponseKeyLink.objects.filter(participation=cast.teacher).delete()
    made = open_response(cast.teacher, "final_survey", at=NOW)
    assert made.response_key.link.participation == cast.teacher
    assert (made.response_key.programme, made.response_key.side) == (cast.programme, Side.TEACHER)


def test_save_answers_stores_clean_values_and_one_line_of_history(cast: Cast, response: Response) -> None:
    saved = save_answers(response, {"N1": "2", "N2": " te druk ", "N9a": "7,5"}, by=cast.accounts["teacher"], at=NOW)
    assert answers_of(response) == {"N1": 2, "N2": "te druk", "N9a": 7.5}
    assert saved.changed == ("N1", "N2", "N9a")
    assert lines() == [("answers_saved", cast.teacher.public_id, {"instrument": "final_survey", "items": 3})]
    line = History.objects.get()
    assert (line.actor_id, line.at, line.programme_id) == (cast.teacher.person.account_id, NOW, cast.programme.pk)


def test_save_answers_again_changes_nothing(cast: Cast, response: Response) -> None:
    save_answers(response, {"N1": 2}, by=None, at=NOW)
    assert save_answers(response, {"N1": "2"}, by=None, at=NOW).changed == ()
    assert (len(lines()), Response.objects.get().version) == (1, 2)


def test_save_answers_empty_takes_the_answer_away_and_leaves_others(response: Response) -> None:
    save_answers(response, {"N1": 5, "N6": 4}, by=None, at=NOW)
    assert save_answers(response, {}, by=None, at=NOW, items=["N6"]).changed == ("N6",)
    assert answers_of(response) == {"N1": 5}


def test_save_answers_not_asked_any_more_is_dropped(response: Response) -> None:
    save_answers(response, {"N1": 2, "N2": "te druk"}, by=None, at=NOW)
    save_answers(response, {"N1": 4, "N2": "te druk"}, by=None, at=NOW)
    assert answers_of(response) == {"N1": 4}


def test_save_answers_wrong_value_stores_nothing(response: Response) -> None:
    with pytest.raises(AnswersRefusedError) as caught:
        save_answers(response, {"N1": 2, "N9a": "veel"}, by=None, at=NOW)
    assert {code: error.code for code, error in caught.value.errors.items()} == {"N9a": "not_a_number"}
    assert (answers_of(response), lines()) == ({}, [])


def test_save_answers_over_a_newer_version_is_refused(response: Response) -> None:
    mine, other = Response.objects.get(), Response.objects.get()
    save_answers(other, {"N1": 5}, by=None, at=NOW, version=other.version)
    with pytest.raises(DomainError) as caught:
        save_answers(mine, {"N1": 1}, by=None, at=NOW, version=mine.version)
    assert (caught.value.code, answers_of(response)) == ("stale", {"N1": 5})


def test_save_answers_consent_becomes_a_line_of_consent(cast: Cast) -> None:
    intake = open_response(cast.teacher, "intake", at=NOW)
    for answer in ("ja", "ja", "nee", ""):
        save_answers(intake, {"I19": answer}, by=None, at=NOW, items=["I19"])
    given = list(Consent.objects.order_by("pk").values_list("purpose", "given", "text_version", "language"))
    assert given == [("research", True, "I19/2", "nl"), ("research", False, "I19/2", "nl")]
    assert Consent.objects.values_list("text_hash").distinct().count() == 1
    assert (answers_of(intake), len(lines())) == ({}, 2)


def test_actions_in_a_finished_programme_are_refused(cast: Cast, response: Response) -> None:
    Programme.objects.update(state=Programme.State.FINISHED)
    late = Response.objects.get()
    with pytest.raises(DomainError) as save:
        save_answers(late, {"N1": 2}, by=None, at=NOW)
    with pytest.raises(DomainError) as submit:
        submit_response(late, by=None, at=NOW)
    assert (save.value.code, submit.value.code, lines()) == ("closed", "closed", [])
    save_answers(late, {"N1": 2}, by=None, at=NOW, closed_too=True)
    assert answers_of(late) == {"N1": 2}


def test_submit_response_twice_is_one_line(cast: Cast, response: Response) -> None:
    assert submit_response(response, by=None, at=NOW) is True
    assert submit_response(Response.objects.get(), by=None, at=NOW) is False
    assert Response.objects.get().submitted_at == NOW
    assert [verb for verb, _subject, _codes in lines()] == ["response_submitted"]


def test_history_never_names_the_pseudonym(cast: Cast, response: Response) -> None:
    save_answers(response, {"N1": 2}, by=None, at=NOW)
    submit_response(response, by=None, at=NOW)
    told = repr(list(History.objects.values()))
    assert cast.teacher.public_id in told
    assert response.public_id not in told
    assert response.response_key.key not in told


def submitted(
    cast: Cast, side: str, value: int, *, consent: bool | None = None, instrument: str = "final_survey"
) -> str:
    participation = make_participation(cast.programme, side=side)
    made = open_response(participation, instrument, at=NOW)
    save_answers(made, {"N1": value} if instrument == "final_survey" else {"I11a": value}, by=None, at=NOW)
    submit_response(made, by=None, at=NOW)
    if consent is not None:
        Consent.objects.create(
            person=participation.person,
            purpose="research",
            given=consent,
            text_version="I19/1",
            text_hash="0" * 64,
            language="nl",
            at=NOW,
        )
    return made.response_key.key


def test_answers_by_item_groups_by_side_without_persons(
    cast: Cast, response: Response, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    save_answers(response, {"N1": 1}, by=None, at=NOW)  # never handed in
    teachers = sorted([submitted(cast, Side.TEACHER, 2), submitted(cast, Side.TEACHER, 2, consent=True)])
    other = submitted(cast, Side.NON_TEACHER, 4)
    with django_assert_num_queries(1):
        found = answers_by_item(cast.programme, "final_survey", "N1")
    assert found == [(teachers[0], "teacher", 2), (teachers[1], "teacher", 2), (other, "non_teacher", 4)]
    several = answers_by_items(cast.programme, "final_survey", ["N6", "N1"])
    assert several == [(key, side, "N1", value) for key, side, value in found]


def test_answers_by_item_leaves_out_who_refused(cast: Cast) -> None:
    keys = [submitted(cast, Side.TEACHER, 2, consent=consent) for consent in (False, None, True)]
    assert {row.response_key for row in answers_by_item(cast.programme, "final_survey", "N1")} == set(keys[1:])
    intake = [submitted(cast, Side.TEACHER, 8, consent=consent, instrument="intake") for consent in (False, None, True)]
    assert {row.response_key for row in answers_by_item(cast.programme, "intake", "I11a")} == {intake[2]}


def test_answers_by_item_keeps_answers_whose_link_is_gone(cast: Cast) -> None:
    key = submitted(cast, Side.TEACHER, 2, consent=False)
    assert answers_by_item(cast.programme, "final_survey", "N1") == []
    ResponseKeyLink.objects.filter(response_key__key=key).delete()
    assert answers_by_item(cast.programme, "final_survey", "N1") == [(key, "teacher", 2)]
