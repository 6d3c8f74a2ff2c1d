"""Customer-base analytics: who comes back, what a customer is worth, and how sure we are."""

from regulars import audit
from regulars.errors import (
    InvalidArgumentError,
    InvalidDataError,
    InvalidSummaryError,
    MismatchError,
    NotEnoughDataError,
    RegularsError,
)
from regulars.estimates import CustomerEstimates, Estimate, Interval, Notice
from regulars.intervals import newcombe_difference, wilson
from regulars.lifetime.summary import CustomerSummary
from regulars.tables.summarize import summarize

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
    "audit",
    "newcombe_difference",
    "summarize",
    "wilson",
]
