"""What can be asked of a model of leaving a contract: who stays how long, and what that is worth."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import NotEnoughDataError
from regulars.estimates import Estimate, Estimates, Interval, Link, Notice, normal_quantile
from regulars.lifetime._arguments import check_count, whole_numbers
from regulars.lifetime._contract_likelihood import log_retention
from regulars.lifetime._fit import Fit, check_rate, facts_of_fit
from regulars.lifetime._futures import check_draws
from regulars.lifetime._likelihood import Likelihood
from regulars.lifetime._maximize import BOX, Edge, maximize
from regulars.lifetime._residual_life import log_residual_life
from regulars.lifetime.retention_counts import RetentionCounts

Floats = NDArray[np.float64]

DRAWS = 1000
RECOMMENDED_LOST = 50
_BEYOND = Notice(
    "beyond_the_search",
    "The best parameters lie beyond the range searched, as where nearly everybody leaves at one age: this is "
    "the wrong model. Read the retention rates as counted instead.",
)
_NOTHING_VARIES = ("no_churn", "all_leave_at_once")


@dataclass(frozen=True, eq=False, kw_only=True)
class ContractFit(Fit, ABC):
    """Answer who stays, from a fitted model of leaving a contract; time is counted in periods.

    Where nobody left, or everybody at once, the data say what was and nothing of what may be: the
    intervals are then nan.
    """

    def survival(self, periods: ArrayLike) -> Estimates:
        """Return the share (0–1) of starters still active after each of these numbers of periods (≥ 0)."""
        ages = whole_numbers("periods", periods, least=0).astype(np.float64)
        return self._shares(np.zeros_like(ages), ages)

    def retention_rates(self, periods: ArrayLike) -> Estimates:
        """Return the share kept in the n-th period, of those active at its start, for each n ≥ 1."""
        ages = whole_numbers("periods", periods, least=1).astype(np.float64)
        return self._shares(ages - 1, ages)

    def expected_lifetime(self, horizon: int) -> Estimates:
        """Return how many of the first ``horizon`` periods a starter is expected to be active in, the first included.

        Over a stated horizon the answer always exists. Without one the mean lifetime of these models
        is often infinite; its discounted form is not.
        """
        length = check_count("horizon", horizon, least=1)
        ages = np.arange(length, dtype=np.float64)

        def log_periods(theta: Floats) -> Floats:
            logs = log_retention(self._shape(theta), np.zeros(length), ages)
            return np.asarray(np.log(np.exp(logs).sum(keepdims=True)))

        return self._with_uncertainty(log_periods, "log")

    def discounted_expected_lifetime(self, *, discount_rate_per_period: float) -> Estimates:
        """Return the expected lifetime of a starter in periods at present value (DEL).

        Times what a period brings, paid at its start, it is the value of a customer not yet won: the
        first period counts 1, the second 1/(1 + rate) times the share who stay, and so on. At a rate
        of 0 it is the mean lifetime, infinite where few leave late (sBG: alpha ≤ 1).

        Raises
        ------
        InvalidArgumentError
            If the rate is negative.
        """
        rate = check_rate("discount_rate_per_period", discount_rate_per_period)
        first = np.array([1.0])

        def log_lifetime(theta: Floats) -> Floats:
            later = log_residual_life(self._shape(theta), first, rate)
            return np.asarray(np.log1p(np.exp(later - np.log1p(rate))))

        return self._with_uncertainty(log_lifetime, "log")

    def discounted_expected_residual_lifetime(
        self, periods: ArrayLike, *, discount_rate_per_period: float
    ) -> Estimates:
        """Return the periods still to come, at present value, of customers in their n-th period (DERL).

        Parameters
        ----------
        periods : array of int ≥ 1
            n: the customers are active in their n-th period and are about to renew or to leave. The
            period to come counts 1 if they renew, the one after it 1/(1 + rate), and so on.
        discount_rate_per_period : float ≥ 0
            Rate of discount of one period.

        Raises
        ------
        InvalidArgumentError
            If a number of periods or the rate is out of range.

        References
        ----------
        Fader and Hardie (2010), "Customer-base valuation in a contractual setting: the perils of
        ignoring heterogeneity", Marketing Science 29(1), 85-93, equation 7.
        """
        rate = check_rate("discount_rate_per_period", discount_rate_per_period)
        ages = whole_numbers("periods", periods, least=1).astype(np.float64)
        return self._with_uncertainty(lambda theta: log_residual_life(self._shape(theta), ages, rate), "log")

    def expected_active(self, counts: RetentionCounts, ahead: int) -> Estimates:
        """Return how many of each cohort are expected to be active ``ahead`` periods after its last count."""
        shares = self._of_cohorts(counts, check_count("ahead", ahead, least=0))

        def log_active(theta: Floats) -> Floats:
            with np.errstate(divide="ignore"):  # a cohort of which nobody is left: ln 0
                return np.asarray(shares(theta) + np.log(counts.still_active))

        return self._with_uncertainty(log_active, "log")

    def active_range(
        self, counts: RetentionCounts, ahead: int, level: float = 0.9, *, draws: int = DRAWS, seed: int = 0
    ) -> Interval:
        """Return between which numbers each cohort will be ``ahead`` periods after its last count.

        Answers: how many subscribers should we be prepared for? Both kinds of chance are in it: what
        the parameters leave unsure, and that customers decide one by one.

        Parameters
        ----------
        counts : RetentionCounts
            The cohorts as last counted.
        ahead : int ≥ 0
            Periods to look ahead.
        level : float
            Share of outcomes inside, 0–1.
        draws : int ≥ 50
            Outcomes drawn.
        seed : int
            Equal seeds give equal answers.

        Returns
        -------
        Interval
            Whole numbers of customers, one pair a cohort.

        Raises
        ------
        InvalidArgumentError
            If an argument is out of range.
        NotEnoughDataError
            If nobody left in the data of the fit, or everybody at once: then no range is known.
        """
        normal_quantile(level)  # refuses a level out of range
        low, high = np.quantile(self._outcomes(counts, ahead, draws, seed), _ends(level), axis=0, method="nearest")
        return Interval(low, high, level)

    def total_active(
        self, counts: RetentionCounts, ahead: int, level: float = 0.9, *, draws: int = DRAWS, seed: int = 0
    ) -> Estimate:
        """Return how many of all cohorts together are expected ``ahead`` periods on, with the range of the total.

        What the parameters leave unsure is shared by all cohorts, so the total varies more than
        independent cohorts would. Arguments and errors as in ``active_range``.
        """
        normal_quantile(level)
        total = self._outcomes(counts, ahead, draws, seed).sum(axis=1)
        low, high = np.quantile(total, _ends(level), method="nearest")
        expected = float(self.expected_active(counts, ahead).value.sum())
        return Estimate(expected, float(low), float(high), float(counts.still_active.sum()), "simulated", level)

    @abstractmethod
    def _shape(self, theta: Floats) -> Floats:
        """Return ln α, ln β, ln c of the log-parameters of the model, along the first axis."""

    def _shares(self, before: Floats, after: Floats) -> Estimates:
        def log_odds(theta: Floats) -> Floats:
            logs = log_retention(self._shape(theta), before, after)
            with np.errstate(divide="ignore"):  # a share of 1 has infinite odds
                return np.asarray(logs - np.log(-np.expm1(logs)))

        return self._with_uncertainty(log_odds, "logit")

    def _of_cohorts(self, counts: RetentionCounts, ahead: int) -> Callable[[Floats], Floats]:
        ages = counts.periods.astype(np.float64)
        return lambda theta: log_retention(self._shape(theta), ages, ages + ahead)

    def _outcomes(self, counts: RetentionCounts, ahead: int, draws: int, seed: int) -> Floats:
        """Draw parameters, then how many of each cohort stay: draws × cohorts."""
        unknown = [code for code in self.boundary if code in _NOTHING_VARIES]
        if unknown:
            raise NotEnoughDataError(f"{self.warnings[0]} So the range of what may come is not known.")
        shares = self._of_cohorts(counts, check_count("ahead", ahead, least=0))
        rng = np.random.default_rng(seed)
        spread, axes = np.linalg.eigh(self.log_covariance)
        normal = rng.standard_normal((check_draws(draws), len(spread))) * np.sqrt(np.maximum(spread, 0))
        thetas = np.clip(self.theta + normal @ axes.T, -2 * BOX, 2 * BOX)
        stay = np.exp(shares(thetas.T[:, :, None]))
        return rng.binomial(counts.still_active, np.minimum(stay, 1)).astype(np.float64)

    def _with_uncertainty(self, function: Callable[[Floats], Floats], link: Link) -> Estimates:
        known = super()._with_uncertainty(function, link)
        if any(code in _NOTHING_VARIES for code in self.boundary):
            return Estimates(known.value, np.full_like(known.value, np.nan), link)
        return known


def fit_contract(
    counts: RetentionCounts, names: Sequence[str], likelihood: Likelihood, edges: Sequence[Edge]
) -> dict[str, object]:
    """Return the fields of a contract fit, or refuse where the table is too short for the parameters."""
    longest, needed = int(counts.periods.max()), len(names)
    if longest < needed:
        raise NotEnoughDataError(
            f"the longest cohort was followed for {longest} periods; {needed} parameters need at least {needed}",
            missing={"periods": longest, "periods_needed": needed},
        )
    n_lost, n_kept = float(counts.lost.sum()), float(counts.kept.sum())
    certain = "no_churn" if n_lost == 0 else "all_leave_at_once" if n_kept == 0 else None
    possible = [edge for edge in edges if (edge.code == certain if certain else edge.code not in _NOTHING_VARIES)]
    maximum = maximize(likelihood, _start(counts, len(names)), counts.n_customers, possible)
    if not maximum.converged:  # far along a flat ridge a fresh measure of the curvature goes on
        maximum = maximize(likelihood, maximum.theta, counts.n_customers, possible)
    beyond = not maximum.edges and bool((np.abs(maximum.theta) >= BOX - 1e-9).any())
    notices = (*((_BEYOND,) if beyond else ()), *_few_lost(n_lost))
    facts = facts_of_fit(names, maximum, np.ones(len(names)), notices)
    if beyond:
        facts["boundary"] = (_BEYOND.code,)
    return facts | {
        "log_likelihood": counts.n_customers * maximum.mean_log_likelihood,
        "n_customers": counts.n_customers,
        "n_repeat_customers": float(counts.kept[0]),
    }


def _start(counts: RetentionCounts, k: int) -> Floats:
    """Return log-parameters that meet the first churn rate: far from it the likelihood is a narrow ridge."""
    first = (counts.lost[0] + 0.5) / (counts.lost[0] + counts.kept[0] + 1)
    return np.log([first, 1 - first, 1.0][:k])


def _few_lost(n_lost: float) -> tuple[Notice, ...]:
    if n_lost >= RECOMMENDED_LOST:
        return ()
    message = (
        f"Only {n_lost:g} customers were seen to leave; with fewer than {RECOMMENDED_LOST} the parameters are "
        "hardly known. Trust the intervals, not the points."
    )
    numbers = {"lost": n_lost, "recommended": float(RECOMMENDED_LOST)}
    return (Notice("few_lost", message, MappingProxyType(numbers)),)


def _ends(level: float) -> tuple[float, float]:
    return (1 - level) / 2, (1 + level) / 2
