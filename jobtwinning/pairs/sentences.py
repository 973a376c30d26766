"""What a reason of the engine says in a sentence, about two people by name."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from jobtwinning.pairs.words import answer_words, field_label, goal_label

Reason = Mapping[str, Any]


FITS_FROM = 0.5  # as in the engine: from here on a criterion is a plus


def criterion_name(criterion: str) -> str:
    """The criterion as people call it."""
    return {
        "subject": _("Vak"),
        "education": _("Opleiding"),
        "company_type": _("Soort bedrijf"),
        "education_type": _("Soort onderwijs"),
        "function_type": _("Soort functie"),
        "motivation": _("Doel"),
        "target_group": _("Doelgroep"),
        "yields": _("Opbrengsten"),
        "nearness": _("Reistijd"),
        "time": _("Tijd"),
        "organisation": _("Organisatie"),
        "personal": _("Persoonlijke klik"),
        "age": _("Eigen wens"),
        "evidence": _("Eigen keus"),
    }[criterion]


def sentence(reason: Reason, own: str, other: str, *, own_is_reader: bool = False) -> str:
    """The fact with both answers, and what the one who looks had asked."""
    told = fact(reason, own, other)
    note = _note(reason, own, own_is_reader)
    return f"{told} {note}" if note else told


def fact(reason: Reason, own: str, other: str) -> str:
    """The criterion and both answers."""
    teller = FACTS.get(reason["code"], _unknown)
    return teller(reason, own, other)


def _note(reason: Reason, own: str, own_is_reader: bool) -> str:
    direction, kind = reason["direction"], reason["kind"]
    if reason.get("surprise") and kind in ("plus", "minus"):  # who chose a surprise reads no reasons before the start
        return _("%(own)s wil verrast worden.") % {"own": own}
    if direction not in ("different", "offers", "alike") or kind not in ("plus", "minus") or not reason.get("asked"):
        return ""
    if kind == "plus":
        return _("Dat zoek jij.") if own_is_reader else _("Dat zoekt %(own)s.") % {"own": own}
    if direction == "alike":
        return _("Jij zoekt juist hetzelfde.") if own_is_reader else _("%(own)s zoekt juist hetzelfde.") % {"own": own}
    return _("Jij zoekt iets anders.") if own_is_reader else _("%(own)s zoekt iets anders.") % {"own": own}


def _two(reason: Reason, own: str, other: str) -> dict[str, Any]:
    return {
        "own": own,
        "other": other,
        "own_words": answer_words(reason["own"], reason["criterion"]),
        "other_words": answer_words(reason["other"], reason["criterion"]),
        "criterion": criterion_name(reason["criterion"]),
    }


def _field_same(reason: Reason, own: str, other: str) -> str:
    return _("Vak: %(own)s en %(other)s werken allebei met %(field)s.") % {
        "own": own,
        "other": other,
        "field": field_label(str(reason["params"]["own_field"])),
    }


def _field_linked(reason: Reason, own: str, other: str) -> str:
    params = reason["params"]
    english = (get_language() or "nl").startswith("en")
    linked = (
        _("Vak: %(own_field)s (%(own)s) en %(other_field)s (%(other)s) horen bij elkaar: %(why)s.")
        if float(params["strength"]) >= FITS_FROM
        else _("Vak: %(own_field)s (%(own)s) en %(other_field)s (%(other)s) raken elkaar maar een beetje: %(why)s.")
    )
    return linked % {
        "own": own,
        "other": other,
        "own_field": field_label(str(params["own_field"])),
        "other_field": field_label(str(params["other_field"])),
        "why": params["reason_en" if english else "reason_nl"],
    }


def _apart(reason: Reason, own: str, other: str) -> str:
    return _("%(criterion)s: %(own_words)s (%(own)s) en %(other_words)s (%(other)s) liggen uit elkaar.") % _two(
        reason, own, other
    )


def _alike(reason: Reason, own: str, other: str) -> str:
    values = _two(reason, own, other)
    if reason["code"] == "function_type_shared" and not any(one.startswith("sought") for one in reason["own"]):
        both_lead = reason["params"]["shared"] == "leads"
        return (
            _("Soort functie: beiden geven leiding.")
            if both_lead
            else _("Soort functie: geen van beiden geeft leiding.")
        )
    if values["own_words"] == values["other_words"]:
        return _("%(criterion)s: allebei %(own_words)s.") % values
    return _("%(criterion)s: %(own_words)s (%(own)s) en %(other_words)s (%(other)s) passen bij elkaar.") % values


def _goals(reason: Reason, own: str, other: str) -> str:
    if reason["code"] == "goals_shared":
        shared = [goal_label(code) for code in str(reason["params"]["shared"]).split(",") if code]
        goals = {"goals": get_text_list(shared, _("en"))}
        if float(reason["score"]) < FITS_FROM:
            return _("Doel: alleen %(goals)s is gelijk, verder verschillen hun doelen.") % goals
        return _("Doel: allebei %(goals)s.") % goals
    if float(reason["score"]) >= FITS_FROM and reason["direction"] != "different":
        return _("Doel: %(own)s en %(other)s beschrijven hun doel met dezelfde woorden.") % {"own": own, "other": other}
    return _apart(reason, own, other)


def _can_help(reason: Reason, own: str, other: str) -> str:
    goals = [goal_label(code) for code in str(reason["params"]["goals"]).split(",") if code]
    return _("Doel: %(own)s wil graag helpen, en %(other)s heeft een doel: %(goals)s.") % {
        "own": own,
        "other": other,
        "goals": get_text_list(goals, _("en")),
    }


def _yields(reason: Reason, own: str, other: str) -> str:
    values = {"own": own, "months": reason["params"]["months"], "hours": round(float(reason["params"]["hours"]))}
    if reason["code"] == "yields_fit":
        return _("Opbrengsten: samen %(months)s maanden en %(hours)s uur, genoeg voor wat %(own)s beoogt.") % values
    if reason["code"] == "yields_partly":
        return _("Opbrengsten: samen %(months)s maanden en %(hours)s uur, krap voor wat %(own)s beoogt.") % values
    return _("Opbrengsten: samen %(months)s maanden en %(hours)s uur, te weinig voor wat %(own)s beoogt.") % values


def _travel(reason: Reason, own: str, other: str) -> str:
    minutes, limit = reason["params"]["minutes"], reason["params"]["limit"]
    if minutes == 0:
        return _("Reistijd: bijna geen.")
    if limit is None:
        return _("Reistijd: ongeveer %(minutes)s minuten (%(own)s).") % {"minutes": minutes, "own": own}
    return _("Reistijd: ongeveer %(minutes)s minuten, de grens is %(limit)s (%(own)s).") % {
        "minutes": minutes,
        "limit": limit,
        "own": own,
    }


def _shared_time(reason: Reason, own: str, other: str) -> str:
    day_parts, weeks = reason["params"]["day_parts"], reason["params"]["weeks"]
    if day_parts is None and weeks is None:
        return _("Tijd: we vergeleken de uren per maand van %(own)s en %(other)s; hun weken kennen we nog niet.") % {
            "own": own,
            "other": other,
        }
    if day_parts is None:
        return ngettext("Tijd: %(n)s week past voor allebei.", "Tijd: %(n)s weken passen voor allebei.", weeks) % {
            "n": weeks
        }
    told = ngettext("Tijd: %(n)s dagdeel samen vrij.", "Tijd: %(n)s dagdelen samen vrij.", day_parts) % {"n": day_parts}
    if weeks is None:
        return told
    rest = ngettext("%(n)s week past voor allebei.", "%(n)s weken passen voor allebei.", weeks) % {"n": weeks}
    return f"{told} {rest}"


def _unknown(reason: Reason, own: str, other: str) -> str:
    return _("%(criterion)s: niet te beoordelen, een antwoord ontbreekt.") % {
        "criterion": criterion_name(reason["criterion"])
    }


def _both_like(reason: Reason, own: str, other: str) -> str:
    return _("Eigen keus: allebei ja gezegd.")


FACTS: dict[str, Callable[[Reason, str, str], str]] = {
    "field_same": _field_same,
    "field_linked": _field_linked,
    "fields_apart": _apart,
    "education_alike": _alike,
    "education_apart": _apart,
    "company_type_shared": _alike,
    "company_type_differs": _apart,
    "education_type_shared": _alike,
    "education_type_differs": _apart,
    "function_type_shared": _alike,
    "function_type_differs": _apart,
    "target_group_shared": _alike,
    "target_group_differs": _apart,
    "organisation_shared": _alike,
    "organisation_differs": _apart,
    "goals_shared": _goals,
    "goals_differs": _goals,
    "can_help": _can_help,
    "yields_fit": _yields,
    "yields_partly": _yields,
    "yields_do_not_fit": _yields,
    "travel": _travel,
    "shared_time": _shared_time,
    "both_like": _both_like,
}
