"""What the scores say at the edges: nobody, few, all alike, impossible; verdicts in words."""

import math
import pickle
import re
import time

import numpy as np
import pytest
import regulars as rg
from regulars import scores


def test_nobody_has_no_score() -> None:
    answer = scores.nps([])
    assert answer.score.verdict == "no_base"
    assert math.isnan(answer.score.value)
    assert answer.points is None
    assert scores.csat([]).share.verdict == "no_base"
    assert scores.csat([]).mean.verdict == "no_base"
    assert scores.response_rate(0, 0).verdict == "no_base"


@pytest.mark.parametrize(
    ("n", "verdict"), [(1, "no_score"), (9, "no_score"), (10, "low_base"), (29, "low_base"), (30, "")]
)
def test_the_base_decides_what_may_be_shown(n: int, verdict: str) -> None:
    answer = scores.nps([10] * n)
    assert answer.score.verdict == verdict
    assert answer.points == (None if n < 10 else 100)
    assert scores.csat([5, 4] * n).share.n == 2 * n
    assert scores.base_verdict(n) == verdict


def test_the_base_of_weighted_answers_is_their_effective_number() -> None:
    answer = scores.nps([10] * 20 + [3] * 20, weights=[3.0] * 5 + [0.3] * 35)
    assert answer.n == 40
    assert answer.effective_n < 14
    assert answer.score.verdict == "low_base"


def test_answers_alike_claim_no_certainty() -> None:
    answer = scores.csat([5] * 40)
    assert answer.mean.value == 5
    assert answer.mean.verdict == "no_spread"
    assert math.isnan(answer.mean.low)
    assert answer.share.low < 1


def test_the_mean_has_a_t_interval_within_the_scale() -> None:
    answers = [1, 2, 3, 4, 5] * 4
    mean = scores.csat(answers).mean
    half = 2.0930240544 * np.std(answers, ddof=1) / np.sqrt(20)  # t of 19 degrees of freedom at 97.5 %
    assert (mean.low, mean.high) == pytest.approx((3 - half, 3 + half))
    assert scores.csat([5] * 19 + [1]).mean.high == 5


def test_effort_counts_five_to_seven() -> None:
    answer = scores.ces([1, 2, 3, 4, 5, 6, 7] * 5)
    assert answer.share.value == pytest.approx(3 / 7)
    assert answer.mean.value == 4
    assert answer.warnings == ()
    assert [notice.code for notice in scores.ces([1, 2, 5] * 10).warnings] == ["looks_like_effort_scale"]


def test_the_two_indices_of_satisfaction_are_told_apart() -> None:
    answers = [[8, 7, 9]] * 3 + [[10, 10, 10]]
    from_lowest = scores.csi(answers, scale=(1, 10))
    of_highest = scores.csi(answers, scale=(1, 10), counted="of_highest")
    assert from_lowest.index.method == "csi_from_lowest"
    assert of_highest.index.method == "csi_of_highest"
    assert of_highest.index.value == pytest.approx((3 * 80 + 100) / 4)
    assert from_lowest.items[0].value == pytest.approx(100 * (3 * 7 / 9 + 1) / 4)


def test_importance_stated_by_each_respondent_weighs_their_own_answers() -> None:
    found = scores.csi([[10, 1], [1, 10]], importance=[[1, 0], [0, 3]], scale=(1, 10))
    assert found.index.value == 100


@pytest.mark.parametrize(
    ("before", "after", "verdict", "words"),
    [
        ((50, 30, 20), (62, 26, 12), "too_few_answers", r"Too few answers: \d+ more needed"),
        ((500, 300, 200), (540, 290, 170), "real_change", r"Real change: between \+0\.2 and \+14 points"),
        ((1000, 600, 400), (1005, 600, 395), "noise", r"Noise: between -4 and \+5 points"),
        ((20, 5, 3), (3, 5, 20), "too_few_answers", "more needed"),  # under 30: not judged, however large
    ],
)
def test_a_change_has_a_verdict_in_words(
    before: tuple[int, int, int], after: tuple[int, int, int], verdict: str, words: str
) -> None:
    change = scores.nps_change(scores.nps_from_counts(*before), scores.nps_from_counts(*after))
    assert change.verdict == change.difference.verdict == change.notice.code == verdict
    assert re.search(words, str(change.notice))


def test_the_answers_said_to_be_missing_are_enough() -> None:
    few = scores.nps_change(scores.nps_from_counts(50, 30, 20), scores.nps_from_counts(50, 30, 20))
    need = few.needed_per_period
    assert few.more_needed == (need - 100, need - 100)
    enough = scores.nps_from_counts(need // 2, need - need // 2 - need // 5, need // 5)
    assert scores.nps_change(enough, enough).verdict == "noise"


def test_a_share_of_satisfied_customers_is_judged_like_nps() -> None:
    few, many, more = (scores.csat([5] * top + [2] * rest) for top, rest in ((40, 10), (800, 200), (900, 100)))
    assert scores.share_change(few, few).verdict == "too_few_answers"
    assert scores.share_change(many, more).verdict == "real_change"
    assert scores.share_change(many, many).verdict == "noise"
    need = scores.share_change(few, few).needed_per_period
    enough = scores.csat([5] * round(0.8 * need) + [2] * (need - round(0.8 * need)))
    assert scores.share_change(enough, enough).verdict == "noise"
    with pytest.raises(rg.MismatchError, match="count"):
        scores.share_change(few, scores.ces([5] * 40))


def test_margins_that_contradict_the_answers_are_refused() -> None:
    twins = {"a": ["x"] * 30 + ["y"] * 30, "b": ["u"] * 30 + ["v"] * 30}
    with pytest.raises(rg.NotEnoughDataError, match="margins"):
        scores.rake(twins, {"a": {"x": 0.2, "y": 0.8}, "b": {"u": 0.7, "v": 0.3}})


def test_the_same_people_need_fewer_answers() -> None:
    rng = np.random.default_rng(1)
    first = rng.integers(0, 11, 200)
    second = np.where(rng.random(200) < 0.8, first, 10)
    panel = scores.nps_panel_change(first, second)
    apart = scores.nps_change(scores.nps(first), scores.nps(second))
    assert panel.observed == pytest.approx(apart.observed)
    assert panel.standard_error < 0.6 * apart.standard_error
    assert panel.verdict == "real_change"


def test_a_panel_in_which_nobody_moved_is_not_certain() -> None:
    panel = scores.nps_panel_change([10] * 40, [10] * 40)
    assert panel.observed == 0
    assert panel.difference.low < -0.05
    assert panel.difference.high > 0.05


def test_a_biased_response_is_flagged() -> None:
    answered = np.repeat([True, False], [100, 300])
    segment = np.repeat(["regular", "new", "regular", "new"], [80, 20, 120, 180])
    spend = np.r_[np.linspace(50, 100, 100), np.linspace(0, 100, 300)]
    found = scores.response_bias(answered, {"segment": segment, "spend": spend})
    assert (found.n_first, found.n_second) == (100, 300)
    assert found.verdict == "differs"
    rows = {(row.field, row.part): row for row in found}
    regulars = rows["segment", "regular"]
    assert (regulars.share_first, regulars.share_second) == (0.8, 0.4)
    assert regulars.difference.verdict == "differs"
    assert sum(row.share_first for row in found if row.field == "spend") == pytest.approx(1)
    assert len([row for row in found if row.field == "spend"]) == 4
    alike = scores.response_bias(answered, {"coin": np.arange(400) % 2})
    assert alike.flagged == ()
    assert alike.verdict == ""


def test_few_customers_may_differ_by_chance() -> None:
    found = scores.response_bias([True] * 4 + [False] * 6, {"segment": list("aabbabbbbb")})
    assert found.verdict == "may_differ"


def test_late_answers_stand_for_the_silent() -> None:
    waited = np.arange(100)
    found = scores.early_against_late(waited, {"nps": np.where(waited < 50, "promoter", "detractor")})
    assert (found.first, found.second, found.n_first) == ("early", "late", 50)
    assert found.verdict == "differs"


def test_weighting_moves_the_score_and_costs_answers() -> None:
    cells = np.repeat(["regular", "new"], [80, 20])
    answers = np.repeat([10, 3], [80, 20])
    found = scores.post_stratify(cells, {"regular": 500, "new": 500})
    assert np.unique(found.value).tolist() == pytest.approx([0.625, 2.5])
    assert found.effective_n == pytest.approx(64)
    assert found.design_effect == pytest.approx(100 / 64)
    weighted = scores.nps(answers, weights=found.value)
    assert scores.nps(answers).score.value == pytest.approx(0.6)
    assert weighted.score.value == pytest.approx(0, abs=1e-12)
    assert weighted.score.n == pytest.approx(64)


def test_cut_weights_say_what_is_left_undone() -> None:
    found = scores.post_stratify(np.repeat(["regular", "new"], [180, 20]), {"regular": 0.5, "new": 0.5})
    assert found.value.max() == 3
    assert found.value.mean() == pytest.approx(1)
    assert found.trimmed == 20
    assert found.largest_gap == pytest.approx(0.2)
    assert [notice.code for notice in found.warnings] == ["weights_trimmed"]


def test_small_cells_are_named_and_not_weighted() -> None:
    cells = np.repeat(["regular", "new"], [80, 19])
    with pytest.raises(rg.NotEnoughDataError, match="new") as refused:
        scores.post_stratify(cells, {"regular": 1, "new": 1, "silent": 2})
    assert dict(refused.value.missing) == {"cells=new": 19, "cells=silent": 0}


def test_drivers_beyond_lmg_are_sent_to_johnson() -> None:
    rng = np.random.default_rng(1)
    ratings = rng.normal(size=(400, 16))
    outcome = ratings.sum(axis=1)
    with pytest.raises(rg.InvalidArgumentError, match="johnson"):
        scores.drivers(ratings, outcome)
    assert scores.drivers(ratings, outcome, method="johnson", draws=100).r_squared.value == pytest.approx(1)


def test_drivers_need_respondents_and_spread() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(rg.NotEnoughDataError):
        scores.drivers(rng.normal(size=(4, 3)), [1, 2, 3, 4])
    with pytest.raises(rg.NotEnoughDataError, match="alike"):
        scores.drivers(rng.normal(size=(10, 2)), [1] * 10)
    with pytest.raises(rg.InvalidDataError, match="price"):
        scores.drivers(np.column_stack([rng.normal(size=10), np.ones(10)]), range(10), names=["delivery", "price"])


def test_weighting_respondents_by_two_is_asking_them_twice() -> None:
    rng = np.random.default_rng(1)
    ratings = rng.integers(1, 6, (50, 3))
    outcome = ratings @ [3, 2, 1] + rng.normal(size=50)
    twice = scores.drivers(np.repeat(ratings, 2, axis=0), np.repeat(outcome, 2), draws=100)
    weighted = scores.drivers(ratings, outcome, weights=[2.0] * 50, draws=100)
    assert [e.value for e in weighted.importance] == pytest.approx([e.value for e in twice.importance])
    assert weighted.effective_n == pytest.approx(50)


def test_importance_and_performance_point_at_what_to_mend() -> None:
    rng = np.random.default_rng(4)
    delivery, price, design = rng.integers(1, 4, 500), rng.integers(3, 6, 500), rng.integers(1, 6, 500)
    outcome = 3 * delivery + 3 * price + rng.normal(size=500)
    ratings = np.column_stack([delivery, price, design])
    found = scores.drivers(ratings, outcome, names=["delivery", "price", "design"], draws=200)
    table = scores.importance_performance(found, ratings, scale=(1, 5))
    places = {row.name: row.place for row in table}
    assert places["delivery"] == "mend_first"
    assert places["price"] == "keep_up"
    assert places["design"] in {"can_wait", "perhaps_overdone"}
    assert [row.importance.value for row in table] == sorted((row.importance.value for row in table), reverse=True)
    assert next(row for row in table if row.name == "delivery").sure
    assert found.verdict == ""


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: scores.nps([5, 11]), rg.InvalidDataError, "11 in row 1"),
        (lambda: scores.nps([5, 7.5]), rg.InvalidDataError, "whole"),
        (lambda: scores.nps([5, np.nan]), rg.InvalidDataError, "missing in row 1"),
        (lambda: scores.nps(["ten"]), rg.InvalidDataError, "numbers"),
        (lambda: scores.nps([[5]]), rg.InvalidDataError, "one column"),
        (lambda: scores.nps([5], weights=[1, 2]), rg.MismatchError, "1 answers"),
        (lambda: scores.nps([5], weights=[-1.0]), rg.InvalidDataError, "row 0"),
        (lambda: scores.nps([5], weights=[0.0]), rg.InvalidDataError, "nobody"),
        (lambda: scores.nps([5], method="bootstrap"), rg.InvalidArgumentError, "tango"),
        (lambda: scores.nps([5], level=1.0), rg.InvalidArgumentError, "level"),
        (lambda: scores.nps([5, 6], population=1), rg.InvalidArgumentError, "population"),
        (lambda: scores.nps_from_counts(-1, 2, 3), rg.InvalidArgumentError, "counts"),
        (lambda: scores.nps_by(["a"], [5, 6]), rg.MismatchError, "2 answers"),
        (lambda: scores.csat([5], top_boxes=5), rg.InvalidArgumentError, "top_boxes"),
        (lambda: scores.csat([0]), rg.InvalidDataError, "from 1 to 5"),
        (lambda: scores.ces([8]), rg.InvalidDataError, "from 1 to 7"),
        (lambda: scores.acsi([11], [5], [5]), rg.InvalidDataError, "scale"),
        (lambda: scores.acsi([1, 2], [5], [5]), rg.MismatchError, "length"),
        (lambda: scores.csi([[1, 2]], scale=(5, 5)), rg.InvalidArgumentError, "scale"),
        (lambda: scores.csi([[1, 2]], scale=(1, 5), importance=[0, 0]), rg.InvalidDataError, "importance"),
        (lambda: scores.answers_for_margin(0), rg.InvalidArgumentError, "margin"),
        (lambda: scores.answers_for_change(0.1, power=1), rg.InvalidArgumentError, "power"),
        (lambda: scores.answers_for_change(0.1, promoters=0.9, detractors=0.2), rg.InvalidArgumentError, "whole"),
        (lambda: scores.nps_panel_change([5], [5, 6]), rg.MismatchError, "same people"),
        (lambda: scores.nps_panel_change([], []), rg.NotEnoughDataError, "nobody"),
        (lambda: scores.nps_change(scores.nps([]), scores.nps([5])), rg.NotEnoughDataError, "no answers"),
        (lambda: scores.response_bias([True], {"a": [1]}), rg.NotEnoughDataError, "silent"),
        (
            lambda: scores.response_bias(
                [True, False], {"last": np.array(["2026-01-01", "2026-01-02"], "datetime64[D]")}
            ),
            rg.InvalidDataError,
            "days since",
        ),
        (lambda: scores.post_stratify(["x"] * 20, {"x": 0, "y": 1}), rg.InvalidDataError, "no customers"),
        (lambda: scores.response_bias([True, False], {}), rg.InvalidArgumentError, "field"),
        (lambda: scores.post_stratify(["x"] * 20, {"y": 1}), rg.InvalidDataError, "'x' in row 0"),
        (lambda: scores.post_stratify(["x"] * 20, {"x": 1}, trim=(2, 3)), rg.InvalidArgumentError, "trim"),
        (lambda: scores.rake({"a": ["x"] * 20}, {"b": {"x": 1}}), rg.MismatchError, "differ"),
        (lambda: scores.nps_coverage(0), rg.InvalidArgumentError, "between 1"),
    ],
)
def test_what_cannot_be_true_is_refused_in_words(call: object, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()  # type: ignore[operator]


def test_answers_can_be_kept_in_caches_and_sent_between_processes() -> None:
    nps = scores.nps([10, 9, 3])
    table = scores.nps_by(["a", "a", "b"], [10, 9, 3])
    weights = scores.post_stratify(np.repeat(["x", "y"], [180, 20]), {"x": 0.5, "y": 0.5})
    assert pickle.loads(pickle.dumps(nps)) == nps
    assert pickle.loads(pickle.dumps(table))["a"] == table["a"]
    assert pickle.loads(pickle.dumps(weights)).warnings == weights.warnings
    assert pickle.loads(pickle.dumps(scores.nps_change(nps, nps))).verdict == "too_few_answers"


def test_a_table_of_groups_becomes_a_frame() -> None:
    pytest.importorskip("pandas")
    frame = scores.csat_by(["b", "a", "a"], [5, 3, 4]).to_pandas()
    assert frame["group"].tolist() == ["a", "b"]
    assert frame["value"].tolist() == [0.5, 1.0]


def test_a_table_of_groups_becomes_arrow_and_keeps_its_columns() -> None:
    pa = pytest.importorskip("pyarrow")
    table = scores.nps_by(["b", "a", "a"], [10, 3, 8])
    arrow = table.to_arrow()
    assert isinstance(arrow, pa.Table)
    assert arrow["group"].to_pylist() == ["a", "b"]
    assert arrow["n"].to_pylist() == [2, 1]
    assert arrow["verdict"].to_pylist() == ["no_score", "no_score"]
    with pytest.raises(KeyError):
        table["c"]


def test_satisfaction_by_group_equals_the_groups_alone() -> None:
    rng = np.random.default_rng(2)
    groups, answers, weights = rng.integers(0, 4, 300), rng.integers(1, 6, 300), rng.uniform(0.3, 3, 300)
    table = scores.csat_by(groups, answers, weights=weights)
    for group in table:
        own = groups == group
        alone = scores.csat(answers[own], weights=weights[own]).share
        row = table[group]
        assert (row.value, row.low, row.high) == pytest.approx((alone.value, alone.low, alone.high))


def test_keys_of_different_kinds_are_still_groups() -> None:
    table = scores.nps_by(np.array(["a", None, 3], object), [10, 9, 0])
    assert len(table) == 3
    assert table[None].value == 1


def test_a_million_answers_take_well_under_a_second() -> None:
    rng = np.random.default_rng(1)
    answers = rng.integers(0, 11, 1_000_000)
    started = time.perf_counter()
    scores.nps(answers)
    assert time.perf_counter() - started < 0.5  # a few hundredths on an idle machine
