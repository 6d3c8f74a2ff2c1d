"""What a customer ordered, as a part of the card."""

from datetime import timedelta

from django.utils import timezone

from zabota.capabilities.customers.panels import CardPart, CardRequest, Panel
from zabota.capabilities.sales import queries
from zabota.capabilities.sales.models import Order, OrderKind
from zabota.capabilities.sales.web.brief_words import favourites_words, last_sale_words, returns_words

ORDERS_SHOWN = 10
DEEPEST = 1_000_000
BRIEF_DAYS = 365
RETURNS_COUNTED = 50
FAVOURITE_DAYS, FAVOURITES_NAMED = 3, 3
"""Who took the same thing on three different days of a year comes for it."""


def orders_part(asked: CardRequest) -> CardPart:
    text = str(asked.given.get("skip", ""))
    skip = min(int(text), DEEPEST) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    orders = queries.orders_of_customer(asked.actor, customer_id=asked.customer.pk, skip=skip, limit=ORDERS_SHOWN + 1)
    shown = {
        "orders": orders[:ORDERS_SHOWN],
        "more": skip + ORDERS_SHOWN if len(orders) > ORDERS_SHOWN else None,
        "back": max(skip - ORDERS_SHOWN, 0) if skip else None,
    }
    panel = Panel(template="sales/customer_orders.html", context=shown, order=30)
    return CardPart(panels=[panel], brief=_brief(asked, orders if not skip else []))


def _brief(asked: CardRequest, newest: list[Order]) -> list[str]:
    """What was bought last, what comes again, what came back; four queries, none for who never ordered."""
    if not newest:
        return []
    today = timezone.localdate(asked.now)
    since = today - timedelta(days=BRIEF_DAYS)
    customer_id = asked.customer.pk
    last = next((order for order in newest if order.kind == OrderKind.SALE), None)
    returned = queries.returns_of_customer(asked.actor, customer_id=customer_id, since_on=since, limit=RETURNS_COUNTED)
    favourites = queries.favourites_of_customer(
        asked.actor, customer_id=customer_id, since_on=since, at_least=FAVOURITE_DAYS, limit=FAVOURITES_NAMED
    )
    sentences = (
        last_sale_words(last, today=today), favourites_words(favourites), returns_words(returned, today=today),
    )  # fmt: skip
    return [sentence for sentence in sentences if sentence]
