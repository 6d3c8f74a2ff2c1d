"""The way from the card to asking."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zabota.capabilities.customers.panels import CardAction, CardPart, CardRequest


def asking_part(asked: CardRequest) -> CardPart:
    url = reverse("asking:ask", args=[asked.customer.pk])
    return CardPart(actions=[CardAction(label=_("Ask with a survey"), url=url, icon="send", order=65)])
