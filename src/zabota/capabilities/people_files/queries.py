"""Reading imports of people."""

from dataclasses import dataclass

from zabota.capabilities.customers.contracts import TAKE_IN_CUSTOMERS
from zabota.capabilities.people_files.contracts import KIND
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.importing import StagedFile
from zabota.foundation.importing.folder import folder_of
from zabota.foundation.importing.models import ImportRun, ImportStatus
from zabota.foundation.undo.models import Change


@dataclass(frozen=True, kw_only=True)
class ImportProgress:
    """How far the work behind an import is; without a total nobody can tell yet."""

    stage: str
    done: int = 0
    total: int | None = None
    is_done: bool = False

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0


def list_imports(actor: Actor, *, limit: int = 100) -> list[ImportRun]:
    """The latest first: one query."""
    actor.require(TAKE_IN_CUSTOMERS)
    return list(ImportRun.objects.filter(kind=KIND).order_by("-id")[:limit])


def progress_of(run: ImportRun) -> ImportProgress:
    if run.status == ImportStatus.APPLYING:
        return ImportProgress(stage="writing", done=run.cursor, total=run.counts["file"]["people"])
    if run.status == ImportStatus.UNDOING:
        change = Change.objects.get(pk=run.counts["change_id"])
        looked = run.counts.get("taken_back", {}).get("looked")
        return ImportProgress(stage="undoing", done=run.cursor if looked else 0, total=change.row_count)
    if run.status == ImportStatus.UPLOADED and not folder_of(run).has(StagedFile):
        return ImportProgress(stage="reading")
    if run.counts.get("waiting"):
        return ImportProgress(stage="checking")
    return ImportProgress(stage="", done=1, total=1, is_done=True)
