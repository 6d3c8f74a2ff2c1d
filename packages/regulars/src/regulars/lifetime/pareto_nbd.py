"""Pareto/NBD: customers buy at their own steady rate until, at a time nobody sees, they leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from regulars.lifetime._collapse import Collapsed
from regulars.lifetime._covariates import Coefficient, coefficients_of
from regulars.lifetime._futures import Drawn, Kinds, poisson
from regulars.lifetime._likelihood import ParetoNBDLikelihood
from regulars.lifetime._maximize import Edge
from regulars.lifetime._nbd import log_nbd
from regulars.lifetime._prior import LEAVING_IN_TIME, Restrainable, buying
from regulars.lifetime._purchase_model import fit_purchases, given_purchases
from regulars.lifetime.purchase_fit import PurchaseFit
from regulars.lifetime.summary import CustomerSummary, TimeUnit

Floats = NDArray[np.float64]

NAMES = ("r", "alpha", "s", "beta")
START = (1.0, 0.5, 1.0, 0.5)
TIMED = (False, True, False, True)
BELIEFS = (*buying(), *LEAVING_IN_TIME)
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
class ParetoNBD(Restrainable):
    """Model repeat buying without a contract: Poisson purchases at a gamma-distributed rate, an
    exponential lifetime with a gamma-distributed rate of leaving.

    Answers: how many purchases will each customer make, who is still a customer, what is the
    residual lifetime worth. Assumes that a customer's rate of buying is steady while active; do not
    use it for subscriptions, for regular renewals or across a strong season.

    Parameters
    ----------
    purchase_covariates, dropout_covariates : sequence of str
        Covariates of the summary that tell how often customers buy, and how soon they leave. An
        effect γ per unit of z, ``params["purchase:z"]`` or ``params["dropout:z"]``, multiplies the
        mean rate by exp(γ z): alpha or beta by exp(-γ z). Above 0 is more often, and sooner.
    penalty, prior
        Regularisation, and help for few customers: as in ``BGNBD``.

    References
    ----------
    Fader and Hardie (2007), "Incorporating time-invariant covariates into the Pareto/NBD and BG/NBD
    models", note 019.
    Schmittlein, Morrison and Colombo (1987), Management Science 33(1), 1-24.
    Fader, Hardie and Lee (2005), Journal of Marketing Research 42(4), 415-430.
    """

    purchase_covariates: Sequence[str] = ()
    dropout_covariates: Sequence[str] = ()

    def fit(self, summary: CustomerSummary) -> ParetoNBDFit:
        """Estimate r, alpha, s, beta and the effects of covariates by maximum likelihood.

        Raises
        ------
        InvalidSummaryError
            If the summary lacks a covariate.
        NotEnoughDataError
            If nobody came back, no time has passed, or a covariate is the same for all.
        """
        facts = fit_purchases(
            summary,
            NAMES,
            ParetoNBDLikelihood,
            START,
            TIMED,
            EDGES,
            beliefs=BELIEFS,
            told=self,
            coefficients=self._coefficients,
        )
        return ParetoNBDFit(**facts)

    def given(self, params: Mapping[str, float], *, time_unit: TimeUnit) -> ParetoNBDFit:
        """Return a fit with parameters known from elsewhere; its intervals have no width."""
        return ParetoNBDFit(**given_purchases(NAMES, params, time_unit, self._coefficients))

    @property
    def _coefficients(self) -> tuple[Coefficient, ...]:
        buying = coefficients_of("purchase", self.purchase_covariates, NAMES.index("alpha"), sign=-1)
        return buying + coefficients_of("dropout", self.dropout_covariates, NAMES.index("beta"), sign=-1)


@dataclass(frozen=True, eq=False, kw_only=True)
class ParetoNBDFit(PurchaseFit):
    """Answer questions about customers from a fitted Pareto/NBD; see ``PurchaseFit``."""

    def _likelihood(self, rows: Collapsed) -> ParetoNBDLikelihood:
        return ParetoNBDLikelihood(rows)

    def _log_odds(self, rows: Collapsed) -> Callable[[Floats], Floats]:
        unit = float(rows.times.max()) or 1.0
        likelihood = ParetoNBDLikelihood(rows.rescaled(unit))
        shift = np.log([1.0, unit, 1.0, unit, *np.ones(len(self.coefficients))])

        def log_odds(theta: Floats) -> Floats:
            alive, left, _, _ = likelihood.log_parts(self._of_groups(theta - shift, rows))
            return alive - left

        return log_odds

    def _log_expected(self, theta: Floats, kinds: Kinds, horizon: float, rate: float) -> Floats:
        r, alpha, _, beta = np.exp(self._at(theta, kinds.covariates))
        s = np.exp(theta[2])
        if kinds.covariates is None:
            ages, at = np.unique(kinds.age, return_inverse=True)
            per_age = np.log(active_time(s, beta + ages, horizon, rate)) - np.log(alpha + ages)
            return np.asarray(np.log(r + kinds.frequency) + per_age[at.reshape(-1)])
        spans = active_time(s, beta + kinds.age, horizon, rate)
        return np.asarray(np.log(r + kinds.frequency) - np.log(alpha + kinds.age) + np.log(spans))

    def _log_expected_new(self, theta: Floats, lengths: Floats) -> Floats:
        r, alpha, s, beta = np.exp(theta)
        spans = np.array([active_time(s, np.array([beta]), h, 0.0)[0] for h in lengths])
        return np.asarray(np.log(r / alpha * spans))

    def _probability_of(self, counts: Floats, length: float) -> Floats:
        r, alpha, s, beta = self.params.values()
        rest = np.log1p(length / min(alpha, beta))
        nodes, weights = np.polynomial.legendre.leggauss(256)
        w = (nodes + 1) / 2 * rest
        tau = min(alpha, beta) * np.expm1(w)
        leaving = s * np.exp(s * np.log(beta) - (s + 1) * np.log(beta + tau))
        density = leaving * (min(alpha, beta) + tau) * weights / 2 * rest
        while_active = log_nbd(counts[:, None], r, alpha, tau)
        staying = log_nbd(counts, r, alpha, length) - s * np.log1p(length / beta)
        return np.asarray(np.exp(while_active) @ density + np.exp(staying))

    def _draw(self, kinds: Kinds, unsure: Floats, horizon: float, rng: np.random.Generator) -> Drawn:
        r, alpha, s, beta = np.exp(self._at(self.theta, kinds.covariates))
        rate = unsure * rng.gamma(r + kinds.frequency, size=unsure.shape) / (alpha + kinds.age)
        # Survival to t is (1 + t / (β + age))^-s, so its inverse at a uniform number is the lifetime.
        lifetime = (beta + kinds.age) * np.expm1(np.minimum(rng.standard_exponential(unsure.shape) / s, _NEGLIGIBLE))
        active = np.minimum(lifetime, horizon)
        return Drawn(poisson(rate * active, rng), active)


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
