"""Effects of what is known of customers besides their purchases: sex, channel, region, first basket.

A covariate z with coefficient γ multiplies a parameter by exp(±γ z). Customers with equal covariates
form a group; a likelihood is asked with one column of log-parameters for each group, and answers with
one column of derivatives, from which those of the coefficients follow by the chain rule.

References
----------
Fader and Hardie (2007), "Incorporating time-invariant covariates into the Pareto/NBD and BG/NBD
models", note 019.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError, InvalidSummaryError, NotEnoughDataError
from regulars.estimates import Notice
from regulars.lifetime._collapse import Collapsed
from regulars.lifetime._likelihood import Likelihood
from regulars.lifetime.summary import CustomerSummary

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Coefficient:
    """Say which covariate moves which parameter.

    The parameter at ``position`` is multiplied by exp(``sign`` · coefficient · covariate).
    """

    name: str
    covariate: str
    position: int
    sign: int


def coefficients_of(
    process: str, covariates: Sequence[str], position: int, *, sign: int = -1
) -> tuple[Coefficient, ...]:
    """Return one coefficient for each covariate of a process, such as ``"purchase:income"``."""
    if isinstance(covariates, str):
        raise InvalidArgumentError(f"covariates are a sequence of names: write ({covariates!r},)")
    if len(set(covariates)) < len(covariates):
        raise InvalidArgumentError(f"a covariate is named twice: {', '.join(covariates)}")
    return tuple(Coefficient(f"{process}:{name}", name, position, sign) for name in covariates)


def columns_of(coefficients: Sequence[Coefficient]) -> tuple[str, ...]:
    """Return the covariates that coefficients need, each once."""
    return tuple(dict.fromkeys(coefficient.covariate for coefficient in coefficients))


def moved(base: Floats, effects: Floats, coefficients: Sequence[Coefficient], covariates: Floats) -> Floats:
    """Return the log-parameters of customers (or groups) with these covariates.

    ``covariates`` has any shape and ends in the columns of ``columns_of``; the answer begins with the
    parameters instead.
    """
    columns = columns_of(coefficients)
    each = np.empty((len(base), *covariates.shape[:-1]))
    each.T[...] = base
    for effect, coefficient in zip(effects, coefficients, strict=True):
        each[coefficient.position] += coefficient.sign * effect * covariates[..., columns.index(coefficient.covariate)]
    return each


def columns_from(given: Mapping[str, ArrayLike], coefficients: Sequence[Coefficient]) -> Floats:
    """Return the covariates of one or more new customers, a row each.

    Raises
    ------
    InvalidArgumentError
        If a covariate is missing, not known to the fit or not a number.
    """
    needed = columns_of(coefficients)
    if set(given) != set(needed):
        wants = ", ".join(needed) or "none"
        raise InvalidArgumentError(f"the fit has the covariates {wants}; given were {', '.join(given) or 'none'}")
    if not needed:
        return np.empty((1, 0))
    columns = np.broadcast_arrays(*(np.atleast_1d(np.asarray(given[name], dtype=np.float64)) for name in needed))
    values = np.column_stack(columns)
    if not np.isfinite(values).all():
        raise InvalidArgumentError("a covariate is missing or infinite")
    return values


@dataclass(frozen=True, eq=False)
class Standardised:
    """Turn effects on standardised covariates, which a search can compare, into effects per unit."""

    coefficients: tuple[Coefficient, ...]
    mean: Floats
    deviation: Floats

    def of(self, covariates: Floats) -> Floats:
        return np.asarray((covariates - self.mean) / self.deviation)

    def to_units(self, n_base: int) -> Floats:
        """Return the matrix from the parameters searched to those per unit of the covariates.

        A parameter at covariates of 0 is the one at their means, moved back by the effects.
        """
        matrix = np.eye(n_base + len(self.coefficients))
        columns = columns_of(self.coefficients)
        for i, coefficient in enumerate(self.coefficients, start=n_base):
            at = columns.index(coefficient.covariate)
            matrix[i, i] = 1 / self.deviation[at]
            matrix[coefficient.position, i] = -coefficient.sign * self.mean[at] / self.deviation[at]
        return matrix


def standardised(summary: CustomerSummary, coefficients: tuple[Coefficient, ...]) -> Standardised:
    """Return the mean and deviation over customers of the covariates needed.

    Raises
    ------
    NotEnoughDataError
        If a covariate is the same for all customers: it has no effect that could be seen.
    """
    values = summary.covariate_columns(columns_of(coefficients))
    weights = np.ones(len(summary)) if summary.weights is None else summary.weights
    share = weights / weights.sum()
    mean = share @ values
    deviation = np.sqrt(share @ (values - mean) ** 2)
    for name, spread, centre in zip(columns_of(coefficients), deviation, mean, strict=True):
        if not spread > 1e-12 * abs(centre):
            raise NotEnoughDataError(
                f"the covariate {name!r} is the same for all customers: its effect cannot be seen",
                missing={"distinct_values": 1, "distinct_values_needed": 2},
            )
    return Standardised(coefficients, mean, deviation)


def not_seen(facts: Mapping[str, Any], coefficients: Sequence[Coefficient]) -> tuple[Notice, ...]:
    """Return a notice of each effect the data do not show, and refuse parameters that are no numbers.

    Raises
    ------
    InvalidSummaryError
        If a covariate lies so far from 0 that the parameters at 0 are not finite.
    """
    if not all(np.isfinite(value) and value != 0 for name, value in facts["params"].items() if ":" not in name):
        far = ", ".join(columns_of(coefficients))
        raise InvalidSummaryError(
            f"parameters at covariates of 0 are too far away to be numbers: take a typical value off {far}"
        )
    return tuple(
        Notice("effect_not_seen", f"These customers do not show the effect {coefficient.name!r}: it is not known.")
        for coefficient in coefficients
        if not np.isfinite(facts["standard_errors"][coefficient.name])
    )


class WithCovariates:
    """A likelihood in log-parameters and effects, from one in log-parameters of groups of customers."""

    def __init__(self, likelihood: Likelihood, rows: Collapsed, standard: Standardised, n_base: int) -> None:
        if rows.covariates is None:
            raise ValueError("the rows were merged without their covariates")
        self.likelihood, self.n_base = likelihood, n_base
        self.coefficients = standard.coefficients
        self.columns = columns_of(self.coefficients)
        self.covariates = standard.of(rows.covariates)

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        base, effects = theta[: self.n_base], theta[self.n_base :]
        value, by_group = self.likelihood(moved(base, effects, self.coefficients, self.covariates))
        by_effect = [
            coefficient.sign * (by_group[coefficient.position] * self.covariates[:, column]).sum()
            for coefficient in self.coefficients
            for column in (self.columns.index(coefficient.covariate),)
        ]
        return value, np.append(by_group.sum(axis=1), by_effect)
