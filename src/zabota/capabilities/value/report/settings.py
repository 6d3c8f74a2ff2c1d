"""Settings enough for words, numbers and templates: the report starts no database and makes no files of its own."""

from pathlib import Path

_SOURCE = Path(__file__).resolve().parents[3]
_VALUE = _SOURCE / "capabilities" / "value"

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский")]
LOCALE_PATHS = [
    _SOURCE / part / "locale"
    for part in ("capabilities/value", "capabilities/sales", "foundation/importing", "foundation/design", "cli")
]
INSTALLED_APPS = ["zabota.foundation.design"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_VALUE / "templates"],
        "OPTIONS": {"builtins": ["django.templatetags.i18n"]},
    }
]
