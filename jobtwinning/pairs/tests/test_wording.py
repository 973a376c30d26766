"""No text of the platform promises a match on subject, or that no lesson is lost (R-1.11, R-0.8)."""

import re

import polib
import pytest

from jobtwinning.core.management.commands.catalogue import PO_FILE

PROMISES = re.compile(
    r"(krijgt|krijg|vinden|vind|koppelen|matchen) [^.?]*\b(een vakmatch|op vak)\b|match op (je )?vak\b"
    r"|gegarandeerd|garanderen|geen (enkele )?les(uitval|sen vallen)"
    r"|(get|find|guarantee|give) [^.?]*\bsubject match\b|match on (your )?subject\b"
    r"|guarantee[ds]?\b|no lessons? (is|are|will be) lost",
    re.IGNORECASE,
)
DENIALS = re.compile(
    r"niet op vak|geen garantie|niet garanderen|no guarantee|not guarantee|not matched on|do not promise", re.IGNORECASE
)


def promises(text: str) -> bool:
    return bool(PROMISES.search(text)) and not DENIALS.search(text)


def test_no_text_promises_a_match_on_subject() -> None:
    entries = polib.pofile(str(PO_FILE))
    texts = [text for one in entries for text in (one.msgid, one.msgid_plural, one.msgstr, *one.msgstr_plural.values())]
    assert len(texts) > 4000
    assert [text for text in texts if promises(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Je krijgt een vakmatch.", "We vinden iemand op vak.", "Een match op je vak", "Er is geen lesuitval.",
        "You get a subject match.", "We guarantee a match.", "No lesson is lost.",
    ],
)  # fmt: skip
def test_control_a_promise_is_seen(text: str) -> None:
    assert promises(text)
