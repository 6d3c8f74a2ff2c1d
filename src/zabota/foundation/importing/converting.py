"""From texts to typed columns, vectorised; what cannot be read is named, and the other rows go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from .column_values import clean_sql
from .contacts import Contacts, emails_in, phones_in
from .contracts import (
    EXCERPT_CHARACTERS,
    Converted,
    FieldKind,
    FieldSpec,
    Limits,
    MappedColumn,
    Mapping,
    Severity,
    StagedFile,
)
from .engine import connect, identifier, quoted
from .expressions import FieldSql, field_sql, output_names

LOOKUP_BATCH = 50_000
PARQUET_OPTIONS = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480"  # small groups, little memory
CONTACT_KINDS = frozenset({FieldKind.PHONES, FieldKind.EMAILS})
LOOKUP_SCHEMA = pa.schema([("raw", pa.string()), ("found", pa.list_(pa.string())), ("unreadable", pa.string())])
SQL_TYPES = {
    FieldKind.TEXT: ("VARCHAR",),
    FieldKind.DATE: ("DATE",),
    FieldKind.MOMENT: ("DATE", "TIME"),
    FieldKind.MONEY: ("BIGINT",),
    FieldKind.PRICE: ("DECIMAL(18, 6)",),
    FieldKind.QUANTITY: ("DECIMAL(18, 3)",),
    FieldKind.NUMBER: ("DOUBLE",),
    FieldKind.RATE: ("DOUBLE",),
    FieldKind.BOOLEAN: ("BOOLEAN",),
    FieldKind.CURRENCY: ("VARCHAR",),
    FieldKind.PHONES: ("VARCHAR[]",),
    FieldKind.EMAILS: ("VARCHAR[]",),
}


def convert(
    staged: StagedFile,
    mapping: Mapping,
    fields: Sequence[FieldSpec],
    *,
    workdir: str | Path,
    limits: Limits | None = None,
) -> Converted:
    """Type the mapped columns. Every field gets its columns: those not mapped are all null.

    A row with an error is left out and named in the problems; a lenient field only empties its cell.
    """
    workdir = Path(workdir)
    path, problems_path = workdir / "converted.parquet", workdir / "problems.parquet"
    with connect(workdir, limits or Limits.for_rows(staged.row_count)) as engine:
        pieces = [_piece(engine, staged, mapping, field) for field in fields if field.name in mapping.columns]
        wide = workdir / "wide.parquet"
        try:
            _write(engine, _wide_query(staged, pieces), wide)
            _write(engine, _problems_query(staged, pieces, wide), problems_path)
            good = _good_query(fields, mapping, pieces, wide)
            _write(engine, good + (" ORDER BY row_number" if _joins(staged, pieces) else ""), path)
        finally:
            wide.unlink(missing_ok=True)
        return _count(engine, staged, mapping, path, problems_path)


class Piece:
    """One mapped field: its source column and its SQL."""

    def __init__(self, field: FieldSpec, column: MappedColumn, header: str, sql: FieldSql) -> None:
        self.field, self.column, self.header, self.sql = field, column, header, sql
        self.text, self.code, self.excerpt = f"v_{field.name}", f"code_{field.name}", f"x_{field.name}"

    @property
    def full_code(self) -> str:
        """The code with the check that a required field is not empty before all others."""
        if not self.field.required:
            return self.sql.code
        return f"CASE WHEN {self.text} = '' THEN 'empty_required' ELSE {self.sql.code} END"

    @property
    def severity(self) -> Severity:
        return Severity.WARNING if self.field.lenient else Severity.ERROR


def _piece(engine: duckdb.DuckDBPyConnection, staged: StagedFile, mapping: Mapping, field: FieldSpec) -> Piece:
    column = mapping.columns[field.name]
    header = staged.column(column.key).header or column.key
    if field.kind in CONTACT_KINDS:
        _register_contacts(engine, staged, mapping, field, column.key)
        return Piece(field, column, header, _contacts_sql(field))
    return Piece(field, column, header, field_sql(field, column.format, mapping.currency))


def _contacts_sql(field: FieldSpec) -> FieldSql:
    code = "not_a_phone" if field.kind is FieldKind.PHONES else "not_an_email"
    return FieldSql(
        steps=(),
        outputs=((field.name, f"found_{field.name}"),),
        code=f"CASE WHEN unreadable_{field.name} IS NOT NULL THEN '{code}' END",
    )


def _register_contacts(
    engine: duckdb.DuckDBPyConnection, staged: StagedFile, mapping: Mapping, field: FieldSpec, key: str
) -> None:
    """A table from every distinct cell to its contacts: each number is parsed once."""
    read: Callable[[str], Contacts] = emails_in
    if field.kind is FieldKind.PHONES:
        read = lambda cell: phones_in(cell, region=mapping.phone_region)  # noqa: E731
    source = f"read_parquet({quoted(str(staged.path))})"
    query = f"SELECT DISTINCT v FROM (SELECT {clean_sql(key)} AS v FROM {source}) WHERE v <> ''"  # noqa: S608
    batches = []
    engine.execute(query)
    while rows := engine.fetchmany(LOOKUP_BATCH):
        raw = [row[0] for row in rows]
        contacts = [read(cell) for cell in raw]
        columns = [raw, [list(one.found) for one in contacts], [one.unreadable for one in contacts]]
        arrays = [pa.array(values, kind.type) for values, kind in zip(columns, LOOKUP_SCHEMA, strict=True)]
        batches.append(pa.record_batch(arrays, schema=LOOKUP_SCHEMA))
    engine.register(f"lookup_{field.name}", pa.Table.from_batches(batches, schema=LOOKUP_SCHEMA))


def _wide_query(staged: StagedFile, pieces: Sequence[Piece]) -> str:
    """Texts, then every step as a level of its own, then typed columns beside the codes."""
    texts = "".join(f", {clean_sql(piece.column.key)} AS {piece.text}" for piece in pieces)
    query = f"SELECT row_number{texts} FROM read_parquet({quoted(str(staged.path))})"  # noqa: S608
    if staged.broken_row_count:
        broken = f"SELECT row_number FROM read_parquet({quoted(str(staged.problems_path))})"  # noqa: S608
        query += f" WHERE row_number NOT IN ({broken})"
    for piece in pieces:
        if piece.field.kind in CONTACT_KINDS:
            name = piece.field.name
            query = (
                f"SELECT w.*, l.found AS found_{name}, l.unreadable AS unreadable_{name} "  # noqa: S608
                f"FROM ({query}) w LEFT JOIN lookup_{name} l ON w.{piece.text} = l.raw"
            )
    for level in range(max((len(piece.sql.steps) for piece in pieces), default=0)):
        steps = [piece.sql.steps[level] for piece in pieces if level < len(piece.sql.steps)]
        added = ", ".join(f"{sql} AS {name}" for name, sql in steps)
        query = f"SELECT *, {added} FROM ({query})"  # noqa: S608
    codes = "".join(f", {piece.full_code} AS {piece.code}" for piece in pieces)
    query = f"SELECT *{codes} FROM ({query})"  # noqa: S608
    columns = ["row_number"]
    for piece in pieces:
        columns += [f"{sql} AS {identifier(name)}" for name, sql in piece.sql.outputs]
        columns.append(piece.code)
        columns.append(
            f"CASE WHEN {piece.code} IS NOT NULL THEN left({piece.text}, {EXCERPT_CHARACTERS}) END AS {piece.excerpt}"
        )
    return f"SELECT {', '.join(columns)} FROM ({query})"  # noqa: S608


def _problems_query(staged: StagedFile, pieces: Sequence[Piece], wide: Path) -> str:
    source = f"read_parquet({quoted(str(wide))})"
    parts = [f"SELECT * FROM read_parquet({quoted(str(staged.problems_path))})"]  # noqa: S608
    parts += [
        f"SELECT row_number, {quoted(piece.header)}, {piece.excerpt}, {piece.code}, {piece.sql.params}, "  # noqa: S608
        f"{quoted(piece.severity.value)} FROM {source} WHERE {piece.code} IS NOT NULL"
        for piece in pieces
    ]
    return "SELECT * FROM (" + " UNION ALL ".join(parts) + ') ORDER BY row_number, "column"'  # noqa: S608


def _good_query(fields: Sequence[FieldSpec], mapping: Mapping, pieces: Sequence[Piece], wide: Path) -> str:
    codes = {piece.field.name: piece.code for piece in pieces}
    columns = ["row_number"]
    for field in fields:
        for name, sql_type in zip(output_names(field), SQL_TYPES[field.kind], strict=True):
            quoted_name = identifier(name)
            if field.name not in mapping.columns:
                columns.append(f"CAST(NULL AS {sql_type}) AS {quoted_name}")
            elif field.lenient and field.kind not in CONTACT_KINDS:
                columns.append(f"CASE WHEN {codes[field.name]} IS NULL THEN {quoted_name} END AS {quoted_name}")
            else:
                columns.append(quoted_name)
    strict = [piece.code for piece in pieces if not piece.field.lenient]
    good = " AND ".join(f"{code} IS NULL" for code in strict) or "true"
    return f"SELECT {', '.join(columns)} FROM read_parquet({quoted(str(wide))}) WHERE {good}"  # noqa: S608


def _joins(staged: StagedFile, pieces: Sequence[Piece]) -> bool:
    """Whether a join may have changed the order of rows; without one it is kept and no sort is paid for."""
    return bool(staged.broken_row_count) or any(piece.field.kind in CONTACT_KINDS for piece in pieces)


def _write(engine: duckdb.DuckDBPyConnection, query: str, target: Path) -> None:
    engine.execute(f"COPY ({query}) TO {quoted(str(target))} ({PARQUET_OPTIONS})")


def _count(
    engine: duckdb.DuckDBPyConnection, staged: StagedFile, mapping: Mapping, path: Path, problems_path: Path
) -> Converted:
    problems = f"read_parquet({quoted(str(problems_path))})"
    by_code = engine.execute(f"SELECT code, count(*) FROM {problems} GROUP BY code ORDER BY 2 DESC, 1").fetchall()  # noqa: S608
    bad, warnings = engine.execute(
        "SELECT count(DISTINCT row_number) FILTER (severity = 'error'), count(*) FILTER (severity = 'warning') "  # noqa: S608
        f"FROM {problems}"
    ).fetchall()[0]
    good = engine.execute(f"SELECT count(*) FROM read_parquet({quoted(str(path))})").fetchall()[0][0]  # noqa: S608
    return Converted(
        staged=staged,
        mapping=mapping,
        path=path,
        problems_path=problems_path,
        good_row_count=good,
        bad_row_count=bad,
        warning_count=warnings,
        problem_counts=dict(by_code),
    )
