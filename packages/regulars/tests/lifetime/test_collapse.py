"""Merging identical customers: exact, and of no consequence to any answer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.lifetime._collapse import distinct


@given(st.lists(st.integers(0, 2**62), min_size=1, max_size=60), st.sampled_from([1, 7, 2**20, 2**40, 2**55]))
def test_distinct_numbers_are_found_whatever_their_size(numbers: list[int], scale: int) -> None:
    values = np.array(numbers, dtype=np.int64) // scale
    found, at = distinct(values)
    np.testing.assert_array_equal(found[at], values)
    assert found.tolist() == sorted(set(values.tolist()))


@pytest.mark.parametrize("most", [10, 10**6, 10**12, 2**62])
def test_many_numbers_are_found_as_few_are(most: int) -> None:
    values = np.random.default_rng(1).integers(0, most, 3000)
    found, at = distinct(values)
    expected = np.unique(values, return_inverse=True)
    np.testing.assert_array_equal(found, expected[0])
    np.testing.assert_array_equal(at, expected[1])
