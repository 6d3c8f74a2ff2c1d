"""Repeat purchases: how many come back by a horizon, those not there yet counted right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regulars.audit.base import CustomerBase
from regulars.audit.sequence import purchase_days
from regulars.errors import InvalidArgumentError, NotEnoughDataError
from regulars.estimates import Estimate
from regulars.intervals import wilson
from regulars.retention.kaplan_meier import SurvivalCurve, kaplan_meier
from regulars.retention.log_rank import LogRank, log_rank

Floats = NDArray[np.float64]

HORIZONS_DAYS = (30, 60, 90, 180, 365)


@dataclass(frozen=True, eq=False)
class RepeatPurchases:
    """Hold how soon the customers of each cohort bought again.

    Attributes
    ----------
    cohorts : tuple of str, length c
        Names of the cohorts, oldest first.
    acquired : array of int, shape (c,)
        Customers of each.
    horizons_days : array of int, shape (h,)
        Days since the first purchase.
    share, low, high : arrays of float, shape (c, h)
        Share (0–1) with a second purchase by the horizon, by Kaplan–Meier, and its interval; nan where
        nobody of the cohort has been observed that long.
    curves : tuple of SurvivalCurve, length c
        The whole curve of each cohort, of the share who have *not* come back.
    of_all : SurvivalCurve
        The same of all customers together.
    difference : LogRank or None
        Whether the cohorts differ; None where there is one cohort, or nobody came back.
    """

    cohorts: tuple[str, ...]
    acquired: NDArray[np.int64]
    horizons_days: NDArray[np.int64]
    share: Floats
    low: Floats
    high: Floats
    curves: tuple[SurvivalCurve, ...]
    of_all: SurvivalCurve
    difference: LogRank | None


def repeat_purchases(
    base: CustomerBase, *, horizons_days: Sequence[int] = HORIZONS_DAYS, level: float = 0.95
) -> RepeatPurchases:
    """Estimate how many customers of each cohort buy again within 30, 60, … days.

    Business question: do new customers come back sooner than those won before?

    Parameters
    ----------
    base : CustomerBase
        Orders read by ``audit.CustomerBase.from_orders``.
    horizons_days : sequence of int ≥ 1
        Days since the first purchase.
    level : float, 0–1 exclusive
        Confidence level of the intervals.

    Returns
    -------
    RepeatPurchases

    Raises
    ------
    InvalidArgumentError
        If a horizon is not a whole number of days ≥ 1, or `level` is outside (0, 1).

    Notes
    -----
    Orders of one day are one purchase. Who has not been back yet is censored at the end of
    observation; a plain share would call young customers lost. The shorter history of later cohorts
    ends their curves early, it does not bend them.

    References
    ----------
    Kaplan and Meier (1958), JASA 53(282). Mantel (1966), Cancer Chemotherapy Reports 50(3).
    """
    days = np.asarray(horizons_days, np.float64)
    if days.ndim != 1 or not ((days >= 1) & (days == np.rint(days))).all():
        raise InvalidArgumentError(f"horizons_days must be whole numbers ≥ 1, got {horizons_days!r}")
    waited, came = purchase_days(base).steps_from(1)
    cohorts = base.cohorts
    members = [base.cohort == cohort.index for cohort in cohorts]
    curves = tuple(kaplan_meier(waited[own], came[own], level=level) for own in members)
    reads = [curve.at(days) for curve in curves]
    labels = np.array([cohort.label for cohort in cohorts])
    try:
        difference = log_rank(waited, came, labels[np.searchsorted([c.index for c in cohorts], base.cohort)])
    except NotEnoughDataError:
        difference = None
    return RepeatPurchases(
        cohorts=tuple(labels.tolist()),
        acquired=np.array([int(own.sum()) for own in members]),
        horizons_days=days.astype(np.int64),
        share=np.array([1 - survival for survival, _, _ in reads]),
        low=np.array([1 - high for _, _, high in reads]),
        high=np.array([1 - low for _, low, _ in reads]),
        curves=curves,
        of_all=kaplan_meier(waited, came, level=level),
        difference=difference,
    )


def repeat_purchase_rate(base: CustomerBase, *, level: float = 0.95) -> Estimate:
    """Estimate the share of customers with two purchases or more so far.

    Business question: how many of our customers ever came back?

    Parameters
    ----------
    base : CustomerBase
        Orders read by ``audit.CustomerBase.from_orders``.
    level : float, 0–1 exclusive
        Confidence level of Wilson's interval.

    Returns
    -------
    Estimate
        Share 0–1 of all customers. It mixes customers of years with those of yesterday and falls when
        many are won; by a horizon and cohort, ``repeat_purchases`` does not.
    """
    counts = np.bincount(base.day_customer, minlength=base.n_customers)
    return wilson(int((counts >= 2).sum()), base.n_customers, level=level)
