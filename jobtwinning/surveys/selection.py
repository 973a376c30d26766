"""The short form of each questionnaire: which of its questions are asked now."""

from jobtwinning.surveys.questionnaires import Instrument, Part

SHORT = {"final_survey": ("N1", "N2", "N3", "N6", "N9", "N11")}


def short_items(instrument: Instrument) -> tuple[str, ...]:
    """Item codes of the short form, in the order of the pages; all of them when there is no short form."""
    chosen = instrument.thin or SHORT.get(instrument.code)
    codes = instrument.expand(chosen) if chosen else tuple(item.code for item in instrument.items)
    return tuple(item.code for item in instrument.items if item.code in codes)


def short_parts(instrument: Instrument) -> tuple[tuple[Part, tuple[str, ...]], ...]:
    """The parts of the short form with the codes that are asked there; parts without questions are left out."""
    codes = short_items(instrument)
    pairs = ((part, tuple(code for code in part.items if code in codes)) for part in instrument.parts)
    return tuple((part, asked) for part, asked in pairs if asked)
