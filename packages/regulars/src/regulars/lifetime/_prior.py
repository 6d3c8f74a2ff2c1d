"""What is known of repeat buying before the data: a weak prior for small samples, and regularisation.

Both are a sum of squares taken off the total log-likelihood, in logarithms of numbers without a unit
(times are counted in mean ages of the customers), so that neither the unit of time nor the order of
the customers matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from regulars.errors import InvalidArgumentError
from regulars.estimates import Notice
from regulars.lifetime._likelihood import Likelihood
from regulars.lifetime.summary import CustomerSummary

Floats = NDArray[np.float64]
Prior = Literal["auto", "weak"]

FEW_CUSTOMERS = 500
"""Up to this many customers ``prior="auto"`` uses the weak prior."""
FEW_REPEAT_CUSTOMERS = 100
"""Below this many repeat customers it does so too."""


@dataclass(frozen=True, kw_only=True)
class Restrainable:
    """What every model of repeat buying can be told: how far to trust few customers.

    Parameters
    ----------
    penalty : float ≥ 0
        Regularisation: half of this times the squared distance of the log-parameters, times counted
        in mean ages of the customers, from those of a typical business is taken off the total
        log-likelihood; effects of covariates, per standard deviation, are drawn to 0 likewise.
    prior : {None, "auto", "weak"}
        ``"auto"`` joins to the likelihood a weak prior, centred on two public data sets, where customers are few
        (up to 500, or fewer than 100 who came back), and says so in ``warnings``; ``"weak"`` does
        always. None, the default, is maximum likelihood whatever the number.
    """

    penalty: float = 0.0
    prior: Prior | None = None


MAXIMUM_LIKELIHOOD = Restrainable()


@dataclass(frozen=True)
class Belief:
    """Say where a combination of log-parameters is believed to lie, and how widely.

    ``direction`` holds the weight of each log-parameter; the combination is normal with mean
    ``centre`` and standard deviation ``spread``. Times are in mean ages of the customers.
    """

    direction: tuple[float, ...]
    centre: float
    spread: float


def buying(events: int = 1, parameters: int = 4) -> tuple[Belief, ...]:
    """Return what is believed of the rate of buying, r and α, the first two parameters of every model.

    ``events`` is how many events in time make a purchase.
    """
    rest = (0.0,) * (parameters - 2)
    return (
        Belief((1, 0, *rest), float(np.log(0.5)), 1.0),  # r: how alike customers are in how often they buy
        Belief((1, -1, *rest), float(np.log(1.5 * events)), 2.0),  # r/α: purchases in a mean age, while a customer
    )


LEAVING_IN_TIME = (
    Belief((0, 0, 1, 0), float(np.log(0.5)), 1.0),  # s: how alike customers are in how soon they leave
    Belief((0, 0, 1, -1), 0.0, 2.5),  # s/β: the mean rate of leaving, per mean age
)
"""About lifetimes, where customers leave at a rate of their own: s and β."""

LEAVING_AFTER_PURCHASES = (
    Belief((0, 0, 1, -1), float(np.log(1 / 4)), 2.0),  # a/b: the odds of leaving after a purchase
    Belief((0, 0, 0.5, 0.5), float(np.log(1.4)), 1.0),  # √(ab): how alike customers are in that
)
"""About leaving, where customers may leave after each purchase: a and b."""


@dataclass(frozen=True, eq=False)
class Restraint:
    """Hold what is taken off the total log-likelihood: ½ Σ (directions · θ - centres)²."""

    directions: Floats
    centres: Floats

    def away(self, theta: Floats) -> Floats:
        """Return how far parameters are from the centres, in spreads."""
        return np.asarray(self.directions @ theta - self.centres)

    def loss(self, theta: Floats) -> float:
        """Return what is taken off at these parameters."""
        away = self.away(theta)
        return float(away @ away) / 2

    def __add__(self, other: Restraint) -> Restraint:
        return Restraint(
            np.concatenate([self.directions, other.directions]), np.concatenate([self.centres, other.centres])
        )


class Restrained:
    """Take a restraint, spread over n customers, off a mean log-likelihood."""

    def __init__(self, likelihood: Likelihood, restraint: Restraint, n: float) -> None:
        self.likelihood, self.restraint, self.n = likelihood, restraint, n

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        value, gradient = self.likelihood(theta)
        slope = self.restraint.directions.T @ self.restraint.away(theta)
        return value - self.restraint.loss(theta) / self.n, gradient - slope / self.n


def restraint_of(
    summary: CustomerSummary, told: Restrainable, beliefs: Sequence[Belief], coefficients: int = 0
) -> tuple[Restraint | None, tuple[Notice, ...]]:
    """Return what restrains the fit of a summary, and what the reader must know of it.

    ``coefficients`` more parameters, effects of covariates on their standardised scale, follow the
    log-parameters of the model: they are drawn to 0, by the prior with a spread of 1.
    """
    penalty, prior = told.penalty, told.prior
    if not (np.isfinite(penalty) and penalty >= 0):
        raise InvalidArgumentError(f"penalty must be a number ≥ 0, got {penalty!r}")
    if prior not in (None, "auto", "weak"):
        raise InvalidArgumentError(f'prior must be None, "auto" or "weak", got {prior!r}')
    restraints: list[Restraint] = []
    notices: list[Notice] = []
    if prior == "weak" or (prior == "auto" and is_small(summary)):
        restraints.append(_believed(beliefs, coefficients))
        notices.append(_used(summary))
    if penalty > 0:
        restraints.append(_penalised(beliefs, coefficients, penalty))
        notices.append(_drawn(penalty))
    if not restraints:
        return None, ()
    total = restraints[0] if len(restraints) == 1 else restraints[0] + restraints[1]
    return total, tuple(notices)


def is_small(summary: CustomerSummary) -> bool:
    """Return whether intervals of maximum likelihood would be too narrow for so few customers."""
    return summary.n_customers <= FEW_CUSTOMERS or summary.n_repeat_customers < FEW_REPEAT_CUSTOMERS


def _believed(beliefs: Sequence[Belief], coefficients: int) -> Restraint:
    directions = np.array([np.array(belief.direction) / belief.spread for belief in beliefs])
    centres = np.array([belief.centre / belief.spread for belief in beliefs])
    return _with_coefficients(directions, centres, coefficients, 1.0)


def _penalised(beliefs: Sequence[Belief], coefficients: int, penalty: float) -> Restraint:
    """Draw every log-parameter to the centre of the prior, all with equal strength."""
    directions = np.array([belief.direction for belief in beliefs])
    centre = np.linalg.solve(directions, np.array([belief.centre for belief in beliefs]))
    strength = float(np.sqrt(penalty))
    return _with_coefficients(strength * np.eye(len(centre)), strength * centre, coefficients, strength)


def _with_coefficients(directions: Floats, centres: Floats, coefficients: int, strength: float) -> Restraint:
    m, k = directions.shape
    whole = np.zeros((m + coefficients, k + coefficients))
    whole[:m, :k] = directions
    whole[m:, k:] = strength * np.eye(coefficients)
    return Restraint(whole, np.concatenate([centres, np.zeros(coefficients)]))


def _used(summary: CustomerSummary) -> Notice:
    n, repeat = summary.n_customers, summary.n_repeat_customers
    message = (
        f"{n:g} customers, {repeat:g} of whom came back, say little by themselves: the estimates also rest on a weak "
        "prior, centred on two public data sets and wide on purpose. They are the most probable values, not "
        "the maximum of the likelihood; intervals hold both."
    )
    return Notice("weak_prior", message, MappingProxyType({"customers": n, "repeat_customers": repeat}))


def _drawn(penalty: float) -> Notice:
    message = (
        f"The fit is regularised with penalty {penalty:g}: parameters are drawn to a typical business and are "
        "not the maximum of the likelihood."
    )
    return Notice("penalty", message, MappingProxyType({"penalty": penalty}))
