"""How often the intervals hold the truth, and how often a change is cried where there is none."""

import json
from pathlib import Path

import numpy as np
import pytest
from regulars import scores
from regulars.scores._nps_intervals import padded

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "scores_coverage.json").read_text(encoding="utf-8"))
TRUTHS = tuple(tuple(truth) for truth in GOLDEN["coverage"]["truths"])


def test_coverage_sums_over_every_outcome() -> None:
    # three answers, half promoters and half detractors: by hand, the Wald interval of 3 against 0 is a point
    # at ±1 and misses 0; of 2 against 1 it is .333 ± 1.067 and holds it
    found = scores.nps_coverage(3, ((0.5, 0.5),), method="wald")
    assert found.shares[0] == pytest.approx(0.75)


@pytest.mark.parametrize("n", [10, 30])
def test_tango_keeps_its_promise_with_few_answers(n: int) -> None:
    assert min(scores.nps_coverage(n, TRUTHS).shares) > 0.944
    assert min(scores.nps_coverage(n, TRUTHS, method="wald").shares) < 0.80


@pytest.mark.slow
@pytest.mark.parametrize("method", GOLDEN["coverage"]["methods"])
def test_the_table_of_coverage_is_reproduced(method: str) -> None:
    golden = GOLDEN["coverage"]
    known = golden["methods"][method]
    widths = []
    for place, n in enumerate(golden["answers"]):
        found = scores.nps_coverage(n, TRUTHS, method=method)
        assert 100 * np.mean(found.shares) == pytest.approx(known["mean"][place], abs=golden["tolerance_points"])
        assert 100 * min(found.shares) == pytest.approx(known["worst"][place], abs=golden["tolerance_points"])
        if n in golden["width_answers"]:
            widths.append(100 * float(np.mean(found.widths)))
    assert widths == pytest.approx(known["width_points"], abs=0.51)


@pytest.mark.slow
def test_false_alarms_of_changes_are_as_rare_as_known() -> None:
    golden, rng = GOLDEN["false_alarms"], np.random.default_rng(2026)
    for truth, row in zip(golden["truths"], golden["percent"], strict=True):
        shares = [truth[0], 1 - sum(truth), truth[1]]
        for (before, after), known in zip(golden["pairs"], row, strict=True):
            sides = []
            for n in (before, after):
                drawn = rng.multinomial(n, shares, 200_000) / n
                score, variance = padded(drawn[:, 0], drawn[:, 2], np.float64(n), extra=(0.75, 1.5, 0.75))
                sides.append((score, variance / (n + 3)))
            alarm = np.abs(sides[1][0] - sides[0][0]) > 1.959964 * np.sqrt(sides[0][1] + sides[1][1])
            assert 100 * alarm.mean() == pytest.approx(known, abs=golden["tolerance_points"]), (truth, before, after)


def test_the_shipped_change_is_the_one_whose_false_alarms_are_known() -> None:
    before, after = scores.nps_from_counts(17, 2, 1), scores.nps_from_counts(88, 9, 3)
    p, d = np.array([0.85, 0.88]), np.array([0.05, 0.03])
    score, variance = padded(p, d, np.array([20.0, 100.0]), extra=(0.75, 1.5, 0.75))
    change = scores.nps_change(before, after)
    assert change.difference.value == pytest.approx(score[1] - score[0])
    assert change.standard_error**2 == pytest.approx(variance[0] / 23 + variance[1] / 103)


@pytest.mark.slow
def test_a_panel_of_unchanged_minds_rarely_cries_a_change() -> None:
    rng = np.random.default_rng(2026)
    for promoters, detractors in ((0.5, 0.2), (0.9, 0.02)):
        for kept in (0.0, 0.5, 0.9):
            alarms = 0
            for _ in range(1000):
                first, second = (
                    rng.choice([10, 8, 3], 50, p=[promoters, 1 - promoters - detractors, detractors]) for _ in "ab"
                )
                second = np.where(rng.random(50) < kept, first, second)
                alarms += scores.nps_panel_change(first, second).verdict == "real_change"
            assert alarms / 1000 < 0.075
