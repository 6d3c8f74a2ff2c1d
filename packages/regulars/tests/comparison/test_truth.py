"""Of simulated customers the model that made them is chosen, or not told from the one chosen."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import regulars as rg
from regulars import datasets

CANDIDATES = [rg.NBD(), rg.BGNBD(), rg.MBGNBD(), rg.ParetoNBD()]
TRUE: dict[str, Callable[..., datasets.Orders]] = {
    "NBD": partial(datasets.simulate_nbd, r=0.8, alpha=12.0),
    "BGNBD": partial(datasets.simulate_bg_nbd, r=0.243, alpha=4.414, a=0.793, b=2.426),
    "MBGNBD": partial(datasets.simulate_mbg_nbd, r=0.525, alpha=6.183, a=0.891, b=1.614),
    "ParetoNBD": partial(datasets.simulate_pareto_nbd, r=0.553, alpha=10.58, s=0.606, beta=11.66),
}


def judged(name: str, *, seed: int, customers: int) -> rg.Verdict:
    chance: Any = np.random.default_rng(seed)
    first = datasets.spread_over(chance, customers=customers, days=90)
    orders = TRUE[name](chance, first_day=first, until_day=728)
    summary, holdout = rg.split(orders, calibrated_until=364, time_unit="week")
    return rg.compare(summary, CANDIDATES, holdout=holdout, levels=()).verdict


def is_kept(verdict: rg.Verdict, name: str) -> bool:
    """Whether the model was chosen or tied with the one chosen."""
    return verdict.chosen == name or name in verdict.tied


@pytest.mark.parametrize("name", TRUE)
def test_the_model_that_made_the_customers_wins_or_ties(name: str) -> None:
    verdict = judged(name, seed=5, customers=2000)
    assert is_kept(verdict, name)
    if name != "NBD":
        assert not is_kept(verdict, "NBD")


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUE)
def test_the_true_model_is_almost_never_rejected(name: str) -> None:
    """At a confidence of 95 % at most one in twenty may be; of 40 at most 5 with a probability of 0.99."""
    verdicts = [judged(name, seed=seed, customers=1500) for seed in range(40)]
    assert sum(not is_kept(verdict, name) for verdict in verdicts) <= 5
    if name == "NBD":
        assert sum(verdict.chosen == "NBD" for verdict in verdicts) >= 30
