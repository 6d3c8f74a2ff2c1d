"""The whole way from a staged file to people, in the order of the file; between the steps they lie in Parquet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic_core import from_json as parse
from pydantic_core import to_json

from zabota.capabilities.customers.contracts import IncomingPerson, MatchBy
from zabota.capabilities.people_files.files.birthdays import month_comes_first
from zabota.capabilities.people_files.files.fields import PEOPLE_FIELDS
from zabota.capabilities.people_files.files.grouping import Groups
from zabota.capabilities.people_files.files.people import Known, Reader, as_json, from_json, merged
from zabota.foundation.importing import Converted, Severity, StagedFile, convert
from zabota.foundation.importing import Mapping as Columns
from zabota.foundation.importing.column_values import ColumnReader
from zabota.foundation.importing.engine import connect, quoted
from zabota.foundation.importing.staging import write_problems

BATCH = 5_000
ROWS = pa.schema([("place", pa.int64()), ("person", pa.string())])


@dataclass(frozen=True, kw_only=True)
class FileCounts:
    rows: int
    bad_rows: int
    warnings: int
    people: int
    merged_rows: int


@dataclass(frozen=True, kw_only=True)
class PeopleFile:
    """A file read and checked; the Parquet files lie in its work folder."""

    converted: Converted
    people_path: Path
    counts: FileCounts


def read_people(
    staged: StagedFile, mapping: Columns, *, known: Known, match_by: MatchBy, companies_only: bool, workdir: Path
) -> PeopleFile:
    converted = convert(staged, mapping, PEOPLE_FIELDS, workdir=workdir)
    reader = Reader(
        known=known,
        headers={name: staged.column(one.key).header or one.key for name, one in mapping.columns.items()},
        companies_only=companies_only,
        month_first=_month_first(staged, mapping),
    )
    groups, rows_path = Groups(match_by), workdir / "people_rows.parquet"
    with pq.ParquetWriter(rows_path, ROWS, compression="zstd") as writer:
        for batch in _rows(converted.path):
            people = [person for row in batch if (person := reader.read(row)) is not None]
            places = [groups.add(person) for person in people]
            kept = [to_json(as_json(person)).decode() for person in people]
            writer.write_table(pa.table([places, kept], schema=ROWS))
    path, count, rows = _in_order(rows_path, groups, workdir)
    converted = _with_problems(converted, reader, workdir)
    return PeopleFile(
        converted=converted,
        people_path=path,
        counts=FileCounts(
            rows=staged.row_count, bad_rows=converted.bad_row_count, warnings=converted.warning_count, people=count,
            merged_rows=rows - count,
        ),
    )  # fmt: skip


def _month_first(staged: StagedFile, mapping: Columns) -> bool:
    column = mapping.columns.get("birthday")
    if column is None:
        return False
    with ColumnReader(staged) as reader:
        return month_comes_first(reader.distinct(column.key, BATCH))


def _rows(path: Path) -> Iterator[list[dict[str, Any]]]:
    file = pq.ParquetFile(path)
    for batch in file.iter_batches(BATCH):
        yield batch.to_pylist()


def _in_order(rows_path: Path, groups: Groups, workdir: Path) -> tuple[Path, int, int]:
    """The rows with the number of their person, those of one person together; how many people and rows."""
    numbers: dict[int, int] = {}
    path, places_path = workdir / "people.parquet", workdir / "people_places.parquet"
    count = pq.read_metadata(rows_path).num_rows
    indexes = [numbers.setdefault(groups.group_of(place), len(numbers)) for place in range(count)]
    pq.write_table(
        pa.table({"place": pa.array(range(count), pa.int64()), "person_index": pa.array(indexes, pa.int64())}),
        places_path,
    )
    rows, places = (f"read_parquet({quoted(str(one))})" for one in (rows_path, places_path))
    with connect(workdir) as engine:
        engine.execute(
            f"COPY (SELECT person_index, person FROM {rows} AS r JOIN {places} AS p USING (place) "  # noqa: S608 - our own paths
            f"ORDER BY person_index, place) TO {quoted(str(path))} "
            "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 8192)"
        )
    rows_path.unlink()
    places_path.unlink()
    return path, len(numbers), count


def _with_problems(converted: Converted, reader: Reader, workdir: Path) -> Converted:
    """The problems of the cells and those found while reading people, in one list."""
    own, path = workdir / "people_problems.parquet", workdir / "all_problems.parquet"
    write_problems(reader.problems, own)
    both = " UNION ALL ".join(
        f"SELECT * FROM read_parquet({quoted(str(one))})"  # noqa: S608 - our own paths
        for one in (converted.problems_path, own)
    )
    with connect(workdir) as engine:
        engine.execute(
            f'COPY (SELECT * FROM ({both}) ORDER BY row_number, "column") TO {quoted(str(path))} (FORMAT parquet)'  # noqa: S608
        )
        problems = f"read_parquet({quoted(str(path))})"
        by_code = engine.execute(f"SELECT code, count(*) FROM {problems} GROUP BY code ORDER BY 2 DESC, 1").fetchall()  # noqa: S608
    own.unlink()
    refused = sum(one.severity is Severity.ERROR for one in reader.problems)
    return replace(
        converted, problems_path=path, problem_counts=dict(by_code),
        good_row_count=converted.good_row_count - refused, bad_row_count=converted.bad_row_count + refused,
        warning_count=converted.warning_count + len(reader.problems) - refused,
    )  # fmt: skip


class People:
    """Reads people back, batch by batch; use as a context manager."""

    def __init__(self, file: PeopleFile) -> None:
        self._file = file

    def __enter__(self) -> "People":
        self._engine = connect(self._file.people_path.parent)
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._engine.close()

    def read(self, start: int, count: int) -> list[IncomingPerson]:
        source = f"read_parquet({quoted(str(self._file.people_path))})"
        rows = self._engine.execute(
            f"SELECT person_index, person FROM {source} WHERE person_index >= ? AND person_index < ? "  # noqa: S608
            "ORDER BY person_index",
            [start, start + count],
        ).fetchall()
        return [merged([_person(row[1]) for row in group]) for _index, group in groupby(rows, key=lambda row: row[0])]


def _person(text: str) -> IncomingPerson:
    kept: Mapping[str, Any] = parse(text)
    return from_json(kept)
