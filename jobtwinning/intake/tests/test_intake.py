from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from conftest import ROLES, Cast
from jobtwinning.core.errors import DomainError
from jobtwinning.core.models import History
from jobtwinning.intake.actions import complete_intake, save_intake, withdraw_participation
from jobtwinning.intake.queries import known_answers
from jobtwinning.intake.steps import STEPS, asked_items, questions, step_by_slug
from jobtwinning.people.models import Consent
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.surveys.models import Response
from jobtwinning.surveys.queries import answers_of, response_of
from tests.make import NOW

ClientOf = Callable[[str], Client]


@pytest.fixture
def teacher(cast: Cast) -> Participation:
    """The cast's teacher, signed up with the intake still to do."""
    Participation.objects.filter(pk=cast.teacher.pk).update(
        state="signed_up", intake_completed_at=None, motivation_confirmed_at=None
    )
    cast.teacher.refresh_from_db()
    return cast.teacher


def url(name: str, participation: Participation, step: str = "") -> str:
    names = {"public_id": participation.public_id, **({"step": step} if step else {})}
    return reverse(f"intake:{name}", kwargs=names)


def send(client: Client, participation: Participation, slug: str, **answers: str | list[str]) -> str:
    """Send one page as a browser would; where it leads, or the status."""
    address = url("step", participation, slug)
    form = client.get(address).context["form"]
    hidden = {name: form[name].value() for name in ("form_key", "version")}
    answer = client.post(address, {**hidden, **answers})
    return answer["Location"] if answer.status_code == 302 else str(answer.status_code)


def test_steps_ask_the_short_intake_each_question_once() -> None:
    groups = [questions().item(code).group for code in asked_items()]
    assert set(groups) == {f"I{number}" for number in range(2, 25)} - {"I14"}
    assert len(asked_items()) == len(set(asked_items()))
    assert set(questions().expand(["I1", "I14", "I19b"])) == {item.code for item in questions().items} - set(
        asked_items()
    )


def test_step_by_slug_knows_both_languages() -> None:
    for step in STEPS:
        assert step_by_slug(step.slug_nl) == step_by_slug(step.slug_en) == step
    with translation.override("en"):
        assert STEPS[0].slug == "your-work"
    assert step_by_slug("nergens") is None


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ["intake", "check", "done", "step"])
def test_intake_pages_open_for_the_participant_only(cast: Cast, client_of: ClientOf, role: str, name: str) -> None:
    answer = client_of(role).get(url(name, cast.teacher, "matchen" if name == "step" else ""))
    assert answer.status_code == {"nobody": 302, "teacher": 200}.get(role, 404)


def test_intake_from_the_first_page_to_done(teacher: Participation, client_of: ClientOf) -> None:
    client = client_of("teacher")
    assert client.get(url("intake", teacher)).context["next_url"] == url("step", teacher, "je-werk")
    after = send(client, teacher, "je-werk", I2="docent natuurkunde", I7=["natuurkunde"], I13="Rotterdam")
    assert after == url("step", teacher, "wat-je-wilt-leren")
    assert client.get(url("intake", teacher)).context["next_url"] == after
    send(client, teacher, "wat-je-wilt-leren", I4="Kijken hoe het elders gaat", I5=["Eén doel"], I6=["Y01"])
    weights = {"I9.subject": "3", "I9.subject.direction": "alike", "I9.subject.must": "yes"}
    send(client, teacher, "matchen", I10="choose", **weights)
    send(client, teacher, "wanneer-je-kunt", I11a="7,5", I11b="3", I12a=["2026-W43"])
    assert send(client, teacher, "over-jou", I3="Lerarenopleiding") == url("step", teacher, "meekijken")
    assert send(client, teacher, "meekijken") == url("step", teacher, "onderzoek")
    assert send(client, teacher, "onderzoek", I19="yes") == url("check", teacher)
    page = client.get(url("check", teacher)).content.decode()
    assert "Kijken hoe het elders gaat" in page
    assert "Zonder deze antwoorden" not in page
    assert client.post(url("check", teacher))["Location"] == url("done", teacher)
    assert "Dank je wel, Noor" in client.get(url("done", teacher)).content.decode()
    teacher.refresh_from_db()
    assert (teacher.state, teacher.intake_completed_at is not None) == ("intake_complete", True)
    assert answers_of(response_of(teacher, "intake")) == {
        "I1": "teacher",
        "I2": "docent natuurkunde",
        "I7": ["natuurkunde"],
        "I13": 2747891,
        "I4": "Kijken hoe het elders gaat",
        "I5": ["Eén doel"],
        "I6": ["Y01"],
        "I10": "choose",
        "I9.subject": 3,
        "I9.subject.direction": "alike",
        "I9.subject.must": True,
        "I3": "Lerarenopleiding",
        "I11a": 7.5,
        "I11b": 3,
        "I12a": ["2026-W43"],
    }
    assert Consent.objects.get().given is True
    assert list(History.objects.order_by("pk").values_list("verb", flat=True)) == [
        *["answers_saved"] * 6,
        "response_submitted",
        "intake_completed",
    ]


def test_intake_pages_do_not_write_when_they_are_read(teacher: Participation, client_of: ClientOf) -> None:
    client = client_of("teacher")
    for step in STEPS:
        assert client.get(url("step", teacher, step.slug)).status_code == 200
    client.get(url("check", teacher))
    assert (Response.objects.count(), History.objects.count()) == (0, 0)


def test_step_later_saves_and_stays(teacher: Participation, client_of: ClientOf) -> None:
    client = client_of("teacher")
    after = send(client, teacher, "wat-je-wilt-leren", I4="Half af", later="1")
    assert after == url("intake", teacher) + "?opgeslagen=1"
    assert "Alles is opgeslagen" in client.get(after).content.decode()
    assert "Half af" in client.get(url("step", teacher, "wat-je-wilt-leren")).content.decode()


def test_step_with_a_mistake_keeps_what_was_typed(teacher: Participation, client_of: ClientOf) -> None:
    client = client_of("teacher")
    answer = client.post(url("step", teacher, "wanneer-je-kunt"), {"I11a": "veel", "I11b": "3"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "‘veel’ is geen getal." in page
    assert 'value="veel"' in page
    assert Response.objects.count() == 0


def test_step_says_who_reads_it_and_never_non_teacher(teacher: Participation, client_of: ClientOf) -> None:
    client = client_of("teacher")
    for step in STEPS:
        page = client.get(url("step", teacher, step.slug)).content.decode()
        assert "Je coördinator leest dit" in page or step.code == "consent"
        assert "niet-docent" not in page.lower()


def test_step_asks_each_side_its_own_questions(cast: Cast, client_of: ClientOf) -> None:
    theirs = client_of("teacher").get(url("step", cast.teacher, "je-werk")).context["form"].codes
    ours = client_of("professional").get(url("step", cast.professional, "je-werk")).context["form"].codes
    assert ("I8b" in theirs, "I8c" in theirs) == (True, False)
    assert ("I8b" in ours, "I8c" in ours) == (False, True)


def test_known_answers_start_with_the_function_of_the_sign_up(teacher: Participation) -> None:
    work = {"I8": teacher.employment.organisation.name} if teacher.employment else {}
    assert known_answers(teacher) == {"I1": "teacher", "I2": "docent natuurkunde", **work}
    save_intake(teacher, {"I2": ""}, items=["I2"], by=None, at=NOW)
    assert known_answers(teacher) == {"I1": "teacher", **work}


def test_save_intake_side_is_that_of_the_participation(teacher: Participation) -> None:
    save_intake(teacher, {"I1": "non_teacher", "I8b": "vo", "I8c": "it"}, items=["I8"], by=None, at=NOW)
    assert answers_of(response_of(teacher, "intake")) == {"I1": "teacher", "I8b": ["vo"]}


def test_complete_intake_twice_is_one_line(teacher: Participation) -> None:
    assert complete_intake(teacher, by=None, at=NOW) is True
    assert complete_intake(Participation.objects.get(pk=teacher.pk), by=None, at=NOW) is False
    assert list(History.objects.order_by("pk").values_list("verb", flat=True)) == [
        "response_submitted",
        "intake_completed",
    ]


def test_intake_in_a_finished_programme_is_refused_in_words(teacher: Participation, client_of: ClientOf) -> None:
    Programme.objects.update(state="finished")
    answer = client_of("teacher").post(url("step", teacher, "wat-je-wilt-leren"), {"I4": "te laat"})
    assert answer.status_code == 422
    assert "Deze ronde is afgesloten." in answer.content.decode()
    assert Response.objects.count() == 0


def test_done_without_a_complete_intake_goes_back(teacher: Participation, client_of: ClientOf) -> None:
    assert client_of("teacher").get(url("done", teacher))["Location"] == url("intake", teacher)


@pytest.mark.parametrize("text", ["x" * 5000, "a\x00b", "👩", "\u202eabc", "<script>x</script>", "\x01", "%s{}"])
def test_step_hostile_text_never_crashes(teacher: Participation, client_of: ClientOf, text: str) -> None:
    client = client_of("teacher")
    for step in STEPS:
        answer = client.post(url("step", teacher, step.slug), dict.fromkeys(step.items, text))
        assert answer.status_code in (302, 422)
        assert "<script>x" not in answer.content.decode()
        assert client.get(url("step", teacher, step.slug)).status_code == 200
    assert client.get(url("check", teacher)).status_code == 200


def test_withdraw_participation_with_an_active_seat_is_refused(cast: Cast) -> None:
    with pytest.raises(DomainError) as caught:
        withdraw_participation(cast.teacher, by=None, at=NOW)
    assert caught.value.code == "has_pair"
    cast.pair.seats.update(active=False)
    withdraw_participation(cast.teacher, by=None, at=NOW)
    withdraw_participation(cast.teacher, by=None, at=NOW)
    cast.teacher.refresh_from_db()
    assert cast.teacher.state == "withdrawn"
    assert History.objects.filter(verb="withdrawn").count() == 1


def test_intake_of_somebody_withdrawn_is_gone(cast: Cast, client_of: ClientOf) -> None:
    Participation.objects.filter(pk=cast.teacher.pk).update(state="withdrawn")
    assert client_of("teacher").get(url("check", cast.teacher)).status_code == 404
    page = client_of("teacher").get(reverse("intake:arrive", args=[cast.programme.slug])).content.decode()
    assert "Je bent uitgeschreven" in page


def test_step_in_english(cast: Cast, client_of: ClientOf) -> None:
    with translation.override("en"):
        address = url("step", cast.teacher, "your-work")
    answer = client_of("teacher").get(address)
    assert "What is your job?" in answer.content.decode()
