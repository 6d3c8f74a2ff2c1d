"""How many answers are needed, and what can be seen with those at hand."""

from __future__ import annotations

import math

import numpy as np
import scipy

from regulars.errors import InvalidArgumentError
from regulars.estimates import normal_quantile

_ROUNDING = 1e-9  # a need of 235.0000000001 answers is a need of 235


def score_variance(promoters: float, detractors: float) -> float:
    """Return the variance of one answer that counts +1, 0 or −1."""
    if min(promoters, detractors) < 0 or promoters + detractors > 1 + 1e-12:
        raise InvalidArgumentError(f"promoters={promoters!r} and detractors={detractors!r} are not shares of one whole")
    return promoters + detractors - (promoters - detractors) ** 2


def answers_for_margin(
    margin: float,
    *,
    promoters: float = 0.5,
    detractors: float = 0.5,
    population: int | None = None,
    level: float = 0.95,
) -> int:
    """Compute how many answers give NPS the wanted margin of error.

    Business question: how many answers do I need for NPS ± 10 points?

    Parameters
    ----------
    margin : float, 0–1 exclusive
        Half the width of the interval, as a fraction: 0.10 is ±10 points.
    promoters, detractors : float, shares 0–1
        What the answers will look like; half and half is the worst case.
    population : int ≥ 1, optional
        Customers in all, where the whole list is known.
    level : float, 0–1 exclusive
        Confidence level.

    Returns
    -------
    int
        Answers (not invitations: divide by the response rate).

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its range.

    Notes
    -----
    n = z²·s²/margin² with s² = p + d − (p − d)²; for a known base of N, n/(1 + (n − 1)/N).

    References
    ----------
    Cochran (1977), Sampling Techniques, section 4.6. Rocks (2016), The American Statistician 70(4).
    """
    _check_fraction(margin, "margin")
    need = (normal_quantile(level) / margin) ** 2 * score_variance(promoters, detractors)
    if population is not None:
        if population < 1:
            raise InvalidArgumentError(f"population must be at least 1, got {population!r}")
        need = need / (1 + (need - 1) / population) if need > 1 else need
    return max(1, math.ceil(need - _ROUNDING))


def margin_of(
    answers: int,
    *,
    promoters: float = 0.5,
    detractors: float = 0.5,
    population: int | None = None,
    level: float = 0.95,
) -> float:
    """Compute the margin of error that so many answers give NPS.

    Business question: with 125 answers, ± how many points?

    Parameters
    ----------
    answers : int ≥ 1
        Answers.
    promoters, detractors, population, level
        As in `answers_for_margin`.

    Returns
    -------
    float
        Half the width of the interval, as a fraction 0–1.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its range, or `population` is smaller than `answers`.

    Notes
    -----
    The inverse of `answers_for_margin`. It plans; the interval of a score that was seen comes from `nps`.

    References
    ----------
    As `answers_for_margin`.
    """
    if answers < 1 or (population is not None and population < answers):
        raise InvalidArgumentError(f"{answers!r} answers of {population!r} customers are impossible")
    error = math.sqrt(score_variance(promoters, detractors) / answers)
    if population is not None:
        error *= math.sqrt((population - answers) / (population - 1)) if population > 1 else 0.0
    return normal_quantile(level) * error


def answers_for_change(
    change: float,
    *,
    promoters: float = 0.5,
    detractors: float = 0.5,
    power: float = 0.8,
    level: float = 0.95,
) -> int:
    """Compute how many answers each of two periods needs to show a change of NPS.

    Business question: how many answers a month do I need to notice a move of 10 points?

    Parameters
    ----------
    change : float, 0–2 exclusive
        The change to be noticed, as a fraction: 0.10 is 10 points.
    promoters, detractors : float, shares 0–1
        What the answers look like; half and half is the worst case.
    power : float, 0–1 exclusive
        How surely such a change is to be noticed.
    level : float, 0–1 exclusive
        Confidence level of the verdict.

    Returns
    -------
    int
        Answers in each period, from different people.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its range.

    Notes
    -----
    n = 2·s²·(z + z_power)²/change².

    References
    ----------
    Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, section 4.2.
    """
    if not 0 < change < 2:
        raise InvalidArgumentError(f"change must lie between 0 and 2, got {change!r}")
    need = 2 * score_variance(promoters, detractors) * (noticeable(power, level) / change) ** 2
    return max(1, math.ceil(need - _ROUNDING))


def smallest_change(
    answers_before: int,
    answers_after: int,
    *,
    promoters: float = 0.5,
    detractors: float = 0.5,
    power: float = 0.8,
    level: float = 0.95,
) -> float:
    """Compute the smallest change of NPS that two periods of so many answers would show.

    Business question: with the answers I have, which move would I notice at all?

    Parameters
    ----------
    answers_before, answers_after : int ≥ 1
        Answers in each period.
    promoters, detractors, power, level
        As in `answers_for_change`.

    Returns
    -------
    float
        Change as a fraction; a value above 2 means that no change whatever would be noticed.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its range.

    Notes
    -----
    The inverse of `answers_for_change`: (z + z_power)·√(s²/n₁ + s²/n₂).

    References
    ----------
    As `answers_for_change`.
    """
    if min(answers_before, answers_after) < 1:
        raise InvalidArgumentError("each period needs at least one answer")
    variance = score_variance(promoters, detractors)
    return noticeable(power, level) * math.sqrt(variance / answers_before + variance / answers_after)


def noticeable(power: float, level: float) -> float:
    """Return how many standard errors a change must be to be noticed with the given power."""
    _check_fraction(power, "power")
    return normal_quantile(level) + float(scipy.special.ndtri(np.float64(power)))


def _check_fraction(value: float, name: str) -> None:
    if not 0 < value < 1:
        raise InvalidArgumentError(f"{name} must lie between 0 and 1, got {value!r}")
