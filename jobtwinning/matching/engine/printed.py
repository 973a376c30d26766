"""A plan and a person in plain words, for who reads the matching without the platform."""

from collections import Counter
from collections.abc import Iterator, Sequence

from jobtwinning.matching.engine import phrases
from jobtwinning.matching.engine.answers import safe
from jobtwinning.matching.engine.explain import explain_pair
from jobtwinning.matching.engine.phrases import Language, counted, score, several, word
from jobtwinning.matching.engine.printed_pair import band_words, listed, person_of, saying, sections_of
from jobtwinning.matching.engine.problem import Problem
from jobtwinning.matching.engine.result import Alternative, Proposal, UnmatchedExplanation
from jobtwinning.matching.engine.sentences import Two, described, relaxation_words

# A loss smaller than this does not show in two digits.
NOTICED = 0.005


# --- A plan -------------------------------------------------------------------------------------


def plan_words(plan: Proposal, language: Language) -> str:
    """A plan in a few lines: pairs, scores, wishes, who is left and why, whether it could be better."""
    say, figures = saying(language), plan.figures
    lefts, rights = (
        counted(side, figures.pairs + alone, language)
        for side, alone in (("left", figures.unmatched_left), ("right", figures.unmatched_right))
    )
    pairs = counted("pair", figures.pairs, language)
    lines = [say(f"{pairs} from {lefts} and {rights}.", f"{pairs} uit {lefts} en {rights}.")]
    if plan.message:
        lines.append(word(phrases.MESSAGE, plan.message, language))
    if figures.pairs:
        lines += _scores(plan, language)
    lines += _alone(plan, language)
    lines += _how_good(plan, language)
    return "\n".join(lines)


def _scores(plan: Proposal, language: Language) -> Iterator[str]:
    say, figures = saying(language), plan.figures
    mean, lowest, weaker, tenth = (
        score(value or 0.0, language)
        for value in (figures.mean, figures.lowest, figures.mean_weaker, figures.p10_weaker)
    )
    yield say(
        f"A score runs from 0 (nothing fits) to 1 (everything fits): {mean} on average, {lowest} for the lowest pair.",
        f"Een score loopt van 0 (niets past) tot 1 (alles past): gemiddeld {mean}, het laagste koppel {lowest}.",
    )
    yield say(
        f"Who sees least in a pair gives it {weaker} on average; in one pair of ten {tenth} or less.",
        f"Wie het minst in een koppel ziet, geeft het gemiddeld {weaker}; in een op de tien koppels {tenth} of minder.",
    )
    bands = Counter[str](pair.band for pair in plan.pairs)
    kinds = Counter[str](pair.kind for pair in plan.pairs)
    good = several([counted(code, bands[code], language) for code in phrases.BAND if bands[code]], language)
    yield say(
        f"{good}. Strong: both see 0.80 or more; doubtful: one of the two sees less than 0.60.",
        f"{good}. Sterk: allebei zien ze 0,80 of meer; twijfel: een van de twee ziet minder dan 0,60.",
    )
    rests = [f"{kinds[code]} × {word(phrases.KIND, code, language)}" for code in phrases.KIND if kinds[code]]
    yield f"{say('Why these two', 'Waarom deze twee')}: {'; '.join(rests)}."
    stated = sum(one.stated for one in figures.honoured_wishes)
    if stated:
        honoured, unknown = (
            sum(getattr(one, name) for one in figures.honoured_wishes) for name in ("honoured", "unknown")
        )
        missed = stated - honoured - unknown
        yield say(
            f"Of {stated} wishes {honoured} are met, {missed} are not, and of {unknown} an answer is missing.",
            f"Van {stated} wensen zijn er {honoured} vervuld, {missed} niet, en van {unknown} ontbreekt een antwoord.",
        )
    if figures.blocking_pairs:
        many = figures.blocking_pairs
        yield say(
            f"{many} times a teacher and a non-teacher score higher with each other than with the partner they got:"
            " the price of a good plan for everybody.",
            f"{many} keer scoren een docent en een niet-docent met elkaar hoger dan met de partner die ze kregen:"
            " de prijs van een plan dat voor iedereen goed is.",
        )


def _alone(plan: Proposal, language: Language) -> Iterator[str]:
    say, figures = saying(language), plan.figures
    sizes = (("left", figures.unmatched_left), ("right", figures.unmatched_right))
    if not any(size for _, size in sizes):
        return
    people = several([counted(side, size, language) for side, size in sizes if size], language)
    always = figures.unavoidable_unmatched
    note = say(
        f" In any plan {always} people stay alone." if always else "",
        f" In elk plan blijven er {always} mensen over." if always else "",
    )
    yield say(f"Without a partner: {people}.{note}", f"Zonder partner: {people}.{note}")
    for (side, code), size in sorted(Counter((one.side, one.reason_code) for one in plan.unmatched).items()):
        yield f"  - {counted(side, size, language)}: {word(phrases.UNMATCHED, code, language)}."


def _how_good(plan: Proposal, language: Language) -> Iterator[str]:
    say, figures = saying(language), plan.figures
    goal = word(phrases.OBJECTIVE, plan.objective, language)
    yield say(f"The goal was: {goal}.", f"Het doel was: {goal}.")
    if figures.possible_gain is None:
        exact = say("Whether a better plan exists was not worked out.", "Of er een beter plan is, is niet uitgerekend.")
    elif figures.possible_gain:
        gain = score(figures.possible_gain, language)
        exact = say(
            f"Not all pairs took part; with all of them the scores could add up to at most {gain} more.",
            f"Niet alle koppels deden mee; met allemaal kunnen de scores samen hooguit {gain} hoger zijn.",
        )
    else:
        exact = say("Worked out exactly: no plan does better.", "Precies nagerekend: geen plan doet het beter.")
    yield exact


# --- A person -----------------------------------------------------------------------------------


def person_words(
    problem: Problem,
    plan: Proposal,
    why: UnmatchedExplanation,
    others: Sequence[Alternative],
    language: Language,
) -> str:
    """A person of a plan: the partner or why there is none, what would help, and other partners with their price."""
    say, name = saying(language), safe(why.person)
    lines = [
        described(person_of(problem.left if why.side == "left" else problem.right, why.person), why.side, language)
    ]
    lines += _fate(problem, plan, why, language)
    other_side = "right" if why.side == "left" else "left"
    all_others = counted(other_side, why.others, language)
    lines.append(
        say(
            f"Of {all_others} {name} may be paired with {why.allowed}.",
            f"Van {all_others} mag {name} een koppel zijn met {why.allowed}.",
        )
    )
    if why.above_floor < why.allowed:
        floor = score(problem.rules.floor, language)
        lines.append(
            say(
                f"With {why.above_floor} of them the score reaches the floor of {floor}.",
                f"Met {why.above_floor} van hen haalt de score de ondergrens van {floor}.",
            )
        )
    if why.refusals:
        lines.append(
            say(
                "Why not with the others (one may count more than once):",
                "Waarom niet met de anderen (iemand kan vaker tellen):",
            )
        )
        refused = sorted(why.refusals, key=lambda item: -item[1])
        lines += [f"  - {count} × {word(phrases.REFUSED, code, language)}." for code, count in refused]
    partner = _partner(plan, why.person)
    if partner is None and why.relaxations:
        lines.append(say("What would help, the easiest first", "Wat zou helpen, het makkelijkste eerst"))
        lines += listed([relaxation_words(one, why.person, language) for one in why.relaxations])
    if others:
        lines.append(
            say("Who else it could be, and what that costs everybody", "Wie het ook kan zijn, en wat dat iedereen kost")
        )
        lines += listed([_alternative(one, language) for one in others])
    return "\n".join(lines)


def _partner(plan: Proposal, person: str) -> str | None:
    for pair in plan.pairs:
        if person in (pair.left, pair.right):
            return pair.right if pair.left == person else pair.left
    return None


def _fate(problem: Problem, plan: Proposal, why: UnmatchedExplanation, language: Language) -> Iterator[str]:
    """The partner, with the strongest reasons; the running pair; or why there is nobody."""
    say, name = saying(language), safe(why.person)
    partner = _partner(plan, why.person)
    running = next((pair for pair in problem.existing.pairs if why.person in pair), None)
    if running:
        other = safe(running[1] if running[0] == why.person else running[0])
        yield say(
            f"{name} is in a running pair with {other}; a plan leaves that as it is.",
            f"{name} zit in een lopend koppel met {other}; een plan laat dat zoals het is.",
        )
    elif partner is None:
        code = next(one.reason_code for one in plan.unmatched if one.person == why.person)
        yield say("No partner: ", "Geen partner: ") + word(phrases.UNMATCHED, code, language) + "."
    else:
        pair = (why.person, partner) if why.side == "left" else (partner, why.person)
        explained = explain_pair(problem, *pair)
        band, total = band_words(explained, language), score(explained.score, language)
        yield say(f"Partner: {safe(partner)}, {band} ({total}).", f"Partner: {safe(partner)}, {band} ({total}).")
        two = Two(person_of(problem.left, pair[0]), person_of(problem.right, pair[1]), language)
        sections = sections_of(two, explained)
        yield from listed([*sections["said"], *(sections["share"] + sections["complement"])[:2], *sections["less"][:1]])
        if pair in plan.pins:
            yield say("The coordinator pinned this pair.", "De coördinator legde dit koppel vast.")


def _alternative(one: Alternative, language: Language) -> str:
    say = saying(language)
    price = []
    if one.pairs_lost:
        pairs = counted("pair", abs(one.pairs_lost), language)
        price.append(
            say(f"{pairs} fewer", f"{pairs} minder") if one.pairs_lost > 0 else say(f"{pairs} more", f"{pairs} meer")
        )
    if abs(one.lowest_lost) >= NOTICED:
        change = say("goes down by", "daalt met") if one.lowest_lost > 0 else say("goes up by", "stijgt met")
        price.append(f"{say('the lowest score', 'de laagste score')} {change} {score(abs(one.lowest_lost), language)}")
    if abs(one.total_lost) >= NOTICED:
        change = say("go down by", "dalen met") if one.total_lost > 0 else say("go up by", "stijgen met")
        price.append(
            f"{say('all scores together', 'alle scores samen')} {change} {score(abs(one.total_lost), language)}"
        )
    if one.changed:
        price.append(
            say(
                f"{one.changed} other {'person gets' if one.changed == 1 else 'people get'} another partner or none",
                f"{one.changed} {'ander krijgt' if one.changed == 1 else 'anderen krijgen'} een andere partner of geen",
            )
        )
    costs = several(price or [say("it costs nothing", "het kost niets")], language)
    band = word(phrases.BAND, one.band, language)
    return f"{safe(one.partner)}: {band} ({score(one.score, language)}). {costs[:1].upper()}{costs[1:]}."
