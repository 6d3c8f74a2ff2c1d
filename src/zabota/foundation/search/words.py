"""From text to the words it is found by: folded tokens, Russian dictionary forms, tails of phone numbers."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

SHORTEST_TAIL = 4
TAIL_LENGTHS = (4, 5, 6, 7, 10)
NATIONAL_DIGITS = 10
RUSSIAN_DIGITS = 11

_WORD = re.compile(r"[^\W_]+")
_NOT_DIGITS = re.compile(r"[^0-9]+")
_CYRILLIC = re.compile(r"[а-я]{2,}")
_NUMBER_AS_TYPED = re.compile(r"[\d\s()+\-.]+")

_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_CYRILLIC_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_CYRILLIC = str.maketrans(_LATIN_KEYS + '{}:"<>~', _CYRILLIC_KEYS + "хъжэбюё")
_TO_LATIN = str.maketrans(_CYRILLIC_KEYS, _LATIN_KEYS)


@lru_cache(maxsize=1)
def _analyzer() -> "MorphAnalyzer":
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer()


def fold(text: str) -> str:
    """One spelling of the same text: composed, lower case, ё as е."""
    return unicodedata.normalize("NFKC", text).lower().replace("ё", "е")


def tokens(text: str) -> list[str]:
    return _WORD.findall(fold(text))


@lru_cache(maxsize=200_000)
def forms(token: str) -> dict[str, None]:
    """The token itself and every dictionary form it may come from: «клиентами» → «клиентами», «клиент»."""
    if not _CYRILLIC.fullmatch(token):
        return {token: None}
    return dict.fromkeys((token, *(fold(parse.normal_form) for parse in _analyzer().parse(token))))


def digits(text: str) -> str:
    return _NOT_DIGITS.sub("", text)


def phone_tails(phone: str) -> list[str]:
    """Endings of a number by which people look for it, and its Russian spelling with an eight."""
    number = digits(phone)
    tails = [number, *(number[-length:] for length in TAIL_LENGTHS if length < len(number))]
    if len(number) == RUSSIAN_DIGITS and number[0] in "78":
        tails.append(("8" if number[0] == "7" else "7") + number[1:])
    return tails


def search_text(texts: Iterable[str], phones: Iterable[str] = ()) -> str:
    """All words an entry is found by, separated by spaces; a compound like «А-1024/б» also as one word."""
    words: dict[str, None] = {}
    for text in texts:
        for compound in text.split():
            parts = tokens(compound)
            for part in parts:
                words.update(forms(part))
            if len(parts) > 1:
                words["".join(parts)] = None
    for phone in phones:
        words.update(dict.fromkeys(phone_tails(phone)))
    return " ".join(words)


def number_typed(text: str) -> str | None:
    """The digits of something that looks like a phone or a document number, else None."""
    number = digits(text)
    return number if len(number) >= SHORTEST_TAIL and _NUMBER_AS_TYPED.fullmatch(text) else None


def in_other_layout(text: str) -> str:
    """The text as it would be had the other keyboard layout been on: ghbdtn → привет, руддщ → hello."""
    lowered = text.lower()
    switched = lowered.translate(_TO_LATIN) if re.search("[а-яё]", lowered) else lowered.translate(_TO_CYRILLIC)
    return "" if switched == lowered else switched
