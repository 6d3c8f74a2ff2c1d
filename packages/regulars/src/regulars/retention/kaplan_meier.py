"""Kaplan–Meier: the share for whom nothing has happened yet, with waiting customers counted right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError, NotEnoughDataError
from regulars.estimates import Estimate, normal_quantile

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SurvivalCurve:
    """Hold the share still waiting after each event time.

    Attributes
    ----------
    time : array of float
        Distinct times at which something happened, ascending.
    survival, standard_error, low, high : arrays of float
        Share still waiting just after each time (0–1), Greenwood's standard error and the interval.
    at_risk, events : arrays of int
        Under observation just before each time, and to how many it happened then.
    n : int
        Under observation at time 0.
    longest : float
        Longest observation: beyond it nothing is known.
    level : float
        Confidence level of the interval.
    """

    time: Floats
    survival: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    at_risk: NDArray[np.int64]
    events: NDArray[np.int64]
    n: int
    longest: float
    level: float

    def at(self, times: ArrayLike) -> tuple[Floats, Floats, Floats]:
        """Return share still waiting, low and high at the given times.

        NaN beyond the longest observation, unless it had happened to all by then.

        Parameters
        ----------
        times : array of float ≥ 0
            Times since the start, in the unit of the observations.
        """
        asked = np.asarray(times, np.float64)
        place = np.searchsorted(self.time, asked, side="right")
        over = len(self.survival) > 0 and self.survival[-1] <= 0
        known = (asked <= self.longest) | over

        def read(values: Floats) -> Floats:
            answer: Floats = np.where(known, np.r_[1.0, values][place], np.nan)
            return answer

        return read(self.survival), read(self.low), read(self.high)

    def happened_by(self, time: float) -> Estimate:
        """Estimate the share to whom it happened by `time`; the verdict ``"not_reached"`` beyond the data.

        Parameters
        ----------
        time : float ≥ 0
            Time since the start, in the unit of the observations.
        """
        survival, low, high = (float(values[0]) for values in self.at([time]))
        verdict = "not_reached" if np.isnan(survival) else ""
        return Estimate(1 - survival, 1 - high, 1 - low, self.n, "kaplan_meier", self.level, verdict)

    def quantile(self, share: float) -> float | None:
        """Return the time by which it happened to `share` of all; None where that is not reached.

        "Not reached" is an answer: more than 1 − `share` were still waiting when observation ended.

        Parameters
        ----------
        share : float between 0 and 1
            Share of all.

        Raises
        ------
        InvalidArgumentError
            If the share is not between 0 and 1.
        """
        if not 0 < share < 1:
            raise InvalidArgumentError(f"share must lie between 0 and 1, got {share!r}")
        reached = np.flatnonzero(self.survival <= 1 - share + 1e-12)
        return float(self.time[reached[0]]) if len(reached) else None


def kaplan_meier(duration: ArrayLike, happened: ArrayLike, *, level: float = 0.95) -> SurvivalCurve:
    """Estimate the share still waiting when some are observed only for a while.

    Business question: how soon do customers come back (or get an answer), counting those still silent?

    Parameters
    ----------
    duration : array of float ≥ 0, shape (n,)
        Time from the start to the event, or to the end of observation; any one unit.
    happened : array of bool, shape (n,)
        Whether the event was seen; False = still waiting at `duration` (censored).
    level : float, 0–1 exclusive
        Confidence level of the interval.

    Returns
    -------
    SurvivalCurve

    Raises
    ------
    NotEnoughDataError
        If nobody is observed.
    InvalidArgumentError
        If a duration is negative or not finite, or lengths differ.

    Notes
    -----
    S(t) = Π (1 − d/n) over event times up to t; Greenwood's variance; the interval is symmetric on
    the scale ln(−ln S), so it stays within 0..1. Where S is 0 or 1 the interval has no width on that
    scale and is left as the value itself. Waiting is assumed to be unrelated to the event.

    References
    ----------
    Kaplan and Meier (1958), JASA 53(282). Kalbfleisch and Prentice (2002), section 1.4.
    """
    time, seen = np.asarray(duration, np.float64), np.asarray(happened, bool)
    if time.shape != seen.shape or time.ndim != 1:
        raise InvalidArgumentError(f"duration and happened differ in shape: {time.shape} and {seen.shape}")
    if len(time) == 0:
        raise NotEnoughDataError("nobody is observed", missing={"customers": 0})
    if not np.all(np.isfinite(time) & (time >= 0)):
        raise InvalidArgumentError("a duration is negative or not finite")
    at, events = np.unique(time[seen], return_counts=True)
    at_risk = len(time) - np.searchsorted(np.sort(time), at, side="left")
    survival = np.cumprod(1 - events / at_risk)
    left = at_risk - events
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(np.where(left > 0, events / (at_risk * left), 0.0))
        error = survival * np.sqrt(variance)
        log_survival = np.log(survival)
        half = normal_quantile(level) * np.sqrt(variance) / np.abs(log_survival)
        low, high = survival ** np.exp(half), survival ** np.exp(-half)
    edge = survival <= 0
    low, high = np.where(edge, 0.0, low), np.where(edge, 0.0, high)
    return SurvivalCurve(
        time=np.asarray(at, np.float64),
        survival=np.asarray(survival, np.float64),
        standard_error=np.asarray(error, np.float64),
        low=np.asarray(low, np.float64),
        high=np.asarray(high, np.float64),
        at_risk=at_risk.astype(np.int64),
        events=events.astype(np.int64),
        n=len(time),
        longest=float(time.max()),
        level=level,
    )
