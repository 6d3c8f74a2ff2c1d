"""Read answers and weights: refuse what cannot be true, with the row and what to do."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError, InvalidDataError, MismatchError

Floats = NDArray[np.float64]
Answers = NDArray[np.int64]


def whole_answers(answers: ArrayLike, *, lowest: int, highest: int, field: str = "answers") -> Answers:
    """Return answers as whole numbers of the scale.

    Raises
    ------
    InvalidDataError
        If an answer is missing, not whole or outside the scale: names its row.
    """
    given = np.asarray(answers)
    if given.ndim != 1:
        raise InvalidDataError(f"{field} must be one column, got an array of shape {given.shape}", field=field)
    if given.dtype.kind not in "iu":
        given = _as_whole(given, field)
    if len(given) and (int(given.min()) < lowest or int(given.max()) > highest):
        row = int(np.flatnonzero((given < lowest) | (given > highest))[0])
        raise InvalidDataError(
            f"{field}: {given[row]} in row {row} is not an answer from {lowest} to {highest}", field=field, row=row
        )
    return given.astype(np.int64, copy=False)


def _as_whole(given: NDArray[np.generic], field: str) -> Answers:
    try:
        numbers = given.astype(np.float64)
    except (TypeError, ValueError):
        raise InvalidDataError(f"{field} must be numbers", field=field) from None
    _refuse_missing(numbers, field)
    whole = np.rint(numbers)
    if not np.array_equal(whole, numbers):
        row = int(np.flatnonzero(whole != numbers)[0])
        raise InvalidDataError(f"{field}: {numbers[row]:g} in row {row} is not a whole answer", field=field, row=row)
    return whole.astype(np.int64)


def _refuse_missing(numbers: Floats, field: str) -> None:
    finite = np.isfinite(numbers)
    if not finite.all():
        row = int(np.flatnonzero(~finite.reshape(len(numbers), -1).all(axis=1))[0])
        raise InvalidDataError(
            f"{field}: a value is missing in row {row}; leave such rows out, they are not answers", field=field, row=row
        )


def finite_table(values: ArrayLike, *, field: str) -> Floats:
    """Return a table of finite numbers, one row per respondent; a single column becomes a table of one."""
    table = np.asarray(values, np.float64)
    table = table[:, None] if table.ndim == 1 else table
    if table.ndim != 2:
        raise InvalidDataError(f"{field} must be a table, got an array of shape {table.shape}", field=field)
    _refuse_missing(table, field)
    return table


def answer_weights(weights: ArrayLike | None, n: int) -> Floats | None:
    """Return the weight of each answer, or None where all count alike.

    Raises
    ------
    MismatchError
        If there are not as many weights as answers.
    InvalidDataError
        If a weight is negative or not finite, or all are 0.
    """
    if weights is None:
        return None
    given = np.asarray(weights, np.float64)
    if given.shape != (n,):
        raise MismatchError(f"there are {n} answers, but weights of shape {given.shape}")
    wrong = ~(np.isfinite(given) & (given >= 0))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise InvalidDataError(f"weights: {given[row]} in row {row} is not a weight", field="weights", row=row)
    if n and not given.any():
        raise InvalidDataError("weights: all are 0, so nobody is left", field="weights")
    return given


def kish_effective_size(weights: ArrayLike) -> float:
    """Return how many equally weighted answers would know as much: (Σw)² / Σw².

    Business question: after weighting, how many answers do I really have?

    Parameters
    ----------
    weights : array of float ≥ 0, shape (n,)
        One weight per answer, on any scale.

    Returns
    -------
    float
        Effective number of answers, 1..n; 0 where there are none. Equal weights give n.

    Raises
    ------
    InvalidDataError
        If a weight is negative or not finite, or all are 0.

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7.
    """
    given = np.asarray(weights, np.float64)
    answer_weights(given, len(given))
    if not len(given):
        return 0.0
    scaled = given / given.max()
    return float(scaled.sum() ** 2 / (scaled**2).sum())


def corrected_size(effective_n: float, n: int, population: int | None) -> float:
    """Return the size that, put in place of n, gives the interval for a base of known size.

    A share found among n of N customers varies by the factor (N − n)/(N − 1) less than among n of
    infinitely many; dividing n by that factor says the same. All N asked: infinitely certain.

    Raises
    ------
    InvalidArgumentError
        If the base is smaller than the number of answers.
    """
    if population is None:
        return effective_n
    if population < n or population < 1:
        raise InvalidArgumentError(f"population is {population!r}, but {n} answered")
    return effective_n * (population - 1) / (population - n) if population > n else np.inf
