"""Customer-base analytics: who comes back, what a customer is worth, and how sure we are."""

from regulars.errors import (
    InvalidArgumentError,
    InvalidDataError,
    InvalidSummaryError,
    MismatchError,
    NotEnoughDataError,
    RegularsError,
)
from regulars.estimates import CustomerEstimates, Estimate, Interval, Notice
from regulars.lifetime.summary import CustomerSummary

__all__ = [
    "CustomerEstimates",
    "CustomerSummary",
    "Estimate",
    "Interval",
    "InvalidArgumentError",
    "InvalidDataError",
    "InvalidSummaryError",
    "MismatchError",
    "NotEnoughDataError",
    "Notice",
    "RegularsError",
]
