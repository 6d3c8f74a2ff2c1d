"""How much of the spread of an outcome each driver explains, from correlations; many tables at once."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_NOTHING_LEFT = 1e-10  # a driver with less of its own variance left repeats the others
_NUMBERS_AT_ONCE = 1 << 16


def lmg_shares(correlations: Floats) -> Floats:
    """Return the average gain of R² of each driver over all orders of entry.

    Parameters
    ----------
    correlations : ndarray, shape (b, k + 1, k + 1)
        Tables of correlations, the outcome last.

    Returns
    -------
    ndarray, shape (b, k)
        They are ≥ 0 and their sum is R².

    Notes
    -----
    Drivers enter or stay out one after another; each time only the rest of the table is kept, less what
    the driver explains of it. That gives R² of all 2ᵏ sets for the price of about six tables each.
    """
    k = correlations.shape[1] - 1
    weights = _gains_by_set(k)
    at_once = max(1, _NUMBERS_AT_ONCE >> k)
    parts = [
        _r_squared_of_sets(correlations[start : start + at_once]) @ weights
        for start in range(0, len(correlations), at_once)
    ]
    return np.maximum(np.concatenate(parts), 0.0)


def _r_squared_of_sets(correlations: Floats) -> Floats:
    """Return R² of every set of drivers, shape (b, 2ᵏ); bit j of a set's number says whether j is in it."""
    batch, size = correlations.shape[0], correlations.shape[1]
    rest = np.ascontiguousarray(np.moveaxis(correlations, 0, -1))  # the longest axis last: numpy loops over it
    for _ in range(size - 1):
        pivot, column, out = rest[0, 0], rest[1:, 0], rest[1:, 1:]
        scale = np.divide(1.0, pivot, out=np.zeros_like(pivot), where=pivot > _NOTHING_LEFT)
        rest = np.concatenate([out, out - column[:, None] * (scale * column)[None, :]], axis=2)
    r_squared: Floats = (correlations[:, -1, -1] - rest.reshape(-1, batch)).T
    return r_squared


def _gains_by_set(k: int) -> Floats:
    """Return the weight of R² of each set in the share of each driver, shape (2ᵏ, k)."""
    numbers = np.arange(1 << k)
    inside = (numbers[:, None] >> np.arange(k)) & 1
    size = inside.sum(axis=1)
    orders = np.array([math.factorial(s) * math.factorial(k - s - 1) / math.factorial(k) for s in range(k)])
    with_it = np.r_[0.0, orders][size]  # the set holds the driver: it came after size − 1 others
    without_it = np.r_[orders, 0.0][size]
    gains: Floats = np.where(inside == 1, with_it[:, None], -without_it[:, None])
    return gains


def johnson_shares(correlations: Floats) -> Floats:
    """Return Johnson's relative weights, shape (b, k): R² shared out over the nearest uncorrelated drivers."""
    among, with_outcome = correlations[:, :-1, :-1], correlations[:, :-1, -1]
    values, vectors = np.linalg.eigh(among)
    kept = values > _NOTHING_LEFT
    root = np.sqrt(np.where(kept, values, 0.0))
    inverse = np.divide(1.0, root, out=np.zeros_like(root), where=kept)
    links = np.einsum("bij,bj,bkj->bik", vectors, root, vectors)
    slopes = np.einsum("bij,bj,bkj,bk->bi", vectors, inverse, vectors, with_outcome)
    shares: Floats = np.einsum("bij,bj->bi", links**2, slopes**2)
    return shares
