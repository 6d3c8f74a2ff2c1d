"""Pictures of a comparison of models, by matplotlib: install ``regulars[plots]``.

Each function draws into the axes it is given or into a figure of its own, and returns the axes;
nothing is shown, nothing global is touched: ``plots.tracking(found).figure.savefig("weeks.png")``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from regulars.errors import NotEnoughDataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from regulars.comparison.results import Comparison, HoldoutCheck

__all__ = ["calibration", "conditional_expectation", "tracking"]

_ACTUAL = "#222222"
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")  # told apart by colour-blind eyes
_MARKS = ("o", "s", "^", "D", "v", "P")


def tracking(comparison: Comparison, *, cumulative: bool = True, axes: Axes | None = None) -> Axes:
    """Draw repeat purchases week by week, made and expected.

    Business question: do the models follow what the customers did, before and after they stopped looking?

    Parameters
    ----------
    comparison : Comparison
        With a holdout whose weeks are known.
    cumulative : bool
        Purchases by the end of each week, rather than in each week.
    axes : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        Weeks since the cohort's first day across, purchases upwards; a vertical line where the holdout begins.

    Raises
    ------
    NotEnoughDataError
        If no model was tracked.
    """
    tracked = [(name, check.tracking) for name, check in _checked(comparison) if check.tracking is not None]
    if not tracked:
        raise NotEnoughDataError("no model was tracked week by week: compare with a holdout of split")
    drawn = axes if axes is not None else _new_axes()
    first = tracked[0][1]
    made = first.cumulative_actual if cumulative else first.actual
    drawn.plot(first.week_ends, made, color=_ACTUAL, linewidth=2, label="actual")
    for (name, each), colour in zip(tracked, _endless(_COLOURS), strict=False):
        expected = each.cumulative_expected if cumulative else each.expected
        drawn.plot(each.week_ends, expected, color=colour, linestyle="--", label=name)
    drawn.axvline(first.week_ends[first.in_calibration - 1], color=_ACTUAL, linewidth=0.8, linestyle=":")
    drawn.set_ylim(bottom=0)
    drawn.set_xlabel("week")
    drawn.set_ylabel("cumulative repeat purchases" if cumulative else "repeat purchases in the week")
    drawn.legend(frameon=False)
    return drawn


def conditional_expectation(comparison: Comparison, *, axes: Axes | None = None) -> Axes:
    """Draw purchases in the holdout against repeat purchases before, made (with two standard errors) and expected.

    Business question: do the models tell frequent from rare customers rightly?

    Parameters
    ----------
    comparison : Comparison
        With a holdout.
    axes : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        Frequency before across (7 stands for seven and more), mean purchases a customer upwards.

    Raises
    ------
    NotEnoughDataError
        If there is no holdout, or no model was checked on it.
    """
    checked = list(_checked(comparison))
    drawn = axes if axes is not None else _new_axes()
    bins = checked[0][1].bins
    error = 2 * np.nan_to_num(bins.actual_standard_error)
    drawn.errorbar(bins.frequency, bins.actual, yerr=error, color=_ACTUAL, marker=".", capsize=3, label="actual")
    for (name, check), colour, mark in zip(checked, _endless(_COLOURS), _endless(_MARKS), strict=False):
        drawn.plot(
            bins.frequency, check.bins.expected, color=colour, marker=mark, linestyle="--", markersize=4, label=name
        )
    drawn.set_xticks(bins.frequency, [*map(str, bins.frequency[:-1]), f"{bins.frequency[-1]}+"])
    drawn.set_ylim(bottom=0)
    drawn.set_xlabel("repeat purchases before")
    drawn.set_ylabel("purchases in the holdout, a customer")
    drawn.legend(frameon=False)
    return drawn


def calibration(comparison: Comparison, *, axes: Axes | None = None) -> Axes:
    """Draw the share of customers inside their ranges against the level of the ranges.

    Business question: when a model says "nine of ten", are they nine of ten?

    Parameters
    ----------
    comparison : Comparison
        With a holdout and at least one level of ranges.
    axes : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
        Level across, share inside (with Wilson's interval) upwards. Below the diagonal ranges are too
        narrow; above it need not be a fault: purchases are whole numbers, so ranges hold more than they must.

    Raises
    ------
    NotEnoughDataError
        If ranges were not checked.
    """
    checked = [(name, check.coverage) for name, check in _checked(comparison) if check.coverage]
    if not checked:
        raise NotEnoughDataError("ranges were not checked: compare with a holdout and levels")
    drawn = axes if axes is not None else _new_axes()
    drawn.plot([0, 1], [0, 1], color=_ACTUAL, linewidth=0.8, linestyle=":")
    for (name, coverage), colour, mark in zip(checked, _endless(_COLOURS), _endless(_MARKS), strict=False):
        share = np.array([each.inside.value for each in coverage])
        ends = np.array([[each.inside.low for each in coverage], [each.inside.high for each in coverage]])
        drawn.errorbar(
            [each.level for each in coverage], share, yerr=np.abs(ends - share), color=colour, marker=mark,
            linestyle="--", markersize=4, capsize=3, label=name,
        )  # fmt: skip
    drawn.set_xlim(0, 1)
    drawn.set_ylim(0, 1)
    drawn.set_xlabel("level of the range")
    drawn.set_ylabel("share of customers inside")
    drawn.legend(frameon=False)
    return drawn


def _checked(comparison: Comparison) -> Iterator[tuple[str, HoldoutCheck]]:
    found = [(check.name, check.holdout) for check in comparison.models if check.holdout is not None]
    if not found:
        raise NotEnoughDataError("no model was checked on a holdout: give compare one")
    yield from ((name, check) for name, check in found if check is not None)


def _new_axes() -> Axes:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError("pictures need matplotlib: pip install 'regulars[plots]'") from error
    return Figure(figsize=(7, 4.2), layout="constrained").subplots()


def _endless(values: tuple[str, ...]) -> Iterator[str]:
    while True:
        yield from values
