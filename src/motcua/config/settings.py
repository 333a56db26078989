"""The one settings file: everything that differs between machines is read from the environment."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from motcua.config.secrets import read_or_make_secret

# A training installation has a data set of its own and lets nothing out (config/data_set.py, decision 0015).
TRAINING = os.environ.get("MOTCUA_TRAINING", "") == "1"
DATA = Path(os.environ.get("MOTCUA_DATA", Path.cwd() / "var")).resolve()
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
DEBUG = os.environ.get("MOTCUA_DEBUG", "") == "1"
TESTING = os.environ.get("MOTCUA_TESTING", "") == "1"
SECRET_KEY = read_or_make_secret(Path(os.environ.get("MOTCUA_SECRET_KEY_FILE", DATA / "secret_key")))
ALLOWED_HOSTS = os.environ.get("MOTCUA_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
PUBLIC_URL = os.environ.get("MOTCUA_URL", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]


def database(uri: str) -> dict[str, object]:
    """Turn a postgresql:// address (TCP or `?host=/socket/folder`) into Django's words."""
    parts = urlsplit(uri)
    query = dict(parse_qsl(parts.query))
    options = {k: v for k, v in query.items() if k not in {"host", "port"}}
    return {
        "ENGINE": "motcua.platform.database",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or unquote(parts.hostname or ""),
        "PORT": query.get("port") or (str(parts.port) if parts.port else ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        # Planning behind row-level security costs more than running: the server keeps the plans of what a connection
        # asks again. A pooler between must let prepared statements through (PgBouncer from 1.21).
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3, **options},
        "TEST": {"NAME": os.environ.get("MOTCUA_TEST_DB") or None},
    }


# The process chooses one login: `web` serves (row-level security applies), `job` works in the
# background (same, with its own policies), `owner` migrates. A web process never holds the owner's address.
DB_ROLE = os.environ.get("MOTCUA_DB_ROLE", "web")
DATABASES = {"default": database(os.environ.get(f"MOTCUA_DB_{DB_ROLE.upper()}", "postgresql:///motcua"))}
# Serials of dossier codes are taken outside the request's transaction: a second connection, the same database.
SERIALS = "default" if TESTING else "serials"  # a test sees only the transaction it runs in
if not TESTING:
    DATABASES["serials"] = DATABASES["default"]
# Tests connect as owner (they create the database) and step down to this role inside each request.
DB_STEP_DOWN_TO: str | None = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    "motcua.platform",
    "motcua.web",
    "motcua.identity",
    "motcua.forms",
    "motcua.documents",
    "motcua.payments",
    "motcua.notifications",
    "motcua.catalogue",
    "motcua.dossiers",
    "motcua.counter",
    "motcua.feedback",
    "motcua.inspection",
    "motcua.monitoring",
    "motcua.plans",
    "motcua.integrations.vneid",
    "motcua.desk",
    "motcua.citizen",
    "motcua.console",
    "motcua.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "motcua.platform.request_id.RequestIdMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "motcua.identity.middleware.PrincipalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
ROOT_URLCONF = "motcua.config.urls"
WSGI_APPLICATION = "motcua.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "motcua.config.shell.shell",
            ],
            "builtins": ["django.templatetags.i18n", "motcua.web.templatetags.motcua_web"],
        },
    }
]

# --- people -----------------------------------------------------------------------------------
REFUSAL_PAGE = "motcua.config.refusals.page"
AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["motcua.identity.backends.PrincipalBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/dang-nhap/"
# Cookies do not know ports: beside a real house on the same machine training needs names of its own.
COOKIE_PREFIX = "taphuan_" if TRAINING else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
MESSAGE_STORAGE = f"django.contrib.messages.storage.{'session.Session' if TRAINING else 'fallback.Fallback'}Storage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
CSRF_COOKIE_HTTPONLY = True
_HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _HTTPS
if os.environ.get("MOTCUA_BEHIND_PROXY", "") == "1":  # only where a proxy sets this header itself
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # a paper is shown inside the desk's own page

VNEID_ISSUER = os.environ.get("MOTCUA_VNEID_ISSUER", "http://127.0.0.1:8001")
if TRAINING and urlsplit(VNEID_ISSUER).hostname not in LOOPBACK:
    raise ImproperlyConfigured("training signs in with its own simulator only (MOTCUA_VNEID_ISSUER)")
VNEID_CLIENT_ID = os.environ.get("MOTCUA_VNEID_CLIENT_ID", "motcua")
VNEID_CLAIMS = os.environ.get("MOTCUA_VNEID_CLAIMS", "")  # a file that renames the provider's claims
VNEID_CLIENT_SECRET = os.environ.get("MOTCUA_VNEID_CLIENT_SECRET", "")
SOCIALACCOUNT_ADAPTER = "motcua.integrations.vneid.sign_in.SignInAdapter"
SOCIALACCOUNT_ONLY = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SIGNUP_FIELDS: list[str] = []
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "vneid",
                "name": "VNeID",
                "client_id": VNEID_CLIENT_ID,
                "secret": VNEID_CLIENT_SECRET,
                "settings": {"server_url": f"{VNEID_ISSUER}/.well-known/openid-configuration"},
            }
        ],
    }
}

# --- mails ------------------------------------------------------------------------------------
# Without a host no mail is sent, and people are called instead.
SMTP_HOST = "" if TESTING else os.environ.get("MOTCUA_SMTP_HOST", "")
if TRAINING and SMTP_HOST not in {"", *LOOPBACK}:
    raise ImproperlyConfigured("training sends mails to its own sink only (MOTCUA_SMTP_HOST)")
SMTP_PORT = int(os.environ.get("MOTCUA_SMTP_PORT", "587"))
SMTP_TLS = os.environ.get("MOTCUA_SMTP_TLS", "starttls")  # starttls | tls | none; never less than what is asked for
SMTP_USER = os.environ.get("MOTCUA_SMTP_USER", "")
SMTP_PASSWORD = os.environ.get("MOTCUA_SMTP_PASSWORD", "")
SMTP_FROM = os.environ.get("MOTCUA_SMTP_FROM", "")  # default: khong-tra-loi@ the host of our own address
SMTP_TIMEOUT = float(os.environ.get("MOTCUA_SMTP_TIMEOUT", "20"))  # seconds for each answer
SMTP_LAST_TIMEOUT = float(os.environ.get("MOTCUA_SMTP_LAST_TIMEOUT", "120"))  # for the answer to a whole mail

# --- pages ------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["motcua.config.formats"]
USE_THOUSAND_SEPARATOR = True
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
WHITENOISE_MAX_AGE = 31_536_000 if not DEBUG else 0

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", VNEID_ISSUER],
        "frame-src": ["'self'"],
        "object-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

# --- files ------------------------------------------------------------------------------------
FILE_LIMIT_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DIGEST_FOLDER = (
    DATA / "digests" if TRAINING else Path(os.environ.get("MOTCUA_DIGESTS", DATA / "digests"))
)  # better on another machine
BLOB_FOLDER = DATA / "blobs"

LOGGING_CONFIG = "motcua.config.logs.configure"
LOGGING = {"level": os.environ.get("MOTCUA_LOG_LEVEL", "INFO"), "json": os.environ.get("MOTCUA_LOG_JSON", "") == "1"}
DEMO = TRAINING or os.environ.get("MOTCUA_DEMO", "1") == "1"

# --- officers' accounts (rules 9.2) -----------------------------------------------------------
# The demonstration is entered with the password alone, and nobody's account there is closed for lying idle.
SECOND_FACTOR_FORCED = os.environ.get("MOTCUA_SECOND_FACTOR", "0" if DEMO else "1") == "1"
INACTIVE_DAYS = int(os.environ.get("MOTCUA_INACTIVE_DAYS", "0" if DEMO else "45"))  # 0: never
