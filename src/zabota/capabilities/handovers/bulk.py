"""Handing over those chosen in the list."""

from collections.abc import Mapping
from typing import Any

from zabota.capabilities.customers.bulk import BulkRequest
from zabota.capabilities.handovers import services
from zabota.capabilities.handovers.web.forms import HandOverForm
from zabota.foundation.identity.contracts import Actor


def hand_over_form(_actor: Actor, given: Mapping[str, Any] | None) -> HandOverForm:
    return HandOverForm(given)


def hand_over_batch(asked: BulkRequest) -> int:
    to = [one.pk for one in asked.data["to"]]
    return services.hand_over_batch(
        asked.actor, asked.recorder, customer_ids=asked.customer_ids, to=to, note=asked.data["note"], now=asked.now
    )  # fmt: skip
