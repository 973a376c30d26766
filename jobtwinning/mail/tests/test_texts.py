import pytest
from django.utils import translation

from jobtwinning.mail.previews import for_page
from jobtwinning.mail.texts import LANGUAGES, PLACEHOLDERS, PLACES, Wording, fill, filled, unknown_placeholders

VALUES = {"voornaam": "Noor", "coördinator": "Saskia"}
HOSTILE = [
    "{{ voornaam|safe }}", "{{ 7*7 }}", "{% debug %}", "{0.__class__.__mro__}", "{voornaam.__class__}", "{voornaam!r}",
    "{voornaam:>9}", "%(voornaam)s %s %n", "<script>alert(7)</script>", "{", "}", "{}", "{0}", "{ }", "🦄{🦄}", "\\{1}",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_placeholder_stays_as_it_was_typed(text: str) -> None:
    assert (fill(text, VALUES), unknown_placeholders(text, ("voornaam",))) == (text, [])


@pytest.mark.parametrize("text", ["{voornaam}", "{ voornaam }", "{Voornaam}", "{VOORNAAM}"])
def test_a_placeholder_is_filled_in_however_it_is_written(text: str) -> None:
    assert fill(f"Dag {text}!", VALUES) == "Dag Noor!"


def test_a_letter_with_two_dots_is_one_letter() -> None:
    assert fill("{co\u00f6rdinator} {coo\u0308rdinator}", VALUES) == "Saskia Saskia"


def test_what_is_filled_in_is_not_looked_at_again_and_is_one_line() -> None:
    values = {"voornaam": "{coördinator}", "coördinator": "A\r\nBcc: b@elders.example\x00\u202e"}
    assert fill("{voornaam} {coördinator}", values) == "{coördinator} A Bcc: b@elders.example"
    assert filled(Wording(subject="{coördinator}\r\nx"), values).subject == "A Bcc: b@elders.example x"


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{vornaam} {voornaam}", ["{vornaam}"]),
        ("{de voornaam}", ["{de voornaam}"]),
        ("{partner} {x_1} {partner}", ["{partner}", "{x_1}", "{partner}"]),
        ("{{ partner }}", ["{ partner }"]),
        ("{" + "x" * 60 + "}", []),
    ],
)
def test_a_word_between_braces_that_means_nothing_is_named(text: str, unknown: list[str]) -> None:
    assert unknown_placeholders(text, ("voornaam",)) == unknown


def test_empty_lines_part_paragraphs() -> None:
    shown = filled(Wording(opening="Een\ntwee\n \n\n{voornaam}\n"), VALUES)
    assert (shown.opening, shown.closing) == (["Een\ntwee", "Noor"], [])


@pytest.mark.parametrize("code", sorted(PLACES))
def test_every_text_knows_the_words_it_uses_in_both_languages(code: str) -> None:
    place = PLACES[code]
    assert set(place.placeholders) <= set(PLACEHOLDERS)
    words = {language: place.built_in(language) for language in LANGUAGES}
    for part in place.parts:
        both = [getattr(words[language], part) for language in LANGUAGES]
        assert both[0] != both[1] or not both[0], f"{part} has no English"
        assert [unknown_placeholders(text, place.placeholders) for text in both] == [[], []]


def test_every_placeholder_is_explained_in_english_and_used() -> None:
    assert {name for place in PLACES.values() for name in place.placeholders} == set(PLACEHOLDERS)
    for meaning in PLACEHOLDERS.values():
        with translation.override("en"):
            english = str(meaning)
        assert english != str(meaning)


def test_a_preview_has_its_styles_in_one_sheet_and_text_stays_text() -> None:
    typed = "&lt;b style=&quot;color:red&quot;&gt;"
    html = f'<style>\n.t {{}}</style><p style="margin:0">{typed}</p><p style="margin:0"><b style="x:y">'
    shown = for_page(html, "abc")
    assert ' style="' not in shown
    assert shown.count('<p data-style="0">') == 2
    assert typed in shown
    assert shown.count('<style nonce="abc">') == 2
    assert '[data-style="1"]{x:y}' in shown
