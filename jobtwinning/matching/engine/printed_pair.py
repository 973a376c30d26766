"""A pair in plain words: both directions, what is practical, and what would change it; or why it may not be."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from jobtwinning.matching.engine import phrases
from jobtwinning.matching.engine.answers import safe
from jobtwinning.matching.engine.changes import Change, changes_of
from jobtwinning.matching.engine.phrases import Language, counted, score, several, word
from jobtwinning.matching.engine.problem import Person, Problem
from jobtwinning.matching.engine.result import DirectionExplanation, PairExplanation, Reason
from jobtwinning.matching.engine.sentences import (
    Two,
    day_part_names,
    described,
    note_words,
    reason_words,
    refusal_words,
    shared_day_parts,
)

MOST_CHANGES = 3
# A reason that counts for less than this part is not worth a line.
SMALLEST_WEIGHT = 0.02
HEADINGS: dict[str, phrases.Words] = {
    "said": ("What they said about each other", "Wat ze over elkaar zeiden"),
    "share": ("What they have in common", "Wat ze delen"),
    "complement": ("What they can bring each other", "Wat ze elkaar kunnen brengen"),
    "less": ("What fits less", "Wat minder past"),
    "practical": ("Practical", "Praktisch"),
    "unknown": (
        "Not known (we use the average of comparable people)",
        "Niet bekend (we rekenen met het gemiddelde van vergelijkbare mensen)",
    ),
    "wishes": ("What they asked for", "Waar ze om vroegen"),
    "change": ("What would change it", "Wat het zou veranderen"),
}
Say = Callable[[str, str], str]


def saying(language: Language) -> Say:
    """Picks the English or the Dutch of two texts."""
    return lambda english, dutch: english if language == "en" else dutch


def pair_words(problem: Problem, pair: PairExplanation, language: Language) -> str:
    """Both directions of one pair, what is practical, and what would change it; or why it may not be."""
    say = saying(language)
    two = Two(person_of(problem.left, pair.left), person_of(problem.right, pair.right), language)
    left, right = safe(pair.left), safe(pair.right)
    total, first, second = (
        score(value, language) for value in (pair.score, pair.left_to_right.score, pair.right_to_left.score)
    )
    band, kind = band_words(pair, language), _kind(two, pair)
    lines = []
    if pair.refusals:
        lines.append(say(f"{left} and {right} may not be a pair.", f"{left} en {right} mogen geen koppel zijn."))
        lines += listed([refusal_words(one, language) for one in pair.refusals])
        lines.append(say("If they might:", "Als het wel mocht:"))
    lines.append(say(f"{left} and {right}: {band} ({total}); {kind}.", f"{left} en {right}: {band} ({total}); {kind}."))
    lines += listed([described(two.left, "left", language), described(two.right, "right", language)])
    lines.append(
        say(
            f"{left} sees {first} in {right}, {right} sees {second} in {left}; together that makes {total}.",
            f"{left} ziet {first} in {right}, {right} ziet {second} in {left}; samen is dat {total}.",
        )
    )
    for section, told in sections_of(two, pair).items():
        if told:
            lines += [word(HEADINGS, section, language), *listed(told)]
    return "\n".join(lines)


def band_words(pair: PairExplanation, language: Language) -> str:
    """How good a pair is, and of a doubtful one who sees too little in it."""
    told = word(phrases.BAND, pair.band, language)
    if pair.band != "doubt":
        return told
    sees = ((pair.left, pair.left_to_right.score), (pair.right, pair.right_to_left.score))
    who, seen = min(sees, key=lambda one: one[1])
    little = phrases.SEES_LITTLE[phrases.LANGUAGES.index(language)].format(who=safe(who), score=score(seen, language))
    return f"{told}, {little}"


def _kind(two: Two, pair: PairExplanation) -> str:
    """On what a pair rests; of a surprise who asked for it."""
    asked = [safe(person.id) for person in (two.left, two.right) if person.mode == "surprise"]
    if pair.kind != "surprise" or not asked:
        return word(phrases.KIND, pair.kind, two.language)
    told = phrases.ASKED_FOR_A_SURPRISE[phrases.LANGUAGES.index(two.language)]
    return told.format(who=several(asked, two.language))


def person_of(people: Sequence[Person], name: str) -> Person:
    """The person with this id."""
    return next(person for person in people if person.id == name)


def listed(lines: Sequence[str]) -> list[str]:
    """The lines as a list under a heading."""
    return [f"  - {line}" for line in lines]


def sections_of(two: Two, pair: PairExplanation) -> dict[str, list[str]]:
    """The lines under each heading, what counts most first. What both see in the same way is said once."""
    weights: dict[tuple[str, str, str], dict[str, Counted]] = {}
    left_open: dict[str, list[str]] = {}
    for own, direction in ((two.left, pair.left_to_right), (two.right, pair.right_to_left)):
        for reason in direction.reasons:
            if reason.sensitive or reason.kind == "practical":
                continue
            if reason.code == "left_to_surprise":
                criterion = word(phrases.CRITERION, reason.criterion, two.language)
                left_open.setdefault(reason_words(two, own, reason), []).append(criterion)
            elif reason.criterion == "evidence" or reason.weight >= SMALLEST_WEIGHT:
                parts = reason_words(two, own, reason), note_words(two, own, reason)
                line = _section(reason), reason.criterion, "; ".join(part for part in parts if part)
                weights.setdefault(line, {})[safe(own.id)] = Counted(reason.weight, reason.score)
    found: dict[str, list[str]] = {section: [] for section in HEADINGS}
    for (section, criterion, told), counts in sorted(
        weights.items(), key=lambda item: -max(one.weight for one in item[1].values())
    ):
        found[section].append(_with_weights(two.language, section, criterion, told, counts))
    found["practical"] = list(_practical(two, pair))
    found["wishes"] = [*_wishes(two, two.left, pair.left_to_right), *_wishes(two, two.right, pair.right_to_left)]
    found["wishes"] += [f"{told}: {', '.join(criteria)}." for told, criteria in left_open.items()]
    found["change"] = [_change(two, pair, change) for change in changes_of(pair)[:MOST_CHANGES]]
    return found


def _section(reason: Reason) -> str:
    if reason.criterion == "evidence":
        return "said"
    if reason.kind != "plus":
        return "unknown" if reason.kind == "unknown" else "less"
    return "complement" if reason.code == "can_help" or reason.direction in ("different", "offers") else "share"


class Counted(NamedTuple):
    """How much a reason counts for one person, and how well it fits; both 0..1."""

    weight: float
    fits: float


def _with_weights(language: Language, section: str, criterion: str, told: str, counts: dict[str, Counted]) -> str:
    if section == "said":
        return f"{told}."
    say, name = saying(language), word(phrases.CRITERION, criterion, language)
    fits = {score(one.fits, language) for one in counts.values()}
    counting = f"{say('counts', 'telt')} {_parts(counts, language, alone=len(fits) > 1 and section != 'unknown')}"
    if section != "unknown" and len(fits) == 1:
        counting = f"{say('fits', 'past')} {fits.pop()}, {counting}"
    return f"{name[:1].upper()}{name[1:]}: {told} ({counting})."


def _parts(counts: dict[str, Counted], language: Language, *, alone: bool) -> str:
    """For whom it counts how much, the most first; alone: with how well it fits for each."""
    say = saying(language)
    return several(
        [
            f"{round(one.weight * 100)} % {say('for', 'voor')} {person}"
            + (f" {say('and fits', 'en past')} {score(one.fits, language)}" if alone else "")
            for person, one in sorted(counts.items(), key=lambda item: -item[1].weight)
        ],
        language,
    )


def _practical(two: Two, pair: PairExplanation) -> Iterator[str]:
    yield from _meeting(two, pair)
    counts = {
        safe(own.id): Counted(sum(reason.weight for reason in direction.reasons if reason.kind == "practical"), 0.0)
        for own, direction in ((two.left, pair.left_to_right), (two.right, pair.right_to_left))
    }
    if any(one.weight >= SMALLEST_WEIGHT for one in counts.values()):
        parts = _parts(counts, two.language, alone=False)
        yield saying(two.language)(f"Travel and time together count {parts}.", f"Reizen en tijd tellen samen {parts}.")


def _meeting(two: Two, pair: PairExplanation) -> Iterator[str]:
    say = saying(two.language)
    for own, direction in ((two.left, pair.left_to_right), (two.right, pair.right_to_left)):
        for reason in direction.reasons:
            if reason.code == "travel":
                yield f"{reason_words(two, own, reason)}."
    if pair.shared_day_parts is not None:
        often = counted("day_part", pair.shared_day_parts, two.language)
        names = day_part_names(shared_day_parts(two), two.language)
        yield say(
            f"They can meet on {often}{': ' if names else ''}{names}.",
            f"Ze kunnen elkaar zien op {often}{': ' if names else ''}{names}.",
        )
    if pair.shared_weeks is not None:
        weeks = counted("week", pair.shared_weeks, two.language)
        yield say(f"Both can in {weeks}.", f"In {weeks} kunnen ze allebei.")
    if two.left.hours_per_month is not None and two.right.hours_per_month is not None:
        hours = [counted("hour", one.hours_per_month or 0, two.language) for one in (two.left, two.right)]
        yield say(
            f"{safe(two.left.id)} has {hours[0]} a month, {safe(two.right.id)} {hours[1]}.",
            f"{safe(two.left.id)} heeft {hours[0]} per maand, {safe(two.right.id)} {hours[1]}.",
        )


def _wishes(two: Two, own: Person, direction: DirectionExplanation) -> Iterator[str]:
    say, language = saying(two.language), two.language
    answer = {
        True: say("met", "vervuld"),
        False: say("not met", "niet vervuld"),
        None: say("not known", "niet bekend"),
    }
    asked = []
    for one in direction.wishes:
        criterion = word(phrases.CRITERION, one.criterion, language)
        wish = word(phrases.DIRECTION, one.direction, language).format(criterion=criterion)
        if one.criterion in ("age", "personal", "organisation"):
            wish = criterion
        must = say(", a condition", ", een eis") if one.must else ""
        asked.append(f"{wish}{must} ({answer[one.honoured]})")
    mode = "" if own.mode is None else word(phrases.MODE, own.mode, language).format(person=safe(own.id))
    if asked:
        yield f"{mode or safe(own.id)}: {'; '.join(asked)}."
    elif mode:
        yield f"{mode}."


def _change(two: Two, pair: PairExplanation, change: Change) -> str:
    language = two.language
    people = [safe(person) for person in change.people]
    words = {"own": people[0], "who": several(people, language)}
    words["criterion"] = word(phrases.CRITERION, change.criterion, language)
    words |= {name: score(value, language) for name, value in (("low", change.low), ("high", change.high))}
    words["score"] = words["high"]
    if change.code == "more_time":
        direction = pair.left_to_right if change.people[0] == pair.left else pair.right_to_left
        params = next(dict(reason.params) for reason in direction.reasons if reason.criterion == change.criterion)
        needed = ((noun, params[f"{noun}s_needed"]) for noun in ("month", "hour"))
        amounts = [counted(noun, amount, language) for noun, amount in needed if isinstance(amount, int | float)]
        words["time"] = several(amounts, language)
    return word(phrases.CHANGE, change.code, language).format(**words)
