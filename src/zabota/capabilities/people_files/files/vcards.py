"""vCards (2.1, 3.0, 4.0) of phones and address books, as a table that goes the same way as any other."""

import csv
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from zabota.foundation.importing.encodings import find_encoding
from zabota.foundation.importing.unpacking import refuse

COLUMNS = (
    "full name", "surname", "given name", "patronymic", "company", "job title", "phone", "mobile phone", "work phone",
    "home phone", "email", "work email", "home email", "telegram", "whatsapp", "website", "birthday", "city",
    "address", "tags", "note",)  # fmt: skip
_ESCAPED = re.compile(r"\\([\\,;nN:])")
_BREAK = re.compile(r"(?<!\\)([;,])")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One property: `kinds` are its types in lower case ("cell", "work"), whichever way the version writes them."""

    name: str
    kinds: frozenset[str]
    value: str

    def parts(self, mark: str) -> list[str]:
        """What stands between the marks that are not escaped."""
        found, last = [], 0
        for match in _BREAK.finditer(self.value):
            if match[1] == mark:
                found.append(self.value[last : match.start()])
                last = match.end()
        return [plain(part) for part in (*found, self.value[last:])]


def is_vcard(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(400).replace(b"\x00", b"")
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").upper().startswith(b"BEGIN:VCARD")


def write_table(source: Path, target: Path) -> Path:
    """A row a card. Raises ImportFileError where there is no whole card."""
    encoding = find_encoding(source)
    if encoding is None:
        raise refuse("binary_content")
    count = 0
    with (
        source.open(encoding=encoding.name, errors="replace", newline=None) as text,
        target.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for card in _cards(text):
            writer.writerow(_row(card))
            count += 1
    if not count:
        raise refuse("not_a_card")
    return target


def plain(text: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], text).strip()


def _cards(lines: Iterable[str]) -> Iterator[list[Line]]:
    card: list[Line] = []
    is_inside = False
    for text in _unfolded(lines):
        upper = text.strip().upper()
        if upper == "BEGIN:VCARD":
            card, is_inside = [], True
        elif upper == "END:VCARD" and is_inside:
            yield card
            is_inside = False
        elif is_inside and (line := _line(text)) is not None:
            card.append(line)


def _unfolded(lines: Iterable[str]) -> Iterator[str]:
    """Whole properties: a line that begins with a blank goes on, and so does quoted-printable that ends with "="."""
    whole = ""
    for text in lines:
        bare = text.rstrip("\r\n")
        if _goes_on(whole):
            whole = whole[:-1] + bare.lstrip()
        elif bare[:1] in {" ", "\t"} and whole:
            whole += bare[1:]
        else:
            if whole:
                yield whole
            whole = bare
    if whole:
        yield whole


def _goes_on(text: str) -> bool:
    return text.endswith("=") and "QUOTED-PRINTABLE" in text.partition(":")[0].upper()


def _line(text: str) -> Line | None:
    head, colon, value = _split_head(text)
    if not colon:
        return None
    name, *parameters = head.split(";")
    kinds: set[str] = set()
    charset, is_quoted = "utf-8", False
    for parameter in parameters:
        key, equals, told = parameter.partition("=")
        key, told = key.strip().upper(), told.strip().strip('"')
        if key == "ENCODING":
            is_quoted = told.upper() == "QUOTED-PRINTABLE"
        elif key == "CHARSET":
            charset = told
        elif key == "TYPE":
            kinds.update(part.strip().lower() for part in told.split(","))
        elif not equals:
            is_quoted = is_quoted or key == "QUOTED-PRINTABLE"
            kinds.add(key.lower())
    if is_quoted:
        value = _decoded(value, charset)
    return Line(name=name.rpartition(".")[2].strip().upper(), kinds=frozenset(kinds), value=value)


def _split_head(text: str) -> tuple[str, str, str]:
    """At the first colon that is not inside quotation marks."""
    is_quoted = False
    for place, character in enumerate(text):
        if character == '"':
            is_quoted = not is_quoted
        elif character == ":" and not is_quoted:
            return text[:place], ":", text[place + 1 :]
    return text, "", ""


def _decoded(value: str, charset: str) -> str:
    raw = quopri.decodestring(value.encode("utf-8"))
    try:
        return raw.decode(charset, errors="replace")
    except LookupError:
        return raw.decode("utf-8", errors="replace")


def _row(card: Iterable[Line]) -> dict[str, str]:
    found: dict[str, list[str]] = {name: [] for name in COLUMNS}
    for line in card:
        for column, value in _cells(line):
            if value and value not in found[column]:
                found[column].append(value)
    if len(found["job title"]) > 1:
        found["job title"] = found["job title"][:1]
    marks = {"note": "\n", "tags": "; ", "address": "; "}
    return {name: marks.get(name, "; ").join(values) for name, values in found.items()}


def _cells(line: Line) -> Iterator[tuple[str, str]]:
    """The columns a property fills."""
    if line.name == "N":
        parts = [*line.parts(";"), "", "", ""]
        yield from zip(("surname", "given name", "patronymic"), parts, strict=False)
    elif line.name == "ADR":
        box, more, street, city, region, postcode, country = (*line.parts(";"), *[""] * 7)[:7]
        yield "city", city
        yield "address", ", ".join(filter(None, (postcode, country, region, street, more, box)))
    elif line.name == "TEL":
        yield _phone_column(line.kinds), line.value.removeprefix("tel:").partition(";ext=")[0].strip()
    elif line.name == "EMAIL":
        yield ("work email" if "work" in line.kinds else "home email" if "home" in line.kinds else "email"), line.value
    elif line.name == "ORG":
        yield "company", next(iter(line.parts(";")), "")
    elif line.name == "CATEGORIES":
        yield from (("tags", part) for part in line.parts(","))
    elif line.name in {"IMPP", "X-TELEGRAM", "X-SOCIALPROFILE"}:
        yield from _messenger(line)
    elif line.name in _PLAIN:
        yield _PLAIN[line.name], plain(line.value)


_PLAIN = {
    "FN": "full name", "TITLE": "job title", "ROLE": "job title", "URL": "website", "BDAY": "birthday",
    "NOTE": "note",
}  # fmt: skip


def _phone_column(kinds: frozenset[str]) -> str:
    for kind, column in (("cell", "mobile phone"), ("work", "work phone"), ("home", "home phone")):
        if kind in kinds:
            return column
    return "phone"


def _messenger(line: Line) -> Iterator[tuple[str, str]]:
    value = plain(line.value)
    words = f"{line.name} {value} {' '.join(line.kinds)}".lower()
    if "telegram" in words or "t.me/" in words:
        yield "telegram", value.rpartition("/")[2].rpartition(":")[2]
    elif "whatsapp" in words:
        yield "whatsapp", value.rpartition("/")[2].rpartition(":")[2]
