"""The web fonts are built once and left alone afterwards."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # ships no types

from jobtwinning.core.build_fonts import build_fonts

pytestmark = pytest.mark.one_database


def test_build_fonts_writes_three_faces_and_leaves_them_alone(tmp_path: Path) -> None:
    paths = build_fonts(tmp_path)
    assert [path.name for path in paths] == [
        "SourceSans-Regular.woff2",
        "SourceSans-Semibold.woff2",
        "SourceSans-Bold.woff2",
    ]
    assert all(path.read_bytes().startswith(b"wOF2") for path in paths)
    before = [path.stat().st_mtime_ns for path in paths]
    assert build_fonts(tmp_path) == paths
    assert [path.stat().st_mtime_ns for path in paths] == before


def test_built_font_has_dutch_letters_and_figures_of_one_width(tmp_path: Path) -> None:
    font = TTFont(build_fonts(tmp_path)[0])
    characters = font.getBestCmap()
    assert all(ord(letter) in characters for letter in "éëïüĳ€’‘–→")
    assert len({font["hmtx"][characters[ord(figure)]][0] for figure in "0123456789"}) == 1
