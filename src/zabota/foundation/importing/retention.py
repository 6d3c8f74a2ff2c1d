"""What stays on disk of an import that has ended: the file as it came and the rows that did not pass, for a while."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Protocol

from zabota.foundation.importing.contracts import Converted, Proposal, StagedFile
from zabota.foundation.importing.folder import folder_of, remove
from zabota.foundation.importing.models import ImportRun, ImportStatus

ENDED = (ImportStatus.APPLIED, ImportStatus.UNDONE, ImportStatus.FAILED)
BATCH = 200


class CheckedFile(Protocol):
    """What a check leaves in the folder of an import, whatever its rows are."""

    @property
    def converted(self) -> Converted: ...


def drop_working_files(run: ImportRun, checked: type[CheckedFile]) -> None:
    """Remove what only the import itself needed. Safe to repeat; the rejected rows can still be downloaded."""
    folder = folder_of(run)
    if not run.stored_path or not folder.root.exists():
        return
    kept: set[Path] = set()
    if run.counts.get("file", {}).get("bad_rows") and folder.has(checked):
        converted = folder.load(checked).converted
        kept = {converted.staged.path, converted.problems_path}
    else:
        folder.forget(checked)
    folder.forget(StagedFile)
    folder.forget(Proposal)
    for path in folder.work.rglob("*"):
        if path.is_file() and path not in kept:
            path.unlink(missing_ok=True)


def drop_old_files(kinds: Collection[str], checked: type[CheckedFile], *, before: datetime) -> int:
    """Remove all files of imports of these kinds that came in before this moment and have ended; returns how many.

    Also tidies after younger ones whose worker was killed before it could.
    """
    ended = ImportRun.objects.filter(kind__in=kinds, status__in=ENDED).exclude(stored_path="")
    for run in ended.filter(created_at__gte=before).iterator(chunk_size=BATCH):
        drop_working_files(run, checked)
    dropped = 0
    for run in ended.filter(created_at__lt=before).iterator(chunk_size=BATCH):
        remove(run)
        ImportRun.objects.filter(pk=run.pk).update(stored_path="")
        dropped += 1
    return dropped
