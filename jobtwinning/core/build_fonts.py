"""Builds the web fonts from the typeface package, once, at set-up."""

from importlib.resources import files
from io import BytesIO
from pathlib import Path
from sys import argv

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]  # ships no types
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # ships no types

FONTS_DIRECTORY = Path(__file__).parent / "static" / "core" / "fonts"

FACES = {
    "SourceSansPro-Regular.ttf": "SourceSans-Regular.woff2",
    "SourceSansPro-Semibold.ttf": "SourceSans-Semibold.woff2",
    "SourceSansPro-Bold.ttf": "SourceSans-Bold.woff2",
}

# Latin, Latin Extended A and B, combining marks, punctuation, currency, arrows and the few signs the pages use.
UNICODE_RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x024F),
    (0x02B0, 0x02FF),
    (0x0300, 0x036F),
    (0x1E00, 0x1EFF),
    (0x2000, 0x206F),
    (0x20A0, 0x20BF),
    (0x2113, 0x2122),
    (0x2190, 0x2193),
    (0x2212, 0x2215),
    (0x2248, 0x2265),
    (0x2713, 0x2713),
)

# Tabular and fraction figures stay; the slashed zero ("zero") stays available for codes but is never on in text.
LAYOUT_FEATURES = [
    "ccmp",
    "locl",
    "kern",
    "mark",
    "mkmk",
    "liga",
    "lnum",
    "pnum",
    "tnum",
    "zero",
    "case",
    "frac",
    "sups",
]


def build_fonts(target: Path = FONTS_DIRECTORY) -> list[Path]:
    """Write the subset woff2 files into `target` and return their paths; files that exist are left alone."""
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for source_name, output_name in FACES.items():
        output = target / output_name
        if not output.exists():
            source = files("font_source_sans_pro") / "files" / source_name
            partial = output.with_suffix(".part")
            partial.write_bytes(subset_to_woff2(source.read_bytes()))
            partial.replace(output)
        written.append(output)
    return written


def subset_to_woff2(font_file: bytes) -> bytes:
    """Return the font reduced to our characters and features, as woff2."""
    options = Options()
    options.layout_features = LAYOUT_FEATURES
    options.flavor = "woff2"
    options.hinting = False
    font = TTFont(BytesIO(font_file), recalcTimestamp=False)  # two builds are equal to the byte
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in UNICODE_RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    font.flavor = "woff2"
    output = BytesIO()
    font.save(output)
    return output.getvalue()


if __name__ == "__main__":
    for path in build_fonts(Path(argv[1]) if len(argv) > 1 else FONTS_DIRECTORY):
        print(path)
