"""What the intake pages read, and the profiles the matching starts from."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from jobtwinning.core import clock
from jobtwinning.intake.acquaintances import known_people
from jobtwinning.intake.models import ManagerPermission
from jobtwinning.intake.readiness import permissions_by_participation
from jobtwinning.intake.steps import (
    INSTRUMENT,
    UNKNOWN_TIMETABLE,
    asked_items,
    counted_groups,
    groups_answered,
    questions,
)
from jobtwinning.people.models import Consent, Organisation, OrganisationPeriod
from jobtwinning.people.places import place
from jobtwinning.programmes.calendar import iso_weeks
from jobtwinning.programmes.models import Participation, Programme, Side
from jobtwinning.surveys.models import Answer
from jobtwinning.surveys.queries import Written, consent_answers, written_by
from jobtwinning.surveys.questionnaires import Item

PARTICIPATION = "response__response_key__link__participation_id"
OVER = (Programme.State.FINISHED, Programme.State.ARCHIVED)


def sign_up_state(programme: Programme, side: str, *, today: date | None = None) -> str:
    """Whether one can sign up on this side: "open", "closed" (not yet, or not any more) or "full"."""
    if not programme.takes_people_on(today or clock.today()):
        return "closed"
    return "full" if programme.places_per_side is not None and not places_left(programme, side) else "open"


def places_left(programme: Programme, side: str) -> int:
    """Free places on one side of a programme with a limit."""
    taken = programme.participations.filter(side=side).exclude(state=Participation.State.WITHDRAWN).count()
    return max(0, (programme.places_per_side or 0) - taken)


def employer_names(programme: Programme, side: str) -> list[str]:
    """Employers of people who completed their intake in the regions of the programme, to choose from."""
    is_school = Q(kind=Organisation.Kind.SCHOOL)
    people = Participation.objects.filter(
        employment__organisation=OuterRef("pk"),
        region__programmes=programme,
        state__in=[Participation.State.INTAKE_COMPLETE, Participation.State.READY],
    )
    employers = Organisation.objects.filter(Exists(people), is_school if side == Side.TEACHER else ~is_school)
    return sorted(set(employers.values_list("name", flat=True)))


def known_answers(participation: Participation) -> dict[str, object]:
    """What somebody answered so far; the side, the function and the employer are known from signing up."""
    return known_of(participation, written_by(participation, INSTRUMENT), questions().items)


def known_of(participation: Participation, written: Written, items: Iterable[Item]) -> dict[str, object]:
    """The same, of answers that were read already; consent as far as these items ask it."""
    at_sign_up = sign_up_answers(participation)
    if written.answers:
        at_sign_up.pop("I2", None)
    return {**at_sign_up, **written.answers, **consent_answers(participation, items)}


def sign_up_answers(participation: Participation) -> dict[str, object]:
    """What is known before anything was answered: side, function, employer and telephone number."""
    employment = participation.employment
    known: dict[str, object] = {"I1": participation.side}
    if employment:
        known["I8"] = employment.organisation.name
    if employment and employment.function:
        known["I2"] = employment.function
    if participation.person.phone:
        known["I20"] = participation.person.phone
    return known


# --- The coordinator's list -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filters:
    """What the coordinator narrows the list to; empty means everything."""

    side: str = ""
    state: str = ""
    region: str = ""  # slug
    text: str = ""
    timetable: str = ""  # "unknown"


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """One line of the list; answered of asked is the completeness of the intake. flags: "confidential" (MAT-11) and
    "no_timetable"."""

    participation: Participation
    answered: int
    asked: int
    permission: ManagerPermission | None
    flags: tuple[str, ...] = ()


def visible_participations(programme: Programme, region_ids: Collection[int]) -> QuerySet[Participation]:
    """Participations of these regions in this programme."""
    return Participation.objects.filter(programme=programme, region_id__in=region_ids)


def filtered_participations(
    programme: Programme, region_ids: Collection[int], filters: Filters
) -> QuerySet[Participation]:
    """The list, by surname; withdrawn people only when they are asked for."""
    rows = visible_participations(programme, region_ids)
    rows = rows.filter(state=filters.state) if filters.state else rows.exclude(state=Participation.State.WITHDRAWN)
    if filters.side:
        rows = rows.filter(side=filters.side)
    if filters.region:
        rows = rows.filter(region__slug=filters.region)
    if filters.timetable:
        rows = of_unknown_timetable(rows)
    related = with_name(rows, filters.text).select_related("person", "employment__organisation", "region")
    return related.order_by("person__surname", "person__given_name", "pk")


def with_name(participations: QuerySet[Participation], text: str) -> QuerySet[Participation]:
    """Those with every word of the text in their name."""
    for word in text.split()[:5]:
        participations = participations.filter(
            Q(person__given_name__icontains=word) | Q(person__surname__icontains=word)
        )
    return participations


def of_unknown_timetable(participations: QuerySet[Participation]) -> QuerySet[Participation]:
    """Those whose intake says that the timetable is not known, in a programme that is not over."""
    said = Answer.objects.filter(
        response__instrument=INSTRUMENT,
        response__response_key__link__participation=OuterRef("pk"),
        item=UNKNOWN_TIMETABLE,
        value=True,
    )
    rows = participations.exclude(state=Participation.State.WITHDRAWN).exclude(programme__state__in=OVER)
    return rows.filter(Exists(said))


def of_confidential_work(participations: QuerySet[Participation]) -> QuerySet[Participation]:
    """Those whom `flags_of` calls confidential."""
    said = Answer.objects.filter(
        Q(item="I15b", value="yes") | Q(item="I15b", value="dont_know") | Q(item="I15", value="no"),
        response__instrument=INSTRUMENT,
        response__response_key__link__participation=OuterRef("pk"),
    )
    return participations.filter(Exists(said))


def participant_rows(participations: Collection[Participation]) -> list[ParticipantRow]:
    """These participations with the completeness of their intake and their permission; three queries for all."""
    given: dict[int, dict[str, object]] = {}
    answers = Answer.objects.filter(response__instrument=INSTRUMENT, item__in=asked_items())
    mine = answers.filter(**{f"{PARTICIPATION}__in": [row.pk for row in participations]})
    for key, item, value in mine.values_list(PARTICIPATION, "item", "value"):
        given.setdefault(key, {})[item] = value
    consented = _people_with_consent(participations)
    permissions = permissions_by_participation([row.pk for row in participations])
    total = len(counted_groups())
    return [
        ParticipantRow(
            row,
            groups_answered(list(given.get(row.pk, {}))) + (row.person_id in consented),
            total,
            permissions.get(row.pk),
            flags_of(given.get(row.pk, {})),
        )
        for row in participations
    ]


def flags_of(known: Mapping[str, object]) -> tuple[str, ...]:
    """What a coordinator must look at before a proposal: work that may be confidential, days that are not known."""
    is_confidential = known.get("I15b") in ("yes", "dont_know") or known.get("I15") == "no"
    return (
        *(("confidential",) if is_confidential else ()),
        *(("no_timetable",) if known.get(UNKNOWN_TIMETABLE) is True else ()),
    )


CONFIDENTIAL = ("I15", "I15b", "I15c")


def confidential_answers(participation_keys: Collection[int]) -> dict[int, dict[str, object]]:
    """What these people told about shadowing and confidential work, by primary key; who told nothing is absent."""
    found: dict[int, dict[str, object]] = {}
    answers = Answer.objects.filter(response__instrument=INSTRUMENT, item__in=CONFIDENTIAL)
    mine = answers.filter(**{f"{PARTICIPATION}__in": list(participation_keys)})
    for key, item, value in mine.values_list(PARTICIPATION, "item", "value"):
        found.setdefault(key, {})[item] = value
    return found


def _people_with_consent(participations: Collection[Participation]) -> set[int]:
    """Who answered the consent question, with yes or no."""
    people = [row.person_id for row in participations]
    return set(Consent.objects.filter(person_id__in=people).values_list("person_id", flat=True))


# --- Calendars of employers -------------------------------------------------------------------------


def employers_of(programme: Programme, region_ids: Collection[int]) -> QuerySet[Organisation]:
    """Where the participants of these regions work, by name."""
    people = visible_participations(programme, region_ids).exclude(state=Participation.State.WITHDRAWN)
    return Organisation.objects.filter(pk__in=people.values("employment__organisation")).order_by("name", "pk")


def calendars_of(employers: QuerySet[Organisation]) -> list[tuple[Organisation, list[OrganisationPeriod]]]:
    """Every employer with the periods in its calendar; two queries."""
    rows = employers.prefetch_related(Prefetch("periods", OrganisationPeriod.objects.order_by("first_day", "pk")))
    return [(row, list(row.periods.all())) for row in rows]


# --- Profiles for the matching ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProfileWish:
    """What somebody asks of a partner on one criterion of I9: importance 0..3, direction alike, different or any."""

    criterion: str
    importance: int
    direction: str | None
    must: bool
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What one participant told that matters for matching: codes as in the catalogue, free text apart.

    None and an empty tuple mean: not known. Weeks are ISO weeks such as "2026-W43"; open_weeks are the weeks of the
    programme that are neither busy nor closed, None when nothing was said. day_parts: cells such as "monday.morning"
    with no, rather_not, can or teaching. Travel in minutes one way. latitude, longitude: of the place of work, or of
    the home where that is not known. knows: public ids of participants somebody named (R-1.1).
    """

    participation_id: int
    public_id: str
    person_id: int
    side: str
    region_id: int
    organisation_id: int | None
    organisation_kind: str | None
    organisation_sector: str | None
    function: str
    leads_people: bool | None
    education_level: str | None
    education: str
    fields: tuple[str, ...]
    fields_text: str
    education_types: tuple[str, ...]
    company_type: str | None
    company_size: str | None
    target_groups: tuple[str, ...]
    reasons: str
    goals: tuple[str, ...]
    yields: tuple[str, ...]
    mode: str | None
    match_types: tuple[str, ...]
    wishes: tuple[ProfileWish, ...]
    other_wishes: str
    hours_per_month: float | None
    months: int | None
    busy_weeks: tuple[str, ...]
    closed_weeks: tuple[str, ...]
    open_weeks: tuple[str, ...] | None
    day_parts: tuple[tuple[str, str], ...] | None
    work_place_id: int | None
    home_place_id: int | None
    latitude: float | None
    longitude: float | None
    max_travel_minutes: int | None
    travel_modes: tuple[str, ...]
    age: int | None
    confidential: Mapping[str, object]  # I15, I15b and I15c as far as answered
    signed_up_at: datetime
    knows: tuple[str, ...]
    goal_kinds: tuple[str, ...]
    guide: bool
    organisation_fields: tuple[str, ...]
    wants_to_help: bool


def matching_profiles(
    programme: Programme, region_ids: Collection[int], *, only: Collection[int] | None = None
) -> tuple[Profile, ...]:
    """Everybody in these regions who is ready to be matched, in a fixed order; two queries whatever their number.

    only: primary keys of the participations to read, all of them by default.
    """
    ready = visible_participations(programme, region_ids).filter(state=Participation.State.READY)
    rows = list(
        (ready if only is None else ready.filter(pk__in=only))
        .select_related("person", "employment__organisation")
        .order_by("pk")
    )
    answers: dict[int, dict[str, Any]] = {row.pk: {} for row in rows}
    stored = Answer.objects.filter(**{f"{PARTICIPATION}__in": list(answers)}, response__instrument=INSTRUMENT)
    for key, item, value in stored.values_list(PARTICIPATION, "item", "value"):
        answers[key][item] = value
    weeks = iso_weeks(programme.starts_on, programme.ends_on)
    named = known_people(rows, {key: given.get("I18b", ()) for key, given in answers.items()})
    return tuple(_profile(row, answers[row.pk], weeks, named.get(row.pk, ())) for row in rows)


def _profile(row: Participation, given: Mapping[str, Any], weeks: tuple[str, ...], knows: tuple[str, ...]) -> Profile:
    employment = row.employment
    organisation = employment.organisation if employment else None
    wishes = _wishes(given)
    busy, closed = tuple(given.get("I12a", ())), tuple(given.get("I12b", ()))
    where = given.get("I13") or given.get("I13b")
    return Profile(
        participation_id=row.pk,
        public_id=row.public_id,
        person_id=row.person_id,
        side=row.side,
        region_id=row.region_id,
        organisation_id=organisation.pk if organisation else None,
        organisation_kind=organisation.kind if organisation else None,
        organisation_sector=(organisation.sector or None) if organisation else None,
        function=given.get("I2") or (employment.function if employment else ""),
        leads_people=given.get("I2b", employment.leads_people if employment else None),
        education_level=given.get("I3b"),
        education=given.get("I3", ""),
        fields=tuple(given.get("I7", ())),
        fields_text=given.get("I7b", ""),
        education_types=tuple(given.get("I8b", ())),
        company_type=given.get("I8c"),
        company_size=given.get("I8d"),
        target_groups=tuple(given.get("I8e", ())),
        reasons=given.get("I4", ""),
        goals=tuple(given.get("I5", ())),
        yields=tuple(given.get("I6", ())),
        mode=given.get("I10"),
        match_types=tuple(wish.criterion for wish in wishes if wish.importance >= 1),
        wishes=wishes,
        other_wishes=given.get("I9b", ""),
        hours_per_month=given.get("I11a"),
        months=given.get("I11b"),
        busy_weeks=busy,
        closed_weeks=closed,
        open_weeks=tuple(week for week in weeks if week not in {*busy, *closed}) if busy or closed else None,
        day_parts=tuple(given["I12c"].items()) if "I12c" in given and not given.get(UNKNOWN_TIMETABLE) else None,
        work_place_id=given.get("I13"),
        home_place_id=given.get("I13b"),
        latitude=place(where).latitude if where else None,
        longitude=place(where).longitude if where else None,
        max_travel_minutes=given.get("I13c"),
        travel_modes=tuple(given.get("I13d", ())),
        age=given.get("I17"),
        confidential={item: given[item] for item in CONFIDENTIAL if item in given},
        signed_up_at=row.signed_up_at,
        knows=knows,
        goal_kinds=tuple(given.get("I24" if row.side == Side.TEACHER else "I24b", ())),
        guide=given.get("I22", False),
        organisation_fields=tuple(given.get("I22b", ())),
        wants_to_help=given.get("I23", False),
    )


def _wishes(given: Mapping[str, Any]) -> tuple[ProfileWish, ...]:
    """The criteria of I9 that were weighed, in the order of the questionnaire."""
    criteria = dict.fromkeys(item.criterion for item in questions().items if item.criterion)
    return tuple(
        ProfileWish(
            criterion=criterion,
            importance=given[f"I9.{criterion}"],
            direction=given.get(f"I9.{criterion}.direction"),
            must=given.get(f"I9.{criterion}.must", False),
            wanted=tuple(given.get(f"I9.{criterion}.wanted", ())),
        )
        for criterion in criteria
        if f"I9.{criterion}" in given
    )
