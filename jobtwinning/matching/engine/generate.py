"""Made-up but lifelike Dutch cohorts, to try the matching on; nobody in them exists."""

import random
from collections.abc import Sequence
from functools import cache
from typing import Any

from jobtwinning.matching.engine.affinity import field_links
from jobtwinning.matching.engine.codes import DAYS, GOALS, YIELDS


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Region, place, latitude and longitude in degrees, relative size.
PLACES: tuple[tuple[str, str, float, float, int], ...] = (
    ("rotterdam", "rotterdam", 51.92, 4.48, 10),
    ("rotterdam", "schiedam", 51.92, 4.40, 2),
    ("rotterdam", "dordrecht", 51.81, 4.67, 3),
    ("rotterdam", "spijkenisse", 51.84, 4.33, 2),
    ("amsterdam", "amsterdam", 52.37, 4.90, 12),
    ("amsterdam", "zaandam", 52.44, 4.82, 3),
    ("amsterdam", "hoofddorp", 52.30, 4.69, 2),
    ("amsterdam", "almere", 52.37, 5.22, 3),
    ("haaglanden", "den_haag", 52.08, 4.31, 8),
    ("haaglanden", "delft", 52.01, 4.36, 2),
    ("haaglanden", "zoetermeer", 52.06, 4.49, 2),
    ("gelderland", "arnhem", 51.98, 5.91, 4),
    ("gelderland", "nijmegen", 51.84, 5.85, 4),
    ("gelderland", "apeldoorn", 52.21, 5.97, 3),
    ("brainport", "eindhoven", 51.44, 5.48, 6),
    ("brainport", "helmond", 51.48, 5.66, 2),
    ("brainport", "veldhoven", 51.42, 5.40, 1),
    ("twente", "enschede", 52.22, 6.89, 4),
    ("twente", "hengelo", 52.27, 6.79, 2),
    ("twente", "almelo", 52.36, 6.66, 2),
)
SUBJECTS = _words(
    "nederlands engels duits frans wiskunde natuurkunde scheikunde biologie informatica economie bedrijfseconomie "
    "aardrijkskunde geschiedenis maatschappijleer beeldende_vakken muziek lichamelijke_opvoeding lob_mentoraat "
    "techniek_technologie onderzoek_ontwerpen vmbo_pie vmbo_bwi vmbo_zw vmbo_eo mbo_ict mbo_zorg mbo_elektrotechniek "
    "mbo_handel_ondernemerschap mbo_transport_logistiek"
)
PROFESSIONS = _words(
    "zorg_verpleging ict_software data_ai cybersecurity werktuigbouw elektrotechniek installatietechniek mechatronica "
    "openbaar_vervoer logistiek scheepvaart_havens bouw infra_waterbouw architectuur chemie_procestechniek energie "
    "lab_biotechnologie milieu_duurzaamheid waterbeheer marketing communicatie_pr verkoop hr training_coaching "
    "projectmanagement ondernemerschap accountancy bank_verzekering recht overheid_beleid journalistiek "
    "grafisch_ontwerp musea_erfgoed horeca"
)
EDUCATION_KINDS = ("vmbo", "havo_vwo", "mbo", "hbo")
ORGANISATION_KINDS = ("large_company", "small_company", "government", "care", "non_profit")
TARGET_GROUPS = ("vmbo", "havo", "vwo", "mbo", "hbo")
GOAL_TEXTS = (
    "Ik wil zien hoe mijn vak in de praktijk gebruikt wordt en daar lessen van maken.",
    "Leerlingen een eerlijk beeld geven van werken in de techniek.",
    "Ik zoek een frisse blik op hoe wij samenwerken en leidinggeven.",
    "Kennis delen met jongeren en zelf weer leren van de klas.",
    "Een netwerk opbouwen voor stages en gastlessen.",
    "Nadenken over mijn loopbaan, misschien hybride werken.",
    "Onze organisatie laten samenwerken met het onderwijs in de regio.",
)
CHOICES = ("subject", "personal", "company_type", "education_type", "education", "motivation", "function_type", "age")


def generate_cohort(left: int, right: int, seed: int) -> dict[str, Any]:
    """A cohort as the JSON object that the command `match` reads; the same for the same three numbers."""
    chance = random.Random(f"{left}/{right}/{seed}")
    size = max(left, right, 1)
    people = {
        "left": [_person(chance, "left", number, size) for number in range(1, left + 1)],
        "right": [_person(chance, "right", number, size) for number in range(1, right + 1)],
    }
    return {
        "left": people["left"],
        "right": people["right"],
        "rules": {"min_shared_day_parts": 1, "floor": 0.0},
        "evidence": _ballots(chance, people["left"], people["right"]),
        "existing": {"pairs": [], "ended": []},
    }


def _person(chance: random.Random, side: str, number: int, size: int) -> dict[str, Any]:
    region, place, latitude, longitude, _ = chance.choices(PLACES, weights=[row[4] for row in PLACES])[0]
    teaches = side == "left"
    person: dict[str, Any] = {
        "id": f"{'T' if teaches else 'P'}{number:05d}",
        "region": region,
        "organisation": f"{'school' if teaches else 'firm'}-{place}-{chance.randrange(max(2, size // 25))}",
        "fields": _fields(chance, SUBJECTS if teaches else PROFESSIONS),
        "latitude": round(latitude + chance.gauss(0, 0.03), 4),
        "longitude": round(longitude + chance.gauss(0, 0.04), 4),
        "max_travel_minutes": chance.choice((30, 45, 45, 60, 60, 90)),
        "travel_mode": chance.choices(("car", "public_transport", "bike"), weights=(5, 3, 2))[0],
        "goals": _some(chance, GOALS, (1, 1, 2, 3)),
        "yields": _some(chance, YIELDS, (2, 3, 4, 5)),
        "waiting_days": chance.choice((0, 0, 0, 0, 30, 90)),
    }
    person["education_kind" if teaches else "organisation_kind"] = chance.choice(
        EDUCATION_KINDS if teaches else ORGANISATION_KINDS
    )
    maybe = {
        "education_level": chance.choices(("mbo", "hbo", "wo"), weights=(1, 6, 4) if teaches else (2, 5, 4))[0],
        "education_field": _education_field(chance, person["fields"][0]),
        "target_groups": _some(chance, TARGET_GROUPS, (1, 2)),
        "function_level": chance.choices(("leads", "does not lead"), weights=(1, 4) if teaches else (2, 3))[0],
        "age": round(min(66, max(23, chance.gauss(44, 10)))),
        "hours_per_month": chance.choice((5, 7, 8, 8, 10)),
        "months": chance.choice((3, 4, 5, 6, 6, 9)),
        "day_parts": _day_parts(chance, teaches),
        "open_weeks": _open_weeks(chance),
        "confidentiality": "none" if teaches else chance.choice(("none", "none", "resolvable")),
        "text": chance.choice(GOAL_TEXTS),
    }
    person.update({name: value for name, value in maybe.items() if chance.random() > 0.12})
    person.update(_preferences(chance, teaches))
    return person


def _preferences(chance: random.Random, teaches: bool) -> dict[str, Any]:
    mode = chance.choices(("surprise", "choose", "leave_to_coordinator"), weights=(15, 30, 55))[0]
    preferences: dict[str, Any] = {"mode": mode}
    if not teaches:
        preferences["wants_to_help"] = chance.random() < 0.2
    if mode == "choose":
        preferences["match_types"] = _some(chance, CHOICES, (1, 2, 2, 3))
        if chance.random() < 0.3:
            wish = {"criterion": "function_type", "importance": chance.choice((1, 2)), "direction": "different"}
            preferences["wishes"] = [wish]
    return preferences


def _some(chance: random.Random, values: Sequence[str], counts: Sequence[int]) -> list[str]:
    return chance.sample(list(values), chance.choice(counts))


def _fields(chance: random.Random, names: Sequence[str]) -> list[str]:
    return chance.sample(list(names), chance.choices((1, 2), weights=(4, 1))[0])


def _education_field(chance: random.Random, name: str) -> str:
    near = _near(name)
    return chance.choice(near) if near and chance.random() < 0.5 else name


@cache
def _near(name: str) -> tuple[str, ...]:
    return tuple(sorted(second for first, second in field_links() if first == name))


def _day_parts(chance: random.Random, teaches: bool) -> list[list[str]]:
    cells = []
    for day in DAYS[:5]:
        for part in ("morning", "afternoon", "evening"):
            if part == "evening":
                states, weights = ("can", "rather_not", "no"), (2, 3, 5)
            elif teaches:
                states, weights = ("can", "teaching", "no"), (3, 5, 2)
            else:
                states, weights = ("can", "rather_not", "no"), (5, 2, 3)
            cells.append([f"{day}-{part}", chance.choices(states, weights=weights)[0]])
    return cells


def _open_weeks(chance: random.Random) -> list[str]:
    first = chance.randrange(2, 8)
    closed = {9, 18, 19}
    return [f"2027-W{week:02d}" for week in range(first, 25) if week not in closed and chance.random() > 0.15]


def _ballots(chance: random.Random, left: Sequence[dict[str, Any]], right: Sequence[dict[str, Any]]) -> list[list[str]]:
    """A tenth of the people met somebody of their region and said what they thought of it."""
    ballots: dict[tuple[str, str, str], str] = {}
    living: dict[str, list[dict[str, Any]]] = {}
    for other in right:
        living.setdefault(other["region"], []).append(other)
    for person in left:
        near = living.get(person["region"])
        if near and chance.random() < 0.1:
            other = chance.choice(near)
            for direction in ("left_to_right", "right_to_left"):
                ballots[person["id"], other["id"], direction] = chance.choices(
                    ("yes", "maybe", "no"), weights=(4, 4, 2)
                )[0]
    return [[*key, value] for key, value in ballots.items()]
