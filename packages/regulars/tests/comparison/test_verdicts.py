"""Every verdict and every note is reached, by data that deserve it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import pytest
import regulars as rg
from regulars import datasets
from regulars.comparison import VERDICT_NUMBERS

Test = TypeVar("Test")
TRUE = {"r": 0.553, "alpha": 10.58, "s": 0.606, "beta": 11.66}
BOTH = [rg.BGNBD(), rg.ParetoNBD()]
REACHED: set[str] = set()
"""Codes that the tests below say they reach, and check."""


def reaches(*codes: str) -> Callable[[Test], Test]:
    """Note the codes a test is about."""
    REACHED.update(codes)
    return lambda test: test


def judged(summary: rg.CustomerSummary, models: Any, **ask: Any) -> rg.Verdict:
    """Compare, and hold the verdict against the list of codes and numbers."""
    verdict = rg.compare(summary, models, **{"levels": (), **ask}).verdict
    own = [verdict, *(notice for notice in verdict.notes if notice.code in VERDICT_NUMBERS)]
    for said in own:
        assert set(said.numbers) == set(VERDICT_NUMBERS[said.code])
    assert verdict.text
    assert "{" not in verdict.text
    assert str(verdict) == verdict.text
    return verdict


def codes(verdict: rg.Verdict) -> list[str]:
    return [notice.code for notice in verdict.notes]


def simulated(customers: int = 3000, *, weeks: int = 104, **params: float) -> rg.Split:
    chance = np.random.default_rng(7)
    first = datasets.spread_over(chance, customers=customers, days=90)
    orders = datasets.simulate_pareto_nbd(chance, first_day=first, until_day=7 * weeks, **{**TRUE, **params})
    return rg.split(orders, calibrated_until=7 * weeks // 2, time_unit="week")


@pytest.fixture(scope="module")
def data() -> rg.Split:
    return simulated()


@pytest.fixture(scope="module")
def stay() -> rg.Split:
    """Customers who never leave."""
    return simulated(400, s=1.0, beta=1e9)


@reaches("best_in_holdout")
def test_a_model_better_by_more_than_chance_is_chosen(data: rg.Split, known: Any) -> None:
    wrong = known(rg.ParetoNBD(), {**TRUE, "s": 0.01})
    verdict = judged(data.summary, {"wrong": wrong, "right": rg.ParetoNBD()}, holdout=data.holdout)
    assert (verdict.code, verdict.basis) == ("best_in_holdout", "holdout")
    assert (verdict.chosen, verdict.runner_up, verdict.tied) == ("right", "wrong", ())
    assert verdict.numbers["low"] > 0
    assert verdict.numbers["difference"] == pytest.approx(verdict.numbers["runner_up_loss"] - verdict.numbers["loss"])
    assert verdict.numbers["holdout_weeks"] == 52
    assert "more than chance" in verdict.text


@reaches("tie_in_holdout_likelier_chosen")
def test_a_tie_in_the_holdout_is_settled_by_what_was_seen_before(cdnow: rg.Split) -> None:
    verdict = judged(cdnow.summary, BOTH, holdout=cdnow.holdout)
    assert verdict.code == "tie_in_holdout_likelier_chosen"
    assert (verdict.chosen, verdict.runner_up) == ("BGNBD", "ParetoNBD")
    assert set(verdict.tied) == {"BGNBD", "ParetoNBD"}
    assert verdict.numbers["low"] < 0 < verdict.numbers["high"]
    assert verdict.numbers["bic_difference"] == pytest.approx(25.1, abs=0.05)
    assert "no more than chance" in verdict.text


@reaches("likeliest")
def test_without_a_holdout_the_likelihood_decides(cdnow: rg.Split) -> None:
    verdict = judged(cdnow.summary, BOTH)
    assert (verdict.code, verdict.basis, verdict.chosen) == ("likeliest", "likelihood", "BGNBD")
    assert verdict.notes == ()


@reaches("holdout_too_small")
def test_a_holdout_of_a_few_purchases_decides_nothing(cdnow: rg.Split) -> None:
    few = replace(cdnow.holdout, purchases=np.eye(1, len(cdnow.summary), dtype=int)[0] * 29)
    verdict = judged(cdnow.summary, BOTH, holdout=few)
    assert (verdict.code, codes(verdict)) == ("likeliest", ["holdout_too_small"])
    assert "only 29 purchases" in verdict.text


@reaches("all_refused")
def test_where_nobody_came_back_every_model_refuses() -> None:
    pytest.importorskip("pyarrow")
    silent = rg.CustomerSummary([0, 0], [0, 0], [10, 20], time_unit="week")
    comparison = rg.compare(silent, BOTH)
    verdict = judged(silent, BOTH)
    assert (verdict.code, verdict.basis, verdict.chosen) == ("all_refused", "none", None)
    assert verdict.refused == ("BGNBD", "ParetoNBD")
    assert comparison["BGNBD"].refusal is not None
    assert comparison["BGNBD"].refusal.code == "not_enough_data"
    assert np.isnan(comparison["BGNBD"].bic)
    assert comparison.to_arrow()["refusal"].to_pylist() == ["not_enough_data"] * 2
    assert "BGNBD" in comparison.table()
    with pytest.raises(rg.NotEnoughDataError, match="No model can be used"):
        _ = comparison.chosen


class Refusing:
    """A model that always asks for more."""

    def fit(self, _summary: rg.CustomerSummary) -> rg.PurchaseFit:
        raise rg.NotEnoughDataError("more is needed", missing={"more": 1})


class Lost:
    """A model whose search does not arrive."""

    def fit(self, summary: rg.CustomerSummary) -> rg.PurchaseFit:
        return replace(rg.BGNBD().fit(summary), converged=False)


@reaches("only_one_left")
def test_a_model_that_refuses_leaves_the_field_to_the_others(cdnow: rg.Split) -> None:
    models = {"refusing": Refusing(), "lost": Lost(), "BGNBD": rg.BGNBD()}
    verdict = judged(cdnow.summary, models, holdout=cdnow.holdout)
    assert (verdict.code, verdict.chosen, verdict.refused) == ("only_one_left", "BGNBD", ("refusing", "lost"))
    assert "Not usable: refusing and lost." in verdict.text


@reaches("holdout_total_missed", "every_model_misses")
def test_a_season_or_a_change_is_told_from_a_wrong_model(data: rg.Split) -> None:
    chance = np.random.default_rng(2)
    halved = replace(data.holdout, purchases=chance.binomial(data.holdout.purchases, 0.5))
    verdict = judged(data.summary, BOTH, holdout=halved)
    assert codes(verdict) == ["holdout_total_missed", "every_model_misses"]
    missed = verdict.notes[0].numbers
    assert missed["error"] == pytest.approx(missed["expected"] / missed["actual"] - 1)
    assert missed["error"] > 0.5


@reaches("intervals_too_narrow")
def test_ranges_that_hold_too_few_customers_are_said(known: Any) -> None:
    data = simulated(1000, r=1.0, alpha=4.0, beta=100.0)
    alike = known(rg.ParetoNBD(), {"r": 1000.0, "alpha": 4000.0, "s": 0.606, "beta": 100.0})
    verdict = judged(data.summary, {"alike": alike}, holdout=data.holdout, levels=(0.5, 0.95))
    assert "intervals_too_narrow" in codes(verdict)
    said = next(notice for notice in verdict.notes if notice.code == "intervals_too_narrow").numbers
    assert said["level"] == 0.95
    assert said["inside"] < said["high"] < 0.95


def test_a_right_model_has_nothing_to_be_warned_of(data: rg.Split) -> None:
    verdict = judged(data.summary, [rg.ParetoNBD()], holdout=data.holdout, levels=(0.5, 0.8, 0.9), draws=200)
    assert verdict.notes == ()


@reaches("tie_in_holdout_either_will_do", "tie_either_will_do")
def test_a_fit_on_the_boundary_takes_part_and_is_told_of(stay: rg.Split) -> None:
    verdict = judged(stay.summary, BOTH, holdout=stay.holdout)
    assert verdict.code == "tie_in_holdout_either_will_do"
    without = judged(stay.summary, BOTH)
    assert without.code == "tie_either_will_do"
    assert set(without.tied) == {"BGNBD", "ParetoNBD"}
    assert "no_churn" in codes(verdict)
    assert "Nobody seems to leave" in verdict.text


def test_two_configurations_of_one_model_are_told_apart(cdnow: rg.Split, known: Any) -> None:
    models = [known(rg.ParetoNBD(), TRUE), known(rg.ParetoNBD(), {**TRUE, "r": 0.6})]
    comparison = rg.compare(cdnow.summary, models)
    assert len({check.name for check in comparison.models}) == 2


@reaches("tie_in_holdout_simplest_chosen", "tie_simplest_chosen")
def test_what_a_simpler_model_tells_as_well_needs_no_other() -> None:
    few = simulated(100, r=3.0, alpha=20.0, s=1.0, beta=1000.0, weeks=52)
    models = [rg.ParetoNBD(), rg.NBD(), rg.BGNBD()]
    verdict = judged(few.summary, models, holdout=few.holdout)
    assert (verdict.code, verdict.chosen) == ("tie_in_holdout_simplest_chosen", "NBD")
    without = judged(few.summary, models)
    assert (without.code, without.chosen) == ("tie_simplest_chosen", "NBD")
    assert "for being simpler" in without.text


def test_every_code_is_reached_by_a_test() -> None:
    assert set(VERDICT_NUMBERS) == REACHED
