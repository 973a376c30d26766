"""A file as a form brings it in."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from jobtwinning.core.errors import DomainError

UPLOAD_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in."""

    name: str
    content: bytes


def expired() -> DomainError:
    return DomainError("expired", _("Dit bestand is al ingelezen of weggegooid. Kies het opnieuw."))
