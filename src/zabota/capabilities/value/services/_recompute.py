"""Recompute what every customer is worth, and keep it."""

from collections.abc import Callable
from datetime import datetime

import regulars as rg
from django.db import transaction

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.value import analysis, queries, rows, search_index
from zabota.capabilities.value.contracts import RECOMPUTE_VALUE, Readiness
from zabota.capabilities.value.models import CustomerValue, ValueRun
from zabota.foundation.audit import services as audit
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.warehouse import queries as warehouse
from zabota.foundation.warehouse import services as warehouse_services

BATCH_ROWS = 5_000
Told = Callable[[int, int, str], None]


def recompute_value(*, actor: Actor, now: datetime, tell: Told = lambda *_: None) -> ValueRun:
    """Refit the models over all orders and put the answers in place of the old ones, whole or not at all.

    Readers see the previous run until the last transaction. `tell(done, total, text)` hears of the progress.
    """
    actor.require(RECOMPUTE_VALUE)
    tell(0, 4, "snapshot")
    warehouse_services.refresh()
    tell(1, 4, "models")
    run = ValueRun(started_at=now, readiness=Readiness.REFUSED, discount_rate_per_year=queries.discount_rate_per_year())
    worth = _worth(run)
    tell(2, 4, "writing")
    if worth is None:
        run.save()
    else:
        _keep(run, worth)
    tell(3, 4, "swapping")
    _make_current(actor=actor, run=run, finished_at=now)
    search_index.index_customers(run, now=now)
    tell(4, 4, "done")
    return run


def _worth(run: ValueRun) -> analysis.Worth | None:
    rate = identity.get_company().margin_rate
    with warehouse.connect() as connection:
        try:
            main = analysis.take_main_currency(connection)
            options = analysis.WorthOptions(
                observed_until=main.last_ordered_on,
                margin_rate=None if rate is None else float(rate),
                discount_rate_per_year=run.discount_rate_per_year,
                acquisition_cost_minor=customers.acquisition_costs(),
            )
            worth = analysis.worth_of(connection, options)
            review = analysis.review_of(connection, until=options.observed_until, margin_rate=options.margin_rate)
        except rg.NotEnoughDataError:
            run.reasons = [{"code": "no_orders", "present": 0, "needed": 1}]
            return None
    run.currency = main.currency
    run.review = review.plain()
    rows.describe(run, worth)
    return worth


def _keep(run: ValueRun, worth: analysis.Worth) -> None:
    run.save()
    names = customers.names_of()
    batch: list[CustomerValue] = []
    for row in rows.rows_of(run, worth, names):
        batch.append(row)
        if len(batch) == BATCH_ROWS:
            CustomerValue.objects.bulk_create(batch)
            batch.clear()
    CustomerValue.objects.bulk_create(batch)
    run.totals = queries.totals_to_keep(run)
    run.save(update_fields=["totals"])


def _make_current(*, actor: Actor, run: ValueRun, finished_at: datetime) -> None:
    with transaction.atomic():
        ValueRun.objects.filter(is_current=True).update(is_current=False)
        run.is_current, run.finished_at = True, finished_at
        run.save(update_fields=["is_current", "finished_at"])
        audit.record(
            actor=actor, action="value.recomputed", object_kind="value_run", object_id=run.pk,
            after={"customers": run.customer_count, "readiness": run.readiness, "model": run.model_name},
        )  # fmt: skip
    stale = ValueRun.objects.exclude(pk=run.pk)
    CustomerValue.objects.filter(run__in=stale)._raw_delete(using="default")
    stale.delete()
