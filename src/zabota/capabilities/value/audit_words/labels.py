"""Codes that stand in cells, on axes and in sentences."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from zabota.capabilities.value.analysis import OTHER_GOODS, UNNAMED_GOODS

LABELS: dict[str, str | Promise] = {
    # who the totals belong to, and the steps of the bridge
    "buyers": pgettext_lazy("audit", "buyers"),
    "returns_only": pgettext_lazy("audit", "only returns"),
    "anonymous": pgettext_lazy("audit", "no customer"),
    "unmatched_returns": pgettext_lazy("audit", "old returns"),
    "before": pgettext_lazy("audit", "before"),
    "after": pgettext_lazy("audit", "after"),
    "lost": pgettext_lazy("audit", "did not come"),
    "kept": pgettext_lazy("audit", "stayed"),
    "kept_down": pgettext_lazy("audit", "bought less"),
    "kept_up": pgettext_lazy("audit", "bought more"),
    "returned": pgettext_lazy("audit", "came back"),
    "new": pgettext_lazy("audit", "new"),
    "none": pgettext_lazy("audit", "none"),
    "up": pgettext_lazy("audit", "up"),
    "not_up": pgettext_lazy("audit", "not up"),
    # factors and measures
    "customers": pgettext_lazy("audit", "number of customers"),
    "orders_per_customer": pgettext_lazy("audit", "orders a customer"),
    "revenue_per_order": pgettext_lazy("audit", "average order"),
    "margin_rate": pgettext_lazy("audit", "margin rate"),
    "orders": pgettext_lazy("audit", "orders a customer"),
    "revenue": pgettext_lazy("audit", "revenue a customer"),
    "average_order": pgettext_lazy("audit", "average order"),
    "profit": pgettext_lazy("audit", "margin a customer"),
    # sources of growth
    "acquisition": pgettext_lazy("audit", "customers won"),
    "development": pgettext_lazy("audit", "stayed, buying otherwise"),
    "outside": pgettext_lazy("audit", "no customer or old returns"),
}
GOODS: dict[str, str | Promise] = {
    OTHER_GOODS: pgettext_lazy("goods", "all others"),
    UNNAMED_GOODS: pgettext_lazy("goods", "not named"),
}


def label_word(code: str) -> str:
    """The word of a code; what is no code (a pattern, a number, a period) is returned as it is."""
    return str(LABELS.get(code, code))


def goods_word(name: str) -> str:
    """The name of a category or a product as the shop wrote it; only the two groups we made have words of ours."""
    return str(GOODS.get(name, name))
