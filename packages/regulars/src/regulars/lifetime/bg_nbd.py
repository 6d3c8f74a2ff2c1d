"""BG/NBD: customers buy at their own steady rate and may leave right after any purchase."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from regulars.lifetime._bg_future import purchases_while_alive
from regulars.lifetime._collapse import Collapsed
from regulars.lifetime._futures import Drawn, Kinds, poisson
from regulars.lifetime._likelihood import BGNBDLikelihood, bg_nbd_log_parts
from regulars.lifetime._maximize import Edge
from regulars.lifetime._purchase_model import fit_purchases, given_purchases
from regulars.lifetime._residual import residual_while_alive
from regulars.lifetime.purchase_fit import PurchaseFit
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
        start, timed = (1.0, 0.5, 1.0, 1.0), (False, True, False, False)
        return BGNBDFit(**fit_purchases(summary, NAMES, BGNBDLikelihood, start, timed, EDGES))

    def given(self, params: Mapping[str, float], *, time_unit: TimeUnit) -> BGNBDFit:
        """Return a fit with parameters known from elsewhere; its intervals have no width."""
        return BGNBDFit(**given_purchases(NAMES, params, time_unit))


@dataclass(frozen=True, eq=False, kw_only=True)
class BGNBDFit(PurchaseFit):
    """Answer questions about customers from a fitted BG/NBD; see ``PurchaseFit``."""

    def _likelihood(self, rows: Collapsed) -> BGNBDLikelihood:
        return BGNBDLikelihood(rows)

    def _log_odds(self, rows: Collapsed) -> Callable[[Floats], Floats]:
        def log_odds(theta: Floats) -> Floats:
            alive, left = bg_nbd_log_parts(theta, rows, rows.frequency)
            return alive - left

        return log_odds

    def _log_expected(self, theta: Floats, kinds: Kinds, horizon: float, rate: float) -> Floats:
        return np.asarray(np.log(discounted(theta, kinds.frequency, kinds.age, horizon, rate)))

    def _log_expected_new(self, theta: Floats, lengths: Floats) -> Floats:
        r, alpha, a, b = np.exp(theta)
        none, elapsed = np.zeros_like(lengths), np.full_like(lengths, alpha)
        return np.asarray(np.log(purchases_while_alive(r, a, b, none, elapsed, lengths)))

    def _probability_of(self, counts: Floats, length: float) -> Floats:
        r, alpha, a, b = self.params.values()
        z = length / (alpha + length)
        log_nbd = scipy.special.gammaln(r + counts) - scipy.special.gammaln(r) - scipy.special.gammaln(counts + 1)
        log_nbd += scipy.special.xlogy(counts, z) - r * np.log1p(length / alpha)
        stayed = np.exp(log_nbd + scipy.special.betaln(a, b + counts) - scipy.special.betaln(a, b))
        later = np.maximum(counts, 1)
        left = np.exp(scipy.special.betaln(a + 1, b + later - 1) - scipy.special.betaln(a, b))
        return np.asarray(stayed + np.where(counts > 0, left * scipy.special.betainc(later, r, z), 0))

    def _draw(self, kinds: Kinds, unsure: Floats, horizon: float, rng: np.random.Generator) -> Drawn:
        r, alpha, a, b = self.params.values()
        rate = unsure * rng.gamma(r + kinds.frequency, size=unsure.shape) / (alpha + kinds.age)
        leaving = np.clip(rng.beta(a, b + kinds.frequency, size=unsure.shape), 1e-12, 1)
        wanted, most = poisson(rate * horizon, rng), rng.geometric(leaving).astype(np.float64)
        made = np.minimum(wanted, most)
        # The first n of m uniform times are spread as if over (n + 1) / (m + 1) of the horizon, on average.
        return Drawn(made, horizon * (made + 1) / (wanted + 1))


def discounted(theta: Floats, x: Floats, age: Floats, horizon: float, rate: float) -> Floats:
    """Return discounted expected purchases of customers known to be alive.

    Summed by parts, so that only the expected number itself is needed: exp(-dH) E(H) +
    d ∫ exp(-dt) E(t) dt, by Gauss-Legendre in ln(1 + t/(α + age)). The horizon may be infinite.
    """
    r, alpha, a, b = np.exp(theta)
    elapsed = alpha + age
    if np.isinf(horizon):
        return residual_while_alive(r + x, elapsed, a, b + x, rate)
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
