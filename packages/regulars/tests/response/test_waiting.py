"""Time to the first answer: the open requests count, "not reached" is an answer, intervals hold the truth."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import regulars as rg
import scipy
from hypothesis import given
from hypothesis import strategies as st
from regulars.response import BusinessHours, first_response, waiting

NOW = datetime(2026, 6, 5, 12, tzinfo=UTC)
HOURS = BusinessHours({"mon-fri": "09:00-18:00"}, "UTC")


def test_business_and_calendar_waits_stand_side_by_side() -> None:
    friday = datetime(2026, 5, 29, 17, 30, tzinfo=UTC)
    asked, replied = [friday] * 11, [datetime(2026, 6, 1, 9, 20, tzinfo=UTC)] * 10 + [None]
    found = first_response(asked, replied, observed_until=NOW, hours=HOURS)
    assert found.calendar.median.value == 63 * 60 + 50
    assert found.business is not None
    assert found.business.median.value == 50
    assert (found.business.n, found.business.n_open) == (11, 1)
    assert first_response(asked, replied, observed_until=NOW).business is None


def test_an_answer_that_came_later_is_not_known_yet() -> None:
    asked = [NOW - timedelta(hours=3)] * 2
    found = first_response(asked, [NOW - timedelta(hours=2), NOW + timedelta(hours=1)], observed_until=NOW)
    assert found.calendar.n_open == 1
    assert found.calendar.minutes.tolist() == [60, 180]


def test_what_is_not_reached_still_says_what_it_is_above() -> None:
    wait = waiting([5, 8, 12, 15, 20, 30, 45, 60, 90, 120], [True] * 8 + [False] * 2)
    late = wait.p90
    assert late.verdict == "not_reached"
    assert late.low > 20
    assert late.high == np.inf
    nobody = waiting([30, 60], [False, False]).median
    assert (nobody.verdict, nobody.low) == ("not_reached", 60)


def test_the_interval_of_the_median_is_the_one_of_the_limits_of_the_curve() -> None:
    weeks = np.array([6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35])
    median = waiting(np.abs(weeks), weeks > 0).median
    # the lower limit on the scale ln(-ln S) is .503 at 10 weeks and .432 at 13; the upper one stays above a half
    assert (median.value, median.low, median.high) == (23, 13, np.inf)


def test_the_share_within_a_target_is_wilsons_where_nobody_waits() -> None:
    wait = waiting([10] * 81 + [100] * 182, [True] * 263)
    share, known = wait.answered_within(60), rg.wilson(81, 263)
    assert (share.value, share.low, share.high) == pytest.approx((known.value, known.low, known.high))
    assert wait.answered_within(5).high == pytest.approx(rg.wilson(0, 263).high)
    assert wait.answered_within(100).low == pytest.approx(rg.wilson(263, 263).low)


def test_open_requests_widen_the_share_within_a_target() -> None:
    closed = waiting([10] * 10 + [100] * 10, [True] * 20).answered_within(60)
    half_watched = waiting([10] * 10 + [100] * 10 + [5] * 20, [True] * 20 + [False] * 20).answered_within(60)
    assert half_watched.value == closed.value
    assert half_watched.high - half_watched.low == pytest.approx(closed.high - closed.low)
    unwatched = waiting([10, 20], [True, False]).answered_within(60)
    assert unwatched.verdict == "not_reached"
    assert np.isnan(unwatched.value)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: waiting([], []), rg.NotEnoughDataError, "nobody"),
        (lambda: waiting([-1], [True]), rg.InvalidArgumentError, "negative"),
        (lambda: waiting([1], [True]).quantile(1), rg.InvalidArgumentError, "share"),
        (lambda: waiting([1], [True]).answered_within(-1), rg.InvalidArgumentError, "minutes"),
        (
            lambda: first_response([NOW + timedelta(1)], [None], observed_until=NOW),
            rg.InvalidDataError,
            "after observed_until",
        ),
        (
            lambda: first_response([NOW], [NOW - timedelta(1)], observed_until=NOW),
            rg.InvalidDataError,
            "before it came",
        ),
        (lambda: first_response([NOW], [], observed_until=NOW), rg.MismatchError, "1 requests"),
    ],
)
def test_what_cannot_be_true_is_refused_in_words(call: object, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()  # type: ignore[operator]


requests = st.lists(st.tuples(st.integers(0, 300), st.booleans()), min_size=1, max_size=40)


@given(requests, st.integers(0, 2**32 - 1))
def test_the_order_of_requests_does_not_matter_and_quantiles_rise(rows: list[tuple[int, bool]], seed: int) -> None:
    minutes, answered = (np.array(column) for column in zip(*rows, strict=True))
    order = np.random.default_rng(seed).permutation(len(rows))
    one, other = waiting(minutes, answered), waiting(minutes[order], answered[order])
    for share in (0.5, 0.75, 0.9):
        first, second = one.quantile(share), other.quantile(share)
        assert (first.low, first.high, first.verdict) == (second.low, second.high, second.verdict)
        if not first.verdict:
            assert first.low <= first.value == second.value <= first.high
    known = [one.quantile(share).value for share in (0.25, 0.5, 0.75, 0.9) if not one.quantile(share).verdict]
    assert known == sorted(known)
    within = [one.answered_within(minute).value for minute in range(0, int(minutes.max()) + 1, 10)]
    assert within == sorted(within)


@pytest.mark.slow
@pytest.mark.parametrize("n", [50, 200])
@pytest.mark.parametrize("watched_up_to", [240.0, 600.0])
def test_intervals_hold_the_truth_as_often_as_they_say(n: int, watched_up_to: float) -> None:
    rng, draws = np.random.default_rng(n), 1500
    quantiles = {share: float(np.exp(3.5 + scipy.special.ndtri(share))) for share in (0.5, 0.75)}
    within = float(scipy.special.ndtr(np.log(60) - 3.5))
    held = dict.fromkeys([*quantiles, "within"], 0)
    for _ in range(draws):
        true, watched = np.exp(rng.normal(3.5, 1, n)), rng.uniform(0, watched_up_to, n)
        wait = waiting(np.minimum(true, watched), true <= watched)
        for share, truth in quantiles.items():
            found = wait.quantile(share)
            held[share] += found.low <= truth <= found.high
        found = wait.answered_within(60)
        held["within"] += found.low <= within <= found.high
    for name, count in held.items():
        assert 0.93 < count / draws < 0.975, name
