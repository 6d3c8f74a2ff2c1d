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
    n = rows.total_weight

    def in_search(some: Collapsed) -> tuple[Likelihood, Likelihood]:
        """Return the likelihood of rows, and what is maximised of it."""
        plain = likelihood(some)
        whole = plain if standard is None else WithCovariates(plain, some, standard, len(names))
        return whole, whole if restraint is None else Restrained(whole, restraint, n)

    scaled = rows.rescaled(unit)
    coarse = in_search(scaled.coarse())[1] if len(rows.weight) > ROWS_WORTH_A_WARM_START else None
    whole, searched = in_search(scaled)
    effects = np.zeros(len(coefficients))
    padded = [replace(edge, direction=(*edge.direction, *effects)) for edge in edges]
    maximum = maximize(searched, np.append(np.log(start), effects), n, padded, coarse=coarse)
    mean_log_likelihood = maximum.mean_log_likelihood if whole is searched else whole(maximum.theta)[0]
    counted = events * dot(rows.weight, rows.frequency)
    facts = facts_of_fit(
        names,
        maximum,
        np.where(timed, unit, 1.0),
        said or few_repeat_customers(summary.n_repeat_customers, _ADVICE),
        effects=[coefficient.name for coefficient in coefficients],
        to_units=None if standard is None else standard.to_units(len(names)),
    )
    if coefficients:
        facts["warnings"] += not_seen(facts, coefficients)
    return facts | {
        "log_likelihood": n * mean_log_likelihood - counted * float(np.log(unit)),
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
