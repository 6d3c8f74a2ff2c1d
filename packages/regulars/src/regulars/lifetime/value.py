"""What each customer will bring: purchases to come × what a purchase brings, at present value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError, MismatchError
from regulars.estimates import Interval, normal_quantile
from regulars.lifetime._fit import check_horizon, check_rate
from regulars.lifetime._futures import DRAWS, Drawn, check_draws
from regulars.lifetime.gamma_gamma import GammaGammaFit
from regulars.lifetime.purchase_fit import PurchaseFit
from regulars.lifetime.summary import CustomerSummary

Floats = NDArray[np.float64]

DAYS_IN_A_YEAR = 365.25


@dataclass(frozen=True, eq=False)
class LifetimeValue:
    """Hold what each customer is expected to bring within the horizon, with its interval.

    Attributes
    ----------
    value, low, high : ndarray of float, shape (n,)
        Present value of the margin to come less the acquisition cost, in money; nan where the
        spend of a customer is not known.
    level : float
        Level of the interval, 0–1. It covers what the parameters leave unsure, not how much one
        customer varies: right for sums and averages over many; for one customer see ``value_range``.
    purchases : ndarray of float, shape (n,)
        Expected purchases of the horizon, discounted.
    margin_per_purchase : ndarray of float, shape (n,)
        Expected margin of one purchase, in money.
    """

    value: Floats
    low: Floats
    high: Floats
    level: float
    purchases: Floats
    margin_per_purchase: Floats

    def __len__(self) -> int:
        return len(self.value)


def lifetime_value(
    fit: PurchaseFit,
    spend: GammaGammaFit,
    summary: CustomerSummary,
    *,
    horizon: float,
    discount_rate_per_year: float,
    margin: float | None = None,
    acquisition_cost: ArrayLike = 0.0,
    level: float = 0.9,
) -> LifetimeValue:
    """Value every customer over a finite horizon.

    Answers: which customers will bring how much from now on, and how sure is that.

    Parameters
    ----------
    fit : PurchaseFit
        How often customers buy: a fit of any model of repeat buying.
    spend : GammaGammaFit
        What a purchase brings, fitted on the same money as ``summary.monetary_value``.
    summary : CustomerSummary
        The customers to value, in the time unit of ``fit``.
    horizon : float > 0
        How far to look ahead, in the time unit of ``fit``.
    discount_rate_per_year : float ≥ 0
        Yearly rate, 0.15 for 15 %; compounded continuously inside the year.
    margin : float in 0–1, optional
        Share of the spend that stays; None where ``monetary_value`` is a margin already.
    acquisition_cost : float or array of shape (n,), ≥ 0
        What it cost to win each customer, in money; subtracted.
    level : float
        Level of the interval, 0–1.

    Returns
    -------
    LifetimeValue
        Value, interval and the two factors, for each customer.

    Raises
    ------
    InvalidArgumentError
        If a rate, share or cost is out of range.
    MismatchError
        If the summary is in another time unit than the fit, or the costs are of another length.

    Notes
    -----
    value = Σ over the future of (expected purchases at t) · exp(-d t) · (expected spend) · margin -
    cost, with d = ln(1 + yearly rate). The two factors are estimated from different likelihoods and
    taken as independent, so their relative errors add in squares; the interval is symmetric in logs.

    References
    ----------
    Fader, Hardie and Lee (2005), "RFM and CLV: using iso-value curves for customer base analysis",
    Journal of Marketing Research 42(4), 415-430.
    """
    per_unit = _rate_per_unit(discount_rate_per_year, fit)
    share = _share(margin)
    cost = _costs(acquisition_cost, len(summary))
    z = normal_quantile(level)
    purchases = fit.discounted_expected_purchases(summary, horizon, discount_rate_per_unit=per_unit)
    paid = spend.expected_spend(summary)
    per_purchase = paid.value * share
    gross = purchases.value * per_purchase
    spread = np.exp(z * np.hypot(purchases.standard_error, paid.standard_error))
    return LifetimeValue(
        value=gross - cost,
        low=gross / spread - cost,
        high=gross * spread - cost,
        level=level,
        purchases=purchases.value,
        margin_per_purchase=per_purchase,
    )


def value_range(
    fit: PurchaseFit,
    spend: GammaGammaFit,
    summary: CustomerSummary,
    *,
    horizon: float,
    discount_rate_per_year: float,
    margin: float | None = None,
    acquisition_cost: ArrayLike = 0.0,
    level: float = 0.9,
    draws: int = DRAWS,
    seed: int = 0,
) -> Interval:
    """Return between which amounts single customers will bring over a finite horizon.

    Answers: of customers like this one, what will nine of ten bring? The interval of
    ``lifetime_value`` says how well the *expected* value is known and narrows with more data; this
    range says what one customer may do, stays wide whatever the data, and often starts at nothing.

    Parameters
    ----------
    fit, spend, summary, horizon, discount_rate_per_year, margin, acquisition_cost
        As in ``lifetime_value``.
    level : float
        Share of customers inside, 0–1; as many are left out below as above, or fewer.
    draws : int ≥ 50
        Futures drawn for each kind of customer. With 500 the share inside is met to about 1 %.
    seed : int
        Equal seeds give equal answers, whatever the order of the customers.

    Returns
    -------
    Interval
        Present value of the margin to come less the acquisition cost, in money; nan where the
        spend of a customer is not known. The expected value may lie above it, where few will buy,
        but much.

    Raises
    ------
    InvalidArgumentError
        If a rate, share, cost, level or number of draws is out of range.
    MismatchError
        If the summary is in another time unit than the fit, or the costs are of another length.

    Notes
    -----
    Purchases are drawn as in ``purchase_range``. Given n of them a customer seen to buy x times for
    m on average brings (γ + x·m) · G(p·n) / G(q + p·x), with G(k) gamma-distributed of shape k: the
    customer's own mean is unsure and purchases vary around it. What p, q and γ leave unsure comes in
    by the delta method, averaged over customers of equal frequency and age. Purchases are
    discounted by the average over the time they spread.

    References
    ----------
    Fader and Hardie (2013), "The Gamma-Gamma model of monetary value", note 025.
    """
    normal_quantile(level)  # refuses a level out of range
    per_unit, share = _rate_per_unit(discount_rate_per_year, fit), _share(margin)
    cost = _costs(acquisition_cost, len(summary))
    futures = fit.futures(summary, check_horizon(horizon), check_draws(draws))
    paid = spend.expected_spend(summary)
    error = futures.mean_by_kind(np.nan_to_num(paid.standard_error))
    p, q, _ = spend.params.values()

    def times_expected_spend(part: slice, drawn: Drawn, rng: np.random.Generator) -> Floats:
        shape = drawn.purchases.shape
        tail = p * futures.kinds.frequency[part, None] + q
        own_mean = np.maximum(tail - 1, 0) / rng.standard_gamma(tail, shape)
        unsure = np.exp(error[part, None] * rng.standard_normal(shape))
        brought = rng.standard_gamma(p * drawn.purchases) / p
        return np.asarray(brought * own_mean * unsure * scipy.special.exprel(-per_unit * drawn.span))

    low, high = futures.range_of(times_expected_spend, level=level, seed=seed)
    return Interval(low * paid.value * share - cost, high * paid.value * share - cost, level)


def _rate_per_unit(discount_rate_per_year: float, fit: PurchaseFit) -> float:
    rate = np.log1p(check_rate("discount_rate_per_year", discount_rate_per_year))
    return float(rate) * fit.time_unit_days / DAYS_IN_A_YEAR


def _share(margin: float | None) -> float:
    if margin is not None and not 0 <= margin <= 1:
        raise InvalidArgumentError(f"margin is a share between 0 and 1, got {margin!r}")
    return 1.0 if margin is None else margin


def _costs(acquisition_cost: ArrayLike, n: int) -> Floats:
    cost = np.asarray(acquisition_cost, dtype=np.float64)
    if cost.ndim and cost.shape != (n,):
        raise MismatchError(f"acquisition_cost has shape {cost.shape} for {n} customers")
    if not (np.isfinite(cost) & (cost >= 0)).all():
        raise InvalidArgumentError("acquisition_cost must be numbers ≥ 0")
    return cost
