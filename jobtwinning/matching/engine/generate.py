"""Made-up but lifelike Dutch cohorts, to try the matching on; nobody in them exists."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

from jobtwinning.matching.engine.affinity import field_links
from jobtwinning.matching.engine.codes import DAYS, GOALS, YIELDS
from jobtwinning.matching.engine.dutch_places import Place, neighbouring_regions
from jobtwinning.matching.engine.goal_texts import goal_text


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


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
CHOICES = ("subject", "personal", "company_type", "education_type", "education", "motivation", "function_type", "age")


# People a side in one region, about; fewer people are spread over one or two regions, more over at most all there are.
PEOPLE_PER_REGION = 120
PEOPLE_PER_ORGANISATION = 12
# Part of the answers that may be left out that people do leave out.
MISSING = 0.12


def generate_cohort(left: int, right: int, seed: int, *, missing: float = MISSING) -> dict[str, Any]:
    """A cohort as the JSON object that the command `match` reads; the same for the same numbers.

    missing: part (0..1) of the optional answers that is left out. It changes nothing else: with 0 the same people
    have answered everything.
    """
    chance = random.Random(f"{left}/{right}/{seed}")
    size = max(left, right, 1)
    homes = _homes(chance, size)
    people = {
        "left": [_person(chance, "left", number, homes, missing) for number in range(1, left + 1)],
        "right": [_person(chance, "right", number, homes, missing) for number in range(1, right + 1)],
    }
    return {
        "left": people["left"],
        "right": people["right"],
        "rules": {"min_shared_day_parts": 1, "floor": 0.0},
        "evidence": _ballots(chance, people["left"], people["right"]),
        "existing": {"pairs": [], "ended": []},
    }


@dataclass(frozen=True, slots=True)
class _Homes:
    """Where people live: (region, place, organisations a side there), and the weights added up, for drawing one."""

    places: tuple[tuple[str, Place, int], ...]
    upto: tuple[float, ...]


def _homes(chance: random.Random, size: int) -> _Homes:
    """The places of a cohort of this size: neighbouring regions, more of them when there are more people."""
    chosen = neighbouring_regions(chance, max(chance.choice((1, 2)), round(size / PEOPLE_PER_REGION)))
    whole = sum(region.weight for region in chosen)
    places, weights = [], []
    for region in chosen:
        inhabitants = sum(place.thousands for place in region.places)
        for place in region.places:
            part = region.weight / whole * place.thousands / inhabitants
            places.append((region.name, place, max(2, round(size * part / PEOPLE_PER_ORGANISATION))))
            weights.append(part)
    return _Homes(tuple(places), tuple(accumulate(weights)))


def _person(chance: random.Random, side: str, number: int, homes: _Homes, missing: float) -> dict[str, Any]:
    region, place, organisations = chance.choices(homes.places, cum_weights=homes.upto)[0]
    teaches = side == "left"
    person: dict[str, Any] = {
        "id": f"{'T' if teaches else 'P'}{number:05d}",
        "region": region,
        "organisation": f"{'school' if teaches else 'firm'}-{place.name}-{chance.randrange(organisations)}",
        "fields": _fields(chance, SUBJECTS if teaches else PROFESSIONS),
        "latitude": round(place.latitude + chance.gauss(0, 0.03), 4),
        "longitude": round(place.longitude + chance.gauss(0, 0.04), 4),
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
        "text": goal_text(chance, person["goals"]),
    }
    person.update({name: value for name, value in maybe.items() if chance.random() >= missing})
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
    near = _near_fields().get(name)
    return chance.choice(near) if near and chance.random() < 0.5 else name


@cache
def _near_fields() -> dict[str, tuple[str, ...]]:
    near: dict[str, list[str]] = {}
    for (first, second), link in sorted(field_links().items()):
        if not link.general:
            near.setdefault(first, []).append(second)
    return {name: tuple(others) for name, others in near.items()}


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
    there: dict[str, list[dict[str, Any]]] = {}
    for other in right:
        there.setdefault(other["region"], []).append(other)
    for person in left:
        near = there.get(person["region"])
        if near and chance.random() < 0.1:
            other = chance.choice(near)
            for direction in ("left_to_right", "right_to_left"):
                ballots[person["id"], other["id"], direction] = chance.choices(
                    ("yes", "maybe", "no"), weights=(4, 4, 2)
                )[0]
    return [[*key, value] for key, value in ballots.items()]
