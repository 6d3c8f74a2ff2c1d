"""Expected purchases where every k-th event of a Poisson process is one: exact series over the events.

A customer known to be one is somewhere between two purchases: j of the k events to the next have
passed. Given j, the rate is gamma(power + j, elapsed), so the events to come are negative binomial,
n of them make ⌊(j + n) / k⌋ chances to buy, and each purchase made may be the last.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from regulars.lifetime._gamma_step import log_gamma_step
from regulars.lifetime._nbd import log_nbd

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

_LEFT_OUT = 31.0  # exp(-31) of the probability, on either side
_LONGEST = 1 << 14  # events counted one by one
_AT_ONCE = 1 << 18  # terms held in memory
_NEAR = 1e-12  # a is taken as no nearer to 1
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)
_NODES, _WEIGHTS = (_NODES + 1) / 2, _WEIGHTS / 2


def phases(power: Floats, elapsed: Floats, idle: Floats, events: int) -> Floats:
    """Return the probability that j = 0..k-1 events have passed since the last purchase, shape (n, k)."""
    w = idle / elapsed
    terms = np.ones((len(power), events))
    for j in range(1, events):
        terms[:, j] = terms[:, j - 1] * w * (power + j - 1) / j
    return np.asarray(terms / terms.sum(axis=1, keepdims=True))


def purchases_from_phase(
    power: Floats, elapsed: Floats, a: float, stay: Floats, horizon: Floats, *, passed: int, events: int
) -> Floats:
    """Return E[purchases in the horizon] of customers known to be such.

    Parameters
    ----------
    power, elapsed : ndarray, shape (n,)
        The rate of events is gamma(power, elapsed).
    a : float
    stay : ndarray, shape (n,)
        The probability of leaving after a purchase is beta(a, stay).
    horizon : ndarray, shape (n,)
    passed, events : int
        How many of the ``events`` to the next purchase have passed.

    Notes
    -----
    Σ over n of P(n events) · G(⌊(passed + n) / events⌋), G(m) = Σ over i < m of (stay)_i / (a + stay)_i
    being the purchases made of m chances. All terms are positive; left out is less than 1e-13 of the
    probability. Beyond 16,384 events the sum is taken as an integral, right to about 1e-6.
    """
    first, last = _window(power, elapsed, horizon)
    lengths = np.minimum(last - first + 1, _LONGEST)
    groups = np.ceil(2 * np.log2(lengths)).astype(np.int64)
    out = np.empty_like(power)
    for group in np.unique(groups):
        here = np.flatnonzero(groups == group)
        longest = int(lengths[here].max())
        step = max(1, _AT_ONCE // longest)
        for begin in range(0, len(here), step):
            at = here[begin : begin + step]
            counted = first[at, None] + np.arange(longest)
            chance = np.exp(_log_chance(first[at], longest, power[at], elapsed[at], horizon[at]))
            made = _made((passed + counted) // events, a, stay[at])
            out[at] = (chance * made).sum(axis=1)
    for i in np.flatnonzero(last - first + 1 > _LONGEST):
        ends = first[i] + _LONGEST - 0.5, float(last[i]) + 1
        out[i] += _beyond(*ends, power[i], elapsed[i], a, stay[i], horizon[i], passed, events)
    return out


def _window(power: Floats, elapsed: Floats, horizon: Floats) -> tuple[Indices, Indices]:
    """Return between which numbers of events nearly all probability lies, by Bernstein's inequality."""
    scale = 1 + horizon / elapsed
    mean = power * horizon / elapsed
    reach = np.sqrt(2 * _LEFT_OUT * mean * scale)
    last = np.ceil(mean + reach + _LEFT_OUT * scale)
    return np.maximum(np.floor(mean - reach), 0).astype(np.int64), last.astype(np.int64)


def _log_chance(first: Indices, length: int, power: Floats, elapsed: Floats, horizon: Floats) -> Floats:
    """Return ln of the probability of each of ``length`` numbers of events, counted from the first."""
    counted = first[:, None] + np.arange(1, length)
    z = horizon / (elapsed + horizon)
    steps = np.empty((len(first), length))
    steps[:, 0] = log_nbd(first.astype(np.float64), power, elapsed, horizon)
    np.log((power[:, None] + counted - 1) / counted * z[:, None], out=steps[:, 1:])
    return np.cumsum(steps, axis=1)


def _made(chances: Indices, a: float, stay: Floats) -> Floats:
    """Return the purchases expected of each number of chances, one row a customer."""
    lowest = chances[:, 0]
    most = int((chances[:, -1] - lowest).max())
    start = np.where(lowest > 0, made_of(lowest.astype(np.float64), a, stay), 0.0)
    log_first = _log_still(lowest.astype(np.float64), a, stay)
    i = lowest[:, None] + np.arange(most)
    still = np.exp(log_first[:, None] + _before(np.log((stay[:, None] + i) / (a + stay[:, None] + i))))
    table = np.concatenate([start[:, None], start[:, None] + np.cumsum(still, axis=1)], axis=1)
    return np.take_along_axis(table, chances - lowest[:, None], axis=1)


def _before(logs: Floats) -> Floats:
    """Return the sums of all entries before each one."""
    return np.concatenate([np.zeros((len(logs), 1)), np.cumsum(logs, axis=1)[:, :-1]], axis=1)


def _log_still(chances: Floats, a: float, stay: Floats | float) -> Floats:
    """Return ln of the probability of still being a customer after that many purchases."""
    return log_gamma_step(stay, a) - log_gamma_step(stay + chances, a)


def made_of(chances: Floats, a: float, stay: Floats | float) -> Floats:
    """Return Σ over i < m of (stay)_i / (a + stay)_i, for any m ≥ 0.

    The sum telescopes: (c - 1 - (c + m - 1) · still) / (a - 1) with c = a + stay, still being the
    probability of staying m times. Where c is above 1, that is (c - 1) (1 - e^-u) / (a - 1), which
    loses no digits where a is near 1 and u is as small as a - 1.
    """
    stay = np.asarray(stay, dtype=np.float64)
    c, away = a + stay, a - 1 if abs(a - 1) > _NEAR else _NEAR
    step = np.maximum(away, 1e-3 - stay)
    u = log_gamma_step(stay + chances, step) - log_gamma_step(stay, step)
    plain = c - 1 - (c + chances - 1) * np.exp(_log_still(chances, a, stay))
    return np.asarray(np.where(c - 1 >= 1e-3, (c - 1) * -np.expm1(-u), plain) / away)


def _beyond(
    low: float,
    high: float,
    power: float,
    elapsed: float,
    a: float,
    stay: float,
    horizon: float,
    passed: int,
    events: int,
) -> float:
    """Integrate over the number of events, in its logarithm; ⌊·⌋ is its argument less (k - 1) / 2k on average."""
    length = np.log(high / low)
    n = low * np.exp(_NODES * length)
    chances = (passed + n - (events - 1) / 2) / events
    chance = np.exp(log_nbd(n, power, elapsed, horizon))
    return float((_WEIGHTS * length * n * chance * made_of(chances, a, stay)).sum())
