"""What somebody agreed to: the newest line per purpose counts (toestemming)."""

import hashlib
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language

from jobtwinning.people.models import Consent, Person


def newest_consent(person_ref: str, purpose: str) -> Subquery:
    """For a query: what the person (named by the outer row's field) last said, True, False or None."""
    lines = Consent.objects.filter(person=OuterRef(person_ref), purpose=purpose).order_by("-at", "-pk")
    return Subquery(lines.values("given")[:1])


def consent_of(person: Person, purpose: str) -> bool | None:
    """What somebody last said; None when they never said anything."""
    lines = Consent.objects.filter(person=person, purpose=purpose).order_by("-at", "-pk")
    return lines.values_list("given", flat=True).first()


def record_consent(
    person: Person, purpose: str, *, given: bool, text: str, text_version: str, at: datetime
) -> Consent | None:
    """Add a line with the hash of the words that were shown; None when that is what they said before."""
    if consent_of(person, purpose) == given:
        return None
    made = consent_line(person, purpose, given=given, text=text, text_version=text_version, at=at)
    made.save(force_insert=True)
    return made


def consent_line(person: Person, purpose: str, *, given: bool, text: str, text_version: str, at: datetime) -> Consent:
    """The line as `record_consent` would add it, not yet stored."""
    return Consent(
        person=person,
        purpose=purpose,
        given=given,
        text_version=text_version,
        text_hash=hashlib.sha256(text.encode()).hexdigest(),
        language=(get_language() or "nl")[:2],
        at=at,
    )
