"""Whatever a file of orders holds, what stands in the database adds up to what stood in the file."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.sales.models import Order
from zabota.capabilities.sales.tests.importing import imported, revenue_minor, row_counts, undone
from zabota.foundation.identity.contracts import SYSTEM
from zabota.foundation.identity.models import Company

ROWS = st.lists(
    st.tuples(
        st.integers(1, 28),
        st.sampled_from(["", "7", "8", "9"]),
        st.sampled_from(["A", "B", ""]),
        st.integers(-9999, 99999),
    ),
    min_size=1,
    max_size=25,
)  # fmt: skip


class LeaveNothingError(Exception):
    """Leave the database as it was for the next example."""


@pytest.mark.django_db
# An example imports a whole file and takes it back: a quarter of the usual number.
@settings(max_examples=settings.default.max_examples // 4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_totals_in_the_database_are_totals_of_the_file(company: Company, rows: list[tuple[int, str, str, int]]) -> None:
    text = "date,customer_id,sku,amount\n" + "".join(
        f"2026-01-{day:02},{customer},{sku},{cents / 100:.2f}\n" for day, customer, sku, cents in rows
    )
    try:
        with transaction.atomic():
            before = row_counts()
            run = imported(SYSTEM, text)
            assert revenue_minor() == sum(cents for *_rest, cents in rows)
            assert Customer.objects.count() == len({customer for _day, customer, *_rest in rows if customer})
            anonymous = sum(1 for _day, customer, *_rest in rows if not customer)
            assert Order.objects.filter(customer=None).count() == anonymous
            counts = row_counts(), revenue_minor()
            imported(SYSTEM, text)
            assert (row_counts(), revenue_minor()) == counts
            undone(SYSTEM, run)
            assert row_counts() == before
            raise LeaveNothingError
    except LeaveNothingError:
        pass
