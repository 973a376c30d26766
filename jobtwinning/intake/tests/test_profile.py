"""Who sees what of somebody: nobody ever more than they show (MAT-01)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from jobtwinning.core.models import History
from jobtwinning.intake.profile import DEFAULTS, FIELDS, Audience, contact_preference, visible_profile
from jobtwinning.intake.steps import asked_items, questions
from jobtwinning.mail.models import OutboxMail
from jobtwinning.matching.engine.reasons import PROFILE_FIELDS
from jobtwinning.matching.tests.world import answer_intake
from jobtwinning.pairs.letters import send_proposal
from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.pairs.reasons import VISIBLE_TO_PARTNER
from jobtwinning.people.models import Person
from jobtwinning.programmes.models import Participation
from jobtwinning.surveys.models import ShownField
from tests import make

ClientOf = Callable[[str], Client]
# A word per field that stands nowhere else.
CANARIES: dict[str, dict[str, object]] = {
    "function": {"I2": "kanariefunctie"},
    "organisation": {"I8": "Kanarieschool"},
    "kind": {"I8e": ["pro"]},
    "subject": {"I7b": "kanarievak"},
    "education": {"I3": "kanarieopleiding"},
    "place": {"I13": 2747891},  # Rotterdam
    "help": {"I23": True},
    "reasons": {"I4": "kanariereden"},
    "goals": {"I5": ["kanariedoel"]},
    "yields": {"I6": ["Y12"]},
    "look_into": {"I21": "kanarieplek"},
    "period": {"I11a": 79, "I11b": 11},
}
WORDS = {
    "function": "kanariefunctie",
    "organisation": "Kanarieschool",
    "kind": "Praktijkonderwijs",
    "subject": "kanarievak",
    "education": "kanarieopleiding",
    "place": "Rotterdam",
    "help": "Helpt graag een ander",
    "reasons": "kanariereden",
    "goals": "kanariedoel",
    "yields": "Een opstap/ingang naar een nieuwe baan",
    "look_into": "kanarieplek",
    "period": "79 uur per maand",
}
NEVER = ("06 11 22 33 44", "kanariewens", "kanariebekende", "kanariegeheim", "97 jaar")


@pytest.fixture
def proposed(cast: Cast) -> Cast:
    """The professional has answered everything with canaries and is proposed to the teacher."""
    answers: dict[str, Any] = {item: value for fields in CANARIES.values() for item, value in fields.items()}
    answer_intake(cast.professional, **answers, I17=97, I15d=NEVER[3], I18b=[NEVER[2]], I20=NEVER[0], I20b="call")
    answer_intake(cast.professional, I9b=NEVER[1])
    Person.objects.filter(pk=cast.professional.person_id).update(phone=NEVER[0])
    Pair.objects.filter(pk=cast.pair.pk).update(state=Pair.State.PROPOSED)
    Seat.objects.filter(pair=cast.pair).update(answer=Seat.Answer.OPEN)
    cast.pair.refresh_from_db()
    return cast


def page_of(cast: Cast, client_of: ClientOf) -> str:
    return client_of("teacher").get(reverse("pairs:answer", args=[cast.pair.public_id])).content.decode()


def mailed(cast: Cast) -> str:
    """The mail with the proposal to the teacher."""
    teacher, other = (
        Participation.objects.select_related("person", "employment__organisation").get(pk=one.pk)
        for one in (cast.teacher, cast.professional)
    )
    send_proposal(cast.pair, teacher, other)
    mail = OutboxMail.objects.get(address=cast.teacher.person.email)
    return mail.body_text + mail.body_html


def show(participation: Participation, **audiences: str) -> None:
    for field, audience in audiences.items():
        ShownField.objects.update_or_create(participation=participation, field=field, defaults={"audience": audience})


def told_in(text: str) -> set[str]:
    return {code for code, word in WORDS.items() if word in text}


def test_every_field_has_a_canary_and_a_question() -> None:
    assert set(CANARIES) == set(WORDS) == set(DEFAULTS)
    shown = {code for field in FIELDS for code in field.items}
    assert shown <= set(asked_items())
    kept = {"I9b", "I12c", "I15b", "I15d", "I17", "I18b", "I20", "I20b", "I13b", "I19"}
    assert not shown & kept


def test_every_answer_a_reason_rests_on_belongs_to_a_field() -> None:
    of_fields = frozenset().union(*(field.engine for field in FIELDS))
    assert of_fields >= VISIBLE_TO_PARTNER
    known = {name for names in PROFILE_FIELDS.values() for name in names}
    assert of_fields <= known


def test_a_partner_sees_the_defaults_and_nothing_else(proposed: Cast, client_of: ClientOf) -> None:
    shown = {code for code, audience in DEFAULTS.items() if audience == Audience.PARTNER}
    text = page_of(proposed, client_of)
    assert told_in(text) == shown
    assert not any(word in text for word in NEVER)
    assert proposed.professional.person.email not in text


@pytest.mark.parametrize("field", WORDS)
def test_a_field_that_is_closed_is_nowhere(proposed: Cast, client_of: ClientOf, field: str) -> None:
    everything = dict.fromkeys(WORDS, "partner")
    show(proposed.professional, **everything)
    open_text = page_of(proposed, client_of)
    show(proposed.professional, **{field: "coordinator"})
    closed = page_of(proposed, client_of)
    assert told_in(open_text) == set(WORDS)
    assert told_in(closed) == set(WORDS) - {field}
    mail = mailed(proposed)
    assert ("Kanarieschool" in mail, "kanariefunctie" in mail) == (field != "organisation", field != "function")


def test_each_circle_sees_what_wider_ones_see(proposed: Cast) -> None:
    show(proposed.professional, subject="browsers", reasons="partner", place="coordinator")
    one = proposed.professional
    partner, browsers, coordinator = (
        {line.label for line in visible_profile(who, one).lines}
        for who in (Audience.PARTNER, Audience.BROWSERS, Audience.COORDINATOR)
    )
    assert browsers == {"Vak of vakgebied"}
    assert browsers < partner < coordinator
    assert ("Reden om mee te doen" in partner, "Werkt in" in partner) == (True, False)
    assert len(coordinator) == len(FIELDS)


def test_a_partner_reaches_somebody_only_after_both_said_yes(proposed: Cast, client_of: ClientOf) -> None:
    Pair.objects.filter(pk=proposed.pair.pk).update(state=Pair.State.ACCEPTED)
    text = client_of("teacher").get(reverse("twinning:pair", args=[proposed.pair.public_id])).content.decode()
    assert ("06 11 22 33 44" in text, "Met een telefoontje" in text) == (True, True)
    assert contact_preference(proposed.professional) == "Met een telefoontje"
    assert contact_preference(proposed.teacher) == ""


def test_choosing_is_stored_shown_and_told_in_codes(cast: Cast, client_of: ClientOf) -> None:
    client, address = client_of("teacher"), reverse("intake:profile", args=[cast.teacher.public_id])
    answer_intake(cast.teacher, I4="kanariereden")
    page = client.get(address)
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    assert "kanariereden" not in page.content.decode()
    assert client.post(address, {**sent, "reasons": "browsers", "place": "coordinator"}).status_code == 302
    assert dict(ShownField.objects.values_list("field", "audience")) == {"reasons": "browsers", "place": "coordinator"}
    assert client.get(address).content.decode().count("kanariereden") == 2
    assert History.objects.get(verb="profile_shown").codes == {"fields": "place reasons"}


def test_a_choice_that_does_not_exist_is_refused_and_a_late_one_too(cast: Cast, client_of: ClientOf) -> None:
    client, address = client_of("teacher"), reverse("intake:profile", args=[cast.teacher.public_id])
    one, other = (
        {name: form[name].value() for name in form.fields}
        for form in (client.get(address).context["form"] for _ in "ab")
    )
    assert client.post(address, {**one, "goals": "everybody"}).status_code == 422
    assert client.post(address, {**one, "goals": "partner"}).status_code == 302
    late = client.post(address, {**other, "goals": "browsers"})
    assert (late.status_code, "intussen aangepast" in late.content.decode()) == (422, True)
    assert ShownField.objects.get().audience == "partner"


def test_the_same_questions_say_who_reads_them() -> None:
    """A question whose default is the coordinator says that others see it only when one chooses so, and reversely."""
    for field in FIELDS:
        for code in field.items:
            line = questions().item(code).who_reads_nl
            word = (
                "tenzij je dat bij je profiel anders kiest"
                if field.default == Audience.PARTNER
                else "alleen als je dat bij je profiel zo kiest"
            )
            assert word in line, code


def test_an_erased_partner_shows_nothing(proposed: Cast, client_of: ClientOf) -> None:
    Seat.objects.filter(participation=proposed.professional).update(participation=None, person=None)
    assert told_in(page_of(proposed, client_of)) == set()
    assert make.NOW
