"""The only place where the report reads the database: two queries, however many people take part."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Sum

from jobtwinning.pairs.models import TOGETHER, Seat
from jobtwinning.people.models import Consent
from jobtwinning.programmes.models import Programme
from jobtwinning.reports.cohort import Cohort, PairPlace, Respondent
from jobtwinning.reports.disclosure import Rule
from jobtwinning.reports.tables import TICK_SOURCES, Report, make_report
from jobtwinning.surveys.catalogue import yields
from jobtwinning.surveys.models import Response
from jobtwinning.twinning.models import HoursEntry

ITEMS = (*TICK_SOURCES, "M7", "N1", "N6", "N9a", "N9b", "N11", *(f"N3.{each.code}" for each in yields()))


def report_of(programme: Programme) -> Report:
    """The evaluation report of a programme, everything in it as it may be printed."""
    rules = programme.rules
    rule = Rule(rules.small_group, programme.released_before)
    return make_report(cohort_of(programme), rule, achieved_from=rules.achieved_from, hours_minimum=rules.hours_minimum)


def cohort_of(programme: Programme) -> Cohort:
    """What the report counts: answers by pseudonym, places of pairs and logged hours."""
    pairs, logged = _pairs_and_hours(programme)
    respondents, submitted = _answers(programme)
    return Cohort(respondents, submitted, pairs, logged)


def _answers(programme: Programme) -> tuple[tuple[Respondent, ...], Mapping[tuple[str, str], int]]:
    """The answers of everybody, and how many responses were sent in per questionnaire and side."""
    rows = (
        responses_in_use(programme)
        .annotate(wanted=FilteredRelation("answers", condition=Q(answers__item__in=ITEMS)))
        .values_list("pk", "response_key__key", "response_key__side", "instrument", "wanted__item", "wanted__value")
    )
    answers: dict[tuple[str, str], dict[str, object]] = defaultdict(dict)
    responses: dict[int, tuple[str, str]] = {}
    for pk, key, side, instrument, item, value in rows:
        responses[pk] = (instrument, side)
        if item is not None:
            answers[key, side][item] = value
    respondents = tuple(Respondent(key, side, answers[key, side]) for key, side in sorted(answers))
    return respondents, Counter(responses.values())


def responses_in_use(programme: Programme) -> QuerySet[Response]:
    """Submitted, and not refused for research; the intake is asked for matching, so it needs a yes.

    A key without a link is nobody's any more: those answers stay.
    """
    person = OuterRef("response_key__link__participation__person")
    lines = Consent.objects.filter(person=person, purpose=Consent.Purpose.RESEARCH).order_by("-at", "-pk")
    may_use = Q(response_key__link__isnull=True) | Q(research=True) | Q(research__isnull=True) & ~Q(instrument="intake")
    return Response.objects.annotate(research=Subquery(lines.values("given")[:1])).filter(
        may_use, response_key__programme=programme, submitted_at__isnull=False
    )


def _pairs_and_hours(programme: Programme) -> tuple[tuple[PairPlace, ...], tuple[tuple[str, float], ...]]:
    """Where each pair works, and the hours of each seat of it."""
    entries = HoursEntry.objects.filter(pair=OuterRef("pair"), person=OuterRef("person")).values("pair")
    hours = Subquery(entries.annotate(hours=Sum(F("work_hours") + F("private_hours"))).values("hours"))
    seats = (
        Seat.objects.filter(pair__programme=programme, pair__state__in=TOGETHER)
        .annotate(hours=hours)
        .values_list(
            "pair_id", "side", "hours", "pair__region__name", "participation__employment__organisation__name", "person"
        )
    )
    places: dict[int, dict[str, str]] = defaultdict(dict)
    logged = []
    for pair, side, logged_hours, region, organisation, person in seats:
        places[pair] |= {"region": region, side: organisation or ""}
        if person is not None:  # hours of somebody who was erased are unknown, not zero
            logged.append((side, float(logged_hours or 0)))
    is_kept = any(hours for _, hours in logged)  # a programme without a log is unknown, not zero
    return tuple(_place(place) for place in places.values()), tuple(sorted(logged)) if is_kept else ()


def _place(place: dict[str, str]) -> PairPlace:
    return PairPlace(place["region"], place.get("teacher", ""), place.get("non_teacher", ""))
