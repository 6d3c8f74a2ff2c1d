"""A shop that looks at its score every month for a year: what it is told where nothing changed, and where much did."""

from itertools import pairwise

import numpy as np
import pytest
from regulars import scores
from regulars.errors import InvalidArgumentError, InvalidDataError
from regulars.scores.watch import WATCH_BOUND

SHAPES = {
    "50/30/20": (0.5, 0.3, 0.2),
    "70/20/10": (0.7, 0.2, 0.1),
    "90/8/2": (0.9, 0.08, 0.02),
    "33/34/33": (0.33, 0.34, 0.33),
    "20/30/50": (0.2, 0.3, 0.5),
    "10/80/10": (0.1, 0.8, 0.1),
    "50/0/50": (0.5, 0.0, 0.5),
}


def year(shape: tuple[float, float, float], *, a_month: int, months: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).multinomial(a_month, shape, months)


def cries(counts: np.ndarray, first: int = 0) -> list[bool]:
    return [seen is not None and seen.change.verdict == "real_change" for seen in scores.nps_watch(counts)][first:]


def false_alarms(shape: tuple[float, float, float], *, years: int, history: int) -> tuple[float, float]:
    """Return the share of months, and of years, that cry "real change" at 40 answers a month where nothing changed."""
    told = [
        cries(year(shape, a_month=40, months=history + 12, seed=at), history)
        for at in range(years)
    ]  # fmt: skip
    return float(np.mean(told)), float(np.mean([any(one) for one in told]))


def found_within_three_months(shape: tuple[float, float, float], *, years: int, history: int) -> float:
    """Return how often 25 points lost are seen in three months at 100 answers a month."""
    worse = (shape[0] - 0.125, shape[1], shape[2] + 0.125)
    seen = 0
    for at in range(years):
        before = year(shape, a_month=100, months=history, seed=2 * at)
        after = year(worse, a_month=100, months=3, seed=2 * at + 1)
        told = scores.nps_watch(np.concatenate([before, after]))[history:]
        seen += any(
            one is not None and one.change.verdict == "real_change" and one.change.difference.value < 0 for one in told
        )
    return seen / years


def test_a_month_is_compared_with_all_the_months_before_it() -> None:
    counts = [(20, 12, 8)] * 5 + [(8, 12, 20)]
    seen = scores.nps_watch(counts)
    assert seen[0] is None
    last = seen[5]
    assert last is not None
    assert (last.since, last.against) == (5, (0, 4))
    assert last.change.verdict == "real_change"
    assert last.change.difference.high < 0
    assert last.change.observed == pytest.approx(-0.6)


def test_after_a_real_change_only_what_followed_it_is_compared_with() -> None:
    counts = [(20, 12, 8)] * 5 + [(8, 12, 20)] * 6
    seen = scores.nps_watch(counts)
    assert [one is not None and one.change.verdict == "real_change" for one in seen].count(True) == 1
    assert seen[10] is not None
    assert seen[10].against[0] == 5


def test_too_few_answers_say_how_many_are_missing_and_never_judge() -> None:
    seen = scores.nps_watch([(10, 3, 2), (1, 3, 11)])[1]
    assert seen is not None
    assert seen.change.verdict == "too_few_answers"
    assert min(seen.change.more_needed) > 15
    assert scores.nps_watch([(10, 3, 2), (0, 0, 0)])[1] is None


def test_a_share_and_an_index_are_watched_alike() -> None:
    share = scores.share_watch([72, 70, 73, 30], [90, 90, 90, 90])[3]
    as_values = scores.mean_watch([(72, 18), (70, 20), (73, 17), (30, 60)], (1, 0), extra=(1, 1))[3]
    assert share is not None
    assert share == as_values
    assert share.change.verdict == "real_change"


def test_answers_all_alike_do_not_claim_a_change() -> None:
    seen = scores.mean_watch([(50, 0), (50, 0)], (1.0, 0.5))[1]
    assert seen is not None
    assert seen.change.verdict == "too_few_answers"


def test_nonsense_is_refused() -> None:
    with pytest.raises(InvalidDataError):
        scores.nps_watch([(1, 2)])
    with pytest.raises(InvalidDataError):
        scores.share_watch([3], [2])
    with pytest.raises(InvalidDataError):
        scores.mean_watch([(1, -2)], (0, 1))
    with pytest.raises(InvalidArgumentError):
        scores.nps_watch([(1, 2, 3)], goal_step=0)


def test_a_mean_changes_by_the_textbook() -> None:
    before, after = [0.5, 0.7] * 20, [0.7, 0.9] * 20
    found = scores.mean_change(before, after)
    error = np.sqrt(2 * np.var(before, ddof=1) / 40)
    assert found.difference.low == pytest.approx(0.2 - 1.959964 * error, abs=1e-6)
    assert found.verdict == "real_change"
    assert scores.mean_change(before[:20], after[:20]).verdict == "too_few_answers"


def test_a_shop_with_40_answers_a_month_is_rarely_told_of_changes_that_are_not_there() -> None:
    of_months, of_years = false_alarms(SHAPES["50/30/20"], years=150, history=0)
    assert of_months <= 0.05
    assert of_years <= 0.08
    assert found_within_three_months(SHAPES["50/30/20"], years=60, history=12) >= 0.8
    assert WATCH_BOUND > 3


@pytest.mark.slow
@pytest.mark.parametrize("history", [0, 12])
@pytest.mark.parametrize("shape", SHAPES)
def test_two_thousand_years_without_a_change(shape: str, history: int) -> None:
    of_months, of_years = false_alarms(SHAPES[shape], years=2000, history=history)
    assert of_months <= 0.05
    assert of_years <= 0.06  # 5 % and what 2,000 years leave to chance


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["50/30/20", "70/20/10", "33/34/33", "20/30/50"])
def test_25_points_lost_are_found_within_three_months(shape: str) -> None:
    found = found_within_three_months(SHAPES[shape], years=2000, history=12)
    assert found >= 0.8


@pytest.mark.slow
def test_why_each_month_is_not_tested_by_itself_at_95_percent() -> None:
    """What the watch is there for: one test a month cries in many years, and misses half of the real changes."""
    cried = 0
    for at in range(300):
        counts = year(SHAPES["50/30/20"], a_month=40, months=13, seed=at)
        pairs = pairwise(counts)
        cried += any(
            scores.nps_change(scores.nps_from_counts(*map(int, a)), scores.nps_from_counts(*map(int, b))).verdict
            == "real_change"
            for a, b in pairs
        )
    assert cried / 300 > 0.3
