"""Key drivers: which sides of the service go together with the overall score, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError, InvalidDataError, MismatchError, NotEnoughDataError
from regulars.estimates import Estimate
from regulars.scores._answers import answer_weights, finite_table, kish_effective_size
from regulars.scores._explained import johnson_shares, lmg_shares
from regulars.scores._resample import bootstrap_moments, correlations_of, moments_of_blocks

Floats = NDArray[np.float64]
DriverMethod = Literal["lmg", "johnson"]

MOST_LMG_DRIVERS = 15
"""LMG tries every set of drivers; beyond this many the answer comes from Johnson's weights."""

_SHARES = {"lmg": lmg_shares, "johnson": johnson_shares}


@dataclass(frozen=True)
class Drivers:
    """Hold how much of the spread of the outcome goes with each driver.

    Attributes
    ----------
    names : tuple of str
        Drivers, in the order of the columns.
    importance : tuple of Estimate
        Part of R² of each driver, 0–1, with its bootstrap interval; their sum is `r_squared`.
    correlation : tuple of float, −1..1
        Plain correlation of each driver with the outcome: tells the direction, which importance does not.
    r_squared : Estimate
        Share of the spread of the outcome that all drivers together explain, 0–1.
    n : int
        Respondents.
    effective_n : float
        Kish's effective number of respondents; equals `n` without weights.
    verdict : str
        ``"low_base"`` under 100 respondents or under 10 per driver, else empty.
    """

    names: tuple[str, ...]
    importance: tuple[Estimate, ...]
    correlation: tuple[float, ...]
    r_squared: Estimate
    n: int
    effective_n: float
    verdict: str

    def __getitem__(self, name: str) -> Estimate:
        if name not in self.names:
            raise KeyError(name)
        return self.importance[self.names.index(name)]


def drivers(
    ratings: ArrayLike,
    outcome: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    method: DriverMethod = "lmg",
    weights: ArrayLike | None = None,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> Drivers:
    """Share out what is explained of the outcome among drivers that are correlated with each other.

    Business question: delivery, price or support: what goes together with the overall score most?

    Parameters
    ----------
    ratings : array of float, shape (n, k)
        Answers about the drivers, one row per respondent, one column per driver.
    outcome : array of float, shape (n,)
        The overall answer, for example 0–10 or 1–5.
    names : sequence of k different str, optional
        Names of the drivers; ``x1``, ``x2``, … by default.
    method : {"lmg", "johnson"}
        ``"lmg"`` (Shapley) averages the gain of R² over all orders of entry, for up to 15 drivers;
        ``"johnson"`` is close to it and takes any number.
    weights : array of float ≥ 0, shape (n,), optional
        One per respondent.
    draws : int ≥ 100
        Bootstrap draws.
    seed : int ≥ 0
        The same answers and seed give the same intervals, whatever the order of rows.
    level : float, 0–1 exclusive
        Confidence level.

    Returns
    -------
    Drivers
        Parts of R², each 0–1, their sum R². They say "associated", not "causes": raising the rating of
        a driver need not raise the outcome.

    Raises
    ------
    NotEnoughDataError
        If there are not at least two respondents more than drivers, or the outcome does not vary.
    InvalidArgumentError
        If LMG is asked for more than 15 drivers, or an argument is outside its range.
    InvalidDataError
        If an answer is missing, a driver does not vary, or two have the same name.
    MismatchError
        If rows, names or weights do not fit each other.

    Notes
    -----
    Raw regression weights of correlated drivers are unstable and may be negative; these shares are not.
    Intervals are percentiles of the bootstrap over respondents. Parts of R² cannot be negative, so
    the interval of a driver without effect lies above 0: compare drivers with each other, not with 0.

    References
    ----------
    Lindeman, Merenda and Gold (1980), Introduction to Bivariate and Multivariate Analysis, 119 ff.
    Grömping (2007), The American Statistician 61(2). Johnson (2000), Multivariate Behavioral Research 35(1).
    """
    table, target = finite_table(ratings, field="ratings"), finite_table(outcome, field="outcome")
    if target.shape != (len(table), 1):
        raise MismatchError(f"there are {len(table)} rows of ratings, but outcomes of shape {np.shape(outcome)}")
    known = _checked_names(names, table.shape[1])
    _check_call(method, table.shape[1], draws, seed, level)
    given = answer_weights(weights, len(table))
    weight = np.ones(len(table)) if given is None else given
    effective_n = kish_effective_size(weight) if len(table) else 0.0
    _refuse_unanswerable(table, target[:, 0], known, effective_n)
    order = np.argsort(np.array(known))  # the order of columns must not move the draws
    standard = _standardized(np.column_stack([table[:, order], target]), weight)
    shares, drawn, with_outcome = _explained(standard, weight, method, draws, seed)
    back = np.argsort(order)
    verdict = "low_base" if effective_n < max(100, 10 * len(known)) else ""

    def estimate(value: float, sample: Floats) -> Estimate:
        low, high = np.quantile(sample, [0.5 - level / 2, 0.5 + level / 2])
        name = f"{method}_bootstrap"
        return Estimate(value, float(min(low, value)), float(max(high, value)), effective_n, name, level, verdict)

    return Drivers(
        names=known,
        importance=tuple(estimate(float(shares[at]), drawn[:, at]) for at in back),
        correlation=tuple(float(with_outcome[at]) for at in back),
        r_squared=estimate(float(shares.sum()), drawn.sum(axis=1)),
        n=len(table),
        effective_n=effective_n,
        verdict=verdict,
    )


def _explained(
    standard: Floats, weight: Floats, method: DriverMethod, draws: int, seed: int
) -> tuple[Floats, Floats, Floats]:
    """Return shares of the sample, shares of the draws, and correlations with the outcome."""
    size = standard.shape[1]
    blocks = moments_of_blocks(standard, weight, seed)
    own = correlations_of(blocks.sum(axis=0)[None], size)
    resampled = correlations_of(bootstrap_moments(blocks, draws, seed), size)
    share = _SHARES[method]
    return share(own)[0], share(resampled), own[0, :-1, -1]


def _standardized(table: Floats, weight: Floats) -> Floats:
    mean = weight @ table / weight.sum()
    centred = table - mean
    scaled: Floats = centred / np.sqrt(weight @ centred**2 / weight.sum())
    return scaled


def _checked_names(names: Sequence[str] | None, k: int) -> tuple[str, ...]:
    known = tuple(f"x{number + 1}" for number in range(k)) if names is None else tuple(names)
    if len(known) != k:
        raise MismatchError(f"there are {k} drivers, but {len(known)} names")
    if len(set(known)) < k:
        raise InvalidDataError(f"names must differ, got {list(known)}", field="names")
    return known


def _check_call(method: str, k: int, draws: int, seed: int, level: float) -> None:
    if method not in _SHARES:
        raise InvalidArgumentError(f"method must be lmg or johnson, got {method!r}")
    if method == "lmg" and k > MOST_LMG_DRIVERS:
        raise InvalidArgumentError(f"LMG takes up to {MOST_LMG_DRIVERS} drivers, got {k}: use method='johnson'")
    if draws < 100 or seed < 0 or not 0 < level < 1:
        raise InvalidArgumentError("draws must be at least 100, seed not negative and level between 0 and 1")


def _refuse_unanswerable(table: Floats, target: Floats, names: tuple[str, ...], effective_n: float) -> None:
    needed = table.shape[1] + 2
    if effective_n < needed:
        raise NotEnoughDataError(
            f"{table.shape[1]} drivers need at least {needed} respondents",
            missing={"respondents": effective_n, "respondents_needed": needed},
        )
    if np.ptp(target) == 0:
        raise NotEnoughDataError("all outcomes are alike: there is nothing to explain", missing={"outcomes": 1})
    still = np.flatnonzero(np.ptp(table, axis=0) == 0)
    if len(still):
        name = names[int(still[0])]
        raise InvalidDataError(f"the driver {name} has the same answer in every row: leave it out", field=name)
