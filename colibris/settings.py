"""Every setting of the site, in one file, driven by environment variables.

Nothing set: a laptop. SQLite, files on disk, emails on the console.
PRODUCTION=1: PostgreSQL, Redis, S3, HTTPS; a missing variable stops the start.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name, default=False):
    value = os.getenv(name, "1" if default else "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name}={value!r}: expected 0 or 1")
    return value == "1"


PRODUCTION = flag("PRODUCTION")


def production(name, otherwise):
    """The variable's value; in production it must be set, elsewhere `otherwise` will do."""
    value = os.getenv(name, "")
    if value:
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(f"{name} must be set when PRODUCTION=1")
    return otherwise


# Core

DEBUG = flag("DEBUG", default=not PRODUCTION)
SECRET_KEY = production("SECRET_KEY", otherwise="only-for-a-laptop")
PORT = os.getenv("PORT", "8000")
SITE_URL = production("SITE_URL", otherwise=f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = production("ALLOWED_HOSTS", otherwise="localhost,127.0.0.1,testserver").split(",")
ROOT_URLCONF = "colibris.urls"
WSGI_APPLICATION = "colibris.wsgi.application"

INSTALLED_APPS = [
    # ours, from the most specific to the most general: the first template found wins
    "colibris",
    "pages",
    "space",
    "reports",
    "navigation",
    "events",
    "resources",
    "search",
    "letters",
    "identity",
    "accounts",
    "vocabulary",
    "files",
    # Wagtail
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.apps.StaffConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    # Sign-in by code
    "allauth",
    "allauth.account",
    "django_tasks_db",
    # Django
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "colibris.middleware.OnlyUtf8",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.signing_in.EachHouseItsSession",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "accounts.humans.TooManyTriesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
if not DEBUG:
    MIDDLEWARE.insert(1, "whitenoise.middleware.WhiteNoiseMiddleware")

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "colibris.loaders.Unindented",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
            "builtins": [
                "colibris.templatetags.ui",
                "django.templatetags.static",
                "events.templatetags.agenda",
            ],
        },
    }
]

# Data

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": dj_database_url.parse(
        production("DATABASE_URL", otherwise=f"sqlite:///{BASE_DIR / 'var' / 'db.sqlite3'}"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    (BASE_DIR / "var").mkdir(exist_ok=True)
    # Take the write lock when a transaction opens, and wait for it: no "database is locked".
    # 32 MB a connection, taken as needed: a feed of 10,000 sessions is sorted without a file.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA cache_size=-32000;",
        "timeout": 10,
    }

REDIS_URL = production("REDIS_URL", otherwise="")
if REDIS_URL:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }

# Whole pages, kept in front of Django (colibris.page_cache) for as long as nothing is written.
PAGE_CACHE = flag("PAGE_CACHE", default=not DEBUG)
GENERATION = BASE_DIR / "var" / "generation"

# Files

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(os.getenv("MEDIA_ROOT", BASE_DIR / "var" / "media"))
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if not DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if PRODUCTION:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": production("S3_BUCKET", otherwise=""),
            "endpoint_url": production("S3_ENDPOINT", otherwise=""),
            "access_key": production("S3_ACCESS_KEY", otherwise=""),
            "secret_key": production("S3_SECRET_KEY", otherwise=""),
            "file_overwrite": False,
            # Pictures are asked of the site, which asks the bucket: no third party, no public
            # bucket, and no signature that expires in the address that a calendar keeps.
            "custom_domain": f"{urlsplit(SITE_URL).netloc}/media",
            "url_protocol": f"{urlsplit(SITE_URL).scheme}:",
        },
    }

# What a page may do in a browser: its own files and nothing else. The back office is Wagtail's.

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/gestion/"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ["camera", "geolocation", "microphone", "payment", "usb"]
}

# People

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",  # a password: the back office
    "accounts.signing_in.CodeBackend",  # a code sent by e-mail: one's own space
]

# Sign-in by code: whoever reads the letters of an address. None of allauth's own pages is served.

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code is the proof
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60  # seconds; some letter-boxes are slow
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 2
ACCOUNT_RATE_LIMITS = False  # accounts.humans counts the tries

# How long what names people is kept, in months of thirty days: never longer than the page « Données
# personnelles » says, which reads these figures. `manage.py tick` does the rest.

KEPT_MONTHS = {
    # After it was posted: long enough to answer « je n’ai rien reçu ».
    "letters": int(os.getenv("LETTERS_KEPT_MONTHS", "6")),
    # After it came: a question of last year is understood when it comes back.
    "messages": int(os.getenv("MESSAGES_KEPT_MONTHS", "12")),
    # Answers, structure, links, and who of the team acted: until the report of the year is written.
    "registrations": int(os.getenv("REGISTRATIONS_KEPT_MONTHS", "12")),
    # After the session: they name nobody, but words can tell who wrote them.
    "comments": int(os.getenv("COMMENTS_KEPT_MONTHS", "12")),
    # After the return: long enough to find out that a piece is missing.
    "loans": int(os.getenv("LOANS_KEPT_MONTHS", "4")),
    # After the last contact: CNIL, référentiel « gestion des activités commerciales », 2022.
    "people": int(os.getenv("PEOPLE_KEPT_MONTHS", "36")),
}

# Letters

EMAIL_HOST = production("EMAIL_HOST", otherwise="")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = int(os.getenv("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.getenv("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.getenv("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = production("DEFAULT_FROM_EMAIL", otherwise="colibris@example.org")
# In a queue, for the worker to send; elsewhere as soon as what they tell is committed.
QUEUE = flag("QUEUE", default=PRODUCTION)
IMMEDIATE = {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
QUEUED = {"BACKEND": "django_tasks_db.DatabaseBackend"}
TASKS = {"default": IMMEDIATE, "letters": QUEUED if QUEUE else IMMEDIATE}

# Notices by ISBN: the public catalogue of the BnF. Empty: off, as on a laptop.

BNF_SRU = os.getenv("BNF_SRU", "https://catalogue.bnf.fr/api/SRU" if PRODUCTION else "")

# Words and times

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

# HTTPS

if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^sante$"]  # a load balancer asks in plain HTTP
    SECURE_HSTS_SECONDS = 30 * 24 * 3600
    # A place rarely owns every subdomain of its domain: nothing is promised for the others.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# Proxies in front of the site: each adds the address it saw to X-Forwarded-For (accounts.humans)

PROXIES = int(os.getenv("PROXIES", "1" if PRODUCTION else "0"))

# Logs: on the standard error, where whatever starts the site collects them

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"hide_tokens": {"()": "colibris.logs.HideTokens"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["hide_tokens"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}

# Wagtail

WAGTAIL_SITE_NAME = "Gestion du lieu-ressource"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAILIMAGES_IMAGE_MODEL = "files.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "files.Document"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no request to a third party
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # nobody else is told who works here
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
