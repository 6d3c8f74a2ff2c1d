"""Published and hand-computed waiting times."""

import numpy as np
import pytest
from regulars import InvalidArgumentError, NotEnoughDataError
from regulars.retention import kaplan_meier

# Freireich et al. (1963), weeks of remission under 6-MP, as in Kalbfleisch and Prentice (2002), table 1.1;
# minus = still in remission.
REMISSION = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35]


def test_remission_times_give_the_published_curve() -> None:
    weeks = np.array(REMISSION)
    curve = kaplan_meier(np.abs(weeks), weeks > 0)
    survival, _, _ = curve.at([6, 10, 23])
    assert np.round(survival, 4).tolist() == [0.8571, 0.7529, 0.4482]
    assert round(float(curve.standard_error[curve.time == 10][0]), 4) == 0.0963
    assert curve.quantile(0.5) == 23


def test_waiting_for_an_answer_counts_those_still_waiting() -> None:
    minutes = [5, 8, 12, 15, 20, 30, 45, 60, 90, 120]
    curve = kaplan_meier(minutes, [True] * 8 + [False] * 2)
    assert (curve.quantile(0.5), curve.quantile(0.75)) == (20, 60)
    assert curve.quantile(0.9) is None


def test_nothing_is_claimed_beyond_the_longest_observation() -> None:
    curve = kaplan_meier([10, 20], [True, False])
    assert curve.happened_by(20).value == 0.5
    late = curve.happened_by(21)
    assert late.verdict == "not_reached"
    assert np.isnan(late.value)


def test_without_censoring_it_is_the_plain_share() -> None:
    times = np.array([1.0, 2.0, 2.0, 3.0])
    curve = kaplan_meier(times, np.ones(4, bool))
    assert curve.survival.tolist() == [0.75, 0.25, 0.0]
    assert (curve.low[-1], curve.high[-1]) == (0.0, 0.0)


def test_impossible_waits_are_refused() -> None:
    with pytest.raises(NotEnoughDataError):
        kaplan_meier([], [])
    with pytest.raises(InvalidArgumentError):
        kaplan_meier([-1.0], [True])
