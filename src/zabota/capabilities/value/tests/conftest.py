"""A shop with a known history: the public CDNOW sample, written as orders."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
import regulars as rg

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.sales.models import Order
from zabota.foundation.identity.models import Company

NOW = datetime(1998, 7, 1, 9, tzinfo=UTC)
FIRST_DAY = date(1997, 1, 1)


def write_orders(*, customers: int | None = None, until: date | None = None) -> int:
    """The first so many customers of the sample, up to a day; returns the number of orders."""
    sample = rg.datasets.load_cdnow_sample()
    people = sorted({int(c) for c in sample.customer})[:customers]
    Customer.objects.bulk_create([Customer(id=c + 1, name=f"Покупатель {c + 1}", created_at=NOW) for c in people])
    chosen, orders = set(people), []
    for position, (customer, day, amount) in enumerate(zip(sample.customer, sample.day, sample.amount, strict=True)):
        ordered_on = FIRST_DAY + timedelta(days=int(day))
        if int(customer) not in chosen or (until is not None and ordered_on > until):
            continue
        minor = round(float(amount) * 100)
        orders.append(
            Order(
                source="test", number=str(position), customer_id=int(customer) + 1, ordered_on=ordered_on,
                ordered_at=datetime.combine(ordered_on, time(12), UTC), amount_minor=minor,
                margin_minor=minor * 3 // 10,
                currency="RUB", content_hash=hashlib.md5(str(position).encode()).hexdigest(),
            )
        )  # fmt: skip
    Order.objects.bulk_create(orders, batch_size=2000)
    return len(orders)


def write_faithful_orders(*, customers: int, weeks: int) -> None:
    """People who buy all the time, each at an own pace and fairly evenly, and never leave."""
    rng = np.random.default_rng(7)
    Customer.objects.bulk_create([Customer(id=c + 1, name=f"Верный {c + 1}", created_at=NOW) for c in range(customers)])
    orders = []
    for customer in range(customers):
        day = float(rng.integers(0, 30))
        while day < weeks * 7:
            ordered_on = FIRST_DAY + timedelta(days=int(day))
            minor = int(rng.gamma(4, 50_000))
            orders.append(
                Order(
                    source="test", number=str(len(orders)), customer_id=customer + 1, ordered_on=ordered_on,
                    ordered_at=datetime.combine(ordered_on, time(12), UTC), amount_minor=minor, currency="RUB",
                    margin_minor=minor // 3, content_hash=f"{len(orders):032d}",
                )
            )  # fmt: skip
            day += rng.gamma(4, (40 + 40 * (customer % 3)) / 4)
    Order.objects.bulk_create(orders, batch_size=2000)


@pytest.fixture
def shop(company: Company) -> int:
    return write_orders(customers=600)
