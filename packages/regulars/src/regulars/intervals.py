"""Intervals of shares, and of their differences, that stay honest at 0, at n and in small samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError
from regulars.estimates import Estimate, normal_quantile


def wilson_bounds(
    successes: ArrayLike, n: ArrayLike, *, level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends of Wilson's score interval of a share, element by element.

    Business question: a share was seen in some customers; where may the true share lie?

    Parameters
    ----------
    successes : array of whole numbers, 0..n
        How many did it.
    n : array of whole numbers ≥ 0
        Out of how many.
    level : float, 0–1 exclusive
        Confidence level.

    Returns
    -------
    low, high : arrays of float, 0–1
        NaN where n is 0: a share of nobody is not defined.

    Raises
    ------
    InvalidArgumentError
        If a count is negative or above n, or `level` is outside (0, 1).

    Notes
    -----
    The interval inverts the score test. At 0 its lower end is exactly 0 and at n its upper end
    exactly 1; the other end stays informative where the textbook interval has width zero.

    References
    ----------
    Wilson (1927), JASA 22(158). Brown, Cai and DasGupta (2001), Statistical Science 16(2), section 3.1.
    """
    count, total = np.broadcast_arrays(np.asarray(successes, np.float64), np.asarray(n, np.float64))
    if not np.all((count >= 0) & (count <= total)):
        raise InvalidArgumentError("successes must lie between 0 and n")
    z = normal_quantile(level)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = count / total
        scale = 1 + z**2 / total
        centre = share + z**2 / (2 * total)
        half = z * np.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
        low, high = (centre - half) / scale, (centre + half) / scale
    return np.where(count == 0, share * 0, low), np.where(count == total, share * 0 + 1, high)


def wilson(successes: int, n: int, *, level: float = 0.95) -> Estimate:
    """Estimate a share with Wilson's score interval.

    Business question: how large is the share, and how sure are we?

    Parameters
    ----------
    successes : int, 0..n
        How many did it.
    n : int ≥ 0
        Out of how many.
    level : float, 0–1 exclusive
        Confidence level.

    Returns
    -------
    Estimate
        Share 0–1 with its interval. For n = 0 the numbers are NaN and the verdict is ``"no_base"``.

    Raises
    ------
    InvalidArgumentError
        If a count is impossible or `level` is outside (0, 1).

    References
    ----------
    Wilson (1927), JASA 22(158).
    """
    low, high = wilson_bounds([successes], [n], level=level)
    if n == 0:
        return Estimate(np.nan, np.nan, np.nan, 0, "wilson", level, "no_base")
    return Estimate(successes / n, float(low[0]), float(high[0]), n, "wilson", level)


def newcombe_difference(successes_a: int, n_a: int, successes_b: int, n_b: int, *, level: float = 0.95) -> Estimate:
    """Estimate the difference of two independent shares, a − b, by Newcombe's method 10.

    Business question: did the share really change?

    Parameters
    ----------
    successes_a, n_a, successes_b, n_b : int
        Counts and bases of the two groups.
    level : float, 0–1 exclusive
        Confidence level.

    Returns
    -------
    Estimate
        Difference −1…1 with its interval; NaN and the verdict ``"no_base"`` if a group is empty.

    Raises
    ------
    InvalidArgumentError
        If a count is impossible or `level` is outside (0, 1).

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17(8), 873–890, method 10.
    """
    if n_a == 0 or n_b == 0:
        return Estimate(np.nan, np.nan, np.nan, n_a + n_b, "newcombe", level, "no_base")
    a, b = wilson(successes_a, n_a, level=level), wilson(successes_b, n_b, level=level)
    value = a.value - b.value
    low = value - float(np.hypot(a.value - a.low, b.high - b.value))
    high = value + float(np.hypot(a.high - a.value, b.value - b.low))
    return Estimate(value, low, high, n_a + n_b, "newcombe", level)
