"""Φ of the Pareto/NBD likelihood: the weight of all the times at which a customer may have left."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from regulars.lifetime._collapse import Numbers
from regulars.lifetime._hypergeometric import log_hyp2f1_one

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

_FAR_APART = 2.5e-3  # ratio of the two scales below which the continued fraction gets long
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)
_NODES, _WEIGHTS = (_NODES + 1) / 2, _WEIGHTS / 2
_PAST_KNEE = 37.0  # exp(-37) is below rounding
_NOTHING_LEFT = 50.0
_AT_ONCE = 256  # rows of nodes


@dataclass(frozen=True)
class LogPhi:
    """Hold ln(α^r β^s Φ(x, t)) and its derivatives by r, α, s, β."""

    value: Floats
    by_r: Floats
    by_alpha: Floats
    by_s: Floats
    by_beta: Floats


@dataclass(frozen=True)
class Pairs:
    """Hold distinct numbers of purchases, distinct times, and which of each make a pair."""

    counts: Floats
    count_at: Indices
    times: Floats
    time_at: Indices

    @property
    def x(self) -> Floats:
        return self.counts[self.count_at]

    @property
    def t(self) -> Floats:
        return self.times[self.time_at]

    def of(self, rows: NDArray[np.bool_]) -> Pairs:
        """Return some of the pairs."""
        return replace(self, count_at=self.count_at[rows], time_at=self.time_at[rows])


def log_phi(r: float, alpha: Numbers, s: float, beta: Numbers, pairs: Pairs) -> LogPhi:
    """Evaluate ln(α^r β^s Φ), Φ = (r+s+x) ∫ (α+τ)^-(r+x) (β+τ)^-(s+1) dτ over τ from t to infinity.

    α and β are one for all, or one for each of the times.

    Notes
    -----
    Euler's transformation takes all growth out of the hypergeometric function of the closed form:
    what is left, 2F1(1, ·; ·; z), is bounded and of one sign. Where α+t and β+t are further apart
    than 1:400 its continued fraction gets long and the integral itself is taken instead. The powers
    of α and β belong to the likelihood; taken in here, they cancel before digits are lost.
    """
    below = np.less(alpha, beta)
    wide = np.minimum(alpha, beta) + pairs.times < _FAR_APART * (np.maximum(alpha, beta) + pairs.times)
    if np.ndim(below) == 0 and not wide.any():
        return _closed(r, alpha, s, beta, pairs, below=bool(below))
    whole = np.empty((5, len(pairs.time_at)))
    for chosen, method, first in (
        (wide & below, _integrated, True),
        (wide & ~below, _integrated, False),
        (~wide & below, _closed, True),
        (~wide & ~below, _closed, False),
    ):
        rows = chosen[pairs.time_at]
        if rows.any():
            part = method(r, alpha, s, beta, pairs.of(rows), below=first)
            whole[:, rows] = part.value, part.by_r, part.by_alpha, part.by_s, part.by_beta
    return LogPhi(*whole)


def _of(values: Numbers, rows: Indices) -> Numbers:
    """Return the values of some rows; one value for all stays as it is."""
    return values if np.ndim(values) == 0 else np.asarray(values)[rows]


def _column(values: Numbers) -> Numbers:
    return values if np.ndim(values) == 0 else np.asarray(values)[:, None]


def _closed(r: float, alpha: Numbers, s: float, beta: Numbers, pairs: Pairs, *, below: bool) -> LogPhi:
    """Take the closed form; what does not depend on x is evaluated at the times."""
    t, at, x = pairs.times, pairs.time_at, pairs.x
    to_a, to_b = alpha + t, beta + t
    per_a, log_a, grown_a, grown_b = 1 / to_a, np.log(to_a), np.log1p(t / alpha), np.log1p(t / beta)
    value, by_alpha, by_beta = -r * grown_a - s * grown_b, r * t / alpha / to_a, s * t / beta / to_b
    first, second = r + pairs.counts, np.full_like(pairs.counts, s + 1)
    if below:
        value += log_a - np.log(to_b)
        by_alpha += per_a
        by_beta -= 1 / to_b
        z, rest = (np.subtract(beta, alpha) / to_b)[at], (to_a / to_b)[at]
        g = log_hyp2f1_one(second, first, z, rest, pairs.count_at)
        from_near = g.by_z / to_b[at]
        from_r, from_s, from_alpha, from_beta = g.by_rest, g.by_b, -from_near, from_near * rest
    else:
        z, rest = (np.subtract(alpha, beta) / to_a)[at], (to_b / to_a)[at]
        g = log_hyp2f1_one(first, second, z, rest, pairs.count_at)
        from_near = g.by_z / to_a[at]
        from_r, from_s, from_alpha, from_beta = g.by_b, g.by_rest, from_near * rest, -from_near
    return LogPhi(
        value=g.value + value[at] - x * log_a[at],
        by_r=from_r - grown_a[at],
        by_alpha=from_alpha + by_alpha[at] - x * per_a[at],
        by_s=from_s - grown_b[at],
        by_beta=from_beta + by_beta[at],
    )


def _integrated(r: float, alpha: Numbers, s: float, beta: Numbers, pairs: Pairs, *, below: bool) -> LogPhi:
    """Integrate over u = ln(τ + the smaller of α, β), in blocks that fit the cache of a processor.

    Where the integrand is spent before the knee at the larger of the two, one panel is enough.
    """
    x, t, alpha, beta = pairs.x, pairs.t, _of(alpha, pairs.time_at), _of(beta, pairs.time_at)
    near, far, fall = (alpha, beta, r + x - 1) if below else (beta, alpha, np.full_like(x, s))
    gap = far - near
    start = np.log(near + t)
    to_knee = np.maximum(np.log(gap) - start, 0)
    steep = _NOTHING_LEFT / np.maximum(fall, 1e-9)
    parts = [np.empty_like(t) for _ in range(5)]
    for past_knee in (False, True):
        rows = np.flatnonzero((steep >= to_knee) == past_knee)
        for at in np.array_split(rows, len(rows) // _AT_ONCE + 1):
            u, w = _panel(start[at], np.minimum(to_knee[at], steep[at]))
            end = np.full(len(at), np.inf)
            if past_knee:
                knee = start[at] + to_knee[at]
                u2, w2 = _panel(knee, np.minimum(_PAST_KNEE, _NOTHING_LEFT / (r + s + x[at])))
                u, w = np.concatenate([u, u2], axis=1), np.concatenate([w, w2], axis=1)
                end = u2[:, -1] + (u2[:, 0] - knee)  # nodes are symmetric
            part = _summed(r, _of(alpha, at), s, _of(beta, at), x[at], u, w, end, below=below)
            for target, values in zip(parts, part, strict=True):
                target[at] = values
    return LogPhi(*parts)


def _summed(
    r: float, alpha: Numbers, s: float, beta: Numbers, x: Floats, u: Floats, w: Floats, end: Floats, *, below: bool
) -> tuple[Floats, ...]:
    """Sum the integrand and its derivatives over the nodes, and add the tail where it counts."""
    near = np.exp(u)
    far = _column(np.abs(np.subtract(alpha, beta))) + near
    log_far = np.log(far)
    log_a, log_b, to_a, to_b = (u, log_far, near, far) if below else (log_far, u, far, near)
    log_f = u - (r + x)[:, None] * log_a - (s + 1) * log_b
    top = log_f.max(axis=1, keepdims=True)
    mass = w * np.exp(log_f - top)

    power = r + s + x
    has_tail = np.isfinite(end) & (power * _PAST_KNEE < _NOTHING_LEFT)
    end = np.where(has_tail, end, 0)
    tail = np.where(has_tail, np.exp(np.where(has_tail, -power * end - top[:, 0], 0)) / power, 0)
    total = mass.sum(axis=1) + tail
    share, share_tail = mass / total[:, None], tail / total
    mean_log_tail = share_tail * (end + 1 / power)
    at_end = share_tail * np.exp(-end)
    return (
        np.log(total) + top[:, 0] + np.log(power) + r * np.log(alpha) + s * np.log(beta),
        np.log(alpha) + 1 / power - (share * log_a).sum(axis=1) - mean_log_tail,
        r / alpha - (r + x) * ((share / to_a).sum(axis=1) + at_end),
        np.log(beta) + 1 / power - (share * log_b).sum(axis=1) - mean_log_tail,
        s / beta - (s + 1) * ((share / to_b).sum(axis=1) + at_end),
    )


def _panel(start: Floats, length: Floats) -> tuple[Floats, Floats]:
    return start[:, None] + length[:, None] * _NODES, length[:, None] * _WEIGHTS
