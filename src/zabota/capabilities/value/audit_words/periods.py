"""Names of calendar periods: "Q3 2025", "III квартал 2025", "июль 2025"."""

import re
from datetime import date

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from zabota.foundation.design.formats import current_locale

QUARTERS = (
    pgettext_lazy("quarter", "Q1"),
    pgettext_lazy("quarter", "Q2"),
    pgettext_lazy("quarter", "Q3"),
    pgettext_lazy("quarter", "Q4"),
)
SHORT_QUARTERS = (
    pgettext_lazy("short quarter", "Q1"),
    pgettext_lazy("short quarter", "Q2"),
    pgettext_lazy("short quarter", "Q3"),
    pgettext_lazy("short quarter", "Q4"),
)
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


def period_name(label: str) -> str:
    """The full name; what is no period is returned as it is."""
    if match := _QUARTER.fullmatch(label):
        return f"{QUARTERS[int(match[2]) - 1]} {match[1]}"
    if match := _MONTH.fullmatch(label):
        return _month(match, "LLLL y")
    if match := _WEEK.fullmatch(label):
        return _("week %(week)s of %(year)s") % {"week": int(match[2]), "year": match[1]}
    return label


def period_short(label: str) -> str:
    """For axes and heads of columns."""
    if match := _QUARTER.fullmatch(label):
        words = {"quarter": SHORT_QUARTERS[int(match[2]) - 1], "short_year": match[1][2:]}
        return _("%(quarter)s ’%(short_year)s") % words
    if match := _MONTH.fullmatch(label):
        return _month(match, "LLL yy").replace(".", "")
    if match := _WEEK.fullmatch(label):
        return f"{int(match[2])}/{match[1][2:]}"
    return label


def _month(match: re.Match[str], pattern: str) -> str:
    return str(format_date(date(int(match[1]), int(match[2]), 1), pattern, locale=current_locale()))
