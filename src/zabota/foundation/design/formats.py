"""How numbers, money and dates read in the language of the page. Undefined is a dash, never 0."""

import datetime as dt
from decimal import Decimal
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
)
from django.utils import translation
from django.utils.translation import gettext as _

NONE = "—"
NBSP = "\u00a0"
Number = int | float | Decimal
# Where the data of a language has only the code of a currency, its own sign reads better.
SIGNS = {"RUB": "₽", "KZT": "₸", "UAH": "₴", "TRY": "₺", "GEL": "₾", "AMD": "֏", "AZN": "₼", "PLN": "zł"}
Style = Literal["number", "percent", "money", "compact"]


def current_locale() -> Locale:
    return Locale.parse(translation.get_language() or "en", sep="-")


def from_minor(amount_minor: Number, currency: str) -> Decimal:
    """Whole units of the currency: 123450 kopecks are 1234.50 roubles, 500 yen are 500."""
    return Decimal(str(amount_minor)).scaleb(-get_currency_precision(currency))


def minor_digits(currency: str) -> int:
    return int(get_currency_precision(currency))


def money(amount_minor: Number | None, currency: str) -> str:
    if amount_minor is None:
        return NONE
    text = format_currency(from_minor(amount_minor, currency), currency, locale=current_locale())
    return _signed(_with_sign(str(text), currency))


def money_round(amount_minor: Number | None, currency: str) -> str:
    """Without the minor units, for figures where they are noise."""
    if amount_minor is None:
        return NONE
    locale = current_locale()
    pattern = locale.currency_formats["standard"].pattern.replace("0.00", "0").replace("0,00", "0")
    text = format_currency(
        from_minor(amount_minor, currency), currency, format=pattern, locale=locale, currency_digits=False
    )
    return _signed(_with_sign(str(text), currency))


def money_compact(amount_minor: Number | None, currency: str) -> str:
    """Three figures and a word, "1,24 млн ₽", for axes and narrow places."""
    if amount_minor is None:
        return NONE
    amount = from_minor(amount_minor, currency)
    if abs(amount) < 10_000:
        return money_round(amount_minor, currency)
    digits = _compact_digits(amount)
    text = format_compact_currency(amount, currency, locale=current_locale(), fraction_digits=digits)
    return _signed(_with_sign(str(text), currency))


def number(value: Number | None, digits: int | None = None) -> str:
    if value is None:
        return NONE
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return _signed(str(format_decimal(value, format=pattern, locale=current_locale())))


def compact(value: Number | None) -> str:
    if value is None:
        return NONE
    if abs(Decimal(str(value))) < 10_000:
        return number(value)
    digits = _compact_digits(value)
    return _signed(str(format_compact_decimal(value, locale=current_locale(), fraction_digits=digits)))


def percent(rate: Number | None, digits: int = 1) -> str:
    """A rate in 0–1 as "12,4 %"."""
    if rate is None:
        return NONE
    locale = current_locale()
    fraction = "." + "0" * digits if digits else ""
    sign = f"{NBSP}%" if locale.language == "ru" else "%"
    return _signed(str(format_percent(rate, format=f"#,##0{fraction}{sign}", locale=locale)))


def interval(low: Number | None, high: Number | None, style: Style = "number", detail: str = "") -> str:
    """ "14 to 44"; `detail` is the currency for money and the digits for the others."""
    if low is None or high is None:
        return NONE
    return _("%(low)s to %(high)s") % {"low": styled(low, style, detail), "high": styled(high, style, detail)}


def styled(value: Number | None, style: Style, detail: str = "") -> str:
    if style == "money":
        return money_round(value, detail or "RUB")
    if style == "percent":
        return percent(value, int(detail) if detail else 1)
    if style == "compact":
        return compact(value)
    return number(value, int(detail) if detail else None)


def n_of_m(part: int | None, whole: int | None) -> str:
    if part is None or whole is None:
        return NONE
    return _("%(part)s of %(whole)s") % {"part": number(part), "whole": number(whole)}


def phone(number: str) -> str:
    """A number as its country writes it for others: "+7 916 123-45-67"; what is none stays as it is."""
    if not number.startswith("+"):
        return number
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    written = str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
    return written.replace(" ", "\u00a0")


def day(date: dt.date | None, *, today: dt.date) -> str:
    """ "3 мая"; with the year when it is not this one."""
    if date is None:
        return NONE
    locale = current_locale()
    this_year = date.year == today.year
    if locale.language == "ru":
        return str(format_date(date, "d MMMM" if this_year else "d MMMM y", locale=locale))
    return str(format_date(date, "MMMM d" if this_year else "MMMM d, y", locale=locale))


def anniversary(*, day: int, month: int, year: int | None) -> str:
    """ "3 мая 1976"; without the year where nobody knows it."""
    locale = current_locale()
    pattern = "d MMMM" if locale.language == "ru" else "MMMM d"
    if year:
        pattern += " y" if locale.language == "ru" else ", y"
    leap_year = 2000
    return str(format_date(dt.date(year or leap_year, month, day), pattern, locale=locale))


def day_word(date: dt.date | None, *, today: dt.date) -> str:
    """ "today", "yesterday", "tomorrow" or the day."""
    if date is None:
        return NONE
    words = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    return words.get((date - today).days) or day(date, today=today)


def moment(at: dt.datetime | None, *, now: dt.datetime) -> str:
    """ "вчера, 14:05"; both times must already be in the zone of the reader."""
    if at is None:
        return NONE
    word = day_word(at.date(), today=now.date())
    return f"{word}, {format_time(at, 'HH:mm', locale=current_locale())}"


def _compact_digits(value: Number) -> int:
    """Keeps three meaningful figures: 12.4, 124, 1.24."""
    whole = len(str(int(abs(Decimal(str(value))))))
    return {1: 2, 2: 1, 0: 0}[whole % 3]


def _with_sign(text: str, currency: str) -> str:
    return text.replace(currency, SIGNS.get(currency, currency)).replace(f"₽{NBSP}", "₽") if currency in text else text


def _signed(text: str) -> str:
    return text.replace("-", "\u2212", 1) if text.startswith("-") else text
