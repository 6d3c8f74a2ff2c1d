"""A Parquet file as texts: its types are kept in the way the texts are written (ISO dates, plain numbers)."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from .contracts import FileKind, Limits, StagedColumn, StagedFile
from .engine import connect, identifier, quoted
from .unpacking import Content, refuse


def stage_parquet(content: Content, *, workdir: Path, limits: Limits) -> StagedFile:
    """Check the size the footer declares, then cast every column to text."""
    names, row_count = _check_footer(content.path, limits)
    columns = tuple(
        StagedColumn(position=place, key=f"c{place}", header=name) for place, name in enumerate(names, start=1)
    )
    target = workdir / "staged.parquet"
    try:
        _cast_to_texts(content.path, target, columns, workdir, limits)
        _refuse_long_cells(target, columns, workdir, limits)
    except duckdb.OutOfMemoryException as error:
        raise refuse("unpacks_too_large", limit_mb=limits.unpacked_bytes // 1024 // 1024) from error
    except duckdb.Error as error:
        raise refuse("damaged_parquet") from error
    return StagedFile(
        path=target,
        problems_path=workdir / "staged_problems.parquet",
        kind=FileKind.PARQUET,
        gzipped=content.gzipped,
        columns=columns,
        row_count=row_count,
        broken_row_count=0,
        sha256=content.sha256,
        size_bytes=content.size_bytes,
    )


def _check_footer(path: Path, limits: Limits) -> tuple[list[str], int]:
    try:
        footer = pq.read_metadata(path)
        names = list(footer.schema.to_arrow_schema().names)
    except (pa.ArrowException, OSError) as error:
        raise refuse("damaged_parquet") from error
    size = sum(footer.row_group(group).total_byte_size for group in range(footer.num_row_groups))
    if footer.num_rows == 0:
        raise refuse("header_only")
    if footer.num_rows > limits.rows:
        raise refuse("too_many_rows", limit=limits.rows)
    if len(names) > limits.columns:
        raise refuse("too_many_columns", limit=limits.columns)
    if size > limits.unpacked_bytes:
        raise refuse("unpacks_too_large", limit_mb=limits.unpacked_bytes // 1024 // 1024)
    return names, footer.num_rows


def _cast_to_texts(
    source: Path, target: Path, columns: tuple[StagedColumn, ...], workdir: Path, limits: Limits
) -> None:
    casts = ", ".join(
        f"coalesce(CAST({identifier(column.header)} AS VARCHAR), '') AS {column.key}" for column in columns
    )
    with connect(workdir, limits) as engine:
        engine.execute(
            f"COPY (SELECT file_row_number + 1 AS row_number, {casts} "  # noqa: S608 - quoted names
            f"FROM read_parquet({quoted(str(source))}, file_row_number = true) ORDER BY file_row_number) "
            f"TO {quoted(str(target))} (FORMAT parquet, COMPRESSION zstd)"
        )


def _refuse_long_cells(target: Path, columns: tuple[StagedColumn, ...], workdir: Path, limits: Limits) -> None:
    long = " OR ".join(f"length({column.key}) > {limits.cell_characters}" for column in columns)
    with connect(workdir, limits) as engine:
        found = engine.execute(
            f"SELECT min(row_number) FROM read_parquet({quoted(str(target))}) WHERE {long}"  # noqa: S608
        ).fetchone()
    if found and found[0] is not None:
        raise refuse("cell_too_long", row=found[0], limit=limits.cell_characters)
