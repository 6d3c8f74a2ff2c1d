"""What others may see of importing: limits, facts of a file, fields, formats, problems.

A problem is data (a code and its parameters); ``messages.render`` turns it into a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

Param = str | int | float
"""What a parameter of a problem may be: it has to survive JSON."""

EXCERPT_CHARACTERS = 80


class Severity(StrEnum):
    """An error keeps its row out; a warning empties the cell, or only informs."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong: with the file, or with a row, or with one cell of it."""

    code: str
    params: AbstractMapping[str, Param] = field(default_factory=dict)
    row_number: int | None = None
    column: str | None = None
    value: str | None = None
    severity: Severity = Severity.ERROR


class ImportFileError(Exception):
    """The file as a whole cannot be read; ``problem`` says why and how to mend it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code} {dict(problem.params)}")
        self.problem = problem


LONG_FILE_ROWS = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of a stranger's file we are ready to take in."""

    file_bytes: int = 512 * 1024 * 1024
    unpacked_bytes: int = 2 * 1024 * 1024 * 1024
    unpack_ratio: int = 200
    rows: int = 20_000_000
    columns: int = 500
    cell_characters: int = 32_767
    workbook_bytes: int = 100 * 1024 * 1024
    workbook_ratio: int = 100
    workbook_entries: int = 200
    workbook_seconds: int = 300
    workbook_memory_bytes: int = 450 * 1024 * 1024
    engine_memory: str = "128MB"

    @classmethod
    def for_rows(cls, count: int) -> Limits:
        """A long file gets more memory: what is sorted and grouped at once grows with it."""
        return cls(engine_memory="256MB") if count > LONG_FILE_ROWS else cls()


@dataclass(frozen=True, kw_only=True)
class ReadingHints:
    """What a person corrected by hand after seeing our guess; None means "find it yourself"."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    """Row that holds the names; 0 when there is no such row."""


class FileKind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


@dataclass(frozen=True, kw_only=True)
class StagedColumn:
    """A column as found: ``key`` is its name in the staged Parquet, ``header`` what the person wrote."""

    position: int
    key: str
    header: str


@dataclass(frozen=True, kw_only=True)
class StagedFile:
    """A file read whole into a Parquet of texts: ``row_number`` and one column per ``key``.

    ``row_number`` is the row as a spreadsheet shows it (the header counts, a quoted line break
    does not start a new row, blank rows count). In a Parquet source it is the ordinal of the row.
    ``problems_path`` has the rows whose structure is broken.
    """

    path: Path
    problems_path: Path
    kind: FileKind
    gzipped: bool
    columns: tuple[StagedColumn, ...]
    row_count: int
    broken_row_count: int
    sha256: str
    """Of the content after gunzip: the same data packed anew is the same file."""
    size_bytes: int
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    """None when the file has no row of names."""
    sheet: str | None = None
    other_sheets: tuple[str, ...] = ()
    notices: tuple[Problem, ...] = ()

    def column(self, key: str) -> StagedColumn:
        return next(column for column in self.columns if column.key == key)


class FieldKind(StrEnum):
    """What a field holds, and which typed columns it becomes in the converted Parquet."""

    TEXT = "text"  # <name> VARCHAR
    DATE = "date"  # <name> DATE
    MOMENT = "moment"  # <name>_on DATE, <name>_time TIME (null where the file has no time)
    MONEY = "money"  # <name>_minor BIGINT, minor units of Mapping.currency
    PRICE = "price"  # <name> DECIMAL(18,6), major units: a unit price may be finer than the smallest coin
    QUANTITY = "quantity"  # <name> DECIMAL(18,3)
    NUMBER = "number"  # <name> DOUBLE
    RATE = "rate"  # <name> DOUBLE, 15 % is 0.15
    BOOLEAN = "boolean"  # <name> BOOLEAN
    CURRENCY = "currency"  # <name> VARCHAR, ISO 4217 code
    PHONES = "phones"  # <name> VARCHAR[], E.164
    EMAILS = "emails"  # <name> VARCHAR[], lower case


@dataclass(frozen=True, kw_only=True)
class FieldSpec:
    """A field the caller wants: how people call it and what it has to hold.

    ``lenient``: a bad value becomes empty with a warning, and its row stays.
    """

    name: str
    kind: FieldKind
    synonyms: tuple[str, ...] = ()
    required: bool = False
    lenient: bool = False
    by_values: bool = True
    """May be guessed from the values alone when no header fits."""


class DateOrder(StrEnum):
    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"
    SERIAL = "serial"  # days since 1899-12-30, as spreadsheets store dates


@dataclass(frozen=True, kw_only=True)
class ColumnFormat:
    """How the values of one column are written, found over all of them, shown for confirmation.

    ``ambiguous`` names what the values cannot decide: "date_order" or "decimal_mark".
    """

    date_order: DateOrder | None = None
    date_patterns: tuple[str, ...] = ()
    """strptime patterns in use, most frequent first."""
    decimal_mark: str = "."
    group_mark: str = ""
    """Thousands mark; "" when none but spaces are in use (spaces are always accepted)."""
    currencies: tuple[str, ...] = ()
    """ISO codes of the signs found in the cells."""
    percent: bool = False
    ambiguous: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True, kw_only=True)
class ColumnMatch:
    """A field that found its column: how sure (0-1) and why."""

    field: str
    key: str
    format: ColumnFormat
    confidence: float
    reason: str
    """One of: header, header_part, values."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What we think the columns are. The person confirms it, then it becomes a Mapping."""

    matches: tuple[ColumnMatch, ...]
    missing: tuple[str, ...]
    """Required fields that found no column."""
    unused: tuple[str, ...]
    """Keys of the columns nobody claimed."""
    currencies: tuple[str, ...]
    """All currencies found in signs and currency columns; more than one calls for a choice."""
    ambiguous: tuple[tuple[str, str], ...]
    """(field, what) pairs a person has to settle."""


@dataclass(frozen=True, kw_only=True)
class MappedColumn:
    key: str
    format: ColumnFormat = field(default_factory=ColumnFormat)


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """Which column feeds which field, and how its values are written."""

    columns: AbstractMapping[str, MappedColumn]
    currency: str = "RUB"
    phone_region: str = "RU"


@dataclass(frozen=True, kw_only=True)
class Converted:
    """Typed rows and everything that is wrong with the others.

    ``path``: Parquet of ``row_number`` and typed columns, good rows only.
    ``problems_path``: Parquet of row_number, column, value (cut to 80), code, params (JSON), severity.
    """

    staged: StagedFile
    mapping: Mapping
    path: Path
    problems_path: Path
    good_row_count: int
    bad_row_count: int
    warning_count: int
    problem_counts: AbstractMapping[str, int]
    """How many problems of each code."""
