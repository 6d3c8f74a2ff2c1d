"""Bring the snapshot up to date."""

from zabota.foundation.warehouse import marks, reading, registry, storage
from zabota.foundation.warehouse.contracts import Refreshed, Table
from zabota.foundation.warehouse.storage import Part, TableState


def refresh() -> dict[str, Refreshed]:
    """Make the snapshot equal to the registered tables as of one moment; only changed parts are read and written.

    Readers see the old snapshot until the new one is complete. Call it outside a transaction: inside one it
    snapshots what only that transaction sees.
    """
    tables = registry.tables()
    with storage.only_one():
        marks.ensure(tables)
        before = storage.read_manifest() or {}
        with reading.one_moment():
            after = {table.name: _refreshed(table, before.get(table.name)) for table in tables}
        storage.write_manifest(after)
        storage.drop_unused(after)
    return {name: _difference(before.get(name), state) for name, state in after.items()}


def _refreshed(table: Table, before: TableState | None) -> TableState:
    schema = reading.schema_of(table)
    columns = str(schema)
    if before is None or before.columns != columns:
        before = TableState(columns, storage.write_part(table.name, schema.empty_table()))
    parts: dict[int, Part] = {}
    for number, mark in sorted(marks.current(table).items()):
        known = before.parts.get(number)
        if known is not None and known.mark == mark:
            parts[number] = known
            continue
        content = reading.read_part(table, number, schema)
        parts[number] = Part(storage.write_part(table.name, content), mark, content.num_rows)
    return TableState(columns, before.empty, parts)


def _difference(before: TableState | None, after: TableState) -> Refreshed:
    files_before = {part.file for part in before.parts.values()} if before else set()
    files_after = {part.file for part in after.parts.values()}
    return Refreshed(
        row_count=sum(part.row_count for part in after.parts.values()),
        parts_written=len(files_after - files_before),
        parts_kept=len(files_after & files_before),
        parts_dropped=len(files_before - files_after),
    )
