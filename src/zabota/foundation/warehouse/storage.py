"""The files of the snapshot and the manifest that says which of them count. A reader never sees half a refresh."""

import json
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 1
KEEP_UNUSED_SECONDS = 3600


@dataclass(frozen=True)
class Part:
    file: str
    mark: str
    row_count: int


@dataclass(frozen=True)
class TableState:
    """The columns as written, the parts, and an empty file that gives a table without rows its columns."""

    columns: str
    empty: str
    parts: dict[int, Part] = field(default_factory=dict)


Manifest = dict[str, TableState]


def folder() -> Path:
    return Path(settings.DATA_DIR) / "warehouse"


def read_manifest() -> Manifest | None:
    try:
        content = json.loads((folder() / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if content.get("format") != FORMAT:
        return None
    return {
        name: TableState(
            state["columns"], state["empty"], {int(key): Part(**part) for key, part in state["parts"].items()}
        )
        for name, state in content["tables"].items()
    }


def write_manifest(manifest: Manifest) -> None:
    content = {"format": FORMAT, "tables": {name: asdict(state) for name, state in manifest.items()}}
    path = folder() / f"manifest-{uuid.uuid4().hex}.tmp"
    _write_through(path, json.dumps(content).encode())
    path.replace(folder() / "manifest.json")


def write_part(table_name: str, content: "pa.Table") -> str:
    """A new file every time: those who read the old one go on reading it."""
    import pyarrow.parquet as pq

    name = f"{table_name}-{uuid.uuid4().hex}.parquet"
    pq.write_table(content, folder() / name, compression="zstd")
    return name


def drop_unused(manifest: Manifest) -> None:
    """Remove files nobody can need: not of this manifest, and older than the longest reading."""
    used = {part.file for state in manifest.values() for part in state.parts.values()}
    used |= {state.empty for state in manifest.values()}
    long_ago = time.time() - KEEP_UNUSED_SECONDS
    for path in [*folder().glob("*.parquet"), *folder().glob("*.tmp")]:
        if path.name not in used and path.stat().st_mtime < long_ago:
            path.unlink(missing_ok=True)


@contextmanager
def only_one() -> Iterator[None]:
    """One refresh at a time; the second waits, so that what it promises is not replaced by something older."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        import fcntl
    except ImportError:  # no such locks on Windows; the manifest is replaced as a whole there too
        yield
        return
    with (folder() / "refresh.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
