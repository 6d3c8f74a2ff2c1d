"""What must hold for any answers: nothing depends on order, nothing leaves its range, weights of 1 change nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars import scores
from regulars.scores._answers import answer_weights
from regulars.scores._explained import johnson_shares, lmg_shares
from regulars.scores._nps_intervals import nps_bounds

METHODS = ("tango", "adjusted_wald", "mover", "wald", "bonett_price")
counts = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)).filter(lambda c: sum(c) > 0)
answers = st.lists(st.integers(0, 10), min_size=1, max_size=60)
levels = st.sampled_from([0.5, 0.9, 0.95, 0.99])
seeds = st.integers(0, 2**32 - 1)


@given(counts, st.sampled_from(METHODS), levels)
def test_the_interval_of_nps_holds_the_score_and_stays_in_range(
    given_counts: tuple[int, int, int], method: str, level: float
) -> None:
    score = scores.nps_from_counts(*given_counts, method=method, level=level).score
    assert -1 <= score.low <= score.high <= 1
    if method not in {"adjusted_wald", "bonett_price"}:  # their centre is drawn to 0, so at low levels it may miss
        assert score.low - 1e-12 <= score.value <= score.high + 1e-12


@given(counts, st.sampled_from(METHODS))
def test_promoters_and_detractors_changing_places_mirror_the_score(
    given_counts: tuple[int, int, int], method: str
) -> None:
    promoters, passives, detractors = given_counts
    one = scores.nps_from_counts(promoters, passives, detractors, method=method).score
    other = scores.nps_from_counts(detractors, passives, promoters, method=method).score
    assert (one.value, one.low, one.high) == pytest.approx((-other.value, -other.high, -other.low), abs=1e-12)


@given(counts, st.sampled_from(METHODS))
def test_one_promoter_more_in_place_of_a_detractor_never_lowers_the_score(
    given_counts: tuple[int, int, int], method: str
) -> None:
    promoters, passives, detractors = given_counts
    if detractors == 0:
        return
    before = scores.nps_from_counts(promoters, passives, detractors, method=method).score
    after = scores.nps_from_counts(promoters + 1, passives, detractors - 1, method=method).score
    assert after.value > before.value
    if method in {"tango", "adjusted_wald"}:
        assert after.low >= before.low - 1e-9
        assert after.high >= before.high - 1e-9


@given(counts, st.integers(2, 50))
def test_more_answers_of_the_same_mix_narrow_the_interval(given_counts: tuple[int, int, int], times: int) -> None:
    few = scores.nps_from_counts(*given_counts).score
    many = scores.nps_from_counts(*(times * count for count in given_counts)).score
    assert many.high - many.low < few.high - few.low


@given(counts)
def test_a_higher_level_widens_the_interval(given_counts: tuple[int, int, int]) -> None:
    widths = [
        score.high - score.low
        for score in (scores.nps_from_counts(*given_counts, level=level).score for level in (0.5, 0.9, 0.99))
    ]
    assert widths == sorted(widths)


@given(answers, seeds)
def test_the_order_of_answers_does_not_matter(given_answers: list[int], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(given_answers))
    weights = np.random.default_rng(seed).uniform(0.3, 3, len(given_answers))
    shuffled = np.array(given_answers)[order]
    assert scores.nps(given_answers) == scores.nps(shuffled)
    one, other = scores.nps(given_answers, weights=weights).score, scores.nps(shuffled, weights=weights[order]).score
    assert (one.value, one.low, one.high, one.n) == pytest.approx((other.value, other.low, other.high, other.n))


@given(answers, st.floats(0.01, 100))
def test_equal_weights_change_nothing(given_answers: list[int], weight: float) -> None:
    weights = np.full(len(given_answers), weight)
    plain, weighted = scores.nps(given_answers), scores.nps(given_answers, weights=weights)
    assert weighted.effective_n == pytest.approx(len(given_answers))
    for one, other in ((plain.score, weighted.score), (plain.promoters, weighted.promoters)):
        assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high), abs=1e-9)
    boxes = np.array(given_answers) % 5 + 1
    plain_share, weighted_share = scores.csat(boxes), scores.csat(boxes, weights=weights)
    assert plain_share.share.low == pytest.approx(weighted_share.share.low, abs=1e-9)
    assert plain_share.mean.high == pytest.approx(weighted_share.mean.high, nan_ok=True)


@given(answers, seeds, st.sampled_from(METHODS), st.booleans())
def test_each_row_of_the_table_is_the_score_of_its_group(
    given_answers: list[int], seed: int, method: str, weighted: bool
) -> None:
    rng = np.random.default_rng(seed)
    groups = rng.choice(["phone", "mail", "чат"], len(given_answers))
    weights = rng.uniform(0.3, 3, len(given_answers)) if weighted else None
    table = scores.nps_by(groups, given_answers, weights=weights, method=method)
    assert list(table) == sorted(set(groups.tolist()))
    for group in table:
        own = groups == group
        alone = scores.nps(
            np.array(given_answers)[own], weights=None if weights is None else weights[own], method=method
        )
        row = table[group]
        assert row.verdict == alone.score.verdict
        assert (row.value, row.low, row.high, row.n) == pytest.approx(
            (alone.score.value, alone.score.low, alone.score.high, alone.score.n), abs=1e-12
        )


@given(counts, st.integers(0, 500))
def test_knowing_the_whole_base_narrows_the_interval_down_to_a_point(
    given_counts: tuple[int, int, int], silent: int
) -> None:
    open_ended = scores.nps_from_counts(*given_counts).score
    known = scores.nps_from_counts(*given_counts, population=sum(given_counts) + silent).score
    assert known.high - known.low <= open_ended.high - open_ended.low + 1e-12
    if silent == 0:
        assert known.low == known.high == known.value


@given(counts, counts)
def test_a_change_told_backwards_is_its_mirror(before: tuple[int, int, int], after: tuple[int, int, int]) -> None:
    first, second = scores.nps_from_counts(*before), scores.nps_from_counts(*after)
    there, back = scores.nps_change(first, second), scores.nps_change(second, first)
    assert there.difference.value == pytest.approx(-back.difference.value)
    assert there.difference.low == pytest.approx(-back.difference.high)
    assert (there.verdict, there.p_value) == (back.verdict, pytest.approx(back.p_value))
    assert there.more_needed == back.more_needed[::-1]
    assert (there.verdict == "too_few_answers") == (max(there.more_needed) > 0)


@given(st.floats(0.01, 0.5), st.floats(0.05, 0.9), st.floats(0, 0.09))
def test_sizes_and_margins_are_inverse(margin: float, promoters: float, detractors: float) -> None:
    shares = {"promoters": promoters, "detractors": detractors}
    for population in (None, 3000):
        n = scores.answers_for_margin(margin, **shares, population=population)
        assert scores.margin_of(n, **shares, population=population) <= margin + 1e-9
        if n > 1:
            assert scores.margin_of(n - 1, **shares, population=population) > margin - 1e-9
    n = scores.answers_for_change(margin, **shares)
    assert scores.smallest_change(n, n, **shares) <= margin + 1e-9


@given(seeds, st.integers(1, 6), st.booleans())
def test_shares_of_drivers_are_not_negative_and_sum_to_what_is_explained(seed: int, k: int, collinear: bool) -> None:
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(30, k)) @ rng.normal(size=(k, k))
    if collinear and k > 1:
        table[:, -1] = table[:, 0]
    outcome = table @ rng.normal(size=k) + rng.normal(size=30)
    correlations = np.corrcoef(np.column_stack([table, outcome]).T)[None]
    centred = table - table.mean(axis=0)
    fitted = centred @ np.linalg.lstsq(centred, outcome - outcome.mean(), rcond=None)[0]
    r_squared = fitted.var() / outcome.var()
    for shares in (lmg_shares(correlations), johnson_shares(correlations)):
        assert shares.min() >= 0
        assert shares.sum() == pytest.approx(r_squared, abs=1e-8)


@given(seeds)
def test_lmg_is_the_average_over_all_orders_of_entry(seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(40, 4)) @ rng.normal(size=(4, 4))
    correlations = np.corrcoef(table.T)
    found = lmg_shares(correlations[None])[0]

    def explained(chosen: list[int]) -> float:
        with_outcome = correlations[chosen, 3]
        return float(with_outcome @ np.linalg.solve(correlations[np.ix_(chosen, chosen)], with_outcome))

    orders = [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]
    by_hand = np.zeros(3)
    for order in orders:
        for place, driver in enumerate(order):
            before = explained(list(order[:place])) if place else 0.0
            by_hand[driver] += (explained(list(order[: place + 1])) - before) / len(orders)
    assert found == pytest.approx(by_hand, abs=1e-9)


@given(seeds, st.sampled_from(["lmg", "johnson"]), st.sampled_from([60, 2500]))
def test_neither_the_order_of_drivers_nor_of_respondents_matters(seed: int, method: str, n: int) -> None:
    rng = np.random.default_rng(seed)
    ratings = rng.integers(1, 6, (n, 3))
    outcome = ratings.sum(axis=1) + rng.integers(0, 4, n)
    names = ["delivery", "price", "support"]
    columns, rows = rng.permutation(3), rng.permutation(n)
    one = scores.drivers(ratings, outcome, names=names, method=method, draws=100)
    other = scores.drivers(
        ratings[rows][:, columns], outcome[rows], names=[names[at] for at in columns], method=method, draws=100
    )
    for name in names:
        first, second = one[name], other[name]
        assert (first.value, first.low, first.high) == pytest.approx((second.value, second.low, second.high), abs=1e-9)


@given(seeds, st.integers(0, 40))
def test_weights_meet_their_targets_and_stay_within_their_bounds(seed: int, extra: int) -> None:
    rng = np.random.default_rng(seed)
    cells = np.repeat(["new", "regular", "silent"], [20 + extra, 60, 25])
    share = rng.dirichlet([4, 4, 4])
    found = scores.post_stratify(cells, dict(zip(["new", "regular", "silent"], share, strict=True)))
    assert found.value.mean() == pytest.approx(1)
    assert found.value.min() >= 0.3 - 1e-12
    assert found.value.max() <= 3 + 1e-12
    assert 1 <= found.effective_n <= len(cells) + 1e-9
    if found.trimmed == 0:
        assert np.mean(found.value * (cells == "new")) == pytest.approx(share[0])
        assert found.largest_gap < 1e-10


@given(seeds)
def test_raking_meets_every_margin(seed: int) -> None:
    rng = np.random.default_rng(seed)
    segment, channel = rng.choice(["new", "regular"], 300), rng.choice(["mail", "phone", "chat"], 300)
    margins = {"segment": {"new": 0.4, "regular": 0.6}, "channel": {"mail": 50, "phone": 30, "chat": 20}}
    found = scores.rake({"segment": segment, "channel": channel}, margins)
    if found.trimmed == 0:
        assert np.mean(found.value * (segment == "new")) == pytest.approx(0.4, abs=1e-9)
        assert np.mean(found.value * (channel == "phone")) == pytest.approx(0.3, abs=1e-9)


def test_the_ends_of_many_scores_are_found_at_once() -> None:
    p, d = np.array([0.5, 1.0, np.nan]), np.array([0.2, 0.0, np.nan])
    low, high = nps_bounds(p, d, np.array([100.0, 10.0, 0.0]), method="tango", level=0.95)
    assert np.round(low[:2], 4).tolist() == [0.1396, 0.4449]
    assert np.isnan([low[2], high[2]]).all()


def test_no_weights_are_no_weights() -> None:
    assert answer_weights(None, 3) is None
