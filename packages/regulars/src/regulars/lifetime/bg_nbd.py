"""BG/NBD: customers buy at their own steady rate and may leave right after any purchase."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from regulars.estimates import Estimates, Link
from regulars.lifetime._bg_future import purchases_while_alive
from regulars.lifetime._collapse import Collapsed, collapse, distinct
from regulars.lifetime._fit import check_horizon, check_rate, facts_of_given
from regulars.lifetime._futures import Drawn, Kinds, poisson
from regulars.lifetime._likelihood import BGNBDLikelihood, bg_nbd_log_parts
from regulars.lifetime._maximize import Edge
from regulars.lifetime._purchase_fit import PurchaseFit
from regulars.lifetime._purchase_model import fit_purchases
from regulars.lifetime._purchases import counts_and_horizon, horizons, in_unit, spread
from regulars.lifetime.summary import CustomerSummary, TimeUnit

Floats = NDArray[np.float64]

NAMES = ("r", "alpha", "a", "b")
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
        "All customers seem to leave with the same probability after a purchase: only a/(a+b) is known.",
    ),
    Edge(
        "leave_at_once_or_never",
        (0, 0, -1, -1),
        "Customers seem to leave after the first chance or never: the model finds nothing in between.",
    ),
    Edge(
        "same_purchase_rate",
        (1, 1, 0, 0),
        "All customers seem to buy at the same rate: only the ratio r/alpha is known. If purchases "
        "are regular, such as monthly renewals, this model is the wrong one.",
    ),
)
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_NODES, _WEIGHTS = (_NODES + 1) / 2, _WEIGHTS / 2


@dataclass(frozen=True)
class BGNBD:
    """Model repeat buying without a contract: Poisson purchases at a gamma-distributed rate, and a
    beta-distributed probability of leaving after each purchase.

    Answers: how many purchases will each customer make, and who is still a customer. Assumes a
    steady rate of buying while active; do not use it for subscriptions or regular renewals. Who has
    not come back yet counts as still a customer with certainty, since one can leave only after a
    repeat purchase; where that matters prefer ``ParetoNBD``.

    References
    ----------
    Fader, Hardie and Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2).
    """

    def fit(self, summary: CustomerSummary) -> BGNBDFit:
        """Estimate r, alpha, a, b by maximum likelihood.

        Raises
        ------
        NotEnoughDataError
            If nobody came back or no time has passed.
        """
        facts: dict[str, Any] = fit_purchases(
            summary, NAMES, BGNBDLikelihood, (1.0, 0.5, 1.0, 1.0), (False, True, False, False), EDGES
        )
        return BGNBDFit(**facts)

    def given(self, params: Mapping[str, float], *, time_unit: TimeUnit) -> BGNBDFit:
        """Return a fit with parameters known from elsewhere; its intervals have no width."""
        facts: dict[str, Any] = facts_of_given(NAMES, params) | in_unit(time_unit)
        return BGNBDFit(**facts)


@dataclass(frozen=True, eq=False, kw_only=True)
class BGNBDFit(PurchaseFit):
    """Answer questions about customers from a fitted BG/NBD."""

    def log_likelihood_of(self, summary: CustomerSummary) -> float:
        """Return the log-likelihood of these parameters on a summary, total over its customers."""
        self._check(summary)
        rows = collapse(summary)
        return rows.total_weight * BGNBDLikelihood(rows)(self.theta)[0]

    def probability_alive(self, summary: CustomerSummary) -> Estimates:
        """Return the probability (0–1) that each customer is still one at the end of observation."""
        return self._of_customers(summary, "logit", lambda _rows, _theta, odds: odds)

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

        def log_expected(rows: Collapsed, theta: Floats, odds: Floats) -> Floats:
            base = len(rows.times)
            pairs, at = distinct(rows.count_at * base + rows.age_at)
            x, age = rows.counts[pairs // base].astype(np.float64), rows.times[pairs % base]
            return np.asarray(np.log(discounted(theta, x, age, length, rate))[at] - np.logaddexp(0, -odds))

        return self._of_customers(summary, "log", log_expected)

    def expected_purchases_new(self, horizon: ArrayLike) -> Estimates:
        """Return the repeat purchases expected of a new customer by each horizon (time units)."""
        lengths = horizons(horizon)

        def log_expected(theta: Floats) -> Floats:
            r, alpha, a, b = np.exp(theta)
            none, elapsed = np.zeros_like(lengths), np.full_like(lengths, alpha)
            return np.asarray(np.log(purchases_while_alive(r, a, b, none, elapsed, lengths)))

        return self._with_uncertainty(log_expected, "log")

    def probability_of_purchases(self, n: ArrayLike, horizon: float) -> Floats:
        """Return the probability that a new customer makes exactly n repeat purchases in the horizon."""
        counts, length = counts_and_horizon(n, horizon)
        r, alpha, a, b = self.params.values()
        z = length / (alpha + length)
        log_nbd = scipy.special.gammaln(r + counts) - scipy.special.gammaln(r) - scipy.special.gammaln(counts + 1)
        log_nbd += scipy.special.xlogy(counts, z) - r * np.log1p(length / alpha)
        stayed = np.exp(log_nbd + scipy.special.betaln(a, b + counts) - scipy.special.betaln(a, b))
        later = np.maximum(counts, 1)
        left = np.exp(scipy.special.betaln(a + 1, b + later - 1) - scipy.special.betaln(a, b))
        return np.asarray(stayed + np.where(counts > 0, left * scipy.special.betainc(later, r, z), 0))

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
        return self._of_rows(rows, "logit", lambda _rows, _theta, odds: odds)

    def _log_expected(self, theta: Floats, kinds: Kinds, horizon: float) -> Floats:
        return np.asarray(np.log(discounted(theta, kinds.frequency, kinds.age, horizon, 0.0)))

    def _draw(self, frequency: Floats, age: Floats, unsure: Floats, horizon: float, rng: np.random.Generator) -> Drawn:
        r, alpha, a, b = self.params.values()
        rate = unsure * rng.gamma(r + frequency, size=unsure.shape) / (alpha + age)
        leaving = np.clip(rng.beta(a, b + frequency, size=unsure.shape), 1e-12, 1)
        wanted, most = poisson(rate * horizon, rng), rng.geometric(leaving).astype(np.float64)
        made = np.minimum(wanted, most)
        # The first n of m uniform times are spread as if over (n + 1) / (m + 1) of the horizon, on average.
        return Drawn(made, horizon * (made + 1) / (wanted + 1))

    def _of_customers(
        self, summary: CustomerSummary, link: Link, function: Callable[[Collapsed, Floats, Floats], Floats]
    ) -> Estimates:
        self._check(summary)
        rows = collapse(summary)
        return spread(self._of_rows(rows, link, function), rows)

    def _of_rows(
        self, rows: Collapsed, link: Link, function: Callable[[Collapsed, Floats, Floats], Floats]
    ) -> Estimates:
        """Evaluate a function of parameters and log-odds of being alive."""

        def of_rows(theta: Floats) -> Floats:
            alive, left = bg_nbd_log_parts(theta, rows, rows.frequency)
            return function(rows, theta, alive - left)

        return self._with_uncertainty(of_rows, link)


def discounted(theta: Floats, x: Floats, age: Floats, horizon: float, rate: float) -> Floats:
    """Return discounted expected purchases of customers known to be alive.

    Summed by parts, so that only the expected number itself is needed: exp(-dH) E(H) +
    d ∫ exp(-dt) E(t) dt, by Gauss-Legendre in ln(1 + t/(α + age)).
    """
    r, alpha, a, b = np.exp(theta)
    elapsed = alpha + age
    at_end = purchases_while_alive(r, a, b, x, elapsed, np.full_like(x, horizon))
    if rate == 0:
        return at_end
    total = np.exp(-rate * horizon) * at_end
    length = np.log1p(horizon / elapsed)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        t = elapsed * np.expm1(node * length)
        by_t = purchases_while_alive(r, a, b, x, elapsed, t)
        total = total + rate * weight * length * (elapsed + t) * np.exp(-rate * t) * by_t
    return np.asarray(total)
