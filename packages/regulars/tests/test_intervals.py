"""Published vectors of the score intervals, to the printed digits."""

import math

import pytest
import regulars as rg
from hypothesis import given
from hypothesis import strategies as st
from regulars.intervals import wilson_bounds

# Newcombe (1998), Statistics in Medicine 17(8): 81/263, 0/20, 1/29 stand in table I of the paper on
# single proportions (857–872), 56/70 − 48/80 and 10/10 − 0/20 in the paper on differences (873–890).


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718), (10, 10, 0.7225, 1.0)],
)
def test_wilson_gives_the_published_ends(successes: int, n: int, low: float, high: float) -> None:
    share = rg.wilson(successes, n)
    assert (round(share.low, 4), round(share.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((10, 10), (0, 20), 0.6791, 1.0)],
)
def test_newcombe_gives_the_published_ends(a: tuple[int, int], b: tuple[int, int], low: float, high: float) -> None:
    difference = rg.newcombe_difference(*a, *b)
    assert (round(difference.low, 4), round(difference.high, 4)) == (low, high)


def test_a_share_of_nobody_is_not_zero() -> None:
    share = rg.wilson(0, 0)
    assert share.verdict == "no_base"
    assert math.isnan(share.value)
    assert math.isnan(share.low)


def test_more_successes_than_cases_are_refused() -> None:
    with pytest.raises(rg.InvalidArgumentError, match="between 0 and n"):
        rg.wilson(3, 2)


@given(st.integers(0, 500), st.integers(1, 500), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_the_interval_holds_the_share_and_stays_in_range(successes: int, n: int, level: float) -> None:
    successes = min(successes, n)
    low, high = wilson_bounds([successes], [n], level=level)
    assert 0 <= low[0] <= successes / n <= high[0] <= 1
    # the ends mirror each other when successes and failures change places
    mirrored_low, mirrored_high = wilson_bounds([n - successes], [n], level=level)
    assert mirrored_low[0] == pytest.approx(1 - high[0], abs=1e-12)
    assert mirrored_high[0] == pytest.approx(1 - low[0], abs=1e-12)
