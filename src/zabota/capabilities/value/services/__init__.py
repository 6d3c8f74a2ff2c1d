"""What a person does with values: recompute them, set what they take for granted, call the best customers."""

from zabota.capabilities.value.services._assumptions import set_discount_rate
from zabota.capabilities.value.services._calls import (
    assign_call,
    close_round,
    plan_round,
    record_call,
    reopen_call,
    take_into_round,
)
from zabota.capabilities.value.services._recompute import Told, recompute_value

__all__ = [
    "Told",
    "assign_call",
    "close_round",
    "plan_round",
    "recompute_value",
    "record_call",
    "reopen_call",
    "set_discount_rate",
    "take_into_round",
]
