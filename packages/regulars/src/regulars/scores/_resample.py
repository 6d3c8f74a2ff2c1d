"""Correlations of a table and of its bootstrap draws; the order of rows does not matter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_BLOCKS = 2000
_NUMBERS_AT_ONCE = 1 << 21


def moments_of_blocks(table: Floats, weights: Floats, seed: int) -> Floats:
    """Return weighted first and second moments of blocks of rows, shape (blocks, q).

    Up to 2,000 rows each row is a block of its own. Beyond that rows are dealt at random into 2,000
    equal blocks, and drawing blocks is as good as drawing rows: each is a small sample of its own.
    Rows are sorted first, so that the draws depend on what was answered and not on the order of rows.
    """
    rng = np.random.default_rng(seed)
    order = np.argsort(_fingerprints(table, weights, rng), kind="stable")
    full = np.column_stack([np.ones(len(table)), table])[order]
    products = np.triu_indices(full.shape[1])
    if len(full) <= _BLOCKS:
        each: Floats = full[:, products[0]] * full[:, products[1]] * weights[order][:, None]
        return each
    dealt = rng.permutation(len(full))
    per_block = -(-len(full) // _BLOCKS)
    rows = np.zeros((per_block * _BLOCKS, full.shape[1]))  # the rows that fill the last blocks weigh nothing
    rows[: len(full)] = full[dealt] * np.sqrt(weights[order][dealt])[:, None]
    blocks = rows.reshape(per_block, _BLOCKS, -1).transpose(1, 2, 0)
    moments: Floats = (blocks @ blocks.transpose(0, 2, 1))[:, products[0], products[1]]
    return moments


def _fingerprints(table: Floats, weights: Floats, rng: np.random.Generator) -> Floats:
    """Return one number per row, the same for the same row wherever it stands; summed column by column."""
    factors = rng.normal(size=table.shape[1] + 1)
    total: Floats = factors[-1] * weights
    for column, factor in zip(table.T, factors, strict=False):
        total += factor * column
    return total


def bootstrap_moments(blocks: Floats, draws: int, seed: int) -> Floats:
    """Return the moments of resampled blocks, shape (draws, q)."""
    rng = np.random.default_rng([seed, 1])
    n = len(blocks)
    at_once = max(1, _NUMBERS_AT_ONCE // n)
    parts = []
    for start in range(0, draws, at_once):
        some = min(at_once, draws - start)
        chosen = rng.integers(0, n, (some, n)) + np.arange(some)[:, None] * n
        times = np.bincount(chosen.ravel(), minlength=some * n).reshape(some, n)
        parts.append(times @ blocks)
    return np.concatenate(parts)


def correlations_of(moments: Floats, k: int) -> Floats:
    """Return tables of correlations from moments, shape (b, k, k); a column that does not vary has none."""
    table = np.zeros((len(moments), k + 1, k + 1))
    rows, columns = np.triu_indices(k + 1)
    table[:, rows, columns] = moments
    table[:, columns, rows] = moments
    total = table[:, :1, :1]
    mean = table[:, 0, 1:] / total[:, 0]
    covariance = table[:, 1:, 1:] / total - mean[:, :, None] * mean[:, None, :]
    variance = np.diagonal(covariance, axis1=1, axis2=2)
    spread = np.sqrt(np.maximum(variance, 0.0))
    scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 1e-9)
    correlations: Floats = covariance * scale[:, :, None] * scale[:, None, :]
    return correlations
