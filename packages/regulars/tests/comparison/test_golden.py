"""What models expect of the CDNOW holdout, as published, through the front door."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import regulars as rg

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "holdout.json").read_text())
MODELS = [name for name in GOLDEN if name.endswith("NBD")]


def agrees(actual: Any, golden: dict[str, Any]) -> None:
    """Assert equality to the printed digits, or to the relative tolerance that the golden file explains."""
    np.testing.assert_allclose(
        actual, golden["value"], rtol=golden.get("relative", 0), atol=0.6 * 10 ** -golden["digits"]
    )


def checked(cdnow: rg.Split, model: Any) -> rg.comparison.HoldoutCheck:
    found = rg.compare(cdnow.summary, {"model": model}, holdout=cdnow.holdout, levels=())["model"].holdout
    assert found is not None
    assert found.tracking is not None
    return found


@pytest.mark.parametrize("name", MODELS)
def test_what_a_model_expects_of_the_holdout_is_the_published(cdnow: rg.Split, known: Any, name: str) -> None:
    golden = GOLDEN[name]
    found = checked(cdnow, known(getattr(rg, name)(), golden["params"]))
    agrees(found.expected, golden["expected"])
    agrees(found.mean_absolute_error, golden["mean_absolute_error"])
    if "bins" in golden:
        agrees(found.bins.expected, golden["bins"])
    if "cumulative_weeks_20_to_25" in golden:
        assert found.tracking is not None
        agrees(found.tracking.cumulative_expected[19:25], golden["cumulative_weeks_20_to_25"])


def test_what_customers_did_is_the_published(cdnow: rg.Split) -> None:
    found = checked(cdnow, rg.BGNBD())
    agrees(found.bins.actual, GOLDEN["sample"]["bins_actual"])
    assert found.tracking is not None
    agrees(found.tracking.cumulative_actual[19:25], GOLDEN["sample"]["cumulative_weeks_20_to_25"])
    assert found.actual == 1882
    assert found.bins.customers.tolist() == [1411, 439, 214, 100, 62, 38, 29, 64]
