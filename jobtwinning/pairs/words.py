"""The answers behind a reason, as words in the reader's language."""

from collections.abc import Iterable

from django.utils.text import get_text_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jobtwinning.people import fields as field_list
from jobtwinning.surveys import catalogue

DUTCH_NAMES = {"Nederlands", "Engels", "Duits", "Frans", "Spaans", "Fries"}
ENGLISH_NAMES = {"Dutch", "English", "German", "French", "Spanish", "Frisian"}
LANGUAGES = DUTCH_NAMES | ENGLISH_NAMES  # they keep their capital
SCALES = {
    "organisation_kind": "company_type",
    "education_kind": "education_type",
    "target_groups": "target_group",
    "education_level": "education_level",
}
SOUGHT = {
    "subject": "fields",
    "company_type": "organisation_kind",
    "education_type": "education_kind",
    "target_group": "target_groups",
    "function_type": "function_level",
    "motivation": "goals",
}
WORDLESS = frozenset(
    {"guide", "text", "wants_to_help", "latitude", "longitude", "day_parts", "open_weeks", "busy_weeks"}
)


def answer_words(answers: Iterable[str], criterion: str) -> str:
    """Answers such as "fields:sub.physics" as a list in words; "niet ingevuld" when there is nothing to say."""
    words: list[str] = []
    for answer in answers:
        name, _colon, value = answer.partition(":")
        name = SOUGHT.get(criterion, "") if name == "sought" else name
        if name and name not in WORDLESS:
            words.append(_value_label(name, value))
    unique = list(dict.fromkeys(words))
    return get_text_list(unique[:3], _("en")) if unique else _("niet ingevuld")


def _value_label(name: str, value: str) -> str:
    if name in ("fields", "organisation_fields", "education_field"):
        return field_label(value)
    if name == "function_level":
        return _("geeft leiding") if value == "leads" else _("geeft geen leiding")
    if name == "goals":
        return goal_label(value)
    if name in SCALES:
        try:
            return inside_a_sentence(catalogue.scale(SCALES[name]).option(value).label(get_language() or "nl"))
        except KeyError:
            return value
    return value


def field_label(identifier: str) -> str:
    """The field in the reader's language, as inside a sentence; the id itself when the list no longer knows it."""
    try:
        label = field_list.field(identifier).label(get_language() or "nl").partition(" (")[0]
    except KeyError:
        return identifier
    return inside_a_sentence(label)


def inside_a_sentence(label: str) -> str:
    """Without its capital, unless it is an abbreviation or begins with the name of a language."""
    keeps = label[:2].isupper() or label.partition(" ")[0].rstrip(",") in LANGUAGES
    return label if keeps else label[:1].lower() + label[1:]


def goal_label(code: str) -> str:
    """One of the three kinds of goals."""
    return {
        "self": _("zelf leren"),
        "student_education": _("iets doen voor leerlingen en onderwijs"),
        "organisation": _("iets bereiken voor de organisatie"),
    }.get(code, code)


def kind_sentence(kind: str) -> str:
    """How these two were matched, without promising more than it is (R-1.11); empty when it is not known.

    A field may be unknown, so nothing is said about how far the two fields are apart.
    """
    return {
        "subject": _("Dit is een vakmatch: jullie vakken hebben met elkaar te maken."),
        "motivation": _("Dit is geen vakmatch. Jullie kunnen elkaar juist iets nieuws laten zien."),
        "surprise": _("Dit is een verrassing: jullie zijn niet op vak gekoppeld."),
    }.get(kind, "")
