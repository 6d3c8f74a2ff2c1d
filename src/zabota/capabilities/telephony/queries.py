from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.models import ContactKind, ContactPoint, Customer
from zabota.capabilities.telephony.contracts import ANSWER_CALLS, USUAL_SCRIPT, BadPhoneError
from zabota.capabilities.telephony.models import Direction, Outcome, PhoneCall, Script
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.importing.contacts import normalise_phone

MOST_MATCHES = 20
RETURN_WITHIN = timedelta(days=14)
"""Nobody is called back later than this."""


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


def unreturned(actor: Actor, *, now: datetime) -> QuerySet[PhoneCall]:
    """Calls of late that nobody returned, each the last with its number; `whose` is who should: a person's number."""
    actor.require(ANSWER_CALLS)
    later = PhoneCall.objects.filter(pk__gt=OuterRef("pk"))
    again = Exists(later.filter(phone=OuterRef("phone")).exclude(phone=""))
    again_by_customer = Exists(later.filter(customer=OuterRef("customer")))
    seen = customers.visible_to(actor).filter(pk=OuterRef("customer_id"))
    missed = Q(outcome=Outcome.CALL_BACK) | Q(outcome=Outcome.NO_ANSWER, direction=Direction.INCOMING)
    # The outcomes are told once more so that the index of calls to return is walked.
    waiting = PhoneCall.objects.filter(
        missed, settled_at=None, outcome__in=[Outcome.CALL_BACK, Outcome.NO_ANSWER], started_at__gte=now - RETURN_WITHIN
    )
    mine = waiting.filter(Q(customer=None) | Exists(seen)).exclude(again).exclude(again_by_customer)
    return mine.annotate(whose=Coalesce("staff_id", "customer__owner_id"))


def get_script() -> str:
    kept = Script.objects.filter(pk=1).first()
    return kept.text if kept else str(USUAL_SCRIPT)
