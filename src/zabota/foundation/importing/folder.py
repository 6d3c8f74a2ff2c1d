"""The folder of one import: the file as it came, what was recognised, and the typed rows of the check.

Everything between the steps lies here, so that a page, a job and a restarted worker see the same.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from django.conf import settings
from pydantic import TypeAdapter

from zabota.foundation.importing.models import ImportRun

Kept = TypeVar("Kept")


class UploadTooLargeError(Exception):
    """The file is larger than this installation takes."""


@dataclass(frozen=True)
class Folder:
    root: Path

    @property
    def source(self) -> Path:
        """The file as it came, under our own name."""
        return self.root / "source"

    @property
    def work(self) -> Path:
        return self.root / "work"

    def has(self, kind: type[Kept]) -> bool:
        return self._place(kind).exists()

    def keep(self, value: object) -> None:
        self._place(type(value)).write_bytes(TypeAdapter(type(value)).dump_json(value))

    def load(self, kind: type[Kept]) -> Kept:
        return TypeAdapter(kind).validate_json(self._place(kind).read_bytes())

    def forget(self, kind: type[Kept]) -> None:
        self._place(kind).unlink(missing_ok=True)

    def _place(self, kind: type[Any]) -> Path:
        return self.root / f"{kind.__name__}.json"


def folder_of(run: ImportRun) -> Folder:
    return Folder(uploads_folder() / run.stored_path)


def new_name() -> str:
    """A folder no other import ever had: ids may come again after a rolled back transaction."""
    return uuid4().hex


def uploads_folder() -> Path:
    return Path(settings.DATA_DIR) / "uploads"


def store(run: ImportRun, chunks: Iterable[bytes], *, limit_bytes: int) -> int:
    """Write the upload under our own name; returns its size. Raises UploadTooLargeError while writing."""
    folder = folder_of(run)
    folder.work.mkdir(parents=True, exist_ok=True, mode=0o700)
    size = 0
    with folder.source.open("wb") as target:
        for chunk in chunks:
            size += len(chunk)
            if size > limit_bytes:
                break
            target.write(chunk)
    if size > limit_bytes:
        remove(run)
        raise UploadTooLargeError
    return size


def remove(run: ImportRun) -> None:
    if run.stored_path:
        shutil.rmtree(folder_of(run).root, ignore_errors=True)


def dump(value: object) -> dict[str, Any]:
    """A dataclass of choices as JSON, to be kept beside the import."""
    dumped: dict[str, Any] = TypeAdapter(type(value)).dump_python(value, mode="json")
    return dumped


def load(kind: type[Kept], data: dict[str, Any]) -> Kept:
    return TypeAdapter(kind).validate_python(data)
