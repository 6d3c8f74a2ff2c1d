"""Expected purchases of a BG/NBD customer known to be one, at any scale of the parameters."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from regulars.lifetime._collapse import Numbers

Floats = NDArray[np.float64]

_TOO_CLOSE_TO_ONE = 1e-4
_POINTS = 160
_FARTHEST = 42.0


def purchases_while_alive(r: Numbers, a: Numbers, b: Numbers, x: Floats, elapsed: Floats, horizon: Floats) -> Floats:
    """Return E[purchases in the horizon | x purchases so far, still a customer].

    ``elapsed`` is α + age. Given that, the rate is gamma(r + x, elapsed) and the probability of
    leaving after a purchase beta(a, b + x).

    Notes
    -----
    The published form, after Euler's transformation: (a+b+x-1)/(a-1) · [1 - (1-z)^(a-1)
    2F1(a+b-1-r, a-1; a+b+x-1; z)], z = horizon / (elapsed + horizon). Where a is within 1e-4 of 1
    (0/0), or the function is not finite or leaves its bounds, the mean over the probability of
    leaving is integrated instead.

    References
    ----------
    Fader, Hardie and Lee (2005), Marketing Science 24(2), equation 10.
    """
    most = (r + x) * horizon / elapsed
    largest = np.maximum(np.maximum(a, b), r)
    awkward = (np.abs(np.subtract(a, 1)) < _TOO_CLOSE_TO_ONE) | (largest > 1e4) | np.less(a, 1e-4)
    if np.all(awkward):
        return integrated(r, a, b, x, elapsed, horizon)
    z = horizon / (elapsed + horizon)
    usual = np.where(awkward, 0.5, a)  # where it is awkward the value is not used
    series = scipy.special.hyp2f1(usual + b - 1 - r, usual - 1, usual + b + x - 1, z)
    value = (usual + b + x - 1) / (usual - 1)
    with np.errstate(invalid="ignore", divide="ignore"):  # 0 · ∞ where a + b + x is 1: integrated below
        value = value * -np.expm1(scipy.special.xlog1py(usual - 1, -z) + np.log(np.abs(series)))
    doubtful = awkward | ~(np.isfinite(value) & (series > 0) & (value > 0) & (value <= most * (1 + 1e-9)))
    if doubtful.any():
        at = np.flatnonzero(doubtful)
        span = np.broadcast_to(horizon, x.shape)[at]
        value[at] = integrated(_of(r, at), _of(a, at), _of(b, at), x[at], elapsed[at], span)
    return np.asarray(value)


def _of(values: Numbers, at: NDArray[np.int64]) -> Numbers:
    """Return the values at some positions; one value for all stays as it is."""
    return values if np.ndim(values) == 0 else np.asarray(values)[at]


def integrated(r: Numbers, a: Numbers, b: Numbers, x: Floats, elapsed: Floats, horizon: Floats) -> Floats:
    """Integrate over the probability of leaving, p, by the trapezoid rule in its log-odds.

    The integrand less its chord (its value at p = 0 and at p = 1, weighted) falls off on both sides
    at least as fast as p and 1 - p, so the rule converges geometrically whatever a and b are.
    """
    u = (horizon / elapsed)[:, None]
    power = (r + x)[:, None]
    stay = (b + x)[:, None]
    a = a if np.ndim(a) == 0 else np.asarray(a)[:, None]
    centre = np.log(a / stay)
    spread = np.sqrt(scipy.special.polygamma(1, a) + scipy.special.polygamma(1, stay))
    low = np.maximum(centre - 14 * spread, -_FARTHEST)
    high = np.minimum(centre + 14 * spread, _FARTHEST)
    low, high = np.minimum(low, high - 1), np.maximum(high, low + 1)
    step = (high - low) / (_POINTS - 1)
    v = low + step * np.arange(_POINTS)
    p, q = scipy.special.expit(v), scipy.special.expit(-v)
    log_density = a * scipy.special.log_expit(v) + stay * scipy.special.log_expit(-v) - scipy.special.betaln(a, stay)
    at_0, at_1 = power * u, -np.expm1(-power * np.log1p(u))
    inside = -np.expm1(-power * np.log1p(p * u)) / p
    rest = (inside - at_0 * q - at_1 * p) * np.exp(log_density)
    mean = (a / (a + stay))[:, 0]
    chord = at_0[:, 0] * (1 - mean) + at_1[:, 0] * mean
    return np.asarray(chord + (rest * step).sum(axis=1))
