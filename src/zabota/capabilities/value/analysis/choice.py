"""Which model of purchases: the one that foretells the hidden end of the history best, and why it was taken."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import regulars as rg

from zabota.capabilities.value.rules import held_out_weeks

MODELS: dict[str, rg.PurchaseModel] = {
    "ParetoNBD": rg.ParetoNBD(prior="auto"),
    "BGNBD": rg.BGNBD(prior="auto"),
    "MBGNBD": rg.MBGNBD(prior="auto"),
}
DAYS_IN_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class ModelChoice:
    """The verdict of the comparison, to be kept and put into words; `weeks` were hidden, 0 where none could be."""

    code: str
    chosen: str
    runner_up: str = ""
    weeks: int = 0
    numbers: dict[str, float] = field(default_factory=dict)
    total_error: float | None = None
    """Purchases expected in the hidden weeks against those made, −1…; told only where chance does not explain it."""

    def plain(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "chosen": self.chosen,
            "runner_up": self.runner_up,
            "weeks": self.weeks,
            "numbers": self.numbers,
            "total_error": self.total_error,
        }


def choose_model(
    connection: Any,  # noqa: ANN401 - duckdb ships no types
    summary: rg.CustomerSummary,
    *,
    observed_from: date,
    observed_until: date,
) -> tuple[rg.PurchaseFit, ModelChoice]:
    """Choose by what the models foretell of the last weeks, and fit the chosen one to the whole history.

    Where the history is short, or the hidden weeks leave nothing to compare, what was seen decides.
    """
    weeks = held_out_weeks(history_days=(observed_until - observed_from).days)
    hidden = _hidden(connection, observed_until=observed_until, weeks=weeks) if weeks else None
    if hidden is not None and hidden.verdict.basis == "holdout" and hidden.verdict.chosen is not None:
        fit = MODELS[hidden.verdict.chosen].fit(summary)
        if fit.converged:
            return fit, _choice(hidden.verdict, weeks)
    seen = rg.compare(summary, MODELS, levels=())
    if seen.verdict.chosen is not None and seen.chosen.fit is not None:
        return seen.chosen.fit, _choice(seen.verdict, 0)
    return _likeliest_of_all(seen)


def _likeliest_of_all(found: rg.Comparison) -> tuple[rg.PurchaseFit, ModelChoice]:
    """No search has arrived: the best place one has reached, which warns of itself."""
    reached = {check.name: check.fit for check in found.models if check.fit is not None}
    if not reached:
        raise rg.NotEnoughDataError(found.verdict.text)
    name = max(reached, key=lambda each: reached[each].log_likelihood)
    return reached[name], ModelChoice(code="all_refused", chosen=name)


def _hidden(connection: Any, *, observed_until: date, weeks: int) -> rg.Comparison | None:  # noqa: ANN401
    try:
        summary, holdout = rg.split(
            connection.sql("FROM orders"), customer="customer_id", date="ordered_on", amount_minor="amount_minor",
            calibrated_until=observed_until - timedelta(days=weeks * DAYS_IN_WEEK), observed_until=observed_until,
        )  # fmt: skip
    except rg.NotEnoughDataError:
        return None
    return rg.compare(summary, MODELS, holdout=replace(holdout, weeks=None), levels=())


def _choice(verdict: rg.Verdict, weeks: int) -> ModelChoice:
    missed = [note.numbers["error"] for note in verdict.notes if note.code == "holdout_total_missed"]
    return ModelChoice(
        code=verdict.code,
        chosen=verdict.chosen or "",
        runner_up=verdict.runner_up or "",
        weeks=weeks,
        numbers=dict(verdict.numbers),
        total_error=missed[0] if missed else None,
    )
