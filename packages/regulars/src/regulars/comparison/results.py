"""What a comparison of models tells: figures of each model, and a verdict that a program can render."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from regulars.errors import NotEnoughDataError
from regulars.estimates import Estimate, Notice

if TYPE_CHECKING:
    import pyarrow as pa

    from regulars.lifetime.purchase_fit import PurchaseFit
    from regulars.lifetime.purchase_model import PurchaseModel

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Basis = Literal["holdout", "likelihood", "none"]

_HOLDOUT = ("holdout_weeks", "holdout_purchases", "loss", "runner_up_loss", "difference", "low", "high")
_LIKELIHOOD = ("bic", "runner_up_bic", "bic_difference")

VERDICT_NUMBERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # verdicts
        "best_in_holdout": _HOLDOUT,
        "tie_in_holdout_likelier_chosen": (*_HOLDOUT, *_LIKELIHOOD),
        "tie_in_holdout_simplest_chosen": (*_HOLDOUT, *_LIKELIHOOD),
        "tie_in_holdout_either_will_do": (*_HOLDOUT, *_LIKELIHOOD),
        "likeliest": _LIKELIHOOD,
        "tie_simplest_chosen": _LIKELIHOOD,
        "tie_either_will_do": _LIKELIHOOD,
        "only_one_left": ("models",),
        "all_refused": ("models",),
        # notes
        "holdout_too_small": ("purchases", "needed"),
        "holdout_total_missed": ("error", "expected", "actual", "standard_error"),
        "every_model_misses": ("models",),
        "intervals_too_narrow": ("level", "inside", "low", "high"),
    }
)
"""Every code of a verdict and of its notes, with the names of its numbers, for renderers to cover.

The notes also carry the warnings of the chosen fit, under their own codes (``"no_churn"``, …).
"""


@dataclass(frozen=True, eq=False, kw_only=True)
class Tracking:
    """Compare the repeat purchases of the cohort, week by week, with those a model expected.

    Attributes
    ----------
    week_ends : ndarray of float, shape (w,)
        Weeks from the morning of the cohort's first day to the end of each week.
    actual, expected : ndarray of float, shape (w,)
        Repeat purchases made, and expected of customers new on their first days, in each week.
    in_calibration : int
        How many of the weeks, the first ones, the model has seen.
    cumulative_error : float ≥ 0
        Mean over the weeks of the holdout of \\|expected - actual\\| / actual, of the cumulative numbers.
    weekly_error : float ≥ 0
        Sum over the weeks of the holdout of \\|expected - actual\\|, by the sum of the actual; nan
        where nothing was bought.
    """

    week_ends: Floats
    actual: Floats
    expected: Floats
    in_calibration: int
    cumulative_error: float
    weekly_error: float

    @property
    def cumulative_actual(self) -> Floats:
        """Return the repeat purchases made by the end of each week."""
        return np.cumsum(self.actual)

    @property
    def cumulative_expected(self) -> Floats:
        """Return the repeat purchases expected by the end of each week."""
        return np.cumsum(self.expected)


@dataclass(frozen=True, eq=False, kw_only=True)
class FrequencyBins:
    """Compare purchases in the holdout with the expected ones, by what customers had done before.

    Attributes
    ----------
    frequency : ndarray of int, shape (8,)
        Repeat purchases in the calibration period: 0 to 6, and 7 for seven or more.
    customers : ndarray of float, shape (8,)
        How many customers each bin holds.
    actual, expected : ndarray of float, shape (8,)
        Mean purchases a customer in the holdout, made and expected; nan in an empty bin.
    actual_standard_error : ndarray of float, shape (8,)
        Standard error of the actual mean; nan where fewer than two customers stand behind it.
    """

    frequency: Counts
    customers: Floats
    actual: Floats
    expected: Floats
    actual_standard_error: Floats


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Say how many customers ended inside the range a model had given for each of them.

    Attributes
    ----------
    level : float, 0–1
        The level of the ranges.
    inside : Estimate
        Share of customers inside, with Wilson's interval. Purchases are whole numbers, so a right
        model has at least ``level`` inside, often more: a share below the level is a fault, one
        above it is not.
    below, above : float, 0–1
        Shares of customers who bought less, and more, than their range said.
    """

    level: float
    inside: Estimate
    below: float
    above: float


@dataclass(frozen=True, eq=False, kw_only=True)
class HoldoutCheck:
    """Hold how well a model foretold the holdout period.

    Attributes
    ----------
    expected, actual : float
        Purchases of all customers.
    standard_error : float
        How far the two may differ by chance: customers are independent, parameters are not known exactly.
    error : float
        (expected - actual) / actual; nan where nothing was bought.
    mean_absolute_error, root_mean_squared_error : float
        Of the expected number of purchases of each customer, in purchases.
    loss : float ≥ 0
        Mean over customers of 2 [(y + ½) ln((y + ½) / (μ + ½)) - (y - μ)], y purchases made and μ
        expected: the error models are chosen by.
    loss_standard_error : float ≥ 0
        What is unsure of the loss because parameters are not known exactly.
    tracking : Tracking or None
        Week by week; None where the holdout has no weeks, or where covariates tell so many groups
        of customers apart (above 200) that each would need an expectation of its own.
    bins : FrequencyBins
        By frequency in the calibration period.
    coverage : tuple of Coverage
        Calibration of the ranges of single customers, one of each level asked for.
    """

    expected: float
    actual: float
    standard_error: float
    mean_absolute_error: float
    root_mean_squared_error: float
    loss: float
    loss_standard_error: float
    tracking: Tracking | None
    bins: FrequencyBins
    coverage: tuple[Coverage, ...]

    @property
    def error(self) -> float:
        """Return (expected - actual) / actual, nan where nothing was bought."""
        return (self.expected - self.actual) / self.actual if self.actual else float("nan")


@dataclass(frozen=True, eq=False, kw_only=True)
class ModelCheck:
    """Hold what is known of one model on this customer base.

    Attributes
    ----------
    name : str
        Name of its class, or the key it was given under.
    model : PurchaseModel
        The configuration that was fitted.
    fit : PurchaseFit or None
        The fit; None where the model refused, and then ``refusal`` says why.
    refusal : Notice or None
        Why there is no usable fit.
    n_parameters : int
        Parameters estimated; 0 without a fit.
    log_likelihood, bic, aic : float
        Total over the customers; nan without a fit.
    holdout : HoldoutCheck or None
        How it did on the holdout; None without one.
    """

    name: str
    model: PurchaseModel
    fit: PurchaseFit | None = None
    refusal: Notice | None = None
    holdout: HoldoutCheck | None = None

    @property
    def n_parameters(self) -> int:
        """Return how many parameters were estimated."""
        return 0 if self.fit is None else self.fit.n_parameters

    @property
    def log_likelihood(self) -> float:
        """Return the total log-likelihood, nan without a fit."""
        return float("nan") if self.fit is None else self.fit.log_likelihood

    @property
    def bic(self) -> float:
        """Return k ln n - 2 ln L, nan without a fit; the smaller the better."""
        return float("nan") if self.fit is None else self.fit.bic

    @property
    def aic(self) -> float:
        """Return 2 k - 2 ln L, nan without a fit; the smaller the better."""
        return 2 * self.n_parameters - 2 * self.log_likelihood

    @property
    def boundary(self) -> tuple[str, ...]:
        """Return the codes of the edges the maximum lies on."""
        return () if self.fit is None else self.fit.boundary

    @property
    def is_usable(self) -> bool:
        """Return whether there is a fit that may be used."""
        return self.fit is not None and self.refusal is None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Say which model to use and why, for a program to render; ``text`` says it in English.

    Attributes
    ----------
    code : str
        One of the verdicts of ``VERDICT_NUMBERS``.
    basis : {"holdout", "likelihood", "none"}
        What decided: purchases held out, the Bayesian information criterion, or nothing.
    chosen, runner_up : str or None
        Names of models; None where there is no such model.
    tied : tuple of str
        Models whose difference from the best may be chance, the best first; empty without a tie.
    refused : tuple of str
        Models that could not be fitted.
    numbers : mapping of str to float
        The numbers ``VERDICT_NUMBERS`` names.
    notes : tuple of Notice
        What else one must know to use the chosen model.
    text : str
        All of it in English.
    """

    code: str
    basis: Basis
    chosen: str | None
    runner_up: str | None = None
    tied: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    notes: tuple[Notice, ...] = ()
    text: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, eq=False, kw_only=True)
class Comparison:
    """Hold the check of every model and the verdict.

    Attributes
    ----------
    models : tuple of ModelCheck
        In the order they were given.
    verdict : Verdict
        Which one to use, and why.
    horizon : float or None
        Length of the holdout in the time unit of the summary; None without one.
    """

    models: tuple[ModelCheck, ...]
    verdict: Verdict
    horizon: float | None = None

    def __getitem__(self, name: str) -> ModelCheck:
        """Return the check of the model of that name."""
        return next(check for check in self.models if check.name == name)

    @property
    def chosen(self) -> ModelCheck:
        """Return the check of the chosen model.

        Raises
        ------
        NotEnoughDataError
            If no model could be fitted.
        """
        if self.verdict.chosen is None:
            raise NotEnoughDataError(self.verdict.text, missing={"usable_models": 0})
        return self[self.verdict.chosen]

    def to_arrow(self) -> pa.Table:
        """Return a row a model: name, parameters, likelihood, criteria and, with a holdout, its errors."""
        import pyarrow as pa

        return pa.Table.from_pylist(self.rows())

    def rows(self) -> list[dict[str, Any]]:
        """Return the same as plain dictionaries; what is not known is None."""
        return [_row(check, is_chosen=check.name == self.verdict.chosen) for check in self.models]

    def table(self) -> str:
        """Return the same as text of fixed width, best first, the chosen model marked by an asterisk."""
        return _text_table(sorted(self.rows(), key=lambda row: (row["refusal"] or "", row["loss"] or row["bic"] or 0)))


def _row(check: ModelCheck, *, is_chosen: bool) -> dict[str, Any]:
    seen = check.holdout
    known = check.fit is not None
    return {
        "model": check.name,
        "chosen": is_chosen,
        "parameters": check.n_parameters if known else None,
        "log_likelihood": check.log_likelihood if known else None,
        "bic": check.bic if known else None,
        "aic": check.aic if known else None,
        "boundary": ", ".join(check.boundary),
        "expected": None if seen is None else seen.expected,
        "actual": None if seen is None else seen.actual,
        "error": None if seen is None or np.isnan(seen.error) else seen.error,
        "mean_absolute_error": None if seen is None else seen.mean_absolute_error,
        "root_mean_squared_error": None if seen is None else seen.root_mean_squared_error,
        "loss": None if seen is None else seen.loss,
        "refusal": None if check.refusal is None else check.refusal.code,
    }


_COLUMNS = (
    ("parameters", "k", "d"),
    ("log_likelihood", "ln L", ".1f"),
    ("bic", "BIC", ".1f"),
    ("expected", "expected", ".0f"),
    ("actual", "actual", ".0f"),
    ("error", "error", "+.1%"),
    ("mean_absolute_error", "MAE", ".4f"),
    ("root_mean_squared_error", "RMSE", ".4f"),
    ("loss", "loss", ".4f"),
)


def _text_table(rows: list[dict[str, Any]]) -> str:
    shown = [(key, head, form) for key, head, form in _COLUMNS if any(row[key] is not None for row in rows)]
    lines = [["model", *(head for _, head, _ in shown)]]
    for row in rows:
        cells = ["" if row[key] is None else format(row[key], form) for key, _, form in shown]
        lines.append([("* " if row["chosen"] else "  ") + row["model"], *cells])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    joined = (
        "  ".join([line[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(line[1:], widths[1:], strict=True))])
        for line in lines
    )
    return "\n".join(line.rstrip() for line in joined)
