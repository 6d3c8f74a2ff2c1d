"""Keep a segment, count it every night, do something with many customers as one change of the history."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.bulk import BulkAction, BulkRequest
from zabota.capabilities.customers.contracts import DELETE_CUSTOMERS, WRITE_CUSTOMERS
from zabota.capabilities.segments import criteria, queries
from zabota.capabilities.segments.contracts import (
    COLOURS,
    KEEP_SEGMENTS,
    SHARE_SEGMENTS,
    BadFilterError,
    Group,
    NobodyFoundError,
)
from zabota.capabilities.segments.models import Segment, SegmentSize
from zabota.capabilities.segments.queries import Wanted
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import SYSTEM, Actor, PermissionDeniedError
from zabota.foundation.jobs import progress
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import UndoneAlreadyError, declare_change
from zabota.foundation.undo.models import Change

BATCH = 500
MANY_CHANGED = declare_change("segments.many_changed", _("Many customers changed"), WRITE_CUSTOMERS, "checks")
MANY_DELETED = declare_change("segments.many_deleted", _("Many customers deleted"), DELETE_CUSTOMERS, "trash")


@dataclass(frozen=True, kw_only=True)
class SegmentDraft:
    """`colour` is one of COLOURS."""

    name: str
    group: Group
    about: str = ""
    colour: str = COLOURS[0]
    is_shared: bool = False


def keep_segment(
    actor: Actor, *, told: SegmentDraft, segment_id: int | None = None, today: date, now: datetime
) -> Segment:  # fmt: skip
    """Keep a filter under a name, or change one kept before; its size is counted at once.

    Raises BadFilterError for a filter that cannot be asked, or that is made of other segments.
    """
    actor.require(KEEP_SEGMENTS)
    if actor.staff_id is None:
        raise PermissionDeniedError(KEEP_SEGMENTS)
    if told.is_shared:
        actor.require(SHARE_SEGMENTS)
    criteria.to_q(told.group, fields=queries.fields_without_segments(actor), now=now)
    with transaction.atomic():
        segment = Segment(owner_id=actor.staff_id, created_at=now)
        if segment_id is not None:
            segment = queries.get_segment(actor, segment_id=segment_id)
            _require_own(actor, segment)
        segment.name, segment.about = told.name.strip()[:80], told.about.strip()[:300]
        segment.colour = told.colour if told.colour in COLOURS else COLOURS[0]
        segment.filter, segment.is_shared = criteria.write(told.group), told.is_shared
        segment.save()
        count(segment, today=today, now=now)
        audit.record(
            actor=actor, action="segments.kept", object_kind="segment", object_id=segment.pk,
            after={"name": segment.name, "is_shared": segment.is_shared},
        )  # fmt: skip
    return segment


def forget_segment(actor: Actor, *, segment_id: int) -> None:
    """Raises Segment.DoesNotExist, PermissionDeniedError for another's."""
    segment = queries.get_segment(actor, segment_id=segment_id)
    _require_own(actor, segment)
    with transaction.atomic():
        audit.record(
            actor=actor, action="segments.forgotten", object_kind="segment", object_id=segment.pk,
            before={"name": segment.name, "filter": segment.filter},
        )  # fmt: skip
        segment.delete()


def count(segment: Segment, *, today: date, now: datetime) -> int | None:
    """Keep how many customers of the whole company are in it today; None where its filter cannot be asked."""
    try:
        size = queries.members(SYSTEM, segment, now=now).count()
    except BadFilterError:
        return None
    SegmentSize.objects.update_or_create(segment=segment, day=today, defaults={"customers": size})
    return size


def begin_deed(actor: Actor, *, action: BulkAction, wanted: Wanted, now: datetime) -> Change:
    """Open the change that all of a deed belongs to. Raises NobodyFoundError."""
    actor.require(action.permission)
    total = queries.found(actor, wanted, now=now).count()
    if not total:
        raise NobodyFoundError
    kind = MANY_DELETED if action.is_dangerous else MANY_CHANGED
    change = undo.begin(actor, kind=kind, now=now, data={"deed": action.code, "total": total, "looked_at": 0})
    audit.record(
        actor=actor, action="segments.deed", object_kind="change", object_id=change.pk,
        after={"deed": action.code, "customers": total, "filter": criteria.write(wanted.group)},
    )  # fmt: skip
    return change


def do_deed(
    actor: Actor, *, change: Change, action: BulkAction, data: Mapping[str, Any], wanted: Wanted, now: datetime
) -> int:
    """Do it to everybody found, batch by batch; run again after a crash it goes on behind the last batch.

    Who is meant is asked before the first batch: what the deed changes does not take anybody out of its way.
    Taken back half-way, it goes no further.
    """
    actor.require(action.permission)
    last = change.data.get("last", 0)
    meant = queries.found(actor, wanted, now=now).filter(pk__gt=last).order_by("pk")
    ids = list(meant.values_list("pk", flat=True))
    with suppress(UndoneAlreadyError):
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            with undo.going_on(change) as recorder:
                asked = BulkRequest(actor=actor, recorder=recorder, customer_ids=batch, data=data, now=now)
                _note(change, changed=change.data.get("changed", 0) + action.apply(asked), last=batch[-1],
                      looked_at=change.data["looked_at"] + len(batch))  # fmt: skip
                progress(change.data["looked_at"], change.data["total"])
    end_deed(change)
    return int(change.data.get("changed", 0))


def end_deed(change: Change) -> None:
    """Say that nothing more will be done, so that its page waits no longer."""
    _note(change, is_done=True)


def _note(change: Change, **facts: int) -> None:
    change.data = change.data | facts
    change.save(update_fields=["data"])


def _require_own(actor: Actor, segment: Segment) -> None:
    if not queries.may_change(actor, segment):
        raise PermissionDeniedError(SHARE_SEGMENTS)
