"""What an import keeps of its columns: chosen, remembered for the next file with the same headers, and its problem."""

from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from .column_values import find_format
from .contracts import FieldSpec, MappedColumn, Mapping, Problem, StagedFile
from .folder import folder_of, load
from .models import ImportRun, SavedMapping
from .recognising import normalised_header


def header_signature(staged: StagedFile) -> str:
    return sha256("|".join(normalised_header(column.header) for column in staged.columns).encode()).hexdigest()


def remembered_mapping(kind: str, staged: StagedFile, fields: Sequence[FieldSpec]) -> Mapping | None:
    """The columns a person confirmed for the same headers, with the formats found in this very file."""
    saved = SavedMapping.objects.filter(kind=kind, header_signature=header_signature(staged)).first()
    if saved is None:
        return None
    names = {field.name for field in fields}
    return mapping_from_keys(staged, {name: key for name, key in saved.mapping.items() if name in names}, fields)


def mapping_from_keys(staged: StagedFile, keys: AbstractMapping[str, str], fields: Sequence[FieldSpec]) -> Mapping:
    """A mapping from chosen columns, each with the format its values have."""
    kinds = {field.name: field.kind for field in fields}
    known = {column.key for column in staged.columns}
    columns = {
        name: MappedColumn(key=key, format=find_format(staged, key, kinds[name]))
        for name, key in keys.items()
        if key in known
    }
    return Mapping(columns=columns)


def remember(run: ImportRun) -> None:
    """Next time files with these headers come with these columns."""
    staged = folder_of(run).load(StagedFile)
    keys = {name: column.key for name, column in load(Mapping, run.mapping).columns.items()}
    SavedMapping.objects.update_or_create(
        kind=run.kind, header_signature=header_signature(staged), defaults={"mapping": keys, "options": run.options}
    )


def dump_problem(problem: Problem) -> dict[str, Any]:
    return {"code": problem.code, "params": dict(problem.params), "value": problem.value}


def load_problem(data: dict[str, Any]) -> Problem:
    return Problem(code=data["code"], params=data.get("params", {}), value=data.get("value"))
