"""Letters and documents on the customer's card."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zabota.capabilities.customers.panels import CardAction, CardPart, CardRequest, Panel, Place
from zabota.capabilities.letters import queries

SHOWN = 5


def letters_part(asked: CardRequest) -> CardPart:
    number = asked.customer.pk
    shown = {
        "letters": queries.letters_of(number, limit=SHOWN), "documents": queries.documents_of(number, limit=SHOWN),
    }  # fmt: skip
    write = CardAction(
        label=_("Write a letter"), url=reverse("letters:write", args=[number]), icon="mail", order=10
    )  # fmt: skip
    make = CardAction(
        label=_("Make a document"), url=reverse("letters:make", args=[number]), icon="file-text", order=60
    )  # fmt: skip
    panels = [Panel(template="letters/customer_letters.html", context=shown, place=Place.SIDE, order=60)]
    return CardPart(actions=[write, make], panels=panels if any(shown.values()) else [])
