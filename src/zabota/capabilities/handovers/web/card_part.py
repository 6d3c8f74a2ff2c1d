"""The way to hand a customer over, and what the new colleague is told."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zabota.capabilities.customers.panels import CardAction, CardPart, CardRequest, Panel
from zabota.capabilities.handovers import queries


def handover_part(asked: CardRequest) -> CardPart:
    url = f"{reverse('handovers:new')}?customer={asked.customer.pk}"
    action = CardAction(label=_("Hand over"), url=url, icon="arrows-exchange", order=70)
    brief = queries.find_brief(asked.actor, customer=asked.customer)
    if brief is None:
        return CardPart(actions=[action])
    return CardPart(
        actions=[action], panels=[Panel(template="handovers/brief.html", context={"brief": brief}, order=1)]
    )
