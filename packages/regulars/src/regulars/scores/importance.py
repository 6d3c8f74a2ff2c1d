"""Importance and performance side by side: what to mend first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from regulars.errors import InvalidArgumentError, InvalidDataError, MismatchError
from regulars.estimates import Estimate
from regulars.scores._answers import answer_weights, finite_table
from regulars.scores._means import mean_estimate
from regulars.scores.drivers import Drivers

Place = Literal["mend_first", "keep_up", "can_wait", "perhaps_overdone"]
_PLACES: dict[tuple[bool, bool], Place] = {
    (True, False): "mend_first",
    (True, True): "keep_up",
    (False, False): "can_wait",
    (False, True): "perhaps_overdone",
}


@dataclass(frozen=True)
class ImportancePerformance:
    """Hold one driver with its importance, its performance and its place among the others.

    Attributes
    ----------
    name : str
    importance : Estimate
        Part of R², 0–1, of `drivers`.
    performance : Estimate
        Mean rating on a scale of 0–100, with the t interval.
    place : {"mend_first", "keep_up", "can_wait", "perhaps_overdone"}
        More or less important, and rated better or worse, than the average driver.
    sure : bool
        Whether both intervals lie on one side of the averages; otherwise the place is a guess.
    """

    name: str
    importance: Estimate
    performance: Estimate
    place: Place
    sure: bool


@dataclass(frozen=True)
class ImportanceTable:
    """Hold all drivers, the most important first, and the averages they are compared with.

    Attributes
    ----------
    rows : tuple of ImportancePerformance
    average_importance : float, 0–1
    average_performance : float, 0–100
    """

    rows: tuple[ImportancePerformance, ...]
    average_importance: float
    average_performance: float

    def __iter__(self) -> Iterator[ImportancePerformance]:
        return iter(self.rows)


def importance_performance(
    found: Drivers, ratings: ArrayLike, *, scale: tuple[float, float], weights: ArrayLike | None = None
) -> ImportanceTable:
    """Put importance and performance of each driver side by side.

    Business question: what matters to customers and is not good enough?

    Parameters
    ----------
    found : Drivers
        Answer of `drivers`.
    ratings : array of float within `scale`, shape (n, k)
        The same ratings, in the same order of columns.
    scale : (float, float)
        Lowest and highest rating possible.
    weights : array of float ≥ 0, shape (n,), optional
        One per respondent.

    Returns
    -------
    ImportanceTable
        Rows by falling importance.

    Raises
    ------
    MismatchError
        If the ratings are not those of the drivers.
    InvalidDataError
        If a rating is missing or outside the scale.
    InvalidArgumentError
        If the scale is empty.

    Notes
    -----
    The borders are the averages over the drivers, so half of them land on either side by construction:
    the table ranks, it does not say that anything is good.

    References
    ----------
    Martilla and James (1977), Journal of Marketing 41(1), 77–79.
    """
    lowest, highest = scale
    if not lowest < highest:
        raise InvalidArgumentError(f"{scale} is not a scale")
    table = finite_table(ratings, field="ratings")
    if table.shape != (found.n, len(found.names)):
        raise MismatchError(f"the drivers come from {found.n} rows of {len(found.names)}, got {table.shape}")
    if table.min() < lowest or table.max() > highest:
        row = int(np.flatnonzero(((table < lowest) | (table > highest)).any(axis=1))[0])
        raise InvalidDataError(f"ratings: row {row} is outside the scale {scale}", field="ratings", row=row)
    weight = answer_weights(weights, len(table))
    level = found.r_squared.level
    performance = [
        mean_estimate(np.ascontiguousarray(column), weight, within=(0, 100), level=level)
        for column in 100 * (table - lowest).T / (highest - lowest)
    ]
    important = float(np.mean([estimate.value for estimate in found.importance]))
    rated = float(np.mean([estimate.value for estimate in performance]))
    rows = [
        ImportancePerformance(
            name=name,
            importance=weighty,
            performance=rating,
            place=_PLACES[weighty.value >= important, rating.value >= rated],
            sure=_one_side(weighty, important) and _one_side(rating, rated),
        )
        for name, weighty, rating in zip(found.names, found.importance, performance, strict=True)
    ]
    ordered = sorted(rows, key=lambda row: (-row.importance.value, row.name))
    return ImportanceTable(tuple(ordered), important, rated)


def _one_side(estimate: Estimate, border: float) -> bool:
    return estimate.low > border or estimate.high < border
