"""The call panel: on the card while a call is on, and a way to write one down at any time."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zabota.capabilities.customers.panels import CardAction, CardPart, CardRequest, Panel, Place
from zabota.capabilities.telephony import queries
from zabota.capabilities.telephony.contracts import BadPhoneError
from zabota.capabilities.telephony.web.forms import CallForm


def call_part(asked: CardRequest) -> CardPart:
    """`?call=79…` is on the address while the phone rings."""
    phones = [point.value for point in asked.customer.contacts.all() if point.kind == "phone"]
    first = phones[0] if phones else ""
    if "call" not in asked.given:
        url = reverse("customers:customer", args=[asked.customer.pk])
        url = f"{url}?call={first.removeprefix('+')}#call"
        return CardPart(actions=[CardAction(label=_("Write a call down"), url=url, icon="phone", order=60)])
    try:
        phone = queries.written_alike(str(asked.given["call"]))
    except BadPhoneError:
        phone = first
    context = {"form": CallForm(initial={"phone": phone}), "phone": phone, "steps": queries.get_script().splitlines()}
    return CardPart(panels=[Panel(template="telephony/panel.html", context=context, place=Place.SIDE, order=0)])
