"""Whom a customer looks like, on the card; the way to merge with any other."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.contracts import WRITE_CUSTOMERS
from zabota.capabilities.customers.panels import CardAction, CardPart, CardRequest, Panel, Place
from zabota.capabilities.duplicates import queries
from zabota.capabilities.duplicates.wording import reasons_of, verdict_of


def alike_part(asked: CardRequest) -> CardPart:
    if not asked.actor.may(WRITE_CUSTOMERS):
        return CardPart()
    own = asked.customer.pk
    url = f"{reverse('duplicates:compare')}?id={own}"
    action = CardAction(label=_("Merge with another card"), url=url, icon="git-merge", order=80)
    alike = []
    hidden = customers.hidden_from(asked.actor)
    for pair in queries.alike_to(asked.actor, customer_id=own):
        other = pair.second if pair.first_id == own else pair.first
        verdict, tone = verdict_of(pair)
        alike.append({"other": other, "why": reasons_of(pair, hidden)[0], "verdict": verdict, "tone": tone,
                      "url": f"{url}&id={other.pk}"})  # fmt: skip
    if not alike:
        return CardPart(actions=[action])
    panel = Panel(template="duplicates/of_customer.html", context={"alike": alike}, place=Place.SIDE, order=5)
    return CardPart(actions=[action], panels=[panel])
