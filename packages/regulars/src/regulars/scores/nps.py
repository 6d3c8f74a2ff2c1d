"""Net promoter score: the share of 9–10 minus the share of 0–6, with an interval that survives small bases."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.errors import InvalidArgumentError
from regulars.estimates import Estimate
from regulars.intervals import wilson_bounds
from regulars.scores._answers import answer_weights, corrected_size, kish_effective_size, whole_answers
from regulars.scores._base import base_verdict
from regulars.scores._nps_intervals import NPSMethod, nps_bounds

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class NPS:
    """Hold a net promoter score and the three bars it is made of.

    Attributes
    ----------
    score : Estimate
        Promoters − detractors as a fraction −1…1, its interval and the verdict on its base
        (`regulars.scores.base_verdict`).
    promoters, passives, detractors : Estimate
        Shares 0–1 with Goodman's simultaneous intervals: all three hold together at the level.
    n : int
        Answers.
    effective_n : float
        Kish's effective number of answers; equals `n` without weights.
    """

    score: Estimate
    promoters: Estimate
    passives: Estimate
    detractors: Estimate
    n: int
    effective_n: float

    @property
    def points(self) -> int | None:
        """The score in whole points −100…100, as it is shown; None where the base allows no score."""
        return None if self.score.verdict in {"no_base", "no_score"} else round(100 * self.score.value)


def nps(
    answers: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    population: int | None = None,
    method: NPSMethod = "tango",
    level: float = 0.95,
) -> NPS:
    """Estimate the net promoter score from answers.

    Business question: do customers recommend us, and how sure are we?

    Parameters
    ----------
    answers : array of whole numbers 0..10, shape (n,)
        One per respondent; the silent are left out.
    weights : array of float ≥ 0, shape (n,), optional
        One per answer, for example of `post_stratify`; the interval then rests on their effective number.
    population : int ≥ n, optional
        Customers in all, where the whole list is known: narrows the interval if a good part of it answered.
    method : {"tango", "adjusted_wald", "mover", "wald", "bonett_price"}
        How the interval is made. Wald is there to compare with: under 100 answers it must not be used.
    level : float, 0–1 exclusive
        Confidence level.

    Returns
    -------
    NPS
        The score as a fraction −1…1 (`NPS.points` in whole points), never outside that range. With no
        answers the numbers are NaN and the verdict is ``"no_base"``; under 10 answers it is ``"no_score"``.

    Raises
    ------
    InvalidDataError
        If an answer is missing or outside 0..10, or a weight is not a weight.
    InvalidArgumentError
        If `population` is smaller than the number of answers, or `method` or `level` is unknown.

    Notes
    -----
    Promoters answer 9–10, detractors 0–6. A single answer counts +1, 0 or −1, so its variance is
    p + d − (p − d)². Tango inverts the score test of a difference of two shares of one multinomial:
    with 10 promoters of 10 the interval is .44…1, where the textbook one has no width. Adjusted Wald
    adds .75 promoters, 1.5 passives and .75 detractors; Bonett–Price one promoter and one detractor;
    MOVER joins two Wilson intervals. For a known base of N customers n is replaced by n(N−1)/(N−n).

    References
    ----------
    Tango (1998), Statistics in Medicine 17(8), 891–908. Rocks (2016), The American Statistician 70(4).
    Bonett and Price (2012), JEBS 37(4). Newcombe (1998), Statistics in Medicine 17, 2635–2650.
    Goodman (1965), Technometrics 7(2).
    """
    given = whole_answers(answers, lowest=0, highest=10)
    weight = answer_weights(weights, len(given))
    of_answer = np.bincount(given, weight, 11).astype(np.float64)
    counts = np.array([of_answer[9:].sum(), of_answer[7:9].sum(), of_answer[:7].sum()])
    effective_n = float(len(given)) if weight is None else kish_effective_size(weight)
    return _result(counts, len(given), effective_n, population=population, method=method, level=level)


def nps_from_counts(
    promoters: int,
    passives: int,
    detractors: int,
    *,
    population: int | None = None,
    method: NPSMethod = "tango",
    level: float = 0.95,
) -> NPS:
    """Estimate the net promoter score from three counts.

    Business question: a report says so many promoters, passives and detractors; how sure is the score?

    Parameters
    ----------
    promoters, passives, detractors : int ≥ 0
        How many answered 9–10, 7–8 and 0–6.
    population, method, level
        As in `nps`.

    Returns
    -------
    NPS
        As `nps` of the answers counted.

    Raises
    ------
    InvalidArgumentError
        If a count is negative or not whole, or an argument is out of its range.

    References
    ----------
    As `nps`.
    """
    counts = (promoters, passives, detractors)
    if any(count < 0 or count != math.floor(count) for count in counts):
        raise InvalidArgumentError(f"counts must be whole and not negative, got {counts}")
    n = int(sum(counts))
    return _result(np.array(counts, np.float64), n, float(n), population=population, method=method, level=level)


def _result(
    counts: Floats, n: int, effective_n: float, *, population: int | None, method: NPSMethod, level: float
) -> NPS:
    size = corrected_size(effective_n, n, population)
    with np.errstate(invalid="ignore"):
        shares = counts / counts.sum()
    low, high = nps_bounds(shares[:1], shares[2:], np.array([size]), method=method, level=level)
    score = Estimate(
        value=float(shares[0] - shares[2]),
        low=float(low[0]),
        high=float(high[0]),
        n=effective_n,
        method=method,
        level=level,
        verdict=base_verdict(effective_n),
    )
    bars = goodman(shares, size, level=level)
    parts = [
        Estimate(float(share), float(a), float(b), effective_n, "goodman", level, score.verdict)
        for share, a, b in zip(shares, *bars, strict=True)
    ]
    return NPS(score, parts[0], parts[1], parts[2], n, effective_n)


def goodman(shares: Floats, size: float, *, level: float) -> tuple[Floats, Floats]:
    """Return Goodman's simultaneous limits of the shares of one multinomial (Bonferroni over Wilson)."""
    if np.isinf(size) or size == 0:
        return shares.copy(), shares.copy()
    each = 1 - (1 - level) / len(shares)
    return wilson_bounds(np.minimum(shares * size, size), np.full(len(shares), size), level=each)
