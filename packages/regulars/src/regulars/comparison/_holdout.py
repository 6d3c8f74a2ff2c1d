"""How well one fit foretold what was held out: customer by customer, bin by bin, week by week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from regulars.comparison.results import Coverage, FrequencyBins, HoldoutCheck, Tracking
from regulars.estimates import Estimate
from regulars.intervals import wilson_bounds
from regulars.lifetime.holdout import DAYS_IN_WEEK, Holdout, Weeks
from regulars.lifetime.summary import CustomerSummary

if TYPE_CHECKING:
    from regulars.lifetime.purchase_fit import PurchaseFit

Floats = NDArray[np.float64]

LAST_BIN = 7
_SMALLEST_EXPECTED = 1e-9  # keeps the deviance of a customer thought gone for good finite


def check_holdout(
    fit: PurchaseFit, summary: CustomerSummary, holdout: Holdout, *, levels: Sequence[float], draws: int, seed: int
) -> tuple[HoldoutCheck, Floats] | None:
    """Return the check and the loss of each customer; None where an expectation is not finite."""
    weight = np.ones(len(summary)) if summary.weights is None else summary.weights
    made = holdout.purchases.astype(np.float64)
    estimates = fit.expected_purchases(summary, holdout.horizon)
    expected = estimates.value
    if not np.isfinite(expected).all():
        return None
    n = float(weight.sum())
    miss = expected - made
    unsure = estimates.standard_error * (expected if estimates.link == "log" else 1.0)
    # parameters are shared: what is unsure of them adds up, at worst, over customers
    spread = float((weight * miss**2).sum() - (weight * miss).sum() ** 2 / n) + float((weight * unsure).sum()) ** 2
    losses = poisson_deviance(made, expected)
    check = HoldoutCheck(
        expected=float((weight * expected).sum()),
        actual=float((weight * made).sum()),
        standard_error=float(np.sqrt(max(spread, 0.0))),
        mean_absolute_error=float((weight * np.abs(miss)).sum()) / n,
        root_mean_squared_error=float(np.sqrt((weight * miss**2).sum() / n)),
        loss=float((weight * losses).sum()) / n,
        tracking=None if holdout.weeks is None else track(fit, summary, weight, holdout.weeks),
        bins=bins_of(summary.frequency, weight, made, expected),
        coverage=tuple(
            cover(fit, summary, holdout, weight, level=level, draws=draws, seed=seed) for level in levels
        ),
    )  # fmt: skip
    return check, losses


def poisson_deviance(made: Floats, expected: Floats) -> Floats:
    """Return twice the likelihood lost by expecting μ where y was made; least, on average, at the true mean."""
    mean = np.maximum(expected, _SMALLEST_EXPECTED)
    ratio = np.log(np.maximum(made, 1.0) / mean)  # has no weight where nothing was bought
    return np.asarray(2 * (made * ratio - (made - mean)))


def bins_of(frequency: NDArray[np.int64], weight: Floats, made: Floats, expected: Floats) -> FrequencyBins:
    """Average over customers of equal frequency, seven and more together."""
    at = np.minimum(frequency, LAST_BIN)

    def total(values: Floats) -> Floats:
        return np.bincount(at, weight * values, LAST_BIN + 1).astype(np.float64)

    n = total(np.ones_like(made))
    with np.errstate(invalid="ignore", divide="ignore"):
        actual = total(made) / n
        variance = (total(made**2) - n * actual**2) / (n - 1)
        error = np.where(n > 1, np.sqrt(np.maximum(variance, 0) / n), np.nan)
        return FrequencyBins(
            frequency=np.arange(LAST_BIN + 1),
            customers=n,
            actual=actual,
            expected=total(expected) / n,
            actual_standard_error=error,
        )


def track(fit: PurchaseFit, summary: CustomerSummary, weight: Floats, weeks: Weeks) -> Tracking:
    """Expect of each customer, from the first day on, what is expected of a new one; add up week by week.

    Customers of one first day are alike, so one curve of expectation over days serves them all.

    References
    ----------
    Fader, Hardie and Lee (2005), Marketing Science 24(2), figures 2 and 3.
    """
    age = np.rint(summary.age * summary.time_unit_days).astype(np.int64)
    arrivals = np.bincount(age.max() - age, weight).astype(np.float64)
    curve = np.concatenate(
        [[0.0], fit.expected_purchases_new(np.arange(1, weeks.ends[-1] + 1) / summary.time_unit_days).value]
    )
    cumulative = np.array([_expected_by(int(end), arrivals, curve) for end in weeks.ends])
    actual = weeks.repeat_purchases.astype(np.float64)
    later = slice(weeks.in_calibration, None)
    made = np.cumsum(actual)
    expected = np.diff(cumulative, prepend=0.0)
    return Tracking(
        week_ends=weeks.ends / DAYS_IN_WEEK,
        actual=actual,
        expected=expected,
        in_calibration=weeks.in_calibration,
        cumulative_error=_mean_share(cumulative[later] - made[later], made[later]),
        weekly_error=_ratio(float(np.abs(expected - actual)[later].sum()), float(actual[later].sum())),
    )


def _expected_by(end: int, arrivals: Floats, curve: Floats) -> float:
    """Sum of E[X(end - first day)] over the customers who came before."""
    come = arrivals[:end]
    return float((come * curve[end - np.arange(len(come))]).sum())


def _mean_share(miss: Floats, of: Floats) -> float:
    known = of > 0
    return float((np.abs(miss[known]) / of[known]).mean()) if known.any() else float("nan")


def _ratio(part: float, of: float) -> float:
    return part / of if of else float("nan")


def cover(
    fit: PurchaseFit, summary: CustomerSummary, holdout: Holdout, weight: Floats,
    *, level: float, draws: int, seed: int,
) -> Coverage:  # fmt: skip
    """Count the customers who ended inside, below and above the ranges of the level."""
    ends = fit.purchase_range(summary, holdout.horizon, level, draws=draws, seed=seed)
    n = float(weight.sum())
    below = float(weight[holdout.purchases < ends.low].sum())
    above = float(weight[holdout.purchases > ends.high].sum())
    inside = n - below - above
    low, high = wilson_bounds([inside], [n])
    share = Estimate(inside / n, float(low[0]), float(high[0]), n, "wilson")
    return Coverage(level=level, inside=share, below=below / n, above=above / n)
