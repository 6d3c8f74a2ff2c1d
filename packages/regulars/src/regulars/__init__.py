"""Customer-base analytics: who comes back, what a customer is worth, and how sure we are."""

from regulars import audit, datasets
from regulars.errors import (
    InvalidArgumentError,
    InvalidDataError,
    InvalidSummaryError,
    MismatchError,
    NotEnoughDataError,
    RegularsError,
)
from regulars.estimates import Estimate, Estimates, Interval, Notice
from regulars.intervals import newcombe_difference, wilson
from regulars.lifetime import (
    BGNBD,
    BGNBDFit,
    CustomerSummary,
    GammaGamma,
    GammaGammaFit,
    LifetimeValue,
    ParetoNBD,
    ParetoNBDFit,
    lifetime_value,
    value_range,
)
from regulars.tables.summarize import summarize

__all__ = [
    "BGNBD",
    "BGNBDFit",
    "CustomerSummary",
    "Estimate",
    "Estimates",
    "GammaGamma",
    "GammaGammaFit",
    "Interval",
    "InvalidArgumentError",
    "InvalidDataError",
    "InvalidSummaryError",
    "LifetimeValue",
    "MismatchError",
    "NotEnoughDataError",
    "Notice",
    "ParetoNBD",
    "ParetoNBDFit",
    "RegularsError",
    "audit",
    "datasets",
    "lifetime_value",
    "newcombe_difference",
    "summarize",
    "value_range",
    "wilson",
]
