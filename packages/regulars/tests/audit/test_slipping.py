"""Silence is judged by each customer's own rhythm."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars import InvalidArgumentError, NotEnoughDataError
from regulars.audit import unusual_silences


def test_the_same_silence_is_usual_for_one_and_unusual_for_another() -> None:
    weekly = [(1, day) for day in range(0, 301, 7)]
    quarterly = [(2, day) for day in range(0, 301, 75)]
    customer, day = zip(*weekly, *quarterly, strict=True)
    answer = unusual_silences(customer, day, until_day=340)
    assert answer.customer.tolist() == [1, 2]
    assert answer.silence_days.tolist() == [46, 40] or answer.silence_days.tolist() == [340 - 294, 40]
    assert answer.unusual.tolist() == [True, False]
    assert answer.ratio[0] > 2


def test_one_purchase_has_no_rhythm() -> None:
    assert unusual_silences([1, 2, 2], [5, 5, 9], until_day=20).customer.tolist() == [2]
    with pytest.raises(NotEnoughDataError):
        unusual_silences([1, 1], [5, 5], until_day=9)
    with pytest.raises(InvalidArgumentError):
        unusual_silences([1, 1], [5, 9], until_day=8)


def test_a_single_gap_is_drawn_to_the_population() -> None:
    rng = np.random.default_rng(3)
    gaps = np.exp(rng.normal(3.4, 0.6, size=(400, 6)))
    day = np.cumsum(np.c_[np.zeros(400), np.maximum(np.round(gaps), 1)], axis=1).astype(int)
    customer = np.repeat(np.arange(400), 7)
    odd_customer, odd_day = np.r_[customer, 999, 999], np.r_[day.ravel(), 0, 1]
    answer = unusual_silences(odd_customer, odd_day, until_day=int(odd_day.max()))
    assert answer.typical_gap_days[-1] > 10  # one gap of a day does not make a daily customer


def test_about_a_tenth_of_ordinary_gaps_exceed_the_usual_one() -> None:
    """Rhythm from all gaps but the last; the last exceeds the p90 in 10 % (± 2.5) of customers."""
    rng = np.random.default_rng(11)
    n, k = 4000, 8
    mean = rng.normal(3.5, 0.5, size=(n, 1))
    gaps = np.maximum(np.round(np.exp(rng.normal(mean, 0.7, size=(n, k)))), 1).astype(int)
    day = np.cumsum(np.c_[np.zeros(n, int), gaps[:, :-1]], axis=1)
    answer = unusual_silences(np.repeat(np.arange(n), k), day.ravel(), until_day=int(day.max()))
    exceeded = (gaps[:, -1] > answer.longest_usual_gap_days).mean()
    assert 0.075 < exceeded < 0.125


purchase = st.tuples(st.integers(0, 5), st.integers(0, 200))


@given(st.lists(purchase, min_size=2, max_size=40), st.randoms(use_true_random=False))
def test_order_and_repetition_of_purchases_change_nothing(purchases, random) -> None:
    def run(rows):
        customer, day = zip(*rows, strict=True)
        try:
            return unusual_silences(customer, day, until_day=220)
        except NotEnoughDataError:
            return None

    first, second = run(purchases), run(random.sample(purchases * 2, 2 * len(purchases)))
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert np.array_equal(first.ratio, second.ratio)
        assert np.isfinite(first.ratio).all()
