"""The components: they print, they name what they show, and they obey the content security policy."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django import forms
from django.forms import RadioSelect
from django.template import engines
from django.template.loader import get_template, render_to_string
from django.utils import translation

from jobtwinning.core.component_sheet import SheetForm, components_context
from jobtwinning.core.components import Levels, RadioChips

CORE = Path(__file__).parents[1]
TEMPLATES = CORE / "templates"
PAGE_TEMPLATES = [path for path in TEMPLATES.rglob("*.html") if "mail" not in path.parts]
ICON_NAMES = sorted(path.stem for path in (TEMPLATES / "core" / "icons").glob("*.html"))


def render(source: str, **context: object) -> str:
    """Render a piece of template."""
    return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize("path", PAGE_TEMPLATES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_page_template_has_no_inline_style_or_script(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"", source)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", source))


@pytest.mark.parametrize("path", PAGE_TEMPLATES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_compiles(path: Path) -> None:
    get_template(str(path.relative_to(TEMPLATES)))


@pytest.mark.parametrize("name", ICON_NAMES)
def test_icon_is_decoration_on_one_grid(name: str) -> None:
    svg = render(f'{{% load core_tags %}}{{% icon "{name}" %}}')
    assert svg.startswith('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">')
    assert svg.strip().endswith("</svg>")


def test_numbers_in_drawings_keep_their_decimal_point_in_dutch() -> None:
    with translation.override("nl"):
        svg = render_to_string("core/components/pace.html", {"pace": components_context()["pace_ahead"]})
    assert 'width="175.5"' in svg
    assert not re.search(r'(?:width|x|d)="\d+,\d', svg)


def test_field_with_an_error_points_to_hint_and_error() -> None:
    form = SheetForm({"school": ""})
    html = str(render('{% include "core/components/field.html" with field=form.school %}', form=form))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_school_helptext id_school_error"' in html
    assert 'id="id_school_helptext"' in html
    assert 'id="id_school_error"' in html


def test_choice_cards_carry_their_hints() -> None:
    html = str(render('{% include "core/components/field.html" with field=form.mode %}', form=SheetForm()))
    assert html.count('class="choice"') == 3
    assert "Iemand uit een heel ander vak" in html
    assert '<fieldset class="field" id="id_mode" tabindex="-1">' in html


@pytest.mark.parametrize(
    ("widget", "expected"),
    [
        (Levels, '<label for="id_much_3"><input type="radio" name="much" value="3" id="id_much_3" required checked>'),
        (Levels, '<i aria-hidden="true"><b></b><b></b></i><span>Veel &lt;b&gt;</span></label>'),
        (Levels, '<i class="none" aria-hidden="true"></i><span>Niets</span></label>'),
        (
            RadioChips,
            '<label class="chip" for="id_much_1"><input type="radio" name="much" value="1" id="id_much_1" required> W',
        ),
        (
            RadioSelect,
            ' name="much" value="3" id="id_much_3" required checked> <span>Veel &lt;b&gt;</span></label></div>',
        ),
    ],
)
def test_a_choice_is_drawn_as_its_widget_asks(widget: type[RadioSelect], expected: str) -> None:
    class Form(forms.Form):
        much = forms.ChoiceField(choices=enumerate(("Niets", "Wat", "Meer", "Veel <b>")), widget=widget, initial=3)

    html = str(render('{% include "core/components/field.html" with field=form.much %}', form=Form()))
    assert expected in html
    assert html.count("<label") == 4
    assert html.count("<b>") == (3 if widget is Levels else 0)


def test_error_summary_links_to_every_wrong_field() -> None:
    form = SheetForm({"email": "noor@brugwater"})
    html = str(render('{% include "core/components/error_summary.html" %}', form=form))
    assert "data-focus-summary" in html
    for target in ("#id_school", "#id_email", "#id_mode", "#id_days"):
        assert f'href="{target}"' in html


def test_form_passes_hidden_fields_through() -> None:
    html = str(render('{% include "core/components/form.html" %}', form=SheetForm()))
    assert html.count('name="version"') == 1
    assert 'type="hidden" name="version" value="3"' in html


def test_badge_of_a_side_has_its_word() -> None:
    html = str(render('{% include "core/components/badge.html" with kind="work" only %}'))
    assert html.strip() == '<span class="badge work">Werk</span>'


def test_pagination_keeps_the_question() -> None:
    context = components_context()
    html = str(render('{% include "core/components/pagination.html" %}', **context))
    assert 'href="?q=lab&amp;page=1"' in html
    assert 'href="?q=lab&amp;page=3"' in html


def test_callout_speaks_only_when_it_is_news() -> None:
    still = render('{% include "core/components/callout.html" with kind="alarm" text="x" only %}')
    live = render('{% include "core/components/callout.html" with kind="alarm" text="x" live=True only %}')
    assert 'role="' not in str(still)
    assert 'role="alert"' in str(live)


def test_match_row_explains_at_once_or_by_its_page() -> None:
    match = components_context()["matches"][0]  # type: ignore[index]
    assert 'class="stack-table"' in str(render('{% include "core/components/match_row.html" %}', match=match))
    later = replace(match, criteria=(), why_url="/waarom/")
    html = str(render('{% include "core/components/match_row.html" %}', match=later))
    assert 'hx-get="/waarom/"' in html
    assert '<a href="/waarom/">' in html


def test_text_mail_does_not_escape() -> None:
    text = render(
        '{% extends "mail/base.txt" %}{% block content %}Hallo {{ name }}{% endblock %}',
        name="Noor & Daan",
        signature=["Saskia"],
    )
    assert "Hallo Noor & Daan" in str(text)
