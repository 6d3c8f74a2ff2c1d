"""When a shop of clothes and home goods sells: the week, the seasons, the eves of holidays."""

from datetime import date, timedelta

import numpy as np

_WEEK = (0.85, 0.85, 0.9, 0.95, 1.1, 1.3, 1.15)
_MONTHS = (0.8, 0.95, 1.15, 1.0, 1.1, 1.1, 0.95, 0.85, 1.0, 1.0, 1.15, 1.4)
# (from month, day) to (month, day), inclusive, and how many times the usual.
_PEAKS = (
    ((1, 1), (1, 4), 0.3),
    ((2, 15), (2, 22), 1.3),
    ((3, 1), (3, 7), 1.8),
    ((11, 24), (11, 30), 1.5),
    ((12, 14), (12, 30), 1.5),
)


def day_weights(first_on: date, days: int) -> np.ndarray:
    """How busy each of `days` days from `first_on` is, around 1."""
    return np.array([_weight(first_on + timedelta(days=day)) for day in range(days)])


def _weight(day: date) -> float:
    weight = _WEEK[day.weekday()] * _MONTHS[day.month - 1]
    for start, end, times in _PEAKS:
        if start <= (day.month, day.day) <= end:
            weight *= times
    return weight


def season_of(day: date) -> str:
    if day.month in {4, 5, 6, 7, 8}:
        return "summer"
    return "winter" if day.month in {10, 11, 12, 1, 2} else ""
