"""Why not, and what would help: refusals, relaxations and figures as sentences for the coordinator."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.matching.engine import Refusal
from jobtwinning.pairs.sentences import criterion_name

if TYPE_CHECKING:
    from jobtwinning.matching.adapter import TwoPeople

OBJECTIVE_ORDER = ("floor", "total", "quality", "stable")


def objective_name(objective: str) -> str:
    """The goal of a proposal, in a few words."""
    return {
        "floor": _("Niet onder de ondergrens"),
        "total": _("Zo veel mogelijk koppels"),
        "quality": _("Liever minder, wel betere"),
        "stable": _("Ruilen helpt niemand"),
    }[objective]


def objective_hint(objective: str) -> str:
    """What it tries first."""
    return {
        "floor": _(
            "Geen koppel met een lagere score dan de ondergrens, dan zo veel mogelijk koppels, dan wie het langst "
            "wacht, dan de laagste zo hoog mogelijk."
        ),
        "total": _("Zo veel mogelijk koppels, ook als een paar mensen minder blij zijn."),
        "quality": _(
            "Alleen koppels met samen een hoge score, ook als er dan mensen overblijven. Wie er zelf weinig in ziet, "
            "telt ook hier als twijfel."
        ),
        "stable": _("Geen twee mensen die elkaar liever hadden dan hun partner."),
    }[objective]


def step_sentence(step: str) -> str:
    """What a proposal in the making is doing."""
    return {
        "reading": _("We lezen de intakes"),
        "scoring": _("We bekijken wie bij wie past"),
        "matching": _("We zoeken de beste combinatie"),
        "explaining": _("We schrijven op waarom"),
    }[step]


def failure_sentence(code: str, number: str) -> str:
    """Why there is no proposal, and what to do."""
    return {
        "pin_refused": _(
            "Twee mensen liggen vast, maar samen kan niet meer. Kijk bij ‘Jouw afspraken’, maak ze los en vraag "
            "opnieuw een voorstel."
        ),
        "erased": _("Onder het rekenen zijn gegevens van iemand gewist. Vraag opnieuw een voorstel."),
        "not_allowed": _("Wie dit voorstel vroeg, is geen coördinator van deze regio meer. Vraag zelf een voorstel."),
    }.get(
        code,
        _(
            "Het rekenen is niet gelukt. Er is niets veranderd en niets verstuurd. Vraag opnieuw een voorstel. Gaat "
            "het weer mis? Meld het dan bij de beheerder, met dit nummer: %(number)s."
        )
        % {"number": number},
    )


def refusal_sentences(refusals: Iterable[Refusal], names: Mapping[str, str]) -> list[str]:
    """Why two people may not be a pair; `names` by participation id."""
    return list(dict.fromkeys(_refusal(one, names) for one in refusals))


def _refusal(one: Refusal, names: Mapping[str, str]) -> str:
    params = dict(one.params)
    who = names.get(one.person, "")
    told: dict[str, Callable[[], str]] = {
        "same_organisation": lambda: _("Ze werken bij dezelfde organisatie."),
        "know_each_other": lambda: _("Ze kennen elkaar al."),
        "other_region": lambda: _("Ze horen niet bij dezelfde regio."),
        "too_far": lambda: (
            _("Het is ongeveer %(minutes)s minuten reizen en %(name)s wil hooguit %(limit)s.")
            % {"minutes": params["minutes"], "name": who, "limit": params["limit"]}
        ),
        "too_few_weeks": lambda: _("Hun periodes passen niet genoeg op elkaar."),
        "too_few_day_parts": lambda: _("Ze hebben te weinig dagdelen samen vrij."),
        "confidentiality": lambda: _("Het werk van %(name)s is te vertrouwelijk om mee te kijken.") % {"name": who},
        "must_not_met": lambda: (
            _("%(name)s doet alleen mee als dit klopt: %(criterion)s.")
            % {"name": who, "criterion": criterion_name(str(params["criterion"])).lower()}
        ),
        "must_unknown": lambda: (
            _("%(name)s doet alleen mee als dit klopt: %(criterion)s. Dat antwoord ontbreekt nog.")
            % {"name": who, "criterion": criterion_name(str(params["criterion"])).lower()}
        ),
        "veto": lambda: _("Een van de twee wil dit niet. Wie dat is, zeggen we niet."),
        "ended_pair": lambda: _("Ze waren al eerder een koppel of kregen al een voorstel."),
        "already_paired": lambda: _("%(name)s heeft al een voorstel of koppel.") % {"name": who},
        "forbidden": lambda: _("Je hebt zelf gezegd: niet samen."),
    }
    return told[one.code]()


def why_alone(stored: Mapping[str, Any], is_teacher: bool) -> str:
    """The main reason why somebody has no partner."""
    if stored["reason"] == "too_few_on_other_side":
        return (
            _("Er zijn te weinig mensen van buiten het onderwijs. Wie past, heeft een andere partner.")
            if is_teacher
            else _("Er zijn te weinig docenten. Wie past, heeft een andere partner.")
        )
    return {
        "no_allowed_partner": _("Met niemand kan het."),
        "below_floor": _("Met iedereen die kan, past het te weinig."),
        "partners_taken": _("Wie past, heeft in dit voorstel een andere partner."),
    }[stored["reason"]]


def refusal_counts(stored: Mapping[str, Any], is_teacher: bool) -> str:
    """With how many of the other side it can be, and how many fall away for which reason; a person may do so for more
    than one."""
    parts = [f"{refusal_word(code)} ({count})" for code, count in stored.get("refusals", ())]
    if not parts:
        return ""
    told = (
        _("Het kan met %(allowed)s van de %(others)s niet-docenten. Wie afvalt: %(parts)s.")
        if is_teacher
        else _("Het kan met %(allowed)s van de %(others)s docenten. Wie afvalt: %(parts)s.")
    )
    values = {"allowed": stored["allowed"], "others": stored["others"], "parts": get_text_list(parts, _("en"))}
    return told % values


def refusal_word(code: str) -> str:
    """Why somebody falls away, in a few words."""
    return {
        "same_organisation": _("dezelfde organisatie"),
        "know_each_other": _("kennen elkaar"),
        "other_region": _("andere regio"),
        "too_far": _("te ver reizen"),
        "too_few_weeks": _("periode past niet"),
        "too_few_day_parts": _("te weinig dagdelen"),
        "confidentiality": _("vertrouwelijk werk"),
        "must_not_met": _("een wens die moet"),
        "must_unknown": _("een wens die moet, zonder antwoord"),
        "veto": _("een van de twee wil niet"),
        "ended_pair": _("eerder een voorstel"),
        "already_paired": _("al een koppel"),
        "forbidden": _("niet samen van jou"),
    }[code]


def what_would_help(stored: Mapping[str, Any], name: str, is_teacher: bool) -> str:
    """The easiest change that gives candidates, after more people where one side is short; where all who fit have a
    partner, that two can be put together by hand. Empty when nothing simple helps."""
    if stored["reason"] == "partners_taken":
        return _("Je kunt ruilen: bij ‘Bekijk’ staat wat dat de anderen kost.")
    easiest = [
        help_sentence(one["code"], one["params"], int(one["candidates"]), name)
        for one in list(stored.get("relaxations", ()))[:1]
    ]
    if stored["reason"] == "too_few_on_other_side":
        more = _("Zoek nog mensen van buiten het onderwijs.") if is_teacher else _("Zoek nog docenten.")
        easiest = [more, *easiest]
    return " ".join(easiest)


def help_sentence(code: str, params: Mapping[str, Any], candidates: int, name: str) -> str:
    """One change, and how many candidates it gives."""
    gain = ngettext("Dan komt er %(n)s kandidaat bij.", "Dan komen er %(n)s kandidaten bij.", candidates) % {
        "n": candidates
    }
    return f"{_change(code, params, name)} {gain}"


def _change(code: str, params: Mapping[str, Any], name: str) -> str:
    criterion = criterion_name(str(params["criterion"])).lower() if "criterion" in params else ""
    values = {"name": name, "criterion": criterion, **params}
    extra = int(params.get("extra_minutes", 0))
    return {
        "ask_for_answer": _("Vraag wie nog niets invulde naar: %(criterion)s."),
        "fewer_day_parts": _("Vraag of minder dagdelen samen ook kan."),
        "fewer_weeks": _("Vraag of minder weken samen ook kan."),
        "travel_longer": ngettext(
            "Vraag %(name)s of %(extra_minutes)s minuut langer reizen ook kan.",
            "Vraag %(name)s of %(extra_minutes)s minuten langer reizen ook kan.",
            extra,
        ),
        "others_travel_longer": ngettext(
            "Voor een ander is het %(extra_minutes)s minuut te ver. Vraag of dat ook kan.",
            "Voor een ander is het %(extra_minutes)s minuten te ver. Vraag of dat ook kan.",
            extra,
        ),
        "drop_must": _("Vraag %(name)s of dit ook anders mag: %(criterion)s."),
        "drop_must_of_others": _("Vraag een ander of dit ook anders mag: %(criterion)s."),
        "lower_floor": _("Laat een koppel toe dat minder past, met een lagere ondergrens bij ‘Wat telt mee’."),
        "cross_region": _("Zoek ook in een andere regio."),
    }[code] % values


def why_nothing(message: str) -> str:
    """Why a proposal holds no pair at all."""
    return {
        "empty_side": _("Aan één kant is nog niemand die mee kan doen."),
        "every_pair_below_floor": _("Er zijn mensen die samen kunnen, maar het past overal te weinig."),
        "every_pair_refused": _("Niemand kan met iemand samen. Kijk hieronder wat het tegenhoudt."),
    }.get(message, "")


def price_of_two(found: "TwoPeople") -> str:
    """What putting these two together costs everybody else, as far as it was computed."""
    if not found.is_priced:
        return _("Met zo veel mensen zie je pas in een nieuw voorstel wat dit de anderen kost.")
    return price(found.pairs_lost, found.others_changed)


def price(pairs_lost: int, others_changed: int) -> str:
    """What putting two people together costs everybody else."""
    changed = (
        ngettext(
            "%(n)s ander krijgt iemand anders of niemand.",
            "%(n)s anderen krijgen iemand anders of niemand.",
            others_changed,
        )
        % {"n": others_changed}
        if others_changed
        else ""
    )
    if pairs_lost > 0:
        cost = ngettext(
            "Dit kost %(n)s koppel in het hele voorstel.", "Dit kost %(n)s koppels in het hele voorstel.", pairs_lost
        ) % {"n": pairs_lost}
        return f"{cost} {changed}".strip()
    if pairs_lost < 0:
        gain = ngettext("Dit geeft %(n)s koppel meer.", "Dit geeft %(n)s koppels meer.", -pairs_lost)
        return f"{gain % {'n': -pairs_lost}} {changed}".strip()
    if others_changed:
        return ngettext(
            "Het aantal koppels blijft gelijk. %(n)s ander krijgt een andere partner.",
            "Het aantal koppels blijft gelijk. %(n)s anderen krijgen een andere partner.",
            others_changed,
        ) % {"n": others_changed}
    return _("Voor de anderen verandert er niets.")
