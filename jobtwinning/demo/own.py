"""Pairs of the samples that began by themselves, through the same actions as the pages (REC-09)."""

from datetime import datetime, timedelta

from jobtwinning.demo import running
from jobtwinning.pairs.models import OwnStart
from jobtwinning.pairs.own.actions import Half, accept_own_start, ask_own_start, confirm_own_start
from jobtwinning.people.models import Organisation, Region
from jobtwinning.people.regions import exact_places
from jobtwinning.programmes.models import Programme, Side

DOMAIN = "samen-begonnen.example"
PAIRS = (
    (("Fenna", "Brandsma", "Scholengroep De Schakel"), ("Joris", "Kuipers", "Bouwbedrijf Waterkant"), 4),
    (("Ilias", "Tahiri", "Havencollege"), ("Marit", "Zonneveld", "Laboratorium De Pipet"), 1),
)
WAITING = (("Loes", "Hartman", "Lyceum Oost"), ("Bram", "Verduin", "Drukkerij Spiegel"))


def place_region(region: Region) -> None:
    """Where its organiser is, so that a place of work leads to the region."""
    where = exact_places("Rotterdam")[0]
    Organisation.objects.filter(region=region).update(place_id=str(where.id))


def load(region: Region, *, at: datetime) -> None:
    """Two pairs that are at work, and one question that waits for the partner."""
    place_region(region)
    for teacher, other, weeks in PAIRS:
        moment = at - timedelta(weeks=weeks)
        start = ask(region, teacher, other, at=moment)
        confirm_own_start(start, at=moment)
        accept_own_start(start, at=moment + timedelta(hours=5))
    confirm_own_start(ask(region, *WAITING, at=at - timedelta(days=2)), at=at - timedelta(days=2))
    for programme in Programme.objects.filter(is_standing=True, regions=region):
        running.keep_diaries(programme, weeks=4, seed=9)


def ask(region: Region, teacher: tuple[str, str, str], other: tuple[str, str, str], *, at: datetime) -> OwnStart:
    """The teacher asks."""
    halves = [half(side, *named) for side, named in zip(Side.values, (teacher, other), strict=True)]
    ask_own_start(halves[0], halves[1], region, language="nl", at=at)
    return OwnStart.objects.get(email=halves[0].email)


def half(side: str, given_name: str, surname: str, organisation: str) -> Half:
    return Half(side, given_name, surname, f"{given_name}.{surname}@{DOMAIN}".lower(), organisation)
