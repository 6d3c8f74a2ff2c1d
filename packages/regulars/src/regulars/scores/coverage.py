"""How often the interval of NPS holds the truth: by adding up every possible outcome, not by simulation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray

from regulars.errors import InvalidArgumentError
from regulars.scores._nps_intervals import NPSMethod, nps_bounds

Floats = NDArray[np.float64]


class Truth(NamedTuple):
    """Hold true shares of promoters and detractors."""

    promoters: float
    detractors: float


@dataclass(frozen=True)
class Coverage:
    """Hold how an interval behaves at one number of answers.

    Attributes
    ----------
    shares : tuple of float, 0–1
        How often the interval holds the truth, for each truth asked about.
    widths : tuple of float, 0–2
        Its expected width, for each truth.
    n : int
        Answers.
    method : str
    level : float
        What the interval promises.
    """

    shares: tuple[float, ...]
    widths: tuple[float, ...]
    n: int
    method: str
    level: float


def nps_coverage(
    n: int,
    truths: tuple[tuple[float, float], ...] = ((0.5, 0.2),),
    *,
    method: NPSMethod = "tango",
    level: float = 0.95,
) -> Coverage:
    """Compute exactly how often an interval of NPS holds the true score.

    Business question: can I trust this interval with as few answers as I have?

    Parameters
    ----------
    n : int, 1..1000
        Answers.
    truths : tuple of (promoters, detractors), shares 0–1
        True shares to try.
    method, level
        As in `regulars.scores.nps`.

    Returns
    -------
    Coverage

    Raises
    ------
    InvalidArgumentError
        If `n` is outside 1..1000 or a truth is not a pair of shares.

    Notes
    -----
    All (n + 1)(n + 2)/2 outcomes are enumerated and weighted by their multinomial probability.
    """
    if not 1 <= n <= 1000:
        raise InvalidArgumentError(f"n must lie between 1 and 1000, got {n!r}")
    promoters, detractors = (side.ravel() for side in np.indices((n + 1, n + 1)))
    possible = promoters + detractors <= n
    a, b = promoters[possible].astype(np.float64), detractors[possible].astype(np.float64)
    low, high = nps_bounds(a / n, b / n, np.full(len(a), float(n)), method=method, level=level)
    shares, widths = [], []
    for truth in truths:
        chance = _chances(a, b, n, Truth(*truth))
        score = truth[0] - truth[1]
        shares.append(float(chance[(low <= score + 1e-9) & (score - 1e-9 <= high)].sum()))
        widths.append(float(chance @ (high - low)))
    return Coverage(tuple(shares), tuple(widths), n, method, level)


def _chances(a: Floats, b: Floats, n: int, truth: Truth) -> Floats:
    """Return the multinomial probability of each outcome."""
    passive = 1 - truth.promoters - truth.detractors
    if min(*truth, passive) < -1e-12:
        raise InvalidArgumentError(f"{tuple(truth)} are not shares of promoters and detractors")
    special, c = scipy.special, n - a - b
    ways = special.gammaln(n + 1.0) - special.gammaln(a + 1) - special.gammaln(b + 1) - special.gammaln(c + 1)
    log = special.xlogy(a, truth.promoters) + special.xlogy(b, truth.detractors) + special.xlogy(c, max(passive, 0.0))
    chance: Floats = np.exp(ways + log)
    return chance
