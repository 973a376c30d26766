"""What somebody asks of a partner, read back as sentences, columns and how much choice that leaves; pure, no database.

The sentences follow what the matching does with the same answers. Stars mark what is heavy: "met *een doel*".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from jobtwinning.intake.steps import STEPS, IntakeStep, questions
from jobtwinning.people.fields import field
from jobtwinning.surveys.questionnaires import Instrument
from jobtwinning.surveys.wording import ReadBack, read_back

Answers = Mapping[str, object]
HEAVY = 3
MANY_HEAVY = 3  # from this many heavy wishes there is little choice
PITCH, WIDTH, BLOCK = 58, 290, 22  # of the columns, in the units of the drawing


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the sentence; strong when it counts a lot."""

    text: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A criterion with nought to three blocks, where it stands in the drawing."""

    label: str
    blocks: int
    middle: int
    left: int
    width: int
    label_y: int

    @property
    def tops(self) -> tuple[int, ...]:
        """The upper edge of every block, the lowest first."""
        return tuple(52 - BLOCK * number for number in range(self.blocks))


@dataclass(frozen=True, slots=True)
class Reading:
    """The answers read back. sentence: with stars. why: what the choice follows from."""

    sentence: str
    columns: tuple[Column, ...]
    is_wide: bool
    why: str

    @property
    def parts(self) -> tuple[Part, ...]:
        """The sentence in pieces, for the page."""
        pieces = enumerate(self.sentence.split("*"))
        return tuple(Part(text, number % 2 == 1) for number, text in pieces if text)

    @property
    def figure_label(self) -> str:
        """The columns in words."""
        columns = ", ".join(f"{each.label} {each.blocks}" for each in self.columns)
        return _("Gewicht van 0 tot 3: %(columns)s.") % {"columns": columns}

    @property
    def height(self) -> int:
        """Of the drawing: the names stand on two lines when there are many."""
        return 6 + max((each.label_y for each in self.columns), default=0)


@dataclass(frozen=True, slots=True)
class _Wish:
    """One criterion of I9 as the matching takes it; phrase is what follows "iemand"."""

    criterion: str
    weight: int
    must: bool
    is_any: bool
    phrase: str

    @property
    def said(self) -> str:
        """The phrase; light wishes without stars."""
        return self.phrase if self.weight > 1 else self.phrase.replace("*", "")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the intake read back: what was answered, and the questions that are still empty."""

    step: IntakeStep
    lines: tuple[ReadBack, ...]
    empty: tuple[str, ...]


def read_sections(known: Answers, *, shared: bool = False) -> list[Section]:
    """Every part; shared leaves out what a coordinator does not read."""
    sections = []
    for step in STEPS:
        told = read_back(questions(), step.shared_items if shared else step.items, known)
        empty = tuple(line.label for line in told if not line.answers)
        sections.append(Section(step, tuple(line for line in told if line.answers), empty))
    return sections


def read_back_wishes(instrument: Instrument, answers: Answers) -> Reading:
    """All of it, in the active language."""
    mode = answers.get("I10")
    wishes = _wishes(instrument, answers) if mode == "choose" else []
    sentence = {
        "choose": lambda: _chosen(wishes, bool(answers.get("I9b"))),
        "surprise": lambda: _quoted(
            _("Verras me met iemand uit *een heel ander vak*. Tot de start weet ik niet wie mijn partner wordt.")
        ),
        "leave_to_us": lambda: _quoted(
            _("Ik laat het aan jullie over. Zoek iemand die bij *mijn doel* en *mijn tijd* past.")
        ),
    }.get(str(mode), lambda: _("Je hebt nog niet gekozen. Dan zoeken we iemand die bij je doel en je tijd past."))()
    return Reading(sentence, _columns(wishes), *_choice(wishes))


def _quoted(text: str) -> str:
    return f"‘{text}’"


def _chosen(wishes: Sequence[_Wish], wrote_more: bool) -> str:
    """The sentences of somebody who chooses what counts: the heaviest first."""
    told = list(_asked([wish for wish in wishes if wish.weight]))
    if wrote_more:
        told.append(_("Let ook op wat ik er zelf bij schreef."))
    idle = [_name(wish.criterion) for wish in wishes if not wish.weight and not wish.is_any]
    if not told and not wishes:
        return _("Je hebt nog niet gezegd wat telt. Dan zoeken we iemand die bij je doel en je tijd past.")
    if not told:
        told.append(_("Zoek iemand die bij mijn doel en mijn tijd past."))
    if idle:
        sentence = ngettext("%(criteria)s maakt niet uit.", "%(criteria)s maken niet uit.", len(idle))
        told.append(_capital(sentence % {"criteria": _listed(idle)}))
    if undecided := [_name(wish.criterion) for wish in wishes if wish.is_any]:
        sentence = _("Gelijk of anders maakt niet uit bij %(criteria)s, dus dat telt niet mee.")
        told.append(sentence % {"criteria": _listed(undecided)})
    return _quoted(" ".join(told))


def _asked(wishes: Sequence[_Wish]) -> Sequence[str]:
    """A sentence per weight."""
    musts = [wish.said for wish in wishes if wish.must]
    heavy, medium, light = (
        [wish.said for wish in wishes if wish.weight == weight and not wish.must] for weight in (3, 2, 1)
    )
    opening = _("Heel belangrijk is ook: %(what)s.") if musts else _("Zoek iemand %(what)s.")
    sentences = (
        (musts, _("Zoek alleen iemand %(what)s.")),
        (heavy, opening),
        (medium, _("Fijn als het iemand is %(what)s.")),
        (light, _("Als het kan iemand %(what)s.")),
    )
    return [sentence % {"what": _listed(phrases)} for phrases, sentence in sentences if phrases]


def _wishes(instrument: Instrument, answers: Answers) -> list[_Wish]:
    """The criteria that were weighed, in the order of the page."""
    criteria = dict.fromkeys(item.criterion for item in instrument.items if item.criterion)
    return [
        _wish(instrument, criterion, answers)
        for criterion in criteria
        if criterion in PHRASES and f"I9.{criterion}" in answers
    ]


def _wish(instrument: Instrument, criterion: str, answers: Answers) -> _Wish:
    given = cast(int, answers[f"I9.{criterion}"])
    is_any = given > 0 and answers.get(f"I9.{criterion}.direction") == "any"
    must = given == HEAVY and not is_any and answers.get(f"I9.{criterion}.must") is True
    phrase = PHRASES[criterion](instrument, answers)
    return _Wish(criterion, 0 if is_any else given, must, is_any, phrase)


def _choice(wishes: Sequence[_Wish]) -> tuple[bool, str]:
    """Whether much choice is left, judged by what is fixed; never a number of people, which would promise something."""
    if any(wish.must for wish in wishes):
        return False, _("Je stelt een eis: wie daar niet aan voldoet, valt af.")
    if sum(wish.weight == HEAVY for wish in wishes) >= MANY_HEAVY:
        return False, _("Je vindt drie of meer dingen heel belangrijk. Hoe minder je vastlegt, hoe meer keus.")
    return True, _("Hoe minder je vastlegt, hoe meer keus.")


def _columns(wishes: Sequence[_Wish]) -> tuple[Column, ...]:
    """From left to right; many columns stand closer, their names on two lines in turn."""
    many = len(wishes) * PITCH > WIDTH
    pitch = WIDTH // len(wishes) if many else PITCH
    return tuple(
        Column(
            label=_name(wish.criterion),
            blocks=wish.weight,
            middle=pitch * place + pitch // 2,
            left=pitch * place + 4,
            width=pitch - 8,
            label_y=94 + (18 if many and place % 2 else 0),
        )
        for place, wish in enumerate(wishes)
    )


# --- Words --------------------------------------------------------------------------------------------


def _listed(texts: Sequence[str]) -> str:
    return str(get_text_list(list(texts), _("en")))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _name(criterion: str) -> str:
    """One word for a criterion."""
    return {
        "subject": _("vak"),
        "personal": _("klik"),
        "company_type": _("bedrijf"),
        "education_type": _("onderwijs"),
        "motivation": _("doel"),
        "education": _("opleiding"),
        "function_type": _("functie"),
        "target_group": _("leerlingen"),
        "age": _("leeftijd"),
    }[criterion]


def _is_different(criterion: str, answers: Answers) -> bool:
    return answers.get(f"I9.{criterion}.direction") == "different"


def _subject(instrument: Instrument, answers: Answers) -> str:
    language = get_language() or "nl"
    own = [_small(field(each).label(language)) for each in cast("Sequence[str]", answers.get("I7") or ())]
    subject = get_text_list(own, _("of"))
    if _is_different("subject", answers):
        different = _("met werk in *een ander vak dan %(subject)s*") % {"subject": subject}
        return different if own else _("met werk in *een ander vak dan het mijne*")
    return _("met werk dat bij *%(subject)s* past") % {"subject": subject or _("mijn vak")}


def _education(instrument: Instrument, answers: Answers) -> str:
    different = _is_different("education", answers)
    return _("met *een andere opleiding*") if different else _("met *net zo’n opleiding als ik*")


def _function_type(instrument: Instrument, answers: Answers) -> str:
    different = _is_different("function_type", answers)
    return _("met *een andere soort functie*") if different else _("met *net zo’n functie als ik*")


def _age(instrument: Instrument, answers: Answers) -> str:
    different = _is_different("age", answers)
    return _("van *een andere leeftijd*") if different else _("van *ongeveer mijn leeftijd*")


def _company_type(instrument: Instrument, answers: Answers) -> str:
    wanted = _wanted("company_type", instrument, answers)
    return _("uit *%(kinds)s*") % {"kinds": wanted} if wanted else _("uit *een soort bedrijf dat ik nog kies*")


def _education_type(instrument: Instrument, answers: Answers) -> str:
    wanted = _wanted("education_type", instrument, answers)
    return _("uit *%(kinds)s*") % {"kinds": wanted} if wanted else _("uit *een soort onderwijs dat ik nog kies*")


def _wanted(criterion: str, instrument: Instrument, answers: Answers) -> str:
    code = f"I9.{criterion}.wanted"
    chosen = cast("Sequence[str]", answers.get(code) or ())
    labels = (each.label(get_language() or "nl") for each in instrument.item(code).options if each.value in chosen)
    return str(get_text_list([_small(label) for label in labels], _("of")))


def _small(label: str) -> str:
    """A label inside a sentence, without what stands in brackets; abbreviations and languages keep their capital."""
    short = label.partition(" (")[0]
    keeps = short[1:2].isupper() or short.partition(" ")[0] in LANGUAGES
    return short if keeps else short[:1].lower() + short[1:]


LANGUAGES = frozenset(
    "Nederlands Engels Duits Frans Spaans Fries Dutch English German French Spanish Frisian".split()  # noqa: SIM905
)

PHRASES: Mapping[str, Callable[[Instrument, Answers], str]] = {
    "subject": _subject,
    "personal": lambda instrument, answers: _("met *wie het klikt*"),
    "company_type": _company_type,
    "education_type": _education_type,
    "motivation": lambda instrument, answers: _("met *een doel dat bij het mijne past*"),
    "education": _education,
    "function_type": _function_type,
    "age": _age,
    "target_group": lambda instrument, answers: _("met *dezelfde leerlingen of studenten*"),
}
