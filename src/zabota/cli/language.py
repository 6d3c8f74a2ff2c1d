"""Words of the command line, from the environment's language and without starting Django: --help must be quick."""

import gettext as catalogs
import os
from pathlib import Path

_LOCALE = Path(__file__).parent / "locale"


def language() -> str:
    """ZABOTA_LANGUAGE, else the terminal's language; "ru" or "en"."""
    for name in ("ZABOTA_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "ru" if value.lower().startswith("ru") else "en"
    return "en"


_catalog = catalogs.translation("django", _LOCALE, languages=[language()], fallback=True)
_ = _catalog.gettext
ngettext = _catalog.ngettext
