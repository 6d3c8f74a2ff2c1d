"""What others may know of `value`: rights, the state of the models, the reasons of a refusal."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import DIRECTORS, NUMBER_READERS, Role, declare_permission

READ_VALUE = declare_permission("value.read", _("See the value of customers and the audit"), NUMBER_READERS)
EXPORT_VALUE = declare_permission("value.export", _("Export value and audit tables"), NUMBER_READERS)
RECOMPUTE_VALUE = declare_permission("value.recompute", _("Recompute the models"), NUMBER_READERS)
PLAN_CALLS = declare_permission("value.plan_calls", _("Plan calls to the best customers"), DIRECTORS)
MAKE_CALLS = declare_permission("value.make_calls", _("Record calls to customers"), DIRECTORS | {Role.AGENT})

HORIZONS_MONTHS = (6, 12, 24)
USUAL_HORIZON_MONTHS = 12
INTERVAL_LEVEL = 0.9

CUSTOMER_VALUE_COMPUTED = "value.computed"


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
