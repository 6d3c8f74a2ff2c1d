"""Which encoding a text file is in, decided over the whole file: the first Cyrillic byte may come late.

UTF-8 is proven by decoding everything. The old eight-bit Russian encodings differ only in where the
letters lie, so each candidate is scored by how Russian (letter frequencies) and how tidy (no capital
after a small letter, no drawing characters inside words) the text becomes under it. Latin letters with
accents among plain ones are taken for the Western cp1252; a person may name any other encoding.
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass
from pathlib import Path

CHUNK_BYTES = 1024 * 1024
SAMPLE_BYTES = 256 * 1024
LINE_BYTES = 4096
RUSSIAN_CANDIDATES = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
FEW_BAD_CHARACTERS = 0.02

# Shares of letters in Russian text, per cent (any large corpus gives these to the digit that matters).
LETTER_SHARES = {
    "о": 11.0, "е": 8.5, "а": 8.0, "и": 7.4, "н": 6.7, "т": 6.3, "с": 5.5, "р": 4.7, "в": 4.5, "л": 4.4,
    "к": 3.5, "м": 3.2, "д": 3.0, "п": 2.8, "у": 2.6, "я": 2.0, "ы": 1.9, "ь": 1.7, "г": 1.7, "з": 1.7,
    "б": 1.6, "ч": 1.4, "й": 1.2, "х": 1.0, "ж": 0.9, "ш": 0.7, "ю": 0.6, "ц": 0.5, "щ": 0.4, "э": 0.3,
    "ф": 0.3, "ё": 0.1, "ъ": 0.04, "і": 0.01, "ї": 0.01, "є": 0.01, "ґ": 0.01, "ў": 0.01,
}  # fmt: skip
STRANGE_SHARE = 0.0002
HIGH_RUN = re.compile(rb"([A-Za-z]?)[\x80-\xff]+([A-Za-z]?)")
CASE_BREAK = re.compile(r"[а-яё][А-ЯЁ]")


@dataclass(frozen=True, kw_only=True)
class Encoding:
    name: str
    """A Python codec; the reader drops the byte order mark by itself."""
    unreadable_characters: bool = False


def find_encoding(path: Path) -> Encoding | None:
    """The encoding of a text file, or None when the bytes are no text at all."""
    with path.open("rb") as file:
        head = file.read(64 * 1024)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding(name="utf-16")
    if b"\x00" in head:
        return _wide(head)
    if _control_share(head) > 0.01:
        return None
    bad_share, sample = _read_as_utf8(path)
    if bad_share == 0:
        return Encoding(name="utf-8-sig")
    if bad_share < FEW_BAD_CHARACTERS:
        return Encoding(name="utf-8-sig", unreadable_characters=True)
    return Encoding(name=_eight_bit(sample))


def _wide(head: bytes) -> Encoding | None:
    """UTF-16 without its mark: Latin and digits leave every second byte zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if odd > 0.2 * half and even < 0.01 * half:
        return Encoding(name="utf-16-le")
    if even > 0.2 * half and odd < 0.01 * half:
        return Encoding(name="utf-16-be")
    return None


def _control_share(head: bytes) -> float:
    controls = bytes(set(range(32)) - {9, 10, 12, 13, 26, 27})
    return (len(head) - len(head.translate(None, controls))) / max(len(head), 1)


def _read_as_utf8(path: Path) -> tuple[float, bytes]:
    """Share of unreadable characters among the non-ASCII ones, and the lines that have such bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    bad = foreign = 0
    sample = bytearray()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            text = decoder.decode(chunk)
            if chunk.isascii():
                continue
            bad += text.count("�")
            foreign += len(text) - len(text.encode("ascii", "ignore"))
            if len(sample) < SAMPLE_BYTES:
                _collect(chunk, sample)
        bad += decoder.decode(b"", final=True).count("�")
    return (bad / max(foreign, 1), bytes(sample))


def _collect(chunk: bytes, sample: bytearray) -> None:
    # Lines are split, not searched for by a pattern: that took minutes over one cell of ten megabytes.
    for line in chunk.split(b"\n"):
        if line.isascii():
            continue
        sample += line[:LINE_BYTES] + b"\n"
        if len(sample) >= SAMPLE_BYTES:
            return


def _eight_bit(sample: bytes) -> str:
    if _looks_western(sample):
        return "cp1252"
    scores = {name: _russian_score(sample.decode(name, "replace")) for name in RUSSIAN_CANDIDATES}
    return max(scores, key=lambda name: scores[name])


def _looks_western(sample: bytes) -> bool:
    """Accented letters stand among plain Latin ones; Cyrillic words have none."""
    runs = HIGH_RUN.findall(sample)
    return sum(any(map(bytes.isalpha, sides)) for sides in runs) * 2 > len(runs)


def _russian_score(text: str) -> float:
    """Mean log share of the non-ASCII characters; untidy case counts as a strange letter."""
    foreign = [character for character in text if ord(character) > 127]
    signs = set(" «»№–—“”„…₽°·‑")
    total, counted = 0.0, 0
    for character in foreign:
        if character in signs:
            continue
        share = LETTER_SHARES.get(character.lower(), STRANGE_SHARE * 100) / 100
        total += math.log(share)
        counted += 1
    breaks = len(CASE_BREAK.findall(text))
    return (total + breaks * math.log(STRANGE_SHARE)) / max(counted, 1)
