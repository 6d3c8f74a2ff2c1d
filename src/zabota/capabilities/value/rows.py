"""From the answers of the models to rows of the database, and nothing else."""

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np

from zabota.capabilities.value import analysis
from zabota.capabilities.value.models import CustomerValue, ValueRun
from zabota.capabilities.value.rules import trend_of, year_before


def describe(run: ValueRun, worth: analysis.Worth) -> None:
    """Write into the run what was fitted, on what, and what to beware of."""
    run.readiness = worth.verdict.readiness
    run.reasons = [
        {"code": lack.code, "present": lack.present, "needed": lack.needed} for lack in worth.verdict.shortages
    ]
    run.observed_from_on, run.observed_until_on = worth.observed_from, worth.observed_until
    run.customer_count, run.repeat_customer_count = len(worth.facts), worth.repeat_customers
    run.margin_basis = worth.margin_basis
    run.model_name = worth.model_name
    run.choice = {} if worth.choice is None else worth.choice.plain()
    if worth.fit is not None and worth.spend is not None:
        run.parameters, run.spend_parameters = dict(worth.fit.params), dict(worth.spend.params)
        run.log_likelihood = worth.fit.log_likelihood
    run.notices = [
        {"code": notice.code, "numbers": {key: float(value) for key, value in notice.numbers.items()}}
        for notice in worth.notices
    ]


def rows_of(run: ValueRun, worth: analysis.Worth, names: Mapping[int, str]) -> Iterator[CustomerValue]:
    """A row a customer and horizon; one row a customer, without expectations, where the models keep silent."""
    shared = [_facts(worth, position, names) for position in range(len(worth.facts))]
    if not worth.outlooks:
        for fields in shared:
            yield CustomerValue(run=run, horizon_months=12, **fields)
    for outlook in worth.outlooks:
        for position, fields in enumerate(shared):
            yield CustomerValue(
                run=run, horizon_months=outlook.horizon_months, **fields, **_expected(worth, outlook, position)
            )


def _facts(worth: analysis.Worth, i: int, names: Mapping[int, str]) -> dict[str, Any]:
    facts, rhythm = worth.facts, worth.rhythm
    customer_id, first_on = int(facts.customer_id[i]), _day(facts.first_on[i])
    last_year = year_before(worth.observed_until)
    return {
        "customer_id": customer_id,
        "name": names.get(customer_id, ""),
        "order_count": int(facts.orders[i]),
        "revenue_minor": int(facts.revenue_minor[i]),
        "margin_minor": int(facts.margin_minor[i]),
        "last_year_margin_minor": int(facts.last_year_margin_minor[i]),
        "first_ordered_on": first_on,
        "last_ordered_on": _day(facts.last_on[i]),
        "silence_days": int(rhythm.silence_days[i]),
        "usual_gap_days": _number(rhythm.usual_gap_days[i]),
        "silence_ratio": _number(rhythm.ratio[i]),
        "is_slipping": bool(rhythm.is_unusual[i]),
        "decile": int(facts.decile[i]),
        "trend": trend_of(
            last_year_minor=int(facts.last_year_margin_minor[i]),
            year_before_minor=int(facts.year_before_margin_minor[i]),
            is_silent=int(facts.last_year_orders[i]) == 0,
            is_new=first_on > last_year,
            has_two_years=worth.observed_from <= year_before(worth.observed_until, 2),
        ),
    }


def _expected(worth: analysis.Worth, outlook: analysis.OutlookAt, i: int) -> dict[str, Any]:
    alive = worth.alive_probability
    return {
        "alive_probability": None if alive is None else _number(alive[i]),
        "expected_purchases": _number(outlook.purchases[i]),
        "expected_purchases_low": _number(outlook.purchases_low[i]),
        "expected_purchases_high": _number(outlook.purchases_high[i]),
        "expected_margin_minor": _whole(outlook.margin[i]),
        "expected_margin_low_minor": _whole(outlook.margin_low[i]),
        "expected_margin_high_minor": _whole(outlook.margin_high[i]),
        "acquisition_cost_minor": _whole(outlook.acquisition_cost[i]),
        "clv_minor": _whole(outlook.clv[i]),
        "clv_low_minor": _whole(outlook.clv_low[i]),
        "clv_high_minor": _whole(outlook.clv_high[i]),
        "exposure_minor": _whole(outlook.exposure[i]),
    }


def _day(value: np.datetime64) -> date:
    return date.fromisoformat(str(value))


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _whole(value: float) -> int | None:
    return round(float(value)) if math.isfinite(value) else None
