"""Gamma-Gamma: what a customer spends per purchase, when few purchases have been seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from regulars.errors import InvalidSummaryError, NotEnoughDataError
from regulars.estimates import Estimates, Notice
from regulars.lifetime._collapse import ROWS_WORTH_A_WARM_START, distinct, sums_at
from regulars.lifetime._fit import Fit, facts_of_fit, facts_of_given, few_repeat_customers
from regulars.lifetime._gamma_step import log_gamma_step
from regulars.lifetime._likelihood import dot
from regulars.lifetime._maximize import Edge, maximize
from regulars.lifetime.summary import CustomerSummary

Floats = NDArray[np.float64]

NAMES = ("p", "q", "gamma")
EDGES = (
    Edge(
        "same_spend",
        (0, 1, 1),
        "All customers seem to spend the same on average: one mean serves everybody.",
    ),
    Edge(
        "steady_spend",
        (1, 0, -1),
        "Each customer seems to pay the same amount every time: the mean seen is the mean to come.",
    ),
)
CORRELATION_WORTH_A_WARNING = 0.3
_BINS_PER_E = 25  # of the mean spend, in the coarse pass


@dataclass(frozen=True)
class GammaGamma:
    """Model the mean spend per purchase of each customer.

    Answers: what will a customer's next purchases be worth on average, drawing the mean seen over
    few purchases towards that of all customers. Assumes that spend varies around a mean of the
    customer's own, steady in time and unrelated to how often the customer buys; do not use it where
    the two go together. The unit of money does not matter.

    References
    ----------
    Fader, Hardie and Lee (2005), Journal of Marketing Research 42(4), 415-430.
    Fader and Hardie (2013), "The Gamma-Gamma model of monetary value", note 025.
    """

    def fit(self, summary: CustomerSummary) -> GammaGammaFit:
        """Estimate p, q, gamma from the repeat buyers by maximum likelihood.

        Repeat buyers whose mean spend is not above 0 are left out, counted in ``warnings``.

        Raises
        ------
        InvalidSummaryError
            If the summary has no monetary value.
        NotEnoughDataError
            If fewer than three repeat buyers have a mean spend above 0, or all have the same.
        """
        x, m, weight, notices = _usable(summary)
        unit = dot(weight, m) / float(weight.sum())
        exact = GammaGammaLikelihood(x, m / unit, weight)
        coarse = exact.coarse() if len(x) > ROWS_WORTH_A_WARM_START else None
        n = float(weight.sum())
        maximum = maximize(exact, np.log([1.0, 2.0, 1.0]), n, EDGES, coarse=coarse)
        facts: dict[str, Any] = facts_of_fit(NAMES, maximum, np.array([1.0, 1.0, unit]), notices)
        if facts["params"]["q"] <= 1:
            facts["warnings"] += (_infinite_mean(facts["params"]["q"]),)
        facts |= {
            "log_likelihood": n * (maximum.mean_log_likelihood - float(np.log(unit))),
            "n_customers": summary.n_customers,
            "n_repeat_customers": n,
        }
        return GammaGammaFit(**facts)

    def given(self, params: Mapping[str, float]) -> GammaGammaFit:
        """Return a fit with parameters known from elsewhere; its intervals have no width."""
        facts: dict[str, Any] = facts_of_given(NAMES, params)
        if params["q"] <= 1:
            facts["warnings"] += (_infinite_mean(params["q"]),)
        return GammaGammaFit(**facts)


@dataclass(frozen=True, eq=False, kw_only=True)
class GammaGammaFit(Fit):
    """Answer what purchases will be worth, from a fitted Gamma-Gamma."""

    def expected_spend(self, summary: CustomerSummary) -> Estimates:
        """Return the expected mean spend per purchase of each customer, in the money of the summary.

        Customers who never came back get the mean of the population; where that is infinite
        (q ≤ 1) their answer is nan, for it is not known rather than 0. A mean spend below 0 (more
        returned than bought) counts as 0.

        Raises
        ------
        InvalidSummaryError
            If the summary has no monetary value.
        """
        if summary.monetary_value is None:
            raise InvalidSummaryError("the summary has no monetary_value", field="monetary_value")
        x = summary.frequency.astype(np.float64)
        total = x * np.where(x > 0, np.maximum(summary.monetary_value, 0), 0)

        def log_mean(theta: Floats) -> Floats:
            p, q, gamma = np.exp(theta)
            known = p * x + q > 1
            mean = p * (gamma + total) / np.where(known, p * x + q - 1, 1)
            return np.where(known, np.log(mean), np.nan)

        return self._with_uncertainty(log_mean, "log")

    def log_likelihood_of(self, summary: CustomerSummary) -> float:
        """Return the log-likelihood of these parameters on the usable repeat buyers of a summary."""
        x, m, weight, _ = _usable(summary)
        return float(weight.sum()) * GammaGammaLikelihood(x, m, weight)(self.theta)[0]

    @property
    def population_mean(self) -> float:
        """Return the mean spend of all customers, or nan where it is infinite (q ≤ 1)."""
        p, q, gamma = self.params.values()
        return p * gamma / (q - 1) if q > 1 else float("nan")


class GammaGammaLikelihood:
    """Gamma-Gamma on repeat buyers, gamma functions at distinct frequencies only.

    References
    ----------
    Fader and Hardie (2013), note 025, equation 1a.
    """

    def __init__(self, x: NDArray[np.int64], m: Floats, weight: Floats) -> None:
        self.frequency, self.m, self.weight = x, m, weight
        self.counts, self.count_at = distinct(x)
        self.x = x.astype(np.float64)
        self.total = self.x * m
        share = weight / weight.sum()
        self.share, self.share_x = share, share * self.x
        self.share_of_count = sums_at(self.count_at, share, len(self.counts))
        self.mean_log_m = dot(share, np.log(m))
        self.mean_log_total = dot(share, np.log(self.total))

    def coarse(self) -> GammaGammaLikelihood:
        """Round mean spend to steps of 4 %: nearly the same optimum from far fewer rows."""
        steps = np.rint(np.log(self.m) * _BINS_PER_E).astype(np.int64)
        lowest = int(steps.min())
        span = int(steps.max()) - lowest + 1
        keys, at = distinct(self.count_at * span + steps - lowest)
        m = np.exp((keys % span + lowest) / _BINS_PER_E)
        weight = sums_at(at, self.weight, len(keys))
        return GammaGammaLikelihood(self.counts[keys // span], m, weight)

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        p, q, gamma = np.exp(theta)
        px = p * self.counts
        above = np.log1p(gamma / self.total)  # ln of how far γ + total lies above the total
        mean_above, mean_x_above = dot(self.share, above), dot(self.share_x, above)
        mean_log = np.log(gamma) - self.mean_log_total - mean_above
        inverse = 1 / (gamma + self.total)
        of_count = self.share_of_count
        value = dot(of_count, log_gamma_step(px, q)) - scipy.special.gammaln(q)
        value += q * mean_log - p * mean_x_above - self.mean_log_m
        psi_sum = scipy.special.psi(px + q)
        by_p = dot(of_count, self.counts * (psi_sum - scipy.special.psi(px))) - mean_x_above
        by_q = dot(of_count, psi_sum) - scipy.special.psi(q) + mean_log
        by_gamma = q / gamma - p * dot(self.share_x, inverse) - q * dot(self.share, inverse)
        return float(value), np.array([by_p * p, by_q * q, by_gamma * gamma])


def _usable(summary: CustomerSummary) -> tuple[NDArray[np.int64], Floats, Floats, tuple[Notice, ...]]:
    if summary.monetary_value is None:
        raise InvalidSummaryError("the summary has no monetary_value", field="monetary_value")
    weight = np.ones(len(summary)) if summary.weights is None else summary.weights
    repeated = (summary.frequency > 0) & (weight > 0)
    use = repeated & (np.where(repeated, summary.monetary_value, 0) > 0)
    left_out = float(weight[repeated & ~use].sum())
    x, m, weight = summary.frequency[use], summary.monetary_value[use], weight[use]
    n = float(weight.sum())
    if n < 3 or np.ptp(m) == 0:
        raise NotEnoughDataError(
            f"{n:g} repeat buyers with a mean spend above 0 and {len(np.unique(m))} different means: "
            "at least 3 buyers who do not all spend the same are needed",
            missing={"repeat_customers": n, "repeat_customers_needed": 3},
        )
    notices = list(few_repeat_customers(n))
    if left_out:
        message = f"{left_out:g} repeat buyers whose mean spend is not above 0 were left out of the fit."
        notices.append(Notice("spend_not_positive", message, MappingProxyType({"customers": left_out})))
    correlation = _correlation(x.astype(np.float64), m, weight)
    if abs(correlation) > CORRELATION_WORTH_A_WARNING:
        message = (
            f"Spend and frequency go together (correlation {correlation:.2f}); the model assumes they "
            "do not, and will be wrong for the most frequent buyers."
        )
        numbers = MappingProxyType({"correlation": correlation})
        notices.append(Notice("spend_depends_on_frequency", message, numbers))
    return x, m, weight, tuple(notices)


def _correlation(x: Floats, m: Floats, weight: Floats) -> float:
    if np.ptp(x) == 0:
        return 0.0
    covariance = np.cov(x, m, aweights=weight)
    return float(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]))


def _infinite_mean(q: float) -> Notice:
    message = (
        f"q = {q:.3g} is not above 1: the mean spend of the population is infinite, so nothing can be "
        "said of customers who have not come back. A few very large amounts usually cause this."
    )
    return Notice("infinite_mean", message, MappingProxyType({"q": q}))
