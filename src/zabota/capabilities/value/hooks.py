"""Where values show up elsewhere, and what they listen to: navigation, search, timeline, refits after imports."""

from django.utils.translation import gettext_lazy as _

from zabota.capabilities.value.contracts import CALL_RECORDED, CUSTOMER_KIND, MAKE_CALLS, READ_VALUE
from zabota.capabilities.value.jobs import REFIT_KEY, refit
from zabota.foundation.design.navigation import NavItem, register
from zabota.foundation.events.contracts import News, declare_kind, subscribe
from zabota.foundation.search.registry import register_action, register_kind

declare_kind(CALL_RECORDED, _("Call"), "phone")
register_kind(CUSTOMER_KIND, _("Customers"), "user")

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


@subscribe("sales.orders_imported")
def refit_after_import(_news: News) -> None:
    refit.enqueue(unique=REFIT_KEY)


@subscribe("sales.import_undone")
def refit_after_undo(_news: News) -> None:
    refit.enqueue(unique=REFIT_KEY)
