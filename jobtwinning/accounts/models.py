"""Logins: an e-mail address and its factors. Who somebody is, is told by people.Person."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from jobtwinning.core import clock
from jobtwinning.core.public_ids import PublicIdModel


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "Account":
        """A new login; without a password one signs in by code."""
        account = self.model(email=email.strip().lower(), **extra)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(PublicIdModel, AbstractBaseUser):
    """A login. `is_platform_admin` is the only right on the account itself; all others are role grants."""

    email = models.EmailField(max_length=254, unique=True)
    language = models.CharField(max_length=2, default="nl", choices=[("nl", "nl"), ("en", "en")])
    is_active = models.BooleanField(default=True)
    is_platform_admin = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=clock.now)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="account_address_in_lower_case")
        ]

    def __str__(self) -> str:
        return self.public_id
