"""Spring 2026 of the drawings: 112 pairs in three regions, 212 of 224 final surveys, the printed percentages."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from jobtwinning.demo import permissions, samples, synthetic
from jobtwinning.intake.imports import import_participants
from jobtwinning.matching.actions import commit_scenario, make_proposal
from jobtwinning.pairs.actions import accept_pair
from jobtwinning.pairs.models import Pair
from jobtwinning.pairs.queries import person_in
from jobtwinning.people.models import Region
from jobtwinning.programmes import actions
from jobtwinning.programmes.models import Participation, Programme
from jobtwinning.programmes.rules import ProgrammeRules
from jobtwinning.surveys.imports import import_answers
from jobtwinning.twinning.actions import close_pair

SLUG = "voorjaar-2026"
SIDES = ("teacher", "non_teacher")
# Per cent of teachers and of others: N1 and N6 from "in zeer grote mate" down; yields expected and achieved.
EXTENT = {
    "N1": ((29, 42, 19, 10, 0), (24, 38, 25, 13, 0)),
    "N6": ((45, 36, 13, 6, 0), (42, 38, 14, 6, 0)),
}
YIELDS = {
    "Y01": ((52, 88), (57, 91)),
    "Y04": ((50, 61), (33, 58)),
    "Y05": ((47, 55), (21, 44)),
    "Y08": ((31, 62), (38, 71)),
    "Y02": ((41, 46), (43, 45)),
    "Y03": ((49, 24), (35, 18)),
    "Y12": ((16, 7), (9, 6)),
    # Not in the drawing, which shows seven of the fourteen.
    "Y06": ((24, 56), (36, 58)),
    "Y09": ((28, 60), (31, 62)),
    "Y10": ((22, 48), (26, 47)),
    "Y13": ((19, 37), (20, 35)),
    "Y07": ((21, 14), (18, 12)),
    "Y11": ((26, 22), (15, 13)),
    "Y14": ((12, 8), (10, 7)),
}
MADE, ENDED, COUNTED = (datetime(2026, *day, 9, tzinfo=UTC) for day in ((1, 12), (5, 8), (7, 10)))


def make() -> None:
    regions = (samples.demo_region(), region("duinstreek", "Duinstreek"), region("kempenrand", "Kempenrand"))
    programme = actions.create_programme(
        actions.NewProgramme(
            slug=SLUG,
            name_nl="Voorjaar 2026",
            name_en="Spring 2026",
            organiser=samples.ORGANISER,
            regions=regions,
            starts_on=date(2026, 2, 9),
            ends_on=date(2026, 5, 8),
            rules=ProgrammeRules(score_floor=0.0),
        ),
        by=None,
        at=MADE,
    )
    for state in (Programme.State.OPEN, Programme.State.MATCHING):
        actions.change_state(programme, state, by=None, at=MADE)
    for number, (place, size) in enumerate(zip(regions, (44, 36, 32), strict=True)):
        table = samples.as_table(people(programme, place, size, number))
        import_participants(programme, table, by=None, at=MADE, told=permissions.TOLD)
        commit_scenario(make_proposal(programme, place, by=None, at=MADE, objective="total"), by=None, at=MADE)
    actions.change_state(programme, Programme.State.RUNNING, by=None, at=MADE + timedelta(weeks=4))
    for pair in programme.pairs.prefetch_related("seats__person"):
        for seat in pair.seats.all():
            accept_pair(pair, person=person_in(seat), by=None, at=MADE + timedelta(days=2))
        close_pair(pair, by=None, at=ENDED)
    import_answers(programme, "final_survey", samples.as_table(final_answers(programme)), by=None, at=COUNTED)
    programme.refresh_from_db()
    actions.change_state(programme, Programme.State.FINISHED, by=None, at=COUNTED)


def region(slug: str, name: str) -> Region:
    return actions.create_region(
        slug=slug,
        name=name,
        organiser=f"Regiobureau {name}",
        contact_name="Regiobureau",
        contact_email=f"{slug}@voorbeeld.example",
        school_holidays="middle",
        by=None,
    )


def people(programme: Programme, place: Region, size: int, seed: int) -> list[dict[str, str]]:
    """As many on both sides, who travel far and expect what the drawing says."""
    cohort = samples.cohort_of(programme, size, size, 40 + seed)
    found = synthetic.rows(replace(cohort, region=place.slug, domain=f"{place.slug}.example", everybody_consents=True))
    for number, row in enumerate(found):
        expected = {code: shares[SIDES.index(row["side"])][0] for code, shares in YIELDS.items()}
        row |= {"I13c": "180", "I13d": "car", "I12b": "", "I9.subject": "0"}
        row["I6"] = "|".join(code for code, share in expected.items() if is_in(number % size, size, share, code))
    return found


def is_in(place: int, size: int, percentage: int, salt: str) -> bool:
    """Is this place among the percentage of the size? Another order for every salt."""
    return (place * 37 + sum(map(ord, salt))) % size < round(percentage * size / 100)


def final_answers(programme: Programme) -> list[dict[str, str]]:
    """Of 107 teachers and 105 others; five and seven stayed silent."""
    found = []
    for side, silent in zip(SIDES, (5, 7), strict=True):
        ours = Participation.objects.filter(programme=programme, seats__pair__state=Pair.State.FINISHED, side=side)
        answering = [each.public_id for each in ours.order_by("pk")][silent:]
        found += [answers_of(each, place, len(answering), side) for place, each in enumerate(answering)]
    return found


def answers_of(person: str, place: int, size: int, side: str) -> dict[str, str]:
    """Answers in the drawing's percentages; hours around 21, own time around 5 and 2."""
    row = {"participant": person, "N11": ("yes", "yes", "maybe", "no", "dont_know")[place % 5]}
    for item, groups in EXTENT.items():
        order, share = (place * 41 + ord(item[1])) % size, groups[SIDES.index(side)]
        bounds = [round(sum(share[: number + 1]) * size / 100) for number in range(5)]
        row[item] = str(5 - sum(order >= bound for bound in bounds))
    if int(row["N1"]) < 4:
        row["N2"] = "We vonden te weinig momenten die voor ons allebei uitkwamen."
    for code, shares in YIELDS.items():
        row[f"N3.{code}"] = "4" if is_in(place, size, shares[SIDES.index(side)][1], f"{code}b") else "2"
    own = (5, 2)[SIDES.index(side)] + place % 3 - 1
    hours = (12, 16, 18, 20, 20, 21, 22, 22, 24, 26, 28)[place % 11]
    return row | {"N9a": str(hours - own), "N9b": str(own)}
