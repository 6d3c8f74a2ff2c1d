"""Hand customers over: one, several, or all of a colleague, to one or to several in turn."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import cycle, islice

from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers import services as customers
from zabota.capabilities.customers.contracts import UnknownReferenceError
from zabota.capabilities.customers.models import Customer, Responsibility
from zabota.capabilities.handovers import queries
from zabota.capabilities.handovers.contracts import HAND_OVER, HandedOver, NobodyChosenError, Wanted
from zabota.capabilities.handovers.models import Brief
from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Staff
from zabota.foundation.jobs import progress
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import UndoneAlreadyError, declare_change
from zabota.foundation.undo.recorder import Recorder

HANDED_OVER = declare_change("handovers.made", _("Customers handed over"), HAND_OVER, "arrows-exchange")
BATCH = 500


def hand_over(actor: Actor, *, wanted: Wanted, to: Sequence[int], note: str = "", now: datetime) -> HandedOver:
    """Give customers to colleagues (`to`, dealt out in turn), with open tasks and a note for the new ones.

    Written in batches as one change of the history. The new colleague finds a brief on each card until he has read it.
    Raises NobodyChosenError, UnknownReferenceError for a colleague who cannot take customers.
    """
    actor.require(HAND_OVER)
    able = set(queries.colleagues().filter(pk__in=to).values_list("pk", flat=True))
    if missing := set(to) - able:
        raise UnknownReferenceError("to", min(missing))
    rows = queries.to_hand_over(actor, wanted=wanted).values_list("pk", "owner_id")
    ids = [pk for pk, owner in rows if [owner] != list(to)]
    if not (ids and to):
        raise NobodyChosenError
    change = undo.begin(actor, kind=HANDED_OVER, now=now, data={"customers": len(ids), "to": list(to)})
    count = 0
    with suppress(UndoneAlreadyError):  # taken back while it went on: the rest stays where it is
        for batch in _batches(ids):
            with undo.going_on(change) as recorder:
                count += hand_over_batch(actor, recorder, customer_ids=batch, to=to, note=note, now=now)
                progress(count, len(ids))
    audit.record(
        actor=actor, action="handovers.made", object_kind="change", object_id=change.pk,
        after={"customers": count, "to": list(to), "from": wanted.from_staff_id},
    )  # fmt: skip
    return HandedOver(change_id=change.pk, count=count)


def hand_over_batch(
    actor: Actor, recorder: Recorder, *, customer_ids: Sequence[int], to: Sequence[int], note: str, now: datetime
) -> int:
    """Hand these over as part of the caller's change, dealt out in turn; returns how many changed hands.

    Those whom this actor may not hand over are left.
    """
    meant = queries.to_hand_over(actor, wanted=Wanted(customer_ids=tuple(customer_ids)))
    given = dict(zip(meant.values_list("pk", flat=True), cycle(to), strict=False))
    since = _since(list(given))
    before = customers.give_customers(actor, recorder, to=given, note=note, now=now)
    briefs = _briefs(before, given, since)
    for brief in briefs:
        brief.given_by_name, brief.note, brief.given_at = actor.name[:200], note.strip(), now
    Brief.objects.bulk_create(brief for brief in briefs if brief.staff_id != actor.id)
    return len(before)


def mark_read(actor: Actor, *, customer: Customer, now: datetime) -> None:
    """The brief was read: it leaves the card."""
    actor.require(HAND_OVER)
    if actor.staff_id is not None:
        Brief.objects.filter(customer=customer, staff_id=actor.staff_id, read_at=None).update(read_at=now)


def _batches(ids: Sequence[int]) -> Iterator[list[int]]:
    remaining = iter(ids)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _since(customer_ids: Sequence[int]) -> dict[int, datetime]:
    spells = Responsibility.objects.filter(customer_id__in=customer_ids, until=None).order_by("since")
    return dict(spells.values_list("customer_id", "since"))


def _briefs(
    before: Mapping[int, int | None], given: Mapping[int, int], since: Mapping[int, datetime]
) -> list[Brief]:  # fmt: skip
    """Who was responsible before and since when, for each new colleague."""
    names = dict(Staff.objects.filter(pk__in={one for one in before.values() if one}).values_list("pk", "name"))
    return [
        Brief(
            customer_id=pk, staff_id=given[pk], former_name=names.get(owner, "") if owner else "",
            former_since=since.get(pk) if owner else None,
        )
        for pk, owner in before.items()
    ]  # fmt: skip
