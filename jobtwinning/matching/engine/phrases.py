"""The words for the engine's codes, in English and Dutch. The only place in the engine that holds sentences."""

from collections.abc import Iterable
from typing import Final, Literal

Language = Literal["en", "nl"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "nl")

Words = tuple[str, str]

# What a criterion is called. Age is never named, so a wish about it has no name of its own.
CRITERION: Final[dict[str, Words]] = {
    "subject": ("field", "vakgebied"),
    "education": ("education", "opleiding"),
    "age": ("a wish we do not name here", "een wens die we hier niet noemen"),
    "company_type": ("kind of organisation", "soort organisatie"),
    "education_type": ("kind of education", "soort onderwijs"),
    "function_type": ("kind of job", "soort functie"),
    "motivation": ("goals", "doelen"),
    "target_group": ("target group", "doelgroep"),
    "yields": ("intended results", "beoogde opbrengsten"),
    "nearness": ("travel", "reistijd"),
    "time": ("time to meet", "tijd om elkaar te zien"),
    "organisation": ("organisation to look into", "organisatie om te bekijken"),
    "personal": ("personal click", "persoonlijke klik"),
    "evidence": ("said about the other", "gezegd over de ander"),
}
DIRECTION: Final[dict[str, Words]] = {
    "alike": ("{criterion}: rather alike", "{criterion}: liefst gelijk"),
    "different": ("{criterion}: rather different", "{criterion}: liefst anders"),
    "no_matter": ("{criterion}: does not matter", "{criterion}: maakt niet uit"),
    "offers": ("{criterion}: what they look for", "{criterion}: wat de ander zoekt"),
}
BAND: Final[dict[str, Words]] = {
    "strong": ("a strong pair", "een sterk koppel"),
    "good": ("a good pair", "een goed koppel"),
    "doubt": ("a doubtful pair", "een twijfelgeval"),
}
KIND: Final[dict[str, Words]] = {
    "subject": ("their fields have to do with each other", "hun vakgebieden hebben met elkaar te maken"),
    "motivation": ("it rests on other things than their fields", "het rust op andere dingen dan hun vakgebied"),
    "surprise": ("a surprise, for who asked for one", "een verrassing, voor wie daarom vroeg"),
}
ASKED_FOR_A_SURPRISE: Final[Words] = ("a surprise: {who} asked for one", "een verrassing: {who} vroeg daarom")
# What makes a doubtful pair, where one of the two sees too little in it.
SEES_LITTLE: Final[Words] = ("{who} sees only {score} in it", "{who} ziet er maar {score} in")
MODE: Final[dict[str, Words]] = {
    "surprise": ("{person} wants a surprise", "{person} wil verrast worden"),
    "choose": ("{person} said what counts", "{person} zei wat telt"),
    "leave_to_coordinator": (
        "{person} leaves the choice to the coordinator",
        "{person} laat de keus aan de coördinator",
    ),
}
OBJECTIVE: Final[dict[str, Words]] = {
    "floor": (
        "as many pairs as possible, then the weakest pair as good as possible, then the total of all pairs",
        "zo veel mogelijk koppels, dan het zwakste koppel zo goed mogelijk, dan het totaal van alle koppels",
    ),
    "total": (
        "as many pairs as possible, then the highest total of all pairs",
        "zo veel mogelijk koppels, dan het hoogste totaal van alle koppels",
    ),
    "quality": (
        "only pairs above the threshold, and of those as many as possible",
        "alleen koppels boven de drempel, en daarvan zo veel mogelijk",
    ),
    "stable": (
        "no two people who would both rather have each other",
        "geen twee mensen die allebei liever elkaar hebben",
    ),
}
SIDE: Final[dict[str, tuple[Words, Words]]] = {
    "left": (("teacher", "teachers"), ("docent", "docenten")),
    "right": (("non-teacher", "non-teachers"), ("niet-docent", "niet-docenten")),
}
# {left}, {right}: the two people. {own}: who sees it so, {other}: the other of the two.
REASON: Final[dict[str, Words]] = {
    "field_same": ("both work with {left_field}", "allebei thuis in {left_field}"),
    "field_linked": (
        "{left_field} ({left}) and {right_field} ({right}) have to do with each other: {why}",
        "{left_field} ({left}) en {right_field} ({right}) hebben met elkaar te maken: {why}",
    ),
    "fields_apart": (
        "{left_fields} ({left}) and {right_fields} ({right}) are far apart",
        "{left_fields} ({left}) en {right_fields} ({right}) liggen ver uit elkaar",
    ),
    "education_alike": (
        "close together: {left_schooling} ({left}) and {right_schooling} ({right})",
        "dicht bij elkaar: {left_schooling} ({left}) en {right_schooling} ({right})",
    ),
    "education_apart": (
        "further apart: {left_schooling} ({left}) and {right_schooling} ({right})",
        "verder uit elkaar: {left_schooling} ({left}) en {right_schooling} ({right})",
    ),
    "shared": ("both {shared}", "allebei {shared}"),
    "shared_sought": ("{own} looks for {shared}, and {other} has it", "{own} zoekt {shared}, en dat heeft {other}"),
    "differs": (
        "{left_answer} ({left}) and {right_answer} ({right})",
        "{left_answer} ({left}) en {right_answer} ({right})",
    ),
    "differs_sought": (
        "{own} looks for {sought}; with {other} it is {other_answer}",
        "{own} zoekt {sought}; bij {other} is het {other_answer}",
    ),
    "goals_shared": ("both want {shared}", "allebei willen ze {shared}"),
    "goals_differs": (
        "{left} wants {left_answer}; {right} wants {right_answer}",
        "{left} wil {left_answer}; {right} wil {right_answer}",
    ),
    "goals_texts": (
        "{left} and {right} describe what they want in the same words",
        "{left} en {right} beschrijven wat ze willen met dezelfde woorden",
    ),
    "can_help": (
        "{other} wants {goals}, and {own} likes to help others with their goals",
        "{other} wil {goals}, en {own} helpt anderen graag bij hun doelen",
    ),
    "yields_fit": (
        "what {own} hopes for fits in their time together ({time})",
        "wat {own} hoopt te bereiken past in hun tijd samen ({time})",
    ),
    "yields_partly": (
        "a part of what {own} hopes for fits in their time together ({time})",
        "een deel van wat {own} hoopt te bereiken past in hun tijd samen ({time})",
    ),
    "yields_do_not_fit": (
        "what {own} hopes for does not fit in their time together ({time})",
        "wat {own} hoopt te bereiken past niet in hun tijd samen ({time})",
    ),
    "yields_long": ("; count on {time} for {long}", "; reken voor {long} op {time}"),
    "yields_one_sided": (
        "; we counted half for {long}, because {other} does not aim at such a thing",
        "; we telden de helft voor {long}, want {other} zoekt zoiets niet",
    ),
    "travel": ("{own} travels about {minutes} {how}{limit}", "{own} reist ongeveer {minutes} {how}{limit}"),
    "travel_near": ("{own} hardly travels at all{limit}", "{own} hoeft nauwelijks te reizen{limit}"),
    "travel_limit": (" (at most {limit})", " (hooguit {limit})"),
    "shared_time": ("{time} in common", "{time} samen"),
    "said_yes": ("{own} said yes to {other}", "{own} zei ja tegen {other}"),
    "both_like": ("{left} and {right} both like it", "{left} en {right} zien het allebei zitten"),
    "said_maybe": ("{own} said maybe to {other}", "{own} zei misschien tegen {other}"),
    "unknown": ("{who} did not answer", "{who} gaf geen antwoord"),
    "unknown_both": ("{left} and {right} did not answer", "{left} en {right} gaven geen antwoord"),
    "unknown_part": ("nothing is known about it", "daar is niets over bekend"),
    "unknown_click": ("nobody can tell beforehand", "dat weet vooraf niemand"),
    "left_to_surprise": ("{own} leaves it to the surprise", "{own} laat het aan de verrassing over"),
}
# After a reason, where somebody asked for something else than being alike.
ASKED: Final[dict[str, Words]] = {
    "met": ("that is what {own} asked for", "daar vroeg {own} om"),
    "not_met": ("{own} asked for something else", "{own} vroeg om iets anders"),
    "surprise": ("good for a surprise", "goed voor een verrassing"),
    "no_surprise": ("too near for a surprise", "te dichtbij voor een verrassing"),
    "partly": ("for the rest they differ", "verder verschillen ze"),
}
REFUSAL: Final[dict[str, Words]] = {
    "same_organisation": ("They work for the same organisation.", "Ze werken bij dezelfde organisatie."),
    "know_each_other": ("They know each other.", "Ze kennen elkaar."),
    "other_region": (
        "They belong to different regions: {left_region} and {right_region}.",
        "Ze horen bij verschillende regio's: {left_region} en {right_region}.",
    ),
    "too_far": (
        "{person} would travel {minutes} minutes and wants at most {limit}.",
        "{person} zou {minutes} minuten reizen en wil er hooguit {limit}.",
    ),
    "too_few_weeks": (
        "They share {shared} weeks; the programme asks {needed}.",
        "Ze delen {shared} weken; het programma vraagt er {needed}.",
    ),
    "too_few_day_parts": (
        "They share {shared} day parts; the programme asks {needed}.",
        "Ze delen {shared} dagdelen; het programma vraagt er {needed}.",
    ),
    "confidentiality": (
        "The work of {person} is too confidential to look into.",
        "Het werk van {person} is te vertrouwelijk om in mee te kijken.",
    ),
    "must_not_met": (
        "{person} has a condition that is not met: {criterion}.",
        "{person} heeft een eis waaraan niet is voldaan: {criterion}.",
    ),
    "must_unknown": (
        "{person} has a condition that cannot be judged, because an answer is missing: {criterion}.",
        "{person} heeft een eis die niet te beoordelen is, want er ontbreekt een antwoord: {criterion}.",
    ),
    "veto": ("{person} said no to the other.", "{person} zei nee tegen de ander."),
    "ended_pair": ("They were a pair before.", "Ze waren al eens een koppel."),
    "already_paired": ("{person} is in a running pair.", "{person} zit in een lopend koppel."),
    "forbidden": ("The coordinator keeps them apart.", "De coördinator houdt hen uit elkaar."),
}
# The same as the end of "12 people cannot: …".
REFUSED: Final[dict[str, Words]] = {
    "same_organisation": ("the same organisation", "dezelfde organisatie"),
    "know_each_other": ("they know each other", "ze kennen elkaar"),
    "other_region": ("another region", "een andere regio"),
    "too_far": ("too far to travel", "te ver reizen"),
    "too_few_weeks": ("too few weeks in common", "te weinig weken samen"),
    "too_few_day_parts": ("too few day parts in common", "te weinig dagdelen samen"),
    "confidentiality": ("confidential work", "vertrouwelijk werk"),
    "must_not_met": ("a condition is not met", "aan een eis is niet voldaan"),
    "must_unknown": (
        "a condition cannot be judged, an answer is missing",
        "een eis is niet te beoordelen, een antwoord ontbreekt",
    ),
    "veto": ("one of them said no", "een van beiden zei nee"),
    "ended_pair": ("a pair before", "eerder al een koppel"),
    "already_paired": ("in a running pair", "in een lopend koppel"),
    "forbidden": ("kept apart by the coordinator", "uit elkaar gehouden door de coördinator"),
}
UNMATCHED: Final[dict[str, Words]] = {
    "no_allowed_partner": (
        "there is nobody they may be paired with",
        "er is niemand met wie het mag",
    ),
    "below_floor": (
        "with everybody they may be paired with, the score is below the floor",
        "met iedereen met wie het mag, is de score onder de ondergrens",
    ),
    "too_few_on_other_side": ("too few people on the other side", "te weinig mensen aan de andere kant"),
    "partners_taken": (
        "everybody they may be paired with is with somebody else",
        "iedereen met wie het mag, is met een ander",
    ),
}
RELAXATION: Final[dict[str, Words]] = {
    "ask_for_answer": (
        "Ask for the answer that is missing about {criterion}",
        "Vraag naar het antwoord dat ontbreekt over {criterion}",
    ),
    "fewer_day_parts": (
        "Let {day_parts} in common be enough",
        "Laat {day_parts} samen genoeg zijn",
    ),
    "fewer_weeks": ("Let {weeks} in common be enough", "Laat {weeks} samen genoeg zijn"),
    "travel_longer": (
        "If {person} travels {minutes} longer",
        "Als {person} {minutes} langer reist",
    ),
    "others_travel_longer": (
        "If another travels {minutes} longer",
        "Als een ander {minutes} langer reist",
    ),
    "drop_must": (
        "If {person} lets go of a condition: {criterion}",
        "Als {person} een eis loslaat: {criterion}",
    ),
    "drop_must_of_others": (
        "If others let go of a condition: {criterion}",
        "Als anderen een eis loslaten: {criterion}",
    ),
    "lower_floor": ("If the floor goes down to {floor}", "Als de ondergrens naar {floor} gaat"),
    "cross_region": ("If people of other regions may take part", "Als mensen uit andere regio's mee mogen doen"),
}
CHANGE: Final[dict[str, Words]] = {
    "answer": (
        "An answer of {who} about {criterion} brings the score to between {low} and {high}.",
        "Een antwoord van {who} over {criterion} brengt de score tussen {low} en {high}.",
    ),
    "let_go": (
        "If {own} leaves out {criterion}, the score becomes {score}.",
        "Als {own} {criterion} weglaat, wordt de score {score}.",
    ),
    "more_time": (
        "With {time} together, all that {own} hopes for fits; the score comes to at most {score}.",
        "Met {time} samen past alles wat {own} hoopt te bereiken; de score wordt dan hooguit {score}.",
    ),
}
MESSAGE: Final[dict[str, Words]] = {
    "empty_side": ("There is nobody on one of the sides.", "Aan een van de kanten is niemand."),
    "every_pair_refused": (
        "A rule or a condition refuses every pair. `explain --person` tells what would help.",
        "Een regel of een eis weigert elk koppel. `explain --person` vertelt wat zou helpen.",
    ),
    "every_pair_below_floor": (
        "Every pair that is allowed scores below the floor. `explain --person` tells what would help.",
        "Elk koppel dat mag, scoort onder de ondergrens. `explain --person` vertelt wat zou helpen.",
    ),
}

# One and more of a thing.
NOUN: Final[dict[str, tuple[Words, Words]]] = {
    **SIDE,
    "pair": (("pair", "pairs"), ("koppel", "koppels")),
    "strong": (("strong pair", "strong pairs"), ("sterk koppel", "sterke koppels")),
    "good": (("good pair", "good pairs"), ("goed koppel", "goede koppels")),
    "doubt": (("doubtful pair", "doubtful pairs"), ("twijfelgeval", "twijfelgevallen")),
    "candidate": (("candidate", "candidates"), ("kandidaat", "kandidaten")),
    "day_part": (("day part a week", "day parts a week"), ("dagdeel per week", "dagdelen per week")),
    "week": (("week", "weeks"), ("week", "weken")),
    "month": (("month", "months"), ("maand", "maanden")),
    "hour": (("hour", "hours"), ("uur", "uur")),
    "minute": (("minute", "minutes"), ("minuut", "minuten")),
    "time": (("time", "times"), ("keer", "keer")),
    "talk": (("talk", "talks"), ("gesprek", "gesprekken")),
    "round": (("round", "rounds"), ("ronde", "rondes")),
    "table": (("table", "tables"), ("tafel", "tafels")),
    "person": (("person", "people"), ("deelnemer", "deelnemers")),
}


def counted(noun: str, count: float, language: Language) -> str:
    """A number with its noun: "1 pair", "2 pairs"."""
    one, more = NOUN[noun][LANGUAGES.index(language)]
    return f"{number(count, language)} {one if count == 1 else more}"


def number(value: float, language: Language) -> str:
    """A whole number, or one with the digits it needs; Dutch has a comma."""
    text = f"{value:.1f}".removesuffix(".0")
    return text if language == "en" else text.replace(".", ",")


def score(value: float, language: Language) -> str:
    """A score of 0..1 in two digits; Dutch has a comma."""
    text = f"{value:.2f}"
    return text if language == "en" else text.replace(".", ",")


def word(table: dict[str, Words], code: str, language: Language) -> str:
    """The words for a code. Raises KeyError for a code without words."""
    return table[code][LANGUAGES.index(language)]


def several(parts: Iterable[str], language: Language) -> str:
    """The parts as "a, b and c"."""
    *most, last = parts
    return f"{', '.join(most)} {'and' if language == 'en' else 'en'} {last}" if most else last
