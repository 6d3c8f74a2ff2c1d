"""Which segments a customer is in, as badges of the card that lead to the reason."""

from zabota.capabilities.customers.panels import CardPart, CardRequest, Panel, Place
from zabota.capabilities.segments import queries


def segments_part(asked: CardRequest) -> CardPart:
    held = queries.holding(asked.actor, customer_id=asked.customer.pk, now=asked.now)
    if not held:
        return CardPart()
    panel = Panel(template="segments/of_customer.html", context={"segments": held}, place=Place.SIDE, order=40)
    return CardPart(panels=[panel])
