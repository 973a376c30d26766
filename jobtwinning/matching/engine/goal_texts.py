"""Made-up sentences about what somebody hopes for, put together from parts: thousands of different ones."""

import random
from collections.abc import Sequence
from typing import Final

# Per goal and language the parts of one sentence: who wants, what, and to what end.
Parts = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
OPENINGS_NL = (
    "Ik wil graag",
    "Dit jaar wil ik",
    "Het liefst wil ik",
    "Samen met iemand anders wil ik",
    "In een paar maanden wil ik",
)
OPENINGS_EN = ("I would like to", "I hope to", "My aim is to", "It would be great to", "This year I want to")
SENTENCES: Final[dict[str, dict[str, Parts]]] = {
    "self": {
        "nl": (
            OPENINGS_NL,
            (
                "zien hoe mijn vak in de praktijk wordt gebruikt",
                "een paar dagen meelopen op een andere werkvloer",
                "nieuwe technieken leren kennen",
                "ervaren hoe beslissingen ergens anders vallen",
                "nadenken over mijn loopbaan",
                "ontdekken of hybride werken bij mij past",
                "met andere ogen naar mijn eigen werk kijken",
                "leren hoe anderen leidinggeven en samenwerken",
                "mijn kennis van digitale middelen bijwerken",
                "weer eens leerling zijn",
            ),
            (
                "om fris terug te komen",
                "om mijn verhaal met voorbeelden te kunnen vertellen",
                "omdat ik al lang op dezelfde plek werk",
                "om te weten wat er buiten speelt",
                "en daarna te kiezen welke kant ik op ga",
                "om zekerder te worden van wat ik kan",
                "en iemand te vinden met wie ik kan sparren",
                "om mijn netwerk te vergroten",
            ),
        ),
        "en": (
            OPENINGS_EN,
            (
                "see how my subject is used in practice",
                "spend some days on another shop floor",
                "learn about new technology",
                "find out whether a hybrid career suits me",
                "look at my own work with fresh eyes",
                "learn how others lead a team",
            ),
            (
                "and come back with new energy",
                "because I have been in one place for years",
                "and tell my story with real examples",
                "and meet people outside my own circle",
                "before I decide on a next step",
            ),
        ),
    },
    "student_education": {
        "nl": (
            OPENINGS_NL,
            (
                "leerlingen een eerlijk beeld geven van werken in de techniek",
                "lessen maken met echte opdrachten uit bedrijven",
                "gastlessen geven over mijn vakgebied",
                "studenten begeleiden bij een onderzoek of ontwerp",
                "laten zien dat wiskunde en taal overal nodig zijn",
                "jongeren kennis laten maken met zorg en welzijn",
                "een excursie en een project op locatie opzetten",
                "ons lesmateriaal actueel maken",
                "meisjes enthousiast maken voor natuurkunde en informatica",
                "stageplekken vinden die passen",
            ),
            (
                "zodat ze een bewuste keuze maken voor een opleiding",
                "zodat de stof gaat leven in de klas",
                "want veel leerlingen kennen maar weinig beroepen",
                "zodat theorie en praktijk bij elkaar komen",
                "en dat met collega's te delen",
                "omdat nieuwsgierigheid begint met een voorbeeld",
                "zodat de stap naar een baan kleiner wordt",
                "en volgend schooljaar in het programma op te nemen",
            ),
        ),
        "en": (
            OPENINGS_EN,
            (
                "give pupils an honest picture of jobs in engineering",
                "make lessons with real assignments from companies",
                "give guest lessons about my profession",
                "guide students in a research project",
                "bring our teaching material up to date",
                "find internships that fit",
            ),
            (
                "so that they choose a study with open eyes",
                "so that theory and practice meet in the classroom",
                "because many pupils know few professions",
                "and share it with colleagues",
                "and make it part of next year's programme",
            ),
        ),
    },
    "organisation": {
        "nl": (
            OPENINGS_NL,
            (
                "onze organisatie laten samenwerken met het onderwijs in de regio",
                "een netwerk opbouwen voor stages en gastlessen",
                "met een frisse blik kijken naar hoe wij vergaderen en plannen",
                "leren hoe een ander met werkdruk en roosters omgaat",
                "nieuwe collega's vinden voor de lange termijn",
                "samen een leerlijn over duurzaamheid opzetten",
                "kennis over veiligheid en kwaliteit delen",
                "kijken hoe teams elders zichzelf aansturen",
                "ons beleid voor duurzame inzetbaarheid verbeteren",
                "een vaste band met een school of bedrijf beginnen",
            ),
            (
                "omdat het personeelstekort ons allemaal raakt",
                "zodat beide kanten er iets aan hebben",
                "en dat in het jaarplan vast te leggen",
                "want wij werken nog te veel op een eiland",
                "zodat goede mensen blijven",
                "en er een partnerschap van te maken",
                "om van elkaars fouten te leren",
                "met steun van mijn leidinggevende",
            ),
        ),
        "en": (
            OPENINGS_EN,
            (
                "connect our organisation with education in the region",
                "build a network for internships and guest lessons",
                "get a fresh view of how we plan and meet",
                "find new colleagues for the long run",
                "set up a course on sustainability together",
                "share what we know about safety and quality",
            ),
            (
                "because the staff shortage hits us all",
                "so that both sides gain from it",
                "and turn it into a partnership",
                "because we still work on an island",
                "with the support of my manager",
            ),
        ),
    },
}
ENGLISH_SHARE = 0.15
SECOND_SENTENCE_SHARE = 0.4


def goal_text(chance: random.Random, goals: Sequence[str]) -> str:
    """One or two sentences about these goals; mostly Dutch, sometimes English."""
    language = "en" if chance.random() < ENGLISH_SHARE else "nl"
    first = chance.choice(goals)
    sentences = [_sentence(chance, first, language)]
    if chance.random() < SECOND_SENTENCE_SHARE:
        sentences.append(_sentence(chance, chance.choice(goals), language))
    return " ".join(dict.fromkeys(sentences))


def _sentence(chance: random.Random, goal: str, language: str) -> str:
    opening, what, why = (chance.choice(part) for part in SENTENCES[goal][language])
    return f"{opening} {what} {why}."
