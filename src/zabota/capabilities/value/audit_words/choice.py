"""Why this model of purchases, in one sentence; a second one where it missed the total."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zabota.foundation.design import formats

MODEL_NAMES = {"ParetoNBD": "Pareto/NBD", "BGNBD": "BG/NBD", "MBGNBD": "MBG/NBD"}


def model_name(name: str) -> str:
    """The model as the papers call it."""
    return MODEL_NAMES.get(name, name)


def say_choice(choice: Mapping[str, Any]) -> str:
    """The choice as `ModelChoice.plain` keeps it; empty where nothing was chosen."""
    if not choice:
        return ""
    weeks = int(choice["weeks"])
    words = {
        "chosen": model_name(choice["chosen"]),
        "other": model_name(choice["runner_up"]),
        "weeks": formats.number(weeks),
    }
    sentence = (_foretold(choice["code"], weeks) if weeks else _described(choice["code"])) % words
    missed = choice["total_error"]
    return f"{sentence} {_missed(missed)}" if weeks and missed else sentence


def _foretold(code: str, weeks: int) -> str:
    """Chosen by what was hidden from the models."""
    if code == "best_in_holdout":
        return ngettext(
            "We chose the model %(chosen)s because over the last %(weeks)s week, hidden from the models, it foretold "
            "purchases better than %(other)s and the rest, by more than chance.",
            "We chose the model %(chosen)s because over the last %(weeks)s weeks, hidden from the models, it foretold "
            "purchases better than %(other)s and the rest, by more than chance.",
            weeks,
        )
    if code == "tie_in_holdout_likelier_chosen":
        return ngettext(
            "We chose the model %(chosen)s because over the last %(weeks)s week, hidden from the models, it foretold "
            "purchases as well as any other, and it describes the purchases before it better than %(other)s.",
            "We chose the model %(chosen)s because over the last %(weeks)s weeks, hidden from the models, it foretold "
            "purchases as well as any other, and it describes the purchases before them better than %(other)s.",
            weeks,
        )
    if code == "tie_in_holdout_simplest_chosen":
        return ngettext(
            "We chose the model %(chosen)s because over the last %(weeks)s week, hidden from the models, it foretold "
            "purchases as well as %(other)s, and it is simpler.",
            "We chose the model %(chosen)s because over the last %(weeks)s weeks, hidden from the models, it foretold "
            "purchases as well as %(other)s, and it is simpler.",
            weeks,
        )
    return ngettext(
        "We chose the model %(chosen)s because over the last %(weeks)s week, hidden from the models, it foretold "
        "purchases as well as any other; %(other)s would do just as well.",
        "We chose the model %(chosen)s because over the last %(weeks)s weeks, hidden from the models, it foretold "
        "purchases as well as any other; %(other)s would do just as well.",
        weeks,
    )


def _described(code: str) -> str:
    """Chosen by what was seen, for want of a history long enough to hide a part of."""
    return {
        "likeliest": _(
            "We chose the model %(chosen)s because it describes the purchases so far better than %(other)s; there is "
            "not enough history to hide its end and check the forecast."
        ),
        "tie_simplest_chosen": _(
            "We chose the model %(chosen)s because it describes the purchases so far as well as %(other)s and is "
            "simpler; there is not enough history to hide its end and check the forecast."
        ),
        "tie_either_will_do": _(
            "We chose the model %(chosen)s because it describes the purchases so far as well as any other, and "
            "%(other)s would do just as well; there is not enough history to hide its end and check the forecast."
        ),
        "only_one_left": _("We took the model %(chosen)s because no other could be fitted to these purchases."),
    }.get(code, _("We took the model %(chosen)s because it came nearest, but no model fits these purchases."))


def _missed(error: float) -> str:
    share = {"share": formats.percent(abs(error), 0)}
    if error > 0:
        return (
            _(
                "Even so, it expected %(share)s more purchases in those weeks than there were: a season or a change it "
                "knows nothing of, so take the forecasts with caution."
            )
            % share
        )
    return (
        _(
            "Even so, it expected %(share)s fewer purchases in those weeks than there were: a season or a change it "
            "knows nothing of, so take the forecasts with caution."
        )
        % share
    )
