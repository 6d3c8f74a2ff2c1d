"""Cohort tables: how many of each cohort are there at each age, nan where that is not known yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from regulars.audit.base import CustomerBase
from regulars.audit.grids import cohort_grid
from regulars.intervals import wilson_bounds
from regulars.lifetime.retention_counts import RetentionCounts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Meaning = Literal["bought", "kept"]


@dataclass(frozen=True, eq=False)
class CohortTable:
    """Hold a triangle of cohorts by age.

    Attributes
    ----------
    cohorts : tuple of str, length c
        Names of the cohorts, oldest first.
    ages : array of int, shape (a,)
        Ages in periods: 0 is the period in which a customer was won.
    started : array of int, shape (c,)
        Customers won in each cohort.
    active : array of float, shape (c, a)
        How many were there at each age; nan where the age is not over for all of the cohort.
    rate, low, high : arrays of float, shape (c, a)
        The same as a share of ``started`` (0–1), with Wilson's interval; nan as above.
    meaning : {"bought", "kept"}
        What "there" means: bought in that period (may rise again, not retention in the strict sense)
        or still under contract (never rises).
    level : float
        Confidence level of the intervals.
    """

    cohorts: tuple[str, ...]
    ages: Ints
    started: Ints
    active: Floats
    rate: Floats
    low: Floats
    high: Floats
    meaning: Meaning
    level: float

    def of_all(self) -> CohortTable:
        """Add the cohorts up, at each age those whose age is over: one row named ``"all"``."""
        known = ~np.isnan(self.active)
        started = np.where(known, self.started[:, None], 0).sum(axis=0)
        active = np.where(known.any(axis=0), np.nansum(self.active, axis=0), np.nan)
        return _table(("all",), started[None, :], active[None, :], self.meaning, self.level)


def cohort_table(customers: CustomerBase | RetentionCounts, *, level: float = 0.95) -> CohortTable:
    """Count how many of each cohort are there at each age.

    Business question: do customers won later stay better than those won before?

    Parameters
    ----------
    customers : CustomerBase or RetentionCounts
        Orders read by ``audit.CustomerBase.from_orders`` (who bought in each period), or counts of
        subscribers (who is still under contract).
    level : float, 0–1 exclusive
        Confidence level of Wilson's intervals.

    Returns
    -------
    CohortTable

    Notes
    -----
    A cell is given once its period is over for every member of the cohort, so the newest diagonal is
    no artefact of half a period. From orders, the first cohort also holds older customers seen for
    the first time: judge by the later ones. Intervals of neighbouring ages are not independent.

    References
    ----------
    Fader, Hardie and Ross (2022), The Customer-Base Audit, chapter 6. Wilson (1927), JASA 22(158).
    """
    if isinstance(customers, RetentionCounts):
        width = int(customers.periods.max()) + 1
        active = np.full((len(customers.active), width), np.nan)
        for row, counts in zip(active, customers.active, strict=True):
            row[: len(counts)] = counts
        return _table(customers.labels, customers.started, active, "kept", level)
    grid = cohort_grid(customers, "age")
    bought = np.where(grid.known, grid.active, np.nan)
    seen = grid.known.any(axis=0)
    labels = tuple(cohort.label for cohort in grid.cohorts)
    return _table(labels, grid.acquired, bought[:, seen], "bought", level)


def _table(cohorts: tuple[str, ...], started: Ints, active: Floats, meaning: Meaning, level: float) -> CohortTable:
    base = np.broadcast_to(started if started.ndim == 2 else started[:, None], active.shape)
    known = ~np.isnan(active) & (base > 0)
    rate = np.divide(active, base, out=np.full(active.shape, np.nan), where=known)
    low, high = wilson_bounds(np.where(known, active, 0), np.where(known, base, 0), level=level)
    ages = np.arange(active.shape[1])
    return CohortTable(cohorts, ages, base[:, 0].copy(), active, rate, low, high, meaning, level)
