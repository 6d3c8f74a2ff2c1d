"""From any file a person has to a clean, typed, columnar table, with an error for every bad row.

    staged = stage_file(path, workdir=workdir)                    # recognised by content, read whole
    proposal = recognise(staged, fields)                          # columns and formats, to be confirmed
    converted = convert(staged, mapping, fields, workdir=workdir) # typed rows and problems, both Parquet
    write_rejected(converted, "to-mend.csv")                      # bad rows, to mend and to send again

No Django models, no database: everything between the steps lies in Parquet files in ``workdir``, which
belongs to the caller (one directory an upload, removed with it). DuckDB and Arrow are loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .contracts import (
    ColumnFormat,
    ColumnMatch,
    Converted,
    DateOrder,
    FieldKind,
    FieldSpec,
    FileKind,
    ImportFileError,
    Limits,
    MappedColumn,
    Mapping,
    Problem,
    Proposal,
    ReadingHints,
    Severity,
    StagedColumn,
    StagedFile,
)

if TYPE_CHECKING:
    from .column_values import find_format
    from .contacts import emails_in, normalise_email, normalise_phone, phones_in
    from .converting import convert
    from .expressions import output_names
    from .formats import with_date_order, with_decimal_mark
    from .messages import describe, render
    from .recognising import recognise
    from .rejected import read_problems, write_rejected
    from .staging import stage_file
    from .tabular_out import Sheet, TableKind, csv_chunks, write_table, write_workbook

__all__ = [
    "ColumnFormat",
    "ColumnMatch",
    "Converted",
    "DateOrder",
    "FieldKind",
    "FieldSpec",
    "FileKind",
    "ImportFileError",
    "Limits",
    "MappedColumn",
    "Mapping",
    "Problem",
    "Proposal",
    "ReadingHints",
    "Severity",
    "Sheet",
    "StagedColumn",
    "StagedFile",
    "TableKind",
    "convert",
    "csv_chunks",
    "describe",
    "emails_in",
    "find_format",
    "normalise_email",
    "normalise_phone",
    "output_names",
    "phones_in",
    "read_problems",
    "recognise",
    "render",
    "stage_file",
    "with_date_order",
    "with_decimal_mark",
    "write_rejected",
    "write_table",
    "write_workbook",
]

_HOMES = {
    "column_values": ("find_format",),
    "contacts": ("emails_in", "normalise_email", "normalise_phone", "phones_in"),
    "converting": ("convert",),
    "expressions": ("output_names",),
    "formats": ("with_date_order", "with_decimal_mark"),
    "messages": ("describe", "render"),
    "recognising": ("recognise",),
    "rejected": ("read_problems", "write_rejected"),
    "staging": ("stage_file",),
    "tabular_out": ("Sheet", "TableKind", "csv_chunks", "write_table", "write_workbook"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(name)
    return getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
