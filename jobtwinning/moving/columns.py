"""Which columns a list may have, and recognising them: by the words above them, then by what is in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from jobtwinning.core.spreadsheets import Sheet
from jobtwinning.intake.steps import questions
from jobtwinning.moving.models import Move
from jobtwinning.moving.words import fold, looks_like
from jobtwinning.surveys.imports import item_columns

Kind = Move.Kind
SAMPLE = 40  # cells that are looked at
HEADER_ROWS = 20
LONGEST_HEADING = 80
OF_ONE: dict[str, Promise] = {
    "given_name": gettext_lazy("Voornaam"),
    "prefix": gettext_lazy("Tussenvoegsel"),
    "surname": gettext_lazy("Achternaam"),
    "full_name": gettext_lazy("Hele naam"),
    "email": gettext_lazy("E-mailadres"),
    "phone": gettext_lazy("Telefoon"),
    "side": gettext_lazy("Kant (docent of niet-docent)"),
    "organisation": gettext_lazy("Organisatie"),
    "function": gettext_lazy("Functie"),
}
OF_PERSON: dict[str, Promise] = {
    **OF_ONE,
    "region": gettext_lazy("Regio"),
    "place": gettext_lazy("Plaats waar iemand werkt"),
    "field": gettext_lazy("Vak of vakgebied"),
    "hours_month": gettext_lazy("Uren per maand"),
}
OF_HALF: dict[str, Promise] = {
    **OF_ONE,
    "hours": gettext_lazy("Uren tot nu toe"),
    "goals": gettext_lazy("Eigen leerdoelen"),
    "manager_name": gettext_lazy("Naam van de leidinggevende"),
    "manager_email": gettext_lazy("E-mailadres van de leidinggevende"),
    "permission": gettext_lazy("Toestemming van de leidinggevende, en hoe"),
}
OF_PAIR: dict[str, Promise] = {
    "starts_on": gettext_lazy("Begindatum"),
    "joint_goals": gettext_lazy("Leerdoelen samen"),
    "next_on": gettext_lazy("Volgende ontmoeting"),
    "next_at": gettext_lazy("Tijd van de volgende ontmoeting"),
    "next_where": gettext_lazy("Waar de volgende ontmoeting is"),
    "region": gettext_lazy("Regio"),
}
HALVES = {"a": gettext_lazy("Docent"), "b": gettext_lazy("Niet-docent")}  # unless a column says the side
FIELD_ITEM, FIELD_TEXT_ITEM, PLACE_ITEM, HOURS_ITEM = "I7", "I7b", "I13", "I11a"

# What a heading means, the first that fits; all words of one of the phrases stand in it.
PHRASES: tuple[tuple[str, str], ...] = (
    ("email", "e mail|email|mail|mailadres|emailadres|e mailadres"),
    ("permission", "toestemming|akkoord|permission|approval|instemming"),
    ("prefix", "tussenvoegsel|tussenvoegsels|tussenv|infix"),
    ("given_name", "voornaam|roepnaam|first name|given name|firstname"),
    ("surname", "achternaam|familienaam|last name|surname|lastname"),
    ("phone", "telefoon|tel|telefoonnummer|mobiel|gsm|phone|mobile|telephone|06"),
    ("starts_on", "startdatum|begindatum|gestart|begonnen|start date|started|start|sinds|since|begin"),
    ("next_where", "waar|locatie|where|location"),
    ("next_at", "tijd|tijdstip|time|hoe laat"),
    ("next_on", "volgende|afspraak|eerstvolgende|next|ontmoeting|meeting|appointment"),
    ("hours_month", "uren per maand|uur per maand|hours per month|hours a month|beschikbaar"),
    ("hours", "uren|uur|hours|gemaakte uren"),
    ("goals", "leerdoel|leerdoelen|doel|doelen|goal|goals"),
    ("function", "functie|beroep|rol op het werk|job title|function|position|werk"),
    ("region", "regio|region"),
    ("place", "plaats|woonplaats|werkplaats|stad|gemeente|plaatsnaam|vestiging|city|place|town"),
    ("field", "vak|vakken|vakgebied|subject|subjects|field|sector|richting"),
    ("side", "kant|zijde|side|rol|role|type|soort|docent niet docent"),
    ("organisation", "organisatie|werkgever|instelling|organisation|organization|employer|bedrijfsnaam|schoolnaam"),
    ("full_name", "naam|name|deelnemer|participant"),
)
MANAGER = frozenset(["leidinggevende", "leidinggevenden", "manager", "teamleider", "chef", "supervisor", "baas"])
OTHER_HALF = ("niet docent", "nietdocent", "non teacher", "professional", "bedrijf", "partner", "company", "werknemer")
ONE_HALF = frozenset(["docent", "leraar", "lerares", "leerkracht", "teacher", "school", "onderwijs"])
SCHOOL_OR_WORK = frozenset(["school", "bedrijf", "company"])


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a column may be."""

    code: str
    label: str


def codes_of(kind: str) -> dict[str, Promise | str]:
    """Everything a column of such a list may be, by code."""
    if kind == Kind.PEOPLE:
        return {**OF_PERSON, **_items()}
    found: dict[str, Promise | str] = {}
    for half, side in HALVES.items():
        for code, label in OF_HALF.items():
            found[f"{half}_{code}"] = _("%(side)s: %(column)s") % {"side": side, "column": label}
    return {**found, **OF_PAIR}


def choices(kind: str) -> list[tuple[str, list[Choice]]]:
    """For a select: groups with their choices."""
    if kind == Kind.PEOPLE:
        groups: list[tuple[str, Mapping[str, Promise | str]]] = [
            (_("Over de deelnemer"), OF_PERSON),
            (_("Antwoorden op de intake"), _items()),
        ]
    else:
        halves = [(str(side), {f"{half}_{c}": label for c, label in OF_HALF.items()}) for half, side in HALVES.items()]
        groups = [*halves, (_("Over het koppel"), OF_PAIR)]
    return [(name, [Choice(code, str(label)) for code, label in labels.items()]) for name, labels in groups]


def _items() -> dict[str, str]:
    """The questions of the intake, by code."""
    language = get_language() or "nl"
    asked = questions()
    return {code: f"{code}: {asked.item(code).label(language)}"[:90] for code in item_columns(asked)}


@cache
def _item_codes() -> dict[str, str]:
    return {code.casefold(): code for code in item_columns(questions())}


# --- Recognising ------------------------------------------------------------------------------------


def header_row_of(sheet: Sheet) -> int:
    """The row, from 1, that holds the names of the columns: the one with most words that we know; else the first
    with something in two cells."""
    best, most = 0, 0
    for number, line in enumerate(sheet.lines[:HEADER_ROWS], 1):
        known = sum(map(is_heading, line))
        if known > most:
            best, most = number, known
    if most > 1:
        return best
    filled = (number for number, line in enumerate(sheet.lines, 1) if sum(map(bool, line)) > 1)
    return best or next(filled, 1)


def is_heading(cell: str) -> bool:
    """Whether it reads as the name of a column that we know."""
    if not 0 < len(cell) < LONGEST_HEADING:
        return False
    return cell.casefold() in OF_PERSON or cell.casefold() in _item_codes() or bool(_meaning(fold(cell))[1])


def kind_of(headings: Sequence[str]) -> str:
    """Pairs when two people stand on one line."""
    halves = {half for half, code in (_meaning(fold(each)) for each in headings) if half and code}
    addresses = [each for each in headings if _meaning(fold(each))[1] == "email"]
    return Kind.PAIRS if halves == {"a", "b"} or len(addresses) > 1 else Kind.PEOPLE


def recognise(
    kind: str, headings: Sequence[str], lines: Sequence[Sequence[str]], chosen: Mapping[str, str]
) -> list[str]:
    """A code per column, "" for what we do not know. chosen: what somebody made of a heading before, by folded text."""
    codes = codes_of(kind)
    found: list[str] = []
    for number, heading in enumerate(headings):
        cells = [line[number] for line in lines[:SAMPLE] if number < len(line)]
        found.append(next(_candidates(kind, heading, cells, chosen, codes, found), ""))
    return found


def _candidates(
    kind: str,
    heading: str,
    cells: Sequence[str],
    chosen: Mapping[str, str],
    codes: Mapping[str, object],
    taken: Sequence[str],
) -> Iterator[str]:
    """What the column may be, the likeliest first, without what another column is."""
    word = fold(heading)
    if word in chosen:
        yield chosen[word] if chosen[word] in codes and chosen[word] not in taken else ""
        return
    half, meaning = _meaning(word)
    exact = _item_codes().get(heading.casefold(), heading.casefold())
    likely = [exact]
    if kind == Kind.PEOPLE:
        by_content = {"day": "", "": ""}.get(looks := looks_like(cells), looks)
        likely += [meaning, by_content]
    else:
        halves = [half] if half else ["a", "b"]
        likely += [f"{each}_{meaning}" for each in halves]
        likely += ["joint_goals" if meaning == "goals" and not half else "", meaning]
        by_content = looks_like(cells)
        likely += ["starts_on", "next_on"] if by_content == "day" else [f"{each}_{by_content}" for each in halves]
        if meaning == "goals" and not half:
            likely = ["joint_goals"]
    yield from (code for code in likely if code in codes and code not in taken)


def _meaning(word: str) -> tuple[str, str]:
    """Whose it is ("a", "b" or "") and what it is ("" = unknown), from a folded heading."""
    words = word.split()
    half = ""
    if any(phrase in word for phrase in OTHER_HALF) or words[-1:] in (["2"], ["b"]):
        half = "b"
    elif ONE_HALF & set(words) or words[-1:] in (["1"], ["a"]):
        half = "a"
    if MANAGER & set(words):
        return half, {"email": "manager_email", "permission": "permission"}.get(_first(word), "manager_name")
    meaning = _first(word)
    if not meaning and half:
        meaning = "organisation" if SCHOOL_OR_WORK & set(words) else "full_name"
    elif meaning == "full_name" and SCHOOL_OR_WORK & set(words):
        meaning = "organisation"
    return half, meaning


def _first(word: str) -> str:
    padded = f" {word} "
    for code, phrases in PHRASES:
        if any(f" {phrase} " in padded for phrase in phrases.split("|")):
            return code
    return ""
