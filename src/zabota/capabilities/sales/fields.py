"""Customers filtered by what they bought, where and when."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.conditions import branch_choices, having, not_having, on_latest, on_rows, whether
from zabota.capabilities.customers.filtering import (
    Cell,
    Condition,
    FieldKind,
    FilterField,
    Operator,
    declare_field,
)
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.sales.contracts import READ_ORDERS
from zabota.capabilities.sales.models import Order, OrderKind, OrderLine, Product
from zabota.foundation.identity.contracts import Actor

ORDERS = _("Orders")
SUGGESTED = 200


def _sales() -> QuerySet[Order]:
    return Order.objects.filter(kind=OrderKind.SALE, customer__isnull=False)


def _returns() -> QuerySet[Order]:
    return Order.objects.filter(kind=OrderKind.RETURN, customer__isnull=False)


def _last_sale(customers: Sequence[Customer]) -> Mapping[int, Cell]:
    rows = _of(customers).annotate(last=Max("ordered_on"))
    return dict(rows.values_list("customer_id", "last"))


def _count(customers: Sequence[Customer]) -> Mapping[int, Cell]:
    return dict(_of(customers).annotate(n=Count("id")).values_list("customer_id", "n"))


def _revenue(customers: Sequence[Customer]) -> Mapping[int, Cell]:
    """Sales less what came back."""
    rows = Order.objects.filter(customer_id__in=[one.pk for one in customers]).order_by().values("customer_id")
    return dict(rows.annotate(sum=Sum("amount_minor")).values_list("customer_id", "sum"))


def _of(customers: Sequence[Customer]) -> QuerySet[Order, Any]:
    return _sales().filter(customer_id__in=[one.pk for one in customers]).order_by().values("customer_id")


def _product(asked: Condition) -> Q:
    """By the name or the article of what was bought."""
    bought = Q(product__name__in=asked.values) | Q(product__sku__in=asked.values)
    if asked.operator is Operator.CONTAINS:
        part = str(asked.values[0])
        named = Q(name__icontains=part) | Q(name__icontains=part.capitalize()) | Q(sku__icontains=part)
        bought = Q(product__in=Product.objects.filter(named))
    orders = _sales().filter(pk__in=OrderLine.objects.filter(bought).values("order_id"))
    return not_having(orders) if asked.operator is Operator.IS_NOT else having(orders)


def _goods(_actor: Actor) -> list[tuple[str, str]]:
    names = Product.objects.exclude(name="").order_by("name").values_list("name", flat=True)
    return [(name, name) for name in names[:SUGGESTED]]


declare_field(
    FilterField(
        code="bought_on", label=_("Bought"), group=ORDERS, kind=FieldKind.DATE, permission=READ_ORDERS,
        where=on_latest(_sales, "ordered_on"), values_of=_last_sale,
    )
)  # fmt: skip
declare_field(
    FilterField(
        code="bought", label=_("What was bought"), group=ORDERS, kind=FieldKind.TEXT, permission=READ_ORDERS,
        where=_product, choices=_goods, operators=(Operator.CONTAINS, Operator.IS, Operator.IS_NOT),
    )
)  # fmt: skip
declare_field(
    FilterField(
        code="bought_at", label=_("Where it was bought"), group=ORDERS, kind=FieldKind.CHOICE, permission=READ_ORDERS,
        where=on_rows(_sales, "branch_id"), choices=branch_choices, operators=(Operator.ONE_OF, Operator.NONE_OF),
    )
)  # fmt: skip
declare_field(
    FilterField(
        code="returned", label=_("Brought something back"), group=ORDERS, kind=FieldKind.YES_NO,
        permission=READ_ORDERS, where=whether(_returns),
    )
)  # fmt: skip
declare_field(
    FilterField(
        code="sales", label=_("Purchases"), group=ORDERS, kind=FieldKind.NUMBER, permission=READ_ORDERS,
        values_of=_count,
    )
)  # fmt: skip
declare_field(
    FilterField(
        code="revenue", label=_("Revenue"), group=ORDERS, kind=FieldKind.MONEY, permission=READ_ORDERS,
        values_of=_revenue,
    )
)  # fmt: skip
