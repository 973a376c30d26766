"""What the figures say, as sentences. Only from figures that are printed, so that a sentence never tells more.

A heading states a finding only when the figures do; otherwise it names the subject.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jobtwinning.reports import disclosure
from jobtwinning.reports.disclosure import Below, Result, Shown
from jobtwinning.reports.tables import GROUPS, Report
from jobtwinning.surveys.catalogue import yields

HALF = 50  # per cent; "de meesten" and "meerderheid" are more than this (F5.2)
LOW, HIGH = ("fruit_low",), ("fruit_high_org", "fruit_high_career")


@dataclass(frozen=True, slots=True)
class Finding:
    """The heading of a chapter, and a sentence with its figures; no sentence when there are none."""

    heading: str
    text: str
    is_finding: bool  # False when the heading only names the subject


def findings(report: Report) -> list[Finding]:
    """At most three, for the top of the page: what the figures state first, then neutral ones."""
    found = [match_finding(report), yields_finding(report), hours_finding(report), continuation_finding(report)]
    return sorted((finding for finding in found if finding.text), key=lambda finding: not finding.is_finding)[:3]


def match_finding(report: Report) -> Finding:
    """Chapter 1: the expectations and the match (F5.1, N6)."""
    met, satisfied = report.table("F5.1").row("N1").cells, report.table("N6").row("high").cells
    if is_most_of_both(met):
        return Finding(_("Job Twinning deed wat de meesten verwachtten"), _met_text(met), is_finding=True)
    if is_most_of_both(satisfied):
        return Finding(_("De meesten zijn tevreden over hun match"), _satisfied_text(satisfied), is_finding=True)
    return Finding(_("De verwachtingen en de match"), _met_text(met) or _satisfied_text(satisfied), is_finding=False)


def _met_text(cells: Mapping[str, Result]) -> str:
    return _per_group(
        cells,
        _("Aan de verwachtingen voldaan in (zeer) grote mate: docenten %(teacher)s, niet-docenten %(non_teacher)s."),
        _("Aan de verwachtingen voldaan in (zeer) grote mate: docenten %(teacher)s."),
        _("Aan de verwachtingen voldaan in (zeer) grote mate: niet-docenten %(non_teacher)s."),
    )


def _satisfied_text(cells: Mapping[str, Result]) -> str:
    return _per_group(
        cells,
        _("Tevreden over de match in (zeer) grote mate: docenten %(teacher)s, niet-docenten %(non_teacher)s."),
        _("Tevreden over de match in (zeer) grote mate: docenten %(teacher)s."),
        _("Tevreden over de match in (zeer) grote mate: niet-docenten %(non_teacher)s."),
    )


def yields_finding(report: Report) -> Finding:
    """Chapter 2: the fruit (F6.1) as achieved (F5.2)."""
    low, high = Majorities.of(report, LOW), Majorities.of(report, HIGH)
    if not low.most + low.not_most:
        return Finding(_("Verwachte en behaalde opbrengsten"), "", is_finding=False)
    text = " ".join(_yields_text(report, group) for group in GROUPS).strip()
    if not low.is_rule:
        return Finding(_("Verwachte en behaalde opbrengsten"), text, is_finding=False)
    if high.is_exception:
        return Finding(_("Laaghangend fruit lukt, hooghangend fruit minder vaak"), text, is_finding=True)
    return Finding(_("Laaghangend fruit lukt"), text, is_finding=True)


def _yields_text(report: Report, group: str) -> str:
    """How many yields more than half of one group achieved, of those of which the page tells it."""
    low, high = Majorities.of(report, LOW, (group,)), Majorities.of(report, HIGH, (group,))
    if not low.known or not high.known:
        return ""
    values = {"low": low.most, "low_all": low.known, "high": high.most, "high_all": high.known}
    if group == "teacher":
        told = _(
            "Meer dan de helft van de docenten haalde %(low)s van %(low_all)s laaghangende opbrengsten "
            "en %(high)s van %(high_all)s hooghangende."
        )
    else:
        told = _("Van de niet-docenten: %(low)s van %(low_all)s en %(high)s van %(high_all)s.")
    return told % values


@dataclass(frozen=True, slots=True)
class Majorities:
    """Figures of some yields, a yield and group each: how many are more than half, and how many are known not to be."""

    most: int
    not_most: int
    everything: int

    @classmethod
    def of(cls, report: Report, pillars: tuple[str, ...], groups: tuple[str, ...] = GROUPS) -> "Majorities":
        """The figures of the yields of these pillars (F5.2)."""
        rows = [report.table("F5.2").row(each.code) for each in yields() if each.pillar in pillars]
        cells = [(row.cells[group], row.n[group] or 0) for row in rows for group in groups]
        most = [disclosure.is_most(cell, n, report.rule) for cell, n in cells]
        is_known = [isinstance(cell, Shown) or (isinstance(cell, Below) and n >= 2 * cell.limit) for cell, n in cells]
        not_most = sum(known and not more for known, more in zip(is_known, most, strict=True))
        return cls(sum(most), not_most, len(cells))

    @property
    def known(self) -> int:
        """Of how many figures the page tells whether more than half achieved it."""
        return self.most + self.not_most

    @property
    def is_rule(self) -> bool:
        """Whether more than half of all figures say more than half."""
        return 2 * self.most > self.everything

    @property
    def is_exception(self) -> bool:
        """Whether at least half of all figures are known to say half or less."""
        return 2 * self.not_most >= self.everything


def hours_finding(report: Report) -> Finding:
    """Chapter 3: the hours in the log against the minimum."""
    cells = report.table("LOG").row("minimum").cells
    text = _per_group(
        cells,
        _("Het minimum aantal uren volgens het logboek: docenten %(teacher)s, niet-docenten %(non_teacher)s."),
        _("Het minimum aantal uren volgens het logboek: docenten %(teacher)s."),
        _("Het minimum aantal uren volgens het logboek: niet-docenten %(non_teacher)s."),
    )
    if is_most_of_both(cells):
        return Finding(_("De meesten haalden het minimum aantal uren"), text, is_finding=True)
    return Finding(_("Uren en verwachtingen"), text, is_finding=False)


def continuation_finding(report: Report) -> Finding:
    """Chapter 4: who goes on with education and business (T6.1)."""
    cell = report.table("T6.1").row("yes").cells["total"]
    if not isinstance(cell, Shown):
        return Finding(_("Verder met onderwijs en bedrijfsleven?"), "", is_finding=False)
    text = _("Ja: %(count)s van de %(n)s mensen, dat is %(percentage)s%%.") % {
        "count": cell.count,
        "n": cell.n,
        "percentage": cell.percentage,
    }
    if (cell.percentage or 0) > HALF:
        return Finding(_("De meesten willen verder met onderwijs en bedrijfsleven"), text, is_finding=True)
    return Finding(_("Verder met onderwijs en bedrijfsleven?"), text, is_finding=False)


def is_most_of_both(cells: Mapping[str, Result]) -> bool:
    """Whether more than half of each group is in these cells, both printed."""
    return all(
        isinstance(cell, Shown) and cell.percentage is not None and cell.percentage > HALF
        for cell in (cells[group] for group in GROUPS)
    )


def _per_group(cells: Mapping[str, Result], both: str, teacher: str, non_teacher: str) -> str:
    """The sentence for the groups whose figure is printed; nothing when none is."""
    shown = {group: f"{cell.percentage}%" for group in GROUPS if isinstance(cell := cells[group], Shown)}
    sentence = {GROUPS: both, GROUPS[:1]: teacher, GROUPS[1:]: non_teacher}.get(tuple(shown), "")
    return sentence % shown
