"""Pictures show the figures of the comparison, and nothing is drawn where there is nothing to show."""

import numpy as np
import pytest
import regulars as rg
from regulars import plots

pytest.importorskip("matplotlib")


@pytest.fixture(scope="module")
def found(cdnow: rg.Split) -> rg.Comparison:
    return rg.compare(cdnow.summary, [rg.BGNBD(), rg.ParetoNBD()], holdout=cdnow.holdout, draws=100)


def test_tracking_draws_what_was_made_and_expected(found: rg.Comparison) -> None:
    for cumulative in (True, False):
        axes = plots.tracking(found, cumulative=cumulative)
        lines = {line.get_label(): line.get_ydata() for line in axes.get_lines()}
        checked = found["ParetoNBD"].holdout
        assert checked is not None
        tracking = checked.tracking
        assert tracking is not None
        made = tracking.cumulative_actual if cumulative else tracking.actual
        np.testing.assert_array_equal(lines["actual"], made)
        assert {"BGNBD", "ParetoNBD"} <= set(lines)
    assert axes.figure.canvas is not None


def test_conditional_expectation_draws_the_bins(found: rg.Comparison) -> None:
    axes = plots.conditional_expectation(found)
    lines = [line for line in axes.get_lines() if line.get_label() == "ParetoNBD"]
    checked = found["ParetoNBD"].holdout
    assert checked is not None
    np.testing.assert_array_equal(lines[0].get_ydata(), checked.bins.expected)
    assert [label.get_text() for label in axes.get_xticklabels()][-1] == "7+"


def test_pictures_may_share_a_figure(found: rg.Comparison) -> None:
    from matplotlib.figure import Figure

    both = Figure().subplots(1, 2)
    assert plots.calibration(found, axes=both[0]) is both[0]
    assert plots.tracking(found, axes=both[1]) is both[1]
    both[0].figure.canvas.draw()


def test_nothing_to_draw_is_said(cdnow: rg.Split) -> None:
    blind = rg.compare(cdnow.summary, [rg.BGNBD()])
    for draw in (plots.tracking, plots.conditional_expectation, plots.calibration):
        with pytest.raises(rg.NotEnoughDataError):
            draw(blind)
    unranged = rg.compare(cdnow.summary, [rg.BGNBD()], holdout=cdnow.holdout, levels=())
    with pytest.raises(rg.NotEnoughDataError):
        plots.calibration(unranged)
