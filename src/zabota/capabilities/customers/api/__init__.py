"""Customers over JSON: cards one by one and by the thousand, notes, consents, the timeline."""

from zabota.capabilities.customers.api import bulk, cards, sayings, timeline
from zabota.capabilities.customers.api.routing import router

__all__ = ["bulk", "cards", "router", "sayings", "timeline"]
