"""Known spans and waits; sources stand in golden/response.json."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from regulars.response import BusinessHours, elapsed, waiting

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "response.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", GOLDEN["business_hours"]["cases"], ids=lambda case: case["start"])
def test_spans_have_the_length_counted_by_hand(case: dict) -> None:
    zone = ZoneInfo(case["zone"])
    start, end = (datetime.fromisoformat(case[name]).replace(tzinfo=zone) for name in ("start", "end"))
    spans = elapsed([start], [end], BusinessHours(GOLDEN["business_hours"]["hours"], case["zone"]))
    assert spans.business_minutes.tolist() == [case["business_minutes"]]
    assert spans.calendar_minutes.tolist() == [case["calendar_minutes"]]


def test_open_requests_are_counted_and_not_dropped() -> None:
    golden = GOLDEN["waiting"]
    minutes = golden["answered_after"] + golden["open_since"]
    wait = waiting(minutes, [True] * 8 + [False] * 2)
    assert (wait.median.value, wait.p75.value) == (golden["median"], golden["p75"])
    assert wait.p90.verdict == "not_reached"
    assert np.isnan(wait.p90.value)
    assert (wait.n, wait.n_open) == (10, 2)
    # what leaving them out would say, by linear interpolation of the answered ones
    assert np.quantile(golden["answered_after"], 0.9) == golden["answered_only_p90"]


def test_remission_times_give_the_published_curve() -> None:
    golden = GOLDEN["remission"]
    weeks = np.array(golden["weeks"])
    wait = waiting(np.abs(weeks), weeks > 0)
    survival, _, _ = wait.curve.at([int(week) for week in golden["survival"]])
    assert np.round(survival, 4).tolist() == list(golden["survival"].values())
    assert wait.median.value == golden["median"]
    placebo = np.array(golden["placebo_weeks"])
    assert waiting(placebo, placebo > 0).median.value == golden["placebo_median"]
