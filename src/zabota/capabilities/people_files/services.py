"""People in: upload a file, say what its columns are, look at what would happen, write it, take it back."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import TAKE_IN_CUSTOMERS
from zabota.capabilities.people_files import intake
from zabota.capabilities.people_files.contracts import KIND, BadRowsError, Choices, ImportStateError, OnErrors
from zabota.capabilities.people_files.files.reading import People, PeopleFile
from zabota.capabilities.sales.contracts import IMPORT_TURN
from zabota.foundation.audit import services as audit
from zabota.foundation.database.turns import wait_turn
from zabota.foundation.events import services as events
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import SYSTEM, Actor
from zabota.foundation.identity.models import Staff
from zabota.foundation.importing import Mapping, remembering
from zabota.foundation.importing import folder as folders
from zabota.foundation.importing.models import ImportRun, ImportStatus
from zabota.foundation.importing.retention import drop_old_files, drop_working_files
from zabota.foundation.jobs import progress
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import TakenBack
from zabota.foundation.undo.models import Change

CHANGE = "people_files.imported"
BATCH = 1_000
"""People written in one transaction."""
UNDO_BATCH = 4_000
OPEN = (ImportStatus.UPLOADED, ImportStatus.MAPPED, ImportStatus.CHECKED)
NOT_BEGUN = {"kept": 0, "restored": 0, "left": 0, "before": None, "looked": False}


def upload_people(
    actor: Actor, *, file_name: str, chunks: Iterable[bytes], choices: Choices | None = None
) -> ImportRun:  # fmt: skip
    """Keep a file that came in. Raises UploadTooLargeError; nothing of a refused file stays."""
    actor.require(TAKE_IN_CUSTOMERS)
    run = ImportRun.objects.create(
        kind=KIND, file_name=file_name[-255:], stored_path=folders.new_name(),
        options=folders.dump(choices or Choices()), created_by_id=actor.staff_id, created_by_name=actor.name[:150],
    )  # fmt: skip
    try:
        run.size_bytes = folders.store(run, chunks, limit_bytes=settings.UPLOAD_MAX_BYTES)
    except folders.UploadTooLargeError:
        run.delete()
        raise
    run.save(update_fields=["size_bytes"])
    return run


def read_import(*, run_id: int) -> ImportRun:
    """Read an uploaded file and propose its columns; a reason instead where it cannot be read."""
    run = ImportRun.objects.get(pk=run_id)
    if run.status in OPEN:
        intake.stage(run)
    return run


def choose_columns(actor: Actor, *, run: ImportRun, mapping: Mapping, choices: Choices) -> ImportRun:
    """Confirm or correct what was recognised. Nothing is written but the choice."""
    actor.require(TAKE_IN_CUSTOMERS)
    if run.status not in OPEN:
        raise ImportStateError(run.status)
    read_anew = folders.load(Choices, run.options).hints != choices.hints
    run.options, run.mapping = folders.dump(choices), folders.dump(mapping)
    run.status, run.problem = ImportStatus.MAPPED, {}
    run.save(update_fields=["options", "mapping", "status", "problem"])
    if read_anew:
        intake.stage(run)
    return run


def await_check(*, run_id: int) -> None:
    """Say that a job is going to check this file, so that its page waits."""
    run = ImportRun.objects.get(pk=run_id)
    run.counts["waiting"] = "check"
    run.save(update_fields=["counts"])


def fail_import(*, run_id: int) -> None:
    """A job broke over this file in a way nobody foresaw: say so instead of waiting for ever."""
    ImportRun.objects.filter(pk=run_id, status__in=OPEN).update(
        status=ImportStatus.FAILED, problem={"code": "internal_error", "params": {}}
    )


def check_import(*, run_id: int) -> ImportRun:
    """The dry run: counts, examples and problems of what would be written. Writes no customer."""
    run = ImportRun.objects.get(pk=run_id)
    if run.status in OPEN:
        intake.check(run)
    return run


def start_writing(actor: Actor, *, run: ImportRun, now: datetime) -> None:
    """Begin to write a checked import; the job (or the caller) then runs `write_import`.

    Raises ImportStateError, and BadRowsError where rows with errors were to hold up all others.
    """
    actor.require(TAKE_IN_CUSTOMERS)
    choices = folders.load(Choices, run.options)
    if choices.on_errors is OnErrors.NOTHING and run.counts.get("file", {}).get("bad_rows"):
        raise BadRowsError
    with transaction.atomic():
        begun = ImportRun.objects.filter(pk=run.pk, status=ImportStatus.CHECKED).update(
            status=ImportStatus.APPLYING, cursor=0
        )
        if not begun:
            raise ImportStateError(run.status)
        run.refresh_from_db()
        change = undo.begin(actor, kind=CHANGE, now=now, data={"import_id": run.pk})
        run.counts["change_id"] = change.pk
        run.save(update_fields=["counts"])
        remembering.remember(run)
        audit.record(
            actor=actor, action="people_files.import_started", object_kind="import", object_id=run.pk,
            after={"sha256": run.sha256, "people": run.counts["file"]["people"]}, summary=run.file_name,
        )  # fmt: skip


def write_import(*, run_id: int, now: datetime) -> ImportRun:
    """Write what was begun, batch by batch, from wherever it stopped. Safe to run again at any time."""
    run = ImportRun.objects.get(pk=run_id)
    if run.status != ImportStatus.APPLYING:
        return run
    with People(folders.folder_of(run).load(PeopleFile)) as people:
        while _write_next(run_id, people, now):
            pass
    run.refresh_from_db()
    if run.status == ImportStatus.APPLIED:
        drop_working_files(run, PeopleFile)
    return run


def _write_next(run_id: int, people: People, now: datetime) -> bool:
    """One batch and the cursor that counts it, in one transaction; False when all is written."""
    with transaction.atomic():
        wait_turn(IMPORT_TURN)
        run = ImportRun.objects.select_for_update().get(pk=run_id)
        if run.status != ImportStatus.APPLYING:
            return False
        actor, total = _actor_of(run), run.counts["file"]["people"]
        if run.cursor >= total:
            _finish(run, actor, now)
            return False
        batch = people.read(run.cursor, BATCH)
        taken = customers.bring_people(
            SYSTEM if run.created_by_id is None else actor, change=change_of(run), run_id=run.pk, people=batch,
            rules=intake.rules_of(run), now=now,
        )  # fmt: skip
        written = Counter(run.counts.get("written", {}))
        written.update(new=taken.created, changed=taken.changed, same=taken.same)
        run.counts["written"] = dict(written)
        run.cursor += len(batch)
        run.save(update_fields=["cursor", "counts"])
        progress(run.cursor, total)
    return True


def _finish(run: ImportRun, actor: Actor, now: datetime) -> None:
    run.status, run.applied_at = ImportStatus.APPLIED, now
    run.save(update_fields=["status", "applied_at"])
    written = run.counts.get("written", {})
    events.publish(
        kind=CHANGE, actor=actor, customer_id=None, occurred_at=now, subject=f"import:{run.pk}",
        data={"import_id": run.pk, "new": written.get("new", 0), "changed": written.get("changed", 0)},
        origin=undo.origin_of(change_of(run)),
    )  # fmt: skip
    audit.record(
        actor=actor, action="people_files.import_applied", object_kind="import", object_id=run.pk, after=written,
        summary=run.file_name,
    )  # fmt: skip


def import_whole(*, run_id: int, is_dry_run: bool, now: datetime) -> ImportRun:
    """Everything after the upload in one go, for programs: read, check and, unless it is a dry run, write."""
    run = read_import(run_id=run_id)
    if run.status in OPEN:
        run = check_import(run_id=run_id)
    if run.status == ImportStatus.CHECKED and not is_dry_run:
        start_writing(_actor_of(run), run=run, now=now)
        run = write_import(run_id=run_id, now=now)
    return run


def index_import(*, run_id: int, now: datetime) -> None:
    """Make everybody an import touched findable, batch by batch. Safe to repeat."""
    run = ImportRun.objects.get(pk=run_id)
    last_id: int | None = 0
    while last_id is not None:
        with transaction.atomic():
            if ImportRun.objects.select_for_update().get(pk=run_id).status != ImportStatus.APPLIED:
                return
            ids, last_id = undo.next_rows(change_of(run), table="customers.Customer", after_id=last_id, limit=BATCH)
            customers.index_people(customer_ids=ids, now=now)
            progress(0)


def start_undoing(actor: Actor, *, run: ImportRun) -> None:
    """Begin to take an import back, also one that stopped half-way; then `take_back_import` does it."""
    actor.require(TAKE_IN_CUSTOMERS)
    states = (ImportStatus.APPLIED, ImportStatus.APPLYING)
    with transaction.atomic():
        begun = ImportRun.objects.filter(pk=run.pk, status__in=states).update(status=ImportStatus.UNDOING, cursor=0)
        if not begun:
            raise ImportStateError(run.status)
        audit.record(
            actor=actor, action="people_files.import_undo_started", object_kind="import", object_id=run.pk,
            summary=run.file_name,
        )  # fmt: skip
    run.refresh_from_db()


def take_back_import(*, run_id: int, now: datetime) -> ImportRun:
    """Remove those the import brought and put back what it changed; from wherever it stopped.

    A card somebody has gone on with stays whole, and a field changed since stays as it is.
    """
    run = ImportRun.objects.get(pk=run_id)
    if run.status != ImportStatus.UNDOING:
        return run
    while _take_back_next(run_id, now):
        pass
    run.refresh_from_db()
    drop_working_files(run, PeopleFile)
    return run


def _take_back_next(run_id: int, now: datetime) -> bool:
    """First, going up the rows of the change, what stays; then, going down, the rest is put back."""
    with transaction.atomic():
        wait_turn(IMPORT_TURN)
        run = ImportRun.objects.select_for_update().get(pk=run_id)
        if run.status != ImportStatus.UNDOING:
            return False
        change, actor = change_of(run), _actor_of(run)
        back = run.counts.setdefault("taken_back", dict(NOT_BEGUN))
        if not back["looked"]:
            kept, last_id = customers.leave_what_people_went_on_with(SYSTEM, change=change, after_id=run.cursor)
            back["kept"] += kept
            back["looked"], run.cursor = last_id is None, last_id or 0
        else:
            done, back["before"] = undo.put_back_some(change, before_id=back["before"], limit=UNDO_BATCH, now=now)
            back["restored"] += done.restored
            back["left"] += done.left
            run.cursor += UNDO_BATCH
            if back["before"] is None:
                taken_back = TakenBack(restored=back["restored"], left=back["left"])
                undo.finish_taking_back(actor, change=change, done=taken_back, now=now)
                run.status, run.undone_at, run.cursor = ImportStatus.UNDONE, now, 0
        run.save(update_fields=["status", "undone_at", "cursor", "counts"])
        progress(0)
        return run.status == ImportStatus.UNDOING


def discard_import(actor: Actor, *, run: ImportRun) -> None:
    """Throw away an upload that was never written, with its file."""
    actor.require(TAKE_IN_CUSTOMERS)
    with transaction.atomic():
        deleted, _rows = ImportRun.objects.filter(pk=run.pk, status__in=(*OPEN, ImportStatus.FAILED)).delete()
        if not deleted:
            raise ImportStateError(run.status)
    folders.remove(run)


def forget_files(*, now: datetime) -> int:
    """Every night: files kept long enough go, and uploads nobody went on with; returns how many imports."""
    before = now - timedelta(days=settings.UPLOADS_KEPT_DAYS)
    abandoned = ImportRun.objects.filter(kind=KIND, status__in=OPEN, created_at__lt=before)
    count = drop_old_files([KIND], PeopleFile, before=before)
    for run in abandoned:
        discard_import(SYSTEM, run=run)
        count += 1
    return count


def change_of(run: ImportRun) -> Change:
    return Change.objects.get(pk=run.counts["change_id"])


def _actor_of(run: ImportRun) -> Actor:
    staff = Staff.objects.filter(pk=run.created_by_id).first() if run.created_by_id else None
    return identity.actor_for_staff(staff) if staff else SYSTEM
