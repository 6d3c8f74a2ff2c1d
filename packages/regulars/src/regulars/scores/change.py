"""Did a score really change between two periods, or do we not know?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy
from numpy.typing import ArrayLike

from regulars.errors import InvalidArgumentError, MismatchError, NotEnoughDataError
from regulars.estimates import Estimate, Notice, normal_quantile
from regulars.scores._answers import finite_table, whole_answers
from regulars.scores._base import FULL_BASE
from regulars.scores._nps_intervals import padded
from regulars.scores.nps import NPS
from regulars.scores.sample_size import noticeable
from regulars.scores.satisfaction import BoxScore

Verdict = Literal["real_change", "noise", "too_few_answers"]

_EXTRA = (0.75, 1.5, 0.75)
_ADDED = sum(_EXTRA)


@dataclass(frozen=True)
class ScoreChange:
    """Hold the change of a score between two periods and what may be said about it.

    Attributes
    ----------
    difference : Estimate
        Later − earlier as a fraction (NPS −2…2, shares −1…1), drawn slightly to 0 by the answers added,
        with its interval; ``verdict`` is the code below.
    observed : float
        Later score − earlier score as they were.
    standard_error, p_value : float
        Of `difference`, and against no change.
    smallest_detectable : float
        The change that so many answers would show with the power asked for.
    needed_per_period : int
        Answers per period that would show a change of the goal's step.
    more_needed : (int, int)
        How many of them are missing in the earlier and in the later period.
    verdict : {"real_change", "noise", "too_few_answers"}
        ``"real_change"``: the interval excludes 0. ``"noise"``: it holds 0, and a change of the goal's
        step would have shown. ``"too_few_answers"``: it would not have, or a period has under 30.
    """

    difference: Estimate
    observed: float
    standard_error: float
    p_value: float
    smallest_detectable: float
    needed_per_period: int
    more_needed: tuple[int, int]
    verdict: Verdict

    @property
    def notice(self) -> Notice:
        """The verdict in words, with its numbers."""
        low, high = 100 * self.difference.low, 100 * self.difference.high
        more = max(self.more_needed)
        words = {
            "real_change": f"Real change: between {_points(low)} and {_points(high)} points.",
            "noise": f"Noise: between {_points(low)} and {_points(high)} points; the step looked for would have shown.",
            "too_few_answers": f"Too few answers: {more} more needed.",
        }
        numbers = {"low_points": low, "high_points": high, "more_needed": float(more)}
        return Notice(self.verdict, words[self.verdict], numbers)


def nps_change(
    before: NPS,
    after: NPS,
    *,
    goal_step: float = 0.10,
    power: float = 0.8,
    level: float = 0.95,
) -> ScoreChange:
    """Judge the change of NPS between two periods asked of different people.

    Business question: did the score really move, is it noise, or do we have too few answers to say?

    Parameters
    ----------
    before, after : NPS
        The scores of both periods, of `nps` or `nps_from_counts`; weighted scores count with their
        effective number of answers.
    goal_step : float, 0–2 exclusive
        The change worth noticing, as a fraction: 0.10 is 10 points.
    power : float, 0–1 exclusive
        How surely a change of `goal_step` is to be noticed before its absence is called noise.
    level : float, 0–1 exclusive
        Confidence level of the interval.

    Returns
    -------
    ScoreChange

    Raises
    ------
    NotEnoughDataError
        If a period has no answers at all.
    InvalidArgumentError
        If an argument is outside its range.

    Notes
    -----
    To each period .75 promoters, 1.5 passives and .75 detractors are added, then the difference is normal
    with variance s₁²/(n₁ + 3) + s₂²/(n₂ + 3). Without them the test calls 23 changes of 100 real where
    nothing changed (20 against 100 answers of very content customers); with them at most 5.2. Different
    people are assumed; for the same people asked twice see `nps_panel_change`. That a base is known
    (``population``) is left aside: two periods are compared as samples of what customers think at two times.

    References
    ----------
    Rocks (2016), The American Statistician 70(4), 365–372. Agresti and Caffo (2000), The American
    Statistician 54(4). Sauro and Lewis (2016), Quantifying the User Experience, chapter 5.
    """
    _check_goal(goal_step)
    sizes = np.array([before.effective_n, after.effective_n])
    if not sizes.all():
        raise NotEnoughDataError(
            "a period has no answers", missing={"answers": float(sizes.min()), "answers_needed": 1}
        )
    promoters = np.array([before.promoters.value, after.promoters.value])
    detractors = np.array([before.detractors.value, after.detractors.value])
    score, variance = padded(promoters, detractors, sizes, extra=_EXTRA)
    error = math.sqrt(float((variance / (sizes + _ADDED)).sum()))
    scale = noticeable(power, level)
    needed = max(FULL_BASE, math.ceil(float(variance.sum()) * (scale / goal_step) ** 2 - _ADDED - 1e-9))
    return judged_change(
        difference=float(score[1] - score[0]),
        observed=after.score.value - before.score.value,
        error=error,
        method="padded_wald",
        sizes=(before.effective_n, after.effective_n),
        n=float(sizes.sum()),
        needed=needed,
        smallest=scale * error,
        goal_step=goal_step,
        level=level,
    )


def nps_panel_change(
    before: ArrayLike,
    after: ArrayLike,
    *,
    goal_step: float = 0.10,
    power: float = 0.8,
    level: float = 0.95,
) -> ScoreChange:
    """Judge the change of NPS where the same people were asked twice.

    Business question: have these customers changed their mind?

    Parameters
    ----------
    before, after : arrays of whole numbers 0..10, shape (n,)
        Two answers of each person, in the same order of people.
    goal_step, power, level
        As in `nps_change`.

    Returns
    -------
    ScoreChange
        ``needed_per_period`` and ``more_needed`` count people.

    Raises
    ------
    InvalidDataError
        If an answer is missing or outside 0..10.
    MismatchError
        If the two columns differ in length.
    NotEnoughDataError
        If there is nobody.
    InvalidArgumentError
        If an argument is outside its range.

    Notes
    -----
    Each person moves by −2…2 steps (promoter +1, passive 0, detractor −1); the change of the score is
    the mean move, and its variance is that of the moves, smaller than for different people because most
    keep their opinion. Three people whose two answers are unrelated (a quarter promoters, half passives,
    a quarter detractors each time: mean move 0, variance 1) are added, so that a panel in which
    nobody moved does not claim certainty.

    References
    ----------
    Bonett and Price (2012), JEBS 37(4), 479–488 (added answers for paired shares). Agresti and Min
    (2005), Biometrics 61(2).
    """
    _check_goal(goal_step)
    first, second = (_side(answers, name) for answers, name in ((before, "before"), (after, "after")))
    if len(first) != len(second):
        raise MismatchError(f"{len(first)} answers before and {len(second)} after are not the same people")
    if not len(first):
        raise NotEnoughDataError("nobody was asked twice", missing={"people": 0, "people_needed": 1})
    moves, n = (second - first).astype(np.float64), len(first)
    mean = float(moves.sum()) / (n + _ADDED)
    variance = (float((moves**2).sum()) + _ADDED) / (n + _ADDED) - mean**2
    error = math.sqrt(variance / (n + _ADDED))
    scale = noticeable(power, level)
    return judged_change(
        difference=mean,
        observed=float(moves.mean()),
        error=error,
        method="padded_paired_wald",
        sizes=(float(n), float(n)),
        n=float(n),
        needed=max(FULL_BASE, math.ceil(variance * (scale / goal_step) ** 2 - _ADDED - 1e-9)),
        smallest=scale * error,
        goal_step=goal_step,
        level=level,
    )


def _points(value: float) -> str:
    """Write whole points, and a decimal only where the whole would be a false 0."""
    return f"{value:+.1f}" if abs(value) < 0.5 else f"{value:+.0f}"


def share_change(
    before: BoxScore,
    after: BoxScore,
    *,
    goal_step: float = 0.10,
    power: float = 0.8,
    level: float = 0.95,
) -> ScoreChange:
    """Judge the change of a share of satisfied customers between two periods asked of different people.

    Business question: as `nps_change`, for CSAT and CES.

    Parameters
    ----------
    before, after : BoxScore
        The scores of both periods, of `csat` or `ces`, asked on the same scale.
    goal_step, power, level
        As in `nps_change`; the step is a difference of shares.

    Returns
    -------
    ScoreChange
        Differences of shares, −1…1.

    Raises
    ------
    NotEnoughDataError
        If a period has no answers at all.
    MismatchError
        If the two were asked on different scales or count different answers.
    InvalidArgumentError
        If an argument is outside its range.

    Notes
    -----
    One satisfied and one dissatisfied answer are added to each period, then the difference is normal with
    variance p₁q₁/(n₁ + 2) + p₂q₂/(n₂ + 2).

    References
    ----------
    Agresti and Caffo (2000), The American Statistician 54(4), 280–288.
    """
    _check_goal(goal_step)
    if (before.scale, before.counted) != (after.scale, after.counted):
        raise MismatchError(f"the scores count {before.counted} of {before.scale} and {after.counted} of {after.scale}")
    sizes = np.array([before.effective_n, after.effective_n])
    if not sizes.all():
        raise NotEnoughDataError("a period has no answers", missing={"answers": 0, "answers_needed": 1})
    shares = (np.array([before.share.value, after.share.value]) * sizes + 1) / (sizes + 2)
    variance = shares * (1 - shares)
    error = math.sqrt(float((variance / (sizes + 2)).sum()))
    scale = noticeable(power, level)
    return judged_change(
        difference=float(shares[1] - shares[0]),
        observed=after.share.value - before.share.value,
        error=error,
        method="agresti_caffo",
        sizes=(before.effective_n, after.effective_n),
        n=float(sizes.sum()),
        needed=max(FULL_BASE, math.ceil(float(variance.sum()) * (scale / goal_step) ** 2 - 2 - 1e-9)),
        smallest=scale * error,
        goal_step=goal_step,
        level=level,
    )


def mean_change(
    before: ArrayLike,
    after: ArrayLike,
    *,
    goal_step: float = 0.05,
    power: float = 0.8,
    level: float = 0.95,
) -> ScoreChange:
    """Judge the change of a mean, such as CSI, between two periods asked of different people.

    Business question: as `nps_change`, for an index.

    Parameters
    ----------
    before, after : arrays of float, shapes (n,) and (m,)
        The index of each respondent as a fraction: 0.75 for 75.
    goal_step, power, level
        As in `nps_change`; the step is in the unit of the values.

    Returns
    -------
    ScoreChange

    Raises
    ------
    NotEnoughDataError
        If a period has no answers at all.
    InvalidDataError
        If a value is missing.
    InvalidArgumentError
        If an argument is outside its range.

    Notes
    -----
    The difference of two means with variance s₁²/n₁ + s₂²/n₂, taken as normal: verdicts need 30 answers in each
    period. Answers all alike in both show no spread and get no verdict.

    References
    ----------
    Welch (1947), Biometrika 34(1–2), 28–35.
    """
    _check_goal(goal_step)
    sides = [finite_table(values, field=name)[:, 0] for values, name in ((before, "before"), (after, "after"))]
    sizes = (float(len(sides[0])), float(len(sides[1])))
    if not all(sizes):
        raise NotEnoughDataError("a period has no answers", missing={"answers": 0, "answers_needed": 1})
    spread = [float(side.var(ddof=1)) if len(side) > 1 else 0.0 for side in sides]
    error = math.sqrt(spread[0] / sizes[0] + spread[1] / sizes[1])
    moved = float(sides[1].mean() - sides[0].mean())
    scale = noticeable(power, level)
    return judged_change(
        difference=moved,
        observed=moved,
        error=error,
        method="welch",
        sizes=sizes,
        n=sum(sizes),
        needed=max(FULL_BASE, math.ceil(sum(spread) * (scale / goal_step) ** 2 - 1e-9)),
        smallest=scale * error,
        goal_step=goal_step,
        level=level,
    )


def _side(answers: ArrayLike, name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    given = whole_answers(answers, lowest=0, highest=10, field=name)
    return (given >= 9).astype(np.int64) - (given <= 6)


def _check_goal(goal_step: float) -> None:
    if not 0 < goal_step < 2:
        raise InvalidArgumentError(f"goal_step must lie between 0 and 2, got {goal_step!r}")


def judged_change(
    *,
    difference: float,
    observed: float,
    error: float,
    method: str,
    sizes: tuple[float, float],
    n: float,
    needed: int,
    smallest: float,
    goal_step: float,
    level: float,
) -> ScoreChange:
    """Judge a difference whose standard error is known; an error of 0 (answers all alike) says nothing."""
    half = normal_quantile(level) * error
    low, high = max(difference - half, -2.0), min(difference + half, 2.0)
    verdict: Verdict = "too_few_answers"
    if min(sizes) >= FULL_BASE and error > 0:
        if low > 0 or high < 0:
            verdict = "real_change"
        elif smallest <= goal_step * (1 + 1e-9):
            verdict = "noise"
    enough = verdict != "too_few_answers"
    more = (0, 0) if enough else (max(0, math.ceil(needed - sizes[0])), max(0, math.ceil(needed - sizes[1])))
    return ScoreChange(
        difference=Estimate(difference, low, high, n, method, level, verdict),
        observed=observed,
        standard_error=error,
        p_value=2 * float(scipy.special.ndtr(-abs(difference) / error)) if error > 0 else 1.0,
        smallest_detectable=smallest,
        needed_per_period=needed,
        more_needed=more,
        verdict=verdict,
    )
