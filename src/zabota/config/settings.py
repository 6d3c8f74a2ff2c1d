"""Settings of one deployment; everything that differs between machines comes from environment.py."""

import os
import sys
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from zabota.config import environment

if sys.platform == "linux":
    # The system's SQLite may carry the WAL-reset race mended in 3.51.3; the wheel brings its own.
    import pysqlite3

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.data_dir()
SECRET_KEY = environment.secret_key(DATA_DIR)
DEBUG = environment.flag("ZABOTA_DEBUG")
HTTPS = environment.flag("ZABOTA_HTTPS")
BEHIND_PROXY = environment.flag("ZABOTA_BEHIND_PROXY")
SET_UP_NEEDS_CODE = BEHIND_PROXY or environment.flag("ZABOTA_SET_UP_NEEDS_CODE")
ALLOWED_HOSTS = os.environ.get("ZABOTA_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"] if HTTPS else []

INSTALLED_APPS = [
    "zabota.surfaces.workspace",
    "zabota.surfaces.api",
    "zabota.capabilities.segments",
    "zabota.capabilities.surveys",
    "zabota.capabilities.cases",
    "zabota.capabilities.asking",
    "zabota.capabilities.scores",
    "zabota.capabilities.handovers",
    "zabota.capabilities.telephony",
    "zabota.capabilities.privacy",
    "zabota.capabilities.demo",
    "zabota.capabilities.customers",
    "zabota.capabilities.contacting",
    "zabota.capabilities.today",
    "zabota.capabilities.sales",
    "zabota.capabilities.tasks",
    "zabota.capabilities.letters",
    "zabota.capabilities.people_files",
    "zabota.capabilities.value",
    "zabota.capabilities.duplicates",
    "zabota.foundation.identity",
    "zabota.foundation.events",
    "zabota.foundation.jobs",
    "zabota.foundation.audit",
    "zabota.foundation.importing",
    "zabota.foundation.warehouse",
    "zabota.foundation.undo",
    "zabota.foundation.messaging",
    "zabota.foundation.notices",
    "zabota.foundation.webhooks",
    "zabota.foundation.files",
    "zabota.foundation.listing",
    "zabota.foundation.search",
    "zabota.foundation.design",
    "zabota.foundation.database",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zabota.foundation.identity.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "zabota.foundation.importing.upload_limit.UploadLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zabota.foundation.identity.middleware.SetUpMiddleware",
    "zabota.foundation.identity.middleware.SessionClockMiddleware",
    "zabota.foundation.identity.middleware.SignInRequiredMiddleware",
    "zabota.foundation.identity.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "zabota.config.urls"
WSGI_APPLICATION = "zabota.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "zabota.surfaces.workspace.context.shell",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "zabota.foundation.design.templatetags.icons",
            ],
        },
    }
]

DATABASES = {"default": environment.database_settings(os.environ.get("DATABASE_URL"), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "zabota.foundation.identity.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/h/ip,5/15m/key", "reset_password": "20/h/ip,3/h/key"}
MFA_ADAPTER = "zabota.foundation.identity.adapter.StaffMfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {"activate_totp": "zabota.foundation.identity.second_factor.ActivateOnceForm"}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 0  # the guard against replay keeps a used code for one period only
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
# Failed sign-ins and used codes must be counted for all processes together.
# "near" is the memory of one process: for hints that cost time when they are wrong and change no answer.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "zabota_cache"},
    "near": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

SESSION_COOKIE_NAME = "__Host-zabota" if HTTPS else "zabota_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a list of customers has a box to tick in every row
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_TEMP_DIR = None
UPLOAD_MAX_BYTES = 512 * 2**20
FILE_MAX_BYTES = int(os.environ.get("ZABOTA_FILE_MAX_MB", "25")) * 2**20
WEBHOOKS_ALLOW_PRIVATE = environment.networks("ZABOTA_WEBHOOKS_ALLOW_PRIVATE")
UPLOADS_KEPT_DAYS = int(os.environ.get("ZABOTA_UPLOADS_KEPT_DAYS", "90"))

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "zabota.config.static_files.HashedStaticFiles"},
}

EMAIL_BACKEND = os.environ.get("ZABOTA_EMAIL_BACKEND", "zabota.foundation.messaging.backend.MailBackend")
EMAIL_HOST = os.environ.get("ZABOTA_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("ZABOTA_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("ZABOTA_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("ZABOTA_SMTP_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_USE_SSL = EMAIL_PORT == 465
DEFAULT_FROM_EMAIL = os.environ.get("ZABOTA_MAIL_FROM", "zabota@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"secrets": {"()": "zabota.foundation.identity.logs.SecretsFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("ZABOTA_LOG_LEVEL", "WARNING")},
}
