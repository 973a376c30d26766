"""Which kind of goal somebody writes about, suggested from the words they use; they decide (T3.1, T3.2).

The beginnings of words are enough: "leerling" is in "leerlingen" and "leerlingenraad".
"""

import re
from collections.abc import Iterable

from jobtwinning.surveys.catalogue import goal_categories
from jobtwinning.surveys.questionnaires import Side

LEARN = ("kennis", "verbred", "verdiep", "bijleren", "vaardig", "knowledge", "broaden", "skill")
CAREER = ("loopbaan", "carriere", "hybride", "overstap", "andere baan", "career", "hybrid")
CHANCES = ("arbeidsmarkt", "beroep", "stage", "lob", "aansluit", "studiekeuze", "labour market", "internship")
TOGETHER = ("samenwerk", "netwerk", "partnerschap", "startup", "cooperat", "network", "partnership")
RUNNING = ("bedrijfsvoering", "leidinggev", "leiding te geven", "management", "manage", "organisatie werkt")
WORDS: dict[str, tuple[str, ...]] = {
    "t1a": ("kennismaken", "bedrijfsleven", "ervaring", "ervaren", "meelopen", "business", "experience"),
    "t1b": LEARN,
    "t1c": CAREER,
    "t2a": ("praktijk", "voorbeelden", "contact", "practice", "examples"),
    "t2b": CHANCES,
    "t3a": RUNNING,
    "t3b": TOGETHER,
    "n1a": ("ondersteun", "steun", "initiatief", "bijdrage", "support", "contribute"),
    "n1b": LEARN,
    "n1c": (*CAREER, "lesgeven", "voor de klas"),
    "n2a": ("leerling", "student", "gastles", "uitleg", "overbreng", "pupil", "guest lesson"),
    "n2b": CHANCES,
    "n3a": ("beeld", "bekend", "imago", "werving", "instroom", "personeel", "recruit", "visible"),
    "n3b": TOGETHER,
    "n3c": RUNNING,
}


def suggested_goals(texts: Iterable[str], side: Side) -> list[str]:
    """Codes of the categories of this side whose words occur, in the order of the table."""
    text = " ".join(re.sub(r"\s+", " ", each.casefold().replace("è", "e")) for each in texts) + " "
    known = [each.code for each in goal_categories(side)]
    return [code for code in known if any(re.search(rf"\b{re.escape(word)}", text) for word in WORDS.get(code, ()))]
