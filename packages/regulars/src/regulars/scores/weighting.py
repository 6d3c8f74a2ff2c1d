"""Make the answers speak for all customers: post-stratification and raking, with their price stated."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError, InvalidDataError, MismatchError, NotEnoughDataError
from regulars.estimates import Notice
from regulars.scores._answers import kish_effective_size
from regulars.scores.groups import group_positions

Floats = NDArray[np.float64]
Side = tuple[NDArray[np.intp], Floats]  # the cell of each answer, and the shares of the cells

CELL_BASE = 20
"""A cell with fewer answers than this is not weighted: its few voices would be multiplied."""

TRIM = (0.3, 3.0)
"""Weights, 1 on average, are kept within these bounds."""

_ROUNDS = 1000
_CLOSE_ENOUGH = 1e-10
_GAP_WORTH_SAYING = 0.01


@dataclass(frozen=True, eq=False)
class Weights:
    """Hold one weight per answer and what the weighting costs.

    Attributes
    ----------
    value : ndarray of float, shape (n,)
        Weights, 1 on average, within the bounds of the trimming.
    effective_n : float
        Kish's effective number of answers: intervals rest on it.
    design_effect : float ≥ 1
        n / effective_n: how many times more answers the same precision needs.
    trimmed : int
        Answers whose weight was cut to a bound.
    largest_gap : float, 0–1
        The largest difference left between a weighted share and its target; below 1e-10 unless weights
        were cut.
    warnings : tuple of Notice
        ``"weights_trimmed"`` where the cutting leaves a gap above one point.
    """

    value: Floats
    effective_n: float
    design_effect: float
    trimmed: int
    largest_gap: float
    warnings: tuple[Notice, ...]

    def __len__(self) -> int:
        return len(self.value)


def post_stratify(
    cells: ArrayLike,
    population: Mapping[Hashable, float],
    *,
    trim: tuple[float, float] = TRIM,
) -> Weights:
    """Weight answers so that each cell counts as much as it has customers.

    Business question: regulars answer more readily than newcomers; what would the score be if all had?

    Parameters
    ----------
    cells : array of hashable keys, shape (n,)
        The cell (segment, channel, or a combination) of each answer.
    population : mapping of key to float ≥ 0
        Customers in each cell, or their shares.
    trim : (float, float)
        Bounds of the weights, around 1.

    Returns
    -------
    Weights
        To hand to `nps`, `csat`, … as ``weights=result.value``; show the unweighted score beside it.

    Raises
    ------
    NotEnoughDataError
        If a cell has fewer than 20 answers: ``missing`` names each, so that cells can be merged.
    InvalidDataError
        If an answer is of a cell that the population does not know, or where it has nobody.
    InvalidArgumentError
        If the population is empty or negative, or the bounds do not hold 1 between them.

    Notes
    -----
    Weight = share among customers / share among answers, cut to the bounds and scaled to a mean of 1
    within them. It removes the bias only as far as customers of one cell are alike whether they
    answer or not.

    References
    ----------
    Holt and Smith (1979), JRSS A 142(1). Kish (1965), Survey Sampling, section 11.7. Potter (1990),
    Proceedings of the ASA Section on Survey Research Methods (trimming).
    """
    at, targets = _matched(cells, population, "cells")
    _refuse_small_cells([("cells", population, at)])
    counts = np.bincount(at, minlength=len(targets))
    raw = np.divide(targets * len(at), counts, out=np.zeros(len(targets)), where=counts > 0)[at]
    return _finished(raw, [(at, targets)], trim)


def rake(
    fields: Mapping[str, ArrayLike],
    margins: Mapping[str, Mapping[Hashable, float]],
    *,
    trim: tuple[float, float] = TRIM,
) -> Weights:
    """Weight answers so that each field has the shares it has among customers.

    Business question: as `post_stratify`, where only the totals of several fields are known, or their
    combinations would leave cells with too few answers.

    Parameters
    ----------
    fields : mapping of str to array of hashable keys, shape (n,)
        Known fields of each answer.
    margins : mapping of str to mapping of key to float ≥ 0
        Customers, or their shares, for each value of the same fields.
    trim : (float, float)
        Bounds of the weights, around 1.

    Returns
    -------
    Weights

    Raises
    ------
    NotEnoughDataError
        If a value of a field has fewer than 20 answers, or no weights can meet all margins.
    InvalidDataError
        If an answer has a value that the margins do not know, or where they have nobody.
    MismatchError
        If fields and margins differ in names, or fields in length.
    InvalidArgumentError
        If a margin is empty or negative, or the bounds do not hold 1 between them.

    Notes
    -----
    Iterative proportional fitting: the weights are scaled to one margin after another until all hold
    to 1e-10; then they are cut to the bounds and scaled to a mean of 1.

    References
    ----------
    Deming and Stephan (1940), Annals of Mathematical Statistics 11(4). Deville, Särndal and Sautory
    (1993), JASA 88(423).
    """
    if set(fields) != set(margins) or not fields:
        raise MismatchError(f"fields {sorted(fields)} and margins {sorted(margins)} differ")
    sides = [_matched(values, margins[name], name) for name, values in fields.items()]
    if len({len(at) for at, _ in sides}) > 1:
        raise MismatchError(f"fields differ in length: {[len(at) for at, _ in sides]}")
    _refuse_small_cells([(name, margins[name], at) for name, (at, _) in zip(fields, sides, strict=True)])
    return _finished(_raked(sides), sides, trim)


def _raked(sides: Sequence[Side]) -> Floats:
    """Scale to one margin after another; answers alike in every field share one weight, so each is scaled once."""
    combined = np.zeros(len(sides[0][0]), np.int64)
    for at, targets in sides:
        _, combined = np.unique(combined * len(targets) + at, return_inverse=True)
        combined = combined.reshape(-1)
    _, first, counts = np.unique(combined, return_index=True, return_counts=True)
    kinds = [(at[first], targets) for at, targets in sides]
    weights = np.ones(len(counts))
    for _ in range(_ROUNDS):
        for at, targets in kinds:
            found = np.bincount(at, weights * counts, len(targets))
            weights = weights * np.divide(targets, found, out=np.zeros(len(targets)), where=found > 0)[at]
        if _largest_gap(weights * counts, kinds) < _CLOSE_ENOUGH:
            scaled: Floats = (weights * (len(combined) / (weights @ counts)))[combined]
            return scaled
    raise NotEnoughDataError(
        "no weights meet all margins: some combination of values has customers but no answers",
        missing={"largest_gap": _largest_gap(weights * counts, kinds)},
    )


def _matched(values: ArrayLike, population: Mapping[Hashable, float], field: str) -> Side:
    """Return the place of each answer among the population's cells, and the cells' shares."""
    sizes = np.array(list(population.values()), np.float64)
    if not len(sizes) or not np.all(np.isfinite(sizes) & (sizes >= 0)) or not sizes.any():
        raise InvalidArgumentError(f"{field}: the population must be customers or shares per cell, some above 0")
    place = {key: position for position, key in enumerate(population)}
    keys, at = group_positions(values)
    for position, key in enumerate(keys):
        if key not in place:
            row = int(np.flatnonzero(at == position)[0])
            raise InvalidDataError(f"{field}: {key!r} in row {row} is not in the population", field=field, row=row)
        if not sizes[place[key]]:
            raise InvalidDataError(f"{field}: {key!r} was answered for, but has no customers", field=field)
    order = np.array([place[key] for key in keys], np.intp)
    return order[at] if len(at) else np.zeros(0, np.intp), sizes / sizes.sum()


def _refuse_small_cells(sides: Sequence[tuple[str, Mapping[Hashable, float], NDArray[np.intp]]]) -> None:
    small: dict[str, float] = {}
    for name, population, at in sides:
        counts = np.bincount(at, minlength=len(population)).tolist()
        for (key, size), count in zip(population.items(), counts, strict=True):
            if count < CELL_BASE and size > 0:
                small[f"{name}={key}"] = float(count)
    if small:
        listed = ", ".join(f"{cell} ({count:.0f})" for cell, count in small.items())
        raise NotEnoughDataError(
            f"each cell needs {CELL_BASE} answers; merge those that have fewer: {listed}", missing=small
        )


def _finished(raw: Floats, sides: Sequence[Side], trim: tuple[float, float]) -> Weights:
    weights = _trimmed(raw, trim)
    cut = int(((weights <= trim[0]) | (weights >= trim[1])).sum())
    gap = _largest_gap(weights, sides)
    effective_n = kish_effective_size(weights)
    warnings: tuple[Notice, ...] = ()
    if gap > _GAP_WORTH_SAYING:
        warnings = (
            Notice(
                "weights_trimmed",
                f"{cut} weights were cut to {trim[0]:g}…{trim[1]:g}; a share is still {100 * gap:.0f} points off.",
                {"trimmed": float(cut), "largest_gap": gap},
            ),
        )
    return Weights(weights, effective_n, len(weights) / effective_n, cut, gap, warnings)


def _trimmed(raw: Floats, trim: tuple[float, float]) -> Floats:
    """Scale and cut so that the weights are within the bounds and 1 on average, both exactly."""
    lowest, highest = trim
    if not 0 <= lowest < 1 < highest:
        raise InvalidArgumentError(f"trim must hold 1 between its bounds, got {trim}")
    kinds, at = np.unique(raw, return_inverse=True)
    part = np.bincount(at.reshape(-1)) / len(raw)

    def mean_if(scale: float) -> float:
        return float(np.clip(scale * kinds, lowest, highest) @ part)

    if lowest <= kinds[0] and kinds[-1] <= highest:
        return raw
    small, large = 0.0, 1.0
    while mean_if(large) < 1 and large < 1e12:
        large *= 2
    for _ in range(200):
        middle = (small + large) / 2
        small, large = (middle, large) if mean_if(middle) < 1 else (small, middle)
    weights: Floats = np.clip(large * raw, lowest, highest)
    return weights


def _largest_gap(weights: Floats, sides: Sequence[Side]) -> float:
    total = weights.sum()
    gaps = [np.abs(np.bincount(at, weights, len(targets)) / total - targets).max() for at, targets in sides]
    return float(max(gaps))
