"""Several cards become one: one change, taken back whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers import saving, search_index
from zabota.capabilities.customers.contracts import CUSTOMER_KIND, FIELDS, MERGED, UnknownReferenceError
from zabota.capabilities.customers.models import (
    ContactPoint,
    Customer,
    CustomerDate,
    CustomFieldValue,
    DateKind,
    FormerNumber,
    Responsibility,
)
from zabota.capabilities.duplicates import queries
from zabota.capabilities.duplicates.contracts import MERGE_CUSTOMERS, Merge
from zabota.capabilities.duplicates.looking import look_at
from zabota.capabilities.duplicates.models import ToldApart
from zabota.capabilities.duplicates.moving import move
from zabota.capabilities.duplicates.rules.choosing import BIRTHDAY, best
from zabota.foundation.audit import services as audit
from zabota.foundation.events import services as events
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import declare_change
from zabota.foundation.undo.recorder import Recorder

CARDS_MERGED = declare_change("duplicates.merged", _("Cards merged"), MERGE_CUSTOMERS, "git-merge")


@dataclass(frozen=True, kw_only=True)
class Merged:
    customer: Customer
    change_id: int


def merge_cards(actor: Actor, *, merge: Merge, now: datetime) -> Merged:
    """Make one card of several: fields as chosen, everything else united; the losing numbers lead to the winner.

    Leaves the event `customers.merged`. Raises NothingToMergeError, Customer.DoesNotExist, and UnknownReferenceError
    for a choice in a field that is not there, or not this actor's to see.
    """
    if unknown := merge.choices.keys() - queries.choosable(actor):
        raise UnknownReferenceError("fields", min(unknown))
    with undo.recording(actor, kind=CARDS_MERGED, now=now, data={"customers": merge.ids}) as recorder:
        winner = write_merge(actor, recorder, merge=merge, now=now)
    return Merged(customer=winner, change_id=recorder.change.pk)


def write_merge(actor: Actor, recorder: Recorder, *, merge: Merge, now: datetime) -> Customer:
    """One merge as a part of the recorder's change."""
    list(Customer.objects.select_for_update().filter(pk__in=merge.ids).order_by("pk"))
    winner, *losers = queries.get_cards(actor, ids=merge.ids)
    _settle(recorder, winner, losers, merge, now=now)
    for loser in losers:
        move(recorder, from_id=loser.pk, to_id=winner.pk)
    recorder.insert(FormerNumber(number=one.pk, customer=winner, since=now) for one in losers)
    recorder.update(winner, {"updated_at": now})
    _pass_on_told_apart(recorder, winner.pk, merge.loser_ids)
    recorder.delete(Customer.objects.filter(pk__in=merge.loser_ids))
    search_index.refresh(merge.ids, now=now)
    look_at(merge.ids, now=now)
    events.publish(
        kind=MERGED, actor=actor, customer_id=winner.pk, occurred_at=now, data={"from": list(merge.loser_ids)},
        origin=undo.origin_of(recorder.change),
    )  # fmt: skip
    audit.record(
        actor=actor, action="customers.merged", object_kind=CUSTOMER_KIND, object_id=winner.pk,
        after={"from": list(merge.loser_ids), "change": recorder.change.pk},
    )  # fmt: skip
    return winner


def sources_of(merge: Merge, said: Mapping[int, Mapping[str, Any]]) -> dict[str, int]:
    """From which card each field of the merged one is taken."""
    return {
        name: merge.choices[name] if merge.choices.get(name) in said else best(name, said, winner_id=merge.winner_id)
        for name in said[merge.winner_id]
    }


def _settle(recorder: Recorder, winner: Customer, losers: Sequence[Customer], merge: Merge, *, now: datetime) -> None:
    """What cannot simply be united: plain fields, own fields, one birthday, one responsible person."""
    said = queries.said_by([winner, *losers])
    sources = sources_of(merge, said)
    recorder.update_all(Responsibility.objects.filter(customer__in=merge.loser_ids, until=None), {"until": now})
    _settle_preferred(recorder, winner.pk, merge.loser_ids)
    days = CustomerDate.objects.filter(customer__in=merge.ids, kind=DateKind.BIRTHDAY, label="")
    recorder.delete(days.exclude(customer=sources[BIRTHDAY]))
    for field in queries.single_fields():
        values = CustomFieldValue.objects.filter(customer__in=merge.ids, field=field)
        recorder.delete(values.exclude(customer=sources[f"custom_{field.pk}"]))
    fields = {name: said[sources[name]][name] for name in FIELDS}
    if fields["owner_id"] != winner.owner_id:
        saving.write_responsibility(recorder, winner, staff_id=fields["owner_id"], now=now)
    recorder.update(winner, fields)


def _settle_preferred(recorder: Recorder, winner_id: int, loser_ids: Sequence[int]) -> None:
    """The winner's preferred phone stays the preferred one; of several losers' the first's does."""
    preferred = ContactPoint.objects.filter(is_preferred=True)
    taken = set(preferred.filter(customer=winner_id).values_list("kind", flat=True))
    for loser_id in loser_ids:
        points = preferred.filter(customer=loser_id)
        recorder.update_all(points.filter(kind__in=taken), {"is_preferred": False})
        taken |= set(points.values_list("kind", flat=True))


def _pass_on_told_apart(recorder: Recorder, winner_id: int, loser_ids: Sequence[int]) -> None:
    """Whoever was told apart from a losing card stays told apart from the one it is part of now."""
    told = ToldApart.objects.filter(Q(first__in=loser_ids) | Q(second__in=loser_ids))
    kept = ToldApart.objects.filter(Q(first=winner_id) | Q(second=winner_id))
    known = {frozenset(pair) for pair in kept.values_list("first_id", "second_id")}
    passed: dict[frozenset[int], ToldApart] = {}
    for row in told:
        pair = frozenset({winner_id, row.first_id, row.second_id} - set(loser_ids))
        if len(pair) == 2 and pair not in known:
            passed[pair] = ToldApart(
                first_id=min(pair), second_id=max(pair), told_by_name=row.told_by_name, told_at=row.told_at
            )
    recorder.delete(told)
    recorder.insert(passed.values())
