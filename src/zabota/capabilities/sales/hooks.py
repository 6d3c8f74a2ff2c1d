"""What sales put on the timeline and tell others."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.panels import declare_part
from zabota.capabilities.customers.rows import Fate, declare_rows
from zabota.capabilities.sales import fields, search_index  # noqa: F401 - fields declare themselves
from zabota.capabilities.sales.contracts import IMPORT_ORDERS, NAMELESS, ORDER_KIND, READ_ORDERS
from zabota.capabilities.sales.jobs import index_import
from zabota.capabilities.sales.models import Order, OrderLine, Product
from zabota.capabilities.sales.seen import seen_by
from zabota.foundation.design import formats, navigation
from zabota.foundation.events.contracts import News, declare_kind, subscribe
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.first_steps import FirstStep
from zabota.foundation.identity.first_steps import register as register_first_step
from zabota.foundation.search.registry import register_action, register_kind, register_limit
from zabota.foundation.warehouse.registry import register_table


def _imported(data: Mapping[str, Any]) -> str:
    count = int(data.get("orders", 0))
    words = ngettext("%(number)s order came from a file", "%(number)s orders came from a file", count)
    return words % {"number": formats.number(count)}


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
ORDERS_IMPORTED = declare_kind(
    "sales.orders_imported", gettext_lazy("Orders imported"), "file-import", _imported,
    shares=("import_id", "orders", "customers"),
)  # fmt: skip
IMPORT_UNDONE = declare_kind(
    "sales.import_undone", gettext_lazy("Import undone"), "arrow-back-up", shares=("import_id",)
)

declare_part(READ_ORDERS, "zabota.capabilities.sales.web.customer_part.orders_part")

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
    return "" if number.startswith(NAMELESS) else number


def _has_orders(_actor: Actor) -> bool:
    return Order.objects.exists()


@subscribe("sales.orders_imported")
def index_after_import(news: News) -> None:
    """The index is made after the import, not in it: whoever waits for the import waits for his orders only."""
    index_import.enqueue(unique=f"sales.index:{news.data['import_id']}", run_id=news.data["import_id"])


register_limit(ORDER_KIND, lambda actor: seen_by(actor, Order.objects.all()) if customers.is_limited(actor) else None)
register_kind(ORDER_KIND, gettext_lazy("Orders"), "shopping-bag", "sales:order", everything=search_index.everything)
register_action(
    gettext_lazy("Import orders"), "sales:import_new", IMPORT_ORDERS,
    ("импорт заказов", "загрузить файл", "выгрузка из кассы", "upload", "csv", "excel", "parquet"), "file-import",
)  # fmt: skip
register_action(
    gettext_lazy("Past imports"), "sales:imports", READ_ORDERS,
    ("история импортов", "загрузки", "отменить импорт", "undo an import", "history"), "history",
)  # fmt: skip
register_action(
    gettext_lazy("Orders"), "sales:orders", READ_ORDERS, ("заказы", "чеки", "продажи", "sales", "purchases"),
    "shopping-bag",
)  # fmt: skip
register_first_step(
    FirstStep(
        label=gettext_lazy("Bring your orders"),
        text=gettext_lazy("An export from the till or the web shop. Nothing is written before you have seen it."),
        done=_has_orders, url_name="sales:import_new", permission=IMPORT_ORDERS, order=10,
    )
)  # fmt: skip


declare_rows(Order, when_deleted=Fate.LOSE_THE_CUSTOMER, label=gettext_lazy("Orders"))

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
