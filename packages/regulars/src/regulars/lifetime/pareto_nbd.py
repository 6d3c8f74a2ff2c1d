"""Pareto/NBD: customers buy at their own steady rate until, at a time nobody sees, they leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from regulars.estimates import Estimates, Link
from regulars.lifetime._collapse import Collapsed, collapse, distinct
from regulars.lifetime._fit import check_horizon, check_rate, facts_of_given
from regulars.lifetime._futures import Drawn, Kinds, poisson
from regulars.lifetime._likelihood import ParetoNBDLikelihood
from regulars.lifetime._maximize import Edge
from regulars.lifetime._purchase_fit import PurchaseFit
from regulars.lifetime._purchase_model import fit_purchases
from regulars.lifetime._purchases import counts_and_horizon, horizons, in_unit, spread
from regulars.lifetime.summary import CustomerSummary, TimeUnit

Floats = NDArray[np.float64]

NAMES = ("r", "alpha", "s", "beta")
_NEVER_LEAVE = (
    "Nobody seems to leave: the data fit as well with no churn at all, so how fast customers leave "
    "is not known. A longer observation would show it."
)
EDGES = (
    Edge("no_churn", (0, 0, -1, 0), _NEVER_LEAVE),
    Edge("no_churn", (0, 0, 0, 1), _NEVER_LEAVE),
    Edge(
        "same_churn_rate",
        (0, 0, 1, 1),
        "All customers seem to leave at the same rate: only the ratio s/beta is known.",
    ),
    Edge(
        "leave_at_once_or_never",
        (0, 0, -1, -1),
        "Customers seem to leave at once or never: the model finds nothing in between.",
    ),
    Edge(
        "same_purchase_rate",
        (1, 1, 0, 0),
        "All customers seem to buy at the same rate: only the ratio r/alpha is known. If purchases "
        "are regular, such as monthly renewals, this model is the wrong one.",
    ),
)
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)
_NODES, _WEIGHTS = (_NODES + 1) / 2, _WEIGHTS / 2
_NEGLIGIBLE = 45.0  # exp(-45) of the discounted future is left out


@dataclass(frozen=True)
class ParetoNBD:
    """Model repeat buying without a contract: Poisson purchases at a gamma-distributed rate, an
    exponential lifetime with a gamma-distributed rate of leaving.

    Answers: how many purchases will each customer make, who is still a customer, what is the
    residual lifetime worth. Assumes that a customer's rate of buying is steady while active; do not
    use it for subscriptions, for regular renewals or across a strong season.

    References
    ----------
    Schmittlein, Morrison and Colombo (1987), Management Science 33(1), 1-24.
    Fader, Hardie and Lee (2005), Journal of Marketing Research 42(4), 415-430.
    """

    def fit(self, summary: CustomerSummary) -> ParetoNBDFit:
        """Estimate r, alpha, s, beta by maximum likelihood.

        Raises
        ------
        NotEnoughDataError
            If nobody came back or no time has passed.
        """
        facts: dict[str, Any] = fit_purchases(
            summary, NAMES, ParetoNBDLikelihood, (1.0, 0.5, 1.0, 0.5), (False, True, False, True), EDGES
        )
        return ParetoNBDFit(**facts)

    def given(self, params: Mapping[str, float], *, time_unit: TimeUnit) -> ParetoNBDFit:
        """Return a fit with parameters known from elsewhere; its intervals have no width."""
        facts: dict[str, Any] = facts_of_given(NAMES, params) | in_unit(time_unit)
        return ParetoNBDFit(**facts)


@dataclass(frozen=True, eq=False, kw_only=True)
class ParetoNBDFit(PurchaseFit):
    """Answer questions about customers from a fitted Pareto/NBD."""

    def log_likelihood_of(self, summary: CustomerSummary) -> float:
        """Return the log-likelihood of these parameters on a summary, total over its customers."""
        self._check(summary)
        rows = collapse(summary)
        return rows.total_weight * ParetoNBDLikelihood(rows)(self.theta)[0]

    def probability_alive(self, summary: CustomerSummary) -> Estimates:
        """Return the probability (0–1) that each customer is still one at the end of observation."""
        return self._of_customers(summary, "logit", lambda _theta, odds: odds)

    def expected_purchases(self, summary: CustomerSummary, horizon: float) -> Estimates:
        """Return how many purchases each customer is expected to make in the next ``horizon`` units."""
        return self.discounted_expected_purchases(summary, horizon, discount_rate_per_unit=0.0)

    def discounted_expected_purchases(
        self, summary: CustomerSummary, horizon: float, *, discount_rate_per_unit: float
    ) -> Estimates:
        """Return expected purchases of the horizon, each counted at its present value.

        ``discount_rate_per_unit`` is continuous, per time unit: ln(1 + yearly rate) / units a year.
        """
        length, rate = check_horizon(horizon), check_rate("discount_rate_per_unit", discount_rate_per_unit)
        return self._discounted(summary, length, rate)

    def discounted_expected_residual(self, summary: CustomerSummary, *, discount_rate_per_unit: float) -> Estimates:
        """Return discounted expected residual transactions (DERT): the same without an end.

        Raises
        ------
        InvalidArgumentError
            If the rate is not above 0: the undiscounted sum need not be finite.
        """
        rate = check_horizon(discount_rate_per_unit)
        return self._discounted(summary, np.inf, rate)

    def expected_purchases_new(self, horizon: ArrayLike) -> Estimates:
        """Return the repeat purchases expected of a new customer by each horizon (time units)."""
        lengths = horizons(horizon)

        def log_expected(theta: Floats) -> Floats:
            r, alpha, s, beta = np.exp(theta)
            spans = np.array([active_time(s, np.array([beta]), h, 0.0)[0] for h in lengths])
            return np.asarray(np.log(r / alpha * spans))

        return self._with_uncertainty(log_expected, "log")

    def probability_of_purchases(self, n: ArrayLike, horizon: float) -> Floats:
        """Return the probability that a new customer makes exactly n repeat purchases in the horizon."""
        counts, length = counts_and_horizon(n, horizon)
        r, alpha, s, beta = self.params.values()
        rest = np.log1p(length / min(alpha, beta))
        nodes, weights = np.polynomial.legendre.leggauss(256)
        w = (nodes + 1) / 2 * rest
        tau = min(alpha, beta) * np.expm1(w)
        leaving = s * np.exp(s * np.log(beta) - (s + 1) * np.log(beta + tau))
        density = leaving * (min(alpha, beta) + tau) * weights / 2 * rest
        while_active = _log_nbd(counts[:, None], r, alpha, tau)
        staying = _log_nbd(counts, r, alpha, np.array([length])) - s * np.log1p(length / beta)
        return np.asarray(np.exp(while_active) @ density + np.exp(staying))

    def simulate_purchases(
        self, summary: CustomerSummary, horizon: float, rng: np.random.Generator
    ) -> NDArray[np.int64]:
        """Draw the purchases of the next ``horizon`` units, once for each customer.

        One customer's purchases vary far more than the expected number is unsure; repeated draws
        give the range to be prepared for.
        """
        length = check_horizon(horizon)
        alive = rng.random(len(summary)) < self.probability_alive(summary).value
        frequency = summary.frequency.astype(np.float64)
        made = self._draw(frequency, summary.age, np.ones(len(summary)), length, rng).purchases
        return np.where(alive, made, 0).astype(np.int64)

    def _alive(self, rows: Collapsed) -> Estimates:
        return self._of_rows(rows, "logit", lambda _theta, odds: odds)

    def _log_expected(self, theta: Floats, kinds: Kinds, horizon: float) -> Floats:
        r, alpha, s, beta = np.exp(theta)
        span = active_time(s, beta + kinds.age, horizon, 0.0)
        return np.asarray(np.log((r + kinds.frequency) / (alpha + kinds.age) * span))

    def _draw(self, frequency: Floats, age: Floats, unsure: Floats, horizon: float, rng: np.random.Generator) -> Drawn:
        r, alpha, s, beta = self.params.values()
        rate = unsure * rng.gamma(r + frequency, size=unsure.shape) / (alpha + age)
        # Survival to t is (1 + t / (β + age))^-s, so its inverse at a uniform number is the lifetime.
        lifetime = (beta + age) * np.expm1(np.minimum(rng.standard_exponential(unsure.shape) / s, _NEGLIGIBLE))
        active = np.minimum(lifetime, horizon)
        return Drawn(poisson(rate * active, rng), active)

    def _discounted(self, summary: CustomerSummary, horizon: float, rate: float) -> Estimates:
        rows = collapse(summary)
        ages, age_at = distinct(rows.age_at)

        def log_expected(theta: Floats, odds: Floats) -> Floats:
            r, alpha, s, beta = np.exp(theta)
            spans = active_time(s, beta + rows.times[ages], horizon, rate)
            per_age = np.log(spans) - np.log(alpha + rows.times[ages])
            return np.asarray(-np.logaddexp(0, -odds) + np.log(r + rows.frequency) + per_age[age_at])

        return self._of_customers(summary, "log", log_expected, rows)

    def _of_customers(
        self,
        summary: CustomerSummary,
        link: Link,
        function: Callable[[Floats, Floats], Floats],
        rows: Collapsed | None = None,
    ) -> Estimates:
        self._check(summary)
        rows = rows or collapse(summary)
        return spread(self._of_rows(rows, link, function), rows)

    def _of_rows(self, rows: Collapsed, link: Link, function: Callable[[Floats, Floats], Floats]) -> Estimates:
        """Evaluate a function of parameters and log-odds of being alive."""
        unit = float(rows.times.max()) or 1.0
        likelihood = ParetoNBDLikelihood(rows.rescaled(unit))
        shift = np.log([1.0, unit, 1.0, unit])

        def of_rows(theta: Floats) -> Floats:
            alive, left, _, _ = likelihood.log_parts(theta - shift)
            return function(theta, alive - left)

        return self._with_uncertainty(of_rows, link)


def active_time(s: float, beta: Floats, horizon: float, rate: float) -> Floats:
    """Return the expected discounted time active within the horizon, for survival (β/(β+t))^s.

    ∫ exp(-rate·t) (β/(β+t))^s dt from 0 to the horizon; in closed form without a rate, else by
    Gauss-Legendre in ln(1 + t/β), where the integrand is smooth at any scale.
    """
    if rate == 0:
        length = np.log1p(horizon / beta)
        return np.asarray(beta * length * scipy.special.exprel(-(s - 1) * length))
    length = np.log1p(min(horizon, _NEGLIGIBLE / rate) / beta)[:, None]
    w = _NODES * length
    integrand = np.exp(-rate * beta[:, None] * np.expm1(w) - (s - 1) * w)
    return np.asarray(beta * length[:, 0] * (integrand @ _WEIGHTS))


def _log_nbd(n: Floats, r: float, alpha: float, t: Floats) -> Floats:
    logs = scipy.special.gammaln(r + n) - scipy.special.gammaln(r) - scipy.special.gammaln(n + 1)
    return np.asarray(logs - r * np.log1p(t / alpha) + scipy.special.xlogy(n, t / (alpha + t)))
