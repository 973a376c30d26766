"""Documents: accessible, in our typeface, and whatever is put in stays data."""

from pathlib import Path
from typing import Any

import pytest
import typst

from conftest import Cast
from jobtwinning.core import documents
from jobtwinning.programmes import posters
from tests import hostile_values, make

FOLDER = Path(documents.__file__).parent / "typst"


@pytest.fixture
def poster(cast: Cast) -> dict[str, Any]:
    """What stands on a poster of the cast's programme."""
    return posters.content(make.make_channel(cast.programme))


def test_poster_is_one_tagged_page_with_title_and_language(poster: dict[str, Any]) -> None:
    made = documents.pdf("poster", poster)
    assert made.startswith(b"%PDF-1.7")
    for said in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"pdfuaid:part"):
        assert said in made, said
    assert made.count(b"/Type/Page/") + made.count(b"/Type /Page\n") + made.count(b"/Type/Page\n") <= 1


def test_poster_is_the_same_to_the_byte_for_the_same_words(poster: dict[str, Any]) -> None:
    assert len(documents.pdf("poster", poster)) == len(documents.pdf("poster", poster))


@pytest.mark.parametrize(
    "name",
    [
        *sorted(hostile_values.BY_DAY),
        *(pytest.param(each, marks=pytest.mark.night) for each in hostile_values.BY_NIGHT),
    ],
)
def test_whatever_a_text_holds_is_printed_and_never_read_as_markup(poster: dict[str, Any], name: str) -> None:
    """`#eval(…)`, `#import`, unbalanced brackets: a text that was markup would fail or change the document's parts."""
    text = str(hostile_values.VALUES[name])
    assert documents.pdf("poster", poster | {"round": text[:300], "contact": '#panic("x") ] } $ \\ ' + text[:50]})


def test_control_a_document_without_alternative_text_is_refused(tmp_path: Path, poster: dict[str, Any]) -> None:
    """The standard is really asked for."""
    bare = tmp_path / "bare.typ"
    bare.write_text('#set document(title: "x")\n#image(bytes(sys.inputs.qr), format: "svg")')
    with pytest.raises(Exception, match=r"(?i)alt"):
        typst.compile(str(bare), format="pdf", pdf_standards="ua-1", sys_inputs={"qr": poster["qr"]})


def test_the_compiler_sees_its_own_folder_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    thief = tmp_path / "thief.typ"
    thief.write_text('#read("/../../config/settings.py")')
    monkeypatch.setattr(documents, "DOCUMENTS", tmp_path)
    with pytest.raises(Exception, match=r"(?i)access|not found|escape|outside"):
        documents.pdf("thief", {})


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.typ")), ids=lambda path: path.name)
def test_documents_import_nothing(path: Path) -> None:
    assert "#import" not in path.read_text()


def test_qr_code_holds_the_short_link(poster: dict[str, Any], cast: Cast) -> None:
    assert poster["qr"].startswith("<svg xmlns=")
    assert poster["link"].endswith("/p/" + poster["qr_label"].rstrip("/").rsplit("/", 1)[1])
