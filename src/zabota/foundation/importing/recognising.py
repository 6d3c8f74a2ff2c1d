"""Which column is which field: by its header, by its values, with how sure and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from .booleans import BOOLEAN_WORDS
from .column_values import CURRENCY_KINDS, DATE_KINDS, NUMBER_KINDS, ColumnReader
from .contracts import ColumnFormat, ColumnMatch, FieldKind, FieldSpec, Proposal, StagedColumn, StagedFile
from .currencies import currency_of

OWN_HEADER = "zabota"  # columns that write_rejected adds begin with it and are never data
DISTINCT_CURRENCIES = 50
FULL, PART = 1.0, 0.7
SURE_BY_VALUES = 0.5
VALUES_THAT_CONVINCE = 0.9
VALUES_THAT_DENY = 0.3

_DATE = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}([T ].*)?|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}([T ,].*)?"
    r"|\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{4}.*|\d{8}|\d{5}(\.\d+)?"
)
_PLAIN_DATE = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}([T ].*)?|\d{1,2}[-./]\d{1,2}[-./]\d{4}([T ,].*)?")
_NUMBER = re.compile(r"[-+−–(]?\D{0,5}\d[\d\s\u00a0\u202f.,'’]*([eE][-+]?\d+)?\D{0,6}")
_PHONE = re.compile(r"\+?\d[\d\s()\-\u00a0]{8,18}\d(\s*[,;/].*)?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NOT_A_WORD = re.compile(r"[^0-9a-zа-я]+")
_CAMEL = re.compile(r"(?<=[a-zа-яё0-9])(?=[A-ZА-ЯЁ])")


def normalised_header(header: str) -> str:
    """ "InvoiceDate", "invoice_date" and "Invoice  date:" are one name; ё is е."""
    spaced = _CAMEL.sub(" ", header).lower().replace("ё", "е").replace("№", " номер ")
    return _NOT_A_WORD.sub(" ", spaced).strip()


def recognise(staged: StagedFile, fields: Sequence[FieldSpec]) -> Proposal:
    """Propose a column for every field; nothing is decided until a person (or a caller) confirms."""
    columns = [column for column in staged.columns if not _is_own(column)]
    with ColumnReader(staged) as reader:
        sample = reader.sample([column.key for column in columns]) if columns else {}
        found = _pairs(fields, columns, sample)
        matches = tuple(_with_format(reader, *pair) for pair in found)
        currencies = _currencies(reader, matches, fields)
    taken = {match.key for match in matches}
    named = {match.field for match in matches}
    return Proposal(
        matches=matches,
        missing=tuple(field.name for field in fields if field.required and field.name not in named),
        unused=tuple(column.key for column in columns if column.key not in taken),
        currencies=currencies,
        ambiguous=tuple((match.field, what) for match in matches for what in match.format.ambiguous),
    )


def _is_own(column: StagedColumn) -> bool:
    return normalised_header(column.header).startswith(OWN_HEADER)


def _pairs(
    fields: Sequence[FieldSpec], columns: Sequence[StagedColumn], sample: dict[str, list[str]]
) -> list[tuple[FieldSpec, StagedColumn, float, str]]:
    """Best pairs first, each field and each column once; then dates and contacts by values alone."""
    scored = [
        (*_score(field, column, sample[column.key]), -place, -column.position, field, column)
        for place, field in enumerate(fields)
        for column in columns
    ]
    pairs: list[tuple[FieldSpec, StagedColumn, float, str]] = []
    taken: set[str] = set()
    for confidence, reason, _, _, field, column in sorted(scored, key=lambda row: row[:4], reverse=True):
        if confidence and field.name not in taken and column.key not in taken:
            taken |= {field.name, column.key}
            pairs.append((field, column, confidence, reason))
    return pairs


def _score(field: FieldSpec, column: StagedColumn, values: list[str]) -> tuple[float, str]:
    """Confidence 0-1 and the reason; the share of fitting values lowers what the header promises."""
    share = _fitting_share(field.kind, values)
    header = normalised_header(column.header)
    synonyms = [normalised_header(synonym) for synonym in (field.name, *field.synonyms)]
    if header in synonyms:
        place = synonyms.index(header)
        return (FULL - min(place, 40) * 0.002) * _trust(share, values), "header"
    parts = [synonym for synonym in synonyms if synonym and f" {synonym} " in f" {header} "]
    if parts and header:
        return PART * _trust(share, values) * (0.8 + 0.2 * len(max(parts, key=len)) / len(header)), "header_part"
    by_values = field.by_values and field.kind in _CONVINCING and values
    if by_values and _share(_CONVINCING[field.kind], values) >= VALUES_THAT_CONVINCE:
        return SURE_BY_VALUES if field.required else SURE_BY_VALUES - 0.1, "values"
    return 0.0, ""


def _trust(share: float, values: list[str]) -> float:
    if not values:
        return 0.5
    return 0.3 if share < VALUES_THAT_DENY else 0.5 + 0.5 * share


def _share(fits: Callable[[str], object], values: list[str]) -> float:
    return sum(1 for value in values if fits(value)) / len(values) if values else 0.0


def _fitting_share(kind: FieldKind, values: list[str]) -> float:
    if kind in DATE_KINDS:
        return _share(_DATE.fullmatch, values)
    if kind in NUMBER_KINDS:
        return _share(_NUMBER.fullmatch, values)
    tests: dict[FieldKind, Callable[[str], object]] = {
        FieldKind.BOOLEAN: lambda value: value.lower() in BOOLEAN_WORDS,
        FieldKind.CURRENCY: currency_of,
        FieldKind.PHONES: _PHONE.fullmatch,
        FieldKind.EMAILS: _EMAIL.match,
    }
    return _share(tests[kind], values) if kind in tests else 1.0


_CONVINCING: dict[FieldKind, Callable[[str], object]] = {
    FieldKind.DATE: _PLAIN_DATE.fullmatch,
    FieldKind.MOMENT: _PLAIN_DATE.fullmatch,
    FieldKind.EMAILS: _EMAIL.match,
    FieldKind.PHONES: lambda value: _PHONE.fullmatch(value) and value.lstrip()[0] in "+78",
}


def _with_format(
    reader: ColumnReader, field: FieldSpec, column: StagedColumn, confidence: float, reason: str
) -> ColumnMatch:
    form = reader.format(column.key, field.kind)
    return ColumnMatch(
        field=field.name,
        key=column.key,
        format=form or ColumnFormat(),
        confidence=round(confidence if form else min(confidence, 0.3), 3),
        reason=reason,
    )


def _currencies(reader: ColumnReader, matches: Sequence[ColumnMatch], fields: Sequence[FieldSpec]) -> tuple[str, ...]:
    kinds = {field.name: field.kind for field in fields}
    found: dict[str, None] = {}
    for match in matches:
        if kinds[match.field] is FieldKind.CURRENCY:
            words = reader.distinct(match.key, DISTINCT_CURRENCIES)
            found |= {code: None for word in words if (code := currency_of(word))}
        elif kinds[match.field] in CURRENCY_KINDS:
            found |= dict.fromkeys(match.format.currencies)
    return tuple(found)
