"""Text from outside, as we keep it and write it down."""

import unicodedata

KEPT = "\n\t\u200d"  # the joiner inside an emoji stays
MOST_TYPED, MOST_LINES = 20_000, 100  # of what is kept before it is an answer


def clean(text: str) -> str:
    """Line breaks as \\n; control characters and invisible direction marks away."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in KEPT or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def storable(typed: object) -> object:
    """Whatever a form sent, kept as it was typed as far as a database can: without NUL and half characters."""
    if isinstance(typed, str):
        return typed.replace("\x00", "").encode(errors="ignore").decode()[:MOST_TYPED]
    if isinstance(typed, dict):
        return {str(key)[:80]: storable(value) for key, value in typed.items()}
    if isinstance(typed, list | tuple):
        return [storable(each) for each in typed[:MOST_LINES]]
    return typed
