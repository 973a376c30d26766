from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from conftest import ROLES, Cast
from jobtwinning.core.models import History
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.surveys.actions import open_response, save_answers
from jobtwinning.surveys.forms import AnswersForm
from jobtwinning.surveys.models import Response, ResponseKeyLink
from jobtwinning.surveys.queries import answers_of
from tests.make import NOW

ClientOf = Callable[[str], Client]


@pytest.fixture
def response(cast: Cast) -> Response:
    return open_response(cast.teacher, "final_survey", at=NOW)


def url(name: str, response: Response) -> str:
    return reverse(f"surveys:{name}", args=[response.public_id])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ["respond", "answers"])
def test_respond_opens_for_the_respondent_only(client_of: ClientOf, response: Response, role: str, name: str) -> None:
    answer = client_of(role).get(url(name, response))
    assert answer.status_code == {"nobody": 302, "teacher": 200}.get(role, 404)


def test_respond_without_link_or_after_withdrawing_is_gone(cast: Cast, client_of: ClientOf, response: Response) -> None:
    client = client_of("teacher")
    assert client.get(url("respond", response)).status_code == 200
    Participation.objects.filter(pk=cast.teacher.pk).update(state=Participation.State.WITHDRAWN)
    assert client.get(url("respond", response)).status_code == 404
    Participation.objects.filter(pk=cast.teacher.pk).update(state=Participation.State.INTAKE_COMPLETE)
    ResponseKeyLink.objects.filter(participation=cast.teacher).delete()
    assert client.get(url("respond", response)).status_code == 404


def test_respond_of_an_intake_is_not_here(cast: Cast, client_of: ClientOf) -> None:
    intake = open_response(cast.teacher, "intake", at=NOW)
    assert client_of("teacher").get(url("respond", intake)).status_code == 404


def test_respond_page_has_the_items_of_the_short_form(client_of: ClientOf, response: Response) -> None:
    form = client_of("teacher").get(url("respond", response)).context["form"]
    yields = tuple(f"N3.Y{number:02}" for number in range(1, 15))
    assert form.codes == ("N1", "N2", *yields, "N6", "N9a", "N9b", "N11")


def sent(client: Client, response: Response, **answers: str) -> dict[str, str]:
    form: AnswersForm = client.get(url("respond", response)).context["form"]
    return {"form_key": form["form_key"].value(), "version": form["version"].value(), **answers}


def test_respond_saves_for_later_and_resumes(client_of: ClientOf, response: Response) -> None:
    client = client_of("teacher")
    answer = client.post(url("respond", response), sent(client, response, N1="2", N9a="7,5", save="1"))
    assert answer["Location"] == url("respond", response) + "?opgeslagen=1"
    page = client.get(answer["Location"]).content.decode()
    assert "Alles is opgeslagen" in page
    assert 'value="7,5"' in page
    assert Response.objects.get().submitted_at is None


def test_respond_submit_sent_twice_is_harmless_and_thanks(client_of: ClientOf, response: Response) -> None:
    client = client_of("teacher")
    data = sent(client, response, N1="4", N11="yes", submit="1")
    first, second = client.post(url("respond", response), data), client.post(url("respond", response), data)
    assert first["Location"] == second["Location"] == url("answers", response)
    page = client.get(first["Location"]).content.decode()
    assert "Dank je wel" in page
    assert "In grote mate" in page
    assert answers_of(response) == {"N1": 4, "N11": "yes"}
    assert list(History.objects.order_by("pk").values_list("verb", flat=True)) == [
        "answers_saved",
        "response_submitted",
    ]


def test_respond_submitted_can_be_corrected_until_the_programme_is_finished(
    client_of: ClientOf, response: Response
) -> None:
    client = client_of("teacher")
    client.post(url("respond", response), sent(client, response, N1="4", submit="1"))
    client.post(url("respond", response), sent(client, response, N1="5", submit="1"))
    assert answers_of(response) == {"N1": 5}
    late = sent(client, response, N1="1", submit="1")
    Programme.objects.update(state=Programme.State.FINISHED)
    refused = client.post(url("respond", response), late)
    assert refused.status_code == 422
    assert "Deze ronde is afgesloten." in refused.content.decode()
    assert client.get(url("respond", response))["Location"] == url("answers", response)
    assert "Aanpassen kan niet meer" in client.get(url("answers", response)).content.decode()
    assert answers_of(response) == {"N1": 5}


def test_respond_wrong_number_keeps_everything_and_says_what_is_wrong(client_of: ClientOf, response: Response) -> None:
    client = client_of("teacher")
    answer = client.post(url("respond", response), sent(client, response, N1="2", N2="te druk", N9a="veel", submit="1"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "‘veel’ is geen getal. Schrijf bijvoorbeeld 7 of 7,5." in page
    assert "te druk" in page
    assert (answers_of(response), Response.objects.get().submitted_at) == ({}, None)


def test_respond_over_a_newer_version_keeps_the_text_and_goes_through_the_second_time(
    client_of: ClientOf, response: Response
) -> None:
    client = client_of("teacher")
    old = sent(client, response, N1="1", N2="mijn tekst", save="1")
    save_answers(response, {"N1": 5}, by=None, at=NOW)
    answer = client.post(url("respond", response), old)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Iemand anders heeft dit intussen aangepast." in page
    assert "mijn tekst" in page
    assert answers_of(response) == {"N1": 5}
    again = old | {"version": str(answer.context["form"]["version"].value())}
    assert client.post(url("respond", response), again).status_code == 302
    assert answers_of(response) == {"N1": 1, "N2": "mijn tekst"}


@pytest.mark.parametrize("text", ["x" * 5000, "a\x00b", "👩", "\u202eabc", "<script>x</script>", "\x01", "a" * 2000])
def test_respond_hostile_text_is_stored_or_refused_never_a_crash(
    client_of: ClientOf, response: Response, text: str
) -> None:
    client = client_of("teacher")
    answers = dict.fromkeys(client.get(url("respond", response)).context["form"].codes, text)
    answer = client.post(url("respond", response), sent(client, response, **answers))
    assert answer.status_code == 422
    assert "<script>x" not in answer.content.decode()
    saved = client.post(url("respond", response), sent(client, response, N1="1", N2=text[:1000]))
    assert saved.status_code == 302
    assert client.get(url("answers", response)).status_code == 200


def test_respond_in_english_is_english(client_of: ClientOf, response: Response) -> None:
    with translation.override("en"):
        address = url("respond", response)
    page = client_of("teacher").get(address).content.decode()
    assert "To what extent did Job Twinning meet your expectations?" in page
