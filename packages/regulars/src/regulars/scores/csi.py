"""Satisfaction index (CSI): several items in one number of 0–100. There are several; the method says which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError, InvalidDataError, MismatchError
from regulars.estimates import Estimate
from regulars.scores._answers import answer_weights, finite_table
from regulars.scores._means import mean_estimate

Floats = NDArray[np.float64]
Counted = Literal["from_lowest", "of_highest"]


@dataclass(frozen=True)
class CSI:
    """Hold a satisfaction index and the items it is made of.

    Attributes
    ----------
    index : Estimate
        Index 0–100 with the t interval over respondents; ``method`` says which index it is.
    items : tuple of Estimate
        The same index of each item alone, in the order given.
    n : int
        Respondents.
    effective_n : float
        Kish's effective number of respondents; equals `n` without weights.
    """

    index: Estimate
    items: tuple[Estimate, ...]
    n: int
    effective_n: float


def acsi(
    overall: ArrayLike,
    expectations: ArrayLike,
    ideal: ArrayLike,
    *,
    item_weights: tuple[float, float, float] = (1.0, 1.0, 1.0),
    weights: ArrayLike | None = None,
    level: float = 0.95,
) -> CSI:
    """Estimate the index of the American type: three questions of 1–10.

    Business question: how satisfied are our customers, all things taken together?

    Parameters
    ----------
    overall, expectations, ideal : arrays of float 1..10, shape (n,)
        Satisfaction overall, against what was expected, against the ideal; one per respondent.
    item_weights : three floats ≥ 0
        Weight of each question; equal by default (the official ones are not public).
    weights, level
        As in `csi`.

    Returns
    -------
    CSI
        Index 0–100, method ``"csi_from_lowest"``: (X₁ + X₂ + X₃ − 3)/27·100 for equal weights.

    Raises
    ------
    InvalidDataError
        If an answer is missing or outside 1..10.
    MismatchError
        If the three columns differ in length.

    References
    ----------
    Fornell, Johnson, Anderson, Cha and Bryant (1996), Journal of Marketing 60(4), 7–18.
    """
    columns = [np.atleast_1d(np.asarray(item, np.float64)) for item in (overall, expectations, ideal)]
    if len({column.shape for column in columns}) > 1:
        raise MismatchError(f"the three questions differ in length: {[len(column) for column in columns]}")
    table = np.column_stack(columns)
    return csi(table, importance=item_weights, scale=(1, 10), counted="from_lowest", weights=weights, level=level)


def csi(
    satisfaction: ArrayLike,
    *,
    importance: ArrayLike | None = None,
    scale: tuple[float, float],
    counted: Counted = "from_lowest",
    weights: ArrayLike | None = None,
    level: float = 0.95,
) -> CSI:
    """Estimate an index of several items weighted by their importance.

    Business question: how satisfied are customers with what matters to them?

    Parameters
    ----------
    satisfaction : array of float within `scale`, shape (n, k)
        Answers, one row per respondent, one column per item.
    importance : array of float ≥ 0, shape (k,) or (n, k), optional
        Importance of each item, one for all or as stated by each respondent; equal by default.
    scale : (float, float)
        Lowest and highest answer possible.
    counted : {"from_lowest", "of_highest"}
        ``"from_lowest"``: Σw(s − lowest)/(highest − lowest)/Σw·100, where the lowest answers give 0.
        ``"of_highest"``: Σws/(highest·Σw)·100, the habit of many Russian studies, where they do not.
    weights : array of float ≥ 0, shape (n,), optional
        One per respondent; the interval then rests on their effective number.
    level : float, 0–1 exclusive
        Confidence level.

    Returns
    -------
    CSI
        Index 0–100; ``index.method`` is ``"csi_from_lowest"`` or ``"csi_of_highest"``: the two are not
        comparable, so say which is meant. One respondent gives a number without an interval.

    Raises
    ------
    InvalidDataError
        If an answer is missing or outside the scale, or importance is negative or all 0 in a row.
    InvalidArgumentError
        If the scale is empty, or `counted` is unknown.
    MismatchError
        If `importance` or `weights` does not fit the answers.

    Notes
    -----
    Each respondent has an index; the estimate is their mean with a t interval. Where importance is
    stated by each respondent, each index uses the respondent's own.

    References
    ----------
    Fornell et al. (1996), Journal of Marketing 60(4), 7–18. Kish (1965), Survey Sampling, section 11.7.
    """
    lowest, highest = _checked_scale(scale, counted)
    table = finite_table(satisfaction, field="satisfaction")
    wrong = (table < lowest) | (table > highest)
    if wrong.any():
        row = int(np.flatnonzero(wrong.any(axis=1))[0])
        raise InvalidDataError(f"satisfaction: row {row} is outside the scale {scale}", field="satisfaction", row=row)
    weight = answer_weights(weights, len(table))
    floor = lowest if counted == "from_lowest" else 0.0
    of_item = 100 * (table - floor) / (highest - floor)
    item_weight = _checked_importance(importance, table.shape)
    of_person = (of_item * item_weight).sum(axis=1) / item_weight.sum(axis=1)

    def estimate(values: Floats) -> Estimate:
        bottom = 100 * (lowest - floor) / (highest - floor)
        return mean_estimate(values, weight, within=(bottom, 100), level=level, method=f"csi_{counted}")

    index = estimate(of_person)
    items = tuple(estimate(np.ascontiguousarray(column)) for column in of_item.T)
    return CSI(index, items, len(table), index.n)


def _checked_scale(scale: tuple[float, float], counted: str) -> tuple[float, float]:
    if counted not in {"from_lowest", "of_highest"}:
        raise InvalidArgumentError(f"counted must be from_lowest or of_highest, got {counted!r}")
    lowest, highest = scale
    if not lowest < highest or (counted == "of_highest" and lowest < 0):
        raise InvalidArgumentError(f"{scale} is not a scale for an index counted {counted}")
    return lowest, highest


def _checked_importance(importance: ArrayLike | None, shape: tuple[int, ...]) -> Floats:
    if importance is None:
        return np.ones((1, shape[1]))
    given = np.asarray(importance, np.float64)
    given = given[None, :] if given.ndim == 1 else given
    if given.ndim != 2 or given.shape[1] != shape[1] or len(given) not in {1, shape[0]}:
        raise MismatchError(f"answers have the shape {shape}, importance {given.shape}")
    wrong = ~(np.isfinite(given) & (given >= 0)).all(axis=1) | (given.sum(axis=1) <= 0)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise InvalidDataError(f"importance: row {row} is not a set of weights", field="importance", row=row)
    return given
