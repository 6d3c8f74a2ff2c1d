"""What the fits of the BG/NBD family share: BG/NBD, MBG/NBD and their forms for regular purchases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import scipy
from numpy.typing import NDArray

from regulars.lifetime._bg_future import purchases_while_alive
from regulars.lifetime._bg_likelihood import BGLikelihood
from regulars.lifetime._collapse import Collapsed
from regulars.lifetime._erlang_future import phases, purchases_from_phase
from regulars.lifetime._futures import Drawn, Kinds, kinds_of, kinds_with_idle, poisson
from regulars.lifetime._maximize import Edge
from regulars.lifetime._nbd import log_nbd
from regulars.lifetime._prior import LEAVING_AFTER_PURCHASES, buying
from regulars.lifetime._residual import residual_while_alive
from regulars.lifetime.purchase_fit import PurchaseFit

Floats = NDArray[np.float64]

NAMES = ("r", "alpha", "a", "b")
START = (1.0, 0.5, 1.0, 1.0)
TIMED = (False, True, False, False)
BELIEFS = (*buying(), *LEAVING_AFTER_PURCHASES)
_NEVER_LEAVE = (
    "Nobody seems to leave: the data fit as well with no churn at all, so how fast customers leave "
    "is not known. A longer observation would show it."
)
LEAVING_EDGES = (
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
)
EDGES = (
    *LEAVING_EDGES,
    Edge(
        "same_purchase_rate",
        (1, 1, 0, 0),
        "All customers seem to buy at the same rate: only the ratio r/alpha is known. If purchases "
        "are regular, such as monthly renewals, this model is the wrong one.",
    ),
)


_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_NODES, _WEIGHTS = (_NODES + 1) / 2, _WEIGHTS / 2


@dataclass(frozen=True, eq=False, kw_only=True)
class BGFit(PurchaseFit):
    """Answer questions about customers who may leave after each purchase; see ``PurchaseFit``."""

    _chances: ClassVar[int] = 0  # to leave, before the first repeat purchase

    @property
    def _events(self) -> int:
        """How many events of a Poisson process make a purchase: k of the Erlang-k intervals."""
        return 1

    def _likelihood(self, rows: Collapsed) -> BGLikelihood:
        return BGLikelihood(rows, self._events, self._chances)

    def _log_odds(self, rows: Collapsed) -> Callable[[Floats], Floats]:
        likelihood = self._likelihood(rows)
        return lambda theta: likelihood.log_odds(self._of_groups(theta, rows))

    def _kinds(self, rows: Collapsed) -> Kinds:
        return kinds_of(rows) if self._events == 1 else kinds_with_idle(rows)

    def _log_expected(self, theta: Floats, kinds: Kinds, horizon: float, rate: float) -> Floats:
        here, k = self._at(theta, kinds.covariates), self._events
        if k == 1:
            return np.asarray(np.log(self._worth(here, kinds.frequency, kinds.age, horizon, rate)))
        r, alpha = np.exp(here[:2])
        pairs, at = np.unique(kinds.frequency + 1j * kinds.age, return_inverse=True)
        at_phase = phases(r + k * kinds.frequency, alpha + kinds.age, kinds.idle, k)
        each = [self._worth(here, pairs.real, pairs.imag, horizon, rate, passed=j) for j in range(k)]
        return np.asarray(np.log((at_phase * np.stack(each, axis=1)[at.reshape(-1)]).sum(axis=1)))

    def _worth(self, theta: Floats, x: Floats, age: Floats, horizon: float, rate: float, *, passed: int = 0) -> Floats:
        """Return the discounted purchases of customers known to be such, some events to the next having passed.

        Summed by parts, so that only the expected number itself is needed: exp(-dH) E(H) +
        d ∫ exp(-dt) E(t) dt, by Gauss-Legendre in ln(1 + t/(α + age)).
        """
        r, alpha, a, b = np.exp(theta)
        elapsed = alpha + age
        power, stay = r + self._events * x, b + self._chances + x
        if np.isinf(horizon):
            return residual_while_alive(power + passed, elapsed, a, stay, rate, passed=passed, events=self._events)

        def expected(t: Floats) -> Floats:
            if self._events == 1:
                return purchases_while_alive(r, a, b + self._chances, x, elapsed, t)
            return purchases_from_phase(power + passed, elapsed, a, stay, t, passed=passed, events=self._events)

        at_end = expected(np.full_like(age, horizon))
        if rate == 0:
            return at_end
        total = np.exp(-rate * horizon) * at_end
        length = np.log1p(horizon / elapsed)
        for node, weight in zip(_NODES, _WEIGHTS, strict=True):
            t = elapsed * np.expm1(node * length)
            total = total + rate * weight * length * (elapsed + t) * np.exp(-rate * t) * expected(t)
        return np.asarray(total)

    def _log_expected_new(self, theta: Floats, lengths: Floats) -> Floats:
        r, alpha, a, b = np.exp(theta)
        none = np.zeros_like(lengths)
        if self._events == 1:
            expected = purchases_while_alive(r, a, b + self._chances, none, none + alpha, lengths)
        else:
            stay = none + b + self._chances
            expected = purchases_from_phase(none + r, none + alpha, a, stay, lengths, passed=0, events=self._events)
        return np.asarray(np.log(expected) + self._chances * np.log(b / (a + b)))

    def _probability_of(self, counts: Floats, length: float) -> Floats:
        r, alpha, a, b = self.params.values()
        k, chances = self._events, counts + self._chances
        passed = [log_nbd(k * counts + j, r, alpha, length) for j in range(k)]
        none_left = scipy.special.betaln(a, b)
        stayed = np.exp(np.logaddexp.reduce(passed) + scipy.special.betaln(a, b + chances) - none_left)
        left = np.exp(scipy.special.betaln(a + 1, b + np.maximum(chances, 1) - 1) - none_left)
        reached = np.where(
            counts > 0, scipy.special.betainc(np.maximum(k * counts, 1), r, length / (alpha + length)), 1
        )
        return np.asarray(stayed + np.where(chances > 0, left * reached, 0))

    def _draw(self, kinds: Kinds, unsure: Floats, horizon: float, rng: np.random.Generator) -> Drawn:
        r, alpha, a, b = np.exp(self._at(self.theta, kinds.covariates))
        k, elapsed, passed = self._events, alpha + kinds.age, np.zeros_like(unsure)
        power = r + k * kinds.frequency
        if k > 1:
            at_phase = phases(np.ravel(power), np.ravel(elapsed), np.ravel(kinds.idle), k)
            upto = np.cumsum(at_phase, axis=1)[:, :-1].reshape(*kinds.age.shape, k - 1)
            at = rng.random(unsure.shape)
            for j in range(k - 1):
                passed = passed + (at > upto[..., j])
        rate = unsure * rng.gamma(power + passed, size=unsure.shape) / elapsed
        leaving = np.clip(rng.beta(a, b + self._chances + kinds.frequency, size=unsure.shape), 1e-12, 1)
        wanted = (passed + poisson(rate * horizon, rng)) // k
        made = np.minimum(wanted, rng.geometric(leaving).astype(np.float64))
        # The first n of m uniform times are spread as if over (n + 1) / (m + 1) of the horizon, on average.
        return Drawn(made, horizon * (made + 1) / (wanted + 1))
