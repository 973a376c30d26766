"""Who somebody already knows among the participants (I18, R-1.1): names they wrote, found among the people of a round.

Used for the constraint only; nobody is told whether a name was found.
"""

import re
from collections.abc import Mapping, Sequence

from jobtwinning.programmes.models import Participation

LONGEST_NAME = 6  # words


def known_people(rows: Sequence[Participation], named: Mapping[int, Sequence[str]]) -> dict[int, tuple[str, ...]]:
    """Public ids of the participations that each participation (by primary key) names, never itself.

    A line names somebody when the whole name or the mail address stands in it, or the surname with the organisation.
    """
    lines = {key: [_folded(line) for line in texts] for key, texts in named.items() if texts}
    if not lines:
        return {}
    names, surnames = _index(rows)
    found: dict[int, tuple[str, ...]] = {}
    for key, texts in lines.items():
        meant = {one for text in texts for one in _meant(text, names, surnames) if one.pk != key}
        found[key] = tuple(sorted(one.public_id for one in meant))
    return {key: ids for key, ids in found.items() if ids}


Names = dict[str, list[Participation]]


def _index(rows: Sequence[Participation]) -> tuple[Names, Names]:
    """By whole name or address, and by surname."""
    names: Names = {}
    surnames: Names = {}
    for row in rows:
        person = row.person
        for text in {_folded(person.full_name), person.email.casefold()} - {""}:
            names.setdefault(text, []).append(row)
        surnames.setdefault(_folded(person.surname), []).append(row)
    return names, surnames


def _meant(text: str, names: Names, surnames: Names) -> set[Participation]:
    words = text.split()
    runs = {
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(start + LONGEST_NAME, len(words)) + 1)
    }
    whole = {row for run in runs for row in names.get(run, ())}
    colleagues = {row for run in runs for row in surnames.get(run, ()) if _employer(row) in runs}
    return whole | colleagues


def _employer(row: Participation) -> str:
    return _folded(row.employment.organisation.name) if row.employment else "-"


def _folded(text: str) -> str:
    """Lower case, without the marks between words; an address keeps its own."""
    return " ".join(re.sub(r"[,;:()/]|\.(?=\s|$)", " ", text.casefold()).split())
