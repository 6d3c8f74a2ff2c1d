from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.models import ContactKind, ContactPoint, Customer
from zabota.capabilities.telephony.contracts import ANSWER_CALLS, USUAL_SCRIPT, BadPhoneError
from zabota.capabilities.telephony.models import Script
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.importing.contacts import normalise_phone

MOST_MATCHES = 20


def written_alike(phone: str) -> str:
    """The number in the one form in which contacts are kept; BadPhoneError for what is no number."""
    number = normalise_phone(phone) if len(phone) <= 40 else None
    if number is None and phone and phone.strip().isdecimal():
        number = normalise_phone("+" + phone.strip())  # a plus sign in an address arrives as a blank
    if number is None:
        raise BadPhoneError(phone)
    return number


def who_calls(actor: Actor, *, phone: str) -> list[Customer]:
    """Customers with this number, those who prefer it first: one query, by index."""
    actor.require(ANSWER_CALLS)
    points = ContactPoint.objects.filter(kind=ContactKind.PHONE, value=phone)
    ids = list(points.order_by("-is_preferred", "customer_id").values_list("customer_id", flat=True)[:MOST_MATCHES])
    found = customers.visible_to(actor).in_bulk(ids)
    return [found[one] for one in ids if one in found]


def get_script() -> str:
    kept = Script.objects.filter(pk=1).first()
    return kept.text if kept else str(USUAL_SCRIPT)
