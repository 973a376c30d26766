"""All settings, driven by the environment. docs/settings.md lists every variable.

MODE decides the defaults: "demo" (loopback only, one-click sign-in), "production" or "test".
"""

import secrets
import sqlite3
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

MODE = env.str("MODE", default="demo")
if MODE not in {"demo", "production", "test"}:
    raise ImproperlyConfigured(f"MODE must be demo, production or test, not {MODE!r}")
DEMO = MODE == "demo"
DEBUG = False


def local_secret_key() -> str:
    """A key of this machine, made once; production asks for SECRET_KEY instead."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY") if MODE == "production" else env.str("SECRET_KEY", default="") or local_secret_key()
ALLOWED_HOSTS: list[str] = (
    env.list("ALLOWED_HOSTS") if MODE == "production" else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{env.str('PORT', default='8000')}").rstrip("/")
HTTPS = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
    "jobtwinning.core",  # before django.forms: our field template wins
    "django.forms",
    "jobtwinning.mail",
    "jobtwinning.accounts",
    "jobtwinning.people",
    "jobtwinning.programmes",
    "jobtwinning.surveys",
    "jobtwinning.intake",
    "jobtwinning.pairs",
    "jobtwinning.matching",
    "jobtwinning.choosing",
    "jobtwinning.dating",
    "jobtwinning.twinning",
    "jobtwinning.moving",
    "jobtwinning.community",
    "jobtwinning.reports",
    "jobtwinning.privacy",
    "jobtwinning.site",
    "jobtwinning.demo",
]

MIDDLEWARE = [
    "jobtwinning.core.middleware.RequestIdMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",  # before whatever answers early: files, refused hosts
    "csp.middleware.CSPMiddleware",
    "jobtwinning.core.middleware.BrowserHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jobtwinning.core.middleware.MaintenanceMiddleware",
    "jobtwinning.core.middleware.SessionCookieMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jobtwinning.core.middleware.NoStoreMiddleware",
    "jobtwinning.core.middleware.DomainErrorMiddleware",
    "jobtwinning.programmes.middleware.SessionLimitMiddleware",
    "jobtwinning.programmes.middleware.SecondFactorMiddleware",
    "jobtwinning.matching.masking.MaskedNamesMiddleware",
]

ROOT_URLCONF = "jobtwinning.config.urls"
WSGI_APPLICATION = "jobtwinning.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "jobtwinning.core.context.site_context",
                "jobtwinning.programmes.context.navigation",
            ],
        },
    }
]
FORM_RENDERER = "jobtwinning.core.form_renderer.FormRenderer"

# --- Database -----------------------------------------------------------------------------------

SQLITE_WAL_SAFE = (3, 51, 3)  # earlier versions can corrupt a WAL database with two writers


def database() -> dict[str, Any]:
    """SQLite for demo and small use, PostgreSQL for production; both pass every test."""
    config: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'jobtwinning.sqlite3'}")
    if config["ENGINE"] == "django.db.backends.sqlite3":
        journal = "WAL" if sqlite3.sqlite_version_info >= SQLITE_WAL_SAFE else "TRUNCATE"
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        }
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
        config.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)  # a dead host must not hold every thread
    return config


DATABASES = {"default": database()}
VIEW_LOG_DATABASE = "default"
if MODE != "test":
    # The log of who viewed whose data writes on its own connection, so that it survives a rollback.
    DATABASES["view_log"] = database()
    VIEW_LOG_DATABASE = "view_log"
DATABASE_ROUTERS = ["jobtwinning.core.routers.ViewLogRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Language and time --------------------------------------------------------------------------

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Nederlands")), ("en", _("Engels"))]
LOCALE_PATHS = [BASE_DIR / "jobtwinning" / "core" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
CLOCK_OFFSET_SECONDS = env.int("CLOCK_OFFSET_SECONDS", default=0) if MODE != "production" else 0

# --- Static files -------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if MODE != "test"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE == "test"
WHITENOISE_ALLOW_ALL_ORIGINS = False

# What people send; no address leads here, `core.files` serves it through a permission.
MEDIA_ROOT = VAR_DIR / "media"

# --- Sign-in ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "twinning:start"
ACCOUNT_ADAPTER = "jobtwinning.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # nobody signs up; without it allauth hides the password
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "site:home"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "jobtwinning.accounts.forms.SignInForm",
    "request_login_code": "jobtwinning.accounts.forms.RequestCodeForm",
    "confirm_login_code": "jobtwinning.accounts.forms.ConfirmCodeForm",
    "reauthenticate": "jobtwinning.accounts.forms.ReauthenticateForm",
}
# Behind a proxy the client is the last address in X-Forwarded-For, which the proxy wrote; whatever stands before it
# anybody may have sent. Without a proxy the header counts for nothing.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Job Twinning"
MFA_ADAPTER = "jobtwinning.accounts.adapter.FactorAdapter"
MFA_FORMS = {
    "authenticate": "jobtwinning.accounts.forms.FactorForm",
    "reauthenticate": "jobtwinning.accounts.forms.FactorAgainForm",
    "activate_totp": "jobtwinning.accounts.forms.ActivateFactorForm",
}

# --- Browser security ---------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],  # of this answer: no other script runs, not even a file of ours that was not called
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],  # the QR code of the second factor
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
NOT_NEEDED = ("camera", "display-capture", "geolocation", "microphone", "payment", "publickey-credentials-get", "usb")
BROWSER_HEADERS = {
    "Cross-Origin-Opener-Policy": SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in NOT_NEEDED),
    "Referrer-Policy": SECURE_REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "jobtwinning.core.views.csrf_failure"
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # whoever watches asks the process itself, past the proxy
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Mail ---------------------------------------------------------------------------------------

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://" if MODE != "test" else "memorymail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default="Job Twinning <noreply@jobtwinning.example>")
if DEMO and EMAIL_CONFIG["EMAIL_BACKEND"].endswith("console.EmailBackend"):
    # In the demo mail goes to files under var/mail; the coordinator also sees it on the page.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"

# --- Schedule and background work -----------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# From so many people together a proposal is computed in the background, with a page that shows how far it is.
BACKGROUND_FROM_PEOPLE = env.int("BACKGROUND_FROM_PEOPLE", default=600)

# --- Caches (sessions and rate limits only) and logs ----------------------------------------------

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # beyond it a third is forgotten, and with it who tried too often
    },
    # Public pages as they were made, per process, under the newest line of the history.
    "parts": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "parts"},
}
# Who signs up need not be anybody we know and gets a mail: per client address, and for all together.
ACCOUNT_RATE_LIMITS: Any = {
    "sign_up": "60/10m/ip,500/h/key",
    "manager_link": "60/10m/ip,12/d/key",
    "colleagues": "20/h/ip,6/d/key",
}
if MODE == "test":
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    CACHES["parts"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ACCOUNT_RATE_LIMITS = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "jobtwinning.core.logs.RequestIdFilter"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {request_id} {name} {message}", "style": "{"},
        "json": {"()": "jobtwinning.core.logs.JsonFormatter"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": "json" if MODE == "production" else "line",
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "jobtwinning": {"level": "INFO"},
        "jobtwinning.access": {"level": "INFO" if MODE == "production" else "WARNING"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},  # the access line tells the rest
    },
}
