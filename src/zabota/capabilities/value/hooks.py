"""Where values show up elsewhere, and what they listen to: navigation, search, timeline, refits after imports."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.contracts import CUSTOMER_KIND, MERGED
from zabota.capabilities.customers.panels import declare_part
from zabota.capabilities.customers.rows import Fate, declare_rows
from zabota.capabilities.today.sources import declare_source, declare_worth
from zabota.capabilities.value import fields  # noqa: F401 - they declare themselves
from zabota.capabilities.value.contracts import CALL_RECORDED, MAKE_CALLS, PLAN_CALLS, READ_VALUE
from zabota.capabilities.value.jobs import REFIT_KEY, refit
from zabota.capabilities.value.models import Call, CallOutcome, CallRound, CustomerValue, ValueRun
from zabota.capabilities.value.search_index import everyone
from zabota.foundation.design.navigation import NavItem, register
from zabota.foundation.events.contracts import News, declare_kind, subscribe
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.first_steps import FirstStep
from zabota.foundation.identity.first_steps import register as register_first_step
from zabota.foundation.search.registry import register_action, register_kind
from zabota.foundation.undo.contracts import on_taken_back

MERGING_ENDS = timedelta(seconds=20)


def _call(data: Mapping[str, Any]) -> str:
    """What came of the call, in the words of the call sheet."""
    outcome = str(data.get("outcome", ""))
    return gettext("Call: %(outcome)s") % {"outcome": dict(CallOutcome.choices).get(outcome, outcome)}


def _is_computed(_actor: Actor) -> bool:
    return ValueRun.objects.filter(is_current=True, customer_count__gt=0).exists()


def _has_calls(_actor: Actor) -> bool:
    return CallRound.objects.exists()


declare_kind(CALL_RECORDED, _("Call"), "phone", _call)
declare_rows(Call, label=_("Calls"))
declare_rows(CustomerValue, when_deleted=Fate.STAY, label=_("Figures of the value"))
register_kind(CUSTOMER_KIND, _("Customers"), "user", "customers:customer", everything=everyone)
declare_part(READ_VALUE, "zabota.capabilities.value.web.customer_part.value_part")

HERE = "zabota.capabilities.value.today"
declare_worth(READ_VALUE, f"{HERE}.worth_of")
declare_source(
    "slipping", _("Slipping away"), "hourglass", READ_VALUE, f"{HERE}.load_slipping",
    hand_over=f"{HERE}.hand_over_slipping",
)  # fmt: skip
declare_source(
    "rounds", _("Calls"), "phone", MAKE_CALLS, f"{HERE}.load_calls", hand_over=f"{HERE}.hand_over_call",
    count_done=f"{HERE}.count_calls",
)  # fmt: skip

PLACES = (
    (_("Overview"), "value:overview", "home", READ_VALUE, 10, "o"),
    (_("Who matters"), "value:customers", "users", READ_VALUE, 20, "c"),
    (_("Slipping away"), "value:slipping", "hourglass", READ_VALUE, 30, "s"),
    (_("Calls"), "value:calls", "phone", MAKE_CALLS, 40, "t"),
    (_("Audit"), "value:audit", "chart-bar", READ_VALUE, 50, "a"),
)
KEYWORDS = {
    "value:overview": ("обзор", "прибыль", "маржа", "revenue", "margin"),
    "value:customers": ("клиенты", "покупатели", "ценность", "clv", "value"),
    "value:slipping": ("уходят", "отток", "теряем", "churn", "lost"),
    "value:audit": ("аудит", "когорты", "отчёт", "cohorts", "report", "lenses"),
    "value:calls": ("звонки", "обзвон", "интервью", "interview"),
}

for label, url_name, icon, permission, order, key in PLACES:
    register(NavItem(label, url_name, icon, permission, order, section="value", key=key))
    register_action(label, url_name, permission, KEYWORDS[url_name], icon)

STEPS = (
    (
        _("See who matters"), _("A minute after the orders every customer has a value, with how sure we are of it."),
        _is_computed, "value:customers", READ_VALUE, 30,
    ),
    (
        _("Plan calls to those who bring most"), _("Twenty calls tell more than any chart; the questions are ready."),
        _has_calls, "value:calls", PLAN_CALLS, 40,
    ),
)  # fmt: skip
for label, text, done, url_name, permission, order in STEPS:
    register_first_step(FirstStep(label, done, url_name, permission, text, order))


@subscribe("sales.orders_imported")
def refit_after_import(_news: News) -> None:
    refit.enqueue(unique=REFIT_KEY)


@subscribe("sales.import_undone")
def refit_after_undo(_news: News) -> None:
    refit.enqueue(unique=REFIT_KEY)


@subscribe(MERGED)
def refit_after_merging(_news: News) -> None:
    """Whoever merges cards merges several: one refit for all of them."""
    refit.enqueue(unique=REFIT_KEY, delay=MERGING_ENDS)


def _refit_after_parting(_row_ids: Collection[int], _now: datetime) -> None:
    refit.enqueue(unique=REFIT_KEY, delay=MERGING_ENDS)


on_taken_back("customers.FormerNumber", _refit_after_parting)
