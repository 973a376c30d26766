"""Word a text anew: keep what is being written, publish it as a version that never changes, go back to an older one."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobtwinning.core import history
from jobtwinning.core.errors import DomainError
from jobtwinning.core.history import Actor
from jobtwinning.mail.models import EditableText, TextVersion
from jobtwinning.mail.queries import working_copy
from jobtwinning.mail.texts import LANGUAGES, TextPlace, unknown_placeholders

OPTIONAL = {"closing"}
LANGUAGE_ASKED = {"nl": gettext_lazy("Vul ook het Nederlands in."), "en": gettext_lazy("Vul ook het Engels in.")}


def save_text(
    place: TextPlace, words: Mapping[str, str], *, programme_id: int | None, seen: int, by: Actor | None, at: datetime
) -> EditableText:
    """Keep the words somebody is working on; nothing that is sent changes.

    seen: the version of the working copy the writer saw, 0 when there was none. DomainError when it moved on since.
    """
    check_placeholders(place, words)
    kept = {name: unicodedata.normalize("NFC", words.get(name, "")) for name in columns(place)}
    with transaction.atomic():
        text = working_copy(place.code, programme_id)
        if text is None and seen == 0:
            text = _new_text(place, programme_id, kept, by=by, at=at)
        else:
            changed = EditableText.objects.filter(code=place.code, programme_id=programme_id, version=seen).update(
                **kept, version=F("version") + 1, changed_at=at, changed_by_id=by.pk if by else None
            )
            if not changed or text is None:
                raise changed_meanwhile()
            text.refresh_from_db()
        _tell("save_text", text, by=by, at=at)
    return text


def _new_text(
    place: TextPlace, programme_id: int | None, words: Mapping[str, str], *, by: Actor | None, at: datetime
) -> EditableText:
    """The first working copy; of two at once the second is told."""
    try:
        with transaction.atomic():
            return EditableText.objects.create(
                code=place.code,
                programme_id=programme_id,
                changed_at=at,
                changed_by_id=by.pk if by else None,
                **words,
            )
    except IntegrityError:
        raise changed_meanwhile() from None


def publish_text(text: EditableText, place: TextPlace, *, by: Actor | None, at: datetime) -> TextVersion:
    """From now on the working copy is used. The same words once more are the same version.

    DomainError naming the field when a language is missing or a word in braces is unknown.
    """
    check_placeholders(place, text.words)
    check_complete(place, text.words)
    with transaction.atomic():
        EditableText.objects.select_for_update().get(pk=text.pk)  # one publication at a time
        newest = text.versions.order_by("-number").first()
        if newest is not None and newest.words == text.words:
            return newest
        version = TextVersion.objects.create(
            text=text,
            number=newest.number + 1 if newest else 1,
            published_at=at,
            published_by_id=by.pk if by else None,
            **text.words,
        )
        _tell("publish_text", text, by=by, at=at, number=version.number)
    return version


def copy_texts(from_programme_id: int, to_programme_id: int, *, by: Actor | None, at: datetime) -> int:
    """The texts that one programme published, as first versions of another; how many."""
    texts = EditableText.objects.filter(programme_id=from_programme_id, versions__isnull=False).distinct()
    for text in texts:
        words = text.versions.order_by("-number")[0].words
        copy = EditableText.objects.create(
            code=text.code, programme_id=to_programme_id, changed_at=at, changed_by_id=by.pk if by else None, **words
        )
        TextVersion.objects.create(text=copy, number=1, published_at=at, published_by_id=by.pk if by else None, **words)
        _tell("publish_text", copy, by=by, at=at, number=1)
    return len(texts)


def check_placeholders(place: TextPlace, words: Mapping[str, str]) -> None:
    """DomainError about the first part with a word in braces that this text does not know."""
    for name in columns(place):
        fault = placeholder_fault(place, words.get(name, ""))
        if fault:
            raise DomainError("unknown_placeholder", fault, field=name)


def placeholder_fault(place: TextPlace, text: str) -> str:
    """What is wrong with the words in braces, with the ones that are allowed; "" when nothing is."""
    unknown = unknown_placeholders(text, place.placeholders)
    if not unknown:
        return ""
    allowed = ", ".join(f"{{{name}}}" for name in place.placeholders)
    return _("%(unknown)s kennen we hier niet. Je kunt gebruiken: %(allowed)s.") % {
        "unknown": ", ".join(dict.fromkeys(unknown)),
        "allowed": allowed,
    }


def check_complete(place: TextPlace, words: Mapping[str, str]) -> None:
    """Both languages, or neither where a part may be left out."""
    for field, fault in missing_languages(place, words).items():
        raise DomainError("language_missing", fault, field=field)


def missing_languages(place: TextPlace, words: Mapping[str, str]) -> dict[str, str]:
    """By field: what still has to be filled in before publishing."""
    return {
        f"{part}_{language}": str(LANGUAGE_ASKED[language])
        for part in place.parts
        for language in LANGUAGES
        if not words.get(f"{part}_{language}", "").strip()
        and (part not in OPTIONAL or any(words.get(f"{part}_{other}", "").strip() for other in LANGUAGES))
    }


def columns(place: TextPlace) -> list[str]:
    """The columns of the parts this text has."""
    return [f"{part}_{language}" for part in place.parts for language in LANGUAGES]


def changed_meanwhile() -> DomainError:
    return DomainError(
        "changed_meanwhile",
        _("Iemand anders heeft dit intussen aangepast. Je tekst staat er nog. Kijk wat er nu staat en bewaar opnieuw."),
    )


def _tell(verb: str, text: EditableText, *, by: Actor | None, at: datetime, number: int | None = None) -> None:
    codes = {"text": text.code, "number": number}
    history.record(verb, text, by=by, at=at, programme_id=text.programme_id, codes=codes)
