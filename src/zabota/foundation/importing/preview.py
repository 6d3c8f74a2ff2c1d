"""The first rows of a file under the chosen columns, with bad cells marked where they stand."""

from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zabota.foundation.importing import FieldSpec, Mapping, Problem, StagedFile, convert, describe, read_problems
from zabota.foundation.importing.engine import connect, quoted

ROWS = 12


@dataclass(frozen=True)
class PreviewCell:
    text: str
    problem: str = ""


@dataclass(frozen=True)
class PreviewRow:
    number: int
    cells: tuple[PreviewCell, ...]


def preview_rows(
    staged: StagedFile, mapping: Mapping, fields: Sequence[FieldSpec], *, workdir: Path
) -> list[PreviewRow]:
    folder = workdir / "preview"
    folder.mkdir(exist_ok=True)
    first = folder / "staged.parquet"
    keys = ", ".join(column.key for column in staged.columns)
    with connect(folder) as engine:
        head = (
            f"SELECT row_number, {keys} FROM read_parquet({quoted(str(staged.path))}) ORDER BY row_number LIMIT {ROWS}"  # noqa: S608
        )
        engine.execute(f"COPY ({head}) TO {quoted(str(first))} (FORMAT parquet)")
        rows = engine.execute(f"SELECT * FROM read_parquet({quoted(str(first))})").fetchall()  # noqa: S608
    shown = {row[0] for row in rows}
    found = _problems(replace(staged, path=first), mapping, fields, folder) if mapping.columns else []
    marks = {(one.row_number, one.column): describe(one) for one in found if one.row_number in shown}
    headers = [column.header or column.key for column in staged.columns]
    return [PreviewRow(row[0], _cells(row, headers, marks)) for row in rows]


def _problems(staged: StagedFile, mapping: Mapping, fields: Sequence[FieldSpec], folder: Path) -> list[Problem]:
    return read_problems(convert(staged, mapping, fields, workdir=folder).problems_path)


def _cells(
    row: tuple[object, ...], headers: list[str], marks: AbstractMapping[tuple[int | None, str | None], str]
) -> tuple[PreviewCell, ...]:
    number = int(str(row[0]))
    return tuple(
        PreviewCell(str(text or "")[:60], marks.get((number, header), ""))
        for header, text in zip(headers, row[1:], strict=True)
    )
