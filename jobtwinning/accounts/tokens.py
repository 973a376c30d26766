"""Links in mails that do something once: made, found, used, taken back. Only the sha256 of a link is stored.

Opening a link changes nothing, since mail scanners open links; the button on its page uses it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from jobtwinning.accounts.models import Token

RANDOM_BYTES = 32  # 256 bits


@dataclass(frozen=True, slots=True)
class About:
    """What a link is for and for whom; a link does nothing for anything else."""

    purpose: Token.Purpose
    subject_id: str
    address: str
    programme_id: int | None = None


def make_token(about: About, *, lifetime: timedelta, at: datetime) -> str:
    """A new link for this; earlier ones for the same purpose and subject are dead. Returns its secret part, once."""
    revoke_tokens(about.purpose, about.subject_id, at=at)
    raw = secrets.token_urlsafe(RANDOM_BYTES)
    Token.objects.create(
        digest=digest_of(raw),
        purpose=about.purpose,
        subject_id=about.subject_id,
        address=about.address,
        programme_id=about.programme_id,
        created_at=at,
        expires_at=at + lifetime,
    )
    return raw


def digest_of(raw: str) -> str:
    return hashlib.sha256(raw.encode(errors="replace")).hexdigest()


def open_tokens(at: datetime) -> QuerySet[Token]:
    """Not used, not taken back, not too old."""
    return Token.objects.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at)


def find_token(digest: str, purpose: Token.Purpose, *, at: datetime) -> Token | None:
    """The open link with this digest, for this purpose only."""
    return open_tokens(at).filter(digest=digest, purpose=purpose).first()


def known_token(digest: str, purpose: Token.Purpose, *, at: datetime) -> Token | None:
    """Idem, used up or not: a page may go on showing what was done with it, until it is too old."""
    known = Token.objects.filter(digest=digest, purpose=purpose, revoked_at__isnull=True, expires_at__gt=at)
    return known.first()


def use_token(token: Token, *, at: datetime) -> bool:
    """Use the link up, inside the transaction of what it does. Of many at once one gets True."""
    return open_tokens(at).filter(pk=token.pk).update(used_at=at) == 1


def revoke_tokens(purpose: Token.Purpose, subject_id: str, *, at: datetime) -> int:
    """Take back what is open for this purpose and subject; how many."""
    alive = Q(used_at__isnull=True, revoked_at__isnull=True)
    return Token.objects.filter(alive, purpose=purpose, subject_id=subject_id).update(revoked_at=at)
