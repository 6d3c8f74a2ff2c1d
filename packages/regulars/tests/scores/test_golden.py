"""Known numbers of the scores, to the printed digits; sources stand in golden/scores.json."""

import json
from pathlib import Path

import numpy as np
import pytest
from regulars import newcombe_difference, scores, wilson
from regulars.scores.sample_size import score_variance

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "scores.json").read_text(encoding="utf-8"))
NPS_CASES = [
    (case, method) for case in GOLDEN["nps"]["cases"] for method in ("tango", "adjusted_wald", "mover", "wald")
]


@pytest.mark.parametrize(("case", "method"), NPS_CASES, ids=lambda value: str(value)[:30])
def test_nps_gives_the_known_interval(case: dict, method: str) -> None:
    score = scores.nps_from_counts(*case["counts"], method=method).score
    assert round(score.value, 4) == case["value"]
    assert [round(score.low, 4), round(score.high, 4)] == case["intervals"][method]


def test_the_variance_of_one_answer_is_the_known_one() -> None:
    for counts, variance in GOLDEN["nps"]["variance"].items():
        promoters, passives, detractors = (int(count) for count in counts.split(","))
        n = promoters + passives + detractors
        assert score_variance(promoters / n, detractors / n) == pytest.approx(variance, abs=5e-7)


def test_the_three_bars_have_goodmans_simultaneous_intervals() -> None:
    answer = scores.nps_from_counts(*GOLDEN["goodman"]["counts"])
    bars = [answer.promoters, answer.passives, answer.detractors]
    assert [[round(bar.low, 4), round(bar.high, 4)] for bar in bars] == GOLDEN["goodman"]["intervals"]


@pytest.mark.parametrize("case", GOLDEN["change"]["cases"], ids=lambda case: str(case["after"]))
def test_a_change_has_the_known_interval_and_p_value(case: dict) -> None:
    change = scores.nps_change(scores.nps_from_counts(*case["before"]), scores.nps_from_counts(*case["after"]))
    found = {
        "observed": change.observed,
        "value": change.difference.value,
        "low": change.difference.low,
        "high": change.difference.high,
        "standard_error": change.standard_error,
        "p_value": change.p_value,
    }
    for name in set(case) - {"before", "after"}:
        assert round(found[name], 4) == case[name], name


def test_a_change_of_a_share_has_the_known_interval() -> None:
    golden = GOLDEN["share_change"]
    before, after = (scores.csat([5] * top + [1] * (n - top)) for top, n in (golden["before"], golden["after"]))
    difference = scores.share_change(before, after).difference
    assert (round(difference.low, 5), round(difference.high, 5)) == (golden["low"], golden["high"])


@pytest.mark.parametrize("shape", GOLDEN["sample_size"]["shapes"], ids=lambda shape: str(shape["promoters"]))
def test_sample_sizes_are_the_known_ones(shape: dict) -> None:
    shares = {"promoters": shape["promoters"], "detractors": shape["detractors"]}
    margins, changes = GOLDEN["sample_size"]["margins"], GOLDEN["sample_size"]["changes"]
    assert [scores.answers_for_margin(margin, **shares) for margin in margins] == shape["for_margin"]
    assert [scores.answers_for_change(change, **shares) for change in changes] == shape["for_change"]


def test_125_answers_carry_14_points_and_two_such_months_19() -> None:
    margin = scores.margin_of(125, promoters=0.5, detractors=0.2)
    assert round(margin, 3) == GOLDEN["sample_size"]["margin_of_125_at_nps_30"]
    assert round(margin * 2**0.5, 3) == GOLDEN["sample_size"]["two_months_of_125"]


@pytest.mark.parametrize(("successes", "n", "low", "high"), GOLDEN["wilson"]["cases"])
def test_wilson_gives_the_known_ends(successes: int, n: int, low: float, high: float) -> None:
    share = wilson(successes, n)
    assert (round(share.low, 4), round(share.high, 4)) == (low, high)
    answers = [5] * successes + [1] * (n - successes)
    satisfied = scores.csat(answers).share
    assert (satisfied.low, satisfied.high) == pytest.approx((share.low, share.high), abs=1e-12)


@pytest.mark.parametrize("case", GOLDEN["newcombe"]["cases"], ids=str)
def test_newcombe_gives_the_known_ends(case: list[float]) -> None:
    *counts, low, high = case
    difference = newcombe_difference(*(int(count) for count in counts))
    assert (round(difference.low, 4), round(difference.high, 4)) == (low, high)


def test_the_index_of_three_questions_is_the_known_one() -> None:
    golden = GOLDEN["csi"]
    assert round(scores.acsi(*golden["answers"]).index.value, 4) == golden["equal"]
    weighted = scores.acsi(*golden["answers"], item_weights=tuple(golden["item_weights"])).index
    assert round(weighted.value, 4) == golden["weighted"]


def test_the_effective_number_of_answers_is_the_known_one() -> None:
    assert round(scores.kish_effective_size(GOLDEN["kish"]["weights"]), 4) == GOLDEN["kish"]["effective_n"]


@pytest.mark.parametrize("method", ["lmg", "johnson"])
def test_drivers_share_out_what_is_explained(method: str) -> None:
    golden = GOLDEN["drivers"]
    found = scores.drivers(golden["ratings"], golden["outcome"], names=golden["names"], method=method, draws=100)
    assert [round(estimate.value, 6) for estimate in found.importance] == golden[method]
    assert round(found.r_squared.value, 6) == golden["r_squared"]
    assert np.round(found.correlation, 4).tolist() == golden["correlation"]
    assert found.verdict == "low_base"
