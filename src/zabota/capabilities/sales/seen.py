"""Which orders somebody sees, where the company keeps agents to their own customers."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.sales.models import Order
from zabota.foundation.identity.contracts import Actor


def seen_by(actor: Actor, orders: QuerySet[Order]) -> QuerySet[Order]:
    """Without the orders of customers this actor may not see; nameless sales are everybody's."""
    if not customers.is_limited(actor):
        return orders
    seen = customers.visible_to(actor).filter(pk=OuterRef("customer_id"))
    return orders.filter(Q(customer=None) | Q(Exists(seen)) | Q(customers.sees_all()))
