"""How a model of repeat buying is fitted: refuse nonsense, merge, scale, maximise, report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from regulars.errors import NotEnoughDataError
from regulars.lifetime._collapse import ROWS_WORTH_A_WARM_START, Collapsed, collapse
from regulars.lifetime._covariates import Coefficient, WithCovariates, columns_of, not_seen, standardised
from regulars.lifetime._fit import facts_of_fit, facts_of_given, few_repeat_customers
from regulars.lifetime._likelihood import Likelihood, dot
from regulars.lifetime._maximize import Edge, maximize
from regulars.lifetime._prior import MAXIMUM_LIKELIHOOD, Belief, Restrainable, Restrained, restraint_of
from regulars.lifetime._purchases import in_unit
from regulars.lifetime.summary import CustomerSummary, TimeUnit

_ADVICE = ' Fitted with prior="auto" the model would also use what is known of other businesses.'


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
    beliefs: Sequence[Belief] = (),
    told: Restrainable = MAXIMUM_LIKELIHOOD,
    coefficients: tuple[Coefficient, ...] = (),
) -> dict[str, Any]:
    """Return the fields of a purchase fit; ``timed`` tells which parameters are times.

    ``events`` is how many events in time the likelihood counts for each purchase; ``beliefs`` are
    what the penalty and the prior of the model ``told`` rest on; ``coefficients`` say which covariates
    move which parameter.
    """
    refuse_hopeless(summary)
    restraint, said = restraint_of(summary, told, beliefs, len(coefficients))
    standard = standardised(summary, coefficients) if coefficients else None
    rows = collapse(summary, columns_of(coefficients))
    unit = dot(rows.weight, rows.times[rows.age_at]) / rows.total_weight
    n, scaled = rows.total_weight, rows.rescaled(unit)

    def searched(some: Collapsed) -> Likelihood:
        """Return what is maximised: the likelihood of rows, in effects too, and with its restraint."""
        plain = likelihood(some)
        whole = plain if standard is None else WithCovariates(plain, some, standard, len(names))
        return whole if restraint is None else Restrained(whole, restraint, n)

    effects = np.zeros(len(coefficients))
    maximum = maximize(
        searched(scaled),
        np.append(np.log(start), effects),
        n,
        [replace(edge, direction=(*edge.direction, *effects)) for edge in edges],
        coarse=searched(scaled.coarse()) if len(rows.weight) > ROWS_WORTH_A_WARM_START else None,
    )
    facts = facts_of_fit(
        names,
        maximum,
        np.where(timed, unit, 1.0),
        said or few_repeat_customers(summary.n_repeat_customers, _ADVICE),
        effects=[coefficient.name for coefficient in coefficients],
        to_units=None if standard is None else standard.to_units(len(names)),
    )
    facts["warnings"] += not_seen(facts, coefficients)
    log_likelihood = n * maximum.mean_log_likelihood + (0.0 if restraint is None else restraint.loss(maximum.theta))
    counted = events * dot(rows.weight, rows.frequency)
    return facts | _of_summary(summary, log_likelihood - counted * float(np.log(unit)), coefficients)


def _of_summary(
    summary: CustomerSummary, log_likelihood: float, coefficients: tuple[Coefficient, ...]
) -> dict[str, Any]:
    return {
        "log_likelihood": log_likelihood,
        "n_customers": summary.n_customers,
        "n_repeat_customers": summary.n_repeat_customers,
        "time_unit": summary.time_unit,
        "time_unit_days": summary.time_unit_days,
        "coefficients": coefficients,
    }


def given_purchases(
    names: Sequence[str],
    params: Mapping[str, float],
    time_unit: TimeUnit,
    coefficients: tuple[Coefficient, ...] = (),
) -> dict[str, Any]:
    """Return the fields of a purchase fit whose parameters were not estimated but given."""
    effects = [coefficient.name for coefficient in coefficients]
    return facts_of_given(names, params, effects) | in_unit(time_unit) | {"coefficients": coefficients}
