"""Birthdays as people write them: with a year and without, by digits and by words."""

import re
from collections.abc import Iterable

from zabota.capabilities.customers.contracts import BadValueError, DateDraft

MONTHS = {
    "янв": 1, "фев": 2, "мар": 3, "апр": 4, "май": 5, "мая": 5, "июн": 6, "июл": 7, "авг": 8, "сен": 9, "окт": 10,
    "ноя": 11, "дек": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
YEAR_UNKNOWN = {1604, 1900, 9999}
"""Years that phones and other systems write where they know none."""
_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?")
_NO_YEAR = re.compile(r"-{1,2}(\d{2})-?(\d{2})")
_DIGITS = re.compile(r"(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2})(?:\s.*)?)?\.?")
_DAY_WORD = re.compile(r"(\d{1,2})[\s-]+([a-zа-яё]{3,9})\.?[\s,-]*(\d{4})?(?:\s*г\.?)?", re.IGNORECASE)
_WORD_DAY = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:,?\s*(\d{4}))?", re.IGNORECASE)


def month_comes_first(values: Iterable[str]) -> bool:
    """Whether a column is written the American way: some second number is above twelve and no first one is."""
    found = [match for value in values if (match := _DIGITS.fullmatch(value.strip()))]
    return any(int(match[2]) > 12 for match in found) and not any(int(match[1]) > 12 for match in found)


def read_birthday(text: str, *, month_first: bool = False) -> DateDraft:
    """Raises BadValueError where it is no day."""
    day, month, year = _parts(text.strip(), month_first=month_first)
    return DateDraft(kind="birthday", month=month, day=day, year=None if year in YEAR_UNKNOWN else year)


def _parts(text: str, *, month_first: bool) -> tuple[int, int, int | None]:
    if match := _ISO.fullmatch(text):
        return int(match[3]), int(match[2]), int(match[1])
    if match := _NO_YEAR.fullmatch(text):
        return int(match[2]), int(match[1]), None
    if match := _DIGITS.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), match[3]
        day, month = (second, first) if month_first else (first, second)
        return day, month, _whole_year(year)
    if (match := _DAY_WORD.fullmatch(text)) and (month_of_word := MONTHS.get(match[2][:3].lower())):
        return int(match[1]), month_of_word, int(match[3]) if match[3] else None
    if (match := _WORD_DAY.fullmatch(text)) and (month_of_word := MONTHS.get(match[1][:3].lower())):
        return int(match[2]), month_of_word, int(match[3]) if match[3] else None
    raise BadValueError("birthday", "")


def _whole_year(year: str | None) -> int | None:
    """Two digits are years of living people: 85 is 1985, 12 is 2012."""
    if year is None or len(year) == 4:
        return int(year) if year else None
    return int(year) + (2000 if int(year) <= 26 else 1900)
