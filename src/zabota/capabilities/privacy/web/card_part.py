"""The way from the card to what is held of the person."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zabota.capabilities.customers.panels import CardAction, CardPart, CardRequest


def privacy_part(asked: CardRequest) -> CardPart:
    url = reverse("privacy:person", args=[asked.customer.pk])
    return CardPart(actions=[CardAction(label=_("Personal data"), url=url, icon="shield-check", order=90)])
