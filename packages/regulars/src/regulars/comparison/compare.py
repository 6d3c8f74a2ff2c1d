"""Fit several models to one customer base, check them on what they have not seen, and choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from regulars.comparison._choice import choose
from regulars.comparison._holdout import check_holdout
from regulars.comparison.results import Comparison, ModelCheck
from regulars.errors import InvalidArgumentError, MismatchError, NotEnoughDataError
from regulars.estimates import Notice, normal_quantile
from regulars.lifetime.holdout import Holdout
from regulars.lifetime.purchase_model import PurchaseModel
from regulars.lifetime.summary import CustomerSummary

Floats = NDArray[np.float64]


def compare(
    summary: CustomerSummary,
    models: Sequence[PurchaseModel] | Mapping[str, PurchaseModel],
    *,
    holdout: Holdout | None = None,
    levels: Sequence[float] = (0.5, 0.8, 0.9),
    draws: int = 500,
    seed: int = 0,
    confidence: float = 0.95,
) -> Comparison:
    """Fit models of repeat buying, check them against purchases held out, and say which one to use.

    Business question: which model describes these customers, how well would it have foretold the
    last months, and is the difference between models more than noise?

    Parameters
    ----------
    summary : CustomerSummary
        The customers as the models may see them; with a holdout, the calibration summary of ``split``.
    models : sequence of configurations, or mapping of name to configuration
        Such as ``[BGNBD(), ParetoNBD()]``. Of models that do equally well the simpler, then the
        likelier, then the earlier one is chosen.
    holdout : Holdout, optional
        What the same customers bought later. Without it the likelihood alone decides.
    levels : sequence of float, 0–1 exclusive
        Levels at which ranges of single customers are checked; none, for speed, if empty.
    draws : int ≥ 50
        Futures drawn for each kind of customer, for the ranges.
    seed : int
        Equal seeds give equal answers.
    confidence : float, 0–1 exclusive
        How sure a difference between models must be, all comparisons taken together, to count.

    Returns
    -------
    Comparison
        Figures of each model, and the verdict as data and in words. Refit the chosen model to all
        orders before using it: the fit in here has not seen the holdout.

    Raises
    ------
    InvalidArgumentError
        If no model is given, names repeat, or a level is out of range.
    MismatchError
        If the holdout does not belong to the summary: another number of customers or another unit.

    Notes
    -----
    A model is judged by a loss between the purchases expected, μ, and made, y, of each customer,
    2 [(y + ½) ln((y + ½) / (μ + ½)) - (y - μ)], which is least, on average, for the true
    expectations. The mean absolute error is given but decides nothing: its least value is at the
    median, which is 0 for most customers, so it prefers models that expect too little. Two models
    are compared customer by customer; where the mean difference, by a normal interval at
    ``confidence`` with Bonferroni's correction that also holds what is unsure of the parameters,
    includes 0, they tie. Among models that tie, the Bayesian information criterion decides; less
    than 2 of it is no difference either, and then the model with fewer parameters is chosen.
    Fits on a boundary (nobody seems to leave) take part and their warnings stand in the notes.

    References
    ----------
    Fader and Hardie (2009), Journal of Interactive Marketing 23(1), on what to check a model for.
    Diebold and Mariano (1995), Journal of Business and Economic Statistics 13(3), on paired losses.
    Gneiting (2011), JASA 106(494), on which error suits which forecast; theorem 7 for the loss.
    Kass and Raftery (1995), JASA 90(430), section 3.2, on differences of the criterion.
    """
    named = _named(models)
    for level in (*levels, confidence):
        normal_quantile(level)  # refuses a level out of range
    if holdout is not None:
        _check_belongs(summary, holdout)
    checks: list[ModelCheck] = []
    losses: dict[str, Floats] = {}
    for name, model in named.items():
        check = _fitted(name, model, summary)
        if holdout is not None and check.fit is not None and check.is_usable:
            found = check_holdout(check.fit, summary, holdout, levels=levels, draws=draws, seed=seed)
            if found is None:
                check = replace(check, refusal=Notice("not_finite", "An expected number of purchases is not finite."))
            else:
                check, losses[name] = replace(check, holdout=found[0]), found[1]
        checks.append(check)
    verdict = choose(checks, losses, summary=summary, holdout=holdout, confidence=confidence)
    return Comparison(models=tuple(checks), verdict=verdict, horizon=None if holdout is None else holdout.horizon)


def _named(models: Sequence[PurchaseModel] | Mapping[str, PurchaseModel]) -> dict[str, PurchaseModel]:
    if isinstance(models, Mapping):
        named = dict(models)
    else:
        names = [type(model).__name__ for model in models]
        labels = [repr(model) if names.count(name) > 1 else name for name, model in zip(names, models, strict=True)]
        named = dict(zip(labels, models, strict=True))
    if not named:
        raise InvalidArgumentError("at least one model is needed")
    if len(named) < len(models):
        raise InvalidArgumentError("the same model is given twice")
    return named


def _check_belongs(summary: CustomerSummary, holdout: Holdout) -> None:
    if len(holdout) != len(summary):
        raise MismatchError(f"the holdout has {len(holdout)} customers and the summary {len(summary)}")
    if not np.isclose(holdout.time_unit_days, summary.time_unit_days, rtol=1e-9):
        raise MismatchError(
            f"the holdout counts in units of {holdout.time_unit_days:g} days "
            f"and the summary in units of {summary.time_unit_days:g}"
        )


def _fitted(name: str, model: PurchaseModel, summary: CustomerSummary) -> ModelCheck:
    try:
        fit = model.fit(summary)
    except NotEnoughDataError as error:
        refusal = Notice("not_enough_data", str(error), error.missing)
        return ModelCheck(name=name, model=model, refusal=refusal)
    if not fit.converged:
        refusal = Notice("not_converged", "The search ended before the maximum: the fit cannot be used.")
        return ModelCheck(name=name, model=model, fit=fit, refusal=refusal)
    return ModelCheck(name=name, model=model, fit=fit)
