"""Decisions about customers that need no database."""

from zabota.capabilities.customers.models import Purpose


def may_contact(*, is_given: bool | None, purpose: str) -> bool:
    """The latest word decides; where nobody asked yet, we may speak of a person's own orders only."""
    return is_given if is_given is not None else purpose == Purpose.SERVICE
