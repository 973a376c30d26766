"""The words of the report: titles, captions, columns, rows and what stands where a figure is not printed."""

from collections.abc import Callable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jobtwinning.reports.disclosure import Below, Hidden, Reason, Result, Shown
from jobtwinning.reports.tables import Row, Table
from jobtwinning.surveys.catalogue import instrument, scale, yields
from jobtwinning.surveys.questionnaires import Instrument

INSTRUMENT_OF = {"M": "interim_survey", "N": "final_survey", "V": "baseline_survey", "I": "intake"}


def language() -> str:
    """The language of the reader, for the labels of the questionnaires."""
    return get_language() or "nl"


def title(code: str) -> str:
    """What a table is about."""
    return {
        "T3.3": _("Verwachte opbrengsten"),
        "F5.2": _("Behaalde opbrengsten"),
        "F5.3": _("Verwacht en behaald door docenten"),
        "F5.4": _("Verwacht en behaald door niet-docenten"),
        "F5.1": _("Voldoet Job Twinning aan de verwachtingen?"),
        "F5.5": _("Bestede uren en verwachtingen"),
        "LOG": _("Uren in het logboek"),
        "T6.1": _("Na afloop verder met onderwijs en bedrijfsleven"),
        "T2.1": _("Koppels per regio, school en bedrijf"),
    }.get(code) or question(code)


def question(item: str) -> str:
    """The question as people saw it."""
    return questionnaire(item).item(item).label(language())


def questionnaire(item: str) -> Instrument:
    """The questionnaire an item belongs to."""
    return instrument(INSTRUMENT_OF[item[0]])


def caption(table: Table) -> str:
    """How the figures were counted, in a few short sentences."""
    make = CAPTIONS.get(table.code, _extent_caption)
    return make(table)


def _expected_caption(table: Table) -> str:
    if not table.sources:
        return _("Procent van wie de vraag beantwoordde. Iedereen mocht meer opbrengsten aankruisen.")
    return _(
        "Procent van wie de vraag beantwoordde. Iedereen mocht meer opbrengsten aankruisen. Per persoon gelezen uit"
        " %(sources)s."
    ) % {"sources": _sources(table.sources)}


def _sources(items: tuple[str, ...]) -> str:
    names = [
        _("‘%(name)s’ (%(item)s)") % {"name": questionnaire(item).title(language()), "item": item} for item in items
    ]
    return _(", anders ").join(names)


def _achieved_caption(table: Table) -> str:
    return _(
        "Procent van wie over die opbrengst antwoordde: in voldoende, ruime of zeer ruime mate. ‘Nog te vroeg"
        " om te zeggen’ telt mee, maar niet als behaald."
    )


def _intended_caption(table: Table) -> str:
    return _(
        "Aantallen, geen procenten. Verwacht: aangekruist en na afloop over die opbrengst geantwoord. "
        "Behaald: van hen in voldoende mate of meer."
    )


def _met_caption(table: Table) -> str:
    return _("Procent ‘in grote mate’ of ‘in zeer grote mate’. Elk moment heeft een eigen N.")


def _hours_caption(table: Table) -> str:
    return _(
        "Aantal mensen per aantal uren werktijd en privétijd samen, afgerond naar beneden op hele uren. ‘Naar"
        " verwachting’ is in (zeer) grote mate. De figuur zegt niets over oorzaak en gevolg."
    )


def _log_caption(table: Table) -> str:
    return _("Van iedereen in een koppel, volgens de uren die zij zelf bijhielden.")


def _continuation_caption(table: Table) -> str:
    return _("Procent van wie de vraag beantwoordde. ‘Weet ik niet’ telt als misschien.")


def _extent_caption(table: Table) -> str:
    return _("Procent van wie de vraag beantwoordde.")


CAPTIONS: dict[str, Callable[[Table], str]] = {
    "T3.3": _expected_caption,
    "F5.2": _achieved_caption,
    "F5.3": _intended_caption,
    "F5.4": _intended_caption,
    "F5.1": _met_caption,
    "F5.5": _hours_caption,
    "LOG": _log_caption,
    "T6.1": _continuation_caption,
}


def column(code: str) -> str:
    """The head of a column."""
    return {
        "teacher": _("Docenten"),
        "non_teacher": _("Niet-docenten"),
        "total": _("Samen"),
        "intended": _("Verwacht"),
        "achieved": _("Behaald"),
        "expected": _("Naar verwachting"),
        "not_expected": _("Niet naar verwachting"),
    }[code]


def row_label(table: Table, row: Row) -> str:
    """The head of a row: the label of the yield or answer, exactly as in the questionnaire."""
    if table.code in ("T3.3", "F5.2", "F5.3", "F5.4"):
        return next(each for each in yields() if each.code == row.code).label(language())
    if table.code == "T6.1":
        return scale("continuation3").option(row.code).label(language())
    if table.code == "F5.5":
        return band(row.code)
    if table.code == "F5.1":
        return _("na één maand") if row.code == "M7" else _("na afloop")
    if table.code == "LOG":
        return _("het minimum aantal uren gehaald")
    return high_label() if row.code == "high" else scale("extent5").option(int(row.code)).label(language())


def high_label() -> str:
    """The two highest answers together."""
    extent = scale("extent5")
    return extent.top_label_en if language().startswith("en") else extent.top_label_nl


def band(code: str) -> str:
    """A band of hours, as in F5.5."""
    return {
        "under_20": _("Minder dan 20 uur"),
        "from_20": _("20 uur of meer"),
        "from_20_or_unknown": _("20 uur of meer, of niet bekend"),
        "under_10": _("Minder dan 10 uur"),
        "10_15": _("10 t/m 15 uur"),
        "16_19": _("16 t/m 19 uur"),
        "20": _("20 uur"),
        "21_34": _("21 t/m 34 uur"),
        "35_40": _("35 t/m 40 uur"),
        "over_40": _("Meer dan 40 uur"),
    }.get(code) or _("Niet bekend")


def is_nobody(row: Row) -> bool:
    """Whether a row is known to be empty."""
    return all(isinstance(cell, Shown) and cell.count == 0 for cell in row.cells.values())


def figure(cell: Result, *, absolute: bool = False) -> str:
    """A cell as text: a percentage, a number, "<5", or in words why there is none."""
    match cell:
        case Shown():
            return str(cell.count) if absolute or cell.percentage is None else f"{cell.percentage}%"
        case Below():
            return f"<{cell.limit}"
        case Hidden():
            return hidden(cell)


def hidden(cell: Hidden) -> str:
    """Why a figure is not printed."""
    return {
        Reason.NO_ANSWERS: _("niet bekend"),
        Reason.FEW_ANSWERS: _("te weinig antwoorden"),
        Reason.REVEALS_OTHERS: _("niet getoond"),
    }[cell.reason]


def short(cell: Result, *, absolute: bool = False) -> str:
    """As `figure`, in the width of a number."""
    if not isinstance(cell, Hidden) or cell.reason == Reason.NO_ANSWERS:
        return figure(cell, absolute=absolute)
    return _("te weinig") if cell.reason == Reason.FEW_ANSWERS else _("niet te zien")


def empty_text(table: Table) -> str:
    """What stands in place of a figure of which nothing is printed."""
    cells = [cell for row in table.rows for cell in row.cells.values()]
    if any(isinstance(cell, Hidden) and cell.reason == Reason.NO_ANSWERS for cell in cells):
        return _("Niet bekend: er zijn geen antwoorden van beide groepen.")
    return _(
        "Niet getoond: het gaat om te weinig mensen, of het verschil met een ander cijfer zou te veel over enkele "
        "mensen zeggen."
    )


def achieved_hidden_text() -> str:
    """What stands in place of F5.3 or F5.4 when only the expectations may be printed."""
    return _(
        "Wie ze behaalde, tonen we niet: het gaat om te weinig mensen, of het verschil met een ander cijfer zou te "
        "veel over enkele mensen zeggen. Hoeveel mensen ze verwachtten, staat in de tabel."
    )


def group_size(n: int | None) -> str:
    """N as text."""
    return _("te weinig antwoorden") if n is None else f"N = {n}"


def is_absolute(table: Table) -> bool:
    """Whether a table prints numbers of people instead of percentages."""
    return table.code in ("F5.3", "F5.4", "F5.5")


def unknown(text: str) -> str:
    """A name, or that it is not known."""
    return text or _("niet bekend")
