"""NBD: customers buy at their own steady rate and never leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regulars.lifetime._collapse import Collapsed, sums_at
from regulars.lifetime._futures import Drawn, Kinds, poisson
from regulars.lifetime._likelihood import dot
from regulars.lifetime._maximize import Edge
from regulars.lifetime._nbd import log_nbd
from regulars.lifetime._prior import Restrainable, buying
from regulars.lifetime._purchase_model import fit_purchases, given_purchases
from regulars.lifetime._rising import log_rising
from regulars.lifetime.purchase_fit import PurchaseFit
from regulars.lifetime.summary import CustomerSummary, TimeUnit

Floats = NDArray[np.float64]

NAMES = ("r", "alpha")
EDGES = (
    Edge(
        "same_purchase_rate",
        (1, 1),
        "All customers seem to buy at the same rate: only the ratio r/alpha is known. If purchases "
        "are regular, such as monthly renewals, this model is the wrong one.",
    ),
)


@dataclass(frozen=True)
class NBD(Restrainable):
    """Model repeat buying of customers who never leave: Poisson purchases at a gamma-distributed rate.

    Answers: how many purchases will each customer make, where leaving is no question (a panel of
    households and a staple good, a short time ahead). As the simplest model it is also the one the
    others must beat: what they gain over it is what there is to know about leaving. Used on a base
    that customers do leave, it expects too much, and more so the further ahead.

    Parameters
    ----------
    penalty, prior
        Regularisation, and help for few customers: as in ``BGNBD``.

    References
    ----------
    Ehrenberg (1959), "The pattern of consumer purchases", Applied Statistics 8(1), 26-41.
    Morrison and Schmittlein (1988), "Generalizing the NBD model for customer purchases", Journal of
    Business and Economic Statistics 6(2), 145-159.
    """

    def fit(self, summary: CustomerSummary) -> NBDFit:
        """Estimate r and alpha by maximum likelihood.

        Raises
        ------
        NotEnoughDataError
            If nobody came back or no time has passed.
        """
        facts = fit_purchases(
            summary,
            NAMES,
            NBDLikelihood,
            (1.0, 0.5),
            (False, True),
            EDGES,
            beliefs=buying(parameters=2),
            told=self,
        )
        return NBDFit(**facts)

    def given(self, params: Mapping[str, float], *, time_unit: TimeUnit) -> NBDFit:
        """Return a fit with parameters known from elsewhere; its intervals have no width."""
        return NBDFit(**given_purchases(NAMES, params, time_unit))


class NBDFit(PurchaseFit):
    """Answer questions about customers from a fitted NBD; see ``PurchaseFit``. All are customers for good."""

    def _likelihood(self, rows: Collapsed) -> NBDLikelihood:
        return NBDLikelihood(rows)

    def _log_odds(self, rows: Collapsed) -> Callable[[Floats], Floats]:
        certain = np.full(len(rows.weight), np.inf)
        return lambda _theta: certain

    def _log_expected(self, theta: Floats, kinds: Kinds, horizon: float, rate: float) -> Floats:
        r, alpha = np.exp(theta)
        length = horizon if rate == 0 else -np.expm1(-rate * horizon) / rate
        return np.asarray(np.log(r + kinds.frequency) - np.log(alpha + kinds.age) + np.log(length))

    def _log_expected_new(self, theta: Floats, lengths: Floats) -> Floats:
        return np.asarray(theta[0] - theta[1] + np.log(lengths))

    def _probability_of(self, counts: Floats, length: float) -> Floats:
        r, alpha = self.params.values()
        return np.asarray(np.exp(log_nbd(counts, r, alpha, length)))

    def _draw(self, kinds: Kinds, unsure: Floats, horizon: float, rng: np.random.Generator) -> Drawn:
        r, alpha = self.params.values()
        rate = unsure * rng.gamma(r + kinds.frequency, size=unsure.shape) / (alpha + kinds.age)
        return Drawn(poisson(rate * horizon, rng), np.full(unsure.shape, horizon))


class NBDLikelihood:
    """NBD on distinct rows; it looks at frequency and age only, so on distinct frequencies and ages.

    References
    ----------
    Morrison and Schmittlein (1988), section 2.
    """

    def __init__(self, rows: Collapsed) -> None:
        self.counts, self.times = rows.counts, rows.times
        share = rows.weight / rows.total_weight
        self.of_count = sums_at(rows.count_at, share, len(rows.counts))
        self.of_age = sums_at(rows.age_at, share, len(rows.times))
        self.x_of_age = sums_at(rows.age_at, share * rows.frequency, len(rows.times))

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        r, alpha = np.exp(theta)
        rise, slope = log_rising(r, self.counts)
        grown, elapsed = np.log1p(self.times / alpha), alpha + self.times
        value = dot(self.of_count, rise) - r * dot(self.of_age, grown) - dot(self.x_of_age, np.log(elapsed))
        by_r = dot(self.of_count, slope) - dot(self.of_age, grown)
        by_alpha = dot(r * self.times / alpha * self.of_age - self.x_of_age, 1 / elapsed)
        return float(value), np.array([by_r * r, by_alpha * alpha])
