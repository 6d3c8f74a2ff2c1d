"""What would happen if the file were imported now: reads the database, writes nothing."""

from dataclasses import dataclass

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.sales.files import OrdersFile
from zabota.capabilities.sales.intake.batches import Batches
from zabota.capabilities.sales.intake.writing import KnownOrder, find_orders, settle_numbers

BATCH = 5_000
LISTED_CHANGES = 100


@dataclass(frozen=True, kw_only=True)
class ChangedOrder:
    """An order that is here already, but not the same."""

    number: str
    before_minor: int
    after_minor: int


@dataclass(frozen=True, kw_only=True)
class Plan:
    new_customers: int
    known_customers: int
    new_orders: int
    same_orders: int
    changed_orders: int
    changes: tuple[ChangedOrder, ...] = ()
    """The first hundred."""


def make_plan(file: OrdersFile, *, source: str) -> Plan:
    counts, known_customers, new_orders, same = file.counts, 0, 0, 0
    changes: list[ChangedOrder] = []
    changed = 0
    with Batches(file) as batches:
        for start in range(0, counts.customers, BATCH):
            people = batches.customers(start, BATCH, {})
            known_customers += customers.count_known(source=source, people=people)
        for start in range(0, counts.orders, BATCH):
            orders = batches.marks(start, BATCH)
            known = find_orders(source, [order.number for order in orders])
            for order, here in settle_numbers(source, orders, known):
                if here is None:
                    new_orders += 1
                elif here.content_hash == order.content_hash:
                    same += 1
                else:
                    changed += 1
                    if len(changes) < LISTED_CHANGES:
                        changes.append(_change(order.number, here, order.amount_minor))
    return Plan(
        new_customers=counts.customers - known_customers,
        known_customers=known_customers,
        new_orders=new_orders,
        same_orders=same,
        changed_orders=changed,
        changes=tuple(changes),
    )


def _change(number: str, here: KnownOrder, after_minor: int) -> ChangedOrder:
    return ChangedOrder(number=number, before_minor=here.amount_minor, after_minor=after_minor)
