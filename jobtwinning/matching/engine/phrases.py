"""The words for the engine's codes, in English and Dutch. The only place in the engine that holds sentences."""

from typing import Final, Literal

Language = Literal["en", "nl"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "nl")

# What a criterion is called.
CRITERION: Final[dict[str, tuple[str, str]]] = {
    "subject": ("subject and field", "vak en beroepsveld"),
    "education": ("education", "opleiding"),
    "age": ("age", "leeftijd"),
    "company_type": ("kind of organisation", "soort organisatie"),
    "education_type": ("kind of education", "soort onderwijs"),
    "function_type": ("kind of job", "soort functie"),
    "motivation": ("goals", "doelen"),
    "target_group": ("target group", "doelgroep"),
    "yields": ("intended yields", "beoogde opbrengsten"),
    "nearness": ("nearness", "afstand"),
    "time": ("time", "tijd"),
    "organisation": ("organisation to look into", "organisatie om te bekijken"),
    "personal": ("personal click", "persoonlijke klik"),
    "evidence": ("what was said", "wat er is gezegd"),
}
DIRECTION: Final[dict[str, tuple[str, str]]] = {
    "alike": ("alike", "gelijk"),
    "different": ("different", "anders"),
    "no_matter": ("does not matter", "maakt niet uit"),
    "offers": ("offers what I seek", "biedt wat ik zoek"),
}
BAND: Final[dict[str, tuple[str, str]]] = {
    "strong": ("a strong pair", "een sterk koppel"),
    "good": ("a good pair", "een goed koppel"),
    "doubt": ("a pair to look at twice", "een koppel om nog eens te bekijken"),
}
KIND: Final[dict[str, tuple[str, str]]] = {
    "subject": ("on subject matter", "op vakinhoud"),
    "motivation": ("on motivation", "op motivatie"),
    "surprise": ("a surprise", "een verrassing"),
}
# What a value is called where its own name would not be read.
VALUE: Final[dict[str, tuple[str, str]]] = {
    "self": ("own development", "eigen ontwikkeling"),
    "student_education": ("better education for students", "beter onderwijs voor leerlingen"),
    "organisation": ("the own organisation", "de eigen organisatie"),
    "leads": ("leads people", "geeft leiding"),
    "does not lead": ("does not lead people", "geeft geen leiding"),
    "large_company": ("large company", "groot bedrijf"),
    "small_company": ("small company", "klein bedrijf"),
    "government": ("government", "overheid"),
    "care": ("care", "zorg"),
    "non_profit": ("non-profit", "non-profit"),
    "phd": ("doctorate", "promotie"),
    "wo": ("university", "wo"),
    "hbo": ("applied university", "hbo"),
}
REASON: Final[dict[str, tuple[str, str]]] = {
    "field_same": ("both know {own_field}", "allebei thuis in {own_field}"),
    "field_linked": (
        "{own_field} and {other_field} touch: {reason_en}",
        "{own_field} en {other_field} raken elkaar: {reason_nl}",
    ),
    "fields_apart": ("the fields do not touch", "de vakgebieden raken elkaar niet"),
    "education_alike": ("much the same schooling ({schooling})", "ongeveer dezelfde opleiding ({schooling})"),
    "education_apart": ("a different schooling ({schooling})", "een andere opleiding ({schooling})"),
    "company_type_shared": ("the same: {shared}", "hetzelfde: {shared}"),
    "company_type_differs": ("not the same", "niet hetzelfde"),
    "education_type_shared": ("the same: {shared}", "hetzelfde: {shared}"),
    "education_type_differs": ("not the same", "niet hetzelfde"),
    "function_type_shared": ("the same: {shared}", "hetzelfde: {shared}"),
    "function_type_differs": (
        "one leads people, the other does not",
        "de een geeft leiding, de ander niet",
    ),
    "target_group_shared": ("in common: {shared}", "gedeeld: {shared}"),
    "target_group_differs": ("nothing in common", "niets gedeeld"),
    "goals_shared": ("in common: {shared}{words}", "gedeeld: {shared}{words}"),
    "goals_differs": ("different goals{words}", "andere doelen{words}"),
    "organisation_shared": ("the one that was asked for", "de organisatie waar om gevraagd is"),
    "organisation_differs": ("not one that was asked for", "niet een waar om gevraagd is"),
    "can_help": ("can help with {goals}", "kan helpen bij {goals}"),
    "yields_fit": ("fit in the time of both ({time})", "passen in de tijd van beiden ({time})"),
    "yields_partly": ("fit partly in the time of both ({time})", "passen deels in de tijd van beiden ({time})"),
    "yields_do_not_fit": ("do not fit in the time of both ({time})", "passen niet in de tijd van beiden ({time})"),
    "travel": ("{minutes} minutes of travel{limit}", "{minutes} minuten reizen{limit}"),
    "shared_time": ("{time}", "{time}"),
    "said_yes": ("said yes", "zei ja"),
    "said_maybe": ("said maybe", "zei misschien"),
    "unknown": (
        "an answer is missing; counts as with comparable people",
        "er ontbreekt een antwoord; telt als bij vergelijkbare mensen",
    ),
    "left_to_surprise": (
        "left to the surprise; counts as with comparable people",
        "overgelaten aan de verrassing; telt als bij vergelijkbare mensen",
    ),
}
REFUSAL: Final[dict[str, tuple[str, str]]] = {
    "same_organisation": ("same organisation", "zelfde organisatie"),
    "know_each_other": ("know each other", "kennen elkaar"),
    "other_region": ("other region", "andere regio"),
    "too_far": ("too far to travel", "te ver reizen"),
    "too_few_weeks": ("too few shared weeks", "te weinig gedeelde weken"),
    "too_few_day_parts": ("too few shared day parts", "te weinig gedeelde dagdelen"),
    "confidentiality": ("work is not suitable to be looked into", "werk is niet geschikt om in mee te kijken"),
    "must_not_met": ("a must is not met", "een eis is niet vervuld"),
    "must_unknown": ("a must cannot be judged", "een eis is niet te beoordelen"),
    "veto": ("said no", "zei nee"),
    "ended_pair": ("were a pair before", "waren al eens een koppel"),
    "already_paired": ("in a running pair", "in een lopend koppel"),
    "forbidden": ("forbidden by the coordinator", "verboden door de coördinator"),
}
UNMATCHED: Final[dict[str, tuple[str, str]]] = {
    "no_allowed_partner": ("nobody is allowed", "niemand mag"),
    "below_floor": ("everybody who is allowed scores below the floor", "iedereen die mag scoort onder de ondergrens"),
    "too_few_on_other_side": ("too few people on the other side", "te weinig mensen aan de andere kant"),
    "partners_taken": ("the possible partners went to others", "de mogelijke partners gingen naar anderen"),
}
RELAXATION: Final[dict[str, tuple[str, str]]] = {
    "ask_for_answer": ("ask for the missing answer on {criterion}", "vraag het ontbrekende antwoord over {criterion}"),
    "fewer_day_parts": ("ask {needed} shared day parts", "vraag {needed} gedeelde dagdelen"),
    "fewer_weeks": ("ask {needed} shared weeks", "vraag {needed} gedeelde weken"),
    "travel_longer": ("travel {extra_minutes} minutes longer", "{extra_minutes} minuten langer reizen"),
    "others_travel_longer": (
        "let others travel {extra_minutes} minutes longer",
        "laat anderen {extra_minutes} minuten langer reizen",
    ),
    "drop_must": ("let go of the must on {criterion}", "laat de eis over {criterion} los"),
    "drop_must_of_others": (
        "let others let go of their must on {criterion}",
        "laat anderen hun eis over {criterion} los",
    ),
    "lower_floor": ("lower the floor to {floor}", "verlaag de ondergrens naar {floor}"),
    "cross_region": ("let regions mix", "laat regio's mengen"),
}
MESSAGE: Final[dict[str, tuple[str, str]]] = {
    "empty_side": ("There is nobody on one of the sides.", "Aan een van de kanten is niemand."),
    "every_pair_refused": ("Every pair is refused by a rule.", "Elk koppel wordt door een regel geweigerd."),
    "every_pair_below_floor": ("Every pair scores below the floor.", "Elk koppel scoort onder de ondergrens."),
}

# One and more of a thing.
NOUN: Final[dict[str, tuple[tuple[str, str], tuple[str, str]]]] = {
    "pair": (("pair", "pairs"), ("koppel", "koppels")),
    "pair_less": (("pair less", "pairs less"), ("koppel minder", "koppels minder")),
    "pair_more": (("pair more", "pairs more"), ("koppel meer", "koppels meer")),
    "candidate": (("candidate", "candidates"), ("kandidaat", "kandidaten")),
    "moved": (("other person moves", "others move"), ("ander schuift", "anderen schuiven")),
    "day_part": (("shared day part", "shared day parts"), ("gedeeld dagdeel", "gedeelde dagdelen")),
    "week": (("shared week", "shared weeks"), ("gedeelde week", "gedeelde weken")),
    "word": (("word in common", "words in common"), ("woord gedeeld", "woorden gedeeld")),
    "month": (("month", "months"), ("maand", "maanden")),
    "hour": (("hour", "hours"), ("uur", "uur")),
}


def counted(noun: str, count: float, language: Language) -> str:
    """A number with its noun: "1 pair", "2 pairs"."""
    one, more = NOUN[noun][LANGUAGES.index(language)]
    return f"{count:g} {one if count == 1 else more}"


def word(table: dict[str, tuple[str, str]], code: str, language: Language) -> str:
    """The words for a code. Raises KeyError for a code without words."""
    return table[code][LANGUAGES.index(language)]


def value_name(value: str, language: Language) -> str:
    """A value as one reads it: an id such as "mbo_zorg" without its underscores."""
    return word(VALUE, value, language) if value in VALUE else value.replace("_", " ")
