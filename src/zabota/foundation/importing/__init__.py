"""From any file a person has to a clean, typed, columnar table, with an error for every bad row.

    staged = stage_file(path, workdir=workdir)         # recognised by content, read whole
    proposal = recognise(staged, fields)               # columns and formats, for confirmation
    converted = convert(staged, mapping, fields, workdir=workdir)
    write_rejected(converted, "rejected.csv")          # to mend and to send again

No Django models, no database: everything between the steps lies in Parquet files.
"""

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
    "StagedColumn",
    "StagedFile",
]
