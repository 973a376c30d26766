"""The only place where the report reads the database: four queries, however many people take part."""

from collections import Counter, defaultdict

from django.db.models import OuterRef, Q, Subquery, Sum

from jobtwinning.pairs.models import Pair, Seat
from jobtwinning.people.models import Consent
from jobtwinning.programmes.models import Programme
from jobtwinning.reports.disclosure import Rule
from jobtwinning.reports.tables import TICK_SOURCES, Cohort, PairPlace, Report, Respondent, make_report
from jobtwinning.surveys.catalogue import yields
from jobtwinning.surveys.models import Answer, Response
from jobtwinning.twinning.models import HoursEntry

ITEMS = (*TICK_SOURCES, "M7", "N1", "N6", "N9a", "N9b", "N11", *(f"N3.{each.code}" for each in yields()))
COUPLED = (Pair.State.ACCEPTED, Pair.State.FINISHED)  # pairs that worked together


def report_of(programme: Programme) -> Report:
    """The evaluation report of a programme, everything in it as it may be printed."""
    rules = programme.rules
    rule = Rule(rules.small_group, programme.released_before)
    return make_report(cohort_of(programme), rule, achieved_from=rules.achieved_from, hours_minimum=rules.hours_minimum)


def cohort_of(programme: Programme) -> Cohort:
    """What the report counts: answers by pseudonym, places of pairs and logged hours."""
    pairs, logged = _pairs_and_hours(programme)
    return Cohort(_respondents(programme), _submitted(programme), pairs, logged)


def _counted(programme: Programme, prefix: str) -> Q:
    """Submitted, and not refused for research; the intake is asked for matching, so it needs a yes.

    A key without a link is nobody's any more: those answers stay.
    """
    return Q(
        Q(**{f"{prefix}response_key__link__isnull": True})
        | Q(research=True)
        | (Q(research__isnull=True) & ~Q(**{f"{prefix}instrument": "intake"})),
        **{f"{prefix}response_key__programme": programme, f"{prefix}submitted_at__isnull": False},
    )


def _research(prefix: str) -> Subquery:
    person = OuterRef(f"{prefix}response_key__link__participation__person")
    lines = Consent.objects.filter(person=person, purpose=Consent.Purpose.RESEARCH).order_by("-at", "-pk")
    return Subquery(lines.values("given")[:1])


def _respondents(programme: Programme) -> tuple[Respondent, ...]:
    rows = (
        Answer.objects.annotate(research=_research("response__"))
        .filter(_counted(programme, "response__"), item__in=ITEMS)
        .values_list("response__response_key__key", "response__response_key__side", "item", "value")
    )
    answers: dict[tuple[str, str], dict[str, object]] = defaultdict(dict)
    for key, side, item, value in rows:
        answers[key, side][item] = value
    return tuple(Respondent(key, side, answers[key, side]) for key, side in sorted(answers))


def _submitted(programme: Programme) -> dict[tuple[str, str], int]:
    rows = (
        Response.objects.annotate(research=_research(""))
        .filter(_counted(programme, ""))
        .values_list("instrument", "response_key__side")
    )
    return Counter((instrument, side) for instrument, side in rows)


def _pairs_and_hours(programme: Programme) -> tuple[tuple[PairPlace, ...], tuple[tuple[str, float], ...]]:
    """Where each pair works, and the hours of each seat of it."""
    seats = Seat.objects.filter(pair__programme=programme, pair__state__in=COUPLED).values_list(
        "pair_id", "person_id", "side", "pair__region__name", "participation__employment__organisation__name"
    )
    entries = HoursEntry.objects.filter(pair__programme=programme, pair__state__in=COUPLED)
    sums = entries.values_list("pair_id", "person_id").annotate(hours=Sum("work_hours") + Sum("private_hours"))
    hours = {(pair, person): float(total) for pair, person, total in sums}
    places: dict[int, dict[str, str]] = defaultdict(dict)
    logged = []
    for pair, person, side, region, organisation in seats:
        places[pair] |= {"region": region, side: organisation or ""}
        logged.append((side, hours.get((pair, person), 0.0)))
    return tuple(_place(place) for place in places.values()), tuple(sorted(logged))


def _place(place: dict[str, str]) -> PairPlace:
    return PairPlace(place["region"], place.get("teacher", ""), place.get("non_teacher", ""))
