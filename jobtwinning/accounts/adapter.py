"""allauth's seams: mail goes through our outbox, nobody signs up without a programme."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from signing up for a programme or from an import, never from a bare form."""
        return False


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # idem
    pass


__all__ = ["AccountAdapter", "Any", "FactorAdapter"]
