"""In how many ways a story is walked: by day in one, by night in both languages on a telephone and at a desk."""

import pytest

from tests.browsing import DESKTOP, PHONE

SIZES = {"phone": PHONE, "desktop": DESKTOP}
WAYS = {f"{language}-{name}": (language, size) for language in ("nl", "en") for name, size in SIZES.items()}


def walked(by_day: str = "", *, also: tuple[str, ...] = tuple(WAYS)) -> pytest.MarkDecorator:
    """`language` and `size` of a test: "nl-phone" or another of WAYS by day, if any, the others of `also` by night."""
    ways = [
        pytest.param(*way, id=name, marks=() if name == by_day else pytest.mark.night)
        for name, way in WAYS.items()
        if name in {by_day, *also}
    ]
    return pytest.mark.parametrize(("language", "size"), ways)
