"""The verdict in English; other languages are rendered elsewhere, from the same codes and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from regulars.comparison.results import Verdict
from regulars.estimates import Notice

MODEL_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "NBD": "NBD",
        "BGNBD": "BG/NBD",
        "MBGNBD": "MBG/NBD",
        "BGCNBD": "BG/CNBD-k",
        "MBGCNBD": "MBG/CNBD-k",
        "ParetoNBD": "Pareto/NBD",
    }
)
_BY_CHANCE = "over the last {holdout_weeks:.0f} weeks, held out, the models {tied} differ by no more than chance"
_VERDICTS: Mapping[str, str] = {
    "best_in_holdout": (
        "{chosen} is chosen: over the last {holdout_weeks:.0f} weeks, held out, it foretells the purchases of single "
        "customers better than {runner_up}, the next best, by more than chance "
        "(loss {loss:.4f} against {runner_up_loss:.4f})."
    ),
    "tie_in_holdout_likelier_chosen": (
        f"{{chosen}} is chosen: {_BY_CHANCE}, and of these it fits the purchases seen before best (BIC lower by "
        "{bic_difference:.1f} than that of {runner_up})."
    ),
    "tie_in_holdout_simplest_chosen": (
        f"{{chosen}} is chosen for being simpler: {_BY_CHANCE}, and what the further parameters of {{runner_up}} gain "
        "on the purchases seen before is not worth them."
    ),
    "tie_in_holdout_either_will_do": (
        f"{{chosen}} is taken, {{runner_up}} would do as well: {_BY_CHANCE}, and fit the purchases seen before "
        "equally well."
    ),
    "likeliest": "{chosen} is chosen: it fits best (BIC lower by {bic_difference:.1f} than that of {runner_up}).",
    "tie_simplest_chosen": (
        "{chosen} is chosen for being simpler: what the further parameters of {runner_up} gain is not worth them."
    ),
    "tie_either_will_do": ("{chosen} is taken, {runner_up} would do as well: the models {tied} fit equally well."),
    "only_one_left": "{chosen} is the only model that could be fitted.",
    "all_refused": "No model can be used on these customers: {refused}.",
}
_NOTES: Mapping[str, str] = {
    "holdout_too_small": (
        "The holdout has only {purchases:.0f} purchases; at least {needed:.0f} are needed to tell models apart, so "
        "the likelihood alone decides."
    ),
    "holdout_total_missed": (
        "In total {expected:.0f} purchases were expected and {actual:.0f} made, {error:+.0%}: more than chance "
        "explains."
    ),
    "every_model_misses": (
        "Every model misses in the same direction: look for a season or for something that changed, not for "
        "another model."
    ),
    "intervals_too_narrow": (
        "Ranges meant to hold {level:.0%} of customers held {inside:.0%}: take them as too narrow."
    ),
}


def note(code: str, **numbers: float) -> Notice:
    """Return a note of the verdict, with its English words."""
    return Notice(code, _NOTES[code].format(**numbers), MappingProxyType(numbers))


def say(verdict: Verdict) -> str:
    """Return the verdict and its notes as sentences."""
    words = {
        "chosen": _name(verdict.chosen),
        "runner_up": _name(verdict.runner_up),
        "tied": _list([_name(name) for name in verdict.tied]),
        "refused": _list([_name(name) for name in verdict.refused]),
    }
    sentences = [_VERDICTS[verdict.code].format(**words, **verdict.numbers)]
    if verdict.refused and verdict.chosen is not None:
        sentences.append(f"Not usable: {words['refused']}.")
    return " ".join([*sentences, *(notice.message for notice in verdict.notes)])


def _name(name: str | None) -> str:
    return "" if name is None else MODEL_NAMES.get(name, name)


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""
