"""How a change of a customer is written: rows through the recorder, so that it can be taken back."""

from collections.abc import Sequence
from datetime import datetime

from zabota.capabilities.customers import checking, custom_values, hiding
from zabota.capabilities.customers.contracts import (
    UNTOUCHED,
    ContactDraft,
    CustomerChange,
    DateDraft,
    HideableFact,
    UnknownReferenceError,
)
from zabota.capabilities.customers.models import (
    ContactPoint,
    Customer,
    CustomerDate,
    CustomerTag,
    Responsibility,
    Tag,
)
from zabota.foundation.identity.models import Staff
from zabota.foundation.undo.recorder import Recorder


def write(
    recorder: Recorder, customer: Customer, change: CustomerChange, *, hidden: hiding.Hidden = hiding.NOTHING,
    now: datetime,
) -> list[str]:  # fmt: skip
    """Write what differs from what is there; returns the names of what changed. Bad values change nothing.

    Of contacts and dates, those hidden from whoever writes stay.
    """
    fields = checking.fields(change.fields)
    contacts = None if change.contacts is UNTOUCHED else checking.contacts(change.contacts)
    dates = None if change.dates is UNTOUCHED else checking.dates(change.dates)
    custom = custom_values.clean(change.custom)
    changed = [name for name, value in fields.items() if getattr(customer, name) != value]
    if "owner_id" in changed:
        write_responsibility(recorder, customer, staff_id=fields["owner_id"], now=now)
    recorder.update(customer, fields)
    if contacts is not None and _write_contacts(recorder, customer, contacts, hidden):
        changed.append("contacts")
    if dates is not None and HideableFact.DATES not in hidden and _write_dates(recorder, customer, dates):
        changed.append("dates")
    if change.tag_ids is not UNTOUCHED and _write_tags(recorder, customer, change.tag_ids):
        changed.append("tags")
    changed += custom_values.write(recorder, customer, custom)
    if changed:
        recorder.update(customer, {"updated_at": now})
    return changed


def write_responsibility(
    recorder: Recorder, customer: Customer, *, staff_id: int | None, now: datetime, note: str = ""
) -> None:
    """Close the open spell of the former colleague and open one of the new: who was responsible when is kept."""
    recorder.update_all(Responsibility.objects.filter(customer=customer, until=None), {"until": now})
    if staff_id is not None:
        name = Staff.objects.values_list("name", flat=True).get(pk=staff_id)
        recorder.insert(
            [Responsibility(customer=customer, staff_id=staff_id, staff_name=name, since=now, note=note[:300])]
        )


def _write_contacts(
    recorder: Recorder, customer: Customer, wanted: Sequence[tuple[ContactDraft, str]], hidden: hiding.Hidden
) -> bool:
    seen = ContactPoint.objects.filter(customer=customer).exclude(kind__in=hidden.ways)
    there = {(point.kind, point.value): point for point in seen}
    keys = {(draft.kind, value) for draft, value in wanted}
    gone = [point.pk for key, point in there.items() if key not in keys]
    count = recorder.delete(ContactPoint.objects.filter(pk__in=gone)) if gone else 0
    preferred: set[str] = set()
    new: list[ContactPoint] = []
    for draft, value in wanted:
        is_preferred = draft.is_preferred and draft.kind not in preferred
        if is_preferred:
            preferred.add(draft.kind)
        values = {"label": draft.label.strip()[:60], "is_preferred": is_preferred}
        point = there.get((draft.kind, value))
        if point is None:
            new.append(
                ContactPoint(customer=customer, kind=draft.kind, value=value, raw=draft.value.strip()[:254], **values)
            )
        else:
            count += recorder.update(point, values)
    return bool(count + len(recorder.insert(new)))


def _write_dates(recorder: Recorder, customer: Customer, wanted: Sequence[DateDraft]) -> bool:
    there = {(row.kind, row.label): row for row in CustomerDate.objects.filter(customer=customer)}
    drafts = {(draft.kind, draft.label.strip()[:120]): draft for draft in wanted}
    gone = [row.pk for key, row in there.items() if key not in drafts]
    count = recorder.delete(CustomerDate.objects.filter(pk__in=gone)) if gone else 0
    new: list[CustomerDate] = []
    for (kind, label), draft in drafts.items():
        values = {"month": draft.month, "day": draft.day, "year": draft.year}
        if row := there.get((kind, label)):
            count += recorder.update(row, values)
        else:
            new.append(CustomerDate(customer=customer, kind=kind, label=label, **values))
    return bool(count + len(recorder.insert(new)))


def _write_tags(recorder: Recorder, customer: Customer, wanted: Sequence[int]) -> bool:
    ids = set(wanted)
    if missing := ids - set(Tag.objects.filter(pk__in=ids).values_list("pk", flat=True)):
        raise UnknownReferenceError("tags", min(missing))
    rows = CustomerTag.objects.filter(customer=customer)
    there = set(rows.values_list("tag_id", flat=True))
    gone = there - ids
    count = recorder.delete(rows.filter(tag_id__in=gone)) if gone else 0
    new = [CustomerTag(customer=customer, tag_id=one) for one in sorted(ids - there)]
    return bool(count + len(recorder.insert(new)))
