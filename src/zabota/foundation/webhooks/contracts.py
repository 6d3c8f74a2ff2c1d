"""What others may see of webhooks: the right to set them up, states of a delivery, and why one did not arrive."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import IdentityError, Role, declare_permission

MANAGE_WEBHOOKS = declare_permission("webhooks.manage", _("Set up webhooks and see what they sent"), {Role.OWNER})

EVERY_KIND = "*"
"""Instead of kinds: all of them, and those that are added later."""

TEST_KIND = "webhooks.test"
"""The type of a message somebody sends to try an address."""


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


STATE_LABELS: dict[DeliveryState, Promise] = {
    DeliveryState.WAITING: _("On its way"),
    DeliveryState.DELIVERED: _("Delivered"),
    DeliveryState.FAILED: _("Not delivered"),
}


class Fault(StrEnum):
    """Why an attempt failed, where the other side has not said so by a status."""

    STATUS = "status"
    TIMEOUT = "timeout"
    NO_HOST = "no_host"
    ADDRESS = "address"
    NO_CONNECTION = "no_connection"
    CERTIFICATE = "certificate"
    NOT_HTTP = "not_http"
    SECRET = "secret"  # noqa: S105 - the name of a fault


FAULT_WORDS: dict[Fault, Promise] = {
    Fault.STATUS: _("The answer is not a success (200 to 299)."),
    Fault.TIMEOUT: _("No answer within 15 seconds."),
    Fault.NO_HOST: _("There is no such host."),
    Fault.ADDRESS: _("The host's address is not a public one."),
    Fault.NO_CONNECTION: _("The host does not take the connection."),
    Fault.CERTIFICATE: _("The host's certificate is not trusted."),
    Fault.NOT_HTTP: _("What came back is no HTTP answer."),
    Fault.SECRET: _("The secret cannot be read any more: make a new one."),
}


class OffReason(StrEnum):
    """Why an endpoint is off: somebody turned it off, it answered 410 Gone, or failed for days."""

    PERSON = "person"
    GONE = "gone"
    FAILING = "failing"


OFF_WORDS: dict[OffReason, Promise] = {
    OffReason.PERSON: _("Turned off by a colleague."),
    OffReason.GONE: _("Turned off: the address answered 410 Gone, so nobody is there any more."),
    OffReason.FAILING: _("Turned off: nothing could be delivered for five days."),
}


class EndpointRefusedError(IdentityError):
    """An address or a choice of events that cannot be; `field` says which."""


class EndpointOffError(IdentityError):
    """Nothing is sent to an endpoint that is off."""
