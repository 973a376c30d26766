"""A plan, a pair and a person in plain words, for who reads the matching without the platform."""

from collections import Counter
from collections.abc import Iterator, Sequence

from jobtwinning.matching.engine import phrases
from jobtwinning.matching.engine.phrases import Language, counted, value_name, word
from jobtwinning.matching.engine.result import (
    Alternative,
    DirectionExplanation,
    PairExplanation,
    Param,
    Proposal,
    Reason,
    Refusal,
    Relaxation,
    UnmatchedExplanation,
)

SIGNS = {"plus": "+", "minus": "-", "practical": "·", "unknown": "?"}
# Reasons in one direction that are told at most; what weighs least goes first.
MOST_REASONS = 8


def _say(language: Language, english: str, dutch: str) -> str:
    return english if language == "en" else dutch


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def plan_words(plan: Proposal, language: Language) -> str:
    """A plan in a few lines: pairs, scores, who is left and why, wishes."""
    figures, lines = plan.figures, []
    say = phrases.MESSAGE[plan.message][phrases.LANGUAGES.index(language)] if plan.message else ""
    pairs = counted("pair", figures.pairs, language)
    alone = figures.unmatched_left + figures.unmatched_right
    lines.append(f"{pairs}. {say}".strip())
    if figures.pairs:
        lowest, mean, weaker = _score(figures.lowest), _score(figures.mean), _score(figures.mean_weaker)
        lines.append(
            _say(
                language,
                f"Scores run from 0 to 1: the lowest pair {lowest}, the mean {mean};"
                f" the less enthusiastic of the two {weaker} on average.",
                f"Scores lopen van 0 tot 1: het laagste koppel {lowest}, gemiddeld {mean};"
                f" de minst enthousiaste van de twee gemiddeld {weaker}.",
            )
        )
        bands = Counter[str](pair.band for pair in plan.pairs)
        lines.append(", ".join(f"{bands[band]} × {word(phrases.BAND, band, language)}" for band in phrases.BAND) + ".")
    if alone:
        reasons = Counter(one.reason_code for one in plan.unmatched)
        why = "; ".join(f"{count} × {word(phrases.UNMATCHED, code, language)}" for code, count in reasons.most_common())
        left, right, forced = figures.unmatched_left, figures.unmatched_right, figures.unavoidable_unmatched
        lines.append(
            _say(
                language,
                f"Without a partner: {left} on the left and {right} on the right, {forced} of them in any plan. {why}.",
                f"Zonder partner: {left} links en {right} rechts, {forced} van hen in elk plan. {why}.",
            )
        )
    stated = sum(one.stated for one in figures.honoured_wishes)
    if stated:
        honoured = sum(one.honoured for one in figures.honoured_wishes)
        lines.append(
            _say(language, f"Wishes honoured: {honoured} of {stated}.", f"Wensen vervuld: {honoured} van {stated}.")
        )
    if figures.blocking_pairs:
        lines.append(
            _say(
                language,
                f"Two people who would both rather have each other: {figures.blocking_pairs} times.",
                f"Twee mensen die allebei liever elkaar hadden: {figures.blocking_pairs} keer.",
            )
        )
    if figures.possible_gain:
        gain = _score(figures.possible_gain)
        lines.append(
            _say(
                language,
                f"Not all pairs took part; with all of them the total could be at most {gain} higher.",
                f"Niet alle koppels deden mee; met allemaal kan het totaal hoogstens {gain} hoger zijn.",
            )
        )
    return "\n".join(lines)


def pair_words(pair: PairExplanation, language: Language) -> str:
    """Both directions of one pair, what is practical, and what would change it; or why it may not be."""
    lines = []
    if pair.refusals:
        head = _say(language, "may not be a pair", "mogen geen koppel zijn")
        lines.append(f"{pair.left} + {pair.right}: {head}")
        lines += [f"  - {refusal_words(one, language)}" for one in pair.refusals]
        lines.append(_say(language, "  Otherwise it would be:", "  Anders zou het zijn:"))
    band, kind = word(phrases.BAND, pair.band, language), word(phrases.KIND, pair.kind, language)
    lines.append(f"{pair.left} + {pair.right}: {band}, {kind} ({_score(pair.score)})")
    for direction in (pair.left_to_right, pair.right_to_left):
        lines += _direction_lines(direction, language)
    shared = _shared(pair.shared_day_parts, pair.shared_weeks, language)
    if shared:
        lines.append(_say(language, f"  To meet: {shared}.", f"  Om elkaar te zien: {shared}."))
    change = list(_changes(pair, language))
    if change:
        lines.append(_say(language, "  What would change it most:", "  Wat het meest zou veranderen:"))
        lines += [f"    {line}" for line in change]
    return "\n".join(lines)


def _direction_lines(direction: DirectionExplanation, language: Language) -> Iterator[str]:
    seen = _say(language, "sees in", "ziet in")
    yield f"  {direction.person} {seen} {direction.other} ({_score(direction.score)}):"
    told = [reason for reason in direction.reasons if not reason.sensitive]
    told.sort(key=lambda reason: (reason.criterion != "evidence", -reason.weight, reason.criterion))
    kept = told[:MOST_REASONS]
    for kind in SIGNS:
        for reason in (one for one in kept if one.kind == kind):
            name = word(phrases.CRITERION, reason.criterion, language)
            yield f"    {SIGNS[kind]} {name}: {reason_words(reason, language)}"
    asked = [outcome for outcome in direction.wishes if outcome.criterion != "age"]
    if asked:
        answer = {
            True: _say(language, "met", "vervuld"),
            False: _say(language, "not met", "niet vervuld"),
            None: _say(language, "not known", "niet bekend"),
        }
        wishes = "; ".join(
            f"{word(phrases.CRITERION, one.criterion, language)} {word(phrases.DIRECTION, one.direction, language)}"
            f"{_say(language, ' (a must)', ' (een eis)') if one.must else ''}: {answer[one.honoured]}"
            for one in asked
        )
        yield _say(language, f"    asked for: {wishes}", f"    vroeg om: {wishes}")


def _changes(pair: PairExplanation, language: Language) -> Iterator[str]:
    """The two things by which each side loses most."""
    for direction in (pair.left_to_right, pair.right_to_left):
        told = [one for one in direction.reasons if not one.sensitive and one.criterion not in ("evidence", "personal")]
        lost = sorted(told, key=lambda one: (-one.weight * (1 - one.score), one.criterion))
        for reason in lost[:2]:
            if reason.weight * (1 - reason.score) < 0.02:
                continue
            name, share = word(phrases.CRITERION, reason.criterion, language), reason.weight * (1 - reason.score)
            if reason.code == "unknown":
                told_by = _say(language, "an answer on", "een antwoord over")
            else:
                told_by = _say(language, "closer on", "dichter bij elkaar in")
            most = _say(language, "up to", "hoogstens")
            yield f"{direction.person}: {told_by} {name} ({most} {share:.2f})"


def reason_words(reason: Reason, language: Language) -> str:
    """One reason. Nothing is said of age."""
    params = dict(reason.params)
    named = {name: _value(value, language) for name, value in params.items()}
    named["schooling"] = _schooling(params, language)
    named["words"] = _words_in_common(params.get("shared_words"), language)
    if reason.code == "travel":
        limit = params.get("limit")
        named["limit"] = "" if limit is None else _say(language, f", at most {limit}", f", hoogstens {limit}")
    if reason.code == "shared_time":
        named["time"] = _shared(params.get("day_parts"), params.get("weeks"), language) or _say(
            language, "hours per month compared", "uren per maand vergeleken"
        )
    elif reason.code.startswith("yields"):
        named["time"] = _time(params, language)
    return word(phrases.REASON, reason.code, language).format(**named)


def refusal_words(refusal: Refusal, language: Language) -> str:
    """Why these two may not be paired, with on whose account and how much it lacks."""
    params = dict(refusal.params)
    text = word(phrases.REFUSAL, refusal.code, language)
    if refusal.person:
        text = f"{refusal.person}: {text}"
    if "minutes" in params:
        minutes, limit = params["minutes"], params["limit"]
        text += _say(language, f" ({minutes} minutes, at most {limit})", f" ({minutes} minuten, hoogstens {limit})")
    if "needed" in params:
        shared, needed = params["shared"], params["needed"]
        text += _say(language, f" ({shared}, {needed} needed)", f" ({shared}, {needed} nodig)")
    if "criterion" in params:
        text += f" ({word(phrases.CRITERION, str(params['criterion']), language)})"
    if "left_region" in params:
        text += f" ({params['left_region']}, {params['right_region']})"
    return text


def person_words(
    person: str,
    partner: str | None,
    reason: str,
    why: UnmatchedExplanation,
    others: Sequence[Alternative],
    language: Language,
) -> str:
    """A person of a plan: the partner or why there is none, what would help, and other partners with their price."""
    lines = []
    if partner:
        lines.append(f"{person} + {partner}")
    else:
        alone = _say(language, "has no partner", "heeft geen partner")
        lines.append(f"{person} {alone}: {word(phrases.UNMATCHED, reason, language)}.")
    lines.append(
        _say(
            language,
            f"  Of {why.others} people on the other side {why.allowed} are allowed.",
            f"  Van {why.others} mensen aan de andere kant mogen er {why.allowed}.",
        )
    )
    if why.refusals:
        counted = ", ".join(f"{count} × {word(phrases.REFUSAL, code, language)}" for code, count in why.refusals)
        lines.append(_say(language, f"  Refused: {counted}.", f"  Geweigerd: {counted}."))
    if not partner and why.relaxations:
        lines.append(_say(language, "  What would help, easiest first:", "  Wat zou helpen, het makkelijkste eerst:"))
        lines += [f"    - {relaxation_words(one, language)}" for one in why.relaxations]
    if others:
        title = "Other partners, and what they cost everybody:", "Andere partners, en wat ze iedereen kosten:"
        lines.append(f"  {_say(language, *title)}")
        lines += [f"    {_alternative(one, language)}" for one in others]
    return "\n".join(lines)


def relaxation_words(relaxation: Relaxation, language: Language) -> str:
    """One change and how many candidates it gives."""
    params = dict(relaxation.params)
    if "criterion" in params:
        params["criterion"] = word(phrases.CRITERION, str(params["criterion"]), language)
    text = word(phrases.RELAXATION, relaxation.code, language).format(**params)
    return f"{text}: {counted('candidate', relaxation.candidates, language)}"


def _alternative(one: Alternative, language: Language) -> str:
    price = []
    if one.pairs_lost:
        price.append(counted("pair_less" if one.pairs_lost > 0 else "pair_more", abs(one.pairs_lost), language))
    if abs(one.total_lost) >= 0.005:
        lower = _say(language, "lower", "lager") if one.total_lost > 0 else _say(language, "higher", "hoger")
        price.append(f"{_say(language, 'total', 'totaal')} {abs(one.total_lost):.2f} {lower}")
    if one.changed:
        price.append(counted("moved", one.changed, language))
    costs = ", ".join(price) or _say(language, "costs nothing", "kost niets")
    return f"{one.partner} ({_score(one.score)}, {word(phrases.BAND, one.band, language)}): {costs}"


def _value(value: Param, language: Language) -> str:
    if isinstance(value, str):
        return ", ".join(value_name(part, language) for part in value.split(",")) if value else ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _schooling(params: dict[str, Param], language: Language) -> str:
    sides = []
    for side in ("own", "other"):
        parts = [params.get(f"{side}_{name}") for name in ("level", "field")]
        sides.append(" ".join(_value(part, language) for part in parts if part) or "–")
    return " / ".join(sides)


def _words_in_common(count: Param, language: Language) -> str:
    return f", {counted('word', count, language)}" if isinstance(count, int) and count else ""


def _time(params: dict[str, Param], language: Language) -> str:
    have = _months_and_hours(params.get("months"), params.get("hours"), language)
    if "months_needed" not in params:
        return have
    needed = _months_and_hours(params["months_needed"], params["hours_needed"], language)
    return _say(language, f"{have}; some ask {needed}", f"{have}; sommige vragen {needed}")


def _months_and_hours(months: Param, hours: Param, language: Language) -> str:
    amounts = (("month", months), ("hour", hours))
    return ", ".join(counted(noun, amount, language) for noun, amount in amounts if isinstance(amount, int | float))


def _shared(day_parts: Param, weeks: Param, language: Language) -> str:
    amounts = (("day_part", day_parts), ("week", weeks))
    return ", ".join(counted(noun, amount, language) for noun, amount in amounts if isinstance(amount, int))
