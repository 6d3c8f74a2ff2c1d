"""Who answered, who kept silent, and whether the two are alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError, InvalidDataError, MismatchError, NotEnoughDataError
from regulars.estimates import Estimate
from regulars.intervals import newcombe_difference, wilson
from regulars.scores.groups import group_positions

FLAGGED_DIFFERENCE = 0.10
"""Two groups differ when a part of one is larger than of the other by more than this share."""


def response_rate(answered: int, delivered: int, *, level: float = 0.95) -> Estimate:
    """Estimate the share of delivered invitations that were answered.

    Business question: how many of those we reached answered? It stands beside every score.

    Parameters
    ----------
    answered, delivered : int ≥ 0
        Answers, and invitations that arrived (not those sent into nowhere).
    level : float, 0–1 exclusive
        Confidence level.

    Returns
    -------
    Estimate
        Share 0–1 with Wilson's interval; NaN and ``"no_base"`` where nothing was delivered.

    Raises
    ------
    InvalidArgumentError
        If more answered than were reached, or a count is negative.

    References
    ----------
    Wilson (1927), JASA 22(158). AAPOR (2023), Standard Definitions, response rate 1.
    """
    return wilson(answered, delivered, level=level)


@dataclass(frozen=True)
class MixDifference:
    """Hold how much more (or less) often one kind of customer is found in one group than in another.

    Attributes
    ----------
    field, part : str
        The known field, such as ``"spend"``, and the part of it, such as ``"120 to 300"``.
    share_first, share_second : float, 0–1
        Share of the part in the first group (answered; early) and in the second (silent; late).
    difference : Estimate
        First − second, −1…1, with Newcombe's interval. Verdict: ``"differs"`` if it is above 10 points
        and surely not 0, ``"may_differ"`` if above 10 points but possibly chance, else empty.
    """

    field: str
    part: str
    share_first: float
    share_second: float
    difference: Estimate


@dataclass(frozen=True)
class MixComparison:
    """Hold how two groups of customers differ on what is known of both.

    Attributes
    ----------
    first, second : str
        What the groups are: ``"answered"`` and ``"silent"``, or ``"early"`` and ``"late"``.
    n_first, n_second : int
        Their sizes.
    rows : tuple of MixDifference
        One row for each part of each field.
    """

    first: str
    second: str
    n_first: int
    n_second: int
    rows: tuple[MixDifference, ...]

    def __iter__(self) -> Iterator[MixDifference]:
        return iter(self.rows)

    @property
    def flagged(self) -> tuple[MixDifference, ...]:
        """The rows that differ by more than 10 points, surely so first."""
        found = [row for row in self.rows if row.difference.verdict]
        return tuple(sorted(found, key=lambda row: (row.difference.verdict, -abs(row.difference.value))))

    @property
    def verdict(self) -> str:
        """``"differs"``, ``"may_differ"`` or empty: the strongest verdict of any row."""
        return self.flagged[0].difference.verdict if self.flagged else ""


def response_bias(
    answered: ArrayLike, fields: Mapping[str, ArrayLike], *, bands: int = 4, level: float = 0.95
) -> MixComparison:
    """Compare those who answered with those who kept silent on what is known of both.

    Business question: do the answers speak for all customers, or for a certain kind?

    Parameters
    ----------
    answered : array of bool, shape (n,)
        Whether each customer who was reached answered.
    fields : mapping of str to array, shape (n,)
        What is known of everybody: spend, recency, tenure, segment. Numbers with more distinct values
        than `bands` are cut into bands of equal numbers of customers; anything else is compared as it is.
    bands : int ≥ 2
        Bands of a numeric field.
    level : float, 0–1 exclusive
        Confidence level of each row.

    Returns
    -------
    MixComparison
        Differences answered − silent. More than 10 points is flagged; weight the score with
        `post_stratify` then, and show both.

    Raises
    ------
    NotEnoughDataError
        If nobody answered, or nobody kept silent.
    MismatchError
        If a field has not one value per customer.
    InvalidDataError
        If a field holds moments: give ages instead.
    InvalidArgumentError
        If `bands` is below 2 or there are no fields.

    Notes
    -----
    Likeness on known fields does not prove likeness of opinion; unlikeness is a warning.

    References
    ----------
    Groves and Peytcheva (2008), Public Opinion Quarterly 72(2). Newcombe (1998), Statistics in Medicine 17(8).
    """
    return _compared(np.asarray(answered, bool), fields, ("answered", "silent"), bands, level)


def early_against_late(
    waited: ArrayLike, fields: Mapping[str, ArrayLike], *, bands: int = 4, level: float = 0.95
) -> MixComparison:
    """Compare those who answered early with those who answered late.

    Business question: would those who never answered be different? Late answers are the nearest to them.

    Parameters
    ----------
    waited : array of float ≥ 0, shape (n,)
        Time from the invitation to the answer, any one unit; up to its median is early.
    fields : mapping of str to array, shape (n,)
        What is known of every respondent, the answer itself included.
    bands, level
        As in `response_bias`.

    Returns
    -------
    MixComparison
        Differences early − late.

    Raises
    ------
    NotEnoughDataError
        If all waited equally long, so that nobody is late.
    MismatchError, InvalidArgumentError
        As `response_bias`.

    References
    ----------
    Armstrong and Overton (1977), Journal of Marketing Research 14(3), 396–402.
    """
    time = np.asarray(waited, np.float64)
    if not np.all(time >= 0):
        raise InvalidArgumentError("a wait is negative or not a number")
    early = time <= (np.median(time) if len(time) else 0)
    return _compared(early, fields, ("early", "late"), bands, level)


def _compared(
    in_first: NDArray[np.bool_],
    fields: Mapping[str, ArrayLike],
    names: tuple[str, str],
    bands: int,
    level: float,
) -> MixComparison:
    if bands < 2 or not fields:
        raise InvalidArgumentError("a comparison needs at least one field and two bands")
    n = (int(in_first.sum()), int((~in_first).sum()))
    if 0 in n:
        missing = names[n.index(0)]
        raise NotEnoughDataError(f"nobody is {missing}", missing={missing: 0, f"{missing}_needed": 1})
    rows: list[MixDifference] = []
    for field, values in fields.items():
        labels, at = _parts(values, len(in_first), field, bands)
        first = np.bincount(at[in_first], minlength=len(labels))
        second = np.bincount(at[~in_first], minlength=len(labels))
        for label, a, b in zip(labels, first.tolist(), second.tolist(), strict=True):
            rows.append(MixDifference(field, label, a / n[0], b / n[1], _difference(a, b, n, level)))
    return MixComparison(*names, *n, tuple(rows))


def _difference(a: int, b: int, n: tuple[int, int], level: float) -> Estimate:
    found = newcombe_difference(a, n[0], b, n[1], level=level)
    verdict = ""
    if abs(found.value) > FLAGGED_DIFFERENCE + 1e-12:
        verdict = "differs" if found.low > 0 or found.high < 0 else "may_differ"
    return Estimate(found.value, found.low, found.high, found.n, found.method, level, verdict)


def _parts(values: ArrayLike, n: int, field: str, bands: int) -> tuple[list[str], NDArray[np.intp]]:
    """Return the names of the parts of a field, and the part of each customer."""
    given: NDArray[Any] = np.asarray(values)
    if given.shape != (n,):
        raise MismatchError(f"{field}: there are {n} customers, but values of shape {given.shape}")
    if given.dtype.kind in "mM":
        raise InvalidDataError(f"{field}: give moments as numbers, such as days since the last order", field=field)
    if given.dtype.kind not in "iuf" or len(np.unique(given)) <= bands:
        keys, at = group_positions(given)
        return [str(key) for key in keys], at
    numbers = given.astype(np.float64)
    unknown = ~np.isfinite(numbers)
    edges = np.unique(np.quantile(numbers[~unknown], np.arange(1, bands) / bands))
    at = np.searchsorted(edges, numbers, side="left")
    middle = [f"{low:g} to {high:g}" for low, high in pairwise(edges)]
    labels = [f"up to {edges[0]:g}", *middle, f"above {edges[-1]:g}"]
    if unknown.any():
        labels, at = [*labels, "unknown"], np.where(unknown, len(labels), at)
    return labels, at
