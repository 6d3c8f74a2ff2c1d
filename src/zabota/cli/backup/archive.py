"""The archive: a .tar.gz whose first member is the manifest with the checksum of every other."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zabota.cli.backup.contracts import FORMAT, BackupError, BackupInfo
from zabota.cli.language import _
from zabota.foundation.jobs import progress

MANIFEST = "manifest.json"
DERIVED = {"static", "backups", "warehouse", "postgres"}
"""Folders of the data directory that can be made anew, or must not lie in their own backup."""


def company_files(folder: Path, *, database: Path | None) -> list[Path]:
    """Everything of the data directory but the database (saved apart), derived folders and locks."""
    skipped = {Path(f"{database}{suffix}") for suffix in ("", "-wal", "-shm", "-journal")}
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.is_symlink()
        and path not in skipped
        and path.relative_to(folder).parts[0] not in DERIVED
        and not path.relative_to(folder).parts[0].startswith(".zabota-")
        and path.suffix not in {".lock", ".tmp"}
    ]


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(target: Path, *, facts: Mapping[str, Any], members: Mapping[str, Path]) -> None:
    """Write the archive beside its name and move it there whole; readable by its owner only."""
    unfinished = target.with_name(target.name + ".tmp")
    manifest = {**facts, "format": FORMAT, "checksums": {name: sha256(path) for name, path in members.items()}}
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
            content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            head = tarfile.TarInfo(MANIFEST)
            head.size = len(content)
            tar.addfile(head, io.BytesIO(content))
            for number, (name, path) in enumerate(members.items(), start=1):
                tar.add(path, arcname=name, recursive=False)
                progress(number, len(members))
            tar.close()
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def read_manifest(source: Path) -> BackupInfo:
    try:
        with tarfile.open(source, "r:gz") as tar:
            member = tar.next()
            file = tar.extractfile(member) if member is not None and member.name == MANIFEST else None
            if file is None:
                raise BackupError(_("%s is not a backup of Zabota: it does not begin with a manifest") % source)
            facts = json.load(file)
    except (OSError, EOFError, tarfile.TarError, ValueError) as error:
        raise BackupError(_("%s cannot be read as a backup: %s") % (source, error)) from error
    if facts.pop("format", None) != FORMAT:
        raise BackupError(_("%s was written by a version of Zabota whose backups this one cannot read") % source)
    return BackupInfo(path=source, size_bytes=source.stat().st_size, **facts)


def _unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Only plain files and folders that stay inside; Python before 3.11.4 has no filter of its own for that."""
    if hasattr(tarfile, "data_filter"):
        tar.extractall(folder, filter="data")
        return
    members = tar.getmembers()
    for member in members:
        inside = (folder / member.name).resolve().is_relative_to(folder.resolve())
        if not inside or not (member.isfile() or member.isdir()):
            raise tarfile.TarError(member.name)
    tar.extractall(folder, members)  # noqa: S202 - looked at above


def extract(source: Path, folder: Path) -> BackupInfo:
    """Unpack into an empty folder and compare every checksum; refuses links and paths that lead outside."""
    info = read_manifest(source)
    try:
        with tarfile.open(source, "r:gz") as tar:
            _unpack(tar, folder)
    except (OSError, EOFError, tarfile.TarError) as error:
        raise BackupError(_("%s is damaged: %s") % (source, error)) from error
    for name, expected in info.checksums.items():
        path = folder / name
        if not path.is_file() or sha256(path) != expected:
            raise BackupError(_("%s is damaged: %s does not have the recorded checksum") % (source, name))
    return info
