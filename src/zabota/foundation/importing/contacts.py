"""Phones and e-mails in one written form, so that the same person is found again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import phonenumbers

_SPLIT = re.compile(r"[,;/|\n]+|\s+(?:или|и|or|and)\s+", re.IGNORECASE)
_NOT_DIGITS = re.compile(r"[\s()\-.\u00a0\u2010-\u2015]+")
_RUSSIAN_MOBILE = re.compile(r"(?:\+?7|8)(9\d{9})")
_LOCAL = r"[a-z0-9а-яё!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9а-яё!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[a-z0-9а-яё](?:[a-z0-9а-яё-]{0,61}[a-z0-9а-яё])?"
_EMAIL = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+[a-zа-яё][a-z0-9а-яё-]{{0,61}}[a-z0-9а-яё]")
LONGEST_EMAIL = 254


@dataclass(frozen=True, kw_only=True)
class Contacts:
    """What one cell holds: the good ones in order and without repeats, and the first that is not good."""

    found: tuple[str, ...]
    unreadable: str | None = None


def normalise_phone(text: str, *, region: str = "RU") -> str | None:
    """One phone as E.164 ("8 916 123-45-67" is +79161234567), None when it cannot be a number."""
    bare = _NOT_DIGITS.sub("", text)
    if region == "RU" and (match := _RUSSIAN_MOBILE.fullmatch(bare)):
        return "+7" + match[1]
    try:
        number = phonenumbers.parse(unicodedata.normalize("NFKC", text), region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalise_email(text: str) -> str | None:
    """One address in lower case, None when it cannot be one. Dots and tags are kept: they may matter."""
    address = unicodedata.normalize("NFKC", text).strip().strip("<>").lower().removeprefix("mailto:")
    return address if len(address) <= LONGEST_EMAIL and _EMAIL.fullmatch(address) else None


def phones_in(cell: str, *, region: str = "RU") -> Contacts:
    """Every phone of a cell, parted by , ; / or a new line."""
    return _contacts(_SPLIT.split(cell), partial(normalise_phone, region=region))


def emails_in(cell: str) -> Contacts:
    """Every address of a cell, parted by blanks , or ;"""
    return _contacts(re.split(r"[\s,;]+", cell), normalise_email)


def _contacts(parts: Iterable[str], normalise: Callable[[str], str | None]) -> Contacts:
    found: dict[str, None] = {}
    unreadable = None
    for part in parts:
        if not part.strip():
            continue
        if (contact := normalise(part)) is not None:
            found[contact] = None
        elif unreadable is None:
            unreadable = part.strip()
    return Contacts(found=tuple(found), unreadable=unreadable)
