"""What sales put on the timeline and tell others."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zabota.capabilities.sales.contracts import IMPORT_ORDERS, READ_ORDERS
from zabota.capabilities.sales.models import Order, OrderLine, Product
from zabota.foundation.design import navigation
from zabota.foundation.events.contracts import declare_kind
from zabota.foundation.warehouse.registry import register_table

ORDER_PLACED = declare_kind(
    "sales.order_placed",
    gettext_lazy("Order"),
    "shopping-bag",
    lambda data: _("Order %(number)s") % {"number": _shown(data)},
)
ORDER_RETURNED = declare_kind(
    "sales.order_returned",
    gettext_lazy("Return"),
    "arrow-back-up",
    lambda data: _("Return %(number)s") % {"number": _shown(data)},
)
ORDERS_IMPORTED = declare_kind("sales.orders_imported", gettext_lazy("Orders imported"), "file-import")
IMPORT_UNDONE = declare_kind("sales.import_undone", gettext_lazy("Import undone"), "arrow-back-up")

navigation.register(
    navigation.NavItem(
        label=gettext_lazy("Orders"), url_name="sales:orders", icon="shopping-bag", permission=READ_ORDERS, order=40,
        section="customers", key="o",
    )
)  # fmt: skip
navigation.register_new(
    navigation.NewItem(
        label=gettext_lazy("Orders from a file"), url_name="sales:import_new", icon="file-import",
        permission=IMPORT_ORDERS, order=10,
    )
)  # fmt: skip


def _shown(data: Mapping[str, Any]) -> str:
    """Numbers we made ourselves mean nothing to a person."""
    number = str(data.get("number", ""))
    return "" if number.startswith("~") else number


register_table(
    "orders",
    Order,
    (
        "customer_id", "ordered_at", "ordered_on", "kind", "amount_minor", "cost_minor", "margin_minor", "units_milli",
        "currency", "channel", "branch_id",
    ),
)  # fmt: skip
register_table("order_lines", OrderLine, ("order_id", "product_id", "quantity_milli", "amount_minor", "cost_minor"))
register_table("products", Product, ("sku", "name", "category"))
