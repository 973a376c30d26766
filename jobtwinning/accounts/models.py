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


class AccountSession(PublicIdModel):
    """One browser in which somebody is signed in (sessie). The browser's own session holds the public id of this row;
    without the row it opens nothing, so that deleting it ends the session at once."""

    class Browser(models.TextChoices):
        FIREFOX = "firefox"
        EDGE = "edge"
        CHROME = "chrome"
        SAFARI = "safari"
        OTHER = "other"

    class System(models.TextChoices):
        WINDOWS = "windows"
        MAC = "mac"
        IOS = "ios"
        ANDROID = "android"
        LINUX = "linux"
        OTHER = "other"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions")
    browser = models.CharField(max_length=10, choices=Browser.choices)
    system = models.CharField(max_length=10, choices=System.choices)
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()  # at most a minute old, see sessions.py
    proved_at = models.DateTimeField()  # the last time a factor was given here

    def __str__(self) -> str:
        return self.public_id


class Token(PublicIdModel):
    """A link in a mail, for one purpose, one subject, one address, one use. The link itself is never stored."""

    class Purpose(models.TextChoices):
        CHANGE_EMAIL = "change_email"
        MANAGER_PERMISSION = "manager_permission"
        EMPLOYER_LETTER = "employer_letter"

    digest = models.CharField(max_length=64, unique=True)  # sha256 of the link's secret part
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    subject_id = models.CharField(max_length=12)  # the public id of what it is about
    address = models.EmailField(max_length=254)
    programme_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.purpose} {self.public_id}"
