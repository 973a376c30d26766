"""The problem as arrays, in an order that does not depend on the order of the input."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from jobtwinning.matching.engine.affinity import strength_matrix
from jobtwinning.matching.engine.arrays import Bits, Floats, Integers, Positions, Truths
from jobtwinning.matching.engine.codes import (
    DAY_PART_STATES,
    DAY_PARTS,
    EDUCATION_LEVELS,
    LONG_YIELDS,
    MUTUAL_YIELDS,
)
from jobtwinning.matching.engine.problem import Person, Problem, Rules
from jobtwinning.matching.engine.texts import TextVectors, text_vectors
from jobtwinning.matching.engine.weights import Wants, wants_of

UNKNOWN = -1
CELL_BIT = {part: 1 << position for position, part in enumerate(DAY_PARTS)}
# Speed of a way of travelling that the rules leave out.
SLOW_KMH = 15.0
WORD_BITS = 64
WORD = (1 << WORD_BITS) - 1


@dataclass(frozen=True, slots=True, eq=False)
class SideTable:
    """One side as arrays, a row per person, sorted by region and id. Unknown is NaN in numbers and -1 in codes.

    day_open, day_liked, day_teaching: a bit per cell of the week in which one may meet, likes to meet, is teaching.
    weeks: a bit per week that is open and not busy, 64 to a column.
    """

    people: tuple[Person, ...]
    row_of: dict[str, int]
    region: Positions
    organisation: Positions
    group: Positions
    field_ids: Positions
    field_reach: Floats
    has_fields: Truths
    sought_reach: Floats
    seeks_fields: Truths
    education_field: Positions
    education_level: Floats
    age: Floats
    answers: dict[str, Floats]
    sought: dict[str, Floats]
    named: dict[str, Truths]
    helps: Truths
    texts: TextVectors
    short_yields: Floats
    long_yields: Floats
    mutual_yields: Floats
    wants_partnership: Truths
    hours: Floats
    months: Floats
    place: Floats
    place_known: Truths
    minutes_per_km: Floats
    limit_minutes: Floats
    limit_km: Floats
    weeks: Bits
    weeks_known: Truths
    day_open: Bits
    day_liked: Bits
    day_teaching: Bits
    days_known: Truths
    not_suitable: Truths
    taken: Truths
    waiting_days: Integers
    wants: Wants

    def __len__(self) -> int:
        return len(self.people)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Both sides and the nearness of all their fields (last row and column: no field)."""

    left: SideTable
    right: SideTable
    strengths: Floats
    problem: Problem


# Stands for every code that nobody asks for.
OTHER = ""
# Answers that are codes: the criterion and where the codes stand.
CODED: dict[str, Callable[[Person], tuple[str, ...]]] = {
    "company_type": lambda person: _one(person.organisation_kind),
    "education_type": lambda person: _one(person.education_kind),
    "function_type": lambda person: _one(person.function_level),
    "target_group": lambda person: person.target_groups,
    "motivation": lambda person: person.goals,
    "organisation": lambda person: _one(person.organisation),
}


def table_of(problem: Problem) -> Table:
    """The arrays of a problem; made once and kept with it."""
    known = problem._memo.get("table")
    if isinstance(known, Table):
        return known
    left = tuple(sorted(problem.left, key=_stable_key))
    right = tuple(sorted(problem.right, key=_stable_key))
    both = left + right
    fields = _vocabulary(name for person in both for name in _all_fields(person))
    strengths = np.zeros((len(fields) + 1, len(fields) + 1))
    strengths[:-1, :-1] = strength_matrix(fields)
    texts = text_vectors([person.text for person in left], [person.text for person in right])
    shared = _Shared(
        regions=_vocabulary(person.region for person in both),
        organisations=_vocabulary(person.organisation for person in both),
        groups=_vocabulary(comparable_with(person) for person in both),
        weeks=_vocabulary(week for person in both for week in person.open_weeks or ()),
        fields=fields,
        strengths=strengths,
        codes=_codes_around(both),
        running=frozenset(name for pair in problem.existing.pairs for name in pair),
    )
    table = Table(
        _side(left, texts[0], shared, problem.rules), _side(right, texts[1], shared, problem.rules), strengths, problem
    )
    problem._memo["table"] = table
    return table


def _stable_key(person: Person) -> tuple[str, str]:
    """Region first: people who may meet stand together, so that a block of rows needs few columns."""
    return person.region or "", person.id


def comparable_with(person: Person) -> str:
    """The group whose known answers stand in for this person's missing ones."""
    return person.education_kind or person.organisation_kind or ""


def effective_fields(person: Person) -> tuple[str, ...]:
    """The fields somebody opens: the own ones, and for a guide those of the whole organisation (R-1.13)."""
    if not person.guide:
        return person.fields
    return person.fields + tuple(name for name in person.organisation_fields if name not in person.fields)


@dataclass(frozen=True, slots=True, eq=False)
class _Shared:
    regions: dict[str, int]
    organisations: dict[str, int]
    groups: dict[str, int]
    weeks: dict[str, int]
    fields: dict[str, int]
    strengths: Floats
    codes: dict[str, dict[str, int]]
    running: frozenset[str]


def _side(people: tuple[Person, ...], texts: TextVectors, shared: _Shared, rules: Rules) -> SideTable:
    nowhere = len(shared.fields)
    group = np.array([shared.groups[comparable_with(person)] for person in people], dtype=np.intp)
    speeds = dict(rules.speeds_kmh)
    modes = [person.travel_mode or rules.default_travel_mode for person in people]
    sought_fields = [
        next((wish.values for wish in person.wishes if wish.criterion == "subject"), ()) for person in people
    ]
    days = _days(people)
    yields = np.array([yield_counts(person) for person in people], dtype=float).reshape(-1, 3)
    minutes_per_km = 60 / np.array([speeds.get(mode, SLOW_KMH) for mode in modes], dtype=float)
    limit_minutes = _numbers(person.max_travel_minutes for person in people)
    place = _unit_vectors(people)
    answers = {name: _marks(people, codes_of, shared.codes[name]) for name, codes_of in CODED.items()}
    sought, named = dict(answers), {name: np.zeros(len(people), dtype=bool) for name in CODED}
    for row, person in enumerate(people):
        for wish in person.wishes:
            if wish.values and wish.criterion in CODED:
                if not named[wish.criterion].any():
                    sought[wish.criterion] = answers[wish.criterion].copy()
                named[wish.criterion][row] = True
                sought[wish.criterion][row] = _mark(wish.values, shared.codes[wish.criterion])
    return SideTable(
        people=people,
        row_of={person.id: row for row, person in enumerate(people)},
        region=_positions((person.region for person in people), shared.regions),
        organisation=_positions((person.organisation for person in people), shared.organisations),
        group=group,
        field_ids=_padded([effective_fields(person) for person in people], shared.fields),
        field_reach=_reach([effective_fields(person) for person in people], shared),
        has_fields=np.array([bool(effective_fields(person)) for person in people], dtype=bool),
        sought_reach=_reach(sought_fields, shared),
        seeks_fields=np.array([bool(values) for values in sought_fields], dtype=bool),
        education_field=np.array(
            [shared.fields.get(person.education_field or "", nowhere) for person in people], dtype=np.intp
        ),
        education_level=_numbers(EDUCATION_LEVELS.get(person.education_level or "") for person in people),
        age=_numbers(person.age for person in people),
        answers=answers,
        sought=sought,
        named=named,
        helps=np.array([person.wants_to_help for person in people], dtype=bool),
        texts=texts,
        short_yields=yields[:, 0],
        long_yields=yields[:, 1],
        mutual_yields=yields[:, 2],
        wants_partnership=yields[:, 2] > 0,
        hours=_numbers(person.hours_per_month for person in people),
        months=_numbers(person.months for person in people),
        place=place,
        place_known=~np.isnan(place[:, 0]),
        minutes_per_km=minutes_per_km,
        limit_minutes=limit_minutes,
        limit_km=(limit_minutes + 1e-9) / minutes_per_km,
        weeks=_weeks(people, {week: 1 << position for week, position in shared.weeks.items()}),
        weeks_known=np.array([person.open_weeks is not None for person in people], dtype=bool),
        day_open=days["can"] | days["rather_not"] | days["teaching"],
        day_liked=days["can"] | days["teaching"],
        day_teaching=days["teaching"],
        days_known=np.array([person.day_parts is not None for person in people], dtype=bool),
        not_suitable=np.array([person.confidentiality == "not_suitable" for person in people], dtype=bool),
        taken=np.array([person.id in shared.running for person in people], dtype=bool),
        waiting_days=np.array([person.waiting_days for person in people], dtype=np.int64),
        wants=wants_of(people, group, rules),
    )


def _one(code: str | None) -> tuple[str, ...]:
    return () if code is None else (code,)


def _all_fields(person: Person) -> Iterable[str | None]:
    yield from effective_fields(person)
    yield person.education_field
    for wish in person.wishes:
        if wish.criterion == "subject":
            yield from wish.values


def _codes_around(people: Sequence[Person]) -> dict[str, dict[str, int]]:
    """The codes that are told apart. Of the organisations only those that somebody asks for: there are very many."""
    codes: dict[str, set[str]] = {criterion: set() for criterion in CODED}
    for criterion, codes_of in CODED.items():
        if criterion != "organisation":
            codes[criterion].update(chain.from_iterable(map(codes_of, people)))
    codes["organisation"].add(OTHER)
    for person in people:
        for wish in person.wishes:
            if wish.values and wish.criterion in codes:
                codes[wish.criterion].update(wish.values)
    return {criterion: _vocabulary(found) for criterion, found in codes.items()}


def _vocabulary(names: Iterable[str | None]) -> dict[str, int]:
    return {name: index for index, name in enumerate(sorted({name for name in names if name is not None}))}


def _positions(names: Iterable[str | None], vocabulary: dict[str, int]) -> Positions:
    return np.array([UNKNOWN if name is None else vocabulary[name] for name in names], dtype=np.intp)


def _numbers(values: Iterable[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _mark(codes: Iterable[str], vocabulary: dict[str, int]) -> Floats:
    row = np.zeros(len(vocabulary))
    for code in codes:
        if code in vocabulary:
            row[vocabulary[code]] = 1.0
    return row


def _marks(people: Sequence[Person], codes_of: Callable[[Person], Iterable[str]], vocabulary: dict[str, int]) -> Floats:
    marks = np.zeros((len(people), len(vocabulary)))
    for row, person in enumerate(people):
        for code in codes_of(person):
            marks[row, vocabulary.get(code, vocabulary.get(OTHER, 0))] = 1.0
    return marks


def yield_counts(person: Person) -> tuple[int, int, int]:
    """How many intended yields are near, ask for a long road, and have to be wanted by both organisations."""
    mutual = len(MUTUAL_YIELDS.intersection(person.yields))
    long = len(LONG_YIELDS.intersection(person.yields)) - mutual
    return len(person.yields) - long - mutual, long, mutual


def _days(people: Sequence[Person]) -> dict[str, Bits]:
    """Per state of a day part the cells of the week that are in it, as bits."""
    found: dict[str, list[int]] = {state: [] for state in DAY_PART_STATES}
    for person in people:
        bits: dict[str, int] = dict.fromkeys(DAY_PART_STATES, 0)
        for part, state in person.day_parts or ():
            bits[state] |= CELL_BIT[part]
        for name, word in bits.items():
            found[name].append(word)
    return {state: np.array(words, dtype=np.uint64) for state, words in found.items()}


def _weeks(people: Sequence[Person], bit: dict[str, int]) -> Bits:
    """Per person the weeks that are open and not busy as bits, 64 to a column."""
    words = []
    for person in people:
        word = 0
        for week in person.open_weeks or ():
            word |= bit[week]
        for week in person.busy_weeks:
            word &= ~bit.get(week, 0)
        words.append(word)
    columns = range(1 + max(len(bit) - 1, 0) // WORD_BITS)
    split = [[word >> WORD_BITS * column & WORD for word in words] for column in columns]
    return np.array(split, dtype=np.uint64).T


def _padded(fields: Sequence[tuple[str, ...]], vocabulary: dict[str, int]) -> Positions:
    width = max((len(names) for names in fields), default=0) or 1
    padded = np.full((len(fields), width), len(vocabulary), dtype=np.intp)
    for row, names in enumerate(fields):
        padded[row, : len(names)] = [vocabulary[name] for name in names]
    return padded


def _reach(fields: Sequence[tuple[str, ...]], shared: _Shared) -> Floats:
    """Per person the strength of the best link from any of these fields to every field."""
    reach = np.zeros((len(fields), len(shared.fields) + 1))
    for row, names in enumerate(fields):
        if names:
            reach[row] = shared.strengths[[shared.fields[name] for name in names]].max(axis=0)
    return reach


def _unit_vectors(people: Sequence[Person]) -> Floats:
    latitude = np.radians(_numbers(person.latitude for person in people))
    longitude = np.radians(_numbers(person.longitude for person in people))
    around = np.cos(latitude)
    return np.stack([around * np.cos(longitude), around * np.sin(longitude), np.sin(latitude)], axis=1)
