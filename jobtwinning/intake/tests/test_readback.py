from collections.abc import Callable, Mapping

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from conftest import Cast
from jobtwinning.intake.actions import save_intake
from jobtwinning.intake.readback import Part, Reading, read_back_wishes
from jobtwinning.intake.steps import questions
from jobtwinning.surveys.models import Answer
from tests.make import NOW

ClientOf = Callable[[str], Client]
Answers = Mapping[str, object]
CHOOSE = {"I10": "choose"}
DRAWN = CHOOSE | {
    "I7": ["natuurkunde"],
    "I9.motivation": 3,
    "I9.subject": 2,
    "I9.function_type": 1,
    "I9.function_type.direction": "different",
    "I9.education": 0,
}
MUST = CHOOSE | {
    "I9.company_type": 3,
    "I9.company_type.wanted": ["technology", "it"],
    "I9.company_type.must": True,
    "I9.motivation": 3,
    "I9.target_group": 1,
    "I9b": "Liefst op maandag",
}
OTHERS = CHOOSE | {
    "I7": ["bouw", "duits"],
    "I9.subject": 3,
    "I9.subject.direction": "different",
    "I9.personal": 2,
    "I9.education_type": 2,
    "I9.education": 1,
    "I9.education.direction": "different",
    "I9.function_type": 3,
    "I9.function_type.direction": "any",
    "I9.function_type.must": True,
    "I9.target_group": 0,
    "I9.motivation": 0,
}
SENTENCES: list[tuple[Answers, str, str]] = [
    (
        DRAWN,
        "‘Zoek iemand met *een doel dat bij het mijne past*. "
        "Fijn als het iemand is met werk dat bij *natuurkunde* past. "
        "Als het kan iemand met een andere soort functie. Opleiding maakt niet uit.’",
        "‘Look for someone with *a goal that fits mine*. "
        "It would be nice if it is someone with work that fits *physics*. "
        "If possible, someone with a different kind of job. Education does not matter.’",
    ),
    (
        MUST,
        "‘Zoek alleen iemand uit *techniek en industrie of ICT en data*. "
        "Heel belangrijk is ook: met *een doel dat bij het mijne past*. "
        "Als het kan iemand met dezelfde leerlingen of studenten. Let ook op wat ik er zelf bij schreef.’",
        "‘Only look for someone from *technology and industry or IT and data*. "
        "Also very important: with *a goal that fits mine*. "
        "If possible, someone with the same students. Also look at what I wrote myself.’",
    ),
    (
        OTHERS,
        "‘Zoek iemand met werk in *een ander vak dan bouw of Duits*. "
        "Fijn als het iemand is met *wie het klikt* en uit *een soort onderwijs dat ik nog kies*. "
        "Als het kan iemand met een andere opleiding. Doel en leerlingen maken niet uit. "
        "Gelijk of anders maakt niet uit bij functie, dus dat telt niet mee.’",
        "‘Look for someone with work in *a field other than construction or German*. "
        "It would be nice if it is someone with whom *it clicks* "
        "and from *a kind of education that I still have to choose*. "
        "If possible, someone with a different education. Goal and students do not matter. "
        "Alike or different does not matter for job, so that does not count.’",
    ),
    (
        CHOOSE | {"I9.subject": 1, "I9.company_type": 2, "I9.education": 2, "I9.function_type": 2},
        "‘Fijn als het iemand is uit *een soort bedrijf dat ik nog kies*, met *net zo’n opleiding als ik* en met "
        "*net zo’n functie als ik*. Als het kan iemand met werk dat bij mijn vak past.’",
        "‘It would be nice if it is someone "
        "from *a kind of company that I still have to choose*, with "
        "*the same kind of education as I have* and with *the same kind of job as I have*. "
        "If possible, someone with work that fits my field.’",
    ),
    (
        CHOOSE | {"I9.subject": 3, "I9.subject.direction": "different"},
        "‘Zoek iemand met werk in *een ander vak dan het mijne*.’",
        "‘Look for someone with work in *a field other than mine*.’",
    ),
    (
        CHOOSE | {"I9.education": 0},
        "‘Zoek iemand die bij mijn doel en mijn tijd past. Opleiding maakt niet uit.’",
        "‘Look for someone who fits my goal and my time. Education does not matter.’",
    ),
    (CHOOSE | {"I9b": "x"}, "‘Let ook op wat ik er zelf bij schreef.’", "‘Also look at what I wrote myself.’"),
    (
        CHOOSE,
        "Je hebt nog niet gezegd wat telt. Dan zoeken we iemand die bij je doel en je tijd past.",
        "You have not said yet what counts. Then we look for someone who fits your goal and your time.",
    ),
    (
        {"I9.motivation": 3},
        "Je hebt nog niet gekozen. Dan zoeken we iemand die bij je doel en je tijd past.",
        "You have not chosen yet. Then we look for someone who fits your goal and your time.",
    ),
    (
        DRAWN | {"I10": "surprise"},
        "‘Verras me met iemand uit *een heel ander vak*. Tot de start weet ik niet wie mijn partner wordt.’",
        "‘Surprise me with someone from *a very different field*. Until the start I do not know who my partner is.’",
    ),
    (
        DRAWN | {"I10": "leave_to_us"},
        "‘Ik laat het aan jullie over. Zoek iemand die bij *mijn doel* en *mijn tijd* past.’",
        "‘I leave it to you. Look for someone who fits *my goal* and *my time*.’",
    ),
]


def read(answers: Answers) -> Reading:
    return read_back_wishes(questions(), answers)


@pytest.mark.parametrize(("answers", "dutch", "english"), SENTENCES)
def test_sentence_says_what_was_answered(answers: Answers, dutch: str, english: str) -> None:
    assert read(answers).sentence == dutch
    with translation.override("en"):
        assert read(answers).sentence == english


def test_parts_mark_what_is_heavy() -> None:
    parts = read(CHOOSE | {"I9.motivation": 3}).parts
    assert parts == (
        Part("‘Zoek iemand met ", False),
        Part("een doel dat bij het mijne past", True),
        Part(".’", False),
    )


def test_columns_show_the_weight_that_counts() -> None:
    reading = read(OTHERS)
    weights = [("vak", 3), ("klik", 2), ("onderwijs", 2), ("doel", 0), ("opleiding", 1), ("functie", 0)]
    assert [(each.label, each.blocks) for each in reading.columns] == [*weights, ("leerlingen", 0)]
    assert reading.columns[0].tops == (52, 30, 8)
    assert reading.columns[3].tops == ()
    assert [each.label_y for each in reading.columns] == [94, 112, 94, 112, 94, 112, 94]
    assert reading.height == 118
    assert max(each.left + each.width for each in reading.columns) <= 290
    label = "Gewicht van 0 tot 3: vak 3, klik 2, onderwijs 2, doel 0, opleiding 1, functie 0, leerlingen 0."
    assert reading.figure_label == label
    assert [each.label_y for each in read(DRAWN).columns] == [94] * 4
    assert read(DRAWN | {"I10": "surprise"}).columns == ()


@pytest.mark.parametrize(
    ("answers", "is_wide", "why"),
    [
        ({}, True, "Hoe minder je vastlegt, hoe meer keus."),
        (DRAWN, True, "Hoe minder je vastlegt, hoe meer keus."),
        (MUST, False, "Je stelt een eis: wie daar niet aan voldoet, valt af."),
        (MUST | {"I10": "leave_to_us"}, True, "Hoe minder je vastlegt, hoe meer keus."),
        (MUST | {"I9.company_type": 2}, True, "Hoe minder je vastlegt, hoe meer keus."),
        (
            DRAWN | {"I9.subject": 3, "I9.education": 3},
            False,
            "Je vindt drie of meer dingen heel belangrijk. Hoe minder je vastlegt, hoe meer keus.",
        ),
    ],
)
def test_choice_is_little_after_a_condition_or_three_heavy_wishes(answers: Answers, is_wide: bool, why: str) -> None:
    assert (read(answers).is_wide, read(answers).why) == (is_wide, why)


# --- The page -------------------------------------------------------------------------------------------


def text_at(client: Client, cast: Cast, step: str = "matchen") -> str:
    return client.get(reverse("intake:step", args=[cast.teacher.public_id, step])).content.decode()


def test_step_reads_back_what_is_kept(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    assert "Je hebt nog niet gekozen." in text_at(client, cast)
    wishes = {"I10": "choose", "I9.motivation": 3}
    save_intake(cast.teacher, wishes, items=tuple(wishes), by=cast.teacher.person.account, at=NOW)
    text = text_at(client, cast)
    assert "‘Zoek iemand met <b>een doel dat bij het mijne past</b>.’" in text
    assert text.count("Je coördinator leest dit. Andere deelnemers zien het niet.") == 1
    assert "Zo lezen we je antwoord" not in text_at(client, cast, "je-werk")


def test_read_wishes_answers_what_was_sent_and_keeps_nothing(cast: Cast, client_of: ClientOf) -> None:
    address = reverse("intake:read_wishes", args=[cast.teacher.public_id])
    before = list(Answer.objects.values())
    sent = {"I10": "choose", "I9.motivation": "3", "I9.motivation.must": "yes", "I9.subject": "<script>"}
    answer = client_of("teacher").post(address, sent)
    assert answer.status_code == 200
    assert "‘Zoek alleen iemand met <b>een doel dat bij het mijne past</b>.’" in answer.content.decode()
    assert "<b>Weinig keus.</b>" in answer.content.decode()
    assert "script" not in answer.content.decode()
    assert list(Answer.objects.values()) == before
    assert client_of("professional").post(address, sent).status_code == 404
    assert client_of("nobody").post(address, sent).status_code == 404
