"""Whom a region lacks: everybody without a partner, summed into who would place most people."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobtwinning.matching import engine
from jobtwinning.matching.models import Scenario
from jobtwinning.matching.queries import MatchPerson
from jobtwinning.people import fields as field_list
from jobtwinning.programmes.models import Side

People = Mapping[str, MatchPerson]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that would place these people."""

    text: str
    people: list[MatchPerson]


@dataclass(frozen=True, slots=True)
class Shortage:
    """Who is missing, and what would help without anybody new; what places most people first."""

    alone: int
    missing: list[Line]
    changes: list[Line]

    @property
    def shown_people(self) -> list[str]:
        """Public ids of everybody on the page, for the view log."""
        return sorted({person.person_id for line in (*self.missing, *self.changes) for person in line.people})


def shortage_of(scenario: Scenario, people: People, persons: Mapping[str, engine.Person]) -> Shortage:
    """From the newest proposal, without those who came to a pair or left since."""
    alone = [one for one in scenario.unmatched if one["person"] in persons and one["person"] in people]
    missing: dict[tuple[str, str], list[MatchPerson]] = {}
    changes: dict[str, list[MatchPerson]] = {}
    for one in alone:
        person = people[one["person"]]
        missing.setdefault((person.side, _group(persons[person.id])), []).append(person)
        for change in one.get("relaxations", ()):
            changes.setdefault(change["code"], []).append(person)
    limits = {
        key: min(
            (limit for one in group if (limit := persons[one.id].max_travel_minutes) is not None),
            default=None,
        )
        for key, group in missing.items()
    }
    return Shortage(
        alone=len(alone),
        missing=_most_first([Line(_missing(*key, len(group), limits[key]), group) for key, group in missing.items()]),
        changes=_most_first([Line(change_name(code), group) for code, group in changes.items()]),
    )


def _most_first(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-len(line.people), line.text))


def _group(person: engine.Person) -> str:
    """Of the first field somebody named; empty when none is known."""
    try:
        return field_list.field(person.fields[0]).group if person.fields else ""
    except KeyError:
        return ""


def _missing(side: str, group: str, count: int, limit: int | None) -> str:
    """Who is lacking for people of this side."""
    if side == Side.TEACHER:
        who = ngettext("Nog %(n)s niet-docent", "Nog %(n)s niet-docenten", count) % {"n": count}
    else:
        who = ngettext("Nog %(n)s docent", "Nog %(n)s docenten", count) % {"n": count}
    parts = [who]
    if group:
        parts.append(_("bij wie %(field)s past") % {"field": group_name(group)})
    if limit is not None:
        parts.append(_("binnen %(minutes)s minuten reizen") % {"minutes": limit})
    return ", ".join(parts)


def group_name(group: str) -> str:
    """A group of the list of fields, as inside a sentence."""
    return {
        "begeleiding": _("begeleiding"),
        "bouw": _("bouw"),
        "commercie": _("handel"),
        "cultuur": _("cultuur"),
        "dienst": _("dienstverlening"),
        "economie": _("economie"),
        "exact": _("een exact vak"),
        "groen": _("groen"),
        "ict": _("ict"),
        "industrie": _("industrie"),
        "kantoor": _("kantoor en organisatie"),
        "kunst": _("kunst"),
        "maatschappij": _("mens en maatschappij"),
        "mbo_domein": _("een mbo-richting"),
        "media": _("media en communicatie"),
        "onderzoek": _("onderzoek"),
        "praktijkonderwijs": _("praktijkonderwijs"),
        "publiek": _("overheid"),
        "sport": _("sport"),
        "taal": _("een taal"),
        "techniek": _("techniek"),
        "vervoer": _("vervoer"),
        "vmbo_profiel": _("een vmbo-profiel"),
        "zorg": _("zorg"),
    }[group]


def change_name(code: str) -> str:
    """A change that gives somebody candidates, without the amount: that differs from person to person."""
    return {
        "ask_for_answer": _("Een antwoord dat nog ontbreekt"),
        "fewer_day_parts": _("Minder dagdelen samen"),
        "fewer_weeks": _("Minder weken samen"),
        "travel_longer": _("Langer reizen dan ze nu willen"),
        "others_travel_longer": _("Iemand van de andere kant reist langer"),
        "drop_must": _("Een eigen wens die niet meer moet"),
        "drop_must_of_others": _("Een wens van een ander die niet meer moet"),
        "lower_floor": _("Een koppel toelaten dat minder past"),
        "cross_region": _("Ook in een andere regio zoeken"),
    }[code]
