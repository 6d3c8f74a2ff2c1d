"""From the checks of all models to one verdict: what is better by more than chance, what merely ties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from regulars.comparison._words import note, say
from regulars.comparison.results import Basis, ModelCheck, Verdict
from regulars.estimates import Estimate, Notice, normal_quantile
from regulars.lifetime.holdout import DAYS_IN_WEEK, Holdout
from regulars.lifetime.summary import CustomerSummary

Floats = NDArray[np.float64]

FEWEST_HOLDOUT_PURCHASES = 30
"""With fewer purchases in the holdout it cannot tell one model from another."""

WORTH_MENTIONING = 2.0
"""A smaller difference of the Bayesian information criterion is no evidence (Kass and Raftery, 1995)."""

MISSED_TOTAL = 0.1
"""A total of the holdout missed by more than this share, and by more than chance, is said."""

NARROW = 0.03
"""So much less than their level may ranges hold before it is said."""


def choose(
    checks: Sequence[ModelCheck],
    losses: Mapping[str, Floats],
    *,
    summary: CustomerSummary,
    holdout: Holdout | None,
    confidence: float,
) -> Verdict:
    """Return the verdict."""
    usable = [check for check in checks if check.is_usable]
    weight = np.ones(len(summary)) if summary.weights is None else summary.weights
    facts = None if holdout is None else _facts(holdout, weight)
    decides = facts is not None and facts["holdout_purchases"] >= FEWEST_HOLDOUT_PURCHASES
    if len(usable) < 2:
        verdict = _without_choice(checks, usable)
    elif facts is not None and decides:
        verdict = _by_holdout(usable, losses, weight, facts, confidence)
    else:
        verdict = _by_likelihood(usable)
    notes: list[Notice] = []
    if facts is not None and not decides:
        needed = float(FEWEST_HOLDOUT_PURCHASES)
        notes.append(note("holdout_too_small", purchases=facts["holdout_purchases"], needed=needed))
    notes += _notes(verdict, usable, decides=decides)
    refused = tuple(check.name for check in checks if not check.is_usable)
    verdict = replace(verdict, refused=refused, notes=tuple(notes))
    return replace(verdict, text=say(verdict))


def _facts(holdout: Holdout, weight: Floats) -> dict[str, float]:
    return {
        "holdout_weeks": holdout.horizon * holdout.time_unit_days / DAYS_IN_WEEK,
        "holdout_purchases": float((weight * holdout.purchases).sum()),
    }


def _without_choice(checks: Sequence[ModelCheck], usable: Sequence[ModelCheck]) -> Verdict:
    numbers = _numbers(models=float(len(checks)))
    if not usable:
        return Verdict(code="all_refused", basis="none", chosen=None, numbers=numbers)
    return Verdict(code="only_one_left", basis="none", chosen=usable[0].name, numbers=numbers)


def _by_holdout(
    usable: Sequence[ModelCheck],
    losses: Mapping[str, Floats],
    weight: Floats,
    facts: Mapping[str, float],
    confidence: float,
) -> Verdict:
    ranked = sorted(usable, key=_loss)
    best, others = ranked[0], ranked[1:]
    each = 1 - (1 - confidence) / len(others)

    def beyond(one: ModelCheck, other: ModelCheck) -> Estimate:
        unsure = float(np.hypot(_unsure(one), _unsure(other)))
        return paired_difference(losses[one.name], losses[other.name], weight, unsure=unsure, level=each)

    tied = [best, *(other for other in others if beyond(other, best).low <= 0)]
    if len(tied) == 1:
        numbers = {**facts, **_of_losses(best, others[0], beyond(others[0], best))}
        return _verdict("best_in_holdout", "holdout", best, others[0], numbers=numbers)
    chosen, runner_up, reason = simplest_likely(tied)
    numbers = {**facts, **_of_losses(chosen, runner_up, beyond(runner_up, chosen)), **_of_criteria(chosen, runner_up)}
    return _verdict(f"tie_in_holdout_{reason}", "holdout", chosen, runner_up, numbers=numbers, tied=tied)


def _by_likelihood(usable: Sequence[ModelCheck]) -> Verdict:
    chosen, runner_up, reason = simplest_likely(usable)
    numbers = _of_criteria(chosen, runner_up)
    if reason == "likelier_chosen":
        return _verdict("likeliest", "likelihood", chosen, runner_up, numbers=numbers)
    tied = dict.fromkeys([*close_to_best(usable), chosen, runner_up])
    return _verdict(f"tie_{reason}", "likelihood", chosen, runner_up, numbers=numbers, tied=list(tied))


def close_to_best(checks: Sequence[ModelCheck]) -> list[ModelCheck]:
    """Return the models whose criterion is no worth-mentioning step above the least, the least first."""
    ranked = sorted(checks, key=lambda check: check.bic)
    return [check for check in ranked if check.bic - ranked[0].bic < WORTH_MENTIONING]


def simplest_likely(checks: Sequence[ModelCheck]) -> tuple[ModelCheck, ModelCheck, str]:
    """Return the model to take, the one it is held against, and the reason: likelier, simpler, or none.

    The least criterion wins; where several are close to it, the one with the fewest parameters does,
    then the one with the smaller loss, though by no more than chance.
    """
    close = close_to_best(checks)
    chosen = min(close, key=lambda check: (check.n_parameters, _loss(check), check.bic))
    others = sorted((check for check in checks if check is not chosen), key=lambda check: check.bic)
    for other in others[:1] if len(close) == 1 else [check for check in others if check in close]:
        if other.n_parameters > chosen.n_parameters and (len(close) > 1 or not _is_likelier(chosen, other)):
            return chosen, other, "simplest_chosen"
    return chosen, others[0], "likelier_chosen" if len(close) == 1 else "either_will_do"


def _is_likelier(one: ModelCheck, other: ModelCheck) -> bool:
    """Whether the likelihood itself, without the price of parameters, is higher by what is worth mentioning."""
    return 2 * (one.log_likelihood - other.log_likelihood) >= WORTH_MENTIONING


def paired_difference(losses: Floats, of_other: Floats, weight: Floats, *, unsure: float, level: float) -> Estimate:
    """Estimate the mean of the difference of two losses of the same customers, with a normal interval.

    Other customers would have differed otherwise, and other customers to learn from would have
    given other parameters (``unsure``); both count, as if they had nothing to do with each other.
    """
    n = float(weight.sum())
    difference = losses - of_other
    mean = float((weight * difference).sum()) / n
    variance = float((weight * (difference - mean) ** 2).sum()) / max(n - 1, 1.0)
    half = normal_quantile(level) * float(np.sqrt(variance / n + unsure**2))
    return Estimate(mean, mean - half, mean + half, n, "paired_normal", level)


def _loss(check: ModelCheck) -> float:
    return float("inf") if check.holdout is None else check.holdout.loss


def _unsure(check: ModelCheck) -> float:
    return 0.0 if check.holdout is None else check.holdout.loss_standard_error


def _of_losses(chosen: ModelCheck, runner_up: ModelCheck, difference: Estimate) -> dict[str, float]:
    return {
        "loss": _loss(chosen),
        "runner_up_loss": _loss(runner_up),
        "difference": difference.value,
        "low": difference.low,
        "high": difference.high,
    }


def _of_criteria(chosen: ModelCheck, runner_up: ModelCheck) -> dict[str, float]:
    return {"bic": chosen.bic, "runner_up_bic": runner_up.bic, "bic_difference": runner_up.bic - chosen.bic}


def _verdict(
    code: str,
    basis: Basis,
    chosen: ModelCheck,
    runner_up: ModelCheck,
    *,
    numbers: Mapping[str, float],
    tied: Sequence[ModelCheck] = (),
) -> Verdict:
    return Verdict(
        code=code,
        basis=basis,
        chosen=chosen.name,
        runner_up=runner_up.name,
        tied=tuple(check.name for check in tied),
        numbers=_numbers(**numbers),
    )


def _notes(verdict: Verdict, usable: Sequence[ModelCheck], *, decides: bool) -> list[Notice]:
    chosen = next((check for check in usable if check.name == verdict.chosen), None)
    if chosen is None or chosen.fit is None:
        return []
    notes = list(chosen.fit.warnings)
    if decides:
        notes += _misses(chosen, usable)
        notes += _narrow(chosen)
    return notes


def _misses(chosen: ModelCheck, usable: Sequence[ModelCheck]) -> list[Notice]:
    seen = chosen.holdout
    if seen is None or not _missed(chosen):
        return []
    missed = note(
        "holdout_total_missed",
        error=seen.error, expected=seen.expected, actual=seen.actual, standard_error=seen.standard_error,
    )  # fmt: skip
    alike = [check for check in usable if _missed(check) and _sign(check) == _sign(chosen)]
    if len(alike) < len(usable) or len(usable) < 2:
        return [missed]
    return [missed, note("every_model_misses", models=float(len(usable)))]


def _missed(check: ModelCheck) -> bool:
    seen = check.holdout
    if seen is None or not abs(seen.error) > MISSED_TOTAL:
        return False
    return abs(seen.expected - seen.actual) > normal_quantile(0.95) * seen.standard_error


def _sign(check: ModelCheck) -> bool:
    return check.holdout is not None and check.holdout.error > 0


def _narrow(chosen: ModelCheck) -> list[Notice]:
    """The widest level that holds too few customers, if any."""
    coverage = () if chosen.holdout is None else chosen.holdout.coverage
    for cover in sorted(coverage, key=lambda each: -each.level):
        if cover.inside.value < cover.level - NARROW and cover.inside.high < cover.level:
            inside = cover.inside
            return [
                note("intervals_too_narrow", level=cover.level, inside=inside.value, low=inside.low, high=inside.high)
            ]
    return []


def _numbers(**numbers: float) -> Mapping[str, float]:
    return MappingProxyType(numbers)
