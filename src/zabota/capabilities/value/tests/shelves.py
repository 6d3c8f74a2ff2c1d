"""Values written straight into a run: pages are tested by thousands of rows without fitting a model."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction

from zabota.capabilities.customers.models import ContactPoint, Customer
from zabota.capabilities.value import queries
from zabota.capabilities.value.contracts import HORIZONS_MONTHS, Readiness, Trend
from zabota.capabilities.value.models import CustomerValue, ValueRun
from zabota.foundation.database.bulk import insert_rows

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
TODAY = date(2026, 3, 31)
TRENDS = tuple(Trend)


def a_run(*, count: int, readiness: Readiness = Readiness.READY) -> ValueRun:
    """A current run of so many customers; customer n brought (count − n) roubles less than the best."""
    run = ValueRun.objects.create(
        is_current=True, readiness=readiness, observed_from_on=date(2024, 1, 1), observed_until_on=TODAY,
        customer_count=count, repeat_customer_count=count // 2, model_name="ParetoNBD", currency="RUB",
        margin_basis="margin", started_at=NOW, finished_at=NOW,
        parameters={} if readiness is Readiness.REFUSED else {"r": 0.9, "alpha": 9.0, "s": 0.6, "beta": 30.0},
    )  # fmt: skip
    Customer.objects.bulk_create(
        [Customer(id=n, name=f"Покупатель {n:06d}", created_at=NOW) for n in range(1, count + 1)], batch_size=5_000
    )
    ContactPoint.objects.bulk_create(
        [ContactPoint(customer_id=n, kind="phone", value=f"+7916{n:07d}") for n in range(1, count + 1)],
        batch_size=5_000,
    )
    names = [field.attname for field in CustomerValue._meta.concrete_fields if field.attname != "id"]
    with transaction.atomic():
        insert_rows(CustomerValue, names, ([row.get(name) for name in names] for row in _rows(run, count)))
    run.totals = queries.totals_to_keep(run)
    run.save(update_fields=["totals"])
    return run


def _rows(run: ValueRun, count: int) -> Iterator[dict[str, Any]]:
    is_refused = run.readiness == Readiness.REFUSED
    for months in (12,) if is_refused else HORIZONS_MONTHS:
        for n in range(1, count + 1):
            yield _row(run, n, months, count, is_refused=is_refused)


def _row(run: ValueRun, n: int, months: int, count: int, *, is_refused: bool) -> dict[str, Any]:
    margin, alive = (count - n) * 100, (n * 7919 % 1000) / 1000
    forecast = {} if is_refused else {
        "alive_probability": None if n % 50 == 0 else alive,
        "expected_purchases": None if n % 50 == 0 else alive * months / 12,
        "expected_purchases_low": 0.0,
        "expected_purchases_high": months / 2,
        "expected_margin_minor": margin // 10 * months // 12,
        "expected_margin_low_minor": 0,
        "expected_margin_high_minor": margin * months // 12,
        "clv_minor": margin // 12 * months // 12,
        "clv_low_minor": 0,
        "clv_high_minor": margin,
        "exposure_minor": round(margin * (1 - alive)),
    }  # fmt: skip
    silence = n * 31 % 700
    return dict(
        run_id=run.pk, customer_id=n, horizon_months=months, name=f"Покупатель {n:06d}", order_count=n % 9 + 1,
        revenue_minor=margin * 3, margin_minor=margin, last_year_margin_minor=margin // 2,
        first_ordered_on=date(2024, 1, 1), last_ordered_on=TODAY - timedelta(days=silence), silence_days=silence,
        usual_gap_days=None if n % 5 == 0 else 40.0, silence_ratio=None if n % 5 == 0 else silence / 40,
        is_slipping=n % 10 == 3, decile=(n - 1) * 10 // count + 1, trend=TRENDS[n % len(TRENDS)], **forecast,
    )  # fmt: skip
