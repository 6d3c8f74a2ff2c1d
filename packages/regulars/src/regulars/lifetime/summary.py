"""What the models of repeat buying need to know of each customer, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidSummaryError, NotEnoughDataError

TimeUnit = Literal["day", "week", "month", "year", "hour"]
DAYS_IN: Mapping[str, float] = MappingProxyType(
    {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
)
MAX_FREQUENCY = 10_000_000
_GRID_TOLERANCE = 1e-4
_Array = TypeVar("_Array", bound=NDArray[Any])


@dataclass(frozen=True, eq=False)
class CustomerSummary:
    """Describe a customer base by frequency, recency and age.

    Parameters
    ----------
    frequency : array of whole numbers ≥ 0, shape (n,)
        Repeat purchases: purchases after the first (several in one day count as one).
    recency : array of float, shape (n,)
        Time from the first purchase to the last, in ``time_unit``; 0 where ``frequency`` is 0.
    age : array of float, shape (n,)
        Time from the first purchase to the end of observation, in ``time_unit``; ``age ≥ recency``.
    monetary_value : array of float, shape (n,), optional
        Mean amount of the repeat purchases, in money; ignored where ``frequency`` is 0.
    weights : array of float ≥ 0, shape (n,), optional
        How many customers each row stands for; 1 by default.
    time_unit : {"hour", "day", "week", "month", "year"}
        The unit of ``recency`` and ``age``; parameters and horizons are in the same unit.
    time_unit_days : float, optional
        Length of the unit in days; known for the named units.
    log_intervals : array of float, shape (n,), optional
        Sum over the repeat purchases of ln(time since the purchase before), in ``time_unit``; 0 where
        ``frequency`` is 0; the mean over its customers where a row stands for several. Models of
        regular purchases (Erlang-k) need it, no other does.
    customer_ids : sequence, shape (n,), optional
        Identity of each row, carried along untouched.
    covariates : mapping of str to array of float, shape (n,), optional
        What else is known of each customer at the start, as numbers or 0/1; ``rg.dummies`` turns
        categories into such columns. Used by models that name them.
    provenance : mapping, optional
        Where the summary came from: rows read, period observed, what was merged or left out.

    Raises
    ------
    InvalidSummaryError
        If lengths differ, a value is missing, negative or contradictory; the row is named.
    NotEnoughDataError
        If there is no customer at all.

    Notes
    -----
    Recency and age may be fractional (223 days are 31.857 weeks). When all of them are whole days
    the models work on the day grid, which lets identical customers be merged without any loss.

    References
    ----------
    Fader, Hardie and Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2).
    """

    frequency: NDArray[np.int64]
    recency: NDArray[np.float64]
    age: NDArray[np.float64]
    monetary_value: NDArray[np.float64] | None = None
    weights: NDArray[np.float64] | None = None
    time_unit: TimeUnit = "day"
    time_unit_days: float = 0.0
    log_intervals: NDArray[np.float64] | None = None
    customer_ids: Sequence[Any] | NDArray[Any] | None = None
    covariates: Mapping[str, NDArray[np.float64]] = field(default_factory=lambda: MappingProxyType({}))
    provenance: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def __init__(
        self,
        frequency: ArrayLike,
        recency: ArrayLike,
        age: ArrayLike,
        monetary_value: ArrayLike | None = None,
        *,
        weights: ArrayLike | None = None,
        time_unit: TimeUnit = "day",
        time_unit_days: float | None = None,
        log_intervals: ArrayLike | None = None,
        customer_ids: Sequence[Any] | NDArray[Any] | None = None,
        covariates: Mapping[str, ArrayLike] | None = None,
        provenance: Mapping[str, Any] | None = None,
    ) -> None:
        counts = _whole("frequency", frequency)
        n = len(counts)
        if n == 0:
            raise NotEnoughDataError("the summary is empty: at least one customer is needed", missing={"customers": 0})
        recent = _same_length("recency", _numbers("recency", recency), n)
        ages = _same_length("age", _numbers("age", age), n)
        _refuse(recent > ages, "recency", "is later than age: the last purchase lies after the observation")
        _refuse((counts == 0) & (recent > 0), "recency", "is above 0 where frequency is 0")
        spend = None
        if monetary_value is not None:
            spend = _same_length("monetary_value", _floats("monetary_value", monetary_value), n)
            _refuse((counts > 0) & ~np.isfinite(spend), "monetary_value", "is missing for a repeat buyer")
        mass = None if weights is None else _same_length("weights", _numbers("weights", weights), n)
        if mass is not None and not mass.sum() > 0:
            raise NotEnoughDataError("all weights are 0: no customer is left", missing={"customers": 0})
        logs = None if log_intervals is None else _log_intervals(log_intervals, counts, recent)
        if customer_ids is not None and len(customer_ids) != n:
            raise InvalidSummaryError(
                f"customer_ids has {len(customer_ids)} values for {n} customers", field="customer_ids"
            )
        self._set(
            frequency=_frozen(counts),
            recency=_frozen(recent),
            age=_frozen(ages),
            monetary_value=None if spend is None else _frozen(spend),
            weights=None if mass is None else _frozen(mass),
            time_unit=time_unit,
            time_unit_days=_unit_days(time_unit, time_unit_days),
            log_intervals=None if logs is None else _frozen(logs),
            customer_ids=customer_ids,
            covariates=MappingProxyType({name: _covariate(name, v, n) for name, v in (covariates or {}).items()}),
            provenance=MappingProxyType(dict(provenance or {})),
        )

    def _set(self, **values: object) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return len(self.frequency)

    @property
    def n_customers(self) -> float:
        """Return the number of customers, counting weights."""
        return float(len(self)) if self.weights is None else float(self.weights.sum())

    @property
    def n_repeat_customers(self) -> float:
        """Return the number of customers who came back at least once, counting weights."""
        repeated = self.frequency > 0
        return float(repeated.sum()) if self.weights is None else float(self.weights[repeated].sum())

    def with_covariates(
        self, covariates: Mapping[str, ArrayLike], *, customer_ids: Sequence[Any] | NDArray[Any] | None = None
    ) -> CustomerSummary:
        """Return the same summary with these covariates in place of its own.

        Parameters
        ----------
        covariates : mapping of str to array
            A column each, in the order of the customers; or in the order of ``customer_ids``.
        customer_ids : sequence, optional
            Whose covariates these are. Customers are found by identity then; more may be given
            than the summary has.

        Raises
        ------
        InvalidSummaryError
            If a column is not numbers, has missing values or another length, or a customer of the
            summary is not among ``customer_ids`` or is there twice.
        """
        columns = {name: np.asarray(column) for name, column in covariates.items()}
        if customer_ids is not None:
            rows = self._rows_of(customer_ids)
            columns = {name: _same_length(name, column, len(customer_ids))[rows] for name, column in columns.items()}
        return replace(self, covariates=columns)

    def covariate_columns(self, names: Sequence[str]) -> NDArray[np.float64]:
        """Return the covariates of these names, a column each, shape (n, len(names)).

        Parameters
        ----------
        names : sequence of str
            Names of covariates of the summary.

        Raises
        ------
        InvalidSummaryError
            If the summary has no covariate of a name.
        """
        for name in names:
            if name not in self.covariates:
                has = ", ".join(self.covariates) or "none"
                raise InvalidSummaryError(f"the summary has no covariate {name!r}; it has {has}", field=name)
        return np.column_stack([self.covariates[name] for name in names]) if names else np.empty((len(self), 0))

    def _rows_of(self, customer_ids: Sequence[Any] | NDArray[Any]) -> list[int]:
        """Return where each customer of the summary stands among these identities."""
        if self.customer_ids is None:
            raise InvalidSummaryError("the summary has no customer_ids to find customers by", field="customer_ids")
        place = {identity: row for row, identity in enumerate(customer_ids)}
        if len(place) < len(customer_ids):
            raise InvalidSummaryError("a customer is given twice in customer_ids", field="customer_ids")
        missing = [identity for identity in self.customer_ids if identity not in place]
        if missing:
            raise InvalidSummaryError(
                f"no covariates for customer {missing[0]!r} ({len(missing)} in all)", field="customer_ids"
            )
        return [place[identity] for identity in self.customer_ids]

    def take(self, rows: NDArray[np.int64]) -> CustomerSummary:
        """Return the summary of some of the rows, by position, in the order asked for.

        Parameters
        ----------
        rows : array of int, shape (m,)
            Positions counted from 0; a row asked for twice is there twice.
        """
        ids = self.customer_ids
        return replace(
            self,
            frequency=self.frequency[rows],
            recency=self.recency[rows],
            age=self.age[rows],
            monetary_value=None if self.monetary_value is None else self.monetary_value[rows],
            weights=None if self.weights is None else self.weights[rows],
            log_intervals=None if self.log_intervals is None else self.log_intervals[rows],
            covariates={name: column[rows] for name, column in self.covariates.items()},
            customer_ids=None if ids is None else [ids[int(row)] for row in rows],
        )

    def whole_days(self) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
        """Return recency and age as whole days, or None where the data are finer than days."""
        recency, age = self.recency * self.time_unit_days, self.age * self.time_unit_days
        whole_recency, whole_age = np.rint(recency), np.rint(age)
        off = max(np.abs(recency - whole_recency).max(), np.abs(age - whole_age).max())
        if off > _GRID_TOLERANCE:
            return None
        return whole_recency.astype(np.int64), whole_age.astype(np.int64)


def _unit_days(time_unit: str, stated: float | None) -> float:
    if stated is None:
        if time_unit not in DAYS_IN:
            raise InvalidSummaryError(f"unknown time_unit {time_unit!r}: give time_unit_days", field="time_unit")
        return DAYS_IN[time_unit]
    if not (np.isfinite(stated) and stated > 0):
        raise InvalidSummaryError("time_unit_days must be a positive number of days", field="time_unit_days")
    return float(stated)


def _floats(name: str, values: ArrayLike) -> NDArray[np.float64]:
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidSummaryError(f"{name} must be numbers: {error}", field=name) from error
    if array.ndim != 1:
        raise InvalidSummaryError(f"{name} must be one-dimensional, got shape {array.shape}", field=name)
    return array


def _numbers(name: str, values: ArrayLike) -> NDArray[np.float64]:
    array = _floats(name, values)
    _refuse(~np.isfinite(array), name, "is missing or infinite")
    _refuse(array < 0, name, "is negative")
    return array


def _covariate(name: str, values: ArrayLike, n: int) -> NDArray[np.float64]:
    if np.asarray(values).dtype.kind not in "biuf":
        raise InvalidSummaryError(
            f"the covariate {name!r} must be numbers or 0/1; turn categories into columns with rg.dummies", field=name
        )
    column = _same_length(name, _floats(name, values), n)
    _refuse(~np.isfinite(column), name, "is missing or infinite")
    return _frozen(column)


def _whole(name: str, values: ArrayLike) -> NDArray[np.int64]:
    array = _numbers(name, values)
    _refuse(array != np.rint(array), name, "is not a whole number of purchases")
    _refuse(array > MAX_FREQUENCY, name, f"is above {MAX_FREQUENCY}: not a count of purchases")
    return array.astype(np.int64)


def _log_intervals(values: ArrayLike, counts: NDArray[np.int64], recency: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sums of ln(interval), 0 where there is none; equal intervals have the largest sum."""
    name = "log_intervals"
    repeated = counts > 0
    sums = np.where(repeated, _same_length(name, _floats(name, values), len(counts)), 0.0)
    _refuse(~np.isfinite(sums), name, "is missing or infinite: two purchases at one time are one purchase")
    most = counts * np.log(recency / np.maximum(counts, 1), out=np.zeros_like(recency), where=recency > 0)
    too_large = repeated & (sums > most + 1e-6 * np.maximum(counts, 1))
    _refuse(too_large, name, "is larger than intervals that add up to recency allow; is it in another time unit?")
    return sums


def _same_length(name: str, array: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    if len(array) != n:
        raise InvalidSummaryError(f"{name} has {len(array)} values for {n} customers", field=name)
    return array


def _refuse(bad: NDArray[np.bool_], name: str, rule: str) -> None:
    if bad.any():
        row = int(np.argmax(bad))
        raise InvalidSummaryError(f"{name} {rule} (row {row}; {int(bad.sum())} in all)", field=name, row=row)


def _frozen(array: _Array) -> _Array:
    array.flags.writeable = False
    return array
