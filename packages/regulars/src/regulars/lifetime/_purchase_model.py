"""How a model of repeat buying is fitted: refuse nonsense, merge, scale, maximise, report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from regulars.errors import NotEnoughDataError
from regulars.lifetime._collapse import ROWS_WORTH_A_WARM_START, Collapsed, collapse
from regulars.lifetime._fit import facts_of_fit, facts_of_given, few_repeat_customers
from regulars.lifetime._likelihood import Likelihood, dot
from regulars.lifetime._maximize import Edge, maximize
from regulars.lifetime._purchases import in_unit
from regulars.lifetime.summary import CustomerSummary, TimeUnit


def refuse_hopeless(summary: CustomerSummary) -> None:
    """Raise where no model of repeat buying has anything to learn from."""
    if summary.n_repeat_customers == 0:
        raise NotEnoughDataError(
            "nobody came back: repeat buying cannot be modelled without at least one repeat purchase",
            missing={"repeat_customers": 0, "repeat_customers_needed": 1},
        )
    if not summary.age.max() > 0:
        raise NotEnoughDataError(
            "every customer was first seen on the last day observed: no time has passed to come back in",
            missing={"longest_age": 0},
        )


def fit_purchases(
    summary: CustomerSummary,
    names: Sequence[str],
    likelihood: Callable[[Collapsed], Likelihood],
    start: Sequence[float],
    timed: Sequence[bool],
    edges: Sequence[Edge],
    *,
    events: int = 1,
) -> dict[str, Any]:
    """Return the fields of a purchase fit; ``timed`` tells which parameters are times.

    ``events`` is how many events in time the likelihood counts for each purchase.
    """
    refuse_hopeless(summary)
    rows = collapse(summary)
    unit = dot(rows.weight, rows.times[rows.age_at]) / rows.total_weight
    scaled = rows.rescaled(unit)
    coarse = likelihood(scaled.coarse()) if len(rows.weight) > ROWS_WORTH_A_WARM_START else None
    n = rows.total_weight
    maximum = maximize(likelihood(scaled), np.log(start), n, edges, coarse=coarse)
    counted = events * dot(rows.weight, rows.frequency)
    scale = np.where(timed, unit, 1.0)
    facts = facts_of_fit(names, maximum, scale, few_repeat_customers(summary.n_repeat_customers))
    return facts | {
        "log_likelihood": n * maximum.mean_log_likelihood - counted * float(np.log(unit)),
        "n_customers": summary.n_customers,
        "n_repeat_customers": summary.n_repeat_customers,
        "time_unit": summary.time_unit,
        "time_unit_days": summary.time_unit_days,
    }


def given_purchases(names: Sequence[str], params: Mapping[str, float], time_unit: TimeUnit) -> dict[str, Any]:
    """Return the fields of a purchase fit whose parameters were not estimated but given."""
    return facts_of_given(names, params) | in_unit(time_unit)
