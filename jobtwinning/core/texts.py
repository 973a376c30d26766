"""Text from outside, as we keep it and write it down."""

import unicodedata

KEPT = "\n\t\u200d"  # the joiner inside an emoji stays


def clean(text: str) -> str:
    """Line breaks as \\n; control characters and invisible direction marks away."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in KEPT or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})


def one_line(text: str) -> str:
    return " ".join(clean(text).split())
