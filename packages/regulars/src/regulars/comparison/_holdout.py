"""How well one fit foretold what was held out: customer by customer, bin by bin, week by week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from regulars.comparison.results import Coverage, FrequencyBins, HoldoutCheck, Tracking
from regulars.estimates import Estimate
from regulars.intervals import wilson_bounds
from regulars.lifetime._collapse import distinct, sums_at
from regulars.lifetime.holdout import DAYS_IN_WEEK, Holdout, Weeks
from regulars.lifetime.summary import CustomerSummary

if TYPE_CHECKING:
    from regulars.lifetime.purchase_fit import PurchaseFit

Floats = NDArray[np.float64]

LAST_BIN = 7
MOST_RANGED = 40_000
"""Ranges are checked on so many customers, drawn by chance: a share is then known to half a per cent."""

MOST_GROUPS = 200
"""Where covariates tell more groups of customers apart than this, the cohort is not tracked."""

HALF = 0.5  # of a purchase


def check_holdout(
    fit: PurchaseFit, summary: CustomerSummary, holdout: Holdout, *, levels: Sequence[float], draws: int, seed: int
) -> tuple[HoldoutCheck, Floats] | None:
    """Return the check and the loss of each customer; None where an expectation is not finite."""
    weight = weights_of(summary)
    made = holdout.purchases.astype(np.float64)
    rows = fit._rows(summary)
    log_expected = fit._log_purchases(rows, holdout.horizon, 0.0)
    expected = np.exp(log_expected(fit.theta))[rows.row_of]
    if not np.isfinite(expected).all():
        return None
    n = float(weight.sum())
    miss = expected - made
    losses = shifted_deviance(made, expected)
    most = int(holdout.purchases.max(initial=0)) + 1
    alike, at = distinct(rows.row_of * most + holdout.purchases)
    row_of, later = np.divmod(alike, most)
    share = sums_at(at, weight, len(alike)) / n

    def total_and_loss(theta: Floats) -> Floats:
        mean = np.exp(log_expected(theta))
        return np.array([(rows.weight * mean).sum(), (share * shifted_deviance(later, mean[row_of])).sum()])

    unsure_total, unsure_loss = fit._with_uncertainty(total_and_loss, "identity").standard_error
    chance = float((weight * miss**2).sum() - (weight * miss).sum() ** 2 / n)
    sample = sample_of(summary, holdout, seed=seed)
    check = HoldoutCheck(
        expected=float((weight * expected).sum()),
        actual=float((weight * made).sum()),
        standard_error=float(np.sqrt(max(chance, 0.0) + unsure_total**2)),
        mean_absolute_error=float((weight * np.abs(miss)).sum()) / n,
        root_mean_squared_error=float(np.sqrt((weight * miss**2).sum() / n)),
        loss=float((weight * losses).sum()) / n,
        loss_standard_error=float(unsure_loss),
        tracking=None if holdout.weeks is None else track(fit, summary, weight, holdout.weeks),
        bins=bins_of(summary.frequency, weight, made, expected),
        coverage=tuple(cover(fit, *sample, level=level, draws=draws, seed=seed) for level in levels),
    )
    return check, losses


def shifted_deviance(made: NDArray[np.float64 | np.int64], expected: Floats) -> Floats:
    """Return 2 [(y + ½) ln((y + ½) / (μ + ½)) - (y - μ)], a loss that is least, on average, at the true mean μ.

    A Bregman divergence between the deviance of Poisson, under which one customer thought gone who
    comes back outweighs thousands, and the squared error, under which the heaviest customers do.

    References
    ----------
    Savage (1971), JASA 66(336), section 4; Gneiting (2011), JASA 106(494), theorem 7.
    """
    return np.asarray(2 * ((made + HALF) * np.log((made + HALF) / (expected + HALF)) - (made - expected)))


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


def track(fit: PurchaseFit, summary: CustomerSummary, weight: Floats, weeks: Weeks) -> Tracking | None:
    """Expect of each customer, from the first day on, what is expected of a new one; add up week by week.

    Customers of one first day are alike, so one curve of expectation over days serves them all; one
    for each combination of covariates where the model has some, and none where they are too many.

    References
    ----------
    Fader, Hardie and Lee (2005), Marketing Science 24(2), figures 2 and 3.
    """
    groups = groups_alike(fit, summary)
    if not groups:
        return None
    age = np.rint(summary.age * summary.time_unit_days).astype(np.int64)
    first_day = age.max() - age
    lengths = np.arange(1, weeks.ends[-1] + 1) / summary.time_unit_days
    cumulative = np.zeros(len(weeks.ends))
    for covariates, alike in groups:
        arrivals = np.bincount(first_day[alike], weight[alike]).astype(np.float64)
        curve = np.concatenate([[0.0], fit.expected_purchases_new(lengths, covariates=covariates).value])
        cumulative += [_expected_by(int(end), arrivals, curve) for end in weeks.ends]
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


def groups_alike(fit: PurchaseFit, summary: CustomerSummary) -> list[tuple[Mapping[str, float], NDArray[np.bool_]]]:
    """Covariates a model looks at, and who has them; everybody is alike where it looks at none."""
    names = list(dict.fromkeys(one.covariate for one in fit.coefficients))
    if not names:
        return [({}, np.ones(len(summary), np.bool_))]
    values, at = np.unique(summary.covariate_columns(names), axis=0, return_inverse=True)
    if len(values) > MOST_GROUPS:
        return []
    return [(dict(zip(names, row, strict=True)), at.reshape(-1) == i) for i, row in enumerate(values.tolist())]


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
    fit: PurchaseFit, summary: CustomerSummary, holdout: Holdout, *, level: float, draws: int, seed: int
) -> Coverage:
    """Count the customers who ended inside, below and above the ranges of the level."""
    ends = fit.purchase_range(summary, holdout.horizon, level, draws=draws, seed=seed)
    weight = weights_of(summary)
    n = float(weight.sum())
    below = float(weight[holdout.purchases < ends.low].sum())
    above = float(weight[holdout.purchases > ends.high].sum())
    inside = n - below - above
    low, high = wilson_bounds([inside], [n])
    share = Estimate(inside / n, float(low[0]), float(high[0]), n, "wilson")
    return Coverage(level=level, inside=share, below=below / n, above=above / n)


def sample_of(summary: CustomerSummary, holdout: Holdout, *, seed: int) -> tuple[CustomerSummary, Holdout]:
    """Return all rows, or as many as tell a share to half a per cent, drawn by chance."""
    if len(summary) <= MOST_RANGED:
        return summary, holdout
    drawn = np.random.default_rng(seed).choice(len(summary), MOST_RANGED, replace=False)
    return summary.take(drawn), replace(holdout, purchases=holdout.purchases[drawn], weeks=None)


def weights_of(summary: CustomerSummary) -> Floats:
    """Return how many customers each row stands for."""
    return np.ones(len(summary)) if summary.weights is None else summary.weights
