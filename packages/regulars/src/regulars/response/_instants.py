"""Moments in time as whole microseconds of UTC: the only numbers that are safe to subtract."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidDataError

Instants = NDArray[np.int64]

MINUTE = 60_000_000
NEVER = np.iinfo(np.int64).min  # as numpy's NaT

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def as_instants(values: ArrayLike | Iterable[datetime | None], *, field: str, may_miss: bool = False) -> Instants:
    """Return moments as microseconds since 1970 in UTC; `NEVER` where one is missing.

    Raises
    ------
    InvalidDataError
        If a moment is missing where it must not be, is not a moment, or does not say its time zone.
    """
    given: NDArray[Any] = np.atleast_1d(np.asarray(values))
    if given.dtype.kind == "M":
        found = given.astype("datetime64[us]").astype(np.int64)
    elif given.dtype.kind == "O" or not given.size:
        found = np.fromiter((_instant(value, row, field) for row, value in enumerate(given)), np.int64, given.size)
    else:
        raise InvalidDataError(f"{field} must be datetime64 in UTC or aware datetimes, got {given.dtype}", field=field)
    missing = found == NEVER
    if missing.any() and not may_miss:
        row = int(np.flatnonzero(missing)[0])
        raise InvalidDataError(f"{field}: row {row} has no moment", field=field, row=row)
    return found


def _instant(value: object, row: int, field: str) -> int:
    if value is None or value != value:  # noqa: PLR0124 - pandas' NaT
        return NEVER
    if not isinstance(value, datetime):
        raise InvalidDataError(f"{field}: {value!r} in row {row} is not a moment", field=field, row=row)
    if value.tzinfo is None:
        raise InvalidDataError(f"{field}: {value} in row {row} does not say its time zone", field=field, row=row)
    return (value - _EPOCH) // _MICROSECOND


def instant_of(local: datetime) -> int:
    """Return the instant of an aware datetime."""
    return (local - _EPOCH) // _MICROSECOND
