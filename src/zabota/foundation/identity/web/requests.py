"""What every view of this package asks of a request."""

from django.http import HttpRequest

from zabota.foundation.identity.contracts import STRANGER, Actor
from zabota.foundation.identity.models import Staff


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", STRANGER)
    return actor


def staff_of(request: HttpRequest) -> Staff:
    """The signed-in person; pages behind the sign-in have one."""
    if not isinstance(request.user, Staff):
        raise TypeError("this page needs a signed-in person")
    return request.user
