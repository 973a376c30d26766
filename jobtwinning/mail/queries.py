"""What the coordinator may see of the mails that went out, how the outbox is doing, which words a text has now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Min, Q, QuerySet, TextField, Value, When

from jobtwinning.mail.models import EditableText, OutboxMail, TextVersion, Words
from jobtwinning.mail.sending import due_mails
from jobtwinning.mail.texts import LANGUAGES, PARTS, PLACES, TextPlace, Wording

BEHIND_MINUTES = 5  # a code that comes later is no code
HARD = 3  # attempts after which somebody should look
State = OutboxMail.State


def sent_mails(programme_id: int, region_ids: Iterable[int]) -> QuerySet[OutboxMail]:
    """The mails of this programme in these regions, newest first, in every state.

    `readable_text` is the text; empty for a mail that holds a code or token. The bodies themselves stay behind.
    """
    readable = Case(When(holds_secret=True, then=Value("")), default=F("body_text"), output_field=TextField())
    return (
        OutboxMail.objects.filter(programme_id=programme_id, region_id__in=list(region_ids))
        .defer("body_text", "body_html", "calendar")
        .annotate(readable_text=readable)
        .order_by("-created_at", "-pk")
    )


def published_version(code: str, programme_id: int | None) -> TextVersion | None:
    """The version in use: the programme's newest, else the platform's; None when the built-in text is."""
    versions = TextVersion.objects.filter(text__code=code)
    here = versions.filter(Q(text__programme_id=programme_id) | Q(text__programme_id__isnull=True))
    return here.order_by(F("text__programme_id").desc(nulls_last=True), "-number").first()


def current_wording(place: TextPlace, programme_id: int | None, language: str) -> Wording:
    """The words that are used now."""
    version = published_version(place.code, programme_id)
    return wording_of(version, language, version.public_id) if version else place.built_in(language)


def wording_of(words: Words, language: str, version: str = "") -> Wording:
    """One language of a stored text."""
    return Wording(**{part: getattr(words, f"{part}_{language}") for part in PARTS}, version=version)


def current_words(place: TextPlace, programme_id: int | None) -> dict[str, str]:
    """Both languages of what is used now, by column."""
    found = {language: current_wording(place, programme_id, language) for language in LANGUAGES}
    return {f"{part}_{language}": getattr(found[language], part) for part in PARTS for language in LANGUAGES}


def working_copy(code: str, programme_id: int | None) -> EditableText | None:
    """What somebody is wording for exactly this programme, or the platform."""
    return EditableText.objects.filter(code=code, programme_id=programme_id).first()


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text in the list: the version that is used, where it comes from, and whether somebody is at work on it."""

    place: TextPlace
    version: TextVersion | None  # None = as built in
    is_own: bool  # of this programme, not of the platform
    has_concept: bool


def text_rows(programme_id: int | None) -> list[TextRow]:
    """Every text that can be worded anew; two queries."""
    scope = Q(programme_id=programme_id) | Q(programme_id__isnull=True)
    stored = list(EditableText.objects.filter(scope).prefetch_related("versions"))
    own = {text.code: text for text in stored if text.programme_id == programme_id}
    of_platform = {text.code: text for text in stored if text.programme_id is None}
    return [_row(place, own.get(place.code), of_platform.get(place.code)) for place in PLACES.values()]


def _row(place: TextPlace, own: EditableText | None, of_platform: EditableText | None) -> TextRow:
    mine, theirs = _newest(own), _newest(of_platform)
    has_concept = own is not None and (mine is None or mine.words != own.words)
    return TextRow(place, mine or theirs, is_own=mine is not None, has_concept=has_concept)


def _newest(text: EditableText | None) -> TextVersion | None:
    return max(text.versions.all(), key=lambda version: version.number, default=None) if text else None


def minutes_behind(now: datetime) -> int:
    """How long the oldest mail that should have left is waiting."""
    oldest: datetime | None = due_mails(now).aggregate(oldest=Min("not_before"))["oldest"]
    return int((now - oldest).total_seconds() // 60) if oldest else 0


def hard_mails() -> QuerySet[OutboxMail]:
    """Mails that came back several times and will be tried again."""
    return OutboxMail.objects.filter(state=State.WAITING, attempts__gte=HARD, cancelled_at__isnull=True)


def given_up_since(at: datetime) -> QuerySet[OutboxMail]:
    """Mails that will not be tried again, tried last since then."""
    return OutboxMail.objects.filter(state=State.FAILED, claimed_at__gte=at)
