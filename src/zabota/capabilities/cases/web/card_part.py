"""On the card: the open case on top, a way to write a complaint down."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zabota.capabilities.cases import queries
from zabota.capabilities.cases.contracts import WORK_CASES, State
from zabota.capabilities.cases.wording import said_in
from zabota.capabilities.customers.panels import Badge, CardAction, CardPart, CardRequest, Panel, Place

SHOWN = 3


def cases_part(asked: CardRequest) -> CardPart:
    found = queries.latest_of(asked.customer.pk, limit=SHOWN)
    is_open = any(one.state != State.CLOSED for one in found)
    url = reverse("cases:open", args=[asked.customer.pk])
    actions = [CardAction(label=_("Write a complaint down"), url=url, icon="mood-sad", order=65)]
    rows = [{"case": one, "said": said_in(one)} for one in found]
    panel = Panel(template="cases/customer_cases.html", context={"rows": rows}, place=Place.SIDE, order=5)
    return CardPart(
        panels=[panel] if rows else [], actions=actions if asked.actor.may(WORK_CASES) else [],
        badges=[Badge(text=_("complaint is open"), tone="alarm", icon="mood-sad")] if is_open else [],
    )  # fmt: skip
