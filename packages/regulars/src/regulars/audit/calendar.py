"""Calendar periods as whole numbers: the index counts periods since 1970, so ages are differences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from regulars.errors import InvalidArgumentError

Grain = Literal["week", "month", "quarter", "year"]
GRAINS: tuple[str, ...] = get_args(Grain)
EPOCH = date(1970, 1, 1)
MONTHS_IN: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}
_LABEL = {
    "year": re.compile(r"(\d{4})"),
    "quarter": re.compile(r"(\d{4})-Q([1-4])"),
    "month": re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    "week": re.compile(r"(\d{4})-W(0[1-9]|[1-4]\d|5[0-3])"),
}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar period `[start_on, end_on)`; weeks begin on Monday (ISO 8601)."""

    index: int
    grain: Grain

    @property
    def start_on(self) -> date:
        """First day of the period."""
        if self.grain == "week":
            return EPOCH + timedelta(days=7 * self.index - 3)
        months = self.index * MONTHS_IN[self.grain]
        return date(1970 + months // 12, months % 12 + 1, 1)

    @property
    def end_on(self) -> date:
        """First day after the period."""
        return Period(self.index + 1, self.grain).start_on

    @property
    def label(self) -> str:
        """Sortable name: 2011, 2011-Q3, 2011-07 or 2011-W31."""
        start = self.start_on
        if self.grain == "year":
            return f"{start.year}"
        if self.grain == "quarter":
            return f"{start.year}-Q{(start.month + 2) // 3}"
        if self.grain == "month":
            return f"{start.year}-{start.month:02d}"
        iso = start.isocalendar()
        return f"{iso.year}-W{iso.week:02d}"


def period_of(day: date, grain: Grain) -> Period:
    """Period that holds the day."""
    return Period(int(period_index(np.array([(day - EPOCH).days]), grain)[0]), grain)


def parse_period(label: str, grain: Grain) -> Period:
    """Read a label such as 2011-Q3.

    Raises
    ------
    InvalidArgumentError
        If the label is not a period of this grain.
    """
    match = _LABEL[grain].fullmatch(label)
    if match is None:
        raise InvalidArgumentError(
            f"{label!r} is not a {grain}; an example is {period_of(date(2011, 7, 1), grain).label!r}"
        )
    year, *part = (int(group) for group in match.groups())
    if grain == "week":
        return period_of(date.fromisocalendar(year, part[0], 1), grain)
    month = (part[0] - 1) * MONTHS_IN[grain] + 1 if part else 1
    return period_of(date(year, month, 1), grain)


def period_index(days: NDArray[np.integer], grain: Grain) -> NDArray[np.int64]:
    """Period index of days counted since 1970-01-01."""
    if grain == "week":
        return np.asarray((days.astype(np.int64) + 3) // 7, dtype=np.int64)
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.asarray(months // MONTHS_IN[grain], dtype=np.int64)
