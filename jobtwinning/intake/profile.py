"""What others may see of a participant: the fields, who sees them unless the participant chooses otherwise (MAT-01).

`visible_profile` is the only way in for pages, explanations and mails. How to reach somebody is in no field: a partner
gets it when both said yes. Age is in none either.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from jobtwinning.intake.queries import known_answers, sign_up_answers
from jobtwinning.intake.steps import INSTRUMENT, questions
from jobtwinning.programmes.models import Participation
from jobtwinning.surveys.models import Answer, ShownField
from jobtwinning.surveys.wording import ReadBack, answer_lines

Audience = ShownField.Audience
WIDTH = {Audience.COORDINATOR: 0, Audience.PARTNER: 1, Audience.BROWSERS: 2}  # a wider circle holds the narrower ones


@dataclass(frozen=True, slots=True)
class ProfileField:
    """A part of the profile: the questions it shows, who sees it by default, and the answers the engine takes from it
    (matching/engine/people.py), so that a reason never tells more than the profile."""

    code: str
    label: str | Promise
    seen: str | Promise
    items: tuple[str, ...]
    default: ShownField.Audience
    engine: frozenset[str] = frozenset()


FIELDS: tuple[ProfileField, ...] = (
    ProfileField(
        "function", _("Je functie"), _("Functie"), ("I2", "I2b"), Audience.PARTNER, frozenset({"function_level"})
    ),
    ProfileField(
        "organisation",
        _("De naam van je organisatie"),
        _("Organisatie"),
        ("I8",),
        Audience.PARTNER,
        frozenset({"organisation"}),
    ),
    ProfileField(
        "kind",
        _("Het soort organisatie en de leerlingen of studenten"),
        _("Soort organisatie"),
        ("I8b", "I8c", "I8d", "I8e"),
        Audience.PARTNER,
        frozenset({"organisation_kind", "education_kind", "target_groups"}),
    ),
    ProfileField(
        "subject",
        _("Je vak of vakgebied, en met welke collega’s je iets kunt regelen"),
        _("Vak of vakgebied"),
        ("I7", "I7b", "I22", "I22b"),
        Audience.PARTNER,
        frozenset({"fields", "guide", "organisation_fields", "education_field"}),
    ),
    ProfileField(
        "education", _("Je opleiding"), _("Opleiding"), ("I3", "I3b"), Audience.PARTNER, frozenset({"education_level"})
    ),
    ProfileField("place", _("De plaats waar je werkt"), _("Werkt in"), ("I13",), Audience.PARTNER),
    ProfileField(
        "help", _("Of je vooral graag een ander helpt"), _("Helpt graag een ander"), ("I23",), Audience.PARTNER
    ),
    ProfileField("reasons", _("Waarom je meedoet"), _("Reden om mee te doen"), ("I4",), Audience.COORDINATOR),
    ProfileField("goals", _("Je doelen"), _("Doelen"), ("I5", "I24", "I24b"), Audience.COORDINATOR),
    ProfileField("yields", _("Wat je hoopt dat het oplevert"), _("Hoopt op"), ("I6",), Audience.COORDINATOR),
    ProfileField(
        "look_into", _("Waar je graag eens zou kijken"), _("Wil graag eens kijken bij"), ("I21",), Audience.COORDINATOR
    ),
    ProfileField(
        "period", _("Hoeveel uur en hoeveel maanden je hebt"), _("Tijd"), ("I11a", "I11b"), Audience.COORDINATOR
    ),
)


DEFAULTS: Mapping[str, str] = {each.code: each.default.value for each in FIELDS}


@dataclass(frozen=True, slots=True)
class VisibleProfile:
    """One participant as one audience sees them. function and organisation are empty where they are not shown;
    engine holds the answers of the engine that a reason may rest on."""

    lines: tuple[ReadBack, ...]
    function: str
    organisation: str
    engine: frozenset[str]


def choices_of(participation: Participation) -> dict[str, str]:
    """Who may see each field: the participant's choice, or else the default."""
    chosen: dict[str, str] = dict(participation.shown_fields.values_list("field", "audience"))
    return {code: chosen.get(code, default) for code, default in DEFAULTS.items()}


def visible_profile(viewer: str, participation: Participation) -> VisibleProfile:
    """What an audience sees of somebody: only answered fields that the participant shows to it."""
    is_sample = participation.pk is None  # of a mail that is tried out
    known = sign_up_answers(participation) if is_sample else known_answers(participation)
    choices = dict(DEFAULTS) if is_sample else choices_of(participation)
    if participation.employment and not known.get("I2"):
        known["I2"] = participation.employment.function
    return profile_for(viewer, choices, known)


def profile_for(viewer: str, choices: Mapping[str, str], known: Mapping[str, object]) -> VisibleProfile:
    """The same, of choices and answers that were read already."""
    wanted = WIDTH[Audience(viewer)]
    shown = [each for each in FIELDS if WIDTH[Audience(choices[each.code])] >= wanted]
    codes = {each.code for each in shown}
    return VisibleProfile(
        lines=tuple(line for line in (_line(each, known) for each in shown) if line.answers),
        function=str(known.get("I2", "")) if "function" in codes else "",
        organisation=str(known.get("I8", "")) if "organisation" in codes else "",
        engine=frozenset().union(*(each.engine for each in shown)),
    )


def seen_by_field(viewer: str, choices: Mapping[str, str], known: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """What an audience sees, by the code of the field; only what was answered."""
    wanted = WIDTH[Audience(viewer)]
    shown = [each for each in FIELDS if WIDTH[Audience(choices[each.code])] >= wanted]
    return {each.code: answers for each in shown if (answers := _line(each, known).answers)}


def engine_answers(field_codes: Iterable[str]) -> frozenset[str]:
    """The answers of the engine that these fields show."""
    wanted = set(field_codes)
    return frozenset().union(*(each.engine for each in FIELDS if each.code in wanted))


def _line(each: ProfileField, known: Mapping[str, object]) -> ReadBack:
    """A field with what was answered; "no" says nothing about somebody."""
    told = [code for code in each.items if known.get(code) not in (None, "", [], False)]
    return ReadBack(str(each.seen), tuple(line for code in told for line in _words(code, known[code])))


def _words(code: str, value: object) -> tuple[str, ...]:
    """An answer as others read it, without its question."""
    if code == "I11a":
        return (str(_("%(n)s uur per maand")) % {"n": number_format(cast(float, value))},)
    if code == "I11b":
        return (ngettext("%(n)s maand", "%(n)s maanden", int(str(value))) % {"n": value},)
    told = {"I2b": _("geeft leiding"), "I22": _("kan afspraken met collega’s regelen")}.get(code)
    return (str(told),) if told else answer_lines(questions().item(code), value)


def contact_preference(participation: Participation) -> str:
    """How somebody likes to make arrangements, in words; for a partner once both said yes. Empty when not known."""
    mine = Answer.objects.filter(response__response_key__link__participation=participation, item="I20b")
    chosen = mine.filter(response__instrument=INSTRUMENT).values_list("value", flat=True).first()
    return questions().item("I20b").option(str(chosen)).label(get_language() or "nl") if chosen else ""
