"""What the answers of a profile are called, in English and Dutch."""

from typing import Final
from unicodedata import category

from jobtwinning.matching.engine.affinity import known_fields
from jobtwinning.matching.engine.phrases import Language, Words, word

LONGEST_NAME: Final = 60
# Control characters, line ends, half characters, and what turns the direction of a line.
HIDDEN: Final = frozenset({"Cc", "Zl", "Zp", "Cs"})
TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# What a value is called where its own name would not be read; per field of the profile.
VALUE: Final[dict[str, dict[str, Words]]] = {
    "goals": {
        "self": ("to learn something themselves", "zelf leren"),
        "student_education": ("to do something for students and education", "iets doen voor leerlingen en onderwijs"),
        "organisation": ("to achieve something for the organisation", "iets bereiken voor de organisatie"),
    },
    "function_level": {
        "leads": ("with people to lead", "met een leidinggevende taak"),
        "does not lead": ("without people to lead", "zonder leidinggevende taak"),
    },
    "organisation_kind": {
        "large_company": ("large company", "groot bedrijf"),
        "small_company": ("small company", "klein bedrijf"),
        "government": ("government", "overheid"),
        "care": ("health care", "zorg"),
        "non_profit": ("non-profit organisation", "organisatie zonder winstdoel"),
    },
    "education_kind": {"havo_vwo": ("havo/vwo", "havo/vwo")},
    "education_level": {
        "ad": ("associate degree", "associate degree"),
        "wo": ("university", "universiteit"),
        "phd": ("doctorate", "promotie"),
    },
    "yields": {
        "Y01": ("an experience richer", "een ervaring rijker"),
        "Y02": ("a new skill or new knowledge", "een nieuwe vaardigheid of kennis"),
        "Y03": ("a lasting relation between the organisations", "een blijvende relatie tussen de organisaties"),
        "Y04": ("a wider network", "een breder netwerk"),
        "Y05": ("ideas for their own work", "ideeën voor het eigen werk"),
        "Y06": ("something new for the other organisation", "iets nieuws voor de andere organisatie"),
        "Y07": ("close cooperation of both organisations", "intensieve samenwerking van beide organisaties"),
        "Y08": ("a good picture of the other kind of work", "een goed beeld van het andere soort werk"),
        "Y09": ("doing what they like elsewhere too", "wat ze graag doen ook elders doen"),
        "Y10": ("seeing themselves through other eyes", "door andere ogen naar zichzelf kijken"),
        "Y11": ("something new in their own organisation", "vernieuwing in de eigen organisatie"),
        "Y12": ("a way into a new job", "een ingang naar een nieuwe baan"),
        "Y13": ("knowing better what they can and want", "beter weten wat ze kunnen en willen"),
        "Y14": ("a step towards a new career", "een stap naar een nieuwe loopbaan"),
    },
    "travel_mode": {
        "car": ("by car", "met de auto"),
        "public_transport": ("by public transport", "met het openbaar vervoer"),
        "bike": ("by bike", "op de fiets"),
    },
}
DAY: Final[dict[str, Words]] = {
    "mon": ("Monday", "maandag"),
    "tue": ("Tuesday", "dinsdag"),
    "wed": ("Wednesday", "woensdag"),
    "thu": ("Thursday", "donderdag"),
    "fri": ("Friday", "vrijdag"),
    "sat": ("Saturday", "zaterdag"),
    "sun": ("Sunday", "zondag"),
    "morning": (" morning", "ochtend"),
    "afternoon": (" afternoon", "middag"),
    "evening": (" evening", "avond"),
}


def value_name(field: str, value: str, language: Language) -> str:
    """A value of a profile field as one reads it: its name, or an id such as "mbo_zorg" without its underscores."""
    if field in ("fields", "education_field") and value in known_fields():
        return known_fields()[value].nl if language == "nl" else known_fields()[value].en
    table = VALUE.get(field, {})
    return word(table, value, language) if value in table else safe(value).replace("_", " ")


def day_part_name(cell: str, language: Language) -> str:
    """ "mon-morning" as "Monday morning"."""
    return "".join(word(DAY, part, language) for part in cell.split("-"))


def safe(text: str) -> str:
    """An id or another text of others, short enough to read and without what a terminal would obey."""
    clean = "".join(
        one.encode("unicode_escape").decode() if category(one) in HIDDEN or one in TURNING else one for one in text
    )
    return clean if len(clean) <= LONGEST_NAME else f"{clean[:LONGEST_NAME]}…"
