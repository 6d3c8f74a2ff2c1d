"""What others may know of `value`: rights, the state of the models, the reasons of a refusal."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import DIRECTORS, NUMBER_READERS, Role, declare_permission

READ_VALUE = declare_permission("value.read", _("See the value of customers and the audit"), NUMBER_READERS)
EXPORT_VALUE = declare_permission("value.export", _("Export value and audit tables"), NUMBER_READERS)
RECOMPUTE_VALUE = declare_permission("value.recompute", _("Recompute the models"), NUMBER_READERS)
PLAN_CALLS = declare_permission("value.plan_calls", _("Plan calls to the best customers"), DIRECTORS)
MAKE_CALLS = declare_permission("value.make_calls", _("Record calls to customers"), DIRECTORS | {Role.AGENT})

SET_ASSUMPTIONS = declare_permission("value.set_assumptions", _("Set margin and discount rate"), {Role.OWNER})

HORIZONS_MONTHS = (6, 12, 24)
USUAL_HORIZON_MONTHS = 12
INTERVAL_LEVEL = 0.9

CALL_RECORDED = "value.call_recorded"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One theme of the interview: how to ask, what to listen for, and its short name in a note."""

    short: Promise
    ask: Promise
    listen: Promise


QUESTIONS: dict[str, Question] = {
    "future": Question(
        short=_("How they see us further"),
        ask=_("How do you see working with us a year from now? What would have to be true for you to stay?"),
        listen=_("Plans, doubts, other shops they name. Do not defend, ask once more: “what else?”"),
    ),
    "pleases": Question(
        short=_("What pleases them"),
        ask=_("What pleases you most in us? When did you last think “I am glad I came here”?"),
        listen=_("A story with details is worth more than praise. These are the things never to lose."),
    ),
    "change": Question(
        short=_("What they would change"),
        ask=_("If you were the owner for one day, what would you change first?"),
        listen=_("What annoys, what takes time, what they quietly put up with. Thank them, promise nothing yet."),
    ),
}


class NoValuesError(LookupError):
    """The models were not run yet, or do not know this customer."""


class EmptyRoundError(Exception):
    """Nobody to call: no customer brought any margin in the chosen time."""


class CallDoneError(Exception):
    """The round is closed."""


class Readiness(StrEnum):
    """How much the history allows us to say."""

    READY = "ready"
    THIN = "thin"  # wide ranges, said aloud
    REFUSED = "refused"  # no number at all, and what is missing


class Trend(StrEnum):
    """The last year against the year before, by margin."""

    NEW = "new"
    UP = "up"
    STEADY = "steady"
    DOWN = "down"
    SILENT = "silent"
    UNKNOWN = "unknown"


TREND_WORDS = {
    Trend.NEW: _("new customer"),
    Trend.UP: _("growing"),
    Trend.STEADY: _("steady"),
    Trend.DOWN: _("shrinking"),
    Trend.SILENT: _("silent for a year"),
    Trend.UNKNOWN: _("too early to say"),
}
