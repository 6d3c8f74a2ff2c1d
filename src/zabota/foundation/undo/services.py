from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from zabota.foundation.audit import services as audit
from zabota.foundation.events import services as events
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo.contracts import (
    LaterChangeError,
    OwnPageError,
    TakenBack,
    UndoneAlreadyError,
    get_change_kind,
    listeners_of,
)
from zabota.foundation.undo.models import Change, ChangedRow
from zabota.foundation.undo.putting_back import put_back
from zabota.foundation.undo.recorder import Recorder
from zabota.foundation.undo.rivals import later_deletion
from zabota.foundation.undo.rules import takes_back_others

BATCH = 1_000


def begin(actor: Actor, *, kind: str, now: datetime, data: Mapping[str, Any] | None = None) -> Change:
    """Open a change whose rows several transactions will write (a bulk edit of a million): see `going_on`."""
    return Change.objects.create(
        kind=get_change_kind(kind).code, actor_kind=actor.kind, actor_id=actor.id, actor_name=actor.name[:200],
        data=dict(data or {}), made_at=now,
    )  # fmt: skip


@contextmanager
def recording(
    actor: Actor, *, kind: str, now: datetime, data: Mapping[str, Any] | None = None
) -> Iterator[Recorder]:  # fmt: skip
    """One change in one transaction: `with recording(...) as recorder: recorder.update(row, {"owner_id": 7})`.

    A change that changed nothing leaves no trace. `data` holds ids and counts for the words of the history.
    """
    with transaction.atomic():
        change = begin(actor, kind=kind, now=now, data=data)
        with _writing(change) as recorder:
            yield recorder
        if not recorder.count:
            change.delete()


@contextmanager
def going_on(change: Change) -> Iterator[Recorder]:
    """Write more rows of a change that was begun, in one transaction.

    Raises UndoneAlreadyError where it was taken back meanwhile: nobody could take these rows back any more.
    """
    with transaction.atomic():
        if not Change.objects.select_for_update().filter(pk=change.pk, undone_at=None).exists():
            raise UndoneAlreadyError
        with _writing(change) as recorder:
            yield recorder


@contextmanager
def _writing(change: Change) -> Iterator[Recorder]:
    with transaction.atomic():
        recorder = Recorder(change)
        yield recorder
        change.row_count += recorder.count
        if change.pk and recorder.count:
            change.save(update_fields=["row_count", "data"])


def take_back(actor: Actor, *, change_id: int, now: datetime) -> TakenBack:
    """Put every row back as it was before the change, the last written first.

    A column somebody changed since stays as it is now and is counted as left. Raises UndoneAlreadyError,
    LaterChangeError where a row cannot be put back before a later change is, and PermissionDeniedError;
    another's change does not exist for whoever takes back only his own. Events of the change leave the timeline.
    """
    with transaction.atomic():
        change = Change.objects.select_for_update().get(pk=change_id)
        actor.require(get_change_kind(change.kind).permission)
        if not takes_back_others(actor) and (change.actor_kind, change.actor_id) != (actor.kind, actor.id):
            raise Change.DoesNotExist
        if change.undone_at is not None:
            raise UndoneAlreadyError
        if get_change_kind(change.kind).page is not None:
            raise OwnPageError
        restored = left = 0
        touched: dict[str, set[int]] = defaultdict(set)
        for table, rows in _last_first(change):
            if (rival := later_deletion(change.pk, table, rows)) is not None:
                raise LaterChangeError(rival)
            try:
                with transaction.atomic():
                    done, stayed = put_back(table, rows)
            except IntegrityError as error:
                raise LaterChangeError(_later(change, table, [row.row_id for row in rows])) from error
            restored, left = restored + len(done), left + stayed
            touched[table].update(done)
        taken_back = TakenBack(restored=restored, left=left)
        finish_taking_back(actor, change=change, done=taken_back, now=now)
        for table, row_ids in touched.items():
            for listener in listeners_of(table):
                listener(row_ids, now)
        return taken_back


def forget_before(moment: datetime) -> int:
    """Drop changes made before a moment: they can no longer be taken back. Returns how many."""
    old = Change.objects.filter(made_at__lt=moment)
    ChangedRow.objects.filter(change__in=old)._raw_delete(using=old.db)
    return old.delete()[0]


def forget_customer(customer_id: int, *, rows: Mapping[str, Collection[int]]) -> int:
    """Drop every copy of a customer's rows (ids by table), also of those deleted since; returns how many."""
    about = Q(before__customer_id=customer_id) | Q(after__customer_id=customer_id)
    for table, row_ids in rows.items():
        about |= Q(table=table, row_id__in=list(row_ids))
    return ChangedRow.objects.filter(about).delete()[0]


def origin_of(change: Change) -> str:
    """How events that belong to a change name it, so that they go with it."""
    return f"change:{change.pk}"


def _last_first(change: Change) -> Iterator[tuple[str, list[ChangedRow]]]:
    """Rows of one table at a time, in the opposite order of writing."""
    last_id: int | None = None
    while True:
        rows = ChangedRow.objects.filter(change=change)
        if last_id is not None:
            rows = rows.filter(pk__lt=last_id)
        batch = list(rows.order_by("-pk")[:BATCH])
        if not batch:
            return
        for table, group in groupby(batch, key=lambda row: row.table):
            yield table, list(group)
        last_id = batch[-1].pk


def put_back_some(
    change: Change, *, before_id: int | None, now: datetime, limit: int = BATCH
) -> tuple[TakenBack, int | None]:
    """Put back the next rows of a large change, those written last first, inside the caller's transaction.

    New rows somebody has hung others on since stay. Returns the id of the last row done, to go on before it,
    None when nothing is left; then `finish_taking_back` ends it.
    """
    restored = left = 0
    rows = ChangedRow.objects.filter(change=change)
    batch = list((rows.filter(pk__lt=before_id) if before_id is not None else rows).order_by("-pk")[:limit])
    for table, group in groupby(batch, key=lambda row: row.table):
        done, stayed = put_back(table, list(group), leaves_relied_upon=True)
        restored, left = restored + len(done), left + stayed
        for listener in listeners_of(table):
            listener(set(done), now)
    return TakenBack(restored=restored, left=left), batch[-1].pk if batch else None


def next_rows(change: Change, *, table: str, after_id: int, limit: int = BATCH) -> tuple[list[int], int | None]:
    """Ids of the next rows of a table that a change touched, and where to go on; None at the end."""
    rows = ChangedRow.objects.filter(change=change, table=table, pk__gt=after_id).order_by("pk")
    found = list(rows.values_list("row_id", "pk")[:limit])
    return [row_id for row_id, _pk in found], found[-1][1] if found else None


def leave_as_is(change: Change, *, table: str, row_ids: Collection[int]) -> None:
    """These rows are not to be put back with the others: people have gone on with them."""
    ChangedRow.objects.filter(change=change, table=table, row_id__in=row_ids).delete()


def finish_taking_back(actor: Actor, *, change: Change, done: TakenBack, now: datetime) -> None:
    """Say that all of a change was put back; its events leave the timeline."""
    change.undone_at, change.undone_by_name = now, actor.name[:200]
    change.save(update_fields=["undone_at", "undone_by_name"])
    events.retract(origin=origin_of(change))
    audit.record(
        actor=actor, action="undo.taken_back", object_kind="change", object_id=change.pk,
        after={"kind": change.kind, "restored": done.restored, "left": done.left},
    )  # fmt: skip


def _later(change: Change, table: str, row_ids: list[int]) -> int | None:
    """The latest change, not undone yet, that touched these rows after this one."""
    rows = ChangedRow.objects.filter(table=table, row_id__in=row_ids, change_id__gt=change.pk)
    return rows.filter(change__undone_at=None).order_by("-change_id").values_list("change_id", flat=True).first()
