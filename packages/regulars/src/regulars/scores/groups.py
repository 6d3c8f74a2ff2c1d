"""The same score of many groups at once: by channel, by segment, by shop."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError, MismatchError
from regulars.estimates import Estimate
from regulars.intervals import wilson_bounds
from regulars.scores._answers import Answers, answer_weights, whole_answers
from regulars.scores._base import base_verdicts
from regulars.scores._nps_intervals import NPSMethod, nps_bounds

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ScoreTable:
    """Hold one score of each group.

    Attributes
    ----------
    groups : tuple
        Group keys, sorted.
    n : ndarray of int, shape (g,)
        Answers of each group.
    effective_n : ndarray of float, shape (g,)
        Kish's effective number of answers; equals `n` without weights.
    value, low, high : ndarray of float, shape (g,)
        The score and its interval, in the unit of the score.
    verdict : ndarray of str, shape (g,)
        What the base of each group allows (`regulars.scores.base_verdict`).
    shares : mapping of str to ndarray of float, shape (g,)
        The parts the score is made of, 0–1.
    method : str
    level : float

    Notes
    -----
    ``table["phone"]`` is the `Estimate` of one group; iteration gives the groups. The level holds for
    each group alone: among twenty groups one interval is expected to miss.
    """

    groups: tuple[Hashable, ...]
    n: NDArray[np.int64]
    effective_n: Floats
    value: Floats
    low: Floats
    high: Floats
    verdict: NDArray[np.str_]
    shares: Mapping[str, Floats]
    method: str
    level: float

    def __len__(self) -> int:
        return len(self.groups)

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self.groups)

    def __getitem__(self, group: Hashable) -> Estimate:
        try:
            at = self.groups.index(group)
        except ValueError:
            raise KeyError(group) from None
        return Estimate(
            value=float(self.value[at]),
            low=float(self.low[at]),
            high=float(self.high[at]),
            n=float(self.effective_n[at]),
            method=self.method,
            level=self.level,
            verdict=str(self.verdict[at]),
        )

    def columns(self) -> dict[str, Any]:
        """Return the table as plain columns, one row per group."""
        return {
            "group": list(self.groups),
            "n": self.n,
            "effective_n": self.effective_n,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "verdict": self.verdict.tolist(),
            **self.shares,
        }

    def to_arrow(self) -> pa.Table:
        """Return the table as an Arrow table (needs pyarrow)."""
        import pyarrow as pa

        return pa.table(self.columns())

    def to_pandas(self) -> pd.DataFrame:
        """Return the table as a pandas frame (needs pandas)."""
        import pandas as pd

        return pd.DataFrame(self.columns())


def nps_by(
    groups: ArrayLike,
    answers: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    method: NPSMethod = "tango",
    level: float = 0.95,
) -> ScoreTable:
    """Estimate the net promoter score of each group.

    Business question: in which channel (segment, shop) do customers recommend us, and where do we not know?

    Parameters
    ----------
    groups : array of any hashable keys, shape (n,)
        The group of each answer.
    answers : array of whole numbers 0..10, shape (n,)
        One per respondent.
    weights, method, level
        As in `nps`.

    Returns
    -------
    ScoreTable
        Fractions −1…1; ``shares`` holds ``promoters``, ``passives`` and ``detractors``. Each row equals
        `nps` of the answers of its group.

    Raises
    ------
    InvalidDataError
        If an answer is missing or outside 0..10, or a weight is not a weight.
    MismatchError
        If there are not as many groups as answers.

    References
    ----------
    As `nps`.
    """
    given = whole_answers(answers, lowest=0, highest=10)
    keys, counts, n, effective_n = _counted(groups, given, 11, weights)
    parts = np.stack([counts[:, 9:].sum(axis=1), counts[:, 7:9].sum(axis=1), counts[:, :7].sum(axis=1)])
    with np.errstate(invalid="ignore"):
        promoters, passives, detractors = parts / counts.sum(axis=1)
    low, high = nps_bounds(promoters, detractors, effective_n, method=method, level=level)
    return ScoreTable(
        groups=keys,
        n=n,
        effective_n=effective_n,
        value=promoters - detractors,
        low=low,
        high=high,
        verdict=base_verdicts(effective_n),
        shares={"promoters": promoters, "passives": passives, "detractors": detractors},
        method=method,
        level=level,
    )


def csat_by(
    groups: ArrayLike,
    answers: ArrayLike,
    *,
    scale: tuple[int, int] = (1, 5),
    top_boxes: int = 2,
    weights: ArrayLike | None = None,
    level: float = 0.95,
) -> ScoreTable:
    """Estimate the share of the top boxes in each group.

    Business question: where are customers satisfied, and where do we not know?

    Parameters
    ----------
    groups : array of any hashable keys, shape (n,)
        The group of each answer.
    answers : array of whole numbers within `scale`, shape (n,)
        One per respondent. The share 5–7 of CES is ``scale=(1, 7), top_boxes=3``.
    scale, top_boxes, weights, level
        As in `csat`.

    Returns
    -------
    ScoreTable
        Shares 0–1 with Wilson's interval. Each row equals `csat` of the answers of its group.

    Raises
    ------
    InvalidDataError
        If an answer is missing or outside the scale, or a weight is not a weight.
    InvalidArgumentError
        If the scale is empty, or `top_boxes` leaves nothing to compare with.
    MismatchError
        If there are not as many groups as answers.

    References
    ----------
    Wilson (1927), JASA 22(158).
    """
    lowest, highest = scale
    if lowest >= highest or not 1 <= top_boxes <= highest - lowest:
        raise InvalidArgumentError(f"top_boxes={top_boxes!r} of the scale {scale} makes no share")
    given = whole_answers(answers, lowest=lowest, highest=highest) - lowest
    keys, counts, n, effective_n = _counted(groups, given, highest - lowest + 1, weights)
    with np.errstate(invalid="ignore"):
        share = np.minimum(counts[:, -top_boxes:].sum(axis=1) / counts.sum(axis=1), 1.0)
    found = np.minimum(np.nan_to_num(share) * effective_n, effective_n)  # a group of weight 0 has no share
    low, high = wilson_bounds(found, effective_n, level=level)
    return ScoreTable(
        groups=keys,
        n=n,
        effective_n=effective_n,
        value=share,
        low=low,
        high=high,
        verdict=base_verdicts(effective_n),
        shares={},
        method="wilson",
        level=level,
    )


def _counted(
    groups: ArrayLike, given: Answers, n_answers: int, weights: ArrayLike | None
) -> tuple[tuple[Hashable, ...], Floats, NDArray[np.int64], Floats]:
    """Return group keys, weighted counts of each answer by group, answers and effective answers by group."""
    keys, at = group_positions(groups)
    if len(at) != len(given):
        raise MismatchError(f"there are {len(given)} answers, but {len(at)} groups")
    weight = answer_weights(weights, len(given))
    n = np.bincount(at, minlength=len(keys)).astype(np.int64)
    cell = at * n_answers + given
    counts = np.bincount(cell, weight, len(keys) * n_answers).astype(np.float64).reshape(len(keys), n_answers)
    if weight is None:
        return keys, counts, n, n.astype(np.float64)
    squares = np.bincount(at, weight**2, len(keys))
    total = counts.sum(axis=1)
    effective = np.divide(total**2, squares, out=np.zeros(len(keys)), where=squares > 0)
    return keys, counts, n, effective


def group_positions(groups: ArrayLike) -> tuple[tuple[Hashable, ...], NDArray[np.intp]]:
    """Return the distinct keys, sorted where they can be, and the position of each row's key among them."""
    given = np.asarray(groups)
    if given.dtype.kind in "iub":
        found, at = np.unique(given, return_inverse=True)
        return tuple(found.tolist()), at.reshape(-1)
    rows = given.tolist()
    distinct = list(dict.fromkeys(rows))  # several times faster than sorting a million texts
    try:
        keys = sorted(distinct)
    except TypeError:
        keys = sorted(distinct, key=lambda key: (type(key).__name__, str(key)))
    place = {key: position for position, key in enumerate(keys)}
    return tuple(keys), np.fromiter(map(place.__getitem__, rows), np.intp, len(rows))
