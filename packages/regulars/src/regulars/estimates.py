"""Typed answers: a number never travels without its uncertainty and its base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from regulars.errors import InvalidArgumentError

Floats = NDArray[np.float64]
Link = Literal["identity", "log", "logit"]


@dataclass(frozen=True)
class Estimate:
    """Hold one number, its interval, its base and how it was made.

    Attributes
    ----------
    value, low, high : float
        The point estimate and the ends of its interval, in the unit of the metric.
    n : float
        How many observations stand behind it.
    method : str
        How the interval was made, for example ``"tango"``.
    level : float
        Confidence level of the interval, 0–1.
    verdict : str
        Empty, or a code such as ``"low_base"`` that says how far to trust the number.
    """

    value: float
    low: float
    high: float
    n: float
    method: str
    level: float = 0.95
    verdict: str = ""


@dataclass(frozen=True)
class Interval:
    """Hold the two ends of an interval, per customer, and its level (0–1)."""

    low: Floats
    high: Floats
    level: float


@dataclass(frozen=True)
class Notice:
    """Say one thing the reader must know about a result: a code, the words, the numbers in them.

    ``str(notice)`` is the English sentence; a program that speaks another language renders
    ``code`` and ``numbers`` itself.
    """

    code: str
    message: str
    numbers: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class Estimates:
    """Hold many numbers, mostly one per customer, and what the estimated parameters leave unsure.

    Attributes
    ----------
    value : ndarray of float, shape (n,)
        The estimates, in the order of the customers (or horizons) asked about.
    standard_error : ndarray of float, shape (n,)
        Delta-method standard error on the scale of ``link``: of the value itself (``"identity"``),
        of its logarithm (``"log"``) or of its log-odds (``"logit"``).
    link : str
        The scale on which the interval is symmetric; it keeps intervals inside the possible range.

    Notes
    -----
    The interval covers the *expected* number, given that the model is right; it says how well the
    parameters are known, not how much one customer varies around what is expected.
    """

    value: Floats
    standard_error: Floats
    link: Link

    def __len__(self) -> int:
        return len(self.value)

    def interval(self, level: float = 0.9) -> Interval:
        """Return the interval of the given level (0–1, exclusive) for each customer.

        Raises
        ------
        InvalidArgumentError
            If ``level`` is not strictly between 0 and 1.
        """
        z = normal_quantile(level)
        half = z * self.standard_error
        if self.link == "log":
            return Interval(self.value * np.exp(-half), self.value * np.exp(half), level)
        if self.link == "logit":
            centre = scipy.special.logit(self.value)
            return Interval(scipy.special.expit(centre - half), scipy.special.expit(centre + half), level)
        return Interval(self.value - half, self.value + half, level)


def normal_quantile(level: float) -> float:
    """Return the half-width, in standard errors, of a central normal interval of the given level."""
    if not 0 < level < 1:
        raise InvalidArgumentError(f"level must lie between 0 and 1, got {level!r}")
    return float(scipy.special.ndtri(0.5 + level / 2))
