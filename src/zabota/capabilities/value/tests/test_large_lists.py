"""A hundred thousand customers at three horizons: pages answer at once, and no list is sorted by hand."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zabota.capabilities.value import queries
from zabota.capabilities.value.models import ValueRun
from zabota.capabilities.value.tests.shelves import a_run
from zabota.foundation.identity.contracts import SYSTEM
from zabota.foundation.identity.models import Company, Staff
from zabota.foundation.listing.keyset import Cursor, page_of
from zabota.foundation.testing.cast import client_of

pytestmark = pytest.mark.django_db
LIMIT_SECONDS = 0.2


@pytest.mark.parametrize("sort", sorted(queries.SORTS))
def test_every_order_walks_an_index(sort: str, company: Company) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL rightly sorts a small table by hand; the plan is looked at on SQLite")
    run = a_run(count=30)
    with CaptureQueriesContext(connection) as caught:
        page = queries.list_values(SYSTEM, run=run, sort=f"-{sort}", limit=10)
        queries.list_values(SYSTEM, run=run, sort=f"-{sort}", after=page.following, limit=10)
    for query in caught.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plan = " ".join(row[-1] for row in cursor.fetchall())
        assert "USE TEMP B-TREE" not in plan, (query["sql"], plan)
        assert "SCAN" not in plan, (query["sql"], plan)


@pytest.mark.slow
def test_a_hundred_thousand_customers_answer_at_once(owner: Staff) -> None:
    run: ValueRun = a_run(count=100_000)
    client = client_of(owner)
    client.get("/value/customers")
    middle = {sort: _middle(run, column) for sort, column in queries.SORTS.items()}
    urls = [
        "/value/customers", "/value/customers?h=24&sort=-clv", "/value/customers?decile=10&sort=-margin",
        "/value/customers?alive=50&slipping=1&sort=-expected", "/value/slipping", "/value/slipping?view=gone",
        "/customers/50000", "/today", "/today?of=all&rows=140", "/today/load",
        *(f"/value/customers?sort=-{sort}&after={after}" for sort, after in middle.items()),
    ]  # fmt: skip
    slowest = {url: _seconds(client, url) for url in urls}
    for url, seconds in slowest.items():
        print(f"{seconds * 1000:6.0f} ms  {url[:70]}")  # noqa: T201 - figures for whoever runs the slow tests
    assert max(slowest.values()) < LIMIT_SECONDS, slowest


def _middle(run: ValueRun, column: str) -> str:
    """The cursor of the row in the middle of a list."""
    rows = queries.filtered(SYSTEM, run=run, horizon_months=12, wanted=queries.ValueFilter())
    row = rows.exclude(**{column: None}).order_by(f"-{column}", "-id")[45_000]
    assert page_of(rows, column=column, is_descending=True, limit=1).rows
    return Cursor(getattr(row, column), row.pk).encode()


def _seconds(client, url: str) -> float:
    """The best of three; by the processor where the database is in this process, so that other work does not decide."""
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    times = []
    for _time in range(3):
        start = clock()
        assert client.get(url).status_code == 200
        times.append(clock() - start)
    return min(times)
