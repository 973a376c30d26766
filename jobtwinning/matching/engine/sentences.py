"""One reason, refusal or relaxation as a sentence, with the names of the people and the answers it rests on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jobtwinning.matching.engine import phrases
from jobtwinning.matching.engine.answers import VALUE, day_part_name, safe, value_name
from jobtwinning.matching.engine.changes import unanswered
from jobtwinning.matching.engine.codes import DAY_PARTS, LONG_YIELDS, MUTUAL_YIELDS
from jobtwinning.matching.engine.phrases import Language, counted, several, word
from jobtwinning.matching.engine.problem import Person
from jobtwinning.matching.engine.result import Param, Reason, Refusal, Relaxation
from jobtwinning.matching.engine.table import effective_fields

# Answers named at most; somebody who gives five day parts or fields is still read in one line.
MOST_NAMED = 4
# The field of the profile whose values a criterion is about.
FIELD_OF = {
    "subject": "fields",
    "company_type": "organisation_kind",
    "education_type": "education_kind",
    "function_type": "function_level",
    "motivation": "goals",
    "target_group": "target_groups",
    "organisation": "organisation",
}


@dataclass(frozen=True, slots=True)
class Two:
    """The two people of a pair, and in which language they are spoken of."""

    left: Person
    right: Person
    language: Language

    def other_than(self, person: Person) -> Person:
        """The other of the two."""
        return self.right if person is self.left else self.left


def described(person: Person, side: str, language: Language) -> str:
    """Who somebody is: side, fields, kind of school or organisation, region; as far as known."""
    kind = [
        value_name(field, value, language)
        for field, value in (("education_kind", person.education_kind), ("organisation_kind", person.organisation_kind))
        if value
    ]
    parts = [counted(side, 1, language).partition(" ")[2], _named("fields", person.fields, language), *kind]
    if person.region:
        parts.append(f"{'region' if language == 'en' else 'regio'} {value_name('region', person.region, language)}")
    return f"{safe(person.id)}: {', '.join(part for part in parts if part)}."


def reason_words(two: Two, own: Person, reason: Reason) -> str:
    """What stands behind one reason of `own`, without who counts it for how much. Nothing is said of age."""
    other, language, params = two.other_than(own), two.language, dict(reason.params)
    words = _people(two, own)
    code = reason.code
    sought = [answer.removeprefix("sought:") for answer in reason.own_answer if answer.startswith("sought:")]
    field = FIELD_OF.get(reason.criterion, "")
    if code == "unknown":
        return _unknown(two, own, reason)
    if code in ("field_same", "field_linked", "fields_apart"):
        words |= _fields(two, own, params)
        if sought and code == "field_same":
            code, words["shared"] = "shared_sought", words["left_field"]
    elif code in ("education_alike", "education_apart"):
        words |= {f"{name}_schooling": _schooling(one, language) for name, one in _sides(two)}
    elif code == "goals_differs" and reason.kind == "plus" and reason.direction == "alike":
        code = "goals_texts"
    elif code.endswith(("_shared", "_differs")):
        words["shared"] = _named(field, str(params["shared"]).split(","), language)
        words["sought"] = _named(field, sought, language)
        words |= {f"{name}_answer": _answer(one, field, language) for name, one in _sides(two)}
        words["other_answer"] = _answer(other, field, language)
        end = code.rpartition("_")[2]
        code = f"{end}_sought" if sought else code if code.startswith("goals") else end
    elif code == "can_help":
        words["goals"] = _named("goals", other.goals, language)
    elif code.startswith("yields"):
        words["time"] = _together(params.get("months"), params.get("hours"), language)
    elif code in ("travel", "shared_time"):
        code = "travel_near" if code == "travel" and not round(_amount(params.get("minutes"))) else code
        words |= _practical(own, params, language)
    told = word(phrases.REASON, code, language).format(**words)
    return told + _yields_note(two, own, reason) if code.startswith("yields") else told


def note_words(two: Two, own: Person, reason: Reason) -> str:
    """Whether it is what `own` asked for, where that is something else than being alike; or that it is not all."""
    if reason.kind == "minus" and reason.direction == "alike" and reason.code.endswith("_shared"):
        return word(phrases.ASKED, "partly", two.language)
    if reason.direction not in ("different", "offers") or reason.kind not in ("plus", "minus"):
        return ""
    asked = any(wish.criterion == reason.criterion for wish in own.wishes)
    if own.mode == "surprise" and not asked:
        code = "surprise" if reason.kind == "plus" else "no_surprise"
    else:
        code = "met" if reason.kind == "plus" else "not_met"
    return word(phrases.ASKED, code, two.language).format(**_people(two, own))


def refusal_words(refusal: Refusal, language: Language) -> str:
    """Why two people may not be paired, with on whose account and how much it lacks."""
    words: dict[str, str] = {name: safe(str(value)) for name, value in refusal.params}
    words |= {name: value_name("region", value, language) for name, value in words.items() if name.endswith("region")}
    words["person"] = safe(refusal.person)
    if "criterion" in words:
        words["criterion"] = word(phrases.CRITERION, words["criterion"], language)
    if "minutes" in words:
        words["minutes"] = phrases.number(float(words["minutes"]), language)
    return word(phrases.REFUSAL, refusal.code, language).format(**words)


def relaxation_words(relaxation: Relaxation, person: str, language: Language) -> str:
    """One change and how many candidates it gives."""
    params = dict(relaxation.params)
    words = {"person": safe(person)}
    if "criterion" in params:
        words["criterion"] = word(phrases.CRITERION, str(params["criterion"]), language)
    if "needed" in params:
        words |= {f"{noun}s": counted(noun, _amount(params["needed"]), language) for noun in ("day_part", "week")}
    if "extra_minutes" in params:
        words["minutes"] = counted("minute", _amount(params["extra_minutes"]), language)
    if "floor" in params:
        words["floor"] = phrases.score(_amount(params["floor"]), language)
    text = word(phrases.RELAXATION, relaxation.code, language).format(**words)
    return f"{text}: {counted('candidate', relaxation.candidates, language)}."


def shared_day_parts(two: Two) -> list[str]:
    """The day parts on which both can, as in `rules.shared_day_parts`: teaching hours count unless both teach."""
    left, right = (dict(one.day_parts or ()) for one in (two.left, two.right))
    return [
        part
        for part in DAY_PARTS
        if "no" not in (left.get(part, "no"), right.get(part, "no")) and not left[part] == right[part] == "teaching"
    ]


def day_part_names(parts: Sequence[str], language: Language) -> str:
    """The first few day parts by name."""
    return _first([day_part_name(part, language) for part in parts], language)


def _sides(two: Two) -> Iterable[tuple[str, Person]]:
    return (("left", two.left), ("right", two.right))


def _people(two: Two, own: Person) -> dict[str, str]:
    named = {"left": two.left, "right": two.right, "own": own, "other": two.other_than(own)}
    return {name: safe(person.id) for name, person in named.items()}


def _first(words: Sequence[str], language: Language) -> str:
    if not words:
        return ""
    more = len(words) - MOST_NAMED
    return several(
        [*words[:MOST_NAMED], *([f"{more} {'more' if language == 'en' else 'meer'}"] if more > 0 else [])], language
    )


def _named(field: str, values: Iterable[str], language: Language) -> str:
    return _first([value_name(field, value, language) for value in values if value], language)


def _answer(person: Person, field: str, language: Language) -> str:
    value = getattr(person, field)
    values = value if isinstance(value, tuple) else () if value is None else (value,)
    return _named(field, sorted(values), language) or "–"


def _fields(two: Two, own: Person, params: Mapping[str, Param]) -> dict[str, str]:
    language = two.language
    words = {f"{name}_fields": _named("fields", effective_fields(one), language) for name, one in _sides(two)}
    first, second = ("own", "other") if own is two.left else ("other", "own")
    for name, source in (("left", first), ("right", second)):
        words[f"{name}_field"] = value_name("fields", str(params.get(f"{source}_field", "")), language)
    words["why"] = str(params.get(f"reason_{language}", ""))
    return words


def _schooling(person: Person, language: Language) -> str:
    parts = [
        value_name(field, value, language)
        for field, value in (("education_level", person.education_level), ("education_field", person.education_field))
        if value
    ]
    return " in ".join(parts) or "–"


def _together(months: Param, hours: Param, language: Language) -> str:
    amounts = (("month", months), ("hour", hours))
    told = [counted(noun, amount, language) for noun, amount in amounts if isinstance(amount, int | float)]
    if len(told) == 2:
        told[1] = f"{told[1]} in all" if language == "en" else f"samen {told[1]}"
    return ", ".join(told)


def _yields_note(two: Two, own: Person, reason: Reason) -> str:
    """Which intended results ask for more time, or count half because the other does not aim at them."""
    params, language, other = dict(reason.params), two.language, two.other_than(own)
    if reason.code == "yields_fit":
        return ""
    if "months_needed" in params:
        code, time = "yields_long", _together(params["months_needed"], params["hours_needed"], language)
        named = sorted(LONG_YIELDS & set(own.yields))
    elif MUTUAL_YIELDS & set(own.yields) and not MUTUAL_YIELDS & set(other.yields):
        code, time, named = "yields_one_sided", "", sorted(MUTUAL_YIELDS & set(own.yields))
    else:
        return ""
    long = several([f"“{value_name('yields', one, language)}”" for one in named], language)
    return word(phrases.REASON, code, language).format(long=long, time=time, **_people(two, own))


def _practical(own: Person, params: Mapping[str, Param], language: Language) -> dict[str, str]:
    limit, minutes = params.get("limit"), params.get("minutes")
    within = "" if limit is None else counted("minute", _amount(limit), language)
    amounts = (("day_part", params.get("day_parts")), ("week", params.get("weeks")))
    return {
        "minutes": "" if minutes is None else counted("minute", _amount(minutes), language),
        "how": word(VALUE["travel_mode"], own.travel_mode, language) if own.travel_mode else "",
        "limit": word(phrases.REASON, "travel_limit", language).format(limit=within) if within else "",
        "time": several(
            [counted(noun, _amount(one), language) for noun, one in amounts if one is not None] or ["–"], language
        ),
    }


def _unknown(two: Two, own: Person, reason: Reason) -> str:
    """Whose answer is missing."""
    if reason.criterion == "personal":
        return word(phrases.REASON, "unknown_click", two.language)
    pairs = zip((own, two.other_than(own)), unanswered(reason), strict=True)
    silent = [person for person, is_silent in pairs if is_silent]
    code = ("unknown_part", "unknown", "unknown_both")[len(silent)]
    if reason.criterion in ("company_type", "education_type"):  # of which each side mostly has only one
        code = "unknown_part"
    who = safe(silent[0].id) if silent else ""
    return word(phrases.REASON, code, two.language).format(who=who, **_people(two, own))


def _amount(value: Param) -> float:
    assert isinstance(value, int | float)
    return value
