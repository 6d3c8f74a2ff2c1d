"""Currency signs and words as they stand in cells, and how many digits their minor units take."""

from __future__ import annotations

import re

TOKENS = {
    "₽": "RUB", "руб.": "RUB", "руб": "RUB", "рублей": "RUB", "р.": "RUB", "р": "RUB", "rub": "RUB", "rur": "RUB",
    "$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "евро": "EUR", "£": "GBP", "gbp": "GBP",
    "¥": "CNY", "cny": "CNY", "₸": "KZT", "kzt": "KZT", "тг": "KZT", "₴": "UAH", "uah": "UAH", "грн": "UAH",
    "byn": "BYN", "br": "BYN", "₺": "TRY", "try": "TRY", "₾": "GEL", "gel": "GEL", "֏": "AMD", "amd": "AMD",
    "uzs": "UZS", "сум": "UZS", "kgs": "KGS", "сом": "KGS", "azn": "AZN", "₼": "AZN", "jpy": "JPY", "chf": "CHF",
    "₹": "INR", "inr": "INR", "aed": "AED", "pln": "PLN", "zł": "PLN",
}  # fmt: skip
CODES = frozenset(TOKENS.values()) | {
    "AUD", "BGN", "BRL", "CAD", "CZK", "DKK", "HKD", "HUF", "IDR", "ILS", "KRW", "MDL", "MXN", "MYR", "NOK",
    "NZD", "RON", "RSD", "SAR", "SEK", "SGD", "THB", "TJS", "TMT", "VND", "ZAR", "KWD", "BHD", "TND",
}  # fmt: skip
EXPONENTS = {"JPY": 0, "KRW": 0, "VND": 0, "KWD": 3, "BHD": 3, "TND": 3}


def minor_digits(currency: str) -> int:
    """Digits after the decimal mark: 2 for most, 0 for the yen, 3 for the Kuwaiti dinar (ISO 4217)."""
    return EXPONENTS.get(currency, 2)


def tokens_pattern(currencies: frozenset[str] | None = None) -> str:
    """An RE2 and Python pattern of every sign of the given currencies (all of them by default)."""
    words = [word for word, code in TOKENS.items() if currencies is None or code in currencies]
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def currency_of(text: str) -> str | None:
    """ISO code of a sign, a word or a code; None when it is unknown."""
    word = text.strip()
    found = TOKENS.get(word.lower()) or TOKENS.get(word.lower() + ".")
    return found or (word.upper() if word.upper() in CODES else None)
