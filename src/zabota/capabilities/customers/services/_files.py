from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zabota.capabilities.customers import queries
from zabota.capabilities.customers.contracts import FILE_ADDED, WRITE_NOTES, BadValueError
from zabota.capabilities.customers.models import CustomerFile
from zabota.foundation.audit import services as audit
from zabota.foundation.events import services as events
from zabota.foundation.files import services as files
from zabota.foundation.files.models import StoredFile
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import declare_change

FILE_KEPT = declare_change("customers.file_added", gettext_lazy("File added"), WRITE_NOTES, "paperclip")
FILE_REMOVED = declare_change("customers.file_removed", gettext_lazy("File removed"), WRITE_NOTES, "paperclip")
MOST_FILES = 200


def add_file(actor: Actor, *, customer_id: int, name: str, chunks: Iterable[bytes], now: datetime) -> CustomerFile:
    """Keep a file on the card; leaves the event `customers.file_added`. Raises FileRefusedError, BadValueError."""
    actor.require(WRITE_NOTES)
    customer = queries.get_customer(actor, customer_id=customer_id)
    if customer.files.count() >= MOST_FILES:
        raise BadValueError("files", _("At most %(n)s files on a card.") % {"n": MOST_FILES})
    with undo.recording(actor, kind=FILE_KEPT, now=now, data={"customer_id": customer_id}) as recorder:
        stored = files.store(actor, name=name, chunks=chunks, subject=_subject(customer_id), now=now)
        (row,) = recorder.insert([CustomerFile(customer=customer, file=stored)])
        events.publish(
            kind=FILE_ADDED, actor=actor, customer_id=customer_id, occurred_at=now, data={"name": stored.name},
            origin=undo.origin_of(recorder.change),
        )  # fmt: skip
        audit.record(
            actor=actor, action="customers.file_added", object_kind="customer", object_id=customer_id,
            after={"file": stored.pk, "sha256": stored.sha256},
        )  # fmt: skip
    return row


def remove_file(actor: Actor, *, customer_id: int, file_id: int, now: datetime) -> int:
    """Take a file off the card; returns the change that brings it back. Raises CustomerFile.DoesNotExist."""
    actor.require(WRITE_NOTES)
    row = queries.get_file(actor, customer_id=customer_id, file_id=file_id)
    with undo.recording(actor, kind=FILE_REMOVED, now=now, data={"customer_id": customer_id}) as recorder:
        recorder.delete(CustomerFile.objects.filter(pk=row.pk))
        audit.record(
            actor=actor, action="customers.file_removed", object_kind="customer", object_id=customer_id,
            before={"file": row.file_id},
        )  # fmt: skip
    return recorder.change.pk


def erase_files(customer_id: int) -> int:
    """Remove a customer's files for good, those taken off the card too: a step of an erasure."""
    rows = CustomerFile.objects.filter(customer_id=customer_id)
    of_customer = Q(subject=_subject(customer_id)) | Q(pk__in=list(rows.values_list("file_id", flat=True)))
    rows.delete()
    held = CustomerFile.objects.values("file_id")
    return files.forget(StoredFile.objects.filter(of_customer).exclude(pk__in=held))


def _subject(customer_id: int) -> str:
    return f"customer:{customer_id}"
