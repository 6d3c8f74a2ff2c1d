"""How many of those who started together were still there after each period: what a contract shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidDataError, NotEnoughDataError

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class RetentionCounts:
    """Count the customers of each cohort who were still active after 0, 1, 2, … periods.

    Business question: of those who signed up together, how many are left after each renewal?

    Parameters
    ----------
    active : sequence of whole numbers, or a sequence of such sequences
        One cohort, or several of different lengths: first the number who started, then the number
        still active after 1, 2, … periods. It never rises: who left a contract does not return to it.
    labels : sequence of str, optional
        Name of each cohort; 0, 1, 2, … by default.

    Raises
    ------
    InvalidDataError
        If a count is missing, negative, not whole, or above the one before; the cohort is named in
        ``row``.
    NotEnoughDataError
        If there is no cohort, or nobody started.

    Notes
    -----
    For contracts, where leaving is seen. Buying again without a contract may rise from one period
    to the next; that is not retention, see ``regulars.retention.cohort_table``.

    References
    ----------
    Fader and Hardie (2007), "How to project customer retention", Journal of Interactive Marketing
    21(1), 76-90.
    """

    active: tuple[Counts, ...]
    labels: tuple[str, ...]

    def __init__(self, active: ArrayLike | Sequence[ArrayLike], labels: Sequence[str] | None = None) -> None:
        cohorts = _cohorts(active)
        names = tuple(str(i) for i in range(len(cohorts))) if labels is None else tuple(labels)
        if len(names) != len(cohorts):
            raise InvalidDataError(f"labels has {len(names)} names for {len(cohorts)} cohorts", field="labels")
        checked = tuple(_checked(counts, i) for i, counts in enumerate(cohorts))
        if sum(int(counts[0]) for counts in checked) == 0:
            raise NotEnoughDataError("nobody started: retention of nobody is not defined", missing={"customers": 0})
        object.__setattr__(self, "active", checked)
        object.__setattr__(self, "labels", names)

    @classmethod
    def from_subscriptions(cls, started: ArrayLike, ended: ArrayLike, *, observed_until: int) -> RetentionCounts:
        """Count from one row a subscription, in whole periods such as months since some origin.

        Parameters
        ----------
        started : array of int, shape (n,)
            Period in which each subscription began.
        ended : array of float, shape (n,)
            Period in which it ended (after ``ended - started`` whole periods it was gone); nan where it
            has not. Who ended in the period of the start, has stayed for none.
        observed_until : int
            Last period whose renewals are known; a later end counts as not seen.

        Raises
        ------
        InvalidDataError
            If lengths differ, or a subscription ends before it starts or starts after ``observed_until``.
        NotEnoughDataError
            If there is none.
        """
        begin, end = np.asarray(started, np.float64), np.asarray(ended, np.float64)
        if begin.shape != end.shape or begin.ndim != 1:
            raise InvalidDataError(f"started and ended differ in shape: {begin.shape} and {end.shape}", field="ended")
        if len(begin) == 0:
            raise NotEnoughDataError("there is no subscription", missing={"customers": 0})
        _refuse(begin != np.rint(begin), "started", "is not a whole number of periods")
        _refuse(begin > observed_until, "started", "is after the last period observed")
        _refuse(end < begin, "ended", "is before its start")
        stayed = np.where(np.isnan(end) | (end > observed_until), np.inf, np.ceil(end - begin))
        starts = np.unique(begin)
        active = [
            [int((stayed[begin == start] > age - (age == 0)).sum()) for age in range(int(observed_until - start) + 1)]
            for start in starts
        ]
        return cls(active, [f"{start:g}" for start in starts])

    @property
    def started(self) -> Counts:
        """Return how many started in each cohort."""
        return np.array([counts[0] for counts in self.active])

    @property
    def still_active(self) -> Counts:
        """Return how many of each cohort were active when last counted."""
        return np.array([counts[-1] for counts in self.active])

    @property
    def periods(self) -> Counts:
        """Return after how many periods each cohort was last counted."""
        return np.array([len(counts) - 1 for counts in self.active])

    @property
    def n_customers(self) -> float:
        """Return how many started in all."""
        return float(self.started.sum())

    @property
    def kept(self) -> Counts:
        """Return how many stayed through period 1, 2, …, over the cohorts in which it was seen."""
        return self._summed(lambda counts: counts[1:])

    @property
    def lost(self) -> Counts:
        """Return how many left in period 1, 2, …, over the cohorts in which it was seen."""
        return self._summed(lambda counts: -np.diff(counts))

    @property
    def retention_rates(self) -> Floats:
        """Return the share kept in period 1, 2, …, of those who might have left; nan where there was nobody."""
        at_risk = self.kept + self.lost
        return np.asarray(np.divide(self.kept, at_risk, out=np.full(len(at_risk), np.nan), where=at_risk > 0))

    def _summed(self, read: Any) -> Counts:  # noqa: ANN401 -- a function of counts
        total = np.zeros(int(self.periods.max()), np.int64)
        for counts in self.active:
            part = read(counts)
            total[: len(part)] += part
        return total


def _cohorts(active: Any) -> list[Any]:  # noqa: ANN401 -- a sequence of counts, or of such sequences
    try:
        rows = list(active)
    except TypeError as error:
        raise InvalidDataError("active must be a sequence of counts, or of such sequences", field="active") from error
    if not rows:
        raise NotEnoughDataError("there is no cohort", missing={"cohorts": 0})
    return [rows] if np.ndim(rows[0]) == 0 else rows


def _checked(counts: ArrayLike, cohort: int) -> Counts:
    try:
        array = np.asarray(counts, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidDataError(f"counts must be numbers: {error}", field="active", row=cohort) from error
    if array.ndim != 1 or len(array) == 0:
        raise InvalidDataError(f"cohort {cohort} holds no counts", field="active", row=cohort)
    if not (np.isfinite(array) & (array >= 0) & (array == np.rint(array))).all():
        raise InvalidDataError(
            f"cohort {cohort} has a count that is not a whole number ≥ 0", field="active", row=cohort
        )
    if (np.diff(array) > 0).any():
        raise InvalidDataError(
            f"cohort {cohort} grows: more are active than a period before. Under a contract nobody returns; "
            "for repeat buying use cohort_table",
            field="active",
            row=cohort,
        )
    whole = array.astype(np.int64)
    whole.flags.writeable = False
    return whole


def _refuse(bad: NDArray[Any], name: str, rule: str) -> None:
    if bad.any():
        row = int(np.argmax(bad))
        raise InvalidDataError(f"{name} {rule} (row {row}; {int(bad.sum())} in all)", field=name, row=row)
