"""Which cards an import brought people have gone on with: those stay whole when it is taken back."""

from collections.abc import Iterator

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.customers.rows import Fate, declared_rows
from zabota.foundation.events.models import TimelineEvent
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.columns import encode, values_of
from zabota.foundation.undo.models import Change, ChangedRow

BATCH = 1_000
CUSTOMERS = Customer._meta.label


def leave_what_people_went_on_with(change: Change, *, after_id: int) -> tuple[int, int | None]:
    """Look at the next customers the change brought; returns how many of them stay, and where to go on."""
    made = ChangedRow.objects.filter(change=change, table=CUSTOMERS, before__isnull=True, pk__gt=after_id)
    noted = list(made.order_by("pk")[:BATCH])
    if not noted:
        return 0, None
    here = Customer.objects.in_bulk([row.row_id for row in noted])
    kept = {
        row.row_id
        for row in noted
        if row.row_id in here
        and row.after is not None
        and any(encode(getattr(here[row.row_id], name)) != value for name, value in row.after.items())
    }
    kept |= set(_touched(change, list(here)))
    for declared in declared_rows():
        if declared.by_rule is not None:
            declared.model._default_manager.filter(declared.by_rule, customer_id__in=here.keys() - kept).delete()
    for table, row_ids in _rows_of(kept):
        undo.leave_as_is(change, table=table, row_ids=row_ids)
    undo.leave_as_is(change, table=CUSTOMERS, row_ids=kept)
    return len(kept), noted[-1].pk


def _touched(change: Change, customer_ids: list[int]) -> Iterator[int]:
    """Customers with rows the change did not write, or that somebody changed since."""
    for declared in declared_rows():
        if declared.when_deleted is Fate.STAY:
            continue
        rows = declared.model._default_manager.filter(customer_id__in=customer_ids)
        if declared.model is TimelineEvent:
            rows = rows.exclude(origin=undo.origin_of(change))
        table = declared.model._meta.label
        current = {row.pk: row for row in rows}
        noted = _noted(change, table, list(current))
        if declared.by_rule is not None:
            made = set(rows.filter(declared.by_rule).values_list("pk", flat=True))
            touched = ChangedRow.objects.filter(table=table, row_id__in=made).values_list("row_id", flat=True)
            current = {pk: row for pk, row in current.items() if pk not in made - set(touched)}
        for pk, row in current.items():
            after = noted.get(pk)
            if after is None or values_of(row, after) != after:
                yield row.customer_id  # type: ignore[attr-defined]


def _noted(change: Change, table: str, row_ids: list[int]) -> dict[int, dict[str, object]]:
    rows = ChangedRow.objects.filter(change=change, table=table, row_id__in=row_ids, before__isnull=True)
    return {row_id: after for row_id, after in rows.values_list("row_id", "after") if after is not None}


def _rows_of(customer_ids: set[int]) -> Iterator[tuple[str, list[int]]]:
    for declared in declared_rows():
        rows = declared.model._default_manager.filter(customer_id__in=customer_ids)
        yield declared.model._meta.label, list(rows.values_list("pk", flat=True))
