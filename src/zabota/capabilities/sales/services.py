"""Orders in: upload a file, say what its columns are, look at what would happen, write it, undo it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from zabota.capabilities.customers import services as customers
from zabota.capabilities.sales.contracts import (
    FILE_KIND,
    FILE_KINDS,
    IMPORT_ORDERS,
    IMPORT_TURN,
    MANUAL_SOURCE,
    Choices,
    ImportStateError,
    WhenChanged,
)
from zabota.capabilities.sales.files import OrdersFile, RowsAre
from zabota.capabilities.sales.intake import reading, undoing, writing
from zabota.capabilities.sales.intake.batch import SentOrder, as_file, batch_mapping
from zabota.capabilities.sales.intake.batches import Batches
from zabota.foundation.audit import services as audit
from zabota.foundation.database.turns import wait_turn
from zabota.foundation.events import services as events
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import SYSTEM, Actor
from zabota.foundation.identity.models import Branch, Staff
from zabota.foundation.importing import Mapping, Problem, Severity, read_problems, remembering
from zabota.foundation.importing import folder as folders
from zabota.foundation.importing.models import ImportRun, ImportStatus
from zabota.foundation.importing.retention import drop_old_files, drop_working_files
from zabota.foundation.jobs import progress

BATCH = 4_000
"""Customers or orders written in one transaction."""
TRIES = 5
"""A batch that met another import writing the same customer or order is done again, and finds it there."""
OPEN = (ImportStatus.UPLOADED, ImportStatus.MAPPED, ImportStatus.CHECKED)


def upload_orders(
    actor: Actor,
    *,
    file_name: str,
    chunks: Iterable[bytes],
    source: str = MANUAL_SOURCE,
    choices: Choices | None = None,
) -> ImportRun:
    """Keep a file that came in. Raises UploadTooLargeError; nothing of a refused file stays."""
    actor.require(IMPORT_ORDERS)
    chosen = choices or reading.default_choices(source)
    run = ImportRun.objects.create(
        kind=FILE_KIND,
        file_name=file_name[-255:],
        stored_path=folders.new_name(),
        options=folders.dump(chosen),
        created_by_id=actor.staff_id,
        created_by_name=actor.name[:150],
    )
    try:
        size = folders.store(run, chunks, limit_bytes=settings.UPLOAD_MAX_BYTES)
    except folders.UploadTooLargeError:
        run.delete()
        raise
    run.size_bytes = size
    run.save(update_fields=["size_bytes"])
    return run


def read_import(*, run_id: int) -> ImportRun:
    """Read an uploaded file and propose its columns; a reason instead where it cannot be read."""
    run = ImportRun.objects.get(pk=run_id)
    if run.status in OPEN:
        reading.stage(run)
    return run


def choose_columns(actor: Actor, *, run: ImportRun, mapping: Mapping, choices: Choices) -> ImportRun:
    """Confirm or correct what was recognised. Nothing is written but the choice."""
    actor.require(IMPORT_ORDERS)
    if run.status not in OPEN:
        raise ImportStateError(run.status)
    read_anew = folders.load(Choices, run.options).hints != choices.hints
    run.options, run.mapping = folders.dump(choices), folders.dump(mapping)
    run.status, run.problem = ImportStatus.MAPPED, {}
    run.save(update_fields=["options", "mapping", "status", "problem"])
    if read_anew:
        reading.stage(run)
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
    """The dry run: counts, totals and problems of what would be written. Writes no order."""
    run = ImportRun.objects.get(pk=run_id)
    if run.status in OPEN:
        reading.check(run)
    return run


def start_writing(actor: Actor, *, run: ImportRun) -> None:
    """Begin to write a checked import; the job (or the caller) then runs `write_import`.

    Raises ImportStateError when it is not checked, or was begun already.
    """
    actor.require(IMPORT_ORDERS)
    with transaction.atomic():
        begun = ImportRun.objects.filter(pk=run.pk, status=ImportStatus.CHECKED).update(
            status=ImportStatus.APPLYING, cursor=0
        )
        if not begun:
            raise ImportStateError(run.status)
        run.refresh_from_db()
        remembering.remember(run)
        audit.record(
            actor=actor,
            action="sales.import_started",
            object_kind="import",
            object_id=run.pk,
            after={"sha256": run.sha256, "orders": run.counts["file"]["orders"]},
            summary=run.file_name,
        )


def write_import(*, run_id: int, now: datetime) -> ImportRun:
    """Write what was begun, batch by batch, from wherever it stopped. Safe to run again at any time."""
    run = ImportRun.objects.get(pk=run_id)
    if run.status != ImportStatus.APPLYING:
        return run
    file = folders.folder_of(run).load(OrdersFile)
    with Batches(file) as batches:
        while _write_step(run_id, file, batches, now):
            pass
    run = ImportRun.objects.get(pk=run_id)
    if run.status == ImportStatus.APPLIED:
        drop_working_files(run, OrdersFile)
    return run


def _write_step(run_id: int, file: OrdersFile, batches: Batches, now: datetime) -> bool:
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return _write_next(run_id, file, batches, now)
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
    return False


def _write_next(run_id: int, file: OrdersFile, batches: Batches, now: datetime) -> bool:
    """One batch and the cursor that counts it, in one transaction; False when all is written."""
    wait_turn(IMPORT_TURN)
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    if run.status != ImportStatus.APPLYING:
        return False
    choices, actor = folders.load(Choices, run.options), _actor_of(run)
    customer_count, order_count = file.counts.customers, file.counts.orders
    if "branches" not in run.counts:
        _open_branches(run, batches.branches())
    branch_ids: dict[str, int] = run.counts["branches"]
    if run.cursor < customer_count:
        people = batches.customers(run.cursor, BATCH, branch_ids)
        taken = customers.take_in_customers(SYSTEM, run_id=run.pk, source=choices.source, people=people, now=now)
        done = Counter(customers_new=taken.created, customers_known=taken.known)
        run.cursor += len(people)
    elif run.cursor < customer_count + order_count:
        start = run.cursor - customer_count
        orders = batches.orders(start, BATCH)
        target = writing.Target(
            run_id=run.pk,
            source=choices.source,
            origin=origin_of(run),
            branch_ids=branch_ids,
            replaces_changed=choices.when_changed is WhenChanged.REPLACE,
            actor=actor,
        )
        done = writing.write_batch(orders, batches.lines(start, BATCH), target)
        run.cursor += len(orders)
    else:
        _finish(run, actor, now)
        return False
    run.counts["written"] = dict(Counter(run.counts.get("written", {})) + done)
    run.save(update_fields=["cursor", "counts"])
    progress(run.cursor, customer_count + order_count)
    return True


def _open_branches(run: ImportRun, names: list[str]) -> None:
    known = dict(Branch.objects.filter(name__in=[name[:120] for name in names]).values_list("name", "id"))
    new = [
        Branch.objects.create(name=name) for name in dict.fromkeys(name[:120] for name in names) if name not in known
    ]
    known |= {branch.name: branch.pk for branch in new}
    run.counts["branches"] = {name: known[name[:120]] for name in names}
    run.counts["branch_ids"] = [branch.pk for branch in new]


def _finish(run: ImportRun, actor: Actor, now: datetime) -> None:
    run.status, run.applied_at = ImportStatus.APPLIED, now
    run.save(update_fields=["status", "applied_at"])
    written = run.counts.get("written", {})
    data = {"import_id": run.pk, "orders": written.get("orders_new", 0), "customers": written.get("customers_new", 0)}
    events.publish(
        kind="sales.orders_imported", actor=actor, customer_id=None, occurred_at=now, data=data,
        subject=f"import:{run.pk}", origin=origin_of(run),
    )  # fmt: skip
    audit.record(
        actor=actor, action="sales.import_applied", object_kind="import", object_id=run.pk, after=written,
        summary=run.file_name,
    )  # fmt: skip


def import_whole(*, run_id: int, is_dry_run: bool, now: datetime) -> ImportRun:
    """Everything after the upload in one go, for programs: read, check and, unless it is a dry run, write."""
    run = read_import(run_id=run_id)
    if run.status in OPEN:
        run = check_import(run_id=run_id)
    if run.status == ImportStatus.CHECKED and not is_dry_run:
        start_writing(_actor_of(run), run=run)
    return write_import(run_id=run_id, now=now)


def take_orders(
    actor: Actor, *, orders: Sequence[SentOrder], currency: str, source: str, now: datetime
) -> tuple[ImportRun, list[Problem]]:
    """Write a batch a program sent, as an import of its own. With any bad row nothing is written.

    Returns the import and its problems; an order that is here already is replaced where its contents changed.
    """
    actor.require(IMPORT_ORDERS)
    default = reading.default_choices(source)
    order = replace(default.order, currency=currency, rows_are=RowsAre.LINES)
    choices = replace(default, order=order, when_changed=WhenChanged.REPLACE)
    content = as_file(orders, currency=currency, time_zone=order.time_zone)
    run = upload_orders(actor, file_name="API", chunks=[content], choices=choices)
    read_import(run_id=run.pk)
    run.refresh_from_db()
    run = choose_columns(actor, run=run, mapping=batch_mapping(), choices=choices)
    file = reading.check(run)
    if file is None:
        errors = [remembering.load_problem(run.problem)]
    else:
        errors = [one for one in read_problems(file.converted.problems_path) if one.severity is Severity.ERROR]
    if errors:
        folders.remove(run)
        return run, errors
    start_writing(actor, run=run)
    return write_import(run_id=run.pk, now=now), []


def start_undoing(actor: Actor, *, run: ImportRun) -> None:
    """Begin to undo an import, also one that stopped half-way; then `take_back_import` does it."""
    actor.require(IMPORT_ORDERS)
    states = (ImportStatus.APPLIED, ImportStatus.APPLYING)
    with transaction.atomic():
        begun = ImportRun.objects.filter(pk=run.pk, status__in=states).update(status=ImportStatus.UNDOING)
        if not begun:
            raise ImportStateError(run.status)
        audit.record(
            actor=actor, action="sales.import_undo_started", object_kind="import", object_id=run.pk,
            summary=run.file_name,
        )  # fmt: skip
    run.refresh_from_db()


def take_back_import(*, run_id: int, now: datetime) -> ImportRun:
    """Remove all the import wrote and put back what it replaced; from wherever it stopped."""
    run = ImportRun.objects.get(pk=run_id)
    if run.status != ImportStatus.UNDOING:
        return run
    undoing.take_back_orders(run, origin=origin_of(run), now=now)
    with transaction.atomic():
        actor = _actor_of(run)
        run.status, run.undone_at, run.cursor = ImportStatus.UNDONE, now, 0
        run.save(update_fields=["status", "undone_at", "cursor"])
        events.publish(
            kind="sales.import_undone", actor=actor, customer_id=None, occurred_at=now, data={"import_id": run.pk},
            subject=f"import:{run.pk}",
        )  # fmt: skip
        audit.record(
            actor=actor, action="sales.import_undone", object_kind="import", object_id=run.pk, summary=run.file_name
        )
    drop_working_files(run, OrdersFile)
    return run


def discard_import(actor: Actor, *, run: ImportRun) -> None:
    """Throw away an upload that was never written, with its file."""
    actor.require(IMPORT_ORDERS)
    with transaction.atomic():
        deleted, _rows = ImportRun.objects.filter(pk=run.pk, status__in=(*OPEN, ImportStatus.FAILED)).delete()
        if not deleted:
            raise ImportStateError(run.status)
    folders.remove(run)


def forget_files(*, now: datetime) -> int:
    """Every night: files kept long enough go, and uploads nobody went on with; returns how many imports."""
    before = now - timedelta(days=settings.UPLOADS_KEPT_DAYS)
    abandoned = ImportRun.objects.filter(kind=FILE_KIND, status__in=OPEN, created_at__lt=before)
    count = drop_old_files(FILE_KINDS, OrdersFile, before=before)
    for run in abandoned:
        discard_import(SYSTEM, run=run)
        count += 1
    return count


def origin_of(run: ImportRun) -> str:
    """How the timeline names what this import wrote."""
    return f"import:{run.pk}"


def _actor_of(run: ImportRun) -> Actor:
    staff = Staff.objects.filter(pk=run.created_by_id).first() if run.created_by_id else None
    return identity.actor_for_staff(staff) if staff else SYSTEM
