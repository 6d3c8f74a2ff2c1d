"""Read the snapshot."""

import hashlib
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from zabota.foundation.warehouse import storage
from zabota.foundation.warehouse.contracts import SnapshotMissingError

if TYPE_CHECKING:
    import duckdb

MEMORY_LIMIT = os.environ.get("ZABOTA_DUCKDB_MEMORY", "1GB")


def connect() -> "duckdb.DuckDBPyConnection":
    """A DuckDB in memory with a view for every registered table, all of one moment. The caller closes it.

    It reads the snapshot's files and no others, and never fetches extensions. Moments are UTC, without a zone.
    """
    import duckdb

    manifest = storage.read_manifest()
    if manifest is None:
        raise SnapshotMissingError
    folder = storage.folder()
    connection = duckdb.connect(
        ":memory:", config={"memory_limit": MEMORY_LIMIT, "temp_directory": str(folder / "tmp")}
    )
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute(f"SET allowed_directories = ['{_quoted(str(folder))}']")
    connection.execute("SET enable_external_access = false")
    for name, state in manifest.items():
        files = [state.empty] if not state.parts else [part.file for part in state.parts.values()]
        listed = ", ".join(f"'{_quoted(str(folder / file))}'" for file in files)
        connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet([{listed}])')  # noqa: S608
    return connection


def version() -> str | None:
    """A name for exactly this state of the snapshot, for caches; None: there is none."""
    try:
        return hashlib.sha256((storage.folder() / "manifest.json").read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def refreshed_at() -> datetime | None:
    """When the snapshot was last brought up to date; None: never."""
    path = storage.folder() / "manifest.json"
    return datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else None


def _quoted(text: str) -> str:
    return text.replace("'", "''")
