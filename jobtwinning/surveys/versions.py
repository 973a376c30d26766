"""Whether answers to one version of a questionnaire are answers to a later one."""

from jobtwinning.surveys.questionnaires import Instrument, Item


def carries_over(old: Instrument, new: Instrument) -> bool:
    """Every question is still there under its code, asked in the same way, with every answer it had."""
    later = {item.code: item for item in new.items}
    return all(item.code in later and _takes_answers_of(later[item.code], item) for item in old.items)


def _takes_answers_of(new: Item, old: Item) -> bool:
    values = {option.value for option in new.options}
    return new.type == old.type and {option.value for option in old.options} <= values and _fits(new, old)


def _fits(new: Item, old: Item) -> bool:
    """No limit became narrower."""
    return (new.min, new.max, new.step, new.unit, new.max_length, new.max_items) == (
        old.min, old.max, old.step, old.unit, old.max_length, old.max_items,
    )  # fmt: skip
