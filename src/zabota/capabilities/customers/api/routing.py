"""What every operation on customers shares: the router, finding the card, and refusals as problems of fields."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Router
from ninja.errors import ValidationError

from zabota.capabilities.customers import queries
from zabota.capabilities.customers.contracts import BadValueError, UnknownReferenceError
from zabota.capabilities.customers.models import Customer
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of

router = Router(tags=["customers"])

Refusal = BadValueError | UnknownReferenceError


def customer_of(actor: Actor, customer_id: int) -> Customer:
    try:
        return queries.get_customer(actor, customer_id=customer_id)
    except Customer.DoesNotExist as error:
        raise Http404 from error


def whole(actor: Actor, customer_id: int) -> Customer:
    try:
        return queries.get_whole(actor, customer_id=customer_id)
    except Customer.DoesNotExist as error:
        raise Http404 from error


def words_of(error: Refusal) -> str:
    if isinstance(error, BadValueError):
        return str(error.message)
    return _("There is no such thing here: %(value)s.") % {"value": error.value}


def refuse(field: str, message: str) -> ValidationError:
    return ValidationError([{"loc": ("body", "payload", field), "msg": message, "type": "refused"}])


@contextmanager
def refusals() -> Iterator[None]:
    """What a service refuses is told to the caller by the field it belongs to."""
    try:
        yield
    except (BadValueError, UnknownReferenceError) as error:
        raise refuse(error.field, words_of(error)) from error


__all__ = ["actor_of", "customer_of", "refusals", "refuse", "router", "whole", "words_of"]
