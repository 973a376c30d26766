"""Every text is found and every text has English."""

from pathlib import Path

import polib

from jobtwinning.core import catalogue
from jobtwinning.core.management.commands.catalogue import PACKAGE, PO_FILE


def found(texts: list[catalogue.Text]) -> list[tuple[str, str]]:
    return [(text.msgid, text.plural) for text in texts]


def test_texts_in_python_finds_plain_and_plural() -> None:
    source = '_("een")\nngettext("%(n)d dag", "%(n)d dagen", n)\nprint("niet")\n'
    assert found(list(catalogue.texts_in_python(source, "x.py"))) == [("een", ""), ("%(n)d dag", "%(n)d dagen")]


def test_texts_in_template_finds_trans_and_blocktrans() -> None:
    source = (
        "<p>\n    x\n  y</p>{% load i18n %}"
        '{% trans "een" %}{% blocktrans trimmed with a=b %}\n twee {{ a }}\n{% endblocktrans %}'
        "{% blocktrans count n=x %}{{ n }} dag{% plural %}{{ n }} dagen{% endblocktrans %}"
    )
    texts = found(list(catalogue.texts_in_template(source, "x.html")))
    assert texts == [("een", ""), ("twee %(a)s", ""), ("%(n)s dag", "%(n)s dagen")]


def test_updated_keeps_translations_and_drops_what_is_gone(tmp_path: Path) -> None:
    old = polib.POFile()
    old.append(polib.POEntry(msgid="een", msgstr="one"))
    old.append(polib.POEntry(msgid="weg", msgstr="gone"))
    new = catalogue.updated(old, [catalogue.Text("een", "", "", "a.py"), catalogue.Text("twee", "", "", "a.py")])
    assert [(entry.msgid, entry.msgstr) for entry in new] == [("een", "one"), ("twee", "")]
    assert catalogue.missing(new) == ["twee"]


def test_updated_forgets_the_plural_of_a_text_that_lost_it() -> None:
    plural = catalogue.updated(polib.POFile(), [catalogue.Text("dag", "dagen", "", "a.py")])
    single = catalogue.updated(plural, [catalogue.Text("dag", "", "", "a.py")])
    assert not single[0].msgstr_plural


def test_every_text_of_the_product_is_in_the_catalogue_with_english() -> None:
    stored = polib.pofile(str(PO_FILE))
    wanted = {text.msgid for text in catalogue.texts(PACKAGE) if text.msgid}
    assert wanted - {entry.msgid for entry in stored} == set()
    assert catalogue.missing(stored) == []


# Texts that are the same in both languages: names, codes, numbers.
SAME_IN_BOTH = {
    "Account is open",
    "Account",
    "Browser",
    "Contact",
    "Download",
    "Cookies",
    "Letters",
    "Matching",
    "Poster",
    "Menu",
    "Open source",
    "Privacy",
    "School",
    "Sector",
}
SAME_IN_BOTH |= {"Start", "N%(n)s", "school", "week", "week %(number)s", "week 1", "week 2", "week 3", "week 4"}
SAME_IN_BOTH |= {"contact/", "coordinator/", "open-source/", "privacy/"}


def test_english_differs_from_dutch() -> None:
    stored = polib.pofile(str(PO_FILE))
    same = {entry.msgid for entry in stored if entry.msgstr == entry.msgid}
    assert same - SAME_IN_BOTH == set()


# Plural texts whose English is the same for one and for more.
ONE_AS_MANY = {"%(n)s van hen zei ja.", "Dagdelen: op %(n)s dagdeel in de week kunnen ze allebei."}


def test_english_tells_one_from_more_where_dutch_does() -> None:
    stored = [entry for entry in polib.pofile(str(PO_FILE)) if entry.msgid_plural not in ("", entry.msgid)]
    assert stored
    same = {entry.msgid for entry in stored if entry.msgstr_plural[0] == entry.msgstr_plural[1]}
    assert same == ONE_AS_MANY
