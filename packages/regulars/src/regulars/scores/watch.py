"""Watch a score month after month: which months say that it really changed, with so many looks allowed for."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError, InvalidDataError
from regulars.scores._base import FULL_BASE
from regulars.scores.change import ScoreChange, judged_change
from regulars.scores.sample_size import noticeable

Floats = NDArray[np.float64]

WATCH_BOUND = 3.26
"""Standard errors a change must be from 0: so that a year of looks at a score that never moves cries
"real change" in at most 5 years of 100. Found by simulation over eight shapes of answers; 1.96 would cry
in every second year."""

WINDOW = 3
"""The latest one, two or three periods together are compared with what was before them."""

REFERENCE = 12
"""At most so many periods before the window are what it is compared with."""

WATCH_LEVEL = float(2 * scipy.special.ndtr(WATCH_BOUND) - 1)


@dataclass(frozen=True)
class WatchedPeriod:
    """Hold what was known at the end of one period.

    Attributes
    ----------
    period : int
        Its place, from 0.
    since : int
        The first period of the window that was compared: `period` itself or up to two before it.
    against : (int, int)
        The first and the last period it was compared with.
    change : ScoreChange
        The change and its verdict, at the level that allows for a year of looks.
    """

    period: int
    since: int
    against: tuple[int, int]
    change: ScoreChange


def nps_watch(counts: ArrayLike, *, goal_step: float = 0.10, power: float = 0.8) -> tuple[WatchedPeriod | None, ...]:
    """Say of each month whether NPS has really changed by its end.

    Business question: we look every month; when is a move of the score news, and not the luck of the draw?

    Parameters
    ----------
    counts : array of int ≥ 0, shape (periods, 3)
        Promoters, passives and detractors of each period, in order.
    goal_step, power
        As in `nps_change`.

    Returns
    -------
    tuple of WatchedPeriod or None
        One for each period; None where nothing precedes it to compare with, or nobody answered.

    Raises
    ------
    InvalidDataError
        If the table is not of three columns of counts.
    InvalidArgumentError
        If an argument is outside its range.

    Notes
    -----
    The latest one, two and three periods are each pooled and compared with up to twelve periods before
    them; the most telling of the three is kept. After a real change only what follows its window's
    beginning is compared with. A single test at 95 % errs in 5 looks of 100; twelve looks a year, each at
    three windows, would cry "real change" in every second year of a score that stands still. The
    bound of 3.26 standard errors brings that to 5 years of 100, whatever the mix of answers. Each period is
    padded as in `nps_change`.

    References
    ----------
    Armitage, McPherson and Rowe (1969), JRSS A 132(2), 235–244 (what repeated looks do to a test). Hawkins,
    Qiu and Kang (2003), Journal of Quality Technology 35(4), 355–366 (a moving split of one series, with
    the bound simulated). Rocks (2016), The American Statistician 70(4).
    """
    table = np.asarray(counts, np.float64)
    if table.ndim != 2 or table.shape[1] != 3:
        raise InvalidDataError(f"counts must have three columns, got an array of shape {table.shape}", field="counts")
    return mean_watch(table, (1.0, 0.0, -1.0), extra=(0.75, 1.5, 0.75), goal_step=goal_step, power=power)


def share_watch(
    top: ArrayLike, answers: ArrayLike, *, goal_step: float = 0.10, power: float = 0.8
) -> tuple[WatchedPeriod | None, ...]:
    """Say of each month whether a share of satisfied customers has really changed by its end.

    Business question: as `nps_watch`, for CSAT and CES.

    Parameters
    ----------
    top, answers : arrays of int ≥ 0, shape (periods,)
        Satisfied answers and all answers of each period, in order.
    goal_step, power
        As in `share_change`.

    Returns
    -------
    tuple of WatchedPeriod or None
        As `nps_watch`; each period is padded as in `share_change`.

    Raises
    ------
    InvalidDataError
        If more were satisfied than answered.
    InvalidArgumentError
        If an argument is outside its range.

    References
    ----------
    As `nps_watch`; Agresti and Caffo (2000), The American Statistician 54(4).
    """
    found, n = np.asarray(top, np.float64), np.asarray(answers, np.float64)
    if found.shape != n.shape or found.ndim != 1 or (found > n).any():
        raise InvalidDataError("there must be as many periods, and no more satisfied than answered", field="top")
    return mean_watch(np.stack([found, n - found], axis=1), (1.0, 0.0), extra=(1, 1), goal_step=goal_step, power=power)


def mean_watch(
    counts: ArrayLike,
    values: ArrayLike,
    *,
    extra: tuple[float, ...] | None = None,
    goal_step: float = 0.10,
    power: float = 0.8,
) -> tuple[WatchedPeriod | None, ...]:
    """Say of each month whether the mean of answers has really changed by its end.

    Business question: as `nps_watch`, for an index such as CSI.

    Parameters
    ----------
    counts : array of int ≥ 0, shape (periods, k)
        How often each value was given in each period, in order.
    values : array of float, shape (k,)
        The values, as fractions: 0.75 for an index of 75.
    extra : tuple of k floats ≥ 0, optional
        Answers added to each side so that answers all alike do not claim certainty; none by default.
    goal_step, power
        As in `nps_change`, in the unit of the values.

    Returns
    -------
    tuple of WatchedPeriod or None
        As `nps_watch`.

    Raises
    ------
    InvalidDataError
        If the table does not fit the values or holds what is not a count.
    InvalidArgumentError
        If an argument is outside its range.

    References
    ----------
    As `nps_watch`.
    """
    table, worth = np.asarray(counts, np.float64), np.asarray(values, np.float64)
    if table.ndim != 2 or worth.shape != table.shape[1:] or not np.all(np.isfinite(table) & (table >= 0)):
        raise InvalidDataError(f"counts of shape {table.shape} do not fit {worth.shape[0]} values", field="counts")
    if not 0 < goal_step < 2:
        raise InvalidArgumentError(f"goal_step must lie between 0 and 2, got {goal_step!r}")
    added = np.zeros(len(worth)) if extra is None else np.asarray(extra, np.float64)
    sums = _Sums(table, worth, added)
    scale = noticeable(power, WATCH_LEVEL)
    found: list[WatchedPeriod | None] = []
    beginning = 0
    for period in range(len(table)):
        seen = _look(sums, period, beginning, scale, goal_step)
        found.append(seen)
        if seen is not None and seen.change.verdict == "real_change":
            beginning = seen.since
    return tuple(found)


class _Sums:
    """Answers, their sum and sum of squares up to each period, so that any stretch is two subtractions."""

    def __init__(self, table: Floats, values: Floats, extra: Floats) -> None:
        parts = np.stack([np.ones_like(values), values, values**2], axis=1)
        self._up_to = np.concatenate([np.zeros((1, 3)), (table @ parts).cumsum(axis=0)]).tolist()
        self._added = (extra @ parts).tolist()

    def stretch(self, first: int, last: int) -> tuple[float, float, float, float, float]:
        """Return answers, their number with those added, plain mean, mean and variance with those added."""
        n, total, squares = (b - a for a, b in zip(self._up_to[first], self._up_to[last + 1], strict=True))
        size = n + self._added[0]
        mean = (total + self._added[1]) / size if size else math.nan
        spread = (squares + self._added[2]) / size - mean**2 if size else math.nan
        return n, size, total / n if n else math.nan, mean, max(spread, 0.0)


def _look(sums: _Sums, period: int, beginning: int, scale: float, goal_step: float) -> WatchedPeriod | None:
    """Keep the window whose change stands furthest from 0 among those with the full base, else the longest."""
    best: tuple[tuple[bool, float], int, int] | None = None
    for since in range(max(beginning + 1, period - WINDOW + 1), period + 1):
        first = max(beginning, since - REFERENCE)
        before, after = sums.stretch(first, since - 1), sums.stretch(since, period)
        if not before[0] or not after[0]:
            continue
        error = math.sqrt(before[4] / before[1] + after[4] / after[1])
        full = min(before[0], after[0]) >= FULL_BASE
        rank = (full, abs(after[3] - before[3]) / error if full and error else 0.0)
        if best is None or rank > best[0]:
            best = (rank, since, first)
    if best is None:
        return None
    _rank, since, first = best
    before, after = sums.stretch(first, since - 1), sums.stretch(since, period)
    error = math.sqrt(before[4] / before[1] + after[4] / after[1])
    added = before[1] - before[0]
    change = judged_change(
        difference=after[3] - before[3],
        observed=after[2] - before[2],
        error=error,
        method="watched",
        sizes=(before[0], after[0]),
        n=before[0] + after[0],
        needed=max(FULL_BASE, math.ceil((before[4] + after[4]) * (scale / goal_step) ** 2 - added - 1e-9)),
        smallest=scale * error,
        goal_step=goal_step,
        level=WATCH_LEVEL,
    )
    return WatchedPeriod(period, since, (first, since - 1), change)
