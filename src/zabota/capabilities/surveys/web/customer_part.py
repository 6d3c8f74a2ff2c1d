"""What the customer has answered, on his card."""

from zabota.capabilities.customers.panels import CardPart, CardRequest, Panel, Place
from zabota.capabilities.surveys import queries
from zabota.capabilities.surveys.web.tables import row_of

SHOWN = 3


def answers_part(asked: CardRequest) -> CardPart:
    """Nothing at all for whoever was never asked."""
    found = queries.answers_of(asked.actor, customer_id=asked.customer.pk, limit=SHOWN)
    if not found:
        return CardPart()
    rows = [row_of(one) for one in found]
    return CardPart(
        panels=[Panel(template="surveys/customer_answers.html", context={"rows": rows}, place=Place.SIDE, order=35)]
    )
