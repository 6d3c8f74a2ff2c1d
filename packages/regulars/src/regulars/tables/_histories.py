"""What is asked of an engine that holds orders, and what it answers: one row a customer, or a kind of customer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from regulars.errors import InvalidArgumentError, NotEnoughDataError

if TYPE_CHECKING:
    import pyarrow as pa

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
EPOCH = date(1970, 1, 1)
LOG_STEPS = 2**36
"""Logarithms of intervals are added in whole steps of 2⁻³⁶, so that sums do not depend on the order of rows."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which days are observed, whether purchases of one day are one, like customers one row, intervals wanted."""

    observed_from: date | None
    observed_until: date | None
    merge_days: bool
    collapse: bool
    log_intervals: bool = False


@dataclass(frozen=True, slots=True)
class Histories:
    """An engine's answer.

    ``rows`` has the columns ``frequency`` (purchases less one, so −1 for who never bought), ``first_day``,
    ``last_day`` (of a purchase), ``repeat_minor``, ``lines`` (rows on days of purchase; absent where every row
    used is on one) and, if asked for, ``log_steps`` (sum of ln of the days between purchases, in steps); besides
    ``customer`` or, where like customers are one row, ``customers`` (how many) and ``without_spend`` (how many of
    them came back and spent nothing). `counts` are of all rows read.
    """

    counts: dict[str, int]
    observed_until: date
    rows: pa.Table

    def split(self) -> tuple[int, Histories]:
        """How many customers never bought, and the histories of the others."""
        never = self.whole("frequency") < 0
        if not never.any():
            return 0, self
        count = self.whole("customers")[never].sum() if "customers" in self.rows.column_names else never.sum()
        return int(count), replace(self, rows=self.rows.filter(~never))

    @property
    def lines(self) -> int:
        """How many rows fall on days of purchase."""
        return int(self.whole("lines").sum()) if "lines" in self.rows.column_names else self.counts["rows_used"]

    def whole(self, name: str) -> Ints:
        """A column of whole numbers; a date is its number of days since 1970-01-01."""
        values = self.rows[name]
        if str(values.type) == "date32[day]":
            values = values.cast("int32")
        whole: Ints = values.to_numpy().astype(np.int64)
        return whole

    def column(self, name: str) -> NDArray[Any]:
        """A column as it is."""
        values: NDArray[Any] = self.rows[name].to_numpy()
        return values


def as_date(stated: str | date | None, name: str) -> date | None:
    """A day given as a date or as ISO text."""
    if not isinstance(stated, str):
        return stated
    try:
        return date.fromisoformat(stated)
    except ValueError as error:
        raise InvalidArgumentError(f"{name} must be an ISO date, got {stated!r}") from error


def whole_counts(counts: dict[str, Any]) -> tuple[dict[str, int], date]:
    """Take the last day in the data out of the counts of rows."""
    last = counts.pop("last_day")
    if last is None:
        raise NotEnoughDataError("no row has a date", missing={"customers": 0})
    day = last if isinstance(last, date) else EPOCH + timedelta(days=int(last))
    return {name: int(count) for name, count in counts.items()}, day
