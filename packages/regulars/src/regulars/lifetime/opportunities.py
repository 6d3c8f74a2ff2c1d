"""What a model of discrete opportunities needs to know of each customer: used when, out of how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidSummaryError, NotEnoughDataError

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

MOST_OPPORTUNITIES = 100_000


@dataclass(frozen=True, eq=False)
class OpportunitySummary:
    """Describe customers who may buy or not at each of a known number of opportunities.

    Business question: none yet; this is what ``BGBB`` learns from and is asked about.

    Parameters
    ----------
    frequency : array of whole numbers ≥ 0, shape (n,)
        Opportunities used since the customer was won (the paper's x); the winning itself is not one.
    recency : array of whole numbers ≥ 0, shape (n,)
        Number of the last opportunity used, counted from 1 (t_x); 0 where ``frequency`` is 0.
    opportunities : array of whole numbers ≥ 0, shape (n,)
        Opportunities there have been since the customer was won (n); ``opportunities ≥ recency ≥
        frequency``.
    weights : array of float ≥ 0, shape (n,), optional
        How many customers each row stands for; 1 by default.
    customer_ids : sequence, shape (n,), optional
        Identity of each row, carried along untouched.
    provenance : mapping, optional
        Where the summary came from.

    Raises
    ------
    InvalidSummaryError
        If lengths differ, or a value is missing, broken, negative or contradictory; the row is named.
    NotEnoughDataError
        If there is no customer at all.

    Notes
    -----
    An opportunity is an occasion that comes by the calendar: a yearly appeal, a monthly fair, a
    conference. Who was won later has had fewer of them.

    References
    ----------
    Fader, Hardie and Shang (2010), "Customer-base analysis in a discrete-time noncontractual
    setting", Marketing Science 29(6), 1086-1108.
    """

    frequency: Counts
    recency: Counts
    opportunities: Counts
    weights: Floats | None = None
    customer_ids: Sequence[Any] | NDArray[Any] | None = None
    provenance: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def __init__(
        self,
        frequency: ArrayLike,
        recency: ArrayLike,
        opportunities: ArrayLike,
        *,
        weights: ArrayLike | None = None,
        customer_ids: Sequence[Any] | NDArray[Any] | None = None,
        provenance: Mapping[str, Any] | None = None,
    ) -> None:
        x = _whole("frequency", frequency, None)
        if len(x) == 0:
            raise NotEnoughDataError("the summary is empty: at least one customer is needed", missing={"customers": 0})
        t_x, n = _whole("recency", recency, len(x)), _whole("opportunities", opportunities, len(x))
        _refuse(t_x > n, "recency", "is above opportunities: the last one used has not been yet")
        _refuse(x > t_x, "frequency", "is above recency: more opportunities were used than there were by then")
        _refuse((x == 0) & (t_x > 0), "recency", "is above 0 where frequency is 0")
        if customer_ids is not None and len(customer_ids) != len(x):
            raise InvalidSummaryError(
                f"customer_ids has {len(customer_ids)} values for {len(x)} customers", field="customer_ids"
            )
        values = {
            "frequency": x,
            "recency": t_x,
            "opportunities": n,
            "weights": None if weights is None else _weights(weights, len(x)),
            "customer_ids": customer_ids,
            "provenance": MappingProxyType(dict(provenance or {})),
        }
        for name, value in values.items():
            if isinstance(value, np.ndarray) and name != "customer_ids":
                value.flags.writeable = False
            object.__setattr__(self, name, value)

    @classmethod
    def from_matrix(
        cls,
        used: ArrayLike,
        *,
        weights: ArrayLike | None = None,
        customer_ids: Sequence[Any] | NDArray[Any] | None = None,
    ) -> OpportunitySummary:
        """Summarize a table of customers by opportunities since each was won.

        Parameters
        ----------
        used : array, shape (customers, opportunities)
            1 where the opportunity was used, 0 where not, nan where it has not been yet; once a row
            is nan it stays so.
        weights, customer_ids : optional
            As in ``OpportunitySummary``.

        Raises
        ------
        InvalidSummaryError
            If a cell is none of 0, 1 and nan, or a nan is followed by a number.
        NotEnoughDataError
            If there is no row.
        """
        table = np.asarray(used, dtype=np.float64)
        if table.ndim != 2:
            raise InvalidSummaryError(f"used must have two dimensions, got shape {table.shape}", field="used")
        seen = ~np.isnan(table)
        _refuse(np.any(seen & (table != 0) & (table != 1), axis=1), "used", "is not 0, 1 or nan")
        _refuse(np.any(seen[:, 1:] & ~seen[:, :-1], axis=1), "used", "has a number after a nan")
        bought = table == 1
        numbers = np.arange(1, table.shape[1] + 1)
        last = np.where(bought, numbers, 0).max(axis=1, initial=0)
        return cls(bought.sum(axis=1), last, seen.sum(axis=1), weights=weights, customer_ids=customer_ids)

    def __len__(self) -> int:
        return len(self.frequency)

    @property
    def mass(self) -> Floats:
        """Return how many customers each row stands for."""
        return np.ones(len(self)) if self.weights is None else self.weights

    @property
    def n_customers(self) -> float:
        """Return the number of customers, counting weights."""
        return float(self.mass.sum())

    @property
    def n_repeat_customers(self) -> float:
        """Return the number of customers who used at least one opportunity, counting weights."""
        return float(self.mass[self.frequency > 0].sum())


def _whole(name: str, values: ArrayLike, n: int | None) -> Counts:
    array = _numbers(name, values, n)
    _refuse(array != np.rint(array), name, "is not a whole number")
    _refuse(array > MOST_OPPORTUNITIES, name, f"is above {MOST_OPPORTUNITIES}: not a count of opportunities")
    return array.astype(np.int64)


def _weights(values: ArrayLike, n: int) -> Floats:
    mass = _numbers("weights", values, n)
    if not mass.sum() > 0:
        raise NotEnoughDataError("all weights are 0: no customer is left", missing={"customers": 0})
    return mass


def _numbers(name: str, values: ArrayLike, n: int | None) -> Floats:
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidSummaryError(f"{name} must be numbers: {error}", field=name) from error
    if array.ndim != 1:
        raise InvalidSummaryError(f"{name} must be one-dimensional, got shape {array.shape}", field=name)
    if n is not None and len(array) != n:
        raise InvalidSummaryError(f"{name} has {len(array)} values for {n} customers", field=name)
    _refuse(~np.isfinite(array), name, "is missing or infinite")
    _refuse(array < 0, name, "is negative")
    return array


def _refuse(bad: NDArray[Any], name: str, rule: str) -> None:
    if bad.any():
        row = int(np.argmax(bad))
        raise InvalidSummaryError(f"{name} {rule} (row {row}; {int(bad.sum())} in all)", field=name, row=row)
