from dataclasses import dataclass
from pathlib import Path

FORMAT = 1


class BackupError(Exception):
    """The archive cannot be used, or the database cannot be saved; the message says why."""


class NotEmptyError(BackupError):
    """There is a company here already; a restore would overwrite it."""


@dataclass(frozen=True, kw_only=True)
class BackupInfo:
    """What an archive holds. `rows` by table; `checksums` are SHA-256 by the name in the archive."""

    path: Path
    created_at: str
    version: str
    vendor: str
    migrations: dict[str, str]
    rows: dict[str, int]
    checksums: dict[str, str]
    size_bytes: int
