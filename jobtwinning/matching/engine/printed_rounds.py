"""Rounds in plain words: what they come to, and round by round who is at which table and who pauses."""

from collections.abc import Iterator, Sequence

from jobtwinning.matching.engine.answers import safe
from jobtwinning.matching.engine.phrases import Language, counted, score, several
from jobtwinning.matching.engine.printed_pair import listed, saying
from jobtwinning.matching.engine.repair import Repair
from jobtwinning.matching.engine.round_plan import Meeting, RoundPlan


def rounds_words(plan: RoundPlan, language: Language) -> str:
    """The rounds of a plan, after a few lines about the whole."""
    return "\n".join([*_whole(plan, language), *_rounds(plan, 1, language)])


def repair_words(repair: Repair, from_round: int, language: Language) -> str:
    """What changed, and the rounds still to come."""
    say = saying(language)
    kept, moved, dropped, added = (
        counted("talk", len(pairs), language) for pairs in (repair.kept, repair.moved, repair.dropped, repair.added)
    )
    changes = say(
        f"From round {from_round} on: {kept} kept, {moved} in another round, {dropped} dropped, {added} added.",
        f"Vanaf ronde {from_round}: {kept} gebleven, {moved} in een andere ronde, {dropped} vervallen, {added} erbij.",
    )
    return "\n".join([*_whole(repair.plan, language), changes, *_rounds(repair.plan, from_round, language)])


def _whole(plan: RoundPlan, language: Language) -> Iterator[str]:
    say, figures = saying(language), plan.figures
    talks, rounds, tables = (
        counted(noun, number, language)
        for noun, number in (("talk", figures.meetings), ("round", plan.rounds), ("table", plan.tables))
    )
    yield say(f"{talks} in {rounds} at {tables}.", f"{talks} in {rounds} aan {tables}.")
    if figures.meetings:
        mean = score(figures.promise / figures.meetings, language)
        unsure = round(100 * figures.information / figures.meetings)
        yield say(
            f"The pairs that meet score {mean} on average; {unsure} % of what counts is not known of them yet.",
            f"De koppels die elkaar spreken scoren gemiddeld {mean}; {unsure} % van wat telt is nog niet bekend.",
        )
        left, right = (
            _times(fewest, most, language)
            for fewest, most in (
                (figures.fewest_pauses_left, figures.most_pauses_left),
                (figures.fewest_pauses_right, figures.most_pauses_right),
            )
        )
        yield say(
            f"Every teacher pauses {left}, every non-teacher {right}.",
            f"Elke docent heeft {left} pauze, elke niet-docent {right}.",
        )
    if figures.nobody_to_meet:
        people = counted("person", figures.nobody_to_meet, language)
        yield say(
            f"For {people} there is nobody they may be paired with.",
            f"Voor {people} is er niemand met wie een koppel mag.",
        )


def _times(fewest: int, most: int, language: Language) -> str:
    if fewest == most:
        return counted("time", most, language)
    to = saying(language)("to", "tot")
    return f"{fewest} {to} {counted('time', most, language)}"


def _rounds(plan: RoundPlan, first: int, language: Language) -> Iterator[str]:
    say = saying(language)
    meetings: dict[int, list[Meeting]] = {}
    for one in plan.meetings:
        meetings.setdefault(one.round, []).append(one)
    pausing: dict[int, list[str]] = {}
    for pause in plan.pauses:
        for number in pause.rounds:
            pausing.setdefault(number, []).append(safe(pause.person))
    for number in range(first, plan.rounds + 1):
        yield say(f"Round {number}", f"Ronde {number}")
        yield from listed(_tables(meetings.get(number, ()), language))
        if number in pausing:
            yield from listed([f"{say('pause', 'pauze')}: {several(pausing[number], language)}"])


def _tables(meetings: Sequence[Meeting], language: Language) -> list[str]:
    say = saying(language)
    return [
        f"{say('table', 'tafel')} {one.table}: {several([safe(one.left), safe(one.right)], language)}"
        for one in meetings
    ]
