"""Deadlines by worth, limits by role. Pure."""

from datetime import datetime, timedelta

from zabota.capabilities.cases.contracts import TOP_SHARE, UPPER_SHARE
from zabota.foundation.identity.contracts import Role

Hours = tuple[int, int, int]


def deadline(share: float | None, *, hours: Hours, opened_at: datetime) -> datetime:
    """Till when somebody is to be back with the customer; `share` is his place among all by margin, 0 for the best.

    Whose place nobody knows waits with the others.
    """
    top, upper, others = hours
    if share is None or share > UPPER_SHARE:
        return opened_at + timedelta(hours=others)
    return opened_at + timedelta(hours=top if share <= TOP_SHARE else upper)


def may_give(role: Role | None, amount_minor: int, *, agent_limit: int, manager_limit: int | None) -> bool:
    """Whether this role gives so much without asking; an owner always, a manager without a limit too."""
    if role in (None, Role.OWNER):
        return True
    if role == Role.MANAGER:
        return manager_limit is None or amount_minor <= manager_limit
    return amount_minor <= agent_limit
