"""What a customer ordered, as a part of the card."""

from zabota.capabilities.customers.panels import CardPart, CardRequest, Panel
from zabota.capabilities.sales import queries

ORDERS_SHOWN = 10
DEEPEST = 1_000_000


def orders_part(asked: CardRequest) -> CardPart:
    text = str(asked.given.get("skip", ""))
    skip = min(int(text), DEEPEST) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    orders = queries.orders_of_customer(asked.actor, customer_id=asked.customer.pk, skip=skip, limit=ORDERS_SHOWN + 1)
    shown = {
        "orders": orders[:ORDERS_SHOWN],
        "more": skip + ORDERS_SHOWN if len(orders) > ORDERS_SHOWN else None,
        "back": max(skip - ORDERS_SHOWN, 0) if skip else None,
    }
    return CardPart(panels=[Panel(template="sales/customer_orders.html", context=shown, order=30)])
