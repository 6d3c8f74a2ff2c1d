"""Many customers in one change of the history; a row that is refused leaves nothing behind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from zabota.capabilities.customers.contracts import (
    WRITE_CUSTOMERS,
    BadValueError,
    CustomerChange,
    UnknownReferenceError,
)
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.customers.services import _cards
from zabota.capabilities.customers.services._cards import Saved
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.undo import services as undo


@dataclass(frozen=True, kw_only=True)
class Told:
    """A change with tags by their names, None where nothing is said of them: they become ids when it is written."""

    about: CustomerChange
    tags: Sequence[str] | None = None

    def change(self, actor: Actor) -> CustomerChange:
        if self.tags is None:
            return self.about
        return replace(self.about, tag_ids=_cards.named_tags(actor, names=self.tags))


@dataclass(frozen=True, kw_only=True)
class Row:
    """Without `customer_id` a new customer."""

    told: Told
    customer_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class RowResult:
    """`saved` and `error` are both None where the customer is not there, or not this actor's to see."""

    is_new: bool
    saved: Saved | None = None
    error: BadValueError | UnknownReferenceError | None = None


def save_customers(actor: Actor, *, rows: Sequence[Row], now: datetime) -> list[RowResult]:
    """Add and change customers row by row, each with the events of its own; an answer for every row."""
    actor.require(WRITE_CUSTOMERS)
    kind = _cards.CHANGED if any(row.customer_id for row in rows) else _cards.ADDED
    with transaction.atomic():
        change = undo.begin(actor, kind=kind, now=now, data={"customers": len(rows)})
        results: list[RowResult] = []
        for row in rows:
            is_new = row.customer_id is None
            try:
                with undo.going_on(change) as recorder:
                    told = row.told.change(actor)
                    saved = (
                        _cards.write_new(actor, recorder, told=told, now=now) if row.customer_id is None
                        else _cards.write_changed(
                            actor, recorder, customer_id=row.customer_id, change=told, now=now
                        )
                    )  # fmt: skip
                results.append(RowResult(is_new=is_new, saved=saved))
            except (BadValueError, UnknownReferenceError) as error:
                results.append(RowResult(is_new=is_new, error=error))
            except Customer.DoesNotExist:
                results.append(RowResult(is_new=is_new))
        if not change.row_count:
            change.delete()
    return results
