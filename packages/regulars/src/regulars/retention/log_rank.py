"""Log-rank test: do groups wait equally long, those still waiting counted right?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError, NotEnoughDataError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEWEST_EXPECTED = 5.0
"""Events expected in each group below which the chi-square distribution is not to be trusted."""


@dataclass(frozen=True, eq=False)
class LogRank:
    """Hold the comparison of waiting times between groups.

    Attributes
    ----------
    statistic : float
        Chi-square statistic.
    degrees_of_freedom : int
        Groups less one.
    p_value : float
        Probability of a statistic as large if all groups waited alike.
    groups : tuple
        The groups, sorted.
    n, observed, expected : arrays, one value a group
        How many were followed, to how many it happened, and to how many it would have if all groups
        waited alike.
    verdict : str
        ``"different"`` (p below 0.05), ``"not_shown"``, or ``"too_few_events"`` where fewer than 5 are
        expected in some group.
    """

    statistic: float
    degrees_of_freedom: int
    p_value: float
    groups: tuple[Any, ...]
    n: Ints
    observed: Ints
    expected: Floats
    verdict: str


def log_rank(duration: ArrayLike, happened: ArrayLike, group: ArrayLike) -> LogRank:
    """Test whether groups wait equally long.

    Business question: do customers of this campaign come back sooner than others, or is it chance?

    Parameters
    ----------
    duration : array of float ≥ 0, shape (n,)
        Time to the event, or to the end of observation; any one unit.
    happened : array of bool, shape (n,)
        Whether the event was seen; False = still waiting (censored).
    group : array, shape (n,)
        Group of each; at least two different ones.

    Returns
    -------
    LogRank

    Raises
    ------
    InvalidArgumentError
        If lengths differ or a duration is negative or not finite.
    NotEnoughDataError
        If there are fewer than two groups, or nothing happened while two of them were followed.

    Notes
    -----
    At each event time the events are compared with those expected from the shares of the groups
    among the waiting; variances are hypergeometric. It is strongest where one group is ahead all the
    time and weak where curves cross.

    References
    ----------
    Mantel (1966), Cancer Chemotherapy Reports 50(3), 163-170. Kalbfleisch and Prentice (2002),
    section 1.5.
    """
    time, seen, labels = np.asarray(duration, np.float64), np.asarray(happened, bool), np.asarray(group)
    if not time.shape == seen.shape == labels.shape or time.ndim != 1:
        raise InvalidArgumentError(
            f"duration, happened and group differ in shape: {time.shape}, {seen.shape} and {labels.shape}"
        )
    if not np.all(np.isfinite(time) & (time >= 0)):
        raise InvalidArgumentError("a duration is negative or not finite")
    names, place = np.unique(labels, return_inverse=True)
    if len(names) < 2:
        raise NotEnoughDataError("a comparison needs two groups", missing={"groups": 2 - len(names)})
    events, at_risk = _at_event_times(time, seen, place.reshape(-1), len(names))
    observed, expected = events.sum(axis=0), _expected(events, at_risk).sum(axis=0)
    statistic, freedom = _statistic(observed - expected, _variance(events, at_risk))
    if freedom == 0:
        raise NotEnoughDataError("nothing happened while two groups were followed", missing={"events": 0})
    p_value = float(scipy.special.chdtrc(freedom, statistic))
    verdict = "too_few_events" if expected.min() < FEWEST_EXPECTED else "different" if p_value < 0.05 else "not_shown"
    n = np.bincount(place.reshape(-1), minlength=len(names))
    return LogRank(statistic, freedom, p_value, tuple(names.tolist()), n, observed, expected, verdict)


def _at_event_times(time: Floats, seen: NDArray[np.bool_], place: Ints, groups: int) -> tuple[Ints, Ints]:
    """Return events and numbers at risk, event times × groups."""
    at = np.unique(time[seen])
    events, at_risk = np.zeros((len(at), groups), np.int64), np.zeros((len(at), groups), np.int64)
    for g in range(groups):
        own = np.sort(time[place == g])
        at_risk[:, g] = len(own) - np.searchsorted(own, at, side="left")
        happened = np.searchsorted(at, time[seen & (place == g)])
        events[:, g] = np.bincount(happened, minlength=len(at))
    return events, at_risk


def _expected(events: Ints, at_risk: Ints) -> Floats:
    return np.asarray(events.sum(axis=1, keepdims=True) * at_risk / at_risk.sum(axis=1, keepdims=True))


def _variance(events: Ints, at_risk: Ints) -> Floats:
    """Return the covariance of events less expected between groups, summed over event times."""
    d, n = events.sum(axis=1).astype(np.float64), at_risk.sum(axis=1).astype(np.float64)
    share = at_risk / n[:, None]
    scale = np.where(n > 1, d * (n - d) / np.maximum(n - 1, 1), 0.0)
    return np.asarray(np.diag((scale[:, None] * share).sum(axis=0)) - (scale[:, None] * share).T @ share)


def _statistic(difference: Floats, variance: Floats) -> tuple[float, int]:
    """Return the quadratic form on the directions that vary, and their number."""
    roots, vectors = np.linalg.eigh(variance)
    varies = roots > 1e-9 * max(float(np.trace(variance)), 1e-300)
    along = vectors[:, varies].T @ difference
    return float((along**2 / roots[varies]).sum()), int(varies.sum())
