"""Satisfaction (CSAT) and effort (CES 2.0): the share of the upper boxes, and the mean beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from regulars.errors import InvalidArgumentError
from regulars.estimates import Estimate, Notice
from regulars.intervals import wilson_bounds
from regulars.scores._answers import Answers, answer_weights, corrected_size, kish_effective_size, whole_answers
from regulars.scores._base import FULL_BASE, base_verdict
from regulars.scores._means import mean_estimate


@dataclass(frozen=True)
class BoxScore:
    """Hold the share of the boxes that count and the mean of all answers.

    Attributes
    ----------
    share : Estimate
        Share 0–1 of answers from `counted[0]` to `counted[1]`, with Wilson's interval.
    mean : Estimate
        Mean answer on the scale, with the t interval; its verdict is ``"no_spread"`` and its ends are
        NaN where all answers are alike.
    n : int
        Answers.
    effective_n : float
        Kish's effective number of answers; equals `n` without weights.
    scale, counted : (int, int)
        Lowest and highest answer possible, and lowest and highest answer counted in `share`.
    warnings : tuple of Notice
        What a reader must know.
    """

    share: Estimate
    mean: Estimate
    n: int
    effective_n: float
    scale: tuple[int, int]
    counted: tuple[int, int]
    warnings: tuple[Notice, ...] = ()


def csat(
    answers: ArrayLike,
    *,
    scale: tuple[int, int] = (1, 5),
    top_boxes: int = 2,
    weights: ArrayLike | None = None,
    population: int | None = None,
    level: float = 0.95,
) -> BoxScore:
    """Estimate customer satisfaction: the share of the top boxes, and the mean.

    Business question: how many of our customers are satisfied?

    Parameters
    ----------
    answers : array of whole numbers within `scale`, shape (n,)
        One per respondent.
    scale : (int, int)
        Lowest and highest answer possible.
    top_boxes : int ≥ 1
        How many of the highest answers count as satisfied: 2 = the answers 4 and 5 of 5.
    weights : array of float ≥ 0, shape (n,), optional
        One per answer; intervals then rest on their effective number.
    population : int ≥ n, optional
        Customers in all, where the whole list is known.
    level : float, 0–1 exclusive
        Confidence level.

    Returns
    -------
    BoxScore
        Share 0–1 and mean in the unit of the scale, with the verdict on the base as for NPS.

    Raises
    ------
    InvalidDataError
        If an answer is missing or outside the scale, or a weight is not a weight.
    InvalidArgumentError
        If the scale is empty, or `top_boxes` leaves nothing to compare with.

    Notes
    -----
    The share forgets how far from the top the rest is; the mean treats the steps of the scale as equal.
    Each hides what the other shows, so both come back.

    References
    ----------
    Wilson (1927), JASA 22(158). Kish (1965), Survey Sampling, section 11.7.
    """
    lowest, highest = scale
    if lowest >= highest or not 1 <= top_boxes <= highest - lowest:
        raise InvalidArgumentError(f"top_boxes={top_boxes!r} of the scale {scale} makes no share")
    given = whole_answers(answers, lowest=lowest, highest=highest)
    return _box_score(
        given, weights, scale=scale, counted=(highest - top_boxes + 1, highest), population=population, level=level
    )


def ces(
    answers: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    population: int | None = None,
    level: float = 0.95,
) -> BoxScore:
    """Estimate customer effort, version 2.0: the share who found it easy, and the mean.

    Business question: is it easy to have an issue solved by us?

    Parameters
    ----------
    answers : array of whole numbers 1..7, shape (n,)
        Agreement with "the company made it easy for me to handle my issue": 1 = strongly disagree, 7 =
        strongly agree. The older effort scale (1–5, high = hard) runs the other way: never mix them.
    weights, population, level
        As in `csat`.

    Returns
    -------
    BoxScore
        Share 0–1 of the answers 5–7 and the mean 1–7. The warning ``"looks_like_effort_scale"`` says that
        30 answers or more hold no 6 and no 7.

    Raises
    ------
    InvalidDataError
        If an answer is missing or outside 1..7, or a weight is not a weight.

    References
    ----------
    Dixon, Toman and DeLisi (2013), The Effortless Experience, chapter 6. Wilson (1927), JASA 22(158).
    """
    given = whole_answers(answers, lowest=1, highest=7)
    warnings: tuple[Notice, ...] = ()
    if len(given) >= FULL_BASE and given.max() <= 5:
        warnings = (
            Notice(
                "looks_like_effort_scale",
                f"None of {len(given)} answers is above 5: is this the older scale of effort, where high means hard?",
                {"answers": float(len(given))},
            ),
        )
    return _box_score(
        given, weights, scale=(1, 7), counted=(5, 7), population=population, level=level, warnings=warnings
    )


def _box_score(
    given: Answers,
    weights: ArrayLike | None,
    *,
    scale: tuple[int, int],
    counted: tuple[int, int],
    population: int | None,
    level: float,
    warnings: tuple[Notice, ...] = (),
) -> BoxScore:
    weight = answer_weights(weights, len(given))
    n = len(given)
    effective_n = float(n) if weight is None else kish_effective_size(weight)
    values = np.arange(scale[0], scale[1] + 1, dtype=np.float64)
    counts = np.bincount(given - scale[0], weight, len(values)).astype(np.float64)
    share = share_estimate(
        float(counts[counted[0] - scale[0] : counted[1] - scale[0] + 1].sum()),
        float(counts.sum()),
        n=n,
        effective_n=effective_n,
        population=population,
        level=level,
    )
    mean = mean_estimate(values, counts, n=n, effective_n=effective_n, within=scale, population=population, level=level)
    return BoxScore(share, mean, n, effective_n, scale, counted, warnings)


def share_estimate(
    part: float, whole: float, *, n: int, effective_n: float, population: int | None, level: float
) -> Estimate:
    """Estimate a share with Wilson's interval on the effective number of answers."""
    size = corrected_size(effective_n, n, population)
    if n == 0:
        low, high = wilson_bounds([0], [0], level=level)
        return Estimate(np.nan, float(low[0]), float(high[0]), 0.0, "wilson", level, base_verdict(0))
    value = min(part / whole, 1.0)
    if np.isinf(size):
        return Estimate(value, value, value, effective_n, "wilson", level, base_verdict(effective_n))
    low, high = wilson_bounds([min(value * size, size)], [size], level=level)
    return Estimate(value, float(low[0]), float(high[0]), effective_n, "wilson", level, base_verdict(effective_n))
