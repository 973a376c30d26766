"""Who reads which reason, and that every reason carries its criterion and both answers."""

import pytest

from jobtwinning.pairs.reasons import (
    VISIBLE_TO_PARTNER,
    criterion_lines,
    explain_for_participant,
    points,
    practical_sentences,
)
from jobtwinning.pairs.sentences import criterion_name, fact
from jobtwinning.pairs.tests.reasons import explained, reason
from jobtwinning.pairs.words import inside_a_sentence

GOALS = reason(
    "motivation",
    code="goals_shared",
    params={"shared": "organisation", "shared_words": 2},
    fields=["goals", "text", "wants_to_help"],
    own=["goals:organisation"],
    other=["goals:organisation"],
)
AGE = reason("age", code="age_near", params={"difference_years": 4}, fields=["age"], own=["age:41"], other=["age:45"])


def test_a_reason_names_the_criterion_and_both_answers() -> None:
    assert fact(reason(), "Noor", "Daan") == (
        "Vak: natuurkunde (Noor) en energie en energietransitie (Daan) horen bij elkaar: energie omzetten en opslaan."
    )


def test_another_answer_gives_another_reason() -> None:
    changed = reason(params={**reason()["params"], "other_field": "logistiek"})
    assert fact(changed, "Noor", "Daan") != fact(reason(), "Noor", "Daan")


def test_a_participant_reads_only_what_the_partner_shows() -> None:
    everything = explained(teacher=[reason(), GOALS, AGE], non_teacher=[reason(), GOALS, AGE])
    seen = explain_for_participant(everything, "teacher", "Daan", VISIBLE_TO_PARTNER)
    assert len(seen.for_you) == len(seen.for_partner) == 1
    told = " ".join((*seen.for_you, *seen.for_partner, *seen.fits_less, *seen.practical))
    for hidden in ("Doel", "organisatie", "Leeftijd", "leeftijd", "41", "45"):
        assert hidden not in told
    assert "goals" not in VISIBLE_TO_PARTNER
    assert "Doel" in " ".join(
        point.text for point in points(everything, "Noor", "Daan")
    )  # the coordinator does read it


def test_a_reason_rests_only_on_what_the_partner_shows() -> None:
    everything = explained(teacher=[reason()], non_teacher=[reason()])
    hidden = explain_for_participant(everything, "teacher", "Daan", VISIBLE_TO_PARTNER - {"fields"})
    assert (hidden.for_you, hidden.for_partner, hidden.fits_less) == ((), (), ())
    assert explain_for_participant(everything, "teacher", "Daan", VISIBLE_TO_PARTNER).for_you


def test_age_is_named_to_nobody() -> None:
    everything = explained(teacher=[AGE, reason()], non_teacher=[AGE])
    told = [point.text for point in points(everything, "Noor", "Daan", limit=9)]
    told += [line.name + line.seen for line in criterion_lines(everything, "Noor", "Daan")]
    assert told
    for text in told:
        assert "41" not in text
        assert "wens" not in text


def test_what_fits_less_is_told_as_such() -> None:
    apart = reason(code="fields_apart", params={}, kind="minus", score=0.1)
    seen = explain_for_participant(explained(teacher=[apart]), "teacher", "Daan", VISIBLE_TO_PARTNER)
    assert seen.for_you == ()
    assert seen.fits_less == (
        "Vak: natuurkunde (jij) en energie en energietransitie (Daan) liggen uit elkaar. Jij zoekt juist hetzelfde.",
    )


def test_a_weak_link_and_goals_that_partly_agree_are_told_as_such() -> None:
    weak = reason(params={**reason()["params"], "strength": 0.3}, kind="minus", score=0.3)
    assert "raken elkaar maar een beetje" in fact(weak, "Noor", "Daan")
    partly = {**GOALS, "kind": "minus", "score": 0.4}
    assert fact(partly, "Noor", "Daan") == (
        "Doel: alleen iets bereiken voor de organisatie is gelijk, verder verschillen hun doelen."
    )


@pytest.mark.parametrize(
    ("shared", "told"), [("leads", "beiden geven leiding"), ("does not lead", "geen van beiden geeft leiding")]
)
def test_leading_people_is_told_as_people_say_it(shared: str, told: str) -> None:
    alike = reason("function_type", code="function_type_shared", params={"shared": shared}, own=[], other=[])
    assert fact(alike, "Noor", "Daan") == f"Soort functie: {told}."


def test_a_fact_that_only_one_of_two_likes_stands_once() -> None:
    params = reason()["params"]
    turned = params | {"own_field": params["other_field"], "other_field": params["own_field"]}
    other = reason(
        params=turned, kind="minus", score=0.3, direction="different", surprise=True, own=["fields:energie"],
        other=["fields:natuurkunde"],
    )  # fmt: skip
    told = [point.text for point in points(explained(teacher=[reason()], non_teacher=[other]), "Noor", "Daan")]
    assert told == [
        "Vak: natuurkunde (Noor) en energie en energietransitie (Daan) horen bij elkaar: energie omzetten en opslaan. "
        "Dat zoekt Noor.",
        "Vak: Daan wil verrast worden.",
    ]
    unasked = points(
        explained(teacher=[reason()], non_teacher=[{**other, "surprise": False, "asked": False}]), "Noor", "Daan"
    )
    assert [point.is_plus for point in unasked] == [True]


def test_practical_overlap_is_told_in_sums() -> None:
    seen = explain_for_participant(explained(weeks=1), "teacher", "Daan", frozenset())
    assert seen.practical == (
        "Ongeveer 20 minuten reizen.",
        "Op 3 dagdelen in de week kunnen jullie allebei.",
        "1 week past voor allebei.",
    )


def test_no_minutes_of_travel_are_told_in_words() -> None:
    assert practical_sentences(0, {}) == ["Bijna geen reistijd."]


@pytest.mark.parametrize(
    ("label", "inside"),
    [("Nederlands als tweede taal", "Nederlands als tweede taal"), ("ICT", "ICT"), ("Natuurkunde", "natuurkunde")],
)
def test_inside_a_sentence_a_language_and_an_abbreviation_keep_their_capital(label: str, inside: str) -> None:
    assert inside_a_sentence(label) == inside


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_reason_of_a_link_is_in_the_readers_language(language: str) -> None:
    from django.utils import translation

    with translation.override(language):
        told = fact(reason(), "Noor", "Daan")
    assert ("converting" in told) is (language == "en")


@pytest.mark.parametrize(
    ("day_parts", "weeks", "told"),
    [
        (2, 9, "Tijd: 2 dagdelen samen vrij. 9 weken passen voor allebei."),
        (1, None, "Tijd: 1 dagdeel samen vrij."),
        (None, 1, "Tijd: 1 week past voor allebei."),
        (None, None, "Tijd: we vergeleken de uren per maand van Noor en Daan; hun weken kennen we nog niet."),
    ],
)
def test_shared_time_says_what_is_known(day_parts: int | None, weeks: int | None, told: str) -> None:
    seen = reason("time", code="shared_time", params={"day_parts": day_parts, "weeks": weeks}, fields=["open_weeks"])
    assert fact(seen, "Noor", "Daan") == told


def test_a_fact_begins_with_the_name_of_its_criterion_in_english_too() -> None:
    """Points are one per criterion by the word before the colon, which is cut off where the name stands beside it."""
    from django.utils import translation

    yields = {"months": 3, "hours": 20.0}
    told = [reason(params={**reason()["params"], "strength": strength}) for strength in (0.3, 0.7)]
    told += [reason("yields", code=f"yields_{how}", params=yields) for how in ("fit", "partly", "do_not_fit")]
    told += [{**GOALS, "score": score} for score in (0.3, 0.9)]
    told += [
        reason("function_type", code="function_type_shared", params={"shared": shared}, own=[])
        for shared in ("leads", "does not lead")
    ]
    with translation.override("en"):
        for one in told:
            assert fact(one, "Noor", "Daan").startswith(f"{criterion_name(one['criterion'])}: ")
