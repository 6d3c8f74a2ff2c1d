"""Several cards become one: one change, taken back whole."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers import saving, search_index
from zabota.capabilities.customers.contracts import CUSTOMER_KIND, FIELDS, MERGED, CustomerChange
from zabota.capabilities.customers.models import (
    ContactPoint,
    Customer,
    CustomerDate,
    DateKind,
    FormerNumber,
    Responsibility,
)
from zabota.capabilities.duplicates import queries
from zabota.capabilities.duplicates.contracts import MERGE_CERTAIN, MERGE_CUSTOMERS, Merge
from zabota.capabilities.duplicates.models import AlikePair, ToldApart
from zabota.capabilities.duplicates.moving import move
from zabota.capabilities.duplicates.rules.choosing import BIRTHDAY, CHOICES, best
from zabota.foundation.audit import services as audit
from zabota.foundation.events import services as events
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo import services as undo
from zabota.foundation.undo.contracts import declare_change
from zabota.foundation.undo.recorder import Recorder

CARDS_MERGED = declare_change("duplicates.merged", _("Cards merged"), MERGE_CUSTOMERS, "git-merge")
CERTAIN_MERGED = declare_change("duplicates.certain_merged", _("Certain duplicates merged"), MERGE_CERTAIN, "git-merge")


@dataclass(frozen=True, kw_only=True)
class Merged:
    customer: Customer
    change_id: int


def merge_cards(actor: Actor, *, merge: Merge, now: datetime, kind: str = CARDS_MERGED) -> Merged:
    """Make one card of several: fields as chosen, everything else united; the losing numbers lead to the winner.

    Leaves the event `customers.merged`. Raises NothingToMergeError, NotYoursError, Customer.DoesNotExist,
    and BadValueError or UnknownReferenceError where a chosen value cannot be kept.
    """
    with undo.recording(actor, kind=kind, now=now, data={"customers": merge.ids}) as recorder:
        list(Customer.objects.select_for_update().filter(pk__in=merge.ids).order_by("pk"))
        winner, *losers = queries.get_cards(actor, ids=merge.ids)
        chosen = _chosen(merge, [winner, *losers])
        _settle(recorder, winner, losers, chosen, now=now)
        for loser in losers:
            move(recorder, from_id=loser.pk, to_id=winner.pk)
        recorder.insert(FormerNumber(number=one.pk, customer=winner, since=now) for one in losers)
        recorder.update(winner, {"updated_at": now})
        _forget_pairs(recorder, winner.pk, [one.pk for one in losers])
        recorder.delete(Customer.objects.filter(pk__in=[one.pk for one in losers]))
        search_index.refresh(merge.ids, now=now)
        events.publish(
            kind=MERGED, actor=actor, customer_id=winner.pk, occurred_at=now, data={"from": list(merge.loser_ids)},
            origin=undo.origin_of(recorder.change),
        )  # fmt: skip
        audit.record(
            actor=actor, action="customers.merged", object_kind=CUSTOMER_KIND, object_id=winner.pk,
            after={"from": list(merge.loser_ids), "change": recorder.change.pk},
        )  # fmt: skip
    return Merged(customer=winner, change_id=recorder.change.pk)


def _chosen(merge: Merge, cards: Sequence[Customer]) -> dict[str, Any]:
    """The value of every field of the merged card."""
    said = queries.said_by(cards)
    source = {
        name: merge.choices[name] if merge.choices.get(name) in said else best(name, said, winner_id=merge.winner_id)
        for name in CHOICES
    }
    return {name: said[card_id][name] for name, card_id in source.items()}


def _settle(
    recorder: Recorder, winner: Customer, losers: Sequence[Customer], chosen: Mapping[str, Any], *, now: datetime
) -> None:
    """What cannot simply be united: plain fields, one birthday, one responsible person, one preferred contact."""
    loser_ids = [one.pk for one in losers]
    recorder.update_all(Responsibility.objects.filter(customer__in=loser_ids, until=None), {"until": now})
    _settle_birthday(recorder, winner.pk, loser_ids, chosen[BIRTHDAY])
    _settle_preferred(recorder, winner.pk, loser_ids)
    fields = {name: chosen[name] for name in FIELDS if chosen[name] != getattr(winner, name)}
    saving.write(recorder, winner, CustomerChange(fields=fields), now=now)


def _settle_birthday(
    recorder: Recorder, winner_id: int, loser_ids: Collection[int], birthday: tuple[int, int, int | None] | None
) -> None:
    dates = CustomerDate.objects.filter(kind=DateKind.BIRTHDAY, label="")
    own = dates.filter(customer=winner_id).first()
    if own is not None and birthday is not None:
        month, day, year = birthday
        recorder.update(own, {"month": month, "day": day, "year": year})
    elif birthday is not None:
        month, day, year = birthday
        recorder.delete(dates.filter(customer__in=loser_ids).exclude(month=month, day=day, year=year))


def _settle_preferred(recorder: Recorder, winner_id: int, loser_ids: Sequence[int]) -> None:
    """The winner's preferred phone stays the preferred one; of several losers' the first's does."""
    preferred = ContactPoint.objects.filter(is_preferred=True)
    taken = set(preferred.filter(customer=winner_id).values_list("kind", flat=True))
    for loser_id in loser_ids:
        points = preferred.filter(customer=loser_id)
        recorder.update_all(points.filter(kind__in=taken), {"is_preferred": False})
        taken |= set(points.values_list("kind", flat=True))


def _forget_pairs(recorder: Recorder, winner_id: int, loser_ids: Sequence[int]) -> None:
    """Whoever was told apart from a losing card stays told apart from the one it is part of now."""
    AlikePair.objects.filter(Q(first__in=loser_ids) | Q(second__in=loser_ids)).delete()
    told = ToldApart.objects.filter(Q(first__in=loser_ids) | Q(second__in=loser_ids))
    group = {winner_id, *loser_ids}
    known = {frozenset(pair) for pair in ToldApart.objects.values_list("first_id", "second_id").filter(
        Q(first=winner_id) | Q(second=winner_id))}  # fmt: skip
    moved = {}
    for row in told:
        other = row.second_id if row.first_id in loser_ids else row.first_id
        pair = frozenset((winner_id, other))
        if other not in group and pair not in known:
            moved[pair] = ToldApart(
                first_id=min(pair), second_id=max(pair), told_by_name=row.told_by_name, told_at=row.told_at
            )
    recorder.delete(told)
    recorder.insert(moved.values())
