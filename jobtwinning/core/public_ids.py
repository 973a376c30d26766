"""Ids that may leave the house: random, so that nobody can count or guess them."""

import secrets

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without 0 1 i l o
LENGTH = 12
EVEN = 256 - 256 % len(ALPHABET)  # bytes from here on would make some letters likelier


def new_public_id() -> str:
    """Twelve random characters, about 59 bits."""
    found = ""
    while len(found) < LENGTH:
        found += "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(LENGTH) if byte < EVEN)
    return found[:LENGTH]


class PublicIdModel(models.Model):
    """A row that is named in URLs, mails and exports by its public id; its primary key never leaves."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)

    class Meta:
        abstract = True
